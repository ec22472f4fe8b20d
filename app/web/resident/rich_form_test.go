package resident_test

import (
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
)

// rich starts a draft of the procedure that asks with everything a form can.
func rich(t *testing.T, w *apptest.World, c *apptest.Client) (base string) {
	t.Helper()
	w.Publish(apptest.RichCode, "Hỗ trợ làm lại nhà", apptest.Rich)
	return start(t, c, apptest.RichCode).URL.Path
}

func TestRowsOfAGroupComeAndGoWithoutScripts(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	at := rich(t, w, c) + "/phan/3"
	p := c.Get(at)
	if p.Status != 200 || p.Find("fieldset.card").Length() != 1 || text(p, "fieldset.card > legend") != "Người thứ 1" || p.Find("button[name=bo_dong]").Length() != 0 {
		t.Fatalf("one row is asked at least: %d %s", p.Status, text(p, "main"))
	}
	p = c.Click(p, "Thêm người thứ", url.Values{"members_1_name": {"Bùi Văn An"}, "members_1_born_year": {"2010"}, "income": {"9.000.000"}})
	if p.URL.Path != at || p.Find("fieldset.card").Length() != 2 || p.Find("input[name=members_1_name]").AttrOr("value", "") != "Bùi Văn An" || p.Find("input[name=income]").AttrOr("value", "") != "9.000.000" {
		t.Fatalf("a second row, everything typed kept: %s %s", p.URL, text(p, "main"))
	}
	p = c.Click(p, "Thêm người thứ", url.Values{"members_2_name": {"Bùi Thị Bé"}, "members_2_relation": {"other"}})
	p = c.Submit(p, "#cau-hoi-don", url.Values{"members_3_name": {"Bùi Văn Cu"}, "members_3_relation": {"child"}, "members_3_born_day": {"5"}, "members_3_born_month": {"9"}, "members_3_born_year": {"2015"}, "bo_dong": {"members:1"}})
	if n := p.Find("fieldset.card").Length(); n != 2 || p.Find("input[name=members_1_name]").AttrOr("value", "") != "Bùi Thị Bé" || p.Find("input[name=members_2_born_year]").AttrOr("value", "") != "2015" ||
		p.Find("input[name=members_2_relation][value=child]:checked").Length() != 1 || p.Find("input[name=members_1_relation][value=other]:checked").Length() != 1 {
		t.Fatalf("the first went, the others moved up: %d %s", n, p.Body)
	}
	if p.Find("input[name=school]").Length() != 1 {
		t.Fatal("a child in a row leads to a question")
	}
	for range 4 { // more than there may be changes nothing
		c.PostForm(at, url.Values{"members": {"4"}, "them_dong": {"members"}})
	}
	if p = c.Get(at); p.Find("fieldset.card").Length() != 4 || strings.Contains(text(p, "main"), "Thêm người thứ") {
		t.Fatalf("four rows at most: %s", text(p, "main"))
	}
	for _, forged := range []string{"members:9", "members:x", "income:1", ":", "applicant:1"} {
		if p := c.PostForm(at, url.Values{"bo_dong": {forged}, "members": {"4"}}); p.Status >= 500 {
			t.Errorf("%s answers %d", forged, p.Status)
		}
	}
	// faults stand in their row
	p = c.Submit(c.Get(at), "#cau-hoi-don", url.Values{"members": {"2"}, "members_1_name": {"1234"}, "members_1_relation": {""}, "members_2_name": {"Bùi Văn Cu"}, "members_2_relation": {"child"}, "income": {"12"}})
	if p.Status != 422 || p.Find(`fieldset.card:has(input[name=members_1_name]) .em`).Length() != 2 || p.Find(`.es a[href="#f-members_1_name"]`).Length() != 1 {
		t.Fatalf("%d %s", p.Status, text(p, ".es"))
	}
}

func TestCalculatedAnswersAndChecksBetweenQuestions(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	base := rich(t, w, c)
	p := c.Get(base + "/phan/3")
	if !strings.Contains(text(p, "output"), "Hệ thống tính") {
		t.Fatal(text(p, "main"))
	}
	v := url.Values{"members_1_name": {"Bùi Văn An"}, "members_1_relation": {"other"}, "income": {"9.000.000 đ"}, "per_head": {"1"}}
	part := c.PostForm(base+"/phan/3/hoi", v)
	if text(part, "#f-per_head") != "4.500.000 đ" || part.Find("h1").Length() != 0 {
		t.Fatalf("asked while typing: %s", part.Body)
	}
	p = c.Submit(p, "#cau-hoi-don", v)
	if p.Status != 200 || p.URL.Path == base+"/phan/3" {
		t.Fatal(text(p, "main"))
	}
	if p = c.Get(base + "/phan/3"); text(p, "#f-per_head") != "4.500.000 đ" {
		t.Fatal(text(p, "output"))
	}
	p = c.Submit(c.Get(base+"/phan/4"), "#cau-hoi-don", url.Values{"cost": {"50.000.000"}, "asked": {"60.000.000"}})
	if p.Status != 422 || p.Find(".fg:has(#f-asked) .em").Length() != 1 || !strings.Contains(text(p, ".es"), "không lớn hơn chi phí") {
		t.Fatalf("%d %s", p.Status, text(p, "main"))
	}
	check := c.Get(base + "/kiem-tra")
	if !strings.Contains(text(check, "main"), "4.500.000 đ") || !strings.Contains(text(check, "dl.sum"), "Người thứ 1") || !strings.Contains(text(check, "dl.grid"), "Bùi Văn An") {
		t.Fatal(text(check, "main"))
	}
}

