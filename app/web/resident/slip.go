package resident

import (
	"net/http"

	"motcua/app/dossiers"
	"motcua/app/web"
	"motcua/views/i18n"
	"motcua/views/layout"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// Slip is M01 for the resident to print; before the clock starts it says
// "dự kiến", and before anybody took the dossier in it is only the proof of sending.
func (p *Pages) Slip(c *web.Ctx) error {
	f, to, err := p.full(c)
	if err != nil {
		return err
	}
	if to != "" {
		return c.Go(to)
	}
	pub := c.PublicContext()
	receiving := f.Competent
	if f.Receiving != nil {
		receiving = *f.Receiving
	}
	u, err := p.Units.ByID(pub, receiving)
	if err != nil {
		return err
	}
	s := ui.SlipProps{
		Parent: u.Office(), Office: "TRUNG TÂM PHỤC VỤ HÀNH CHÍNH CÔNG", Code: f.CodeText(), QR: "/qr/" + f.CodeText(), FormNo: "M01", Title: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
		PlaceDate: u.Name + ", " + i18n.LegalDate(timeOf(f.SubmittedAt)),
		Foot:      "Xem hồ sơ đến đâu: quét mã QR, hoặc vào Tra cứu, nhập mã hồ sơ và 4 số cuối điện thoại hoặc số định danh.",
	}
	if f.State == dossiers.Submitted && f.Filing != "counter" {
		s.FormNo, s.Title = "", "Xác nhận đã gửi hồ sơ trực tuyến"
	}
	add := func(key, value string) {
		if value != "" {
			s.Rows = append(s.Rows, ui.Pair{Key: key, Value: value})
		}
	}
	for _, x := range f.Parties {
		if x.Role == "submitter" {
			add("Người nộp", x.FullName)
			add("Điện thoại", i18n.MaskPhone(x.Phone))
		}
	}
	add("Đứng tên hồ sơ", f.ApplicantName)
	add("Nội dung yêu cầu", f.Terms.Name)
	add("Cơ quan giải quyết", p.officeName(pub, &f.Competent))
	add("Thời gian nhận hồ sơ", i18n.Promise(timeOf(f.SubmittedAt)))
	p.slipPromise(c, &f, add)
	if rev, err := p.Procedures.RevisionByID(pub, f.Revision); err == nil {
		competent, _ := p.Units.ByID(pub, f.Competent)
		for _, x := range SlipCharges(&rev.Revision, f.Channel, f.Case, competent, f.Answers, timeOf(f.SubmittedAt)) {
			add(x.Key, x.Value)
		}
	}
	add("Nhận kết quả", i18n.PickupLabel(f.ReturnMethod))
	for _, x := range f.Papers {
		if x.Document != nil && x.State != "replaced" {
			add("Giấy tờ đã nhận", x.Title)
		}
	}
	return c.Page(http.StatusOK, view.SlipPage(layout.Data{Title: "Giấy hẹn " + f.CodeText(), NoIndex: true}, "/ho-so/"+f.ID.String(), s))
}

func (p *Pages) slipPromise(c *web.Ctx, f *dossiers.Full, add func(key, value string)) {
	switch {
	case f.State == dossiers.Submitted:
		add("Trả lời việc tiếp nhận", "chậm nhất "+i18n.Promise(timeOf(f.DueAt)))
	case f.AcceptedAt == nil:
		if t, err := p.Dossiers.Expected(c.Context(), f.Terms, f.Channel, f.Competent, timeOf(f.SubmittedAt)); err == nil && !f.State.Ended() {
			add("Thời gian trả kết quả", "dự kiến "+i18n.Promise(t))
		}
	case f.DueAt != nil:
		add("Thời gian trả kết quả", i18n.Promise(*f.DueAt))
	case f.PromisedFirst != nil:
		add("Thời gian đã hẹn", i18n.Promise(*f.PromisedFirst))
	}
}
