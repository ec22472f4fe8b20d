package pieces

import (
	"net/http"

	"motcua/app/documents"
	"motcua/app/web"
)

// Routes are the protocol's lines of the table at an address, behind the door,
// permission and level of like; like.Body is the largest file, by default that of
// documents.Default. to finds what the address is for, before anything is read.
func Routes(at string, like web.Route, s *documents.Service, to func(*web.Ctx) (Target, error)) []web.Route {
	most := like.Body
	if most == 0 {
		most = documents.Default.MaxBytes
	}
	route := func(method, path string, do func(*web.Ctx, *documents.Service, Target) error) web.Route {
		r := like
		r.Method, r.Path, r.Body = method, at+path, most
		r.Do = func(c *web.Ctx) error {
			return Speak(c, func() error {
				t, err := to(c)
				if err != nil {
					return err
				}
				return do(c, s, t)
			})
		}
		return r
	}
	what := like
	what.Method, what.Path, what.Body = http.MethodOptions, at, 0
	what.Do = func(c *web.Ctx) error { return Speak(c, func() error { return Options(c, most) }) }
	return []web.Route{
		what,
		route(http.MethodPost, "", Start), route(http.MethodHead, "/:lan", State),
		route(http.MethodPatch, "/:lan", Append), route(http.MethodDelete, "/:lan", Drop),
	}
}
