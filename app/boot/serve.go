package boot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/people/simvneid"
	"motcua/app/web"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/views/assets"
)

// Version is set by the build.
var Version = "dev"

// Handler is the whole product over HTTP.
func (a *App) Handler() (http.Handler, error) {
	deps := web.Deps{
		DB: a.DB, Log: a.Log, Secure: a.Config.Secure(), Current: a.current, Allow: a.Authz.Allow, AllowRole: a.Authz.AllowRole, Office: a.office, Anonymous: a.anonymous, Limited: a.limited,
		Now: a.Now, Simulated: a.Config.Simulated(), Version: Version, Scanning: a.Documents.Scanning(),
	}
	// the sign-in form leads to the provider, which may live elsewhere
	if u, err := url.Parse(a.Config.OIDCIssuer); err == nil && u.Host != "" && !strings.HasPrefix(a.Config.OIDCIssuer, a.Config.BaseURL+"/") {
		deps.FormAction = []string{u.Scheme + "://" + u.Host}
	}
	e := web.New(deps, a.Routes()...)
	e.IPExtractor = echo.ExtractIPDirect()
	if a.Config.TrustProxy {
		e.IPExtractor = echo.ExtractIPFromXFFHeader()
	}
	e.GET(assets.Prefix+"*", echo.WrapHandler(assets.Handler()))
	if strings.Contains(a.Config.OIDCIssuer, "/mo-phong/vneid") && a.Config.Demo {
		known, err := a.simulatedPeople(context.Background())
		if err != nil {
			return nil, err
		}
		sim, err := simvneid.New(simvneid.Config{
			Issuer: a.Config.OIDCIssuer, ClientID: a.Config.OIDCClientID, ClientSecret: a.Config.OIDCClientSecret, RedirectURLs: []string{a.Config.BaseURL + "/dang-nhap/vneid/xong"},
			KeyFile: filepath.Join(filepath.Dir(a.Config.MasterKeyFile), "vneid-mo-phong.pem"), Stylesheet: assets.URL("ui.css"), Icon: assets.URL("icon.svg"), People: known, Now: a.Now,
		})
		if err != nil {
			return nil, err
		}
		e.Any("/mo-phong/vneid/*", echo.WrapHandler(sim)) // it answers below its issuer's path
	}
	return e, nil
}

func (a *App) current(ctx context.Context, token string) (web.Visitor, bool, error) {
	s, err := a.People.Current(ctx, token)
	if fault.Is(err, fault.Unauthenticated) {
		return web.Visitor{}, false, nil
	}
	if err != nil {
		return web.Visitor{}, false, err
	}
	v := web.Visitor{Session: s.ID, Resident: s.ResidentID, Level: s.Level, Name: s.Name, Title: s.Title, Tenant: s.Tenant, SecondFactor: s.SecondFactorAt != nil}
	if s.Kind == people.KindStaff {
		if s.Ready() != nil {
			return web.Visitor{}, false, nil // half signed in is not signed in; the sign-in pages read the session themselves
		}
		v.Staff = s.StaffID
	}
	return v, true, nil
}

func (a *App) anonymous(ctx context.Context, device string) (string, web.Visitor, error) {
	in, err := a.People.StartAnonymous(ctx, device)
	if err != nil {
		return "", web.Visitor{}, err
	}
	v, _, err := a.current(ctx, in.Token)
	return in.Token, v, err
}

func (a *App) office(ctx context.Context, tenant uuid.UUID) (web.Office, error) {
	u, err := a.Units.ByID(ctx, tenant)
	if err != nil {
		return web.Office{}, err
	}
	return web.Office{ID: u.ID, Kind: string(u.Kind), Province: u.Province, Name: u.FullName, Full: u.Office(), Phone: u.Phone}, nil
}

// limits by the names routes use, per caller's address.
var limits = map[string]people.Limit{"sign-in": people.LimitSignInIP, "code": people.LimitCodeIP, "track": people.LimitTrackIP, "check-file": people.LimitCheckIP, "invite": people.LimitInviteIP, "portal": people.LimitPortal, "claim": people.LimitClaimIP}

