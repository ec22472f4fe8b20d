package console_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
	"motcua/app/documents"
	"motcua/app/reading/meaning"
	"motcua/tenants"
)

// read is a dossier of Bùi Thị Sen with one photographed paper that the machine read.
func read(t *testing.T, w *apptest.World) (page string, document uuid.UUID) {
	t.Helper()
	desk := w.Officer("kimboi.tiepnhan")
	p := see(t, intake(t, desk, cardSen, "mo ho kinh doanh", "", true), 200)
	id := strings.Split(p.URL.Path, "/")[3]
	office := tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Thử"}))
	papers, err := w.Dossiers.Papers(office, uuid.MustParse(id))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range papers {
		if x.Document != nil {
			page, document = "/cb/ho-so/"+id+"/doc-giay/"+x.ID.String(), *x.Document
			break
		}
	}
	if page == "" {
		t.Fatal("no paper has a file")
	}
	err = w.Documents.Propose(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), document, meaning.Paper{Kind: "can_cuoc", Fields: []meaning.Field{
		{Name: "name", Value: "Bùi Thị Sên", Confidence: 0.95, Page: 1, Box: meaning.Box{0.2, 0.3, 0.4, 0.05}},
		{Name: "id", Value: "017184000123", Confidence: 0.98, Page: 1, Box: meaning.Box{0.2, 0.2, 0.4, 0.05}},
		{Name: "birth_date", Value: "1984-03-12", Confidence: 0.97, Page: 1, Box: meaning.Box{0.2, 0.4, 0.4, 0.05}},
		{Name: "residence", Value: "Xóm Bưa, xã Vĩnh Đồng, huyện Kim Bôi", Confidence: 0.7, Page: 1, Box: meaning.Box{0.2, 0.5, 0.4, 0.05}},
		{Name: "2_nhãn", Value: "x\x00", Confidence: 0.3, Page: 1},
		{Name: "hometown", Value: "Kin Boi\x00", Confidence: 0.3, Page: 1, Box: meaning.Box{0.2, 0.6, 0.4, 0.05}},
	}})
	if err != nil {
		t.Fatal(err)
	}
	return page, document
}

// Without a script: what is sure is confirmed at once, what is not needs a look,
// what disagrees with the declaration needs a choice, and a save over somebody
// else's shows both.
func TestAPaperIsConfirmedBesideItsPicture(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	page, document := read(t, w)
	c, other := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.tiepnhan")
	p := see(t, c.Get(page), 200)
	must(t, p, "Giấy 1 trên", "Chờ xác nhận", "Đọc rõ", "Cần xem", "Khác với tờ khai. Tờ khai ghi: Bùi Thị Sen", "Máy đoán: Kin Boi", "nay thuộc xã")
	if v, _ := p.Find("[name=v_hometown]").Attr("value"); v != "" {
		t.Errorf("a guess is filled in: %q", v)
	}
	if n := p.Find("input[type=checkbox]:checked").Length(); n != 0 {
		t.Errorf("%d rows are ticked before anybody looked", n)
	}
	if n := p.Find(".fb rect[data-box]").Length(); n != 5 {
		t.Errorf("%d places are shown", n)
	}
	form := "form[data-confirm]"
	for path, want := range map[string]int{"/cb/ho-so/" + uuid.NewString() + "/doc-giay/" + uuid.NewString(): 404, strings.Replace(page, "/doc-giay/", "/doc-giay/x", 1): 404} {
		if x := c.Get(path); x.Status != want {
			t.Errorf("%s: %d", path, x.Status)
		}
	}
	if x := w.Officer("hoabinh.tiepnhan").Get(page); x.Status != 404 {
		t.Errorf("another office: %d", x.Status)
	}
	if x := c.Submit(p, form, url.Values{"ok_name": {"1"}, "v_birth_date": {"32/13/1984"}, "ok_birth_date": {"1"}}); x.Status != 422 || !strings.Contains(x.Find("main").Text(), "Chọn giá trị nào được dùng") || !strings.Contains(x.Find("main").Text(), "Ghi ngày dạng") {
		t.Errorf("%d %s", x.Status, x.Find("main").Text())
	}

	// all that is sure at once, but not what disagrees
	q := see(t, c.Submit(p, form, url.Values{"viec": {"chac"}}), 200)
	u := understood(t, w, document)
	if s := states(u); s["id"] != "confirmed" || s["birth_date"] != "confirmed" || s["name"] != "proposed" || s["residence"] != "proposed" || u.State != "proposed" {
		t.Fatalf("%v %s", s, u.State)
	}
	// somebody with the page of before saves over it
	x := other.Submit(p, form, url.Values{"v_id": {"017184000124"}, "ok_id": {"1"}, "gq_id": {"paper"}})
	if x.Status != 409 || !strings.Contains(x.Find("main").Text(), "Người khác vừa lưu: 017184000123") {
		t.Errorf("%d %s", x.Status, x.Find("main").Text())
	}
	if v, _ := x.Find("[name=v_id]").Attr("value"); v != "017184000124" {
		t.Errorf("what was typed is gone: %q", v)
	}
	// the rest, one by one; a field that the machine missed
	q = see(t, c.Submit(q, form, url.Values{"viec": {"them"}, "them": {"gender"}, "them_gia_tri": {"Nữ"}}), 200)
	done := see(t, c.Submit(q, form, url.Values{"v_name": {"Bùi Thị Sen"}, "ok_name": {"1"}, "v_birth_date": {"13/03/1984"}, "gq_birth_date": {"paper"}, "ok_residence": {"1"}, "bo_hometown": {"1"}, "v_expires": {"12/03/2044"}}), 200)
	if !strings.HasPrefix(done.URL.Path, "/cb/ho-so/") || done.URL.Path == page {
		t.Errorf("it goes on to %s: %s", done.URL, done.Find(".es").Text())
	}
	u = understood(t, w, document)
	if s := states(u); s["name"] != "corrected" || s["residence"] != "confirmed" || s["hometown"] != "dropped" || s["gender"] != "corrected" || u.State != "confirmed" || u.Kind != "can_cuoc" || u.Number != "017184000123" || u.ExpiresOn == nil {
		t.Errorf("%v %+v", s, u)
	}
	must(t, see(t, c.Get(strings.Split(page, "/doc-giay/")[0]), 200), "Dữ liệu đã xác nhận: thẻ căn cước", "13/03/1984 (tờ khai ghi: 12/03/1984)", "Xác nhận dữ liệu trên giấy")
	// a second reading changes nothing that a person decided
	if err := w.Documents.Propose(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), document, meaning.Paper{Kind: "khac", Fields: []meaning.Field{{Name: "name", Value: "Khác", Confidence: 0.9, Page: 1}}}); err != nil {
		t.Fatal(err)
	}
	if s := states(understood(t, w, document)); s["name"] != "corrected" {
		t.Errorf("a job undid it: %v", s)
	}
}

