package dossiers

import (
	"context"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/storage/pg"
)

// passCompetence lets the provincial centre decide from this step on (a
// two-level procedure: the commune 4 days, the province 3). It happens with
// the act that ended the step before, after that act was written: the clock
// goes on, the step is opened there, the earlier tenant keeps reading.
// Fault: Conflict when the province has no centre that could take it.
func (c *change) passCompetence(ctx context.Context, st Step) error {
	to := c.t.Centre
	if to == uuid.Nil {
		return fault.New(fault.Conflict, "competence.no_centre", "Cấp tỉnh chưa có đơn vị tiếp nhận bước này. Báo quản trị tỉnh.")
	}
	cal, err := c.s.Calendar(ctx, to)
	if err != nil {
		return err
	}
	due, err := deadlines.AddWorkingMinutes(cal, c.now, max(st.Minutes, 1))
	if err != nil {
		return err
	}
	from := c.d.Competent
	c.then = append(c.then, func(ctx context.Context) error {
		if _, err := c.tx.Exec(ctx, `SELECT app.pass_competence($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			c.d.ID, c.d.Version, to, c.now, newID(), st.Key, st.Title, st.Role, string(st.Kind), st.Unit, due); err != nil {
			return pg.Translate(err)
		}
		c.d.Version++
		return c.s.record(ctx, c.tx, c.d, event{kind: "dossier.competence_passed", silent: true, data: map[string]any{"code": c.d.CodeText(), "from": from, "to": to, "step": st.Title}})
	})
	return nil
}
