package web

import (
	"context"
	"encoding/json"
	"mime"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"
	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"motcua/app/fault"
	"motcua/tenants"
	"motcua/views/ui"
)

// Ctx is one request: its scope, its visitor, its form and its answer.
type Ctx struct {
	e       echo.Context
	deps    Deps
	route   Route
	Visitor Visitor
	Office  Office // of an officer's workplace
	scope   tenants.Scope
}

// Context carries the scope of the route's door; every use-case takes it.
func (c *Ctx) Context() context.Context { return tenants.With(c.e.Request().Context(), c.scope) }

// Scope of the request.
func (c *Ctx) Scope() tenants.Scope { return c.scope }

// PublicContext is the request's context in the public scope: the catalogue,
// the directory of offices.
func (c *Ctx) PublicContext() context.Context {
	return tenants.With(c.e.Request().Context(), tenants.Public())
}

// IdentityContext is the request's context in the identity scope: sign-in and sign-out only.
func (c *Ctx) IdentityContext() context.Context {
	return tenants.With(c.e.Request().Context(), tenants.Identity())
}

// In is the request's context in another scope that the caller was granted
// (a helper's narrowed one).
func (c *Ctx) In(s tenants.Scope) context.Context { return tenants.With(c.e.Request().Context(), s) }

// Request and Response, for downloads and uploads.
func (c *Ctx) Request() *http.Request        { return c.e.Request() }
func (c *Ctx) Response() http.ResponseWriter { return c.e.Response() }

// Param is a path parameter; Query one of the query; Form one of the body.
func (c *Ctx) Param(n string) string { return c.e.Param(n) }
func (c *Ctx) Query(n string) string { return c.e.QueryParam(n) }
func (c *Ctx) Form(n string) string  { return c.e.FormValue(n) }

// Posted is the whole form.
func (c *Ctx) Posted() url.Values { v, _ := c.e.FormParams(); return v }

// ID reads a path parameter as an id. A malformed one is a missing one.
func (c *Ctx) ID(n string) (uuid.UUID, error) {
	id, err := uuid.Parse(c.e.Param(n))
	if err != nil {
		return uuid.Nil, fault.New(fault.NotFound, "page.not_found")
	}
	return id, nil
}

// Part tells whether htmx asked for a part of the page, by the element it swaps.
func (c *Ctx) Part() string {
	if c.e.Request().Header.Get("HX-Request") == "" || c.e.Request().Header.Get("HX-History-Restore-Request") != "" {
		return ""
	}
	return c.e.Request().Header.Get("HX-Target")
}

// Page writes a page. It is rendered whole before the first byte leaves, so a
// failing view is an error page and never half a page.
func (c *Ctx) Page(status int, v templ.Component) error {
	b := borrow()
	defer giveBack(b)
	if err := v.Render(ui.WithScanning(c.Context(), c.deps.Scanning), b); err != nil {
		return err
	}
	h := c.e.Response().Header()
	h.Add("Vary", "HX-Request")
	if c.route.Door != Public {
		h.Set("Cache-Control", "no-store")
	}
	return writeHTML(c.e, status, b.Bytes())
}

// JSON writes public data of the given media type, for programs.
func (c *Ctx) JSON(kind string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if c.route.Door != Public {
		c.e.Response().Header().Set("Cache-Control", "no-store")
	}
	return write(c.e, http.StatusOK, kind, b)
}

// File writes a file that the app itself made; the browser shows it when it can.
func (c *Ctx) File(kind, name string, b []byte) error {
	h := c.e.Response().Header()
	h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": name}))
	h.Set("Cache-Control", "no-store")
	return c.e.Blob(http.StatusOK, kind, b)
}

// Go answers a finished form: a full page load elsewhere, also from htmx.
func (c *Ctx) Go(path string) error {
	if c.e.Request().Header.Get("HX-Request") != "" {
		c.e.Response().Header().Set("HX-Redirect", path)
		return c.e.NoContent(http.StatusNoContent)
	}
	return c.e.Redirect(http.StatusSeeOther, path)
}

// Report logs what went wrong with a part of a request that is answered all the same.
func (c *Ctx) Report(err error) {
	c.deps.Log.Error("part of a request failed", "request_id", c.RequestID(), "route", c.e.Path(), "error", cause(err))
}

// NoContent answers a program with a status and headers alone.
func (c *Ctx) NoContent(status int) error { return c.e.NoContent(status) }

// RequestID is shown small on error pages and stands in the log.
func (c *Ctx) RequestID() string { return c.e.Response().Header().Get("X-Request-Id") }

// IP of the caller, for rate limits; never logged.
func (c *Ctx) IP() string { return c.e.RealIP() }

// Device is a short description of the browser for the list of sessions.
func (c *Ctx) Device() string {
	ua := c.e.Request().UserAgent()
	if len(ua) > 120 {
		ua = ua[:120]
	}
	return ua
}

// LocalPath is next if it is a path of ours, else fallback: nobody is led elsewhere.
func LocalPath(next, fallback string) string {
	u, err := url.Parse(next)
	if err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(next, "/") || strings.HasPrefix(next, "//") || strings.ContainsAny(next, "\\\r\n") {
		return fallback
	}
	return next
}

// May tells whether the officer of this request holds a permission, for
// showing only buttons that will work.
func (c *Ctx) May(object, action string) bool {
	ok, err := c.deps.Allow(c.e.Request().Context(), c.Visitor.Staff, c.Visitor.Tenant, object, action)
	return err == nil && ok
}
