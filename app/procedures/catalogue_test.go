package procedures_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/migrations"
	"motcua/storage/pg"
	"motcua/storage/pgtest"
	"motcua/tenants"
	"motcua/tenants/registry"
)

type world struct {
	db             *pg.DB
	c              *procedures.Catalogue
	units          *registry.Units
	super          *pgtest.DB
	kimBoi, goVap  registry.Unit
	phuTho, hcm    context.Context
	marriage, land uuid.UUID
}

func setup(t *testing.T) world {
	t.Helper()
	d := pgtest.New(t)
	db, err := pg.Open(t.Context(), d.AppURL)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	w := world{
		db: db, c: procedures.New(db, time.Now), units: registry.New(db, time.Now), super: d,
		marriage: migrations.ProcedureID("1.004873"), land: migrations.ProcedureID("1.013978"),
	}
	admin := tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Quản trị"}
	w.phuTho = tenants.With(t.Context(), tenants.Province("25", admin))
	w.hcm = tenants.With(t.Context(), tenants.Province("79", admin))
	hits, err := w.units.Search(t.Context(), "xa kim boi phu tho", 1)
	if err != nil || len(hits) != 1 {
		t.Fatal(hits, err)
	}
	w.kimBoi = hits[0].Unit
	hits, err = w.units.Search(t.Context(), "phuong go vap", 1)
	if err != nil || len(hits) != 1 {
		t.Fatal(hits, err)
	}
	w.goVap = hits[0].Unit
	return w
}

func TestCatalogueWithoutAnybodysScope(t *testing.T) {
	t.Parallel()
	w := setup(t)
	ctx := t.Context() // no scope: the catalogue is public
	all, err := w.c.All(ctx)
	if err != nil || len(all) != 101 || all[0].Code != "1.004873" {
		t.Fatal(len(all), err)
	}
	p, err := w.c.ByCode(ctx, "1.004873")
	if err != nil || p.ID != w.marriage || p.Revision.Form.Sections[0].Key != revision.Applicant {
		t.Fatal(p, err)
	}
	r, err := w.c.RevisionByID(ctx, p.Revision.ID)
	if err != nil || r != p.Revision {
		t.Fatal("not the same revision", err)
	}
	for _, id := range []uuid.UUID{uuid.New(), {}} {
		if _, err := w.c.RevisionByID(ctx, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown revision: %v", err)
		}
		if _, err := w.c.ByID(ctx, id); !fault.Is(err, fault.NotFound) {
			t.Errorf("unknown procedure: %v", err)
		}
	}
	hits, err := w.c.Find(ctx, "doc than", w.kimBoi)
	if err != nil || len(hits) == 0 || hits[0].Code != "1.004873" || !hits[0].Offered {
		t.Fatal(hits, err)
	}
}

func TestProvinceTurnsProceduresOnAndOff(t *testing.T) {
	t.Parallel()
	w := setup(t)
	offered := func(at registry.Unit, want bool) {
		t.Helper()
		got, err := w.c.IsOffered(t.Context(), w.marriage, at)
		if err != nil || got != want {
			t.Fatalf("offered %v (%v), want %v", got, err, want)
		}
	}
	offered(w.kimBoi, true)
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(w.c.SetOffer(w.phuTho, w.marriage, uuid.Nil, false))
	offered(w.kimBoi, false)
	offered(w.goVap, true)
	must(w.c.SetOffer(w.phuTho, w.marriage, w.kimBoi.ID, true))
	offered(w.kimBoi, true)
	must(w.c.SetOffer(w.phuTho, w.marriage, uuid.Nil, false)) // for all: single settings end
	offered(w.kimBoi, false)
	hits, err := w.c.Find(t.Context(), "doc than", w.kimBoi)
	if err != nil || hits[len(hits)-1].Offered {
		t.Fatal("what is turned off still looks offered", err)
	}

	if err := w.c.SetOffer(w.phuTho, w.marriage, w.goVap.ID, false); !fault.Is(err, fault.NotFound) {
		t.Errorf("another province's commune: %v", err)
	}
	if err := w.c.SetOffer(tenants.With(t.Context(), tenants.Tenant(w.kimBoi.ID, tenants.Actor{})), w.marriage, uuid.Nil, true); !fault.Is(err, fault.Forbidden) {
		t.Errorf("a commune: %v", err)
	}
	if err := w.c.SetOffer(t.Context(), w.marriage, uuid.Nil, true); err != tenants.ErrNoScope {
		t.Errorf("no scope: %v", err)
	}
	var n int
	err = pgtest.Conn(t, w.super.SuperURL).QueryRow(t.Context(), `SELECT count(*) FROM app.audit_entry WHERE subject = 'procedure' AND subject_id = $1 AND province_code = '25'`,
		procedures.AuditSubject(w.marriage, "25")).Scan(&n)
	if err != nil || n != 3 {
		t.Errorf("%d audit entries (%v), want 3", n, err)
	}
}

func TestProvincePublishesItsNonBoundaryList(t *testing.T) {
	t.Parallel()
	w := setup(t)
	boundary := func(p uuid.UUID, province string, want revision.Boundary) {
		t.Helper()
		got, err := w.c.NonBoundaryFor(t.Context(), p, province)
		if err != nil || got != want {
			t.Fatalf("boundary %s (%v), want %s", got, err, want)
		}
	}
	boundary(w.land, "25", revision.BoundaryProvince)
	if err := w.c.SetBoundary(w.phuTho, w.land, revision.BoundaryNation); err != nil {
		t.Fatal(err)
	}
	boundary(w.land, "25", revision.BoundaryNation)
	boundary(w.land, "79", revision.BoundaryProvince)
	if err := w.c.SetOffer(w.phuTho, w.land, uuid.Nil, false); err != nil {
		t.Fatal(err)
	}
	boundary(w.land, "25", revision.BoundaryNation)
	if err := w.c.SetBoundary(w.phuTho, w.marriage, revision.BoundaryProvince); !fault.Is(err, fault.Invalid) {
		t.Errorf("hộ tịch on the list: %v", err)
	}
	if err := w.c.SetBoundary(w.phuTho, w.land, "galaxy"); !fault.Is(err, fault.Invalid) {
		t.Errorf("unknown boundary: %v", err)
	}
}

// A dossier pinned to a retired revision still finds it; new ones start on the next.
func TestRetiredRevisionsStayReadable(t *testing.T) {
	t.Parallel()
	w := setup(t)
	p, err := w.c.ByID(t.Context(), w.marriage)
	if err != nil {
		t.Fatal(err)
	}
	first := p.Revision.ID
	c := pgtest.Conn(t, w.super.SuperURL)
	next := uuid.New()
	for _, sql := range []string{
		`INSERT INTO app.revision (id, procedure_id, no, state, published_from, data) SELECT '` + next.String() + `', procedure_id, 2, 'published', now(), data FROM app.revision WHERE id = '` + first.String() + `'`,
		`UPDATE app.revision SET state = 'retired' WHERE id = '` + first.String() + `'`,
	} {
		if _, err := c.Exec(t.Context(), sql); err != nil {
			t.Fatal(err)
		}
	}
	w.c.Invalidate()
	if r, err := w.c.Holding(t.Context(), w.marriage, "25"); err != nil || r.ID != next {
		t.Fatal(r, err)
	}
	fresh := procedures.New(w.db, time.Now)
	if r, err := fresh.RevisionByID(t.Context(), first); err != nil || r.No != 1 {
		t.Fatal(r, err)
	}
}
