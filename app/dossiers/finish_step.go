package dossiers

import (
	"context"

	"motcua/app/procedures/revision"
)

// FinishStep says that the work of a step is done and passes the dossier on:
// to the next step, to the branch that its answers call for, to several at
// once, or, when it was the last branch, to where they meet. step "" is the
// one that the dossier's line shows. Scope: the holder.
func (s *Service) FinishStep(ctx context.Context, r Ref, step, said string) error {
	return s.change(ctx, r, ActFinishStep, func(ctx context.Context, c *change) (event, error) {
		st, _, err := c.standing(ctx, step)
		if err != nil {
			return event{}, err
		}
		if st.Kind != revision.Work && st.Kind != revision.Intake {
			return event{}, movedOn()
		}
		if c.d.State == Accepted {
			c.d.State = Processing
		}
		return event{kind: "dossier.step_finished", silent: true, data: map[string]any{"step": st.Title}}, c.pass(ctx, st.Key, note(said))
	})
}
