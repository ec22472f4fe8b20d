package console

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// LaneOne shows one dossier of the lane with what may be done to it now.
func (p *Pages) LaneOne(c *web.Ctx) error { return p.lanePageOf(c, nil, nil) }

// LaneSendBack returns a dossier to the counter with the reason.
func (p *Pages) LaneSendBack(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.SendBackImmediate(c.Context(), r, said(c.Form("reason"))); err != nil {
		return p.lanePageOf(c, err, nil)
	}
	return c.Go("/cb/lam-ngay/cho-ky")
}

// LaneReturn is "đã đóng dấu, trả".
func (p *Pages) LaneReturn(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	n := dossiers.ReturnImmediate{To: short(c.Form("to_whom"), 200), How: c.Form("how"), Note: short(c.Form("note"), 300)}
	if v := strings.NewReplacer(".", "", " ", "", "đ", "").Replace(said(c.Form("amount"))); v != "" {
		if n.Amount, err = strconv.ParseInt(v, 10, 64); err != nil {
			n.Amount = -1
		}
	}
	if err := p.Dossiers.ReturnImmediate(c.Context(), r, n); err != nil {
		return p.lanePageOf(c, err, nil)
	}
	return c.Go("/cb/lam-ngay?tra=" + r.ID.String())
}

// LaneCorrect submits what was sent back again.
func (p *Pages) LaneCorrect(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	lines, err := p.Dossiers.ImmediateOne(c.Context(), r.ID)
	if err != nil {
		return err
	}
	f := readLane(c)
	q, err := p.correcting(c, &f, lines)
	if err != nil {
		return err
	}
	signer := f.chosenSigner(q)
	if len(f.checked.Lines) == 0 {
		f.errs["lines"] = "Ghi ít nhất một giấy tờ"
	}
	if c.Form("trinh_ky") == "" || len(f.errs) > 0 || !f.checked.OK() {
		return p.lanePageOf(c, nil, &f)
	}
	if err := p.Dossiers.CorrectImmediate(c.Context(), r, f.checked.Answers, f.checked.Lines, signer); err != nil {
		if fault.Is(err, fault.Invalid) && f.add(err) {
			return p.lanePageOf(c, nil, &f)
		}
		return p.lanePageOf(c, err, nil)
	}
	return c.Go("/cb/lam-ngay?trinh=" + r.ID.String())
}

// correcting is the form of a dossier that was sent back: its pinned revision, its person.
func (p *Pages) correcting(c *web.Ctx, f *laneForm, lines []dossiers.RegisterLine) (laneRequest, error) {
	var r laneRequest
	full, err := p.Dossiers.Open(c.Context(), lines[0].Dossier)
	if err != nil {
		return r, err
	}
	if r.office, err = p.Offices.ByID(c.PublicContext(), c.Scope().Tenant); err != nil {
		return r, err
	}
	if r.revision, err = p.Catalogue.RevisionByID(c.PublicContext(), full.Revision); err != nil {
		return r, err
	}
	r.form, _ = dossiers.LaneFormOf(&r.revision.Revision)
	if r.signers, err = p.signers(c); err != nil {
		return r, err
	}
	for _, x := range full.Parties {
		if x.Role == "applicant" && x.Position == 0 {
			f.Name, f.Number, f.Birth, f.Gender, f.Phone, f.Address = x.FullName, x.IDNumber, dateText(x.BirthDate), x.Gender, x.Phone, x.Address
		}
	}
	if c.Form("so_dong") == "" { // not typed yet: as it was submitted
		f.Rows = nil
		for _, x := range lines {
			row := map[string]string{}
			for q, v := range x.Answers {
				row[laneRole(r.form, q)] = v
			}
			row["ten"], row["ban"] = x.Title, strconv.Itoa(x.Copies)
			if x.Pages > 0 {
				row["trang"] = strconv.Itoa(x.Pages)
			}
			f.Rows = append(f.Rows, row)
		}
		for _, q := range r.form.Common {
			f.Common[q.Name] = full.Answers[q.Name]
		}
		if x := lines[0].AddressedTo; x != nil {
			f.Signer = x.String()
		}
	}
	f.check(r, p.Now())
	return r, nil
}

// lanePageOf shows the dossier; failed is what the last attempt was told, f what was typed to correct it.
func (p *Pages) lanePageOf(c *web.Ctx, failed error, f *laneForm) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	status, errs := http.StatusOK, map[string]string{}
	v := view.LaneOne{Action: "/cb/lam-ngay/" + id.String(), Dossier: path(id.String(), ""), Slip: path(id.String(), "giay-hen?moi=ngay")}
	var problems_ []ui.Problem
	switch {
	case fault.Is(failed, fault.Invalid):
		status = http.StatusUnprocessableEntity
		errs, problems_ = problems(failed, "reason", "how", "amount", "note", "secret")
	case fault.Is(failed, fault.Conflict):
		status = http.StatusConflict
	case failed != nil:
		return failed
	}
	lines, err := p.Dossiers.ImmediateOne(c.Context(), id)
	if err != nil {
		return err
	}
	full, err := p.Dossiers.Open(c.Context(), id)
	if err != nil {
		return err
	}
	v.Frame, v.Head, v.Version = p.frame(c, "Làm ngay: "+full.CodeText()), p.head(c, &full), strconv.Itoa(full.Version)
	v.Frame.Problems = problems_
	if status == http.StatusConflict {
		v.Frame.Notices = append(v.Frame.Notices, p.faster(&full))
	}
	v.Facts = laneFacts(lines, &full)
	for _, x := range lines {
		v.Rows = append(v.Rows, laneLine(x))
	}
	switch {
	case full.Step == dossiers.StepSignNow && c.May("dossier", "send_back"):
		v.SendBack = &ui.TextareaField{Rows: 2, Field: ui.Field{Name: "reason", Label: "Trả lại quầy vì", Value: said(c.Form("reason")), Error: errs["reason"], MaxLen: 500}}
	case full.Step == dossiers.StepFixNow && c.May("dossier", "receive"):
		if status, err = p.correctForm(c, status, f, lines, &full, &v); err != nil {
			return err
		}
	case full.Step == dossiers.StepReturnNow && c.May("dossier", "return"):
		p.returnForm(c, errs, lines, &full, &v)
	}
	if err := p.laneCopy(c, &full, errs, &v); err != nil {
		return err
	}
	return c.Page(status, view.LaneOnePage(v))
}

