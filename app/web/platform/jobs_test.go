package platform

import (
	"testing"
	"time"

	"github.com/riverqueue/river"

	"motcua/app/reports"
	"motcua/jobs/args"
)

// Every kind of job has a name on the page, and no name is of a kind that is gone.
func TestJobsHaveNames(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, a := range []river.JobArgs{
		args.DeliverHandover{},
		args.ReceiveHandover{},
		args.NotifyDossier{},
		args.SendNotice{},
		args.LapseSupplement{},
		args.Digitize{},
		args.IssueSlip{},
		args.DeleteBlob{},
		args.LockResult{},
		args.ScanDocument{},
		args.VerifySignatures{},
		args.DestroyList{},
		args.SweepBlobs{},
		args.SweepTenant{},
		args.CountTimes{},
		args.PauseOutage{},
		args.SweepAll{},
		args.AnchorAudit{},
		args.SweepRetention{},
		args.PassAnswer{},
		args.TakeAnswer{},
		args.TryRevision{},
		args.AskSector{},
		args.RecomputeCalendar{},
		args.PushStatus{},
		args.FetchFiles{},
	} {
		known[a.Kind()] = true
		if jobName(a.Kind()) == a.Kind() {
			t.Errorf("%s has no name", a.Kind())
		}
	}
	for _, k := range kinds {
		if !known[k.kind] {
			t.Errorf("%s is no job", k.kind)
		}
	}
}

func TestWhatWasNotMeasuredIsNotZero(t *testing.T) {
	t.Parallel()
	if s := failing(nil); s != "Không đo được" {
		t.Error(s)
	}
	now := time.Now()
	for _, r := range jobRows(nil, now) {
		if r.Cells[1].Text != "không đo được" || r.Cells[4].Text != "Chưa ghi lần nào" {
			t.Errorf("%v", r.Cells)
		}
	}
	old := now.Add(-time.Hour)
	h := []reports.JobHealth{{Kind: "sweep_all", Tenants: 1, LastSuccess: &old, Oldest: &old}, {Kind: "new_kind", Tenants: 2, LastSuccess: &now, Oldest: &old}}
	rows := jobRows(h, now)
	if len(rows) != len(kinds)+1 || rows[len(kinds)].Cells[0].Text != "new_kind" {
		t.Error("an unknown kind is hidden")
	}
	if n := jobNotices(h, now); len(n) != 1 || n[0].Kind != "bad" {
		t.Errorf("%v", n)
	}
	// one office that fell silent is told of, whatever the others do
	h = []reports.JobHealth{{Kind: "sweep_tenant", Tenants: 148, LastSuccess: &now, Oldest: &old, Silent: 1}}
	if n := jobNotices(h, now); len(n) != 1 || n[0].Kind != "bad" {
		t.Errorf("%v", n)
	}
	if r := jobRow(h[0], now); r.Cells[4].Text != "Im lặng ở 1 đơn vị" {
		t.Errorf("%v", r.Cells)
	}
}
