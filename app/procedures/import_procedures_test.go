package procedures_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/procedures/exchange"
	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
	"motcua/migrations"
	"motcua/storage/pgtest"
)

const portalFile = `{"procedures":[
 {"code":"1.004873","name":"Cấp Giấy xác nhận tình trạng hôn nhân","field":"Hộ tịch","decision":"163/QĐ-BTP","level":"Cấp xã",
  "methods":[{"channel":"Trực tiếp","time":2,"unit":"Ngày làm việc","fee_vnd":0},{"channel":"Trực tuyến","time":2,"unit":"Ngày làm việc","fee_vnd":0},{"channel":"Dịch vụ bưu chính","time":2,"unit":"Ngày làm việc","fee_vnd":0}],"components":[],"results":[]},
 {"code":"H44-001","name":"Hỗ trợ trồng chè","field":"Trồng trọt","decision":"1/QĐ-UBND","level":"Cấp xã",
  "methods":[{"channel":"Trực tiếp","time":null,"unit":null,"fee_vnd":null}],"components":[{"group":"Giấy tờ phải nộp","items":[{"text":"Đơn đề nghị hỗ trợ","template":"Mẫu 1","originals":1,"copies":0}]}],"results":[{"name":"Quyết định hỗ trợ","code":""}]},
 {"code":"9.1","name":"Hỏng","methods":[{"channel":"Bồ câu"}]}
]}`

func openFile(t *testing.T, in string) procedures.Import {
	t.Helper()
	f, err := exchange.Read(strings.NewReader(in), "")
	if err != nil {
		t.Fatal(err)
	}
	s, err := national.Open(migrations.Data())
	if err != nil {
		t.Fatal(err)
	}
	return procedures.Import{File: f, Shipped: s}
}

func TestAProvinceImports(t *testing.T) {
	t.Parallel()
	d := atDesk(t)
	in := openFile(t, portalFile)
	counts := func(r *procedures.Imported, err error) [4]int {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return [4]int{r.Taken, r.Changed, r.Unchanged, len(r.Refused)}
	}
	dry := in
	dry.DryRun = true
	for range 2 {
		if got := counts(d.s.Import(d.khai, dry)); got != [4]int{1, 1, 0, 1} {
			t.Fatalf("dry run: %v", got)
		}
	}
	out, err := d.s.Import(d.khai, in)
	if got := counts(out, err); got != [4]int{1, 1, 0, 1} || len(out.Lines) != 2 {
		t.Fatalf("%v %+v", got, out)
	}
	for _, l := range out.Lines {
		e, err := d.s.Read(d.khai, l.Draft)
		if err != nil || e.State != procedures.Draft || e.UpdatedName != "Trần Đức Khải" {
			t.Fatalf("%s: %+v %v", l.Code, e, err)
		}
	}
	// nothing is live
	if r, err := d.c.Holding(t.Context(), d.marriage, "25"); err != nil || r.Province != "" {
		t.Fatalf("%+v %v", r, err)
	}
	e, _ := d.s.Read(d.khai, out.Lines[0].Draft)
	if got, _ := e.Content.TermFor(revision.Counter, "", "", nil); got.Amount != 2 || len(e.Content.Form.Sections) < 2 || e.BasedOn == nil {
		t.Fatalf("%+v", got)
	}
	own, err := d.s.Subject(d.khai, "H44-001")
	if err != nil || own.Province != "25" {
		t.Fatal(own, err)
	}
	if _, err := d.s.Subject(d.hcm, "H44-001"); !fault.Is(err, fault.NotFound) {
		t.Fatalf("another province sees an import: %v", err)
	}
	// repeated it says nothing new, and the other province cannot take the code
	if got := counts(d.s.Import(d.khai, in)); got != [4]int{0, 0, 2, 1} {
		t.Fatalf("again: %v", got)
	}
	if got := counts(d.s.Import(d.hcm, in)); got != [4]int{0, 1, 0, 2} {
		t.Fatalf("in the other province: %v", got)
	}
	// a draft under review is not written over
	if err := d.s.Submit(d.khai, out.Lines[0].Draft, 0); err != nil {
		t.Fatal(err, procedures.ProblemsIn(err))
	}
	other := openFile(t, strings.ReplaceAll(portalFile, `"time":2`, `"time":1`))
	if got := counts(d.s.Import(d.khai, other)); got != [4]int{0, 0, 1, 2} {
		t.Fatalf("under review: %v", got)
	}
	if err := d.s.Return(d.van, out.Lines[0].Draft, 0, "Xem lại thời hạn"); err != nil {
		t.Fatal(err)
	}
	if got := counts(d.s.Import(d.van, other)); got != [4]int{0, 1, 1, 1} {
		t.Fatalf("returned: %v", got)
	}
	if e, _ = d.s.Read(d.khai, out.Lines[0].Draft); e.UpdatedName != "Đỗ Thị Vân" {
		t.Fatalf("%+v", e.Version)
	}
	if _, err := d.s.Import(t.Context(), in); err == nil {
		t.Fatal("imported in nobody's name")
	}
	var n int
	c := pgtest.Conn(t, d.super.SuperURL)
	if err := c.QueryRow(t.Context(), `SELECT count(*) FROM app.audit_entry WHERE kind = 'procedure.imported'`).Scan(&n); err != nil || n != 3 {
		t.Fatalf("%d imports in the log, %v", n, err)
	}
}

func TestTheNationImports(t *testing.T) {
	t.Parallel()
	d := atDesk(t)
	in := openFile(t, portalFile)
	for i, want := range [][4]int{{1, 1, 0, 1}, {0, 0, 2, 1}} {
		rep, err := migrations.ImportNational(t.Context(), d.super.MigrateURL, in.File, in.Shipped)
		if got := [4]int{rep.Taken, rep.Changed, rep.Unchanged, len(rep.Refused)}; err != nil || got != want {
			t.Fatalf("time %d: %v %v", i+1, got, err)
		}
	}
	d.now = time.Now().Add(time.Minute)
	d.c.Invalidate()
	r, err := d.c.Holding(t.Context(), d.marriage, "25")
	if err != nil || r.No != 2 || r.Promise().Amount != 2 {
		t.Fatalf("%+v %v", r, err)
	}
	p, err := d.c.ByCode(t.Context(), "H44-001")
	if err != nil || len(p.Revision.Unconfirmed) == 0 || p.ID == uuid.Nil {
		t.Fatal(p, err)
	}
	// the next start of the program leaves the import alone
	c := pgtest.Conn(t, d.super.SuperURL)
	if _, err := c.Exec(t.Context(), `DELETE FROM app.reference_load WHERE name = 'procedures'`); err != nil {
		t.Fatal(err)
	}
	if err := migrations.Up(t.Context(), d.super.MigrateURL, t.Logf); err != nil {
		t.Fatal(err)
	}
	d.c.Invalidate()
	if r, err := d.c.Holding(t.Context(), d.marriage, "25"); err != nil || r.No != 2 {
		t.Fatalf("%+v %v", r, err)
	}
}
