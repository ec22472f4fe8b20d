package look

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A page built like one that was judged is not judged again; one that differs in
// anything that axe's rules read is.
func TestProblems(t *testing.T) {
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	t.Parallel()
	row := `<tr><td>một</td><td><a href="/x">mở</a></td></tr>`
	pages := map[string]string{
		"good":       `<label for="a">Tên</label><input id="a"><table><tr><th scope="col">Tên</th><th scope="col">Việc</th></tr>` + row + `</table>`,
		"more rows":  `<label for="a">Tên</label><input id="a"><table><tr><th scope="col">Tên</th><th scope="col">Việc</th></tr>` + row + row + `</table>`,
		"no label":   `<label for="b">Tên</label><input id="a"><table><tr><th scope="col">Tên</th><th scope="col">Việc</th></tr>` + row + `</table>`,
		"empty link": `<label for="a">Tên</label><input id="a"><table><tr><th scope="col">Tên</th><th scope="col">Việc</th></tr>` + row + `<tr><td>một</td><td><a href="/x"></a></td></tr></table>`,
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="vi"><title>Thử</title><main><h1>Thử</h1>%s</main>`, pages[r.URL.Query().Get("p")])
	}))
	defer srv.Close()
	ctx := Browser(t)
	look := func(name string) string {
		if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/?p="+strings.ReplaceAll(name, " ", "+"))); err != nil {
			t.Fatal(err)
		}
		return strings.Join(Problems(t, ctx), "; ")
	}
	for _, x := range []struct{ page, want string }{{"good", ""}, {"good", ""}, {"more rows", ""}, {"no label", "axe label"}, {"no label", "axe label"}, {"empty link", "axe link-name"}} {
		if got := look(x.page); (got == "") != (x.want == "") || !strings.Contains(got, x.want) {
			t.Errorf("%s: %q, want %q", x.page, got, x.want)
		}
	}
	judged.Lock()
	defer judged.Unlock()
	if len(judged.digests) != 1 {
		t.Errorf("%d kinds of good page, all three are built alike", len(judged.digests))
	}
}
