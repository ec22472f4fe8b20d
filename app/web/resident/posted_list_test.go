package resident_test

import (
	"encoding/json"
	"strings"
	"testing"

	"motcua/app/apptest"
)

// What the office posts is what it offers: every procedure once, with time,
// fee and where it is received, and what nobody confirmed is marked.
func TestPostedListSaysWhatTheOfficeOffers(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	if p := c.Get("/niem-yet"); p.Status != 200 || p.Find("select[name=tinh] option").Length() < 34 {
		t.Fatalf("choose: %d, %d provinces", p.Status, p.Find("select[name=tinh] option").Length())
	}
	p := c.Get("/niem-yet?tinh=25")
	link := p.Find(`a[href^="/niem-yet?xa="]`)
	if link.Length() < 100 {
		t.Fatalf("%d offices of the province", link.Length())
	}
	at, ok := p.Find(`a[href^="/niem-yet?xa="]:contains("Kim Bôi")`).First().Attr("href")
	if !ok {
		t.Fatal("Kim Bôi is not listed")
	}
	p = c.Get(at)
	rows := p.Find("table tbody tr")
	if p.Status != 200 || rows.Length() < 90 {
		t.Fatalf("%s: %d, %d rows", at, p.Status, rows.Length())
	}
	row := strings.Join(strings.Fields(p.Find(`tr:has(a[href="/thu-tuc/1.004873"])`).Text()), " ")
	for _, want := range []string{"Giấy xác nhận tình trạng hôn nhân", "1.004873", "3 ngày làm việc", "giúp nộp trực tuyến", "tại quầy"} {
		if !strings.Contains(row, want) {
			t.Errorf("the row does not say %q: %s", want, row)
		}
	}
	if !strings.Contains(p.Find("tbody").Text(), "Chưa xác nhận") {
		t.Error("nothing is marked as unconfirmed")
	}
	p = c.Get("/niem-yet/phi-dia-gioi?tinh=25")
	if p.Status != 200 || p.Find(`a[href="/thu-tuc/1.001612"]`).Length() != 1 || p.Find(`a[href="/thu-tuc/1.004873"]`).Length() != 0 {
		t.Errorf("the province's list: %d: %s", p.Status, text(p, "main"))
	}
	if p := c.Get("/niem-yet?xa=99999"); p.Status != 404 {
		t.Errorf("an office that is none: %d", p.Status)
	}
	if p := c.Get("/niem-yet/phi-dia-gioi?tinh=xx"); p.URL.Path != "/niem-yet" {
		t.Errorf("a province that is none leads to %s", p.URL.Path)
	}
}

// A page and its facts for programs say the same.
func TestProcedureAsData(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	type graph struct {
		Graph []map[string]any `json:"@graph"`
	}
	read := func(raw string) graph {
		t.Helper()
		var g graph
		if err := json.Unmarshal([]byte(raw), &g); err != nil {
			t.Fatalf("%v in %.200s", err, raw)
		}
		return g
	}
	page := c.Get("/thu-tuc/" + marital)
	at := page.Find(`link[rel=alternate][type="application/ld+json"]`).AttrOr("href", "")
	inline := read(page.Find(`script[type="application/ld+json"]`).Text())
	data := c.Get(at)
	if data.Status != 200 || !strings.HasPrefix(data.Header.Get("Content-Type"), "application/ld+json") {
		t.Fatalf("%s: %d %s", at, data.Status, data.Header.Get("Content-Type"))
	}
	own := read(data.Body)
	if len(inline.Graph) != 2 || len(own.Graph) != 2 || inline.Graph[0]["dct:identifier"] != marital || own.Graph[0]["@id"] != inline.Graph[0]["@id"] || own.Graph[0]["cv:processingTime"] != "P3D" {
		t.Errorf("page: %v\ndata: %v", inline.Graph, own.Graph)
	}
	if !strings.HasPrefix(own.Graph[0]["@id"].(string), "http") {
		t.Errorf("the id is no address: %v", own.Graph[0]["@id"])
	}
	if all := read(c.Get("/thu-tuc.jsonld").Body); len(all.Graph) < 2*98 {
		t.Errorf("%d nodes in the whole catalogue", len(all.Graph))
	}
	if p := c.Get("/thu-tuc/9.999999.jsonld"); p.Status != 404 {
		t.Errorf("a procedure that is none: %d", p.Status)
	}
}
