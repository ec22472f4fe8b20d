package builder_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"motcua/app/apptest"
	"motcua/app/procedures"
	"motcua/storage/pgtest"
)

// Two people meet in one draft: each reads who else is there; one keeps it for
// a while, the other reads only until it is let go, taken over, or left alone.
func TestColleaguesInOneDraft(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	khai, van := w.Officer(admin), w.Officer(controller)
	base := draftOf(t, khai, married)
	part := base + "/chung"
	lines := func(c *apptest.Client, path string) string { return text(c.Get(path), "#co-mat") }
	if s := lines(khai, base); s != "" {
		t.Errorf("alone, and yet: %q", s)
	}
	for _, path := range []string{base, part, base + "/xem-truoc"} {
		if s := lines(van, path); !strings.Contains(s, "Trần Đức Khải đang soạn bản này từ ") || !strings.Contains(s, "được gộp khi lưu") {
			t.Errorf("%s does not say who is there: %q", path, s)
		}
	}
	// a page left open asks again, and gets the lines alone
	p := khai.Get(base + "/co-mat")
	want(t, p, 200, "Đỗ Thị Vân đang soạn bản này")
	if strings.Contains(p.Body, "<html") || p.Find("#co-mat[hx-get]").Length() != 1 {
		t.Errorf("not the lines alone: %.300s", p.Body)
	}
	// who only looks at the version's page is nobody's colleague; another province never is
	want(t, w.Officer("hcm.quantri").Get(base+"/co-mat"), 404)

	stale := khai.Get(part)
	p = van.Submit(van.Get(base), "form[action$='/khoa']", nil)
	want(t, p, 200, "Ông/Bà đang khóa bản này")
	want(t, khai.Get(part), 200, "Đỗ Thị Vân đang khóa bản này, soạn từ ", ": Ông/Bà chỉ xem được")
	if n := khai.Get(part).Find(`main form[action="` + part + `"] button`).Length(); n != 0 {
		t.Errorf("%d buttons to save what cannot be saved", n)
	}
	p = khai.Submit(stale, `main form[action="`+part+`"]`, url.Values{"who": {"Ai đó khác"}})
	want(t, p, 409, "Đỗ Thị Vân đang giữ bản này")
	if got := p.Find("#f-who").AttrOr("value", ""); got != "Ai đó khác" {
		t.Errorf("what was typed is lost: %q", got)
	}
	here := strings.TrimSuffix(base, "/soan")
	for _, act := range []string{"/gui-duyet", "/xoa"} {
		want(t, khai.PostForm(here+act, url.Values{"version": {"1"}}), 409, "đang giữ bản này")
	}
	want(t, khai.PostForm(base+"/khoa", nil), 409, "Đỗ Thị Vân đang giữ bản này")
	want(t, van.Submit(van.Get(part), `main form[action="`+part+`"]`, url.Values{"who": {"Người dân"}}), 200, "Đã lưu")

	// an admin takes it over, and says why; whoever only writes procedures may not
	want(t, khai.Submit(khai.Get(base), "form[action$='/lay-khoa']", url.Values{"reason": {"x"}}), 422, "ít nhất 5 ký tự")
	p = khai.Submit(khai.Get(base), "form[action$='/lay-khoa']", url.Values{"reason": {"Chị Vân nghỉ ốm, mai công bố"}})
	want(t, p, 200, "Ông/Bà đang khóa bản này")
	want(t, khai.Get(here), 200, "Lấy khóa của Đỗ Thị Vân", "Chị Vân nghỉ ốm, mai công bố", "Khóa bản nháp để sửa")
	want(t, van.Get(base), 200, "Trần Đức Khải đang khóa bản này")
	want(t, van.PostForm(base+"/lay-khoa", url.Values{"reason": {"Tôi cần sửa"}}), 403)
	want(t, van.PostForm(base+"/mo-khoa", nil), 200, "Trần Đức Khải đang khóa bản này")

	// left alone it ends by itself; then anybody may keep it
	db := pgtest.Conn(t, w.DB.SuperURL)
	back := func(d time.Duration) {
		if _, err := db.Exec(t.Context(), `UPDATE app.revision_presence SET since = since - $1::interval, seen_at = seen_at - $1::interval, locked_at = locked_at - $1::interval`, d.String()); err != nil {
			t.Fatal(err)
		}
	}
	back(procedures.PresentFor + time.Minute)
	if s := lines(van, base); !strings.Contains(s, "Trần Đức Khải đang khóa") || strings.Contains(s, "được gộp") {
		t.Errorf("after some minutes: %q", s)
	}
	khai.Get(base + "/co-mat") // a page left open keeps nobody out for ever
	back(procedures.LockedFor)
	p = van.Submit(van.Get(base), "form[action$='/khoa']", nil)
	want(t, p, 200, "Ông/Bà đang khóa bản này")
	want(t, khai.PostForm(base+"/khoa", nil), 409)
	want(t, van.Submit(van.Get(base), "form[action$='/mo-khoa']", nil), 200, "Khóa bản này để một mình sửa")
	want(t, khai.PostForm(base+"/khoa", nil), 200, "Ông/Bà đang khóa bản này")
	// giving it to review gives the lock back too
	want(t, khai.Submit(khai.Get(here), "form[action$=gui-duyet]", nil), 200, "Chờ duyệt")
	want(t, van.Submit(van.Get(here), "form[action$=tra-lai]", url.Values{"reason": {"Sửa thêm"}}), 200)
	want(t, van.Submit(van.Get(part), `main form[action="`+part+`"]`, url.Values{"who": {"Người dân trong tỉnh"}}), 200, "Đã lưu")
}

// The operators' drafts are locked the same way.
func TestOperatorsLock(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	minh, ngoc := w.Officer(operator), w.Officer(second)
	base := draftOf(t, minh, national+"/1.004873")
	want(t, minh.Submit(minh.Get(base), "form[action$='/khoa']", nil), 200, "Ông/Bà đang khóa bản này")
	want(t, ngoc.Get(base+"/chung"), 200, "Phạm Quang Minh đang khóa bản này")
	want(t, ngoc.Submit(ngoc.Get(base), "form[action$='/lay-khoa']", url.Values{"reason": {"Anh Minh đi vắng"}}), 200, "Ông/Bà đang khóa bản này")
	want(t, minh.PostForm(base+"/khoa", nil), 409)
}
