package procedures_test

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// desk is two people of Phú Thọ at work on a procedure.
type desk struct {
	world
	s         *procedures.Revisions
	khai, van context.Context
	now       time.Time
}

func atDesk(t *testing.T) *desk {
	t.Helper()
	d := &desk{world: setup(t), now: time.Now()}
	clock := func() time.Time { return d.now }
	d.c = procedures.New(d.db, clock)
	d.s = &procedures.Revisions{DB: d.db, Catalogue: d.c, Now: clock}
	person := func(name string) context.Context {
		return tenants.With(t.Context(), tenants.Province("25", tenants.Actor{Kind: "staff", ID: uuid.New(), Name: name}))
	}
	d.khai, d.van = person("Trần Đức Khải"), person("Đỗ Thị Vân")
	return d
}

// edit saves a change of the version that is stored.
func (d *desk) edit(t *testing.T, ctx context.Context, id uuid.UUID, change func(*revision.Revision)) *procedures.Saved {
	t.Helper()
	e, err := d.s.Read(ctx, id)
	if err != nil {
		t.Fatal(err)
	}
	change(&e.Content)
	out, err := d.s.SaveDraft(ctx, procedures.SaveDraft{ID: id, Seen: e.Version.Version, Content: asJSON(t, &e.Content)})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func asJSON(t *testing.T, r *revision.Revision) []byte {
	t.Helper()
	b, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// publish brings a draft that khai wrote to the public at a moment.
func (d *desk) publish(t *testing.T, id uuid.UUID, from time.Time) {
	t.Helper()
	if err := d.s.Submit(d.khai, id, 0); err != nil {
		t.Fatal(err, procedures.ProblemsIn(err))
	}
	note := "125/QĐ-UBND ngày 20/11/2026"
	if err := d.s.Publish(d.van, procedures.PublishRevision{ID: id, From: from, Note: &note}); err != nil {
		t.Fatal(err, procedures.ProblemsIn(err))
	}
}

func (d *desk) start(t *testing.T, procedure uuid.UUID) uuid.UUID {
	t.Helper()
	id, err := d.s.StartDraft(d.khai, procedures.StartDraft{Procedure: procedure})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func faster(r *revision.Revision) {
	for ch, w := range r.Ways {
		w.Terms = []revision.Term{{Amount: 1, Unit: revision.WorkingDays}}
		r.Ways[ch] = w
	}
	r.Steps = revision.Workflow(8, "")
}

func TestAProvinceAdoptsAdjustsAndPublishes(t *testing.T) {
	t.Parallel()
	d := atDesk(t)
	id := d.start(t, d.marriage)
	if _, err := d.s.StartDraft(d.van, procedures.StartDraft{Procedure: d.marriage}); !fault.HasKey(err, "revision.open_draft") {
		t.Fatalf("a second open draft: %v", err)
	}
	// somewhere else it does not exist
	if _, err := d.s.Read(d.hcm, id); !fault.Is(err, fault.NotFound) {
		t.Fatalf("another province reads a draft: %v", err)
	}
	if _, err := d.s.SaveDraft(d.hcm, procedures.SaveDraft{ID: id, Seen: 1, Content: []byte(`{}`)}); !fault.Is(err, fault.NotFound) {
		t.Fatalf("another province writes a draft: %v", err)
	}
	if v, err := d.s.List(d.hcm, d.marriage); err != nil || len(v) != 1 || v[0].Province != "" {
		t.Fatalf("another province lists %+v, %v", v, err)
	}
	d.edit(t, d.khai, id, faster)
	if err := d.s.Publish(d.van, procedures.PublishRevision{ID: id}); !fault.HasKey(err, "revision.state") {
		t.Fatalf("published without review: %v", err)
	}
	if err := d.s.Submit(d.khai, id, 0); err != nil {
		t.Fatal(err, procedures.ProblemsIn(err))
	}
	if _, err := d.s.SaveDraft(d.khai, procedures.SaveDraft{ID: id, Seen: 2, Content: []byte(`{}`)}); !fault.HasKey(err, "revision.state") {
		t.Fatalf("edited under review: %v", err)
	}
	note := "125/QĐ-UBND ngày 20/11/2026"
	pub := procedures.PublishRevision{ID: id, From: d.now.AddDate(0, 0, 7), Note: &note}
	if err := d.s.Publish(d.khai, pub); !fault.HasKey(err, "revision.four_eyes") {
		t.Fatalf("the last editor publishes: %v", err)
	}
	yesterday := pub
	yesterday.From = d.now.AddDate(0, 0, -1)
	if err := d.s.Publish(d.van, yesterday); fault.As(err).Fields["from"] == "" {
		t.Fatalf("published for yesterday: %v", err)
	}
	none := ""
	if err := d.s.Publish(d.van, procedures.PublishRevision{ID: id, From: pub.From, Note: &none}); fault.As(err).Fields["note"] == "" {
		t.Fatalf("published without a decision: %v", err)
	}
	if err := d.s.Publish(d.van, pub); err != nil {
		t.Fatal(err)
	}
	if err := d.s.Publish(d.van, pub); !fault.HasKey(err, "revision.published") {
		t.Fatalf("published twice: %v", err)
	}
	hold := func() *procedures.Revision {
		r, err := d.c.Holding(t.Context(), d.marriage, "25")
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	before := hold()
	if before.Province != "" {
		t.Fatal("it holds before its day")
	}
	d.now = d.now.AddDate(0, 0, 8)
	if r := hold(); r.ID != id || r.No != 1 || r.Ways[revision.Counter].Terms[0].Amount != 1 {
		t.Fatalf("it does not hold on its day: %+v", r)
	}
	if r, _ := d.c.Holding(t.Context(), d.marriage, "79"); r.ID != before.ID {
		t.Fatal("it holds in another province")
	}
	// the next one ends it; retired before its day it never comes
	next := d.start(t, d.marriage)
	d.edit(t, d.khai, next, func(r *revision.Revision) { r.Who = "Công dân Việt Nam" })
	d.publish(t, next, d.now.AddDate(0, 0, 5))
	if err := d.s.Retire(d.van, procedures.Retirement{ID: next, Note: "Rút lại"}); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.AddDate(0, 0, 6)
	if r := hold(); r.ID != id {
		t.Fatalf("after the next one was called off: %d", r.No)
	}
	if err := d.s.Retire(d.van, procedures.Retirement{ID: id, Note: "Quyết định 9/QĐ"}); err != nil {
		t.Fatal(err)
	}
	if r := hold(); r.ID != before.ID {
		t.Fatal("the national one does not hold again")
	}
	if err := d.s.Retire(d.van, procedures.Retirement{ID: id, Note: "Quyết định 9/QĐ"}); !fault.HasKey(err, "revision.retired") {
		t.Fatalf("retired twice: %v", err)
	}
	if r, err := d.c.RevisionByID(t.Context(), id); err != nil || r.ID != id {
		t.Fatalf("dossiers cannot read theirs: %v", err)
	}
}

func TestWhatTheNationDoesNotLeaveToAProvince(t *testing.T) {
	t.Parallel()
	d := atDesk(t)
	id := d.start(t, d.marriage)
	d.edit(t, d.khai, id, func(r *revision.Revision) {
		for ch, w := range r.Ways {
			w.Terms = []revision.Term{{Amount: 30, Unit: revision.WorkingDays}}
			r.Ways[ch] = w
		}
		r.Steps = revision.Workflow(240, "")
		r.Components = append(r.Components, revision.Component{Key: "them", Title: "Giấy của tỉnh", Kind: revision.Submit, Required: true})
	})
	err := d.s.Submit(d.khai, id, 0)
	var say []string
	for _, p := range procedures.ProblemsIn(err) {
		say = append(say, p.Place+": "+p.Say)
	}
	all := strings.Join(say, "\n")
	if !fault.HasKey(err, "revision.problems") || !strings.Contains(all, "dài hơn") || !strings.Contains(all, "Giấy tờ › Giấy của tỉnh: ") {
		t.Fatalf("%v\n%s", err, all)
	}
}

func TestTwoPeopleSave(t *testing.T) {
	t.Parallel()
	d := atDesk(t)
	id := d.start(t, d.marriage)
	e, err := d.s.Read(d.khai, id)
	if err != nil {
		t.Fatal(err)
	}
	d.edit(t, d.van, id, func(r *revision.Revision) { r.Summary = "Của Vân" })
	d.edit(t, d.van, id, func(r *revision.Revision) { r.Steps[0].Title = "Của Vân" })
	mine := e.Content
	mine.Who = "Của Khải"
	out, err := d.s.SaveDraft(d.khai, procedures.SaveDraft{ID: id, Seen: e.Version.Version, Content: asJSON(t, &mine)})
	if err != nil || out.Version != 4 || len(out.Merged) != 2 {
		t.Fatalf("%+v %v", out, err)
	}
	now, err := d.s.Read(d.khai, id)
	if err != nil || now.Content.Summary != "Của Vân" || now.Content.Who != "Của Khải" || now.Content.Steps[0].Title != "Của Vân" {
		t.Fatalf("%+v %v", now, err)
	}
	mine.Summary = "Của Khải"
	try := procedures.SaveDraft{ID: id, Seen: e.Version.Version, Content: asJSON(t, &mine)}
	_, err = d.s.SaveDraft(d.khai, try)
	var clash *procedures.Clash
	if !errors.As(err, &clash) || !fault.HasKey(err, "revision.clash") || len(clash.Parts) != 1 {
		t.Fatalf("%v", err)
	}
	if p := clash.Parts[0]; p.By != "Đỗ Thị Vân" || p.Theirs != "Của Vân" || p.Mine != "Của Khải" || p.Path != "summary" || p.At.IsZero() {
		t.Fatalf("%+v", p)
	}
	if after, _ := d.s.Read(d.khai, id); after.Version.Version != 4 {
		t.Fatal("a clash was stored")
	}
	try.Take = map[string]string{"summary": revision.TakeMine}
	if out, err = d.s.SaveDraft(d.khai, try); err != nil || out.Version != 5 {
		t.Fatal(out, err)
	}
	if now, _ = d.s.Read(d.khai, id); now.Content.Summary != "Của Khải" || now.Content.Steps[0].Title != "Của Vân" {
		t.Fatalf("%+v", now.Content)
	}
	// nothing new is no new version
	if out, err = d.s.SaveDraft(d.van, procedures.SaveDraft{ID: id, Seen: 5, Content: now.JSON}); err != nil || out.Version != 5 {
		t.Fatal(out, err)
	}
	for _, bad := range []procedures.SaveDraft{{ID: id, Seen: 6, Content: now.JSON}, {ID: id, Seen: 0, Content: now.JSON}} {
		if _, err := d.s.SaveDraft(d.van, bad); !fault.HasKey(err, "revision.version") {
			t.Errorf("seen %d: %v", bad.Seen, err)
		}
	}
	for _, bad := range []string{`{`, `{"steps": 3}`, ``, `[]`} {
		if _, err := d.s.SaveDraft(d.van, procedures.SaveDraft{ID: id, Seen: 5, Content: []byte(bad)}); !fault.HasKey(err, "revision.unreadable") {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if err := d.s.DeleteDraft(d.van, id, 4); !fault.HasKey(err, "revision.version") {
		t.Errorf("an old version deleted: %v", err)
	}
	if err := d.s.DeleteDraft(d.van, id, 5); err != nil {
		t.Fatal(err)
	}
	if _, err := d.s.Read(d.van, id); !fault.Is(err, fault.NotFound) {
		t.Fatal("it is still there")
	}
}

func TestAProcedureOfAProvincesOwn(t *testing.T) {
	t.Parallel()
	d := atDesk(t)
	if _, _, err := d.s.StartProcedure(d.khai, procedures.NewProcedure{Level: "Cấp xóm"}); len(fault.As(err).Fields) != 3 {
		t.Fatalf("%v", err)
	}
	p, id, err := d.s.StartProcedure(d.khai, procedures.NewProcedure{Name: "Hỗ trợ trồng chè", Field: "Nông nghiệp", Level: "Cấp xã"})
	if err != nil {
		t.Fatal(err)
	}
	x, err := d.s.Subject(d.khai, "T25.001")
	if err != nil || x.ID != p {
		t.Fatal(x, err)
	}
	if _, err := d.s.Subject(d.hcm, "T25.001"); !fault.Is(err, fault.NotFound) {
		t.Fatalf("another province sees it before it is published: %v", err)
	}
	if ps, err := d.s.Problems(d.khai, id); err != nil || len(ps) == 0 {
		t.Fatalf("an empty one can be published: %v %v", ps, err)
	}
	d.edit(t, d.khai, id, func(r *revision.Revision) {
		r.Summary, r.Who, r.Decision = "Tiền hỗ trợ", "Hộ trồng chè", "1/QĐ-UBND"
	})
	d.publish(t, id, time.Time{})
	at := func(u, name string) bool {
		unit := d.kimBoi
		if u == "79" {
			unit = d.goVap
		}
		list, err := d.c.Offered(t.Context(), unit)
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range list {
			if x.PlainName == name {
				return true
			}
		}
		return false
	}
	if !at("25", "Hỗ trợ trồng chè") || at("79", "Hỗ trợ trồng chè") {
		t.Fatal("offered in the wrong province")
	}
	if _, err := d.c.Holding(t.Context(), p, "79"); !fault.Is(err, fault.NotFound) {
		t.Fatalf("another province may start it: %v", err)
	}
	if err := d.s.RetireProcedure(d.hcm, procedures.Retirement{ID: p, Note: "không phải của mình"}); !fault.Is(err, fault.NotFound) {
		t.Fatalf("another province withdraws it: %v", err)
	}
	if err := d.s.RetireProcedure(d.van, procedures.Retirement{ID: d.marriage, Note: "của trung ương"}); !fault.Is(err, fault.NotFound) {
		t.Fatalf("a province withdraws a national one: %v", err)
	}
	if err := d.s.RetireProcedure(d.van, procedures.Retirement{ID: p, From: d.now.AddDate(0, 0, 3), Note: "Hết chương trình"}); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.AddDate(0, 0, 2)
	if !at("25", "Hỗ trợ trồng chè") {
		t.Fatal("gone before its day")
	}
	d.now = d.now.AddDate(0, 0, 2)
	if at("25", "Hỗ trợ trồng chè") {
		t.Fatal("offered after its end")
	}
	if x, err := d.c.ByID(t.Context(), p); err != nil || x.Revision == nil {
		t.Fatalf("its dossiers cannot name it: %v", err)
	}
	if _, err := d.s.StartDraft(d.khai, procedures.StartDraft{Procedure: p}); !fault.HasKey(err, "procedure.retired") {
		t.Fatalf("%v", err)
	}
}

func TestWhatTheNationChangedIsAccepted(t *testing.T) {
	t.Parallel()
	d := atDesk(t)
	id := d.start(t, d.marriage)
	d.edit(t, d.khai, id, faster)
	d.publish(t, id, time.Time{})
	if u, err := d.s.Upstream(d.khai, d.marriage); err != nil || u != nil {
		t.Fatalf("nothing changed: %+v %v", u, err)
	}
	operator := func(name string) context.Context {
		return tenants.With(t.Context(), tenants.Platform(tenants.Actor{Kind: "staff", ID: uuid.New(), Name: name}))
	}
	minh, lan := operator("Minh"), operator("Lan")
	n, err := d.s.StartDraft(minh, procedures.StartDraft{Procedure: d.marriage})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.s.Read(d.khai, n); !fault.Is(err, fault.NotFound) {
		t.Fatalf("a province reads a national draft: %v", err)
	}
	d.edit(t, minh, n, func(r *revision.Revision) {
		r.Summary, r.Who = "Tóm tắt mới", "Ai đó mới"
		w := r.Ways[revision.Counter]
		w.Terms = []revision.Term{{Amount: 2, Unit: revision.WorkingDays}}
		r.Ways[revision.Counter], r.Steps = w, revision.Workflow(16, "")
	})
	decision := "163/QĐ-BTP ngày 1/11/2026"
	if err := d.s.Submit(minh, n, 0); err != nil {
		t.Fatal(err, procedures.ProblemsIn(err))
	}
	if err := d.s.Publish(lan, procedures.PublishRevision{ID: n, Note: &decision}); err != nil {
		t.Fatal(err)
	}
	d.now = d.now.Add(time.Minute)
	u, err := d.s.Upstream(d.khai, d.marriage)
	if err != nil || u == nil || u.Before.No+1 != u.After.No {
		t.Fatal(u, err)
	}
	own := 0
	for _, c := range u.Changes {
		if c.Own {
			own++
		}
	}
	if own == 0 || own == len(u.Changes) {
		t.Fatalf("%d of %d are the province's own too", own, len(u.Changes))
	}
	if _, err := d.s.AcceptUpstream(d.khai, d.marriage, uuid.New(), nil); !fault.HasKey(err, "revision.upstream_moved") {
		t.Fatalf("%v", err)
	}
	next, err := d.s.AcceptUpstream(d.khai, d.marriage, u.After.ID, []string{"summary"})
	if err != nil {
		t.Fatal(err)
	}
	e, err := d.s.Read(d.khai, next)
	if err != nil || e.Content.Summary != "Tóm tắt mới" || e.Content.Who == "Ai đó mới" || e.Content.Ways[revision.Counter].Terms[0].Amount != 1 || *e.BasedOn != u.After.ID {
		t.Fatalf("%+v %v", e, err)
	}
	if u, err = d.s.Upstream(d.khai, d.marriage); err != nil || u != nil {
		t.Fatalf("still to compare: %+v %v", u, err)
	}
}

// TestTheDatabaseKeepsWhatIsPublished: not even the province's own role, past Go, changes it.
func TestTheDatabaseKeepsWhatIsPublished(t *testing.T) {
	t.Parallel()
	d := atDesk(t)
	id := d.start(t, d.marriage)
	d.publish(t, id, time.Time{})
	su := pgtest.Conn(t, d.super.SuperURL)
	for _, sql := range []string{
		`UPDATE app.revision SET data = '{}' WHERE id = $1`,
		`UPDATE app.revision SET note = 'x' WHERE id = $1`,
		`UPDATE app.revision SET published_from = now() - interval '1 year' WHERE id = $1`,
		`UPDATE app.revision SET state = 'draft' WHERE id = $1`,
		`UPDATE app.revision SET no = 9, version = version + 1 WHERE id = $1`,
		`DELETE FROM app.revision WHERE id = $1`,
	} {
		if _, err := su.Exec(t.Context(), sql, id); err == nil || !strings.Contains(err.Error(), "revision.immutable") {
			t.Errorf("%s: %v", sql, err)
		}
	}
	two, err := d.s.StartDraft(d.khai, procedures.StartDraft{Procedure: d.land})
	if err != nil {
		t.Fatal(err)
	}
	for _, sql := range []string{
		`UPDATE app.revision SET data = '{}' WHERE id = $1`, // a version skipped
		`UPDATE app.revision SET state = 'published', version = version + 1, no = 1, published_from = now(), published_at = now(), published_by = gen_random_uuid() WHERE id = $1`, // no review
		`UPDATE app.revision SET no = 1, version = version + 1 WHERE id = $1`,
	} {
		if _, err := su.Exec(t.Context(), sql, two); err == nil {
			t.Errorf("went through: %s", sql)
		}
	}
	if err := d.s.Submit(d.khai, two, 0); err != nil {
		t.Fatal(err, procedures.ProblemsIn(err))
	}
	if _, err := su.Exec(t.Context(), `UPDATE app.revision SET state = 'published', version = version + 1, no = 1, published_from = now(), published_at = now(), published_by = updated_by WHERE id = $1`, two); err == nil || !strings.Contains(err.Error(), "four_eyes") {
		t.Errorf("the last editor publishes past Go: %v", err)
	}
	if _, err := su.Exec(t.Context(), `UPDATE app.revision SET data = '{}', version = version + 1 WHERE id = $1`, two); err == nil {
		t.Error("changed under review")
	}
}
