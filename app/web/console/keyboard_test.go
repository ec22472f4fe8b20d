package console_test

import (
	"context"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/chromedp"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
)

// desk is a browser at a counter's screen in which somebody is signed in.
func desk(t *testing.T, w *apptest.World, user string) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	ctx := look.Browser(t)
	for _, k := range w.Officer(user).Cookies() {
		if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: k.Name, Value: k.Value, URL: w.URL, Path: "/"}); err != nil {
			t.Fatal(err)
		}
	}
	do(t, ctx, chromedp.EmulateViewport(1366, 768))
	return ctx
}

func do(t *testing.T, ctx context.Context, steps ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	ctx, stop := context.WithTimeout(ctx, 30*time.Second)
	defer stop()
	if err := chromedp.Do(ctx, steps...); err != nil {
		t.Fatal(err)
	}
}

func js[T any](t *testing.T, ctx context.Context, code string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](code))
	if err != nil {
		t.Fatalf("%s: %v", code, err)
	}
	return v
}

// press sends a key that no text field takes, as the browser would.
func press(t *testing.T, ctx context.Context, init string) {
	t.Helper()
	js[bool](t, ctx, `(document.activeElement||document.body).dispatchEvent(new KeyboardEvent("keydown",{bubbles:true,cancelable:true,`+init+`}))`)
}

// becomes waits until the page says so.
func becomes(t *testing.T, ctx context.Context, what, code string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if v, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.readyState === "complete" && !!(`+code+`)`)); err == nil && v {
			return
		}
	}
	t.Fatalf("never: %s; the page is %s", what, js[string](t, ctx, "location.href"))
}

// TestCounterByKeyboard: a scanner and a keyboard receive a dossier (B16): scan
// and Enter, three words and Enter, F9. A mistake keeps the file that was chosen.
func TestCounterByKeyboard(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	ctx := desk(t, w, "kimboi.tiepnhan")
	do(t, ctx, chromedp.Navigate(w.URL+"/cb/tiep-nhan"))
	becomes(t, ctx, "the scanner's field has the focus", `document.activeElement.name === "scan"`)
	do(t, ctx, chromedp.KeyEvent(cardSen), chromedp.KeyEvent("\r"))
	becomes(t, ctx, "the card is read, the procedure is next", `document.querySelector("[name=full_name]").value === "Bùi Thị Sen" && document.activeElement.name === "q"`)
	do(t, ctx, chromedp.KeyEvent("mo ho kinh doanh"), chromedp.KeyEvent("\r"))
	becomes(t, ctx, "the papers are listed", `document.querySelector("[name=nhan_ho_so]")`)
	if y := js[float64](t, ctx, `document.querySelector("[name=nhan_ho_so]").getBoundingClientRect().bottom`); y > 768 {
		t.Errorf("the button ends at %.0f px, below the window", y)
	}

	// a mistake first: the name is gone; F9 says so and the chosen file stays
	file := filepath.Join(t.TempDir(), "quet.jpg")
	if err := os.WriteFile(file, apptest.Photo(t), 0o600); err != nil {
		t.Fatal(err)
	}
	do(t, ctx, chromedp.SetUploadFiles(`#tiep-nhan input[type=file][data-key=F8]`, []string{file}))
	js[string](t, ctx, `document.querySelector("[name=full_name]").value = ""`)
	becomes(t, ctx, "the photo was made smaller", `!document.querySelector("input[data-busy]")`)
	press(t, ctx, `key:"F9"`)
	becomes(t, ctx, "the problem is said and has the focus", `document.activeElement.classList.contains("es") && document.querySelector(".es").textContent.includes("Nhập họ")`)
	if n := js[int](t, ctx, `document.querySelector("#tiep-nhan input[type=file][data-key=F8]").files.length`); n != 1 {
		t.Error("the chosen file is gone")
	}
	js[string](t, ctx, `document.querySelector("[name=full_name]").value = "Bùi Thị Sen"`)
	press(t, ctx, `key:"F9"`)
	becomes(t, ctx, "the slip is there", `location.pathname.endsWith("/giay-hen") && document.body.textContent.includes("Bùi Thị Sen")`)
	id := strings.Split(js[string](t, ctx, "location.pathname"), "/")[3]
	p := see(t, w.Officer("kimboi.tiepnhan").Get("/cb/ho-so/"+id), 200)
	if p.Find("a[href^='/cb/tep/']").Length() == 0 {
		t.Error("the scanned file is not on the dossier")
	}
}

// TestWorklistByKeyboard: / searches, Alt+↓ walks the rows, Ctrl+Enter accepts and opens the next.
func TestWorklistByKeyboard(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	filed(t, w, apptest.KimBoi, "1.001612")
	filed(t, w, apptest.KimBoi, "1.001612")
	ctx := desk(t, w, "kimboi.tiepnhan")
	do(t, ctx, chromedp.Navigate(w.URL+"/cb/ho-so?"+url.Values{"hang": {"intake"}}.Encode()))
	press(t, ctx, `key:"ArrowDown",altKey:true`)
	becomes(t, ctx, "the first row's link has the focus", `document.activeElement.closest("tbody tr") === document.querySelector("tbody tr")`)
	do(t, ctx, chromedp.KeyEvent("\r"))
	becomes(t, ctx, "the dossier is open", `document.querySelector("[data-key='Ctrl+Enter']")`)
	one := js[string](t, ctx, "location.pathname")
	press(t, ctx, `key:"Enter",ctrlKey:true`)
	becomes(t, ctx, "the next dossier is open", `location.pathname !== "`+one+`" && location.pathname.startsWith("/cb/ho-so/")`)
	press(t, ctx, `key:"/"`)
	becomes(t, ctx, "search is open", `location.pathname === "/cb/tim" && document.activeElement.name === "q"`)
}

// TestChoosingAPlaceShowsTheRule: with scripts a choice is answered at once.
func TestChoosingAPlaceShowsTheRule(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	ctx := desk(t, w, "kimboi.tiepnhan")
	do(t, ctx, chromedp.Navigate(w.URL+"/cb/tiep-nhan?"+url.Values{"scan": {cardSen}, "q": {"mo ho kinh doanh"}, "noi": {"hoa binh"}}.Encode()))
	becomes(t, ctx, "another office is chosen", `document.querySelector("#duoi").textContent.includes("luân chuyển đến UBND phường Hòa Bình")`)
	js[string](t, ctx, `document.querySelector("[name=co_quan]").click(), ""`)
	becomes(t, ctx, "the rule of this office is shown", `document.querySelector("#duoi").textContent.includes("giải quyết tại UBND xã Kim Bôi") && document.querySelector("[name=full_name]").value === "Bùi Thị Sen"`)
}
