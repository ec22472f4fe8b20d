package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) lockResult(ctx context.Context, a args.LockResult) error {
	return d.Documents.LockResult(ctx, a.DocumentID)
}
