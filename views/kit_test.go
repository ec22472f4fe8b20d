package views_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"io"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
	"golang.org/x/text/unicode/norm"

	"motcua/views/assets"
	"motcua/views/layout"
	"motcua/views/ui"
)

func render(t *testing.T, c interface {
	Render(context.Context, io.Writer) error
},
) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := c.Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func parse(t *testing.T, html []byte) *goquery.Document {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(html))
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// TestStoriesAreSound holds for every page that is built from the kit: one heading, one main part, unique ids, labels
// and descriptions that exist, nothing that the content security policy would refuse, text in NFC.
func TestStoriesAreSound(t *testing.T) {
	t.Parallel()
	for _, p := range stories() {
		t.Run(p.Name, func(t *testing.T) {
			t.Parallel()
			html := render(t, p.View)
			if !norm.NFC.IsNormal(html) {
				t.Error("text is not NFC")
			}
			doc := parse(t, html)
			for sel, want := range map[string]int{"html[lang=vi]": 1, "h1": 1, "main#main": 1, "title": 1, "#live[aria-live=polite]": 1, "[style]": 0, "script:not([src])": 0, "style": 0, "[onclick],[onsubmit],[onchange]": 0} {
				if got := doc.Find(sel).Length(); got != want {
					t.Errorf("%s: %d, want %d", sel, got, want)
				}
			}
			ids := map[string]bool{}
			doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
				id, _ := s.Attr("id")
				if ids[id] {
					t.Errorf("id %q twice", id)
				}
				ids[id] = true
			})
			for _, attr := range []string{"aria-describedby", "aria-labelledby", "for"} {
				doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
					v, _ := s.Attr(attr)
					for _, id := range strings.Fields(v) {
						if !ids[id] {
							t.Errorf("%s points to %q, which is not there", attr, id)
						}
					}
				})
			}
			doc.Find("input:not([type=hidden]),select,textarea").Each(func(_ int, s *goquery.Selection) {
				id, _ := s.Attr("id")
				label, _ := s.Attr("aria-label")
				if label == "" && doc.Find(`label[for="`+id+`"]`).Length() != 1 {
					t.Errorf("input %q has no label of its own", id)
				}
			})
			doc.Find(".es a").Each(func(_ int, s *goquery.Selection) {
				href, _ := s.Attr("href")
				if doc.Find("input"+href+",select"+href+",textarea"+href).Length() != 1 {
					t.Errorf("error summary links to %s, which is no input", href)
				}
			})
			doc.Find("table").Each(func(_ int, s *goquery.Selection) {
				if s.Find("caption").Length() != 1 || s.Find("thead th:not([scope])").Length() > 0 {
					t.Error("table without caption or scope")
				}
			})
			if wrong := doc.Find(".es").Length() > 0; wrong != strings.HasPrefix(doc.Find("title").Text(), "Lỗi: ") {
				t.Errorf("title %q and error summary disagree", doc.Find("title").Text())
			}
		})
	}
}

// TestFirstViewFitsTheBudget counts what a phone downloads: 60 KB in 8 requests, and HTML with style in 14 KB
// (UX.md B1 to B3). Pictures of the pages themselves are counted where the pages are.
func TestFirstViewFitsTheBudget(t *testing.T) {
	t.Parallel()
	shared := 0
	for _, name := range []string{"ui.css", "app.js", "htmx.min.js", "icon.svg"} {
		shared += assets.GzipSize(name)
	}
	if js := assets.GzipSize("app.js") + assets.GzipSize("htmx.min.js"); js > 30_000 {
		t.Errorf("scripts are %d bytes", js)
	}
	for _, p := range stories() {
		var b bytes.Buffer
		zw := gzip.NewWriter(&b)
		_, _ = zw.Write(render(t, p.View))
		_ = zw.Close()
		if total := b.Len() + shared; total > 60_000 {
			t.Errorf("%s: first view is %d bytes", p.Name, total)
		}
		if critical := b.Len() + assets.GzipSize("ui.css"); critical > 14_000 {
			t.Errorf("%s: HTML and style are %d bytes", p.Name, critical)
		}
	}
}

