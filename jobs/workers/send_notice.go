package workers

import (
	"context"

	"motcua/jobs/args"
)

func (d Deps) sendNotice(ctx context.Context, a args.SendNotice) error {
	return d.Notices.SendNotice(ctx, a.NoticeID)
}
