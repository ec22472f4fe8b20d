package partners

import (
	"io"
	"net/http"

	"motcua/app/exchange"
	"motcua/app/web"
)

// filing takes a dossier that was filed on the national portal. The body that
// comes back is for a program: what was taken, or why not with a key.
func (p *Pages) filing(c *web.Ctx) error {
	r, w := c.Request(), c.Response()
	body, err := io.ReadAll(io.LimitReader(r.Body, exchange.MaxFiling+1))
	if err != nil {
		w.WriteHeader(http.StatusRequestEntityTooLarge)
		return nil
	}
	status, answer, err := p.Exchange.Take(r.Context(), r.Header.Get("X-Timestamp"), r.Header.Get("X-Signature"), body)
	if err != nil {
		return err // 503: the portal sends it again
	}
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err = w.Write(answer)
	return err
}
