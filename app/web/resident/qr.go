package resident

import (
	"net/http"
	"regexp"
	"strings"

	"github.com/skip2/go-qrcode"

	"motcua/app/fault"
	"motcua/app/slips"
	"motcua/app/web"
)

var codeForm = regexp.MustCompile(`^[A-Z0-9][A-Z0-9.\-]{5,39}$`)

// QR is the picture of a code: it opens the tracking page, or with ?ket-qua=1
// the check of a result. It tells nothing that the code on the paper does not.
func (p *Pages) QR(c *web.Ctx) error {
	code := strings.TrimSuffix(c.Param("ma"), ".png")
	if !codeForm.MatchString(code) {
		return fault.New(fault.NotFound, "page.not_found")
	}
	if c.Query("vach") != "" { // the bars of the code, for scanners at a desk
		return sendPicture(c, slips.Bars(code))
	}
	to := p.base(c) + "/tra-cuu?ma=" + urlQuery(code)
	if c.Query("ket-qua") != "" {
		to = p.base(c) + "/kiem-tra-ket-qua?ma=" + urlQuery(code)
	}
	q, err := qrcode.New(to, qrcode.Medium)
	if err != nil {
		return err
	}
	png, err := q.PNG(352)
	if err != nil {
		return err
	}
	return sendPicture(c, png)
}

func sendPicture(c *web.Ctx, png []byte) error {
	if png == nil {
		return fault.New(fault.NotFound, "page.not_found")
	}
	h := c.Response().Header()
	h.Set("Content-Type", "image/png")
	h.Set("Cache-Control", "private, max-age=86400")
	c.Response().WriteHeader(http.StatusOK)
	_, err := c.Response().Write(png)
	return err
}

// base is the address of this deployment.
func (p *Pages) base(c *web.Ctx) string {
	if p.BaseURL != "" {
		return strings.TrimSuffix(p.BaseURL, "/")
	}
	if p.Secure {
		return "https://" + c.Request().Host
	}
	return "http://" + c.Request().Host
}
