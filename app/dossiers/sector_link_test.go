package dossiers_test

import (
	"testing"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/sectors"
	"motcua/storage/pgtest"
)

// The link hands a dossier over once and brings back what the partner says,
// however often it asks, and after the partner forgot everything.
func TestSectorSystemByTheLink(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.Terms.Sector = "ho_tich"
	sim := sectors.NewSimulated(b.clock)
	link := &sectors.Link{Dossiers: b.Service, Partner: sim}
	lam := b.officer(b.KimBoi, "Lâm")
	take := func(id uuid.UUID, want bool) {
		t.Helper()
		for range 2 { // a job may run twice
			if again, err := link.Take(b.worker(b.KimBoi), id); err != nil || again != want {
				t.Fatalf("again %v, %v", again, err)
			}
		}
	}
	at := func(id uuid.UUID) *dossiers.Full {
		t.Helper()
		f, err := b.Open(lam, id)
		must(t, err)
		return &f
	}
	id := b.inWork()
	take(id, false) // nobody asked for it
	must(t, b.HandToSector(lam, dossiers.Ref{ID: id}))
	must(t, b.HandToSector(lam, dossiers.Ref{ID: id}))
	su := pgtest.Conn(t, b.db.SuperURL)
	oneJob := func() {
		t.Helper()
		var jobs int
		must(t, su.QueryRow(t.Context(), `SELECT count(*) FROM app.river_job WHERE kind = 'ask_sector' AND args ->> 'dossier_id' = $1`, id.String()).Scan(&jobs))
		if jobs != 1 {
			t.Fatalf("%d jobs", jobs)
		}
	}
	oneJob()
	take(id, true)
	if l := sim.List(); len(l) != 1 || l[0].Code != at(id).CodeText() || l[0].System != "ho_tich" {
		t.Fatalf("handed over: %+v", l)
	}
	if again, err := link.Take(b.worker(b.HoaBinh), id); again || err != nil {
		t.Errorf("another commune's worker: %v, %v", again, err)
	}
	sim.Play(id, sectors.Report{Number: "HT-7", Status: "Đang thẩm tra"})
	take(id, true)
	if f := at(id); f.Sector.Number != "HT-7" || f.Sector.Status != "Đang thẩm tra" || count(*f, "dossier.sector_sent") != 1 || count(*f, "dossier.sector_status") != 1 {
		t.Fatalf("%+v", f.Sector)
	}
	must(t, b.HandToSector(lam, dossiers.Ref{ID: id})) // asked again while the job waits
	oneJob()
	// the resident is asked for papers: what comes meanwhile waits
	must(t, b.AskSupplement(lam, dossiers.Ref{ID: id}, dossiers.AskSupplement{Items: []dossiers.SupplementItem{{Component: "to_khai", Title: "Tờ khai", Reason: "blurred"}}}))
	sim.Play(id, sectors.Report{Result: &sectors.Result{Granted: true, Number: "31/2026", On: b.clock()}})
	take(id, true)
	if f := at(id); f.State != dossiers.AwaitingSupplement || len(f.Results) != 0 {
		t.Fatalf("decided while it waits: %s", f.State)
	}
	_, err := b.AddPaper(b.resident(), id, "to_khai", "", b.attach(b.KimBoi, "paper", "resident"))
	must(t, err)
	must(t, b.AnswerSupplement(b.resident(), dossiers.Ref{ID: id}, ""))
	take1, err := link.Take(b.worker(b.KimBoi), id)
	if f := at(id); err != nil || take1 || f.State != dossiers.Decided || f.LiveResult().Number != "31/2026" || count(*f, "dossier.decided") != 1 {
		t.Fatalf("decided there: %v, %v, %s", take1, err, f.State)
	}
	take(id, false)

	// a partner that forgot is told anew; what came back stays
	id = b.inWork()
	must(t, b.HandToSector(lam, dossiers.Ref{ID: id}))
	take(id, true)
	sim.Play(id, sectors.Report{Number: "HT-8"})
	take(id, true)
	sim = sectors.NewSimulated(b.clock)
	link.Partner = sim
	take(id, true)
	if f := at(id); len(sim.List()) != 1 || f.Sector.Number != "HT-8" {
		t.Fatalf("after a restart: %+v %+v", sim.List(), f.Sector)
	}
	// an officer who types the number takes it out of the link's hands
	must(t, b.SendToSector(lam, dossiers.Ref{ID: id}, "HT-9"))
	sim.Play(id, sectors.Report{Number: "HT-10", Result: &sectors.Result{Granted: true, Number: "32/2026", On: b.clock()}})
	take(id, false)
	if f := at(id); f.Sector.Number != "HT-9" || f.State != dossiers.Processing {
		t.Fatalf("typed: %+v %s", f.Sector, f.State)
	}
}
