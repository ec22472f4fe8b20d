package builder_test

import (
	"net/url"
	"regexp"
	"strings"
	"testing"

	"motcua/app/apptest"
)

// draftOf starts a draft of a procedure and gives the builder's address.
func draftOf(t *testing.T, c *apptest.Client, procedure string) string {
	t.Helper()
	p := c.PostForm(procedure+"/phien-ban", url.Values{})
	if p.Status != 200 || !regexp.MustCompile(`/phien-ban/[0-9a-f-]{36}$`).MatchString(p.URL.Path) {
		t.Fatalf("no draft: %d %s", p.Status, p.URL)
	}
	return p.URL.Path + "/soan"
}

func TestBuilder(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer(admin)
	base := draftOf(t, c, "/tinh/thu-tuc/1.004873")
	p := c.Get(base)
	want(t, p, 200, "Câu hỏi", "Giấy tờ", "Quy trình", "Người dân cần khoảng")

	// every page that the first one and those below it lead to opens, and saving it untouched changes nothing
	seen, todo := map[string]bool{}, []string{base}
	for len(todo) > 0 {
		at := todo[0]
		todo = todo[1:]
		if seen[at] {
			continue
		}
		seen[at] = true
		p := c.Get(at)
		if p.Status != 200 {
			t.Fatalf("%s answers %d", at, p.Status)
		}
		for _, a := range p.Find("main a").EachIter() {
			if href, _ := a.Attr("href"); strings.HasPrefix(href, base+"/") && !strings.Contains(href, "#") {
				todo = append(todo, href)
			}
		}
		if form := `main form[action="` + strings.TrimSuffix(at, "?da=luu") + `"]`; at != base && p.Find(form).Length() > 0 {
			before, _ := p.Find(form + ` input[name=version]`).Attr("value")
			q := c.Submit(p, form, nil)
			after, _ := q.Find(form + ` input[name=version]`).Attr("value")
			if q.Status != 200 || before != after {
				t.Errorf("saving %s untouched: %d, version %s to %s: %.600s", at, q.Status, before, after, text(q, "main"))
			}
		}
	}
	// as a resident meets it: what a condition calls for appears, what is missing is said, nothing is kept
	p = c.Get(base + "/xem-truoc?phan=1")
	want(t, p, 200, "Như người dân thấy trên điện thoại")
	if q := c.Submit(p, "main .phone form", url.Values{"kiem": {"1"}}); q.Status != 200 || !strings.Contains(q.Find("main .phone").Text(), "Lỗi:") {
		t.Errorf("nothing is said about an empty page: %.600s", text(q, "main .phone"))
	}
	if len(seen) < 40 {
		t.Fatalf("only %d pages", len(seen))
	}

	// where it is decided: one of the list, and nothing else
	p = c.Submit(c.Get(base+"/ways.counter"), "main form", url.Values{"system": {"dat_dai"}})
	want(t, p, 200, "Đã lưu.", "Hệ thống thông tin đất đai")
	if v, _ := p.Find("select[name=system] option[selected], input[name=system][checked]").Attr("value"); v != "dat_dai" {
		t.Errorf("decided in %q", v)
	}
	if q := c.Submit(p, "main form", url.Values{"system": {"khong_co"}}); q.Status != 422 {
		t.Errorf("an unknown sector system: %d", q.Status)
	}
	c.Submit(p, "main form", url.Values{"system": {""}})

	// text and a choice
	p = c.Get(base + "/chung")
	p = c.Submit(p, "main form", url.Values{"summary": {"Giấy nói  Ông/Bà đang độc thân."}, "notes": {"Một.\n\nHai."}})
	want(t, p, 200, "Đã lưu.")
	if v, _ := p.Find("input[name=summary]").Attr("value"); v != "Giấy nói Ông/Bà đang độc thân." {
		t.Error(v)
	}

	// a rule that cannot be: refused with the place, everything typed kept, nothing saved
	p = c.Get(base + "/form.sections.0")
	p = c.Submit(p, `main form[action="`+base+`/form.sections.0"]`, url.Values{"title": {"Tên mới"}, "show_if": {"true ||\n marital_statuss == \"x\""}})
	want(t, p, 422, "Dòng 2, cột 2", "marital_statuss")
	if !strings.Contains(p.Find("pre.caret").Text(), "\n ^") || p.Find("textarea[name=show_if]").Text() == "" {
		t.Errorf("caret %q", p.Find("pre.caret").Text())
	}
	if v, _ := p.Find("input[name=title]").Attr("value"); v != "Tên mới" {
		t.Error("what was typed is lost:", v)
	}
	if strings.Contains(c.Get(base+"/form.sections.0").Body, "Tên mới") {
		t.Error("half of it was saved")
	}

	// a condition chosen instead of written brings its test cases along
	p = c.Get(base + "/components.0")
	p = c.Submit(p, "main form", url.Values{"when_hoi": {"purpose"}, "when_la": {"marry, property"}})
	want(t, p, 200, "Đã lưu.")
	if cel := p.Find("textarea[name=when]").Text(); !strings.Contains(cel, `purpose in ["marry", "property"]`) || !strings.Contains(p.Find("textarea[name=when_thu]").Text(), "purpose=marry => đúng") {
		t.Errorf("%q %q", cel, p.Find("textarea[name=when_thu]").Text())
	}

	// a new question: added, filled in, moved; a key that is not one is a problem on the first page
	p = c.Get(base + "/form.sections.1")
	list := `main form[action$="/sap"]`
	add := c.Submit(p, list, url.Values{"viec": {"them"}})
	n := add.Find("ol.blist li").Length()
	if n < 2 || !strings.Contains(add.Find("ol.blist li").Last().Text(), "Câu hỏi mới") {
		t.Fatalf("not added: %d", n)
	}
	last, _ := add.Find("ol.blist li a").Last().Attr("href")
	p = c.Submit(c.Get(last), "main form", url.Values{"label": {"Màu mắt"}, "name": {"Mau Mat"}, "type": {"choice"}, "options": {"den = Đen\nnau = Nâu"}})
	want(t, p, 200, "Đã lưu.", "gồm chữ thường không dấu")
	want(t, c.Get(base), 200, "Phải sửa trước khi công bố", "gồm chữ thường không dấu")
	c.Submit(p, "main form", url.Values{"name": {"eye_colour"}})
	if strings.Contains(c.Get(base).Body, "gồm chữ thường") {
		t.Error("the problem stays")
	}
	p = c.Submit(c.Get(base+"/form.sections.1"), list, url.Values{"viec": {"len:" + last[strings.LastIndex(last, ".")+1:]}})
	if first := p.Find("ol.blist li").Eq(n - 2).Text(); !strings.Contains(first, "Màu mắt") {
		t.Errorf("not moved: %q", first)
	}
}

