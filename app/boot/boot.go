// Package boot is the only wiring: configuration in, a running product out.
// Tests start the same thing.
package boot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"strconv"
	"time"

	"github.com/google/uuid"

	"motcua/app/authz"
	"motcua/app/checking"
	"motcua/app/config"
	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/exchange"
	"motcua/app/governing"
	"motcua/app/keeping"
	"motcua/app/keys"
	"motcua/app/notices"
	"motcua/app/oldpapers"
	"motcua/app/people"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/reading/meaning"
	"motcua/app/reports"
	"motcua/app/results"
	"motcua/app/sectors"
	"motcua/jobs"
	"motcua/migrations"
	"motcua/storage/blob"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// App is everything, wired.
type App struct {
	Config    config.Config
	Log       *slog.Logger
	Now       func() time.Time
	DB        *pg.DB
	Blobs     *blob.Store
	Units     *registry.Units
	Catalogue *procedures.Catalogue
	Revisions *procedures.Revisions
	Trials    *governing.Trials
	Calendars *governing.Calendars
	Authz     *authz.Authz
	People    *people.Service
	Jobs      *jobs.Inserter
	Documents *documents.Service
	Dossiers  *dossiers.Service
	Notices   *notices.Service
	Callbacks *notices.Callbacks
	Governing *governing.Service
	Keeping   *keeping.Service
	OldPapers *oldpapers.Service
	Reports   *reports.Service
	Sectors   *sectors.Link
	Exchange  *exchange.Link
	Keys      *keys.Service
	Checking  *checking.Service // of files that somebody brings
	Results   *results.Service
}

// Options are for tests and the bench; the zero value is right for serving.
type Options struct {
	DB  pg.Options
	Now func() time.Time
	// Unread leaves papers as pictures: nothing is recognised on them.
	Unread bool
}

