// Package partners is the door of those who deliver our messages: they report
// what became of one, signed. Nothing here answers with anything but a status.
package partners

import (
	"io"
	"net/http"

	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/app/web"
)

// Pages is the door; Callbacks is required.
type Pages struct{ Callbacks *notices.Callbacks }

// Routes is this package's part of the table.
func (p *Pages) Routes() []web.Route {
	return []web.Route{{Method: http.MethodPost, Path: "/goi-lai/:partner", Door: web.Public, Body: notices.MaxReport, Do: p.report}}
}

// report answers 204 whatever came of it, 401 for anything not signed by the
// partner in time, 400 for a signed body that is no report.
func (p *Pages) report(c *web.Ctx) error {
	r := c.Request()
	body, err := io.ReadAll(io.LimitReader(r.Body, notices.MaxReport+1))
	if err != nil || len(body) > notices.MaxReport {
		c.Response().WriteHeader(http.StatusRequestEntityTooLarge)
		return nil
	}
	err = p.Callbacks.Take(c.PublicContext(), c.Param("partner"), r.Header.Get("X-Timestamp"), r.Header.Get("X-Signature"), body)
	switch {
	case err == nil:
		c.Response().WriteHeader(http.StatusNoContent)
	case fault.Is(err, fault.Unauthenticated):
		c.Response().WriteHeader(http.StatusUnauthorized)
	case fault.Is(err, fault.Invalid):
		c.Response().WriteHeader(http.StatusBadRequest)
	default:
		return err // 503: the partner reports again
	}
	return nil
}