// TestFieldWiresHintAndError is the shape that every input shares.
func TestFieldWiresHintAndError(t *testing.T) {
	t.Parallel()
	doc := parse(t, render(t, ui.Input(ui.Field{Name: "born.at", Label: "Ngày <sinh>", Hint: "Ví dụ", Value: `"><script>`, Error: "Nhập ngày sinh", Optional: true, Attrs: templ.Attributes{"hx-get": "/x"}})))
	in := doc.Find("input#f-born-at")
	if v, _ := in.Attr("aria-describedby"); v != "f-born-at-hint f-born-at-err" {
		t.Errorf("aria-describedby %q", v)
	}
	if v, _ := in.Attr("value"); v != `"><script>` {
		t.Errorf("value %q", v)
	}
	if v, _ := in.Attr("aria-invalid"); v != "true" {
		t.Error("not marked invalid")
	}
	if got := strings.Join(strings.Fields(doc.Find("label").Text()), " "); got != "Ngày <sinh> (không bắt buộc)" {
		t.Errorf("label %q", got)
	}
	if got := doc.Find(".em").Text(); got != "Lỗi: Nhập ngày sinh" {
		t.Errorf("error %q", got)
	}
}

// TestProblemsKeepPageOrder: the whole form first, then the page's order, then the rest by name; nothing twice or empty.
func TestProblemsKeepPageOrder(t *testing.T) {
	t.Parallel()
	got := ui.Problems(map[string]string{"z": "3", "b": "1", "a": "2", "": "0", "empty": ""}, "b", "a", "missing")
	var s []string
	for _, p := range got {
		s = append(s, p.Text)
	}
	if strings.Join(s, "") != "0123" {
		t.Errorf("order %v", s)
	}
}

// TestLinksCannotCarryScript: an address that came from a person is made harmless.
func TestLinksCannotCarryScript(t *testing.T) {
	t.Parallel()
	evil := "javascript:alert(1)"
	for name, c := range map[string]templ.Component{
		"button": ui.Button(ui.Btn{Text: "x", Href: evil}), "cell": ui.DataTable(ui.TableProps{Caption: "c"}, []ui.Row{{Cells: []ui.Cell{ui.L("x", evil)}}}),
		"back": ui.BackLink(evil, "x"), "file": ui.FileList([]ui.File{{Name: "x", Href: evil, Remove: evil}}), "form": ui.Form(ui.FormProps{Action: evil}),
		"formaction": ui.Button(ui.Btn{Text: "x", FormAction: evil}), "pager": ui.Pager(ui.PagerProps{Next: evil}), "tab": ui.TabLink(ui.Tab{Text: "x", Href: evil}),
	} {
		if bytes.Contains(render(t, c), []byte(evil)) {
			t.Errorf("%s lets it through", name)
		}
	}
}

// TestSystemPagesSayWhatHappened: every status has its own words about the person's data, and an unknown one has too.
func TestSystemPagesSayWhatHappened(t *testing.T) {
	t.Parallel()
	seen := map[string]int{}
	for _, status := range []int{400, 401, 403, 404, 409, 410, 413, 422, 429, 500, 503, 418, 599} {
		doc := parse(t, render(t, layout.System(layout.SystemData{Data: layout.Data{HelpPhone: "0210 000 0000"}, Status: status, Ref: "r-1"})))
		h1 := doc.Find("h1").Text()
		if seen[h1]++; seen[h1] > 1 && status != 418 && status != 599 {
			t.Errorf("%d has the words of another status", status)
		}
		if doc.Find(".inset").Length() != 1 || doc.Find(`main a[href^="tel:"]`).Length() != 1 || !strings.Contains(doc.Find("main").Text(), "r-1") {
			t.Errorf("%d lacks data, phone or reference", status)
		}
		if doc.Find(`meta[name=robots][content=noindex]`).Length() != 1 {
			t.Errorf("%d is for search engines", status)
		}
	}
}
