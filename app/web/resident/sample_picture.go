package resident

import (
	"bytes"
	"net/http"

	"motcua/app/web"
)

// SamplePicture serves how a paper looks. It never changes under its id, so
// browsers keep it.
func (p *Pages) SamplePicture(c *web.Ctx) error {
	id, err := c.ID("mau")
	if err != nil {
		return notThere()
	}
	s, err := p.Procedures.SampleByID(c.PublicContext(), id)
	if err != nil {
		return missing(err)
	}
	h := c.Response().Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	http.ServeContent(c.Response(), c.Request(), "", s.At, bytes.NewReader(s.Bytes))
	return nil
}

// sampleOf is the address of a paper's sample picture; "" where there is none.
func sampleOf(id string) string {
	if id == "" {
		return ""
	}
	return "/mau-giay/" + id
}
