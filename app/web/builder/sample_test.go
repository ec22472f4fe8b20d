package builder_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/app/walk"
)

func TestSamplePictureInTheBuilder(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c, b := w.Officer(admin), w.Officer("phutho.kiemsoat")
	base := draftOf(t, c, "/tinh/thu-tuc/1.004873")
	page := base + "/components.0"
	const form = "main form[action$='/anh-mau']"
	p := c.Get(page)
	want(t, p, 200, "Giấy này chưa có ảnh mẫu")
	title, _ := p.Find("input[name=title]").Attr("value")

	// what cannot be a picture is refused beside the box; the rest of the page keeps its values
	for name, data := range map[string][]byte{"a.svg": []byte("<svg/>"), "to.jpg": bytes.Repeat([]byte("x"), 21<<20)} {
		q := c.Submit(p, form, nil, apptest.Upload{Field: "anh", Name: name, Data: data})
		if v, _ := q.Find("input[name=title]").Attr("value"); q.Status != 422 || !strings.Contains(q.Find(".em").Text(), "nh") || v != title {
			t.Errorf("%s: %d %q, title %q: %.400s", name, q.Status, q.Find(".em").Text(), v, text(q, "main"))
		}
	}
	if q := c.Submit(p, form, nil); q.Status != 422 || !strings.Contains(q.Find(".em").Text(), "Chọn ảnh của giấy tờ mẫu") {
		t.Errorf("no file: %d %s", q.Status, text(q, ".em"))
	}
	if q := c.Submit(p, form, url.Values{"ten_mau": {" "}}, apptest.Upload{Field: "anh", Name: "a.jpg", Data: walk.Photo()}); q.Status != 422 || !strings.Contains(q.Find(".em").Text(), "Ghi tên giấy tờ") {
		t.Errorf("no title: %d %s", q.Status, text(q, ".em"))
	}

	// taken, while somebody else changed another part: both stay
	other := b.Submit(b.Get(base+"/chung"), "main form", url.Values{"summary": {"Câu của B."}})
	want(t, other, 200, "Đã lưu.")
	p = c.Submit(p, form, url.Values{"ten_mau": {"Mẫu của xã"}}, apptest.Upload{Field: "anh", Name: "a.jpg", Data: walk.Photo()})
	want(t, p, 200, "gộp cùng phần người khác vừa sửa")
	img := p.Find("img.sample")
	src, _ := img.Attr("src")
	if alt, _ := img.Attr("alt"); !strings.HasPrefix(src, "/mau-giay/") || !strings.Contains(alt, title) {
		t.Fatalf("%q %q", src, alt)
	}
	if q := w.Anybody().Get(src); q.Status != 200 {
		t.Errorf("the picture answers %d", q.Status)
	}
	id := strings.TrimPrefix(src, "/mau-giay/")
	if p.Find(`select[name=sample] option[selected][value="`+id+`"]`).Length() != 1 {
		t.Error("it is not chosen")
	}

	// another paper may use it; none again
	q := c.Get(base + "/components.1")
	if q.Status != 200 || !strings.Contains(q.Find(`select[name=sample] option[value="`+id+`"]`).Text(), "Mẫu của xã") {
		t.Fatalf("not offered: %d %s", q.Status, text(q, "main"))
	}
	main := `main form[action="` + base + `/components.1"]`
	q = c.Submit(q, main, url.Values{"sample": {id}})
	want(t, q, 200, "Đã lưu.")
	if q.Find("img.sample").Length() != 1 {
		t.Error("not shown")
	}
	if q = c.Submit(q, main, url.Values{"sample": {""}}); q.Status != 200 || q.Find("img.sample").Length() != 0 {
		t.Errorf("not taken off: %d", q.Status)
	}

	// another province reaches neither the draft nor the picture in its list
	hcm := w.Officer("hcm.quantri")
	if r := hcm.PostFiles(page+"/anh-mau", url.Values{"version": {"1"}, "ten_mau": {"x"}}, apptest.Upload{Field: "anh", Name: "a.jpg", Data: walk.Photo()}); r.Status != 404 {
		t.Errorf("another province's upload answers %d", r.Status)
	}
	if r := hcm.Get(draftOf(t, hcm, "/tinh/thu-tuc/1.004873") + "/components.0"); strings.Contains(r.Body, id) {
		t.Error("another province is offered the picture")
	}
	if r := c.PostFiles(base+"/chung/anh-mau", url.Values{"version": {"1"}}); r.Status != 404 {
		t.Errorf("a page without papers takes a picture: %d", r.Status)
	}
}