// Build wires an App. It connects to PostgreSQL; an object store that is down
// is reported by readiness, not here.
func Build(ctx context.Context, cfg config.Config, log *slog.Logger, o Options) (*App, error) {
	a := &App{Config: cfg, Log: log, Now: o.Now}
	if a.Now == nil {
		a.Now = time.Now
	}
	var err error
	if a.DB, err = pg.Open(ctx, cfg.DatabaseURL, o.DB); err != nil {
		return nil, err
	}
	if err := a.DB.Ping(ctx); err != nil {
		return nil, fmt.Errorf("PostgreSQL does not answer: %w", err)
	}
	mode := blob.Compliance
	if cfg.Demo {
		mode = blob.Governance // a demo's folder can be thrown away
	}
	a.Blobs, err = blob.Open(ctx, blob.Config{
		Endpoint: cfg.S3Endpoint, AccessKey: cfg.S3AccessKey, SecretKey: cfg.S3SecretKey, Bucket: cfg.S3Bucket, ResultBucket: cfg.S3ResultBucket,
		MasterKeyFile: cfg.MasterKeyFile, RetentionMode: mode, RetentionDays: cfg.ResultLockDays,
	}, blob.PGKeys{DB: a.DB})
	if err != nil {
		return nil, err
	}
	a.Units = registry.New(a.DB, a.Now)
	a.Catalogue = procedures.New(a.DB, a.Now)
	a.Revisions = &procedures.Revisions{DB: a.DB, Catalogue: a.Catalogue, Now: a.Now}
	a.Authz = authz.New(a.DB)
	a.Authz.Hear(procedures.Channel, a.Catalogue.Invalidate)
	a.Authz.Hear(registry.CalendarChannel, a.Units.InvalidateCalendars)
	if a.Jobs, err = jobs.NewInserter(); err != nil {
		return nil, err
	}
	reader := documents.Unread()
	if !o.Unread {
		know, err := meaning.Shipped(migrations.Data())
		if err != nil {
			return nil, err
		}
		reader = documents.NewDigitizer(know)
		if left := reader.Reader.Missing(); len(left) > 0 {
			log.WarnContext(ctx, "papers are kept and shown, but not all is read: programs are not installed", "missing", left)
		}
	}
	a.Documents = documents.New(a.DB, a.Blobs, a.Jobs, reader, a.Now)
	if err := a.guardDocuments(); err != nil {
		return nil, err
	}
	a.Dossiers = &dossiers.Service{
		DB: a.DB, Jobs: a.Jobs, Now: a.Now, RefusalWindow: cfg.RefusalWindow, Terms: a.terms, Policy: a.policy,
		Calendar: func(ctx context.Context, t uuid.UUID) (*deadlines.Calendar, error) {
			return a.Units.CalendarFor(ctx, t)
		},
		CalendarAt: a.Units.CalendarAt,
	}
	ch, err := a.channels()
	if err != nil {
		return nil, err
	}
	a.Notices = &notices.Service{DB: a.DB, Jobs: a.Jobs, Now: a.Now, Office: a.signature, ProcedureName: a.procedureName, SMS: ch.sms, Mail: ch.mail, Zalo: ch.zalo, Quiet: notices.Night, Hold: cfg.NoticeHold}
	a.Callbacks = &notices.Callbacks{DB: a.DB, Now: a.Now, Secrets: ch.secrets}
	if cfg.SMSURL == "" {
		a.Notices.Quiet = notices.Quiet{} // a simulated phone wakes nobody, and whoever develops at night wants to see it
	}
	a.People, err = people.New(a.DB, people.Config{
		Secret: cfg.Secret, RequireSecondFactor: cfg.RequireSecondFactor, Codes: notices.CodeSender{Jobs: a.Jobs}, Now: a.Now, StaffIdle: cfg.StaffIdle, ResidentIdle: cfg.ResidentIdle,
		OIDC: people.OIDC{Issuer: cfg.OIDCIssuer, ClientID: cfg.OIDCClientID, ClientSecret: cfg.OIDCClientSecret, RedirectURL: cfg.BaseURL + "/dang-nhap/vneid/xong"},
	})
	if err != nil {
		return nil, err
	}
	lawful := cfg.PromiseMovedBy
	if len(lawful) == 0 {
		lawful = governing.AnnouncedDays
	}
	a.Calendars = &governing.Calendars{DB: a.DB, Jobs: a.Jobs, Offices: a.Units, Dossiers: a.Dossiers, Now: a.Now, Lawful: lawful}
	a.Governing = &governing.Service{DB: a.DB, Now: a.Now, Changed: a.Units.Invalidate, Calendars: a.Calendars}
	a.Trials = &governing.Trials{DB: a.DB, Jobs: a.Jobs, Catalogue: a.Catalogue, Revisions: a.Revisions, Offices: a.Units, Now: a.Now}
	a.Reports = &reports.Service{DB: a.DB, Now: a.Now, LeastTimes: cfg.TimesLeast}
	a.Keeping = &keeping.Service{DB: a.DB, Files: a.Documents, Jobs: a.Jobs, Now: a.Now, Quota: int64(cfg.StorageQuotaGB) << 30}
	a.OldPapers = &oldpapers.Service{DB: a.DB, Documents: a.Documents, Jobs: a.Jobs, Room: a.Keeping.Room, Now: a.Now}
	a.Sectors = &sectors.Link{Dossiers: a.Dossiers, Documents: a.Documents}
	if cfg.SectorSystems == config.Simulator {
		a.Sectors.Partner = sectors.NewSimulated(a.Now)
	}
	if a.Exchange, err = a.nation(); err != nil {
		return nil, err
	}
	a.Dossiers.Statuses = a.Exchange.Configured()
	if a.Keys, err = a.signing(); err != nil {
		return nil, err
	}
	a.Checking = &checking.Service{DB: a.DB, Dossiers: a.Dossiers, Documents: a.Documents, Checker: a.Keys.Checker(), Now: a.Now, Child: cfg.Inspector}
	a.Results = &results.Service{Dossiers: a.Dossiers, Documents: a.Documents, Keys: a.Keys, Offices: a.Units, Now: a.Now, Base: cfg.BaseURL}
	return a, nil
}

// Close gives the connections back.
func (a *App) Close() {
	a.DB.Close()
	a.Blobs.Close()
}

// smtpConfig reads smtp://user:password@host:587 (STARTTLS), smtps://… (TLS
// from the first byte) or smtp+plain://localhost:25 (this machine only).
func smtpConfig(address, from string) (notices.SMTPConfig, error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" {
		return notices.SMTPConfig{}, errors.New("SMTP_URL is not an address such as smtp://user:password@host:587")
	}
	c := notices.SMTPConfig{Host: u.Hostname(), Port: 587, From: from, FromName: "Một Cửa", Username: u.User.Username()}
	c.Password, _ = u.User.Password()
	switch u.Scheme {
	case "smtp":
	case "smtps":
		c.Security, c.Port = "tls", 465
	case "smtp+plain":
		c.Security, c.Port = "none", 25
	default:
		return c, errors.New("SMTP_URL must begin with smtp://, smtps:// or smtp+plain://")
	}
	if p := u.Port(); p != "" {
		if c.Port, err = strconv.Atoi(p); err != nil {
			return c, fmt.Errorf("SMTP_URL: %w", err)
		}
	}
	return c, nil
}

