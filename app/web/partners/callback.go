// Package partners is the door of other systems, all signed: those who deliver
// our messages report what became of one, the national portal sends dossiers
// that were filed there. It answers with a status, and to whoever signed with
// the reason of a refusal.
package partners

import (
	"encoding/json"
	"io"
	"net/http"

	"motcua/app/exchange"
	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/app/web"
)

// Pages is the door; both fields are required.
type Pages struct {
	Callbacks *notices.Callbacks
	Exchange  *exchange.Link
}

// Routes is this package's part of the table.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodPost, Path: "/goi-lai/:partner", Door: web.Public, Body: notices.MaxReport, Do: p.report},
		{Method: http.MethodPost, Path: "/lien-thong/ho-so", Door: web.Public, Body: exchange.MaxFiling + 1, Limit: "portal", Do: p.filing},
	}
}

// report answers 204 for a report that was written, or before; 401 without a
// word for anything not signed by the partner in time; 400 for a signed body
// that is no report and 404 for a message that this partner never took, both
// with the reason.
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
		return refuse(c, http.StatusBadRequest, err)
	case fault.Is(err, fault.NotFound):
		return refuse(c, http.StatusNotFound, err)
	default:
		return err // 503: the partner reports again
	}
	return nil
}

func refuse(c *web.Ctx, status int, err error) error {
	f := fault.As(err)
	b, err := json.Marshal(map[string]string{"error": f.Key, "reason": f.Text})
	if err != nil {
		return err
	}
	c.Response().Header().Set("Content-Type", "application/json; charset=utf-8")
	c.Response().WriteHeader(status)
	_, err = c.Response().Write(b)
	return err
}
