package dossiers

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// The immediate lane (Decree 23/2015): the counter receives and compares with
// the original, somebody else with the power signs, the number of the register
// is taken with the signature, and the counter seals and returns, noting what
// was paid. An ordinary dossier in every other respect: code, ledger, states,
// history, figures. Nobody is sent a message: she stands at the counter.
//
// Its steps are its own, so that the acts of the ordinary workflow never apply.
const (
	StepSignNow   = "sign_now"   // waits for the signature
	StepFixNow    = "fix_now"    // sent back to the counter
	StepReturnNow = "return_now" // signed: to be sealed, paid and handed out
)

// InLane tells whether a dossier is waiting in the immediate lane.
func (d *Dossier) InLane() bool {
	return d.Step == StepSignNow || d.Step == StepFixNow || d.Step == StepReturnNow
}

// ImmediateIntake is one person with the papers that are done while she waits.
type ImmediateIntake struct {
	ID         uuid.UUID // made by the page: F9 pressed twice receives once
	Procedure  uuid.UUID
	Revision   uuid.UUID
	Case       string
	Resident   uuid.UUID
	Applicants []Party
	Submitter  *Party
	Answers    map[string]string
	Lines      []ImmediateLine
	Signer     uuid.UUID // whose signature is asked for; Nil: whoever may sign
}

// ReceiveImmediate receives, accepts and submits for signature in one go. The
// clock starts now; the promise is the policy's (after 15:00 the next working
// day). Scope: the tenant, which must be the competent one. Idempotent by ID.
// Faults: Invalid, Conflict.
func (s *Service) ReceiveImmediate(ctx context.Context, n ImmediateIntake) (Received, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return Received{}, err
	}
	t, err := s.Terms(ctx, TermsQuery{Revision: n.Revision, Case: n.Case, Answers: n.Answers, Competent: sc.Tenant})
	if err != nil {
		return Received{}, err
	}
	if !t.Immediate {
		return Received{}, fault.New(fault.Invalid, "immediate.other_lane", "Thủ tục này không làm ngay tại quầy. Tiếp nhận ở màn hình Tiếp nhận tại quầy.")
	}
	if err := t.misplaced(sc.Tenant); err != nil {
		return Received{}, err
	}
	if err := checkLines(n.Lines, n.Signer, sc.Actor.ID); err != nil {
		return Received{}, err
	}
	cal, err := s.calendar(ctx, sc.Tenant, t.Field)
	if err != nil {
		return Received{}, err
	}
	now := s.Now()
	out := Received{ID: n.ID}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		d, err := s.insertImmediate(ctx, tx, sc, &n, now)
		if err != nil {
			return err
		}
		c := &change{tx: tx, d: &d, t: t, cal: cal, now: now, actor: sc.Actor, me: sc.Tenant, s: s}
		k, err := c.clock(ctx)
		if err != nil {
			return err
		}
		if err := k.add(ctx, tx, &d, deadlines.Entry{Kind: deadlines.Start, At: now}); err != nil {
			return err
		}
		d.State, d.AcceptedAt = Accepted, &now
		if err := save(ctx, tx, &d); err != nil {
			return err
		}
		out.Code, out.Promise = d.CodeText(), d.DueAt
		if err := s.record(ctx, tx, &d, event{kind: "dossier.received_at_counter", silent: true, data: map[string]any{"code": out.Code, "promise": d.DueAt, "lines": len(n.Lines)}}); err != nil {
			return err
		}
		if err := c.submitNow(ctx, n.Lines, n.Signer); err != nil {
			return err
		}
		out.State = d.State
		return nil
	})
	if err == errReceivedBefore {
		return s.receivedBefore(ctx, n.ID)
	}
	return out, err
}

// checkLines refuses what the register could not carry.
func checkLines(lines []ImmediateLine, signer, me uuid.UUID) error {
	switch {
	case len(lines) == 0:
		return fault.Fields(map[string]string{"lines": "Ghi ít nhất một giấy tờ"})
	case len(lines) > MostImmediateLines:
		return fault.Fields(map[string]string{"lines": "Một hồ sơ nhận tối đa " + strconv.Itoa(MostImmediateLines) + " giấy tờ. Lập thêm hồ sơ cho phần còn lại."})
	case signer == me:
		return fault.Fields(map[string]string{"signer": "Người lập hồ sơ không được ký. Chọn người khác có thẩm quyền."})
	}
	for i, x := range lines {
		if x.Title == "" || x.Copies < 1 || x.Pages < 0 || x.Fee != nil && *x.Fee < 0 {
			return fault.Fields(map[string]string{"lines": fmt.Sprintf("Xem lại dòng %d: tên giấy tờ, số trang, số bản", i+1)})
		}
	}
	return nil
}

// MostImmediateLines fit one dossier.
const MostImmediateLines = 20