// terms answers dossiers from the catalogue, the directory and the calendar; all cached.
func (a *App) terms(ctx context.Context, q dossiers.TermsQuery) (dossiers.Terms, error) {
	r, err := a.Catalogue.RevisionByID(ctx, q.Revision)
	if err != nil {
		return dossiers.Terms{}, err
	}
	p, err := a.Catalogue.ByID(ctx, r.Procedure)
	if err != nil {
		return dossiers.Terms{}, err
	}
	u, err := a.Units.ByID(ctx, q.Competent)
	if err != nil {
		return dossiers.Terms{}, err
	}
	cal, err := a.Units.CalendarFor(ctx, q.Competent)
	if err != nil {
		return dossiers.Terms{}, err
	}
	place, facts, err := a.factsOf(ctx, q, u)
	if err != nil {
		return dossiers.Terms{}, err
	}
	t := dossiers.TermsOf(p.ID, p.Code, p.PlainName, &r.Revision, facts, q.Answers, cal.DayMinutes())
	t.Ended, t.Field = p.Ended, p.Field
	if len(r.Routing) > 0 {
		if facts.Channel == "" {
			facts.Channel = revision.Counter
		}
		right, err := procedures.CompetentFor(ctx, a.Units, &r.Revision, facts, q.Answers, place)
		if err != nil {
			return dossiers.Terms{}, err
		}
		t.Right, t.RightName = right.ID, right.Long()
	}
	if centre, err := a.Units.Centre(ctx, u.Province); err == nil {
		t.Centre = centre.ID
	}
	return t, nil
}

// factsOf is the commune whose case it is, and what rules ask of it.
func (a *App) factsOf(ctx context.Context, q dossiers.TermsQuery, u registry.Unit) (registry.Unit, revision.Facts, error) {
	place := u
	if q.Place != uuid.Nil {
		at, err := a.Units.ByID(ctx, q.Place)
		if err != nil {
			return u, revision.Facts{}, err
		}
		if at.Kind == registry.KindCommune { // not the centre that has passed it back
			place = at
		}
	} else if code := q.Answers[dossiers.AnswerCommune]; code != "" && u.Kind == registry.KindProvince {
		if chosen, err := a.Units.ByCode(ctx, code); err == nil && chosen.Kind == registry.KindCommune {
			place = chosen
		}
	}
	facts := revision.Facts{Channel: revision.Channel(q.Channel), Case: q.Case, Area: place.AreaClass, Province: place.Province, Commune: place.Code, Today: a.Now().In(deadlines.Zone)}
	if facts.Area != revision.AreaDifficult {
		facts.Area = ""
	}
	return place, facts, nil
}

// policy is the clock's part of terms.
func (a *App) policy(ctx context.Context, q dossiers.TermsQuery) (deadlines.Policy, string, error) {
	r, err := a.Catalogue.RevisionByID(ctx, q.Revision)
	if err != nil {
		return deadlines.Policy{}, "", err
	}
	p, err := a.Catalogue.ByID(ctx, r.Procedure)
	if err != nil {
		return deadlines.Policy{}, "", err
	}
	u, err := a.Units.ByID(ctx, q.Competent)
	if err != nil {
		return deadlines.Policy{}, "", err
	}
	_, facts, err := a.factsOf(ctx, q, u)
	return dossiers.PolicyOf(&r.Revision, facts, q.Answers), p.Field, err
}

func (a *App) signature(ctx context.Context, tenant uuid.UUID) (name, phone string, err error) {
	u, err := a.Units.ByID(ctx, tenant)
	if err != nil {
		return "", "", err
	}
	return u.Office(), u.Phone, nil
}

func (a *App) procedureName(ctx context.Context, rev uuid.UUID) (string, error) {
	r, err := a.Catalogue.RevisionByID(ctx, rev)
	if err != nil {
		return "", err
	}
	p, err := a.Catalogue.ByID(ctx, r.Procedure)
	if err != nil {
		return "", err
	}
	return p.PlainName, nil
}

// public is a context for the catalogue and the directory outside a request.
func public(ctx context.Context) context.Context { return tenants.With(ctx, tenants.Public()) }

// Counted is how many communes the directory knows, for doctor.
func (a *App) Counted(ctx context.Context) (int, error) {
	return pg.Value[int](public(ctx), a.DB, `SELECT count(*)::int FROM app.tenant WHERE kind = 'commune'`)
}
