package workers

import (
	"context"
	"log/slog"

	"github.com/riverqueue/river"

	"motcua/jobs/args"
)

func (d Deps) digitize(ctx context.Context, a args.Digitize) error {
	missing, more, err := d.Documents.DigitizeDocument(ctx, a.DocumentID)
	if len(missing) > 0 {
		slog.WarnContext(ctx, "digitized in part", "document", a.DocumentID, "missing", missing)
	}
	if err == nil && more { // the next pages behind those that wait
		return river.JobSnooze(0)
	}
	if err == nil && !more { // a scan of old papers is parted once it was read
		err = d.OldPapers.Part(ctx, a.DocumentID)
	}
	return err
}
