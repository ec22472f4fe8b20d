package web

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/url"
	"sort"
	"strings"

	"github.com/labstack/echo/v4"

	"motcua/app/fault"
	"motcua/views/layout"
	"motcua/views/ui"
)

var statuses = map[fault.Kind]int{
	fault.Invalid: 422, fault.NotFound: 404, fault.Conflict: 409, fault.Forbidden: 403,
	fault.Unauthenticated: 401, fault.TooMany: 429, fault.Unavailable: 503, fault.Internal: 500,
}

// Status is the HTTP answer to an error.
func Status(err error) int {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return http.StatusRequestEntityTooLarge
	}
	var he *echo.HTTPError
	if errors.As(err, &he) {
		return he.Code
	}
	if errors.Is(err, context.Canceled) {
		return 499
	}
	return statuses[fault.As(err).Kind]
}

// answer is the one place that turns an error into a page.
func answer(d Deps, e echo.Context, err error) {
	if e.Response().Committed {
		return
	}
	c, _ := e.Get("ctx").(*Ctx)
	var s signInError
	if errors.As(err, &s) {
		c.askSignIn(s.at)
		return
	}
	status := Status(err)
	if status >= 500 {
		d.Log.Error("request failed", "request_id", e.Response().Header().Get("X-Request-Id"), "route", e.Path(), "error", cause(err))
	}
	home := homeOf(e.Request().URL.Path)
	sys := layout.SystemData{Status: status, Dense: home != "/", Ref: e.Response().Header().Get("X-Request-Id")}
	sys.Simulated, sys.Version, sys.Home = d.Simulated, d.Version, home
	if f := fault.As(err); f.Kind != fault.Internal {
		sys.Why = f.Text
		if sys.Why == "" {
			for _, k := range sortedKeys(f.Fields) {
				sys.Why = f.Fields[k]
				break
			}
		}
	}
	if c != nil {
		sys.Office, sys.HelpPhone = c.Office.Full, c.Office.Phone
	}
	switch status {
	case http.StatusConflict:
		sys.Next, sys.Action = backTo(e.Request()), "Xem lại hồ sơ"
	case 499:
		return
	}
	var b bytes.Buffer
	view := layout.System(sys)
	if e.Request().Header.Get("HX-Request") != "" {
		view = layout.SystemBody(sys)
	}
	if rerr := view.Render(e.Request().Context(), &b); rerr != nil {
		d.Log.Error("error page failed", "error", rerr.Error())
		_ = e.NoContent(http.StatusInternalServerError)
		return
	}
	e.Response().Header().Set("Cache-Control", "no-store")
	if status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable {
		e.Response().Header().Set("Retry-After", "30")
	}
	if werr := writeHTML(e, status, b.Bytes()); werr != nil {
		d.Log.Debug("answer not taken", "error", werr.Error())
	}
}

// homeOf is where somebody who lost the way on that path starts again.
func homeOf(path string) string {
	for _, h := range []string{"/cb", "/tinh", "/nen-tang"} {
		if path == h || strings.HasPrefix(path, h+"/") {
			return h
		}
	}
	return "/"
}

// cause keeps a driver's detail lines, which may carry row values, out of the log.
func cause(err error) string {
	s := err.Error()
	if i := strings.IndexByte(s, '\n'); i > 0 {
		s = s[:i]
	}
	return s
}

// askSignIn leads to the sign-in page. A form that met an expired session is
// kept: its words stand on the page, ready to be sent again after signing in.
func (c *Ctx) askSignIn(at string) {
	rq := c.e.Request()
	q := at + "?tiep=" + url.QueryEscape(backTo(rq))
	if rq.Method == http.MethodGet {
		_ = c.Go(q)
		return
	}
	v, err := c.e.FormParams()
	if err != nil || len(v) == 0 {
		_ = c.Go(q)
		return
	}
	var kept []ui.Pair
	for _, k := range sortedKeys(v) {
		for _, x := range v[k] {
			kept = append(kept, ui.Pair{Key: k, Value: x})
		}
	}
	var b bytes.Buffer
	if err := resume(rq.URL.Path, at, kept, strings.HasPrefix(at, "/cb")).Render(rq.Context(), &b); err != nil {
		_ = c.e.NoContent(http.StatusInternalServerError)
		return
	}
	c.e.Response().Header().Set("Cache-Control", "no-store")
	_ = writeHTML(c.e, http.StatusUnauthorized, b.Bytes())
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}
