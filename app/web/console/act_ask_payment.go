package console

import (
	"strconv"
	"strings"
	"time"

	"motcua/app/dossiers"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

type paymentForm struct {
	Amount, Purpose, Payee, NoticeNumber, NoticeDate, DueOn, LegalBasis string
}

func readPayment(c *web.Ctx) paymentForm {
	return paymentForm{
		Amount: short(c.Form("amount"), 40), Purpose: said(c.Form("purpose")), Payee: said(c.Form("payee")), NoticeNumber: short(c.Form("notice_number"), 200),
		NoticeDate: short(c.Form("notice_date"), 20), DueOn: short(c.Form("due_on"), 20), LegalBasis: said(c.Form("legal_basis")),
	}
}

func (f paymentForm) ask() dossiers.AskPayment {
	a := dossiers.AskPayment{Amount: dongTyped(f.Amount), Purpose: f.Purpose, Payee: f.Payee, NoticeNumber: f.NoticeNumber, NoticeDate: dayTyped(f.NoticeDate), DueOn: dayTyped(f.DueOn), LegalBasis: f.LegalBasis}
	if f.DueOn != "" && a.DueOn.IsZero() {
		a.DueOn = unreadable
	}
	return a
}

// AskPayment asks for the notice that the resident has to pay by.
func (p *Pages) AskPayment(c *web.Ctx) error { return p.askPaymentPage(c, nil) }

// Payment asks the resident to fulfil a financial obligation; the clock pauses.
func (p *Pages) Payment(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.AskPayment(c.Context(), r, readPayment(c).ask()); err != nil {
		return p.askPaymentPage(c, err)
	}
	return c.Go(path(r.ID.String(), "") + inQueue(c))
}

func (p *Pages) askPaymentPage(c *web.Ctx, failed error) error {
	f := readPayment(c)
	a, err := p.actPage(
		c, "nghia-vu", "Yêu cầu thực hiện nghĩa vụ tài chính", "Gửi yêu cầu, tạm dừng thời hạn", failed, []string{"amount", "purpose", "payee", "notice_number", "notice_date", "due_on", "legal_basis"},
		ui.Pair{Key: "Số tiền", Value: f.Amount}, ui.Pair{Key: "Khoản phải nộp", Value: f.Purpose}, ui.Pair{Key: "Nơi nộp", Value: f.Payee}, ui.Pair{Key: "Số thông báo", Value: f.NoticeNumber},
		ui.Pair{Key: "Ngày thông báo", Value: f.NoticeDate}, ui.Pair{Key: "Hạn nộp", Value: f.DueOn}, ui.Pair{Key: "Căn cứ", Value: f.LegalBasis},
	)
	if err != nil {
		return err
	}
	if c.Request().Method != "POST" {
		f.LegalBasis = a.dossier.Terms.Supplement.Basis // what the procedure says of its clock
	}
	a.Lead = "Dùng khi người dân phải nộp tiền theo thông báo của cơ quan thuế hoặc cơ quan khác trước khi hồ sơ được giải quyết tiếp. Thời hạn tạm dừng đến khi ghi nhận đã nộp."
	a.Tell = "Người dân nhận tin nhắn và thấy số tiền, nơi nộp ở trang hồ sơ."
	field := func(name, label, hint, value string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Value: value, Error: a.errs[name]}
	}
	v := view.AskPayment{
		ActForm: a.ActForm, Amount: field("amount", "Số tiền (đồng)", "", f.Amount), Purpose: field("purpose", "Khoản phải nộp", "Như trên thông báo, ví dụ: tiền sử dụng đất, lệ phí trước bạ nhà đất.", f.Purpose),
		Payee: area("payee", "Nộp cho ai, ở đâu", "Không ghi số tài khoản cá nhân.", f.Payee, a.errs, 2), Number: field("notice_number", "Số thông báo", "", f.NoticeNumber), Date: field("notice_date", "Ngày thông báo", "Ví dụ 07/09/2026.", f.NoticeDate),
		Due: field("due_on", "Hạn nộp theo thông báo", "Không có thì để trống.", f.DueOn), Basis: area("legal_basis", "Căn cứ pháp lý để tạm dừng thời hạn", "", f.LegalBasis, a.errs, 2),
	}
	v.Due.Optional, v.Payee.MaxLen, v.Basis.MaxLen, v.Purpose.MaxLen = true, 500, 500, 500
	v.Number.MaxLen, v.Number.Width, v.Date.Width, v.Due.Width = 100, "20", "10", "10"
	v.Amount.Focus = len(a.Frame.Problems) == 0
	return c.Page(a.status, view.AskPaymentPage(v))
}

// dongTyped reads an amount of đồng as people write it: 12.500.000 đ. Zero is none.
func dongTyped(s string) int64 {
	s = strings.NewReplacer(".", "", ",", "", " ", "", "\u00a0", "", "đồng", "", "đ", "", "₫", "", "VND", "", "VNĐ", "").Replace(s)
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0
	}
	return n
}

// unreadable stands for a date that was typed and is none.
var unreadable = time.Date(1900, 1, 1, 0, 0, 0, 0, time.UTC)

// dayTyped reads a date as people write it; zero is none.
func dayTyped(s string) time.Time {
	for _, layout := range []string{"2/1/2006", "2-1-2006", "2.1.2006", "2006-01-02", "02012006"} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil {
			return t
		}
	}
	return time.Time{}
}
