package resident

import (
	"net/http"
	"strconv"

	"motcua/app/dossiers"
	"motcua/app/web"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// AskWithdraw names what withdrawing does before it is done.
func (p *Pages) AskWithdraw(c *web.Ctx) error {
	f, to, err := p.full(c)
	if err != nil {
		return err
	}
	here := "/ho-so/" + f.ID.String()
	if to == "" && (!f.State.Can(dossiers.ActWithdraw) || signedBy(&f)) {
		to = here
	}
	if to != "" {
		return c.Go(to)
	}
	v := view.Withdraw{
		Shell: p.about(c, &f, "Rút hồ sơ"), Back: here, Title: "Rút hồ sơ " + f.CodeText() + "?", Action: here + "/rut", Version: strconv.Itoa(f.Version), Button: "Rút hồ sơ",
		Effect: "Hồ sơ dừng ngay và không được giải quyết nữa. Muốn làm lại, Ông/Bà nộp hồ sơ mới.",
		Reason: ui.Field{Name: "ly_do", Label: "Lý do", Optional: true, MaxLen: 1000},
	}
	if f.State == dossiers.Accepted || f.State == dossiers.Processing {
		v.Effect = "Hồ sơ đã được tiếp nhận nên " + p.officeName(c.PublicContext(), &f.Competent) + " sẽ xem yêu cầu. Trong lúc đó thời hạn vẫn tính. Kết quả đã ký thì không rút được nữa."
		v.Button = "Gửi yêu cầu rút hồ sơ"
	}
	return c.Page(http.StatusOK, view.WithdrawPage(v))
}

// Withdraw takes the dossier back, or asks to. A second click changes nothing.
func (p *Pages) Withdraw(c *web.Ctx) error {
	f, to, err := p.full(c)
	if err != nil {
		return err
	}
	here := "/ho-so/" + f.ID.String()
	if to != "" || f.EndedBy == "withdrawn" || f.State == dossiers.WithdrawalRequested {
		return c.Go(here)
	}
	version, _ := strconv.Atoi(c.Form("version"))
	if err := p.Dossiers.Withdraw(c.Context(), dossiers.Ref{ID: f.ID, Version: version}, query(c.Form("ly_do"), 1000)); err != nil {
		return err
	}
	return c.Go(here)
}
