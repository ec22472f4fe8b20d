// Package web is the door to browsers: one route table with the permission on
// each line, one place that turns faults into answers, one that renders.
//
// Handlers bind, validate, call one use-case and choose a view. The packages
// below (resident, console, province, platform) hold one page per file and
// give their lines of the table with Routes.
package web

import (
	"context"
	"log/slog"
	"net/http"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"motcua/storage/pg"
)

// Door says who may come in, and therefore which scope the request runs in.
type Door string

// The doors.
const (
	Public   Door = "public"   // anybody; scope public. A resident who is signed in is still known
	Resident Door = "resident" // a resident's session of at least Level; scope resident
	Staff    Door = "staff"    // an officer at a workplace, with the permission; scope tenant
	Province Door = "province" // an officer of a provincial centre, with the permission; scope province
	Platform Door = "platform" // the operator's staff, with the permission; scope platform
	Signed   Door = "signed"   // any officer who is signed in, before a workplace is chosen; scope identity
)

// Handler answers one request.
type Handler func(*Ctx) error

// Route is one line of the table.
type Route struct {
	Method string
	Path   string
	Door   Door
	// Level a resident must have: 0 nobody known, 1 phone code, 2 counter, 3 VNeID.
	Level int
	// Begins makes a session for somebody nobody knows yet: a first draft.
	Begins bool
	// Object and Action are the permission (authz). Public and Signed routes have none;
	// residents' routes name what the resident role may do with her own things.
	Object, Action string
	// Body is the largest request body in bytes; 0 is 1 MiB.
	Body int64
	// Limit names a rate limit; see Limits.
	Limit string
	Do    Handler
}

// Visitor is who is on the other end of a request.
type Visitor struct {
	Session      uuid.UUID
	Resident     uuid.UUID // resident sessions
	Level        int
	Staff        uuid.UUID // officer sessions
	Name, Title  string
	Tenant       uuid.UUID // the officer's workplace; Nil before it is chosen
	SecondFactor bool
}

// Deps is what the door itself needs.
type Deps struct {
	DB     *pg.DB
	Log    *slog.Logger
	Secure bool // HTTPS in front: __Host- cookies and HSTS
	// Current finds the session of a token; ok is false when there is none or it ended.
	Current func(ctx context.Context, token string) (v Visitor, ok bool, err error)
	// Allow is authz.Allow.
	Allow func(ctx context.Context, staff, tenant uuid.UUID, object, action string) (bool, error)
	// AllowRole is authz.AllowRole, for residents, who have no tenant.
	AllowRole func(ctx context.Context, role, object, action string) (bool, error)
	// Office tells kind (commune, province, platform), province code and names of a tenant.
	Office func(ctx context.Context, tenant uuid.UUID) (Office, error)
	// Anonymous makes a session for somebody nobody knows yet, when the first draft starts.
	Anonymous func(ctx context.Context, device string) (token string, v Visitor, err error)
	// Limited is false when the caller identified by key is too fast for the named limit.
	Limited func(ctx context.Context, limit, key string) (bool, error)
	Now     func() time.Time
	// Frame fills what every page's frame shows.
	Simulated string // what is simulated here, for the banner; "" hides it
	Version   string
	Scanning  bool // files that come in are looked into for malware; pages say so
	// FormAction are extra origins a form may lead to (the sign-in provider).
	FormAction []string
}

// Office is a tenant as pages name it.
type Office struct {
	ID       uuid.UUID
	Kind     string
	Province string
	Name     string // "Xã Kim Bôi"
	Full     string // "UBND xã Kim Bôi"
	Phone    string
}

// New makes the server: middleware, table, error answers.
func New(d Deps, tables ...[]Route) *echo.Echo {
	e := echo.New()
	e.HideBanner, e.HidePort = true, true
	e.HTTPErrorHandler = func(err error, c echo.Context) { answer(d, c, err) }
	e.Use(requestID, logRequests(d), recoverPanics(d), secureHeaders(d))
	cross := http.NewCrossOriginProtection()
	e.Use(crossOrigin(cross))
	for _, t := range tables {
		for _, r := range t {
			e.Add(r.Method, r.Path, handle(d, r))
		}
	}
	return e
}

// Check refuses a table in which a route has no permission or two routes are the same.
func Check(tables ...[]Route) []string {
	var bad []string
	seen := map[string]bool{}
	for _, t := range tables {
		for _, r := range t {
			k := r.Method + " " + r.Path
			if seen[k] {
				bad = append(bad, k+": twice in the table")
			}
			seen[k] = true
			switch r.Door {
			case Public, Signed:
				if r.Object != "" || r.Action != "" {
					bad = append(bad, k+": an open door with a permission")
				}
			case Resident, Staff, Province, Platform:
				if r.Object == "" || r.Action == "" {
					bad = append(bad, k+": no permission")
				}
			default:
				bad = append(bad, k+": no door")
			}
			if r.Do == nil {
				bad = append(bad, k+": no handler")
			}
		}
	}
	return bad
}
