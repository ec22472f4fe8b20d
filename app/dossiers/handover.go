package dossiers

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Handover is one passing of a dossier between tenants.
type Handover struct {
	ID            uuid.UUID  `db:"id"`
	Dossier       uuid.UUID  `db:"dossier_id"`
	From          uuid.UUID  `db:"from_tenant"`
	To            uuid.UUID  `db:"to_tenant"`
	State         string     `db:"state"` // sent, delivered, received, refused
	SentAt        time.Time  `db:"sent_at"`
	SentName      string     `db:"sent_name"`
	DeliveredAt   *time.Time `db:"delivered_at"`
	AnswerBy      *time.Time `db:"answer_by"`
	ReceivedAt    *time.Time `db:"received_at"`
	ReceivedName  string     `db:"received_name"`
	Automatic     bool       `db:"automatic"`
	RefusedReason string     `db:"refused_reason"`
	Right         *uuid.UUID `db:"right_tenant"`
	Note          string     `db:"note"`       // why it comes again to an office that refused it
	DecidedBy     *uuid.UUID `db:"decided_by"` // the province's centre that decided it
	Final         bool       `db:"final"`      // and may not be refused
}

const handoverColumns = `id, dossier_id, from_tenant, to_tenant, state, sent_at, sent_name, delivered_at, answer_by, received_at, received_name, automatic, refused_reason, right_tenant, note, decided_by, final`

// SendHandover passes a dossier that came back, or was filed to the wrong
// office, on to its competent tenant. Scope: the receiving tenant.
func (s *Service) SendHandover(ctx context.Context, r Ref, to uuid.UUID) error {
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if !d.State.Can(ActCoordinate) || d.Competent != to {
		return movedOn()
	}
	if r.Version != 0 && d.Version != r.Version {
		return changedSince()
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	expected, err := s.Expected(ctx, t, d.Channel, to, s.Now())
	if err != nil {
		return err
	}
	papersDue, err := s.pile(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error { return s.sendHandover(ctx, tx, &d, t, expected, papersDue) })
}

// DeliverHandover puts a sent dossier into the competent tenant's queue and
// schedules the moment at which it counts as received. Scope: worker of the
// sender, or of the centre that decided it. Precondition: the handover is still "sent"; else it does nothing.
func (s *Service) DeliverHandover(ctx context.Context, handover uuid.UUID) error {
	h, err := pg.One[Handover](ctx, s.DB, `SELECT `+handoverColumns+` FROM app.handover WHERE id = $1`, handover)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || h.State != "sent" {
		return err
	}
	cal, err := s.Calendar(ctx, h.To)
	if err != nil {
		return err
	}
	rules, err := s.HandoverRules(ctx, h.To)
	if err != nil {
		return err
	}
	now := s.Now()
	answerBy, err := deadlines.AddWorkingMinutes(cal, now, rules.Refusal)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var done bool
		if err := tx.QueryRow(ctx, `SELECT app.deliver_handover($1, $2, $3)`, h.ID, now, answerBy).Scan(&done); err != nil || !done {
			return err
		}
		return s.Jobs.InsertAt(ctx, tx, args.ReceiveHandover{Ref: args.Ref{TenantID: h.To}, DossierID: h.Dossier}, answerBy)
	})
}

// ReceiveHandover takes a delivered dossier over. The clock starts at the
// moment of delivery, so nobody gains time by clicking late. Scope: the
// competent tenant, or the worker for it when nobody refused in time. Faults:
// NotFound; Conflict when it is not delivered, or for the worker not yet due.
func (s *Service) ReceiveHandover(ctx context.Context, r Ref) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	auto := sc.Kind == tenants.KindWorker
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if d.State != InTransit || d.Competent != sc.Tenant {
		return movedOn()
	}
	if r.Version == 0 {
		r.Version = d.Version
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	cal, err := s.calendar(ctx, d.Competent, t.Field)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var delivered, answerBy *time.Time
		if err := tx.QueryRow(ctx, `SELECT delivered_at, answer_by FROM app.handover WHERE dossier_id = $1 AND to_tenant = $2 AND state = 'delivered'`, d.ID, sc.Tenant).Scan(&delivered, &answerBy); err == pgx.ErrNoRows {
			return fault.New(fault.Conflict, "handover.not_delivered", "Hồ sơ chưa chuyển tới hoặc đã được người khác nhận.")
		} else if err != nil {
			return err
		}
		if auto && answerBy != nil && now.Before(*answerBy) {
			return fault.New(fault.Conflict, "handover.not_due") // the job of an earlier delivery: this one has its own
		}
		c := &clock{now: cal, policy: t.Policy(d.Channel)}
		p, err := deadlines.Compute(cal, c.policy, deadlines.Ledger{{Kind: deadlines.Start, At: *delivered}}, now)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT app.receive_handover($1, $2, $3, $4, $5, $6, $7, $8)`, d.ID, r.Version, now, nilID(sc.Actor.ID), sc.Actor.Name, auto, p.Due, t.firstStep()); err != nil {
			return pg.Translate(err)
		}
		d.Version = r.Version + 1
		if err := c.add(ctx, tx, &d, deadlines.Entry{Kind: deadlines.Start, At: *delivered}); err != nil {
			return err
		}
		d.State = Accepted
		ch := &change{tx: tx, d: &d, t: t, cal: cal, now: now, actor: sc.Actor, me: sc.Tenant, s: s}
		if err := ch.begin(ctx); err != nil {
			return err
		}
		return s.record(ctx, tx, &d, event{kind: "dossier.handover_received", data: map[string]any{"code": d.CodeText(), "promise": p.Due.UTC(), "started": delivered.UTC(), "automatic": auto}})
	})
}

// RefuseHandover sends a mis-routed dossier back, naming the right tenant: it
// lies in the coordination queue of the office that received it, or, at the
// second refusal, of its province (coordination.go). Scope: the tenant it was
// sent to. Faults: Invalid without reason or place; Conflict, also when its time
// to refuse is over or the province decided that it is this office's.
func (s *Service) RefuseHandover(ctx context.Context, r Ref, reason string, right *uuid.UUID) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	reason = strings.TrimSpace(reason)
	f := map[string]string{}
	if reason == "" {
		f["reason"] = "Ghi lý do không nhận hồ sơ"
	}
	if right == nil || *right == sc.Tenant {
		f["right"] = "Chọn đúng cơ quan có thẩm quyền"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if d.State != InTransit || d.Competent != sc.Tenant {
		return movedOn()
	}
	if r.Version == 0 {
		r.Version = d.Version
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	due, decideBy, err := s.coordinationDue(ctx, *d.Receiving)
	if err != nil {
		return err
	}
	papersDue, err := s.pile(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		// the audit entry first: afterwards this tenant no longer sees the dossier
		d.Version = r.Version + 1
		if err := s.record(ctx, tx, &d, event{kind: "dossier.handover_refused", silent: true, data: map[string]any{"code": d.CodeText(), "reason": reason, "right": right}}); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `SELECT app.refuse_handover($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`, d.ID, r.Version, s.Now(), sc.Actor.Name, reason, right, newID(), t.Name, due, decideBy); err != nil {
			return coordinationMoved(pg.Translate(err))
		}
		return s.papersWait(ctx, tx, d.ID, TravelPapers, t.Name, papersDue) // what came here already goes back
	})
}

func nilID(id uuid.UUID) *uuid.UUID {
	if id == uuid.Nil {
		return nil
	}
	return &id
}
