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
	const row, link = `<tr><td>một</td><td><a href="/x">mở</a></td></tr>`, `<p>Xem <a href="/x">quyết định</a></p>`
	const head = `<label for="a">Tên</label><input id="a"><table><tr><th scope="col">Tên</th><th scope="col">Việc</th></tr>`
	pages := map[string]string{
		"good":       head + row + `</table>` + `<div class="w">` + strings.Repeat(link, 9) + `</div>`,
		"more rows":  head + row + row + `</table>` + `<div class="w">` + strings.Repeat(link, 9) + `</div>`,
		"no label":   strings.Replace(head, `for="a"`, `for="b"`, 1) + row + `</table>`,
		"empty link": head + row + `<tr><td>một</td><td><a href="/x"></a></td></tr></table>`,
		"grey":       head + row + `</table>` + `<div class="g">` + strings.Repeat(link, 9) + `</div>`, // known pieces in another colour
		"skips":      head + row + `</table><h3>Mục</h3>`,
		"rest":       `<div class="w">` + strings.Repeat(link, 9) + `</div>` + head + row + `</table>`, // known pieces in another order
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprintf(w, `<!doctype html><html lang="vi"><title>Thử</title><style>.g{color:#ccc}</style><main><h1>Thử</h1>%s</main>`, pages[r.URL.Query().Get("p")])
	}))
	defer srv.Close()
	ctx := Browser(t)
	ran := 0
	look := func(name string) string {
		if err := chromedp.Do(ctx, chromedp.Navigate(srv.URL+"/?p="+strings.ReplaceAll(name, " ", "+"))); err != nil {
			t.Fatal(err)
		}
		out := strings.Join(Problems(t, ctx), "; ")
		if yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("!!window.axe")); err != nil {
			t.Fatal(err)
		} else if yes {
			ran++
		}
		return out
	}
	for _, x := range []struct{ page, want string }{{"good", ""}, {"good", ""}, {"more rows", ""}, {"no label", "axe label"}, {"no label", "axe label"}, {"empty link", "axe link-name"}, {"grey", "axe color-contrast"}, {"skips", "axe heading-order"}, {"rest", ""}} {
		if got := look(x.page); (got == "") != (x.want == "") || !strings.Contains(got, x.want) {
			t.Errorf("%s: %q, want %q", x.page, got, x.want)
		}
	}
	if ran != 6 {
		t.Errorf("axe ran %d times; good, more rows and rest have the same pieces", ran)
	}
}