// insertImmediate writes the dossier, its parties and the papers that the counter compared.
func (s *Service) insertImmediate(ctx context.Context, tx pgx.Tx, sc tenants.Scope, n *ImmediateIntake, now time.Time) (Dossier, error) {
	var code string
	if err := tx.QueryRow(ctx, `SELECT app.next_code($1, $2)`, sc.Tenant, now).Scan(&code); err != nil {
		return Dossier{}, err
	}
	name := ""
	if len(n.Applicants) > 0 {
		name = n.Applicants[0].FullName
	}
	if n.Answers == nil {
		n.Answers = map[string]string{}
	}
	// papers are looked at and given back at once: nothing is owed to the digital archive
	tag, err := tx.Exec(ctx, `INSERT INTO app.dossier (id, code, procedure_id, revision_id, case_key, channel, filing, resident_id, receiving_tenant, competent_tenant, holder_tenant,
		state, applicant_name, search_text, answers, return_method, submitted_at, papers_required)
		VALUES ($1, $2, $3, $4, $5, 'counter', 'counter', $6, $7, $7, $7, 'submitted', $8, $9, $10, 'counter', $11, 0) ON CONFLICT (id) DO NOTHING`,
		n.ID, code, n.Procedure, n.Revision, n.Case, n.Resident, sc.Tenant, name, SearchText(name, code), n.Answers, now)
	if err != nil {
		return Dossier{}, pg.Translate(err)
	}
	if tag.RowsAffected() == 0 {
		return Dossier{}, errReceivedBefore // rolls back, so no number of the day is lost
	}
	me := sc.Tenant
	if err := writeParties(ctx, tx, n.ID, &me, n.Applicants, n.Submitter); err != nil {
		return Dossier{}, err
	}
	return lock(ctx, tx, n.ID)
}

// submitNow writes the lines of the register and puts the dossier before the signatory.
func (c *change) submitNow(ctx context.Context, lines []ImmediateLine, signer uuid.UUID) error {
	var to *uuid.UUID
	if signer != uuid.Nil {
		to = &signer
	}
	if _, err := c.tx.Exec(ctx, `DELETE FROM app.register_entry WHERE dossier_id = $1 AND tenant_id = $2`, c.d.ID, c.me); err != nil {
		return err
	}
	if _, err := c.tx.Exec(ctx, `UPDATE app.paper SET state = 'replaced' WHERE dossier_id = $1`, c.d.ID); err != nil {
		return err
	}
	for i, x := range lines {
		if x.Answers == nil {
			x.Answers = map[string]string{}
		}
		if _, err := c.tx.Exec(ctx, `INSERT INTO app.register_entry (id, tenant_id, dossier_id, seq, title, pages, copies, answers, fee, addressed_to, prepared_by, prepared_name, received_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
			newID(), c.me, c.d.ID, i+1, x.Title, x.Pages, x.Copies, x.Answers, x.Fee, to, c.actor.ID, c.actor.Name, *c.d.SubmittedAt); err != nil {
			return err
		}
		if _, err := c.tx.Exec(ctx, `INSERT INTO app.paper (id, dossier_id, tenant_id, component, title, required, form, state, checked_by, checked_name, checked_at, created_at)
			VALUES ($1, $2, $3, $4, $5, false, 'original', 'confirmed', $6, $7, $8, $8)`,
			newID(), c.d.ID, c.me, "line_"+strconv.Itoa(i+1), x.Said(), c.actor.ID, c.actor.Name, c.now); err != nil {
			return err
		}
	}
	kind := c.t.Result
	said := make([]string, len(lines))
	for i, x := range lines {
		said[i] = x.Said()
	}
	if _, err := c.tx.Exec(ctx, `INSERT INTO app.result (id, dossier_id, tenant_id, kind_code, title, outcome, content, drafted_by, drafted_name, drafted_at)
		VALUES ($1, $2, $3, $4, $5, 'granted', $6, $7, $8, $9)`, newID(), c.d.ID, c.me, kind.Code, kind.Title, strings.Join(said, "\n"), c.actor.ID, c.actor.Name, c.now); err != nil {
		return err
	}
	c.d.State = Processing
	if err := c.enter(ctx, Step{Key: StepSignNow, Title: "Ký tại quầy", Role: "signatory", Minutes: 30}, nil, ""); err != nil {
		return err
	}
	if err := save(ctx, c.tx, c.d); err != nil {
		return err
	}
	return c.s.record(ctx, c.tx, c.d, event{kind: "dossier.result_drafted", silent: true, data: map[string]any{"step": "Ký tại quầy"}})
}

// Said is the line in words: "Bằng tốt nghiệp (4 trang, 2 bản)".
func (x ImmediateLine) Said() string {
	n := strconv.Itoa(x.Copies) + " bản"
	if x.Pages > 0 {
		n = strconv.Itoa(x.Pages) + " trang, " + n
	}
	return x.Title + " (" + n + ")"
}

// CorrectImmediate submits what was sent back to the counter again, with its
// lines as they should be. Scope: the tenant. Faults: Invalid, Conflict.
func (s *Service) CorrectImmediate(ctx context.Context, r Ref, answers map[string]string, lines []ImmediateLine, signer uuid.UUID) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if err := checkLines(lines, signer, sc.Actor.ID); err != nil {
		return err
	}
	return s.immediate(ctx, r, StepFixNow, func(ctx context.Context, c *change) error {
		if _, err := c.tx.Exec(ctx, `UPDATE app.dossier SET answers = $2, version = version + 1 WHERE id = $1`, c.d.ID, answers); err != nil {
			return err
		}
		c.d.Version++
		return c.submitNow(ctx, lines, signer)
	})
}

// immediate runs one act on a dossier of the lane at one of its steps, in one transaction.
func (s *Service) immediate(ctx context.Context, r Ref, step string, fn func(ctx context.Context, c *change) error) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	seen, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	t, err := s.TermsFor(ctx, &seen)
	if err != nil {
		return err
	}
	cal, err := s.calendar(ctx, seen.Competent, t.Field)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		d, err := lock(ctx, tx, r.ID)
		if err != nil {
			return err
		}
		if d.Step != step || d.State != Processing {
			return movedOn()
		}
		if r.Version != 0 && d.Version != r.Version {
			return changedSince()
		}
		return fn(ctx, &change{tx: tx, d: &d, t: t, cal: cal, now: s.Now(), actor: sc.Actor, me: sc.Tenant, s: s})
	})
}
