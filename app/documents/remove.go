package documents

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/blob"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Remove deletes a document from a draft, with its previews, inside the caller's
// transaction; the stored files follow by a job. Whatever refers to it (a paper)
// is deleted first.
// Faults: NotFound (document.not_found) when it is missing, somebody else's, or no
// longer in a draft; Conflict (dossier.held).
func (s *Service) Remove(ctx context.Context, tx pgx.Tx, id uuid.UUID) error {
	type row struct {
		Tenant uuid.UUID `db:"tenant_id"`
		Key    string    `db:"object_key"`
	}
	rows, err := tx.Query(ctx, `SELECT tenant_id, object_key FROM app.document WHERE id = $1 OR parent_id = $1`, id)
	if err != nil {
		return pg.Translate(err)
	}
	found, err := pgx.CollectRows(rows, pgx.RowToStructByName[row])
	if err != nil {
		return pg.Translate(err)
	}
	if err := pg.MustAffect(tx.Exec(ctx, `DELETE FROM app.document WHERE id = $1`, id)); err != nil {
		return Held(notFound(err))
	}
	for _, r := range found {
		if err := s.jobs.Insert(ctx, tx, args.DeleteBlob{Ref: args.For(ctx, r.Tenant), Key: r.Key}); err != nil {
			return err
		}
	}
	return nil
}

// Held gives the fault of a deletion that a legal hold refused its sentence.
func Held(err error) error {
	if fault.HasKey(err, "dossier.held") {
		return fault.New(fault.Conflict, "dossier.held", "Hồ sơ này đang được giữ theo yêu cầu của cơ quan có thẩm quyền nên chưa xóa được. Gọi đơn vị giải quyết để biết thêm.").Wrap(err)
	}
	return err
}

// DeleteBlob is the work of the delete_blob job, in the worker's scope of the
// tenant whose key it is.
// Precondition: no row has the key; what a row has is left alone. Twice is
// harmless.
// Fault: Unavailable (storage.down): to be tried again.
func (s *Service) DeleteBlob(ctx context.Context, key string) error {
	scope, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	_, err = s.deleteUnowned(ctx, []blob.Object{{Tenant: scope.Tenant, Key: key}})
	return err
}

// deleteUnowned deletes those objects of the scope's tenant that no row has.
func (s *Service) deleteUnowned(ctx context.Context, objects []blob.Object) (deleted int, err error) {
	keys := make([]string, len(objects))
	for i, o := range objects {
		keys[i] = o.Key
	}
	if len(keys) == 0 {
		return 0, nil
	}
	owned, err := pg.Values[string](ctx, s.db, `SELECT object_key FROM app.document WHERE object_key = ANY ($1) UNION ALL SELECT object_key FROM app.upload_piece WHERE object_key = ANY ($1)`, keys)
	if err != nil {
		return 0, err
	}
	keep := map[string]bool{}
	for _, k := range owned {
		keep[k] = true
	}
	for _, o := range objects {
		if keep[o.Key] {
			continue
		}
		err := s.blobs.Delete(ctx, o)
		if fault.HasKey(err, blob.KeyLocked) { // of before files were locked last
			continue
		}
		if err != nil {
			return deleted, err
		}
		deleted++
	}
	return deleted, nil
}

// tenantOf is the tenant whose key it is; the zero id of a key that is none.
func tenantOf(key string) uuid.UUID {
	t, _, _ := strings.Cut(key, "/")
	id, _ := uuid.Parse(t)
	return id
}