func TestTwoBuildersMeet(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	a, b := w.Officer(admin), w.Officer("phutho.kiemsoat")
	base := draftOf(t, a, "/tinh/thu-tuc/1.001193")
	mine, theirs := a.Get(base+"/chung"), b.Get(base+"/chung")
	want(t, theirs, 200)

	// another part: both stay
	other := b.Submit(b.Get(base+"/tham-quyen"), `main form[action="`+base+`/tham-quyen"]`, url.Values{"competence_text": {"UBND cấp xã nơi cha, mẹ ở"}})
	want(t, other, 200, "Đã lưu.")
	p := a.Submit(mine, "main form", url.Values{"summary": {"Bản của A."}})
	want(t, p, 200, "gộp cùng phần người khác vừa sửa")
	if !strings.Contains(a.Get(base+"/tham-quyen").Body, "UBND cấp xã nơi cha, mẹ ở") {
		t.Error("the other's edit is lost")
	}

	// the same part: both are shown, nothing is overwritten, the choice decides
	p = b.Submit(theirs, "main form", url.Values{"summary": {"Bản của B."}})
	want(t, p, 409, "Bản của A.", "Bản của B.", "Chưa có gì bị ghi đè")
	if !strings.Contains(a.Get(base+"/chung").Body, "Bản của A.") {
		t.Error("overwritten")
	}
	p = b.Submit(p, "main form", nil) // mine is preset
	want(t, p, 200)
	if v, _ := b.Get(base + "/chung").Find("input[name=summary]").Attr("value"); v != "Bản của B." {
		t.Error(v)
	}
}

func TestBuilderIsTheProvincesOwn(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	base := draftOf(t, w.Officer(admin), "/tinh/thu-tuc/1.000894")
	if p := w.Officer("hcm.quantri").Get(base); p.Status != 404 {
		t.Errorf("another province sees the draft: %d", p.Status)
	}
	if p := w.Officer("hcm.quantri").PostForm(base+"/chung", url.Values{"version": {"1"}, "summary": {"x"}}); p.Status != 404 {
		t.Errorf("another province writes the draft: %d", p.Status)
	}
}
