package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/procedures/revision"
	"motcua/jobs/args"
	"motcua/storage/pg"
)

// ShownDraft is a draft that the resident is asked to look at before it is signed.
type ShownDraft struct {
	ID         uuid.UUID  `db:"id"`
	Dossier    uuid.UUID  `db:"dossier_id"`
	Step       string     `db:"step"`
	State      string     `db:"state"` // open, confirmed, change_asked, lapsed (silence was consent), cancelled
	Title      string     `db:"title"`
	Content    string     `db:"content"`
	Pauses     bool       `db:"pauses"`
	ShownAt    time.Time  `db:"shown_at"`
	DueAt      time.Time  `db:"due_at"`
	Remark     string     `db:"remark"`
	AnsweredAt *time.Time `db:"answered_at"`
	TakenAt    *time.Time `db:"taken_at"`
}

const shownColumns = `id, dossier_id, step, state, title, content, pauses, shown_at, due_at, remark, answered_at, taken_at`

// OpenDraft is the draft that waits for the resident's word; nil when there is
// none, or when its time is over at now.
func (f *Full) OpenDraft(now time.Time) *ShownDraft {
	for i := range f.Shown {
		if x := &f.Shown[i]; x.State == "open" && now.Before(x.DueAt) {
			return x
		}
	}
	return nil
}

// asksApplicant tells whether a step shows the draft to the resident.
func asksApplicant(st revision.Step) bool {
	return st.Kind == revision.AskOthers && st.Request != nil && st.Request.To == revision.AskApplicant
}

// skipsShowing tells whether the resident is not asked: she did not file
// online, or what was drafted refuses and is no certificate to check.
func (c *change) skipsShowing(ctx context.Context) (bool, error) {
	if c.d.Channel != string(revision.Online) {
		return true, nil
	}
	rows, err := c.results(ctx, "drafted")
	return err == nil && (len(rows) == 0 || rows[0].Outcome != Granted), err
}

// showDraft opens the step that waits for the resident's word on the draft and
// tells her. The clock stands still only where the revision names the basis.
func (c *change) showDraft(ctx context.Context, st Step, by *uuid.UUID, name string) error {
	res, err := c.result(ctx, "drafted")
	if err != nil {
		return err
	}
	q := st.Request
	p, err := deadlines.Compute(c.cal, deadlines.Policy{Unit: deadlines.Unit(q.Time), Amount: q.Amount}, deadlines.Ledger{{Kind: deadlines.Start, At: c.now}}, c.now)
	if err != nil {
		return err
	}
	if q.Pauses {
		n, err := c.waitingFor(ctx, uuid.Nil)
		if err != nil {
			return err
		}
		if n == 0 {
			k, err := c.clock(ctx)
			if err != nil {
				return err
			}
			if err := k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Pause, At: c.now, PauseKind: deadlines.WaitApplicant, LegalBasis: q.Basis}); err != nil {
				return err
			}
		}
	}
	if err := c.task(ctx, st, by, name, &p.Due); err != nil {
		return err
	}
	id := newID()
	if _, err := c.tx.Exec(ctx, `INSERT INTO app.draft_confirmation (id, dossier_id, tenant_id, step, title, content, pauses, legal_basis, shown_at, due_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
		id, c.d.ID, c.me, st.Key, res.Title, res.Content, q.Pauses, q.Basis, c.now, p.Due); err != nil {
		return pg.Translate(err)
	}
	if err := c.s.Jobs.InsertAt(ctx, c.tx, args.TakeDraftAnswer{Ref: args.For(ctx, c.me), ConfirmationID: id}, p.Due.Add(time.Minute)); err != nil {
		return err
	}
	c.then = append(c.then, func(ctx context.Context) error {
		return c.s.record(ctx, c.tx, c.d, event{kind: "dossier.draft_shown", data: map[string]any{"title": res.Title, "closes": p.Due.UTC(), "pauses": q.Pauses}})
	})
	return nil
}

// resumeDraft lets the clock run on that stood still for the resident's word.
func (c *change) resumeDraft(ctx context.Context, at time.Time) error {
	n, err := c.waitingFor(ctx, uuid.Nil)
	if err != nil || n > 0 {
		return err
	}
	k, err := c.clock(ctx)
	if err != nil || len(k.ledger) == 0 {
		return err
	}
	last := k.ledger[len(k.ledger)-1]
	if last.Kind != deadlines.Pause || last.PauseKind != deadlines.WaitApplicant {
		return nil
	}
	if at.Before(last.At) {
		at = last.At
	}
	return k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Resume, At: at})
}

// takeDraftBack cancels what the resident was shown at a step; "" at any.
func (c *change) takeDraftBack(ctx context.Context, step string) error {
	tag, err := c.tx.Exec(ctx, `UPDATE app.draft_confirmation SET state = 'cancelled', taken_at = $4 WHERE dossier_id = $1 AND tenant_id = $2 AND ($3 = '' OR step = $3) AND taken_at IS NULL`, c.d.ID, c.me, step, c.now)
	if err != nil || tag.RowsAffected() == 0 || step == "" { // a dossier that ends has its clock stopped instead
		return err
	}
	return c.resumeDraft(ctx, c.now)
}
