package keeping

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Hold keeps a dossier and its files from being deleted by anybody, whatever
// their class says: an inspection, a lawsuit, a complaint.
type Hold struct {
	ID         uuid.UUID  `db:"id"`
	Tenant     uuid.UUID  `db:"tenant_id"` // whose; it alone lifts it
	Dossier    uuid.UUID  `db:"dossier_id"`
	Code       string     `db:"code"`
	Reason     string     `db:"reason"`
	Basis      string     `db:"legal_basis"`
	PlacedName string     `db:"placed_name"`
	PlacedAt   time.Time  `db:"placed_at"`
	LiftedName string     `db:"lifted_name"`
	LiftedAt   *time.Time `db:"lifted_at"`
	LiftReason string     `db:"lift_reason"`
}

const holdColumns = `h.id, h.tenant_id, h.dossier_id, a.code, h.reason, h.legal_basis, h.placed_name, h.placed_at, h.lifted_name, h.lifted_at, h.lift_reason
	FROM app.legal_hold h JOIN app.tenant_dossier a ON a.tenant_id = app.tenant_id() AND a.dossier_id = h.dossier_id`

// HoldsOf lists the holds on a dossier, those in force first. Scope: tenant.
func (s *Service) HoldsOf(ctx context.Context, dossier uuid.UUID) ([]Hold, error) {
	return pg.Rows[Hold](ctx, s.DB, `SELECT `+holdColumns+` WHERE h.dossier_id = $1 ORDER BY h.lifted_at IS NOT NULL, h.placed_at DESC`, dossier)
}

// Holds lists what the context's office holds now, newest first. Scope: tenant.
func (s *Service) Holds(ctx context.Context, limit int) ([]Hold, error) {
	return pg.Rows[Hold](ctx, s.DB, `SELECT `+holdColumns+` WHERE h.tenant_id = app.tenant_id() AND h.lifted_at IS NULL ORDER BY h.placed_at DESC LIMIT $1`, limit)
}

// PlaceHold is what somebody wants held, and why.
type PlaceHold struct {
	Dossier  uuid.UUID
	Reason   string
	Basis    string
	Resident bool // every dossier of the same resident that the office reads
}

// mostHeld bounds one act; a resident with more is held again.
const mostHeld = 500

// Place holds a dossier; what the office holds already stays as it is. It
// returns how many dossiers it newly holds. Scope: tenant.
// Faults: Invalid by field, NotFound (dossier.not_found).
func (s *Service) Place(ctx context.Context, in PlaceHold) (n int, err error) {
	in.Reason, in.Basis = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Basis)
	bad := map[string]string{}
	if in.Reason == "" {
		bad["reason"] = "Ghi lý do giữ hồ sơ, ví dụ: thanh tra, khiếu nại, vụ án."
	}
	if in.Basis == "" {
		bad["basis"] = "Ghi số, ngày văn bản yêu cầu hoặc điều luật làm căn cứ."
	}
	if len(bad) > 0 {
		return 0, fault.Fields(bad)
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return 0, err
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT d.id FROM app.dossier d WHERE d.id = $1 OR $2 AND d.resident_id = (SELECT m.resident_id FROM app.dossier m WHERE m.id = $1) ORDER BY d.id = $1 DESC, d.id LIMIT $3`, in.Dossier, in.Resident, mostHeld)
		if err != nil {
			return err
		}
		ids, err := pgx.CollectRows(rows, pgx.RowTo[uuid.UUID])
		if err != nil {
			return err
		}
		if len(ids) == 0 {
			return fault.New(fault.NotFound, "dossier.not_found")
		}
		rows, err = tx.Query(ctx, `INSERT INTO app.legal_hold (id, tenant_id, dossier_id, reason, legal_basis, placed_by, placed_name, placed_at)
			SELECT gen_random_uuid(), $1, x, $2, $3, $4, $5, $6 FROM unnest($7::uuid[]) x ON CONFLICT (dossier_id, tenant_id) WHERE lifted_at IS NULL DO NOTHING RETURNING dossier_id`,
			sc.Tenant, in.Reason, in.Basis, sc.Actor.ID, sc.Actor.Name, s.Now(), ids)
		if err != nil {
			return err
		}
		if ids, err = pgx.CollectRows(rows, pgx.RowTo[uuid.UUID]); err != nil {
			return err
		}
		n = len(ids)
		es := make([]audit.Entry, n)
		for i, id := range ids {
			es[i] = audit.Entry{Subject: "dossier", SubjectID: id, Kind: "dossier.hold_placed", At: s.Now(), Data: map[string]any{"reason": in.Reason, "basis": in.Basis}}
		}
		return audit.WriteAll(ctx, tx, es...)
	})
	return n, err
}

// Lift ends a hold of the context's office, with a reason. Scope: tenant.
// Faults: Invalid (reason), NotFound (hold.not_found) when it is another's or
// was lifted before.
func (s *Service) Lift(ctx context.Context, hold uuid.UUID, reason string) error {
	if reason = strings.TrimSpace(reason); reason == "" {
		return fault.Fields(map[string]string{"reason": "Ghi lý do thôi giữ, ví dụ: số văn bản kết thúc thanh tra."})
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var dossier uuid.UUID
		err := tx.QueryRow(ctx, `UPDATE app.legal_hold SET lifted_by = $2, lifted_name = $3, lifted_at = $4, lift_reason = $5 WHERE id = $1 AND lifted_at IS NULL RETURNING dossier_id`,
			hold, sc.Actor.ID, sc.Actor.Name, s.Now(), reason).Scan(&dossier)
		if err = pg.Translate(err); fault.Is(err, fault.NotFound) {
			return fault.New(fault.NotFound, "hold.not_found").Wrap(err)
		} else if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "dossier", SubjectID: dossier, Kind: "dossier.hold_lifted", At: s.Now(), Data: map[string]any{"reason": reason}})
	})
}
