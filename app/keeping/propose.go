package keeping

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// MostProposed is how many dossiers one list may have.
const MostProposed = 500

// Propose makes a list of candidates under an id that the form chose, so that
// sending it twice makes one. What is no candidate any more, held, asked about
// or locked is left out; nothing left is a fault. Scope: tenant.
// Faults: Invalid (destruction.empty), Conflict (row.busy, row.exists: somebody
// proposed the same at this moment).
func (s *Service) Propose(ctx context.Context, id uuid.UUID, dossiers []uuid.UUID, note string) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if n, err := pg.Value[int](ctx, s.DB, `SELECT count(*)::int FROM app.destruction_list WHERE id = $1`, id); err != nil || n > 0 {
		return err
	}
	empty := fault.New(fault.Invalid, "destruction.empty", "Chọn ít nhất một hồ sơ đã hết hạn lưu trữ và không bị giữ.")
	if len(dossiers) == 0 {
		return empty
	}
	list, err := s.Candidates(ctx, MostProposed, dossiers...)
	if err != nil {
		return err
	}
	var ids []uuid.UUID
	var code, class, name []string
	var until []time.Time
	for _, c := range list {
		if c.Free() {
			ids, code, class, name, until = append(ids, c.ID), append(code, c.Code), append(class, c.Class), append(name, c.ClassName), append(until, c.KeptUntil)
		}
	}
	if len(ids) == 0 {
		return empty
	}
	now := s.Now()
	year := now.In(deadlines.Zone).Year()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var no int
		if err := tx.QueryRow(ctx, `INSERT INTO app.destruction_list (id, tenant_id, year, no, note, proposed_by, proposed_name, proposed_at) SELECT $1, $2, $3, app.next_number('tieu_huy', $3), $4, $5, $6, $7 RETURNING no`,
			id, sc.Tenant, year, strings.TrimSpace(note), sc.Actor.ID, sc.Actor.Name, now).Scan(&no); err != nil {
			return pg.Translate(err)
		}
		if _, err := tx.Exec(ctx, `INSERT INTO app.destruction_item (list_id, dossier_id, tenant_id, code, class_code, class_name, kept_until)
			SELECT $1, * FROM (SELECT x.d, $2::uuid, x.c, x.k, x.n, x.u FROM unnest($3::uuid[], $4::text[], $5::text[], $6::text[], $7::timestamptz[]) x(d, c, k, n, u)) y`, id, sc.Tenant, ids, code, class, name, until); err != nil {
			return pg.Translate(err)
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "destruction", SubjectID: id, Kind: "destruction.proposed", At: now, Data: map[string]any{"no": no, "year": year, "dossiers": len(ids)}})
	})
}
