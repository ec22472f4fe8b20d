package demo

import (
	"context"

	"motcua/app/dossiers"
)

// afterIssue revokes the result of one dossier in 64 that were given out, and
// puts a corrected one in the place of another's; the world's chances stay as they are.
func (d *play) afterIssue(ctx context.Context) error {
	ref := dossiers.Ref{ID: d.id}
	handler, chair, clerk := d.officer(ctx, d.o, d.o.handler), d.officer(ctx, d.o, d.o.chair), d.officer(ctx, d.o, d.o.clerk)
	kind := d.id[15] % 64
	if kind > 1 {
		return nil
	}
	f, err := d.svc.Open(handler, d.id)
	if err != nil || f.Competent != d.o.id || !f.MayCorrect(f.Issued()) {
		return err
	}
	if kind == 0 {
		if err := d.svc.AskRevocation(handler, ref, "Giấy tờ nộp kèm sau đó được xác định là không đúng", "Điều 24 Luật Hộ tịch"); err != nil {
			return err
		}
		return d.svc.DecideRevocation(chair, ref, true, "")
	}
	if err := d.draftCorrection(handler, &f, "Ghi đúng chữ đệm của người được cấp."); err != nil {
		return err
	}
	if err := d.approve(chair); err != nil {
		return err
	}
	if err := d.svc.Number(clerk, ref); err != nil {
		return err
	}
	return d.issue(ctx)
}
