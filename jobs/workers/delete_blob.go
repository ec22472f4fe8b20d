package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) deleteBlob(ctx context.Context, a args.DeleteBlob) error {
	return d.Documents.DeleteBlob(ctx, a.Key)
}
