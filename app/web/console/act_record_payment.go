package console

import (
	"net/http"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

type receiptForm struct{ How, Number, Date, Note string }

func readReceipt(c *web.Ctx) receiptForm {
	return receiptForm{How: oneOf(c.Form("how"), "paid", "waived"), Number: short(c.Form("receipt_number"), 200), Date: short(c.Form("receipt_date"), 20), Note: said(c.Form("note"))}
}

// AskReceipt asks for the paper that proves the payment.
func (p *Pages) AskReceipt(c *web.Ctx) error { return p.receiptPage(c, nil) }

// RecordPayment records that the obligation was fulfilled, or is owed no more;
// the clock goes on.
func (p *Pages) RecordPayment(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	f := readReceipt(c)
	a := dossiers.RecordPayment{Waived: f.How == "waived", Number: f.Number, Date: dayTyped(f.Date), Note: f.Note}
	if !fileChosen(c, "file") {
		if err := p.Dossiers.RecordPayment(c.Context(), r, a); err != nil {
			return p.receiptPage(c, err)
		}
		return c.Go(path(r.ID.String(), "") + inQueue(c))
	}
	d, err := p.take(c, "file", documents.Paper, "Chọn ảnh hoặc tệp của chứng từ")
	if err != nil {
		return p.receiptPage(c, err)
	}
	a.Attach = p.attach(d)
	if err := p.Dossiers.RecordPayment(c.Context(), r, a); err != nil {
		p.Documents.Discard(c.Context(), *d)
		return p.receiptPage(c, err)
	}
	return c.Go(path(r.ID.String(), "") + inQueue(c))
}

func (p *Pages) receiptPage(c *web.Ctx, failed error) error {
	f := readReceipt(c)
	a, err := p.actPage(c, "da-nop", "Ghi nhận nghĩa vụ tài chính", "Ghi nhận, tính tiếp thời hạn", failed, []string{"how", "receipt_number", "receipt_date", "note", "file"},
		ui.Pair{Key: "Số chứng từ", Value: f.Number}, ui.Pair{Key: "Ngày chứng từ", Value: f.Date}, ui.Pair{Key: "Ghi chú", Value: f.Note})
	if err != nil {
		return err
	}
	a.Multipart = true
	a.Tell = "Thời hạn tính tiếp từ lúc này. Người dân nhận tin nhắn kèm ngày hẹn trả mới."
	field := func(name, label, hint, value string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Value: value, Error: a.errs[name]}
	}
	v := view.RecordPayment{
		ActForm: a.ActForm,
		How: ui.ChoiceField{Field: ui.Field{Name: "how", Label: "Người dân", Value: orElse(f.How, "paid")}, Options: []ui.Option{
			{Value: "paid", Text: "Đã nộp đủ", Hint: "Có biên lai, giấy nộp tiền hoặc xác nhận của cơ quan thuế."}, {Value: "waived", Text: "Không phải nộp nữa", Hint: "Được miễn, hoặc thông báo đã bị thu hồi. Ghi số văn bản và lý do."},
		}},
		Number: field("receipt_number", "Số chứng từ", "Số biên lai, giấy nộp tiền, hoặc văn bản cho biết không phải nộp.", f.Number), Date: field("receipt_date", "Ngày chứng từ", "Ví dụ 07/09/2026.", f.Date),
		Note: optional(area("note", "Ghi chú", "", f.Note, a.errs, 2)), File: ui.FileField{Field: ui.Field{Name: "file", Label: "Bản chụp chứng từ", Optional: true, Error: a.errs["file"]}, NoCamera: true, ChooseKey: "F8"},
	}
	v.Number.MaxLen, v.Number.Width, v.Date.Width = 100, "20", "10"
	v.Number.Focus = len(a.Frame.Problems) == 0
	if o := a.dossier.OpenObligation(); o != nil {
		v.Owed = owed(o)
	}
	return c.Page(a.status, view.RecordPaymentPage(v))
}

// fileChosen tells whether the form brought a file along.
func fileChosen(c *web.Ctx, field string) bool {
	f, head, err := c.Request().FormFile(field)
	if err != nil {
		return err != http.ErrMissingFile && err != http.ErrNotMultipart
	}
	_ = f.Close()
	return head.Size > 0 || head.Filename != ""
}

// owed is what an obligation asks for.
func owed(o *dossiers.Obligation) []ui.Pair {
	out := []ui.Pair{
		{Key: "Số tiền", Value: i18n.Money(o.Amount)}, {Key: "Khoản phải nộp", Value: o.Purpose}, {Key: "Nơi nộp", Value: o.Payee}, {Key: "Theo thông báo", Value: "số " + o.NoticeNumber + " ngày " + i18n.Date(o.NoticeDate)},
	}
	if o.DueOn != nil {
		out = append(out, ui.Pair{Key: "Hạn nộp", Value: i18n.DateLong(*o.DueOn)})
	}
	return append(out, ui.Pair{Key: "Căn cứ tạm dừng", Value: o.LegalBasis})
}

// obligations are a dossier's financial obligations, the newest first.
func (p *Pages) obligations(f *dossiers.Full) []ui.Event {
	var out []ui.Event
	for i := len(f.Obligations) - 1; i >= 0; i-- {
		o := f.Obligations[i]
		e := ui.Event{
			Title: i18n.Money(o.Amount) + ": " + o.Purpose, Who: o.AskedName, When: i18n.DateTime(o.AskedAt), Current: o.State == "open",
			Status: map[string]string{"open": "Đang chờ", "fulfilled": "Đã nộp", "waived": "Không phải nộp", "cancelled": "Đã hủy"}[o.State], Tone: map[string]string{"open": ui.Waiting, "fulfilled": ui.OK, "waived": ui.OK}[o.State],
		}
		lines := []string{"Thông báo số " + o.NoticeNumber + " ngày " + i18n.Date(o.NoticeDate), "Nơi nộp: " + o.Payee}
		if o.DueOn != nil {
			lines = append(lines, "Hạn nộp "+i18n.Date(*o.DueOn))
		}
		lines = append(lines, "Căn cứ tạm dừng: "+o.LegalBasis)
		if o.RecordedAt != nil {
			s := "Chứng từ số " + o.ReceiptNumber
			if o.ReceiptDate != nil {
				s += " ngày " + i18n.Date(*o.ReceiptDate)
			}
			lines = append(lines, s+", "+o.RecordedName+" ghi nhận "+i18n.DateTime(*o.RecordedAt), prefixed("Ghi chú: ", o.Note))
		}
		e.Note = sentences(lines)
		out = append(out, e)
	}
	return out
}
