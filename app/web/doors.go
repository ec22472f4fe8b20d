package web

import (
	"net/http"
	"net/url"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"motcua/app/fault"
	"motcua/tenants"
)

// The two sessions are two cookies: an officer may be a resident too.
func (d Deps) cookie(door Door) string {
	n := "mc_r"
	if door == Staff || door == Province || door == Platform || door == Signed {
		n = "mc_s"
	}
	if d.Secure {
		return "__Host-" + n
	}
	return n
}

// SetSession gives the browser a session token for that door, until it is closed.
func (c *Ctx) SetSession(door Door, token string) { c.KeepSession(door, token, 0) }

// KeepSession is SetSession for so many seconds, also across restarts of the
// browser: the way back to a draft that nobody signed in for.
func (c *Ctx) KeepSession(door Door, token string, seconds int) {
	c.e.SetCookie(&http.Cookie{Name: c.deps.cookie(door), Value: token, Path: "/", MaxAge: seconds, HttpOnly: true, Secure: c.deps.Secure, SameSite: http.SameSiteLaxMode})
}

// draftDays is how long a device finds its drafts again without an account.
const draftDays = 30

// Token is the browser's token for that door, "" when it has none.
func (c *Ctx) Token(door Door) string {
	k, err := c.e.Cookie(c.deps.cookie(door))
	if err != nil {
		return ""
	}
	return k.Value
}

// DropSession takes the token of that door back.
func (c *Ctx) DropSession(door Door) {
	c.e.SetCookie(&http.Cookie{Name: c.deps.cookie(door), Path: "/", MaxAge: -1, HttpOnly: true, Secure: c.deps.Secure, SameSite: http.SameSiteLaxMode})
}

// handle opens the route's door, draws the scope and checks the permission.
func handle(d Deps, r Route) echo.HandlerFunc {
	return func(e echo.Context) error {
		c := &Ctx{e: e, deps: d, route: r}
		e.Set("ctx", c)
		limit := r.Body
		if limit == 0 {
			limit = 1 << 20
		}
		e.Request().Body = http.MaxBytesReader(e.Response(), e.Request().Body, limit)
		if r.Limit != "" {
			slow, err := d.Limited(tenants.With(e.Request().Context(), tenants.Public()), r.Limit, e.RealIP())
			if err != nil {
				return err
			}
			if slow {
				return fault.New(fault.TooMany, "rate.limited")
			}
		}
		if err := c.enter(); err != nil {
			return err
		}
		return r.Do(c)
	}
}

func (c *Ctx) enter() error {
	r := c.route
	rq := c.e.Request().Context()
	if token := c.Token(r.Door); token != "" {
		v, ok, err := c.deps.Current(tenants.With(rq, tenants.Identity()), token)
		if err != nil {
			return err
		}
		if ok {
			c.Visitor = v
		}
	}
	switch r.Door {
	case Public:
		c.scope = tenants.Public()
		return nil
	case Resident:
		if c.Visitor.Resident == uuid.Nil && r.Begins {
			// the first thing kept for somebody nobody knows yet. Elsewhere a missing
			// session is one that ended: what was typed waits until they are back.
			token, v, err := c.deps.Anonymous(tenants.With(rq, tenants.Identity()), c.Device())
			if err != nil {
				return err
			}
			c.KeepSession(Resident, token, draftDays*24*3600)
			c.Visitor = v
		}
		if c.Visitor.Resident == uuid.Nil || c.Visitor.Level < r.Level {
			return signIn("/dang-nhap")
		}
		c.scope = tenants.Resident(c.Visitor.Resident, tenants.Actor{Kind: "resident", ID: c.Visitor.Resident, Name: c.Visitor.Name})
		return permitted(c.deps.AllowRole(rq, "resident", r.Object, r.Action))
	}
	if c.Visitor.Staff == uuid.Nil {
		return signIn("/cb/dang-nhap")
	}
	actor := tenants.Actor{Kind: "staff", ID: c.Visitor.Staff, Name: c.Visitor.Name}
	if r.Door == Signed {
		c.scope = tenants.Identity()
		c.scope.Actor = actor
		return nil
	}
	if c.Visitor.Tenant == uuid.Nil {
		return signIn("/cb/noi-lam-viec")
	}
	o, err := c.deps.Office(tenants.With(rq, tenants.Public()), c.Visitor.Tenant)
	if err != nil {
		return err
	}
	c.Office = o
	switch {
	case r.Door == Staff && (o.Kind == "commune" || o.Kind == "department"):
		c.scope = tenants.Tenant(o.ID, actor)
	case r.Door == Staff && o.Kind == "province":
		// the provincial centre decides dossiers that passed up to it; its people work
		// on them as a commune's do, and its own admin keeps its people and units. The
		// administrators of the province have neither: their pages are the province's.
		works, err := c.deps.Allow(rq, c.Visitor.Staff, o.ID, "dossier", "list")
		if err == nil && !works {
			works, err = c.deps.Allow(rq, c.Visitor.Staff, o.ID, "unit", "manage")
		}
		if err != nil {
			return err
		} else if !works {
			return fault.New(fault.Forbidden, "door.wrong")
		}
		c.scope = tenants.Tenant(o.ID, actor)
	case r.Door == Province && o.Kind == "province":
		c.scope = tenants.Province(o.Province, actor)
	case r.Door == Platform && o.Kind == "platform":
		c.scope = tenants.Platform(actor)
	default:
		return fault.New(fault.Forbidden, "door.wrong")
	}
	return permitted(c.deps.Allow(rq, c.Visitor.Staff, o.ID, r.Object, r.Action))
}

func permitted(ok bool, err error) error {
	if err == nil && !ok {
		return fault.New(fault.Forbidden, "permission.missing")
	}
	return err
}

// signInError sends the visitor to sign in and back.
type signInError struct{ at string }

func (signInError) Error() string { return "sign in first" }

func signIn(at string) error { return signInError{at} }

// backTo is the page to return to after sign-in: this one, or the one a form was on.
func backTo(rq *http.Request) string {
	if rq.Method == http.MethodGet {
		return rq.URL.RequestURI()
	}
	if u, err := url.Parse(rq.Referer()); err == nil && u.Path != "" {
		return LocalPath(u.RequestURI(), "/")
	}
	return "/"
}
