package console

import (
	"encoding/base64"
	"net/http"

	"github.com/skip2/go-qrcode"

	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/web"
	view "motcua/views/console"
)

// AskCode asks for the second factor of a half-finished sign-in.
func (p *Pages) AskCode(c *web.Ctx) error {
	s, err := p.session(c)
	if err != nil {
		return c.Go("/cb/dang-nhap" + then(c))
	}
	if !s.NeedsCode {
		return p.goOn(c, s)
	}
	return p.codePage(c, http.StatusOK, nil)
}

// GiveCode completes the sign-in with a code of the authenticator.
func (p *Pages) GiveCode(c *web.Ctx) error {
	in, err := p.People.GiveCode(c.IdentityContext(), c.Token(web.Staff), c.Form("code"))
	if err != nil {
		return p.codeFault(c, err, p.codePage)
	}
	c.SetSession(web.Staff, in.Token)
	return p.next(c, in)
}

// codeFault keeps the person on the page for what a better code mends, and
// leads back to the beginning when the half-finished sign-in is over.
func (p *Pages) codeFault(c *web.Ctx, err error, page func(*web.Ctx, int, error) error) error {
	switch {
	case fault.Is(err, fault.Invalid), fault.HasKey(err, "sign_in.refused"):
		return page(c, http.StatusUnprocessableEntity, err)
	case fault.Is(err, fault.TooMany):
		return page(c, http.StatusTooManyRequests, err)
	case fault.Is(err, fault.Unauthenticated), fault.Is(err, fault.Conflict):
		return c.Go("/cb/dang-nhap" + then(c))
	}
	return err
}

func (p *Pages) codePage(c *web.Ctx, status int, err error) error {
	v := view.Code{Frame: p.frame(c, "Mã xác thực"), Then: web.LocalPath(c.Form("tiep"), "")}
	v.Frame.SignIn = ""
	if err != nil {
		v.Errors, v.Frame.Problems = problems(err, "code")
	}
	return c.Page(status, view.CodePage(v))
}

// Enrol shows the secret for an authenticator.
func (p *Pages) Enrol(c *web.Ctx) error { return p.enrolPage(c, http.StatusOK, nil) }

// ConfirmEnrol completes the enrolment with a first code.
func (p *Pages) ConfirmEnrol(c *web.Ctx) error {
	in, err := p.People.ConfirmTOTP(c.IdentityContext(), c.Token(web.Staff), c.Form("code"))
	if err != nil {
		return p.codeFault(c, err, p.enrolPage)
	}
	c.SetSession(web.Staff, in.Token)
	return p.next(c, in)
}

func (p *Pages) enrolPage(c *web.Ctx, status int, err error) error {
	e, eerr := p.People.EnrolTOTP(c.IdentityContext(), c.Token(web.Staff))
	if fault.HasKey(eerr, "second_factor.exists") {
		return c.Go("/cb/tai-khoan")
	}
	if fault.Is(eerr, fault.Unauthenticated) {
		return c.Go("/cb/dang-nhap" + then(c))
	}
	if eerr != nil {
		return eerr
	}
	picture, qerr := picture(e)
	if qerr != nil {
		return qerr
	}
	c.Response().Header().Set("Cache-Control", "no-store") // an open door, but this page holds a secret
	v := view.Enrol{Frame: p.frame(c, "Thiết lập ứng dụng xác thực"), Secret: spaced(e.Secret), Picture: picture, Then: web.LocalPath(c.Form("tiep"), "")}
	v.Frame.SignIn = ""
	if err != nil {
		v.Errors, v.Frame.Problems = problems(err, "code")
	}
	return c.Page(status, view.EnrolPage(v))
}

// picture is the otpauth address as a QR code inside the page: a secret is no
// address of its own that a proxy or a history could keep.
func picture(e people.Enrolment) (string, error) {
	png, err := qrcode.Encode(e.URI, qrcode.Medium, 220)
	if err != nil {
		return "", err
	}
	return "data:image/png;base64," + base64.StdEncoding.EncodeToString(png), nil
}

// spaced writes a secret in groups of four, for typing.
func spaced(s string) string {
	var out []byte
	for i := range len(s) {
		if i > 0 && i%4 == 0 {
			out = append(out, ' ')
		}
		out = append(out, s[i])
	}
	return string(out)
}
