package console_test

import (
	"net/url"
	"testing"

	"motcua/app/apptest"
)

// posted sends an issued result to its resident: it stands on văn thư's desk from
// the day it was issued, and the number of the item is asked for.
func posted(t *testing.T, w *apptest.World, d string) {
	t.Helper()
	clerk, name := w.Officer("kimboi.vanthu"), "so_"+dossierID(d)
	must(t, see(t, clerk.Get("/cb"), 200), "Cần gửi bưu điện")
	p := see(t, clerk.Get("/cb/ban-giao"), 200)
	must(t, p, "xóm Mớ Đá")
	must(t, see(t, clerk.Submit(p, "#buu-dien form", nil), 422), "Ghi số bưu gửi của ít nhất một hồ sơ")
	p = see(t, clerk.Submit(p, "#buu-dien form", url.Values{name: {"gì đó?"}}), 422)
	must(t, p, "ví dụ EF123456789VN")
	if got := p.Find("input[name='"+name+"']").AttrOr("value", ""); got != "gì đó?" {
		t.Errorf("what was typed is gone: %q", got)
	}
	counter := w.Officer("kimboi.tiepnhan")
	must(t, see(t, act(t, counter, d, "tra-ket-qua", url.Values{"number": {""}}), 422), "ví dụ EF123456789VN")
	must(t, see(t, clerk.Submit(p, "#buu-dien form", url.Values{name: {"ef 123456789 vn"}}), 200), "Đã ghi nhận gửi 1 kết quả")
	if again := see(t, clerk.Submit(p, "#buu-dien form", url.Values{name: {"ef 123456789 vn"}}), 200); again.Find(".em").Length() != 0 {
		t.Error("clicked twice: told that nothing was typed")
	}
	must(t, see(t, clerk.Get(d), 200), "EF123456789VN", "Đã trả kết quả")
	if see(t, clerk.Get("/cb/ban-giao"), 200).Find("input[name='"+name+"']").Length() > 0 {
		t.Error("what was sent waits still")
	}
}
