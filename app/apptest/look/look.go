// Package look opens pages in headless Chromium the way a person would: at the sizes of a phone and of a counter's
// screen, under the product's content security policy. With SHOTS=1 it takes pictures into .shots/ at the top of the module (SHOTS=all: whole pages) and
// fails the test on anything axe-core finds, on a page wider than its window and on any message in the console.
//
// It is for tests only.
package look

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"motcua/app/apptest/axe"
	"motcua/views/assets"
)

// CSP is the policy under which pages are shown; it is the one of the product.
const CSP = "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'"

// Page is one page or state to look at.
type Page struct {
	Name string // file name of the pictures
	View interface {
		Render(context.Context, io.Writer) error
	} // a templ component that is a whole document
	Sizes []Size // nil is the sizes given to Pages
}

// Size is a window.
type Size struct {
	Width, Height int64
	Touch         bool
}

// Sizes that the design is measured at: the narrowest phone, the usual phone, the counter's screen.
var (
	Narrow = Size{320, 640, true}
	Phone  = Size{360, 740, true}
	Desk   = Size{1366, 768, false}
)

// Pages looks at all pages at all sizes and reports what is wrong through t. It is skipped with -short.
func Pages(t *testing.T, pages []Page, sizes ...Size) {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	PagesIn(t, Browser(t), pages, sizes...)
}

// PagesIn is Pages in a browser that is running already.
func PagesIn(t *testing.T, ctx context.Context, pages []Page, sizes ...Size) {
	t.Helper()
	server := serve(t, pages)
	for _, p := range pages {
		if len(p.Sizes) == 0 {
			p.Sizes = sizes
		}
		t.Run(p.Name, func(t *testing.T) {
			visit(t, ctx, server.URL+"/"+p.Name, p.Sizes, p.Name)
		})
	}
}

// Browser starts one Chromium for the test and ends it with the test.
func Browser(t testing.TB) context.Context {
	t.Helper()
	opts := []chromedp.ExecAllocatorOption{
		chromedp.Headless, chromedp.NoSandbox, chromedp.DisableGPU, chromedp.NoFirstRun,
		chromedp.Flag("disable-dev-shm-usage", true), chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("lang", "vi"), chromedp.Flag("force-prefers-reduced-motion", true), chromedp.Flag("force-color-profile", "srgb"),
	}
	// without a desktop's browser around the page: a third less work
	if shell, err := exec.LookPath("chromium-headless-shell"); err == nil {
		opts = append(opts, chromedp.ExecPath(shell))
	}
	alloc, cancelAlloc := chromedp.NewExecAllocator(t.Context(), opts...)
	ctx, cancel := chromedp.NewContext(alloc)
	t.Cleanup(func() { cancel(); cancelAlloc() })
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("Chromium did not start (apt-get install chromium-headless-shell): %v", err)
	}
	return ctx
}