// By keyboard alone: F8, Enter, Enter, F9.
func TestAPaperIsConfirmedByKeyboard(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	page, document := read(t, w)
	ctx := desk(t, w, "kimboi.tiepnhan")
	look.Visit(t, ctx, w.URL, w.Officer("kimboi.tiepnhan").Cookies(), []look.Address{{Name: "cb-doc-giay", Path: page}}, look.Desk)
	do(t, ctx, chromedp.Navigate(w.URL+page))
	becomes(t, ctx, "the first row has the focus and is lit", `document.activeElement.name === "v_name" && document.querySelector("rect.on").dataset.box === "1"`)
	press(t, ctx, `key:"F8"`)
	becomes(t, ctx, "what is sure is confirmed", `document.querySelector("[name=ok_id]").checked && document.activeElement.name === "v_name"`)
	js[string](t, ctx, `document.activeElement.value = "Bùi Thị Sen"`)
	do(t, ctx, chromedp.KeyEvent("\r"))
	becomes(t, ctx, "the choice has the focus", `document.activeElement.name === "gq_name"`)
	do(t, ctx, chromedp.KeyEvent(" "))
	js[string](t, ctx, `document.querySelector("[name=v_residence]").focus() || ""`)
	do(t, ctx, chromedp.KeyEvent("\r"))
	becomes(t, ctx, "the next row is lit", `document.activeElement.name === "v_hometown" && document.querySelector("[name=ok_residence]").checked && document.querySelector("rect.on").dataset.box === "5"`)
	js[string](t, ctx, `window.sent = 0; addEventListener("submit", () => window.sent++, true); ""`)
	do(t, ctx, chromedp.KeyEvent("\r"))
	becomes(t, ctx, "past the last line the button has the focus and is not pressed yet", `document.activeElement.dataset.key === "F9" && window.sent === 0`)
	press(t, ctx, `key:"F9"`)
	becomes(t, ctx, "it goes on", `location.pathname !== "`+page+`"`)
	if u := understood(t, w, document); states(u)["name"] != "corrected" || states(u)["residence"] != "confirmed" || states(u)["hometown"] != "proposed" || u.State != "confirmed" {
		t.Errorf("%v %s", states(u), u.State)
	}
}

func understood(t *testing.T, w *apptest.World, document uuid.UUID) documents.Understood {
	t.Helper()
	u, err := w.Documents.Understood(tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Thử"})), document)
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func states(u documents.Understood) map[string]string {
	out := map[string]string{}
	for _, f := range u.Fields {
		out[f.Name] = f.State
	}
	return out
}
