package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/certifying"
	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/governing"
	"motcua/app/people"
	"motcua/app/procedures/revision"
	"motcua/app/results"
	"motcua/migrations"
	"motcua/storage/blob"
	"motcua/storage/pg"
	"motcua/tenants"
)

// World is the demo world under construction. Fields above the line are required.
type World struct {
	DB        *pg.DB
	Blobs     *blob.Store
	People    *people.Service
	Governing *governing.Service
	Dossiers  *dossiers.Service // its clock is replaced by the replay's
	Results   *results.Service  // so are its clock and what it works with
	// Procedure finds the revision in force by its national code.
	Procedure func(ctx context.Context, code, province string) (Procedure, error)
	Now       time.Time
	Say       func(format string, args ...any)

	Seed          uint64
	Count         int             // dossiers
	ExtraCommunes int             // communes of each province, besides the four, that get dossiers
	Only          map[string]bool // tests: bring only these communes live; nil is all of both provinces

	staff   map[string]staffer
	active  map[string]bool // have set a password
	extra   []governing.Office
	folk    *folk
	r       *rand.Rand
	clock   time.Time
	docs    *documents.Service
	scans   *scanned
	signed  *results.Service    // of the replay
	copying *certifying.Service // of the replay
	copies  int                 // certified e-copies so far
}

// Procedure is what the replay needs of the catalogue.
type Procedure struct {
	ID, Revision uuid.UUID
	Code, Name   string
	Data         *revision.Revision
}

type staffer struct {
	ID          uuid.UUID
	Name, Title string
}

// marker is the job_run row that says the world is complete.
const marker = "demo_world"

// Exists tells whether the demo world is there, whole. One that was broken off
// is completed by the next Build.
func Exists(ctx context.Context, db *pg.DB) (bool, error) {
	return pg.Value[bool](tenants.With(ctx, tenants.Worker(migrations.PlatformTenant)), db, `SELECT EXISTS (SELECT 1 FROM app.job_run WHERE kind = $1)`, marker)
}

// known loads the accounts that an earlier, broken-off build made.
func (w *World) known(ctx context.Context) error {
	type row struct {
		ID       uuid.UUID `db:"id"`
		Username string    `db:"username"`
		Name     string    `db:"full_name"`
		Title    string    `db:"title"`
		Active   bool      `db:"active"`
	}
	rows, err := pg.Rows[row](tenants.With(ctx, tenants.Identity()), w.DB, `SELECT s.id, s.username, s.full_name, s.title, coalesce(c.password_phc, '') <> '' AS active FROM app.staff s LEFT JOIN app.staff_credential c ON c.staff_id = s.id`)
	w.staff, w.active = map[string]staffer{}, map[string]bool{}
	for _, r := range rows {
		w.staff[r.Username], w.active[r.Username] = staffer{r.ID, r.Name, r.Title}, r.Active
	}
	return err
}

// done counts the dossiers of an earlier build, and finish leaves the marker.
func (w *World) done(ctx context.Context) (n int, err error) {
	all, err := w.offices()
	for _, o := range all {
		c, err := pg.Value[int](tenants.With(ctx, tenants.Worker(o.id)), w.DB, `SELECT coalesce(sum(n) FILTER (WHERE side = 2), 0)::int FROM app.rollup`)
		if err != nil {
			return 0, err
		}
		n += c
	}
	return n, err
}