func serve(t *testing.T, pages []Page) *httptest.Server {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	mux.HandleFunc("/anh.svg", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "image/svg+xml")
		_, _ = io.WriteString(w, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path fill="#fff" d="M0 0h9v9H0z"/><path d="M0 0h3v3H0zM6 0h3v3H6zM0 6h3v3H0zM4 4h2v2H4zM7 7h1v1H7z"/></svg>`)
	})
	for _, p := range pages {
		var html bytes.Buffer
		if err := p.View.Render(t.Context(), &html); err != nil {
			t.Fatalf("%s: %v", p.Name, err)
		}
		mux.HandleFunc("GET /"+p.Name, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", CSP)
			_, _ = w.Write(html.Bytes())
		})
	}
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server
}

// visit opens one address and judges what it shows at each size.
func visit(t *testing.T, browser context.Context, url string, sizes []Size, picture string) {
	t.Helper()
	// one tab for all pages: a tab of its own costs each page a process
	ctx, stop := context.WithTimeout(browser, time.Minute)
	defer stop()

	var mu sync.Mutex
	var said []string
	err := chromedp.Listen(ctx, func(ev any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := ev.(type) {
		case *log.EventEntryAdded:
			said = append(said, e.Entry.Text)
		case *runtime.EventExceptionThrown:
			said = append(said, e.ExceptionDetails.Text)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := chromedp.Do(ctx, viewport(sizes[0]), chromedp.Navigate(url)); err != nil {
		t.Fatalf("open: %v", err)
	}
	for _, s := range sizes {
		if err := chromedp.Do(ctx, viewport(s)); err != nil {
			t.Fatalf("size: %v", err)
		}
		for _, problem := range Problems(t, ctx) {
			t.Errorf("%d px: %s", s.Width, problem)
		}
		Picture(t, ctx, fmt.Sprintf("%s-%d", picture, s.Width))
	}
	mu.Lock()
	defer mu.Unlock()
	for _, text := range said {
		t.Errorf("console: %s", text)
	}
}

// Picture takes a picture into .shots/name.jpg: with SHOTS=1 of what the window
// shows, with SHOTS=all or when the test has failed of the whole page. Else none:
// the pictures of all pages are a tenth of what looking at them costs.
func Picture(t testing.TB, ctx context.Context, name string) {
	t.Helper()
	quality, yes, whole := int64(60), true, os.Getenv("SHOTS") == "all" || t.Failed()
	if os.Getenv("SHOTS") == "" && !t.Failed() {
		return
	}
	picture, err := chromedp.Call(ctx, page.CaptureScreenshot, page.CaptureScreenshotParams{
		Format: page.CaptureScreenshotFormatJpeg, Quality: &quality, OptimizeForSpeed: &yes, CaptureBeyondViewport: &whole, FromSurface: &yes,
	})
	if err != nil {
		t.Fatalf("picture: %v", err)
	}
	if err := os.WriteFile(filepath.Join(shots(t), name+".jpg"), picture.Data, 0o644); err != nil {
		t.Fatal(err)
	}
}

func viewport(s Size) chromedp.Action[chromedp.Void] {
	if s.Touch {
		return chromedp.EmulateViewport(s.Width, s.Height, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait)
	}
	return chromedp.EmulateViewport(s.Width, s.Height)
}

// built says how a page is built: pieces of a few elements, each with what its
// ancestors are, then what holds the pieces, and the page's outline. It tells apart what axe's rules read (elements, classes, roles, what points where,
// whether there is text), not what the texts are; rows of a kind count once.
const built = `(() => {
  const told = new Set(["class", "role", "type", "lang", "scope", "tabindex", "autocomplete", "disabled", "hidden", "open", "checked", "required", "multiple", "colspan", "rowspan", "headers", "http-equiv"]);
  const points = new Set(["for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-activedescendant", "list"]);
  const own = (e) => "<" + e.localName + " " + [...e.attributes].map(a => {
    if (told.has(a.name)) return a.name + "=" + a.value;
    if (points.has(a.name)) return a.name + "=" + a.value.split(/\s+/).map(id => document.getElementById(id) ? "there" : "nowhere");
    if (a.name.startsWith("aria-")) return a.name + "=" + (/label|valuetext|roledescription/.test(a.name) ? !!a.value.trim() : a.value);
    if (["alt", "title", "href", "name", "placeholder"].includes(a.name)) return a.name + "=" + (a.value[0] === "#" ? "#" : !!a.value.trim());
    return "";
  }).filter(Boolean).sort().join(" ") + (e.labels && e.labels.length ? " labelled" : "") + ([...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) ? " t" : "") + ">";
  const once = (list) => list.filter((k, i) => k !== list[i - 1]).join("");
  const whole = (e) => own(e) + once([...e.children].map(whole)) + "</>";
  const pieces = new Map(), size = innerWidth + " "; // how it is built, to the element and what is cut off it; none: the outline
  const styles = [...document.styleSheets].map(x => x.href ? new URL(x.href).pathname : x.ownerNode.textContent).join(" ") + " ";
  const piece = (how, e, off) => { if (!pieces.has(styles + how)) pieces.set(styles + how, e && {e, off}); };
  const cut = (e, above) => {
    const here = above + own(e);
    if (e.getElementsByTagName("*").length <= 4) return piece(size + above + whole(e), e, []);
    piece(size + here + once([...e.children].map(k => k.localName + " ").sort()), e, [...e.children]);
    for (const k of e.children) cut(k, here);
  };
  cut(document.documentElement, "");
  const ids = [...document.querySelectorAll("[id]")].map(e => e.id);
  piece("every id once: " + (new Set(ids).size === ids.length));
  const heads = [...document.querySelectorAll("h1,h2,h3,h4,h5,h6")].map(e => e.localName);
  heads.forEach((h, i) => piece(h + " after " + heads[i - 1]));
  const marks = [...document.querySelectorAll("main,nav,header,footer,aside,form,section,[role]")].map(own);
  marks.forEach(m => piece(m + (marks.filter(x => x === m).length > 1)));
  window.builtOf = [...pieces.values()];
  return JSON.stringify([...pieces.keys()]);
})()`

// judge runs axe-core on the pieces whose numbers it is given; on the whole page
// when the outline is among them, or most of the page.
const judge = `(async (fresh) => {
  const of = fresh.map(i => window.builtOf[i]), parts = of.every(Boolean) && fresh.length * 2 < window.builtOf.length;
  const include = parts ? of.map(p => p.e) : [document];
  const exclude = parts ? of.flatMap(p => p.off).filter(e => !include.includes(e)) : [];
  const r = await axe.run({include, exclude}, {runOnly: ["wcag2a","wcag2aa","wcag21a","wcag21aa","wcag22aa","best-practice"], resultTypes: ["violations"], preload: false, iframes: false});
  return JSON.stringify(r.violations.map(v => "axe " + v.id + ": " + v.help + " | " + v.nodes.slice(0, 4).map(n => n.target.join(" ") + " " + (n.any[0] || n.all[0] || n.none[0] || {message: ""}).message).join(" || ")));
})`

// wide tells what is wider than the window.
const wide = `(() => {
  const d = document.scrollingElement;
  if (d.scrollWidth <= innerWidth + 1) return "[]";
  const over = [...document.querySelectorAll("main *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".tw")).slice(0, 3);
  return JSON.stringify(["wider than the window: " + d.scrollWidth + " > " + innerWidth + " " + over.map(e => e.outerHTML.slice(0, 120)).join(" | ")]);
})()`

// judged are the pieces of pages that axe found nothing on. The same pieces get
// the same verdict, and axe does not look at them again: it is most of what
// looking at a page costs. Test processes that share servers share them too, as
// files in the folder that MOTCUA_SHARED names, which goes with the servers.
var judged = struct {
	sync.Mutex
	pieces map[string]bool
}{pieces: map[string]bool{}}

var together = os.Getenv("MOTCUA_SHARED")

func wasJudged(piece string) bool {
	judged.Lock()
	defer judged.Unlock()
	if !judged.pieces[piece] && together != "" {
		_, err := os.Stat(filepath.Join(together, "judged", piece))
		judged.pieces[piece] = err == nil
	}
	return judged.pieces[piece]
}

func setJudged(t testing.TB, pieces []string) {
	t.Helper()
	judged.Lock()
	defer judged.Unlock()
	for _, p := range pieces {
		judged.pieces[p] = true
	}
	if together == "" {
		return
	}
	dir := filepath.Join(together, "judged")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, p := range pieces {
		if err := os.WriteFile(filepath.Join(dir, p), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// Problems runs axe-core and the width check on the page that ctx shows; one sentence each.
func Problems(t testing.TB, ctx context.Context) []string {
	t.Helper()
	list := func(script string) (out []string) {
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string](script, chromedp.EvalAwaitPromise))
		if err == nil {
			err = json.Unmarshal([]byte(text), &out)
		}
		if err != nil {
			t.Fatalf("axe.run: %v", err)
		}
		return out
	}
	problems, pieces := list(wide), list(built)
	var fresh []int
	var keys []string
	for i, p := range pieces {
		sum := sha256.Sum256([]byte(p))
		if k := hex.EncodeToString(sum[:]); !wasJudged(k) {
			fresh, keys = append(fresh, i), append(keys, k)
		}
	}
	if len(fresh) == 0 {
		return problems
	}
	if _, err := chromedp.Run(ctx, chromedp.Evaluate[bool](axe.Source+";true")); err != nil {
		t.Fatalf("axe-core: %v", err)
	}
	which, err := json.Marshal(fresh)
	if err != nil {
		t.Fatal(err)
	}
	found := list(judge + "(" + string(which) + ")")
	if len(found) == 0 {
		setJudged(t, keys)
	}
	return append(found, problems...)
}

// shots is .shots/ beside go.mod.
func shots(t testing.TB) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			break
		}
		up := filepath.Dir(dir)
		if up == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = up
	}
	dir = filepath.Join(dir, ".shots")
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}
