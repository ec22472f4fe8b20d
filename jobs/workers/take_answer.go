package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) takeAnswer(ctx context.Context, a args.TakeAnswer) error {
	return unless(d.Dossiers.TakeAnswer(ctx, a.ConsultationID))
}
