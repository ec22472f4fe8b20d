package demo

import (
	"bytes"
	"context"

	"motcua/app/documents"
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
	if err := d.svc.DraftCorrection(handler, ref, d.p.Name+" cho "+d.who.Name+".", "Ghi đúng chữ đệm của người được cấp"); err != nil {
		return err
	}
	if err := d.svc.ApproveCorrection(chair, ref, "CHỦ TỊCH"); err != nil {
		return err
	}
	if err := d.svc.NumberCorrection(clerk, ref); err != nil {
		return err
	}
	if f, err = d.svc.Open(clerk, d.id); err != nil {
		return err
	}
	b, err := resultPDF("Ket qua dinh chinh", f.InCorrection().Number, f.CodeText())
	if err != nil {
		return err
	}
	doc, err := d.w.docs.Store(clerk, d.o.id, documents.Incoming{Purpose: documents.Result, Name: "ket-qua-dinh-chinh.pdf", File: bytes.NewReader(b), Size: int64(len(b))})
	if err != nil {
		return err
	}
	return d.svc.IssueCorrection(clerk, ref, d.attach(doc))
}
