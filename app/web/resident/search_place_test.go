package resident_test

import (
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/migrations"
)

// A province's own procedure: found and marked where no place is named, opened,
// and filed at that province's communes only.
func TestAProvincesOwnProcedureIsFound(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.PublishIn("25", apptest.RoutedCode, "Hỗ trợ trồng chè búp", apptest.Routed)
	c := w.Anybody()
	p := c.Get("/tim?q=trong+che")
	if !strings.Contains(text(p, "#ket-qua"), "Hỗ trợ trồng chè búp") || !strings.Contains(text(p, "#ket-qua"), "Riêng của tỉnh Phú Thọ") {
		t.Fatal(text(p, "main"))
	}
	at := "/thu-tuc/" + apptest.RoutedCode
	if p := c.Get(at); p.Status != 200 || !strings.Contains(text(p, "main"), "Tỉnh Phú Thọ") || p.Find(`a[href$="/noi-nop"]`).Length() == 0 {
		t.Fatalf("%d %s", p.Status, text(p, "main"))
	}
	p = c.Submit(c.Get(at+"/noi-nop?q=phuong+go+vap"), `form:has(input[name=xa][value="`+apptest.GoVap.String()+`"])`, nil)
	if p.Status != 422 || !strings.Contains(text(p, "main"), "Thủ tục này chỉ có ở tỉnh Phú Thọ") {
		t.Fatalf("%d %s", p.Status, text(p, "main"))
	}
	there := w.Anybody()
	there.PostForm("/xa", url.Values{"xa": {apptest.GoVap.String()}})
	if p := there.Get("/tim?q=trong+che"); strings.Contains(text(p, "#ket-qua"), "trồng chè") {
		t.Fatal("found from another province: ", text(p, "#ket-qua"))
	}
	start(t, c, apptest.RoutedCode) // at Kim Bôi, which this device remembers now
	if p := c.Get("/tim?q=trong+che"); !strings.Contains(text(p, "#ket-qua"), "trồng chè") || strings.Contains(text(p, "#ket-qua"), "Riêng của") || strings.Contains(text(p, "#ket-qua"), "chưa nhận") {
		t.Fatal(text(p, "#ket-qua"))
	}
	// the counter of another province says so instead of failing
	desk := w.Officer("govap.tiepnhan")
	if p := desk.Get("/cb/tiep-nhan?" + url.Values{"thu_tuc": {migrations.ProcedureID(apptest.RoutedCode).String()}}.Encode()); p.Status != 200 || !strings.Contains(text(p, "main"), "Thủ tục này chỉ có ở tỉnh khác") {
		t.Fatalf("%d %s", p.Status, text(p, "main"))
	}
}
