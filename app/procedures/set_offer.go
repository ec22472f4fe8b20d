package procedures

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/tenants"
)

// SetOffer turns a procedure on or off in the scope's province: for one
// commune, or with tenant uuid.Nil for all of them, which also ends what was
// set for single ones. The revision and dossiers under way are not touched.
// Faults: Forbidden outside a province scope; NotFound, also for another province's commune.
func (c *Catalogue) SetOffer(ctx context.Context, procedure uuid.UUID, tenant tenants.ID, on bool) error {
	province, p, err := c.inProvince(ctx, procedure)
	if err != nil {
		return err
	}
	kind := "procedure.turned_off"
	if on {
		kind = "procedure.turned_on"
	}
	data := map[string]any{"procedure": p.Code, "name": p.PlainName}
	var at *uuid.UUID
	if tenant != uuid.Nil {
		at = &tenant
		data["tenant"] = tenant
	}
	err = c.db.Tx(ctx, func(tx pgx.Tx) error {
		if at != nil {
			var name string
			err := tx.QueryRow(ctx, `SELECT full_name FROM app.tenant WHERE id = $1 AND province_code = $2 AND kind = 'commune'`, tenant, province).Scan(&name)
			if err != nil {
				return err
			}
			data["tenant_name"] = name
		} else if _, err := tx.Exec(ctx, `DELETE FROM app.procedure_setting WHERE province_code = $1 AND procedure_id = $2 AND tenant_id IS NOT NULL`, province, procedure); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `INSERT INTO app.procedure_setting (province_code, tenant_id, procedure_id, enabled) VALUES ($1, $2, $3, $4)
			ON CONFLICT (province_code, tenant_id, procedure_id) DO UPDATE SET enabled = EXCLUDED.enabled, changed_at = now()`, province, at, procedure, on)
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "procedure", SubjectID: AuditSubject(procedure, province), Kind: kind, Data: data})
	})
	if err == nil {
		c.Invalidate()
	}
	return err
}

// SetBoundary puts a procedure on the scope's province's non-boundary list
// (province, nation), or takes it off (none).
// Faults: Forbidden outside a province scope; NotFound; Invalid for hộ tịch,
// which is filed online with the competent office and never forwarded, and for
// an unknown boundary.
func (c *Catalogue) SetBoundary(ctx context.Context, procedure uuid.UUID, b revision.Boundary) error {
	province, p, err := c.inProvince(ctx, procedure)
	if err != nil {
		return err
	}
	switch b {
	case revision.BoundaryNone, revision.BoundaryProvince, revision.BoundaryNation:
	default:
		return fault.New(fault.Invalid, "procedure.boundary", "Chọn phạm vi tiếp nhận trong danh sách.")
	}
	if p.Revision.HelpOnly && b != revision.BoundaryNone {
		return fault.New(fault.Invalid, "procedure.help_only", "Thủ tục hộ tịch không luân chuyển. Nơi khác chỉ giúp nộp trực tuyến.")
	}
	err = c.db.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.procedure_setting (province_code, procedure_id, enabled, non_boundary) VALUES ($1, $2, true, $3)
			ON CONFLICT (province_code, tenant_id, procedure_id) DO UPDATE SET non_boundary = EXCLUDED.non_boundary, changed_at = now()`, province, procedure, string(b))
		if err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			Subject: "procedure", SubjectID: AuditSubject(procedure, province), Kind: "procedure.boundary_set",
			Data: map[string]any{"procedure": p.Code, "name": p.PlainName, "non_boundary": b},
		})
	})
	if err == nil {
		c.Invalidate()
	}
	return err
}

func (c *Catalogue) inProvince(ctx context.Context, procedure uuid.UUID) (string, *Procedure, error) {
	s, err := tenants.From(ctx)
	if err != nil {
		return "", nil, err
	}
	if s.Kind != tenants.KindProvince {
		return "", nil, fault.New(fault.Forbidden, "procedure.province_only", "Chỉ quản trị tỉnh đổi được danh mục thủ tục.")
	}
	p, err := c.ByID(ctx, procedure)
	return s.Province, p, err
}

// AuditSubject is whose audit chain a province's settings of a procedure are
// kept in: each province has its own, so none waits for another.
func AuditSubject(procedure uuid.UUID, province string) uuid.UUID {
	return uuid.NewSHA1(procedure, []byte("province:"+province))
}
