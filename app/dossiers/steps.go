package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/procedures/revision"
)

// openTask is a step that is being worked on.
type openTask struct {
	ID       uuid.UUID  `db:"id"`
	Seq      int        `db:"seq"`
	Step     string     `db:"step"`
	Assignee *uuid.UUID `db:"assignee"`
	Name     string     `db:"assignee_name"`
	DueAt    *time.Time `db:"due_at"`
}

func (c *change) tasks(ctx context.Context) ([]openTask, error) {
	rows, err := c.tx.Query(ctx, `SELECT id, seq, step, assignee, assignee_name, due_at FROM app.task WHERE dossier_id = $1 AND done_at IS NULL ORDER BY seq`, c.d.ID)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[openTask])
}

// begin opens the first steps: the dossier was accepted.
func (c *change) begin(ctx context.Context) error {
	return c.open(ctx, c.t.flow().Start(c.t.holds), Step{}, nil, "")
}

// firstStep is the step that begin will stand at, for whoever has to say it before.
func (t Terms) firstStep() string {
	if o := t.flow().Start(t.holds); len(o.Steps) > 0 {
		return o.Steps[0].Key
	}
	return ""
}

// pass closes a step and opens what follows it; who worked on it goes on where
// the next step is for the same role and unit of the same office.
func (c *change) pass(ctx context.Context, step, note string) error {
	open, err := c.tasks(ctx)
	if err != nil {
		return err
	}
	var keys []string
	var mine *openTask
	for i, o := range open {
		if o.Step == step {
			mine = &open[i]
		} else {
			keys = append(keys, o.Step)
		}
	}
	if mine == nil {
		return movedOn()
	}
	if err := c.closeStep(ctx, step, "done", note); err != nil {
		return err
	}
	before, _ := c.t.StepByKey(step)
	return c.open(ctx, c.t.flow().After(step, keys, c.t.holds), before, mine.Assignee, mine.Name)
}

// open begins steps. by is who did the step before.
func (c *change) open(ctx context.Context, o revision.Opened, before Step, by *uuid.UUID, name string) error {
	for _, f := range o.Steps {
		st, _ := c.t.StepByKey(f.Key)
		if asksApplicant(f) {
			skips, err := c.skipsShowing(ctx)
			if err != nil {
				return err
			}
			if skips { // stands on no branch: nothing else is open beside it
				return c.open(ctx, c.t.flow().After(f.Key, nil, c.t.holds), before, by, name)
			}
			if err := c.showDraft(ctx, st, by, name); err != nil {
				return err
			}
			continue
		}
		if to, ok := c.passesTo(st); ok {
			return c.passCompetence(ctx, st, to)
		}
		if st.Role != before.Role || st.Unit != before.Unit || st.Role != string(revision.Handler) {
			if err := c.task(ctx, st, nil, "", nil); err != nil {
				return err
			}
			continue
		}
		if err := c.task(ctx, st, by, name, nil); err != nil {
			return err
		}
	}
	return c.settle(ctx)
}

// task inserts one; due nil: the step's own time from now.
func (c *change) task(ctx context.Context, st Step, assignee *uuid.UUID, name string, due *time.Time) error {
	if due == nil {
		at, err := deadlines.AddWorkingMinutes(c.cal, c.now, max(st.Minutes, 1))
		if err != nil {
			return err
		}
		due = &at
	}
	_, err := c.tx.Exec(ctx, `INSERT INTO app.task (id, dossier_id, tenant_id, seq, step, title, role, kind, unit, assignee, assignee_name, started_at, due_at)
		VALUES ($1, $2, $3, 1 + coalesce((SELECT max(seq) FROM app.task WHERE dossier_id = $2), 0), $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
		newID(), c.d.ID, c.me, st.Key, st.Title, st.Role, string(st.Kind), st.Unit, assignee, name, c.now, due)
	return err
}

func (c *change) closeTask(ctx context.Context, outcome, note string) error {
	_, err := c.tx.Exec(ctx, `UPDATE app.task SET done_at = $2, outcome = $3, note = $4 WHERE dossier_id = $1 AND done_at IS NULL`, c.d.ID, c.now, outcome, note)
	return err
}

func (c *change) closeStep(ctx context.Context, step, outcome, note string) error {
	_, err := c.tx.Exec(ctx, `UPDATE app.task SET done_at = $2, outcome = $3, note = $4 WHERE dossier_id = $1 AND step = $5 AND done_at IS NULL`, c.d.ID, c.now, outcome, note, step)
	return err
}

// settle lets the dossier's own line show its oldest open step and marks the
// tasks that this line does not show: other branches, and work that waits for
// somebody of its role to take it.
func (c *change) settle(ctx context.Context) error {
	open, err := c.tasks(ctx)
	if err != nil || len(open) == 0 {
		return err
	}
	c.d.Step, c.d.Assignee = open[0].Step, open[0].Assignee
	_, err = c.tx.Exec(ctx, `UPDATE app.task SET aside = (seq <> $2 OR $3 AND assignee IS NULL) AND kind IN ('work', 'draft', 'request', 'intake')
		WHERE dossier_id = $1 AND done_at IS NULL AND aside IS DISTINCT FROM ((seq <> $2 OR $3 AND assignee IS NULL) AND kind IN ('work', 'draft', 'request', 'intake'))`,
		c.d.ID, open[0].Seq, c.d.State != Accepted)
	return err
}

// at refuses an act whose step has not come, or is over.
func (c *change) at(kind revision.StepKind) error {
	if st, ok := c.t.StepByKey(c.d.Step); !ok || st.Kind != kind {
		return movedOn()
	}
	return nil
}

// standing is the open step that an act is about; "" is the one that the dossier's line shows.
func (c *change) standing(ctx context.Context, step string) (Step, openTask, error) {
	open, err := c.tasks(ctx)
	if err != nil {
		return Step{}, openTask{}, err
	}
	if step == "" {
		step = c.d.Step
	}
	for _, o := range open {
		if o.Step == step {
			st, ok := c.t.StepByKey(step)
			if !ok {
				st = Step{Key: o.Step, Role: string(revision.Handler), Kind: revision.Work}
			}
			return st, o, nil
		}
	}
	return Step{}, openTask{}, movedOn()
}

// enter closes all that is open and opens one step, also one that the
// workflow does not know: the immediate lane's.
func (c *change) enter(ctx context.Context, st Step, assignee *uuid.UUID, name string) error {
	if err := c.closeTask(ctx, "done", ""); err != nil {
		return err
	}
	c.d.Step, c.d.Assignee = st.Key, assignee
	return c.task(ctx, st, assignee, name, nil)
}
