package builder_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// first is the code of the procedure that a search in an office finds first.
func first(t *testing.T, w *apptest.World, q, office string) string {
	t.Helper()
	ctx := tenants.With(t.Context(), tenants.Public())
	var at registry.Unit
	if office != "" {
		var err error
		if at, err = w.App.Units.ByCode(context.WithoutCancel(ctx), office); err != nil {
			t.Fatal(err)
		}
	}
	hits, err := w.App.Catalogue.Find(ctx, q, at)
	if err != nil {
		t.Fatal(err)
	}
	if len(hits) == 0 {
		return ""
	}
	return hits[0].Code
}

func TestNamesOfANationalProcedure(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	minh, ngoc, khai := w.Officer(operator), w.Officer(second), w.Officer(admin)
	at := national + "/1.004873/ten-goi"
	p, stale := minh.Get(at), ngoc.Get(at)
	want(t, p, 200, "Chưa ai sửa ở đây")
	want(t, minh.Submit(p, "main form", url.Values{"name": {""}, "plain_name": {"Giấy độc thân"}}), 422, "Không để trống ô này")
	p = minh.Submit(p, "main form", url.Values{"plain_name": {"Giấy chứng nhận chưa vợ chưa chồng"}, "synonyms": {"giấy độc thân\nzzq giấy lẻ bóng"}})
	want(t, p, 200, "Đã lưu", "Ai đã sửa gì", "Phạm Quang Minh", "Tên hay gọi: “Giấy xác nhận tình trạng hôn nhân” thành “Giấy chứng nhận chưa vợ chưa chồng”")
	// the public page and search follow at once, in every province
	if p := w.Anybody().Get("/thu-tuc/1.004873"); p.Status != 200 || !strings.Contains(p.Find("h1").Text(), "Giấy chứng nhận chưa vợ chưa chồng") {
		t.Errorf("the public page: %d %q", p.Status, p.Find("h1").Text())
	}
	for _, office := range []string{"", "04978", "26884"} {
		if got := first(t, w, "zzq le bong", office); got != "1.004873" {
			t.Errorf("search at %q finds %q first", office, got)
		}
	}
	// who saw the old names does not write over the new ones, and loses nothing
	p = ngoc.Submit(stale, "main form", url.Values{"plain_name": {"Giấy một mình"}})
	want(t, p, 409, "vừa được người khác sửa")
	if got := p.Find("#f-plain_name").AttrOr("value", ""); got != "Giấy một mình" {
		t.Errorf("what was typed is lost: %q", got)
	}
	want(t, minh.Get("/nen-tang/lich-su"), 200, "Sửa tên và cách gọi của thủ tục “Giấy chứng nhận chưa vợ chưa chồng”")
	// a level beside ours stays when something else is changed
	p = minh.Submit(minh.Get(national+"/2.000815/ten-goi"), "main form", url.Values{"synonyms": {"chứng thực\nsao y"}})
	want(t, p, 200, "Đã lưu")
	if strings.Contains(p.Find("main ol, main .timeline").Text()+p.Text(), "ấp giải quyết: “") {
		t.Error("the level changed too")
	}
	// a province reads the nation's names and adds words of its people
	here := married + "/ten-goi"
	p = khai.Get(here)
	want(t, p, 200, "Giấy chứng nhận chưa vợ chưa chồng", "Tên và lĩnh vực là của trung ương")
	if p.Find("main form [name=name]").Length() > 0 {
		t.Error("a province names the nation's procedure")
	}
	old := khai.Get(here)
	want(t, khai.Submit(p, "main form", url.Values{"words": {strings.Repeat("x", 90)}}), 422, "quá 80 ký tự")
	p = khai.Submit(p, "main form", url.Values{"words": {"qxv giấy mồ côi vợ\n\nqxv giấy mồ côi vợ"}})
	want(t, p, 200, "Trần Đức Khải", "Cách gọi ở tỉnh: (không có) thành “qxv giấy mồ côi vợ”")
	for office, code := range map[string]string{"04978": "1.004873", "26884": "", "": ""} {
		if got := first(t, w, "qxv", office); got != code {
			t.Errorf("a word of Phú Thọ at %q finds %q", office, got)
		}
	}
	want(t, khai.Submit(old, "main form", url.Values{"words": {"khác"}}), 409, "vừa được người khác sửa")
	want(t, khai.Get("/tinh/lich-su"), 200, "qxv giấy mồ côi vợ")
	if p := w.Officer("hcm.quantri").Get(here); strings.Contains(p.Text(), "mồ côi") {
		t.Error("another province reads it")
	}
	// turning it off and on for everybody keeps the words
	for _, what := range []string{"tat", "bat"} {
		want(t, khai.PostForm(married, url.Values{"viec": {what}}), 200)
	}
	want(t, khai.Get(here), 200, "qxv giấy mồ côi vợ")
	if p := w.Officer("kimboi.quantri").PostForm(here, url.Values{"words": {"x"}, "seen": {"[]"}}); p.Status != 403 {
		t.Errorf("a commune: %d", p.Status)
	}
}

func TestNamesOfAProvincesOwnProcedure(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	khai := w.Officer(admin)
	want(t, khai.Submit(khai.Get("/tinh/thu-tuc/moi"), "main form", url.Values{"name": {"Hỗ trợ trồng chè"}, "field": {"Nông nghiệp"}}), 200)
	at := "/tinh/thu-tuc/T25.001/ten-goi"
	p := khai.Submit(khai.Get(at), "main form", url.Values{"field": {"Trồng trọt"}, "level": {"Cấp tỉnh"}, "synonyms": {"tiền chè; chè"}})
	want(t, p, 200, "lĩnh vực: “Nông nghiệp” thành “Trồng trọt”; cấp giải quyết: “Cấp xã” thành “Cấp tỉnh”")
	if got := p.Find("#f-synonyms").Text(); strings.TrimSpace(got) != "tiền chè\nchè" {
		t.Errorf("words %q", got)
	}
	want(t, w.Officer("hcm.quantri").Get(at), 404)
	want(t, w.Officer(operator).Get(national+"/T25.001/ten-goi"), 404)
}
