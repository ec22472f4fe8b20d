package resident

import (
	"net/http"
	"strings"

	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// stateCookie ties a sign-in to the browser it began in.
const stateCookie = "mc_vneid"

// SignIn offers the ways to say who one is.
func (p *Pages) SignIn(c *web.Ctx) error {
	return p.signInPage(c, http.StatusOK, next(c), "", nil)
}

// next is where the visitor goes on: a path of ours, and never a sign-in page again.
func next(c *web.Ctx) string {
	n := c.Query("tiep")
	if n == "" {
		n = c.Form("tiep")
	}
	if n = web.LocalPath(n, "/ho-so"); strings.HasPrefix(n, "/dang-") {
		return "/ho-so"
	}
	return n
}

func (p *Pages) signInPage(c *web.Ctx, status int, to, problem string, bad map[string]string) error {
	s := view.SignIn{
		Shell: p.private(c, "Đăng nhập"), Next: to, VNeID: p.VNeID, Problem: problem,
		Why:   "Để xem hồ sơ và giấy tờ của mình. Phần đang làm dở trên máy này được giữ và đi theo Ông/Bà.",
		Phone: ui.Field{Name: "phone", Label: "Số điện thoại của Ông/Bà", Value: c.Form("phone"), Error: bad["phone"], Complete: "tel"},
	}
	if strings.HasSuffix(to, "/kiem-tra") {
		s.Why = "Để nộp hồ sơ cần biết Ông/Bà là ai. Phần đã điền và ảnh đã gửi được giữ nguyên."
	}
	if known(c) {
		s.Already, s.Weak = orText(c.Visitor.Name, "một số điện thoại"), c.Visitor.Level == 1
	}
	s.Problems = ui.Problems(bad)
	return c.Page(status, view.SignInPage(s))
}

// BeginVNeID sends the visitor to the identity provider.
func (p *Pages) BeginVNeID(c *web.Ctx) error {
	b, err := p.People.BeginSignIn(c.IdentityContext(), next(c), c.Visitor.Resident)
	if fault.Is(err, fault.Unavailable) {
		return p.signInPage(c, http.StatusServiceUnavailable, next(c), orText(fault.As(err).Text, "VNeID đang không phản hồi. Ông/Bà cứ làm tiếp, hệ thống sẽ nhắc xác nhận trước khi nộp."), nil)
	}
	if err != nil {
		return err
	}
	http.SetCookie(c.Response(), &http.Cookie{Name: stateCookie, Value: b.State, Path: "/dang-nhap", MaxAge: 15 * 60, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
	return c.Go(b.URL)
}

// EndVNeID is where the provider sends the visitor back to.
func (p *Pages) EndVNeID(c *web.Ctx) error {
	cb := people.Callback{State: c.Query("state"), Code: c.Query("code"), Error: c.Query("error"), OldToken: c.Token(web.Resident), Device: c.Device()}
	if k, err := c.Request().Cookie(stateCookie); err == nil {
		cb.BrowserState = k.Value
	}
	http.SetCookie(c.Response(), &http.Cookie{Name: stateCookie, Path: "/dang-nhap", MaxAge: -1, HttpOnly: true, Secure: p.Secure, SameSite: http.SameSiteLaxMode})
	done, err := p.People.FinishSignIn(c.IdentityContext(), cb)
	if f := fault.As(err); err != nil && (f.Kind == fault.Invalid || f.Kind == fault.Unavailable) {
		status := http.StatusUnprocessableEntity
		if f.Kind == fault.Unavailable {
			status = http.StatusServiceUnavailable
		}
		return p.signInPage(c, status, web.LocalPath(done.ReturnTo, "/"), f.Text, nil)
	}
	if err != nil {
		return err
	}
	c.SetSession(web.Resident, done.Token)
	return c.Go(web.LocalPath(done.ReturnTo, "/"))
}

// SendCode sends a code to a phone and asks for it.
func (p *Pages) SendCode(c *web.Ctx) error {
	masked, err := p.People.RequestCode(c.IdentityContext(), c.Form("phone"), c.IP())
	if f := fault.As(err); err != nil && (f.Kind == fault.Invalid || f.Kind == fault.Unavailable) {
		if f.Kind == fault.Unavailable {
			return p.signInPage(c, http.StatusServiceUnavailable, next(c), f.Text, nil)
		}
		return p.signInPage(c, http.StatusUnprocessableEntity, next(c), "", f.Fields)
	}
	if err != nil {
		return err
	}
	return p.codePage(c, http.StatusOK, masked, nil)
}

func (p *Pages) codePage(c *web.Ctx, status int, masked string, bad map[string]string) error {
	s := view.PhoneCode{
		Shell: p.private(c, "Nhập mã xác nhận"), Masked: masked, Phone: c.Form("phone"), Next: next(c),
		Code: ui.Field{Name: "code", Label: "Mã 6 số", Value: c.Form("code"), Error: bad["code"]},
	}
	s.Problems = ui.Problems(bad)
	return c.Page(status, view.PhoneCodePage(s))
}

// ConfirmCode signs the visitor in by phone: identity unconfirmed.
func (p *Pages) ConfirmCode(c *web.Ctx) error {
	in, err := p.People.ConfirmCode(c.IdentityContext(), people.PhoneCode{Phone: c.Form("phone"), Code: c.Form("code"), Resident: c.Visitor.Resident, OldToken: c.Token(web.Resident), Device: c.Device()})
	if fault.Is(err, fault.Invalid) {
		phone, ok := people.NormalPhone(c.Form("phone"))
		if !ok {
			return p.signInPage(c, http.StatusUnprocessableEntity, next(c), "", map[string]string{"phone": "Nhập số điện thoại di động 10 chữ số. Ví dụ: 0912 345 678."})
		}
		return p.codePage(c, http.StatusUnprocessableEntity, i18n.MaskPhone(phone), fault.As(err).Fields)
	}
	if err != nil {
		return err
	}
	c.SetSession(web.Resident, in.Token)
	return c.Go(next(c))
}

// SignOut ends the session of this browser.
func (p *Pages) SignOut(c *web.Ctx) error {
	if t := c.Token(web.Resident); t != "" {
		if err := p.People.End(c.IdentityContext(), t); err != nil {
			return err
		}
	}
	c.DropSession(web.Resident)
	return c.Go("/")
}
