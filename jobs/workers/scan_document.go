package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) scanDocument(ctx context.Context, a args.ScanDocument) error {
	return d.Documents.ScanDocument(ctx, a.DocumentID)
}
