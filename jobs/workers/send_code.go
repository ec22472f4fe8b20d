package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) sendCode(ctx context.Context, a args.SendCode) error {
	return d.Notices.SendCode(ctx, a.CodeID, d.Codes.CodeMessage)
}
