package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/slips"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// slipOf is the printed form that an event issues (TT 03/2025, Phụ lục I). A
// receipt before the clock starts says "dự kiến"; the dated one follows.
var slipOf = map[string]slips.Form{
	"dossier.received_at_counter": slips.M01, "dossier.accepted": slips.M01, "dossier.handover_sent": slips.M01, "dossier.handover_received": slips.M01,
	"dossier.supplement_asked": slips.M02, "dossier.declined": slips.M03, "dossier.term_extended": slips.M04, "dossier.stopped": slips.M05, "dossier.withdrawn": slips.M05,
}

// issueSlip writes the line of the register of slips with its number: one row
// of numbers for each office, form and year, without gaps, because the counter
// stays locked until the transaction of the event ends. A job draws the paper.
// What a resident does herself issues nothing.
func (s *Service) issueSlip(ctx context.Context, tx pgx.Tx, d *Dossier, event string, at time.Time) error {
	form, ok := slipOf[event]
	if !ok {
		return nil
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if sc.Kind == tenants.KindResident {
		return nil
	}
	var by *uuid.UUID
	if sc.Actor.Kind == "staff" {
		by = &sc.Actor.ID
	}
	id, year := newID(), at.In(deadlines.Zone).Year()
	if _, err := tx.Exec(ctx, `INSERT INTO app.slip_issued (id, tenant_id, dossier_id, form, year, number, code, event, issued_at, issued_by, issued_name)
		VALUES ($1, $2, $3, $4, $5, app.next_number('slip.' || $4, $5), $6, $7, $8, $9, $10)`, id, sc.Tenant, d.ID, form, year, d.CodeText(), event, at, by, sc.Actor.Name); err != nil {
		return pg.Translate(err)
	}
	return s.Jobs.Insert(ctx, tx, args.IssueSlip{Ref: args.For(ctx, sc.Tenant), SlipID: id})
}

// slips asks again for the papers that were issued and are not kept yet.
func (p *pass) slips(ctx context.Context) (int, error) {
	return p.each(ctx, `SELECT id, issued_at AS at FROM app.slip_issued WHERE tenant_id = $1 AND document_id IS NULL AND issued_at <= $2 AND issued_at > $2::timestamptz - interval '10 days'
		AND (issued_at, id) > ($3, $4) ORDER BY issued_at, id LIMIT $5`, p.now.Add(-10*time.Minute), func(k key) error {
		return p.DB.Tx(ctx, func(tx pgx.Tx) error {
			return p.Jobs.Insert(ctx, tx, args.IssueSlip{Ref: args.For(ctx, p.tenant), SlipID: k.ID})
		})
	})
}
