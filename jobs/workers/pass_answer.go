package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) passAnswer(ctx context.Context, a args.PassAnswer) error {
	return unless(d.Dossiers.PassAnswer(ctx, a.ConsultationID, a.AskerID))
}
