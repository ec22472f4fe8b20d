package procedures

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/procedures/exchange"
	"motcua/storage/pg"

	"github.com/jackc/pgx/v5"
)

// KeepImport keeps the scope's file until it is confirmed, a day at most, and
// gives its id. Fault: Invalid when it is too large. Scope: province, platform.
func (s *Revisions) KeepImport(ctx context.Context, name string, content []byte) (uuid.UUID, error) {
	sc, province, err := author(ctx)
	if err != nil {
		return uuid.Nil, err
	}
	if len(content) > exchange.MaxBytes {
		return uuid.Nil, fault.New(fault.Invalid, "procedure.import_size", exchange.TooLarge().Reason)
	}
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write(content); err != nil {
		return uuid.Nil, err
	}
	if err := z.Close(); err != nil {
		return uuid.Nil, err
	}
	id := uuid.Must(uuid.NewV7())
	return id, s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `DELETE FROM app.procedure_import WHERE province_code IS NOT DISTINCT FROM $1 AND created_by IS NOT DISTINCT FROM $2`, province, actorID(sc)); err != nil {
			return err // one file at a time for each person
		}
		_, err := tx.Exec(ctx, `INSERT INTO app.procedure_import (id, province_code, name, content, created_at, created_by) VALUES ($1, $2, $3, $4, $5, $6)`,
			id, province, name, packed.Bytes(), s.Now(), actorID(sc))
		return err
	})
}

// KeptImport reads a kept file again. Fault: NotFound when it was confirmed,
// replaced or is another province's.
func (s *Revisions) KeptImport(ctx context.Context, id uuid.UUID) (*exchange.File, string, error) {
	type row struct {
		Name    string `db:"name"`
		Content []byte `db:"content"`
	}
	r, err := pg.One[row](ctx, s.DB, `SELECT name, content FROM app.procedure_import WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return nil, "", fault.New(fault.NotFound, "procedure.import_gone", "Tệp này đã được nhập, hoặc chờ quá một ngày. Chọn lại tệp để nhập.")
	}
	if err != nil {
		return nil, "", err
	}
	z, err := gzip.NewReader(bytes.NewReader(r.Content))
	if err != nil {
		return nil, "", err
	}
	b, err := io.ReadAll(io.LimitReader(z, exchange.MaxBytes+1))
	if err != nil {
		return nil, "", err
	}
	f, err := exchange.Read(bytes.NewReader(b), r.Name)
	return f, r.Name, err
}

// DropImport forgets a kept file.
func (s *Revisions) DropImport(ctx context.Context, id uuid.UUID) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM app.procedure_import WHERE id = $1`, id)
		return err
	})
}
