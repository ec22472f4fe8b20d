package console

import (
	"slices"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// LaneScan keeps the scan of an original that the counter compared: its
// electronic copy is certified with the dossier's signature.
func (p *Pages) LaneScan(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	entry, _ := uuid.Parse(c.Form("ban_chinh"))
	d, err := p.take(c, scanField(entry), documents.Paper, "Chọn bản quét của bản chính", "pdf", "image")
	if err != nil {
		return p.lanePageOf(c, err, nil)
	}
	if err := p.Dossiers.ScanOriginal(c.Context(), r, entry, p.attach(d)); err != nil {
		p.Documents.Discard(c.Context(), *d)
		return p.lanePageOf(c, err, nil)
	}
	return c.Go("/cb/lam-ngay/" + r.ID.String())
}

// LaneSignCopy signs the electronic copy of a dossier that this officer signed
// already: where the key asked for a password, or was away at that moment.
func (p *Pages) LaneSignCopy(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Certify.Sign(c.Context(), r.ID, c.Form("secret")); err != nil {
		if x := fault.As(err); fault.Is(err, fault.Forbidden) || fault.Is(err, fault.Unavailable) || fault.Is(err, fault.Invalid) && x.Fields == nil {
			err = fault.Fields(map[string]string{"secret": x.Text})
		}
		return p.lanePageOf(c, err, nil)
	}
	return c.Go("/cb/lam-ngay/" + r.ID.String())
}

// signCopies signs the electronic copies of dossiers that were signed just now;
// what fails is said and can be done again: the numbers stand.
func (p *Pages) signCopies(c *web.Ctx, r dossiers.Ref) *ui.Pair {
	list, err := p.Dossiers.CertifiedCopies(c.Context(), r.ID)
	if err == nil && !slices.ContainsFunc(list, func(x dossiers.CertifiedCopy) bool { return x.Scan != nil }) {
		return nil
	}
	if err == nil {
		err = p.Certify.Sign(c.Context(), r.ID, "")
	}
	if err == nil {
		return nil
	}
	why := fault.As(err).Text
	for _, s := range fault.As(err).Fields {
		why = s
	}
	return &ui.Pair{Key: p.codeOf(c, r.ID), Value: "đã ký, chưa ký được bản sao điện tử: " + orElse(why, "thử lại sau ít phút") + " Mở hồ sơ để ký lại."}
}

// scanField is the form field of an original's scan.
func scanField(entry uuid.UUID) string { return "ban_quet_" + entry.String() }

// laneCopy says on the page of one dossier what there is of its electronic
// copies, one of each original.
func (p *Pages) laneCopy(c *web.Ctx, full *dossiers.Full, errs map[string]string, v *view.LaneOne) error {
	if full.Step != dossiers.StepSignNow && full.Step != dossiers.StepReturnNow {
		return nil
	}
	list, err := p.Dossiers.CertifiedCopies(c.Context(), full.ID)
	if err != nil {
		return err
	}
	for _, x := range list {
		k := view.LaneCopy{Entry: x.Entry.String()}
		if !x.Alone {
			k.Title = x.Title
		}
		switch {
		case x.Document != nil:
			k.Text, k.Href = "Bản sao điện tử đã ký số, khóa lưu.", "/cb/tep/"+x.Document.String()
		case x.Scan != nil:
			k.Text, k.Href = "Có bản quét: bản sao điện tử được ký cùng chữ ký của hồ sơ.", "/cb/tep/"+x.Scan.String()
		}
		if full.Step == dossiers.StepSignNow && c.May("dossier", "receive") {
			k.Scan = &ui.FileField{
				Field:  ui.Field{Name: scanField(x.Entry), Label: "Chứng thực bản sao điện tử: bản quét của bản chính", Hint: "PDF, TIFF, hoặc ảnh JPEG, PNG. Chỉ quét bản chính đã đối chiếu tại quầy.", Error: errs[scanField(x.Entry)]},
				Accept: "application/pdf,image/*", NoCamera: true, Choose: "Chọn bản quét",
			}
			if x.Alone {
				k.Scan.ChooseKey = "F8"
			}
		}
		if k.Text != "" || k.Scan != nil {
			v.Copies = append(v.Copies, k)
		}
		if x.Scan != nil && x.Document == nil && x.SignedAt != nil && x.SignedBy != nil && *x.SignedBy == c.Visitor.Staff && c.May("dossier", "approve") {
			v.Secret = &ui.Field{Name: "secret", Label: "Mật khẩu hoặc mã PIN của khóa ký", Hint: "Bỏ trống nếu khóa không hỏi.", Type: "password", Optional: true, Error: errs["secret"], Width: "20", MaxLen: 200}
		}
	}
	return nil
}