func (a *App) limited(ctx context.Context, name, key string) (bool, error) {
	l, ok := limits[name]
	if !ok {
		return false, fmt.Errorf("route names an unknown rate limit %q", name)
	}
	err := a.People.Take(ctx, l, key)
	if fault.Is(err, fault.TooMany) {
		return true, nil
	}
	return false, err
}

// Serve answers until ctx ends; ready is called once both addresses listen.
func (a *App) Serve(ctx context.Context, ready func()) error {
	h, err := a.Handler()
	if err != nil {
		return err
	}
	main, err := net.Listen("tcp", a.Config.Addr)
	if err != nil {
		return fmt.Errorf("ADDR: %w", err)
	}
	ops, err := net.Listen("tcp", a.Config.MetricsAddr)
	if err != nil {
		main.Close()
		return fmt.Errorf("METRICS_ADDR: %w", err)
	}
	g, ctx := errgroup.WithContext(ctx)
	serve := func(l net.Listener, h http.Handler, read time.Duration) {
		s := &http.Server{Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: read, WriteTimeout: read, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}
		g.Go(func() error {
			if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				return err
			}
			return nil
		})
		g.Go(func() error {
			<-ctx.Done()
			stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
			defer cancel()
			return s.Shutdown(stop)
		})
	}
	serve(main, h, 5*time.Minute) // a photo at 400 kbps takes its time
	serve(ops, a.ops(), 30*time.Second)
	g.Go(func() error {
		if err := a.Authz.Listen(ctx); err != nil && ctx.Err() == nil {
			return err
		}
		return nil
	})
	if ready != nil {
		ready()
	}
	return g.Wait()
}

// ops is health, readiness and metrics, on an address of its own.
func (a *App) ops() http.Handler {
	reg := prometheus.NewRegistry()
	reg.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}), web.Requests.Collector(), poolGauge{a.DB}, exchangeGauge{a}, storeGauge{a})
	m := http.NewServeMux()
	m.Handle("GET /metrics", promhttp.HandlerFor(reg, promhttp.HandlerOpts{}))
	m.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "ok") })
	m.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 3*time.Second)
		defer cancel()
		if err := a.DB.Ping(ctx); err != nil {
			http.Error(w, "database: down", http.StatusServiceUnavailable)
			return
		}
		if err := a.Blobs.Check(ctx); err != nil {
			fmt.Fprintln(w, "ready, degraded: object store down") // drafts, lists and decisions go on
			return
		}
		fmt.Fprintln(w, "ready")
	})
	return m
}

// poolGauge exposes connections per kind of scope.
type poolGauge struct{ db *pg.DB }

var poolDesc = prometheus.NewDesc("motcua_pool_connections", "Connections by kind of scope.", []string{"scope", "state"}, nil)

// Describe implements prometheus.Collector.
func (p poolGauge) Describe(c chan<- *prometheus.Desc) { c <- poolDesc }

// Collect implements prometheus.Collector.
func (p poolGauge) Collect(c chan<- prometheus.Metric) {
	for k, v := range p.db.Stats() {
		c <- prometheus.MustNewConstMetric(poolDesc, prometheus.GaugeValue, float64(v[0]), k, "open")
		c <- prometheus.MustNewConstMetric(poolDesc, prometheus.GaugeValue, float64(v[1]), k, "busy")
	}
}

// simulatedPeople are demo residents for the simulator's list.
func (a *App) simulatedPeople(ctx context.Context) ([]simvneid.Person, error) {
	type row struct {
		ID     string `db:"id_number"`
		Name   string `db:"full_name"`
		Birth  string `db:"birth_date"`
		Gender string `db:"gender"`
	}
	rows, err := pg.Rows[row](tenants.With(ctx, tenants.Identity()), a.DB, `SELECT id_number, full_name, birth_date, gender FROM app.resident WHERE id_number IS NOT NULL ORDER BY id LIMIT 12`)
	out := make([]simvneid.Person, len(rows))
	for i, r := range rows {
		birth := r.Birth
		if t, err := time.Parse("2006-01-02", r.Birth); err == nil {
			birth = t.Format("02/01/2006")
		}
		out[i] = simvneid.Person{IDNumber: r.ID, Name: r.Name, Birth: birth, Gender: r.Gender}
	}
	if len(out) == 0 {
		return nil, err // the simulator's own
	}
	return out, err
}