func TestAPaperInsideTheForm(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	base := rich(t, w, c)
	p := c.Get(base + "/phan/2")
	p = c.Click(p, "Chụp ảnh, chọn tệp", url.Values{"house_line": {"Xóm Bãi"}})
	if p.URL.Path != base+"/giay/anh_nha" {
		t.Fatalf("at %s", p.URL)
	}
	p = c.Submit(p, "form[action$='/anh_nha']", nil, apptest.Upload{Field: "tep", Name: "nha.jpg", Data: photo(t)})
	if p.URL.Path != base+"/phan/2" || p.Find("input[name=house_line]").AttrOr("value", "") != "Xóm Bãi" || !strings.Contains(text(p, "#f-photo"), "Đã có 1 tệp") {
		t.Fatalf("back in the section with everything typed: %s %s", p.URL, text(p, "main"))
	}
	if p := c.Get(base + "/giay/anh_nha?ve=//x.example"); p.Find("input[name=ve]").Length() != 0 {
		t.Fatal("a strange address is not gone back to")
	}
}

func TestAddressesUnderstandOldNames(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	base := rich(t, w, c)
	at := base + "/phan/2"
	rest := url.Values{"damage": {"roof"}, "own_land": {"yes"}, "helped_before": {"no"}}
	with := func(v url.Values) url.Values {
		for k, x := range rest {
			v[k] = x
		}
		return v
	}
	p := c.Submit(c.Get(at), "#cau-hoi-don", with(url.Values{"house_line": {"Xóm Bãi"}, "house_place": {"xã Không Có Thật, tỉnh Phú Thọ"}}))
	if p.Status != 422 || !strings.Contains(text(p, ".em"), "xã, phường") {
		t.Fatalf("a place that does not exist: %d %s", p.Status, text(p, "main"))
	}
	p = c.Submit(c.Get(at), "#cau-hoi-don", with(url.Values{"house_line": {"Xóm Bãi"}, "house_place": {"xã Tân Lập"}}))
	if p.Status != 422 || p.Find("input[type=radio][name=house_code]").Length() < 2 || p.Find("input[name=house_code][value='-']").Length() != 0 {
		t.Fatalf("several: %d %s", p.Status, text(p, "main"))
	}
	if q := c.Submit(p, "#cau-hoi-don", url.Values{"house_code": {"00001"}}); q.Status != 422 {
		t.Fatalf("a forged commune is taken: %d", q.Status)
	}
	one := p.Find("input[name=house_code]").First().AttrOr("value", "")
	if p = c.Submit(p, "#cau-hoi-don", url.Values{"house_code": {one}}); p.Status != 200 || p.URL.Path == at {
		t.Fatalf("the chosen one: %d %s", p.Status, text(p, "main"))
	}
	p = c.Submit(c.Get(at), "#cau-hoi-don", with(url.Values{"house_line": {"Xóm Bãi"}, "house_place": {"xã Vĩnh Đồng cũ, huyện Kim Bôi, tỉnh Hòa Bình"}, "house_code": {""}}))
	if p.Status != 200 || p.URL.Path == at {
		t.Fatalf("one clear old name: %d %s", p.Status, text(p, "main"))
	}
	if p = c.Get(at); !strings.Contains(text(p, "#f-house"), "Nay là xã Kim Bôi, tỉnh Phú Thọ. Xã Vĩnh Đồng cũ nay thuộc xã Kim Bôi.") {
		t.Fatal(text(p, "#f-house"))
	}
	if p = c.Get(base + "/kiem-tra"); !strings.Contains(text(p, "main"), "Xóm Bãi, xã Kim Bôi, tỉnh Phú Thọ") {
		t.Fatal(text(p, "main"))
	}
	// where no office depends on it, any place may be named
	me := url.Values{"applicant_full_name": {"Bùi Thị Sen"}, "applicant_birth_date_year": {"1962"}, "applicant_gender": {"Nữ"}, "applicant_id_number": {"017162000011"}, "applicant_address_line": {"12 Hauptstraße"}, "applicant_address_place": {"Berlin, Đức"}, "applicant_phone": {"0912345678"}}
	if p = c.Submit(c.Get(base+"/phan/1"), "#cau-hoi-don", me); p.Status != 200 || p.URL.Path == base+"/phan/1" {
		t.Fatal(text(p, "main"))
	}
	if p = c.Get(base + "/kiem-tra"); !strings.Contains(text(p, "main"), "12 Hauptstraße, Berlin, Đức") {
		t.Fatal(text(p, "main"))
	}
}