func (p *Pages) correctForm(c *web.Ctx, status int, f *laneForm, lines []dossiers.RegisterLine, full *dossiers.Full, v *view.LaneOne) (int, error) {
	typed := f != nil
	if f == nil {
		x := readLane(c)
		f = &x
	}
	r, err := p.correcting(c, f, lines)
	if err != nil {
		return status, err
	}
	wrong := typed && c.Form("trinh_ky") != ""
	if wrong {
		f.chosenSigner(r)
		if len(f.checked.Lines) == 0 {
			f.errs["lines"] = "Ghi ít nhất một giấy tờ"
		}
		status = http.StatusUnprocessableEntity
	}
	v.Correct = &view.Lane{}
	p.laneFields(c, f, r, wrong, v.Correct)
	v.Correct.Slip = ui.CheckField{} // she has it, or did not ask
	v.Frame.Problems = append(v.Frame.Problems, ui.Problems(f.errs, "lines", "nguoi_ky")...)
	for _, x := range full.Results {
		if x.State == "sent_back" {
			v.SentBack = x.SentBackReason
		}
	}
	return status, nil
}

func (p *Pages) returnForm(c *web.Ctx, errs map[string]string, lines []dossiers.RegisterLine, full *dossiers.Full, v *view.LaneOne) {
	v.Return = true
	_, known := lineTotal(lines)
	v.AskAmount = !known
	v.How = ui.ChoiceField{
		Inline: true, Field: ui.Field{Name: "how", Label: "Phí", Value: oneOf(c.Form("how"), dossiers.PaidCash, dossiers.PaidTransfer, dossiers.PaidExempt), Error: errs["how"]},
		Options: []ui.Option{{Value: dossiers.PaidCash, Text: "Đã thu tiền mặt"}, {Value: dossiers.PaidTransfer, Text: "Đã thu chuyển khoản"}, {Value: dossiers.PaidExempt, Text: "Không thu"}},
	}
	v.Amount = ui.Field{Name: "amount", Label: "Số tiền đã thu (đồng)", Value: said(c.Form("amount")), Error: errs["amount"], Width: "10", Mode: "numeric", MaxLen: 15}
	v.Note = ui.Field{Name: "note", Label: "Lý do không thu", Value: said(c.Form("note")), Error: errs["note"], Optional: true, MaxLen: 300}
	v.Whom = ui.Field{Name: "to_whom", Label: "Người nhận", Value: orElse(said(c.Form("to_whom")), full.ApplicantName), Error: errs["to_whom"], Width: "20", MaxLen: 200}
}

func laneFacts(lines []dossiers.RegisterLine, full *dossiers.Full) []ui.Pair {
	x := lines[0]
	sum, known := lineTotal(lines)
	fee := "Theo quy định của tỉnh"
	if known {
		fee = i18n.Money(sum)
	}
	out := []ui.Pair{{Key: "Người lập", Value: x.PreparedName}, {Key: "Nhận lúc", Value: i18n.DateTime(x.ReceivedAt)}, {Key: "Phí", Value: fee}}
	if full.PromisedFirst != nil {
		out = append(out, ui.Pair{Key: "Hẹn trả", Value: i18n.Promise(*full.PromisedFirst)})
	}
	if x.ReturnedAt != nil {
		out = append(out, ui.Pair{Key: "Đã trả", Value: x.ReturnedTo + ", " + i18n.DateTime(*x.ReturnedAt)}, ui.Pair{Key: "Thu phí", Value: dotted(paidText(x.How, collected(lines)), x.ReturnedName)})
	}
	return out
}

func collected(lines []dossiers.RegisterLine) (sum int64) {
	for _, x := range lines {
		if x.Collected != nil {
			sum += *x.Collected
		}
	}
	return sum
}

func laneLine(x dossiers.RegisterLine) ui.Row {
	fee, by := "chưa rõ", ui.T("")
	if x.Fee != nil {
		fee = i18n.Money(*x.Fee)
	}
	if x.SignedAt != nil {
		by = ui.Cell{Text: x.SignedName, Hint: oneLine(x.SignedTitle) + ", " + i18n.DateTime(*x.SignedAt)}
	}
	return ui.Row{Cells: []ui.Cell{ui.T(orElse(x.Number, "chưa có")), ui.T(x.Title), ui.N(pagesText(x.Pages)), ui.N(strconv.Itoa(x.Copies)), ui.N(fee), by}}
}

func pagesText(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}
