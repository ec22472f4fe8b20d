package console_test

import (
	"context"
	"io"
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
)

// The whole form on one screen: what decides first, rows of a group, papers of
// the case, the fee; without scripts.
func TestTheFormOnTheCountersScreen(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Publish(apptest.RichCode, "Hỗ trợ làm lại nhà", apptest.Rich)
	c := w.Officer("kimboi.tiepnhan")
	text := func(p *apptest.Page, sel string) string {
		return strings.ReplaceAll(strings.Join(strings.Fields(p.Find(sel).Text()), " "), "\u00a0", " ")
	}
	p := see(t, c.Submit(see(t, c.Get("/cb/tiep-nhan"), 200), "#tiep-nhan", url.Values{"scan": {cardSen}}), 200)
	p = see(t, c.Submit(p, "#tiep-nhan", url.Values{"q": {"ho tro lam lai nha"}, "phone": {"0912 345 678"}}), 200)
	if p.Find(".qs [name=tk_damage]").Length() != 3 || p.Find(".qs [name=tk_house_place]").Length() != 1 || p.Find("details [name=tk_members_1_name]").Length() != 1 || p.Find("[name=tk_applicant_full_name]").Length() != 0 {
		t.Fatalf("the questions: %s", text(p, "#duoi"))
	}
	if strings.Contains(text(p, "table"), "Biên bản thiệt hại") {
		t.Fatal("papers of a case that is not known yet")
	}
	p = see(t, c.Click(p, "Cập nhật câu hỏi, giấy tờ", url.Values{"tk_damage": {"collapsed"}, "tk_own_land": {"no"}, "tk_copies": {"2"}, "tk_house_line": {"Xóm Bãi"}, "tk_house_place": {"xã Vĩnh Đồng, huyện Kim Bôi, tỉnh Hòa Bình"}}), 200)
	for _, want := range []string{"Biên bản thiệt hại", "Giấy tờ về đất", "Đã tra cứu trong Cơ sở dữ liệu quốc gia về dân cư"} {
		if !strings.Contains(text(p, "table"), want) {
			t.Errorf("no %q in %s", want, text(p, "table"))
		}
	}
	if got := text(p, "#duoi .card"); !strings.Contains(got, "10.000 đ, nộp khi nhận kết quả") || !strings.Contains(got, "Nay là xã Kim Bôi") || p.Find("[name=truong_hop] option[selected]").AttrOr("value", "") != "collapsed" {
		t.Errorf("case, fee, commune: %s", got)
	}
	p = see(t, c.Click(p, "Thêm người thứ", url.Values{"tk_members_1_name": {"Bùi Văn An"}, "tk_members_1_relation": {"child"}}), 200)
	if p.Find("details fieldset.card").Length() != 2 || p.Find("[name=tk_members_1_name]").AttrOr("value", "") != "Bùi Văn An" || p.Find("[name=tk_school]").Length() != 1 {
		t.Fatal("a second row, and the question that a child leads to")
	}
	if !testing.Short() {
		look.PagesIn(t, look.Browser(t), []look.Page{{Name: "cb-tiep-nhan-to-khai", View: page(p.Body)}}, look.Desk)
	}
	// what was typed wrong is said, what was not typed stands on the paper
	bad := c.Submit(p, "#tiep-nhan", url.Values{"nhan_ho_so": {"1"}, "tk_cost": {"5"}, "tk_asked": {"9"}, "tk_house_place": {"xã Không Có Thật"}})
	if bad.Status != 422 || !strings.Contains(text(bad, ".es"), "không lớn hơn chi phí") || !strings.Contains(text(bad, ".es"), "xã, phường") || strings.Contains(strings.ToLower(text(bad, ".es")), "thu nhập") {
		t.Fatalf("%d %s", bad.Status, text(bad, ".es"))
	}
	done := c.Submit(p, "#tiep-nhan", url.Values{"nhan_ho_so": {"1"}, "tk_income": {"9.000.000"}, "form_cu_tru": {"electronic"}, "form_giay_dat": {"copy"}})
	if done.Status != 200 || !strings.HasSuffix(done.URL.Path, "/giay-hen") {
		t.Fatalf("%d at %s: %s", done.Status, done.URL, text(done, "main"))
	}
	for _, want := range []string{"Phí khảo sát", "10.000 đ, nộp khi nhận kết quả", "Biên bản thiệt hại"} {
		if !strings.Contains(text(done, "main"), want) {
			t.Errorf("the slip has no %q: %s", want, text(done, "main"))
		}
	}
	d := see(t, c.Get(strings.TrimSuffix(done.URL.Path, "/giay-hen")), 200)
	for _, want := range []string{"Xóm Bãi, xã Kim Bôi, tỉnh Phú Thọ", "Người khai ghi", "Người thứ 1", "Bùi Văn An", "4.500.000 đ", "Sập hoàn toàn"} {
		if !strings.Contains(text(d, "main"), want) {
			t.Errorf("the dossier has no %q: %s", want, text(d, "main"))
		}
	}
}

// The address of the declaration names another commune: it is received here and handed over there.
func TestTheAddressNamesTheOfficeAtTheCounter(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Publish(apptest.RichCode, "Hỗ trợ làm lại nhà", apptest.Rich)
	c := w.Officer("kimboi.tiepnhan")
	p := see(t, c.Submit(see(t, c.Get("/cb/tiep-nhan"), 200), "#tiep-nhan", url.Values{"scan": {cardSen}}), 200)
	p = see(t, c.Submit(p, "#tiep-nhan", url.Values{"q": {"ho tro lam lai nha"}}), 200)
	p = see(t, c.Click(p, "Cập nhật câu hỏi, giấy tờ", url.Values{"tk_house_place": {"xã Đào Xá, tỉnh Phú Thọ"}}), 200)
	if p.Find("[name=co_quan][checked]").AttrOr("value", "") != apptest.DaoXa.String() || !strings.Contains(p.Find("#duoi").Text(), "UBND xã Đào Xá") {
		t.Fatal(strings.Join(strings.Fields(p.Find("main").Text()), " "))
	}
}

// page is a page that came as an answer to a form.
type page string

func (b page) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, string(b))
	return err
}
