package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) verifySignatures(ctx context.Context, a args.VerifySignatures) error {
	return d.Signed.Incoming(ctx, a.DocumentID)
}