func (w *World) finish(ctx context.Context) error {
	return w.DB.Tx(tenants.With(ctx, tenants.Worker(migrations.PlatformTenant)), func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.job_run (kind, tenant_id, last_success_at) VALUES ($1, $2, now()) ON CONFLICT (kind, tenant_id) DO UPDATE SET last_success_at = now()`, marker, migrations.PlatformTenant)
		return err
	})
}

// Build makes the whole world: accounts and live communes, then the dossiers
// in the order of time.
func (w *World) Build(ctx context.Context) error {
	w.r = rand.New(rand.NewPCG(w.Seed, 20260701))
	book, err := readNames()
	if err != nil {
		return err
	}
	w.folk = &folk{r: w.r, b: book, seen: map[string]bool{}}
	begun := time.Now()
	if err := w.known(ctx); err != nil {
		return err
	}
	if err := w.accounts(ctx); err != nil {
		return err
	}
	w.Say("two provinces and their communes are live, %d accounts, %s", len(w.staff), time.Since(begun).Round(time.Second))
	before, err := w.done(ctx)
	if err != nil {
		return err
	}
	if before > 0 { // broken off: the rest is other people's
		w.r = rand.New(rand.NewPCG(w.Seed+uint64(before), 20260701))
		w.folk.r, w.Count = w.r, max(w.Count-before, 0)
	}
	begun = time.Now()
	if w.scans, err = newScanned(); err != nil {
		return err
	}
	clock := func() time.Time { return w.clock }
	w.docs = documents.New(w.DB, w.Blobs, historic{}, documents.Unread(), clock)
	svc := *w.Dossiers
	svc.Now, svc.Jobs = clock, historic{}
	w.signing(&svc, clock)
	n, err := w.replay(ctx, &svc)
	if err != nil {
		return err
	}
	w.Say("%d dossiers replayed in %d acts, %s", w.Count, n, time.Since(begun).Round(time.Second))
	if err := w.statuses(ctx); err != nil {
		return err
	}
	if w.Only == nil { // not in the small world of tests, which count what they made themselves
		if err := w.kept(ctx, &svc); err != nil {
			return err
		}
	}
	return w.finish(ctx)
}

// historic drops the jobs of the past: their messages were sent long ago, and
// what is still due is found by the sweep.
type historic struct{}

func (historic) Insert(context.Context, pgx.Tx, river.JobArgs) error              { return nil }
func (historic) InsertMany(context.Context, pgx.Tx, []river.JobArgs) error        { return nil }
func (historic) InsertAt(context.Context, pgx.Tx, river.JobArgs, time.Time) error { return nil }

// as is the scope of a staff member at a tenant.
func (w *World) as(ctx context.Context, tenant uuid.UUID, s staffer) context.Context {
	return tenants.With(ctx, tenants.Tenant(tenant, tenants.Actor{Kind: "staff", ID: s.ID, Name: s.Name}))
}

// answers fills a form plausibly, and again where an answer does not go with
// the others, as a person would who is told so.
func (w *World) answers(f revision.Form, p person) map[string]string {
	out := map[string]string{}
	for try := 0; ; try++ {
		for range 3 { // answers call for further questions
			for _, q := range f.Inputs(out) {
				if _, done := out[q.Name]; done || (!q.Required && w.r.IntN(3) == 0) {
					continue
				}
				out[q.Name] = w.answer(q, p)
			}
		}
		for k, v := range out {
			if v == "" {
				delete(out, k)
			}
		}
		kept, wrong := revision.CheckAnswers(f, out, w.clock)
		if len(wrong) == 0 || try == 20 {
			return kept
		}
		for k := range out {
			for at := range wrong {
				if k == at || strings.HasPrefix(k, at+"_") {
					delete(out, k)
				}
			}
		}
	}
}

func (w *World) answer(q revision.Input, p person) string {
	applicant := q.Block == revision.Applicant
	switch q.Part {
	case "full_name":
		if applicant {
			return p.Name
		}
		return w.folk.next("Phú Thọ cũ", "").Name
	case "birth_date":
		if applicant {
			return p.Birth
		}
		return fmt.Sprintf("%d-%02d-%02d", 1950+w.r.IntN(50), 1+w.r.IntN(12), 1+w.r.IntN(28))
	case "id_number":
		if applicant {
			return p.IDNumber
		}
		return w.folk.next("Phú Thọ cũ", "").IDNumber
	case "phone":
		return p.Phone
	case "address":
		return p.Address
	case "ethnicity":
		return []string{"Kinh", "Mường"}[w.r.IntN(2)]
	case "nationality":
		return "Việt Nam"
	}
	switch q.Type {
	case revision.Choice, revision.MultiChoice:
		if q.Name == "special_area" && w.r.IntN(12) > 0 {
			return "none" // few build beside a monument
		}
		if len(q.Options) > 0 {
			return q.Options[w.r.IntN(len(q.Options))].Value
		}
	case revision.YesNo:
		if q.Name == "residence_always" && w.r.IntN(10) > 0 {
			return "yes" // each other place is asked, for days
		}
		return []string{"yes", "no"}[w.r.IntN(2)]
	case revision.Number, revision.Money:
		n := max(q.Min, 1) + w.r.IntN(3)
		if q.Max > 0 {
			n = min(n, q.Max)
		}
		return fmt.Sprint(n)
	case revision.Date, revision.PartialDate:
		d := w.clock.AddDate(0, 0, -w.r.IntN(400)-1)
		if q.When == "future" {
			d = w.clock.AddDate(0, 0, 30+w.r.IntN(60))
		}
		return d.In(deadlines.Zone).Format("2006-01-02")
	case revision.Name:
		return w.folk.next("Phú Thọ cũ", "").Name
	case revision.IDNumber:
		return w.folk.next("Phú Thọ cũ", "").IDNumber
	case revision.Phone:
		return p.Phone
	case revision.Email:
		return ""
	case revision.Address:
		return p.Address
	case revision.LongText:
		return "Đề nghị giải quyết theo quy định. Giấy tờ kèm theo đầy đủ."
	}
	return "Theo giấy tờ kèm theo"
}

// Version changes when the world does, so that tests build theirs anew.
const Version = "14"
