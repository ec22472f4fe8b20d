package keeping

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Decision is the second person's word on a list.
type Decision struct {
	List    uuid.UUID
	Approve bool
	Keep    []uuid.UUID // dossiers that stay, though the rest goes
	Words   string      // number and date of the decision; why not, when it is refused
}

// Decide approves or refuses a list that somebody else proposed; what is
// approved is destroyed by a job that looks at each dossier once more. Scope: tenant.
//
// Faults: Invalid by field, Forbidden (destruction.own) for who proposed it,
// Conflict (destruction.moved_on), NotFound (destruction.not_found).
func (s *Service) Decide(ctx context.Context, in Decision) error {
	in.Words = strings.TrimSpace(in.Words)
	if in.Words == "" {
		text := "Ghi số, ngày quyết định tiêu hủy."
		if !in.Approve {
			text = "Ghi lý do không đồng ý để người lập danh mục biết."
		}
		return fault.Fields(map[string]string{"words": text})
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	l, items, _, err := s.List(ctx, in.List)
	switch {
	case err != nil:
		return err
	case l.State != Proposed:
		return movedOn()
	case l.ProposedBy == sc.Actor.ID:
		return fault.New(fault.Forbidden, "destruction.own", "Người lập danh mục không được tự quyết định tiêu hủy. Cần một người khác có quyền quyết định.")
	case in.Approve && len(in.Keep) >= len(items):
		return fault.Fields(map[string]string{"keep": "Không còn hồ sơ nào trong danh mục. Nếu giữ lại tất cả thì chọn không đồng ý."})
	}
	state, kind := Refused, "destruction.refused"
	if in.Approve {
		state, kind = Approved, "destruction.approved"
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		keep, why := in.Keep, "decided"
		if !in.Approve {
			keep, why = nil, "refused"
			for _, i := range items {
				keep = append(keep, i.Dossier)
			}
		}
		if err := keepItems(ctx, tx, in.List, keep, why); err != nil {
			return err
		}
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.destruction_list SET state = $2, decided_by = $3, decided_name = $4, decided_at = $5, decision = $6 WHERE id = $1 AND state = 'proposed'`,
			in.List, state, sc.Actor.ID, sc.Actor.Name, s.Now(), in.Words)); fault.Is(err, fault.NotFound) {
			return movedOn()
		} else if err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{Subject: "destruction", SubjectID: in.List, Kind: kind, At: s.Now(), Data: map[string]any{"no": l.No, "year": l.Year, "kept": len(keep), "words": in.Words}}); err != nil || !in.Approve {
			return err
		}
		return s.Jobs.Insert(ctx, tx, args.DestroyList{Ref: args.For(ctx, sc.Tenant), ListID: in.List})
	})
}

func movedOn() error {
	return fault.New(fault.Conflict, "destruction.moved_on", "Danh mục này đã được quyết định. Tải lại trang để xem.")
}

func keepItems(ctx context.Context, tx pgx.Tx, list uuid.UUID, dossiers []uuid.UUID, why string) error {
	if len(dossiers) == 0 {
		return nil
	}
	_, err := tx.Exec(ctx, `UPDATE app.destruction_item SET state = 'kept', kept_reason = $3 WHERE list_id = $1 AND dossier_id = ANY ($2) AND state = 'proposed'`, list, dossiers, why)
	return err
}
