package workers

import (
	"context"
	"log/slog"

	"motcua/jobs/args"
)

func (d Deps) digitize(ctx context.Context, a args.Digitize) error {
	missing, err := d.Documents.DigitizeDocument(ctx, a.DocumentID)
	if len(missing) > 0 {
		slog.WarnContext(ctx, "digitized in part", "document", a.DocumentID, "missing", missing)
	}
	return err
}
