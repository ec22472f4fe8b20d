package dossiers

import (
	"context"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
)

// passesTo tells which other tenant does a step: the provincial centre, or the
// commune that passed competence up to it. ok is false for who has it now. What
// was routed to the centre from the start has nobody to go back to.
func (c *change) passesTo(st Step) (to uuid.UUID, ok bool) {
	atCentre := c.d.Competent == c.t.Centre
	switch {
	case st.At == revision.AtProvince && !atCentre:
		return c.t.Centre, true
	case st.At == "" && atCentre && c.d.Former != nil:
		return *c.d.Former, true
	}
	return uuid.Nil, false
}

// passCompetence lets the provincial centre decide from this step on (a
// two-level procedure: the commune 4 days, the province 3), or the commune
// again. It happens with the act that ended the step before, after that act was
// written: the clock goes on, the step is opened there with its own time on the
// calendar of who does it, the earlier tenant keeps reading.
// Fault: Conflict when the province has no centre that could take it.
func (c *change) passCompetence(ctx context.Context, st Step, to uuid.UUID) error {
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
	papersDue, err := c.papersDue(ctx)
	if err != nil {
		return err
	}
	from, moved := c.d.Competent, "dossier.competence_passed"
	if st.At == "" {
		moved = "dossier.competence_passed_back"
	}
	c.then = append(c.then, func(ctx context.Context) error {
		if _, err := c.tx.Exec(ctx, `SELECT app.pass_competence($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
			c.d.ID, c.d.Version, to, c.now, newID(), st.Key, st.Title, st.Role, string(st.Kind), st.Unit, due); err != nil {
			return pg.Translate(err)
		}
		c.d.Version++
		if err := c.s.papersWait(ctx, c.tx, c.d.ID, TravelPapers, c.t.Name, papersDue); err != nil {
			return err
		}
		return c.s.record(ctx, c.tx, c.d, event{kind: moved, silent: true, data: map[string]any{"code": c.d.CodeText(), "from": from, "to": to, "step": st.Title}})
	})
	return nil
}
