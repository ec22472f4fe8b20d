// Package browser drives the running product in headless Chromium as people
// do: fingers on a phone, a keyboard at the counter. A [Tab] goes somewhere,
// presses what it can read, types, and judges what it shows: pictures into
// .shots/, axe-core, width, console messages, bytes and requests.
//
// It is for tests only.
package browser

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"motcua/app/apptest/look"
)

// patience is how long anything may take; the machine may be busy.
const patience = 20 * time.Second

// Tab is one person's browser: cookies of its own, one window.
type Tab struct {
	T      testing.TB
	ctx    context.Context
	base   string
	size   look.Size
	mu     sync.Mutex
	said   []string // console messages since the last page began
	bytes  map[network.RequestID]int64
	asked  map[network.RequestID]string
	Status int // of the page in front
}

// Option changes a tab.
type Option func(context.Context) error

// NoScripts opens a tab in which no page's script runs.
func NoScripts(ctx context.Context) error {
	_, err := chromedp.Call(ctx, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	return err
}

// Open opens a tab in a running Chromium (look.Browser) on the product at base.
func Open(t testing.TB, chromium context.Context, base string, size look.Size, opts ...Option) *Tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(chromium, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	x := &Tab{T: t, ctx: ctx, base: base, size: size, bytes: map[network.RequestID]int64{}, asked: map[network.RequestID]string{}}
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil { // with a context that lives as long as the tab: the first use decides
		t.Fatal(err)
	}
	if err := chromedp.Listen(ctx, x.hear); err != nil {
		t.Fatal(err)
	}
	if _, err := chromedp.Call(ctx, network.Enable, network.EnableParams{}); err != nil {
		t.Fatal(err)
	}
	for _, o := range opts {
		if err := o(ctx); err != nil {
			t.Fatal(err)
		}
	}
	x.Resize(size)
	return x
}

func (x *Tab) hear(ev any) {
	x.mu.Lock()
	defer x.mu.Unlock()
	switch e := ev.(type) {
	case *log.EventEntryAdded:
		if strings.Contains(e.Entry.URL, "/tep/") {
			return // a picture of a paper that is gone by the time the page is looked at
		}
		x.said = append(x.said, e.Entry.Text)
	case *runtime.EventExceptionThrown:
		x.said = append(x.said, e.ExceptionDetails.Text)
	case *network.EventRequestWillBeSent:
		x.asked[e.RequestID] = e.Request.URL
	case *network.EventLoadingFinished:
		x.bytes[e.RequestID] = int64(e.EncodedDataLength)
	}
}

// SignIn gives the tab the cookies of a browser that is signed in.
func (x *Tab) SignIn(cookies []*http.Cookie) { x.T.Helper(); x.SignInAt(x.base, cookies) }

// SignInAt does the same for a server in front of the product.
func (x *Tab) SignInAt(base string, cookies []*http.Cookie) {
	x.T.Helper()
	for _, c := range cookies {
		if _, err := chromedp.Call(x.ctx, network.SetCookie, network.SetCookieParams{Name: c.Name, Value: c.Value, URL: base, Path: "/"}); err != nil {
			x.T.Fatal(err)
		}
	}
}

// Resize changes the window.
func (x *Tab) Resize(s look.Size) {
	x.T.Helper()
	x.size = s
	if s.Touch {
		x.do(chromedp.EmulateViewport(s.Width, s.Height, chromedp.EmulateMobile, chromedp.EmulateTouch, chromedp.EmulatePortrait))
		return
	}
	x.do(chromedp.EmulateViewport(s.Width, s.Height))
}

// Go loads a page, whatever it answers.
func (x *Tab) Go(path string) {
	x.T.Helper()
	x.forget()
	if !strings.HasPrefix(path, "http") {
		path = x.base + path
	}
	x.load("open "+path, chromedp.Navigate(path))
}

// forget begins a page: what was said and loaded before counts no more.
func (x *Tab) forget() {
	x.mu.Lock()
	x.said, x.bytes, x.asked = nil, map[network.RequestID]int64{}, map[network.RequestID]string{}
	x.mu.Unlock()
}

// load does something that leads to another page and waits for it.
func (x *Tab) load(what string, steps ...chromedp.Action[chromedp.Void]) {
	x.T.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, patience)
	defer cancel()
	r, err := chromedp.RunResponse(ctx, steps...)
	if err != nil {
		x.T.Fatalf("%s: %v, at %s", what, err, x.Where())
	}
	x.Status = int(r.Status)
}

func (x *Tab) do(steps ...chromedp.Action[chromedp.Void]) {
	x.T.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, patience)
	defer cancel()
	if err := chromedp.Do(ctx, steps...); err != nil {
		x.T.Fatalf("%v, at %s", err, x.Where())
	}
}

// Value evaluates an expression in the page.
func Value[V any](x *Tab, js string) V {
	x.T.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, patience)
	defer cancel()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[V](js))
	if err != nil {
		x.T.Fatalf("%s: %v", js, err)
	}
	return v
}

// Where is path and heading of the page in front.
func (x *Tab) Where() string {
	ctx, cancel := context.WithTimeout(x.ctx, 5*time.Second)
	defer cancel()
	s, err := chromedp.Run(ctx, chromedp.Evaluate[string](`location.pathname + " “" + ((document.querySelector("h1")||{}).textContent||"") + "” " + [...document.querySelectorAll(".es li, .em")].map(e => e.textContent).join("; ")`))
	if err != nil {
		return "?"
	}
	return strings.Join(strings.Fields(s), " ")
}

// Path is where the tab is.
func (x *Tab) Path() string { x.T.Helper(); return Value[string](x, `location.pathname`) }

// Reads fails unless the page shows a text.
func (x *Tab) Reads(text string) {
	x.T.Helper()
	ctx, cancel := context.WithTimeout(x.ctx, patience)
	defer cancel()
	js := `document.body.innerText.replace(/\s+/g, " ").toLowerCase().includes(` + strconv.Quote(strings.Join(strings.Fields(strings.ToLower(text)), " ")) + `)`
	for {
		ok, err := chromedp.Run(ctx, chromedp.Evaluate[bool](js))
		if err == nil && ok {
			return
		}
		if ctx.Err() != nil {
			x.T.Fatalf("the page does not say “%s”, at %s", text, x.Where())
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// find marks the link, button or label that carries a text and returns a selector for it.
const find = `((text, what) => {
  const say = (e) => { const c = e.cloneNode(true); c.querySelectorAll("kbd, .vh, .hint").forEach(x => x.remove()); return c.textContent.replace(/\s+/g, " ").trim(); };
  const all = [...document.querySelectorAll(what)].filter(e => e.getClientRects().length);
  const hit = all.find(e => say(e) === text) || all.find(e => say(e).startsWith(text));
  document.querySelectorAll("[data-hit]").forEach(e => e.removeAttribute("data-hit"));
  if (hit) hit.setAttribute("data-hit", "");
  return !!hit;
})`

func (x *Tab) find(text, what string) {
	x.T.Helper()
	if !Value[bool](x, find+`(`+strconv.Quote(text)+`, `+strconv.Quote(what)+`)`) {
		x.T.Fatalf("nothing says “%s”, at %s", text, x.Where())
	}
}

// Press presses a link or button by its text; another page must come.
func (x *Tab) Press(text string) {
	x.T.Helper()
	x.find(text, "a, button")
	x.forget()
	x.load("press "+text, chromedp.Click(`[data-hit]`))
}

// PressOn presses the first element that matches; another page must come.
func (x *Tab) PressOn(selector string) {
	x.T.Helper()
	x.forget()
	x.load("press "+selector, chromedp.Click(selector))
}

// Tick presses the label of a radio or a box.
func (x *Tab) Tick(text string) {
	x.T.Helper()
	x.find(text, "label")
	x.do(chromedp.Click(`[data-hit]`))
}

// Type types into the field of that name, over what stood there.
func (x *Tab) Type(name, text string) {
	x.T.Helper()
	sel := `[name="` + name + `"]`
	x.do(chromedp.Focus(sel), chromedp.Evaluate[chromedp.Void](`document.activeElement.select && document.activeElement.select()`), chromedp.SendKeys(sel, text))
}

// Keys sends keys to whatever has the focus.
func (x *Tab) Keys(keys string, mods ...chromedp.Modifier) {
	x.T.Helper()
	x.do(chromedp.KeyEvent(keys, chromedp.KeyModifiers(mods...)))
}

// KeysTo sends keys after which another page must come.
func (x *Tab) KeysTo(keys string, mods ...chromedp.Modifier) {
	x.T.Helper()
	x.forget()
	x.load("keys", chromedp.KeyEvent(keys, chromedp.KeyModifiers(mods...)))
}

// TabTo presses Tab until the focus is on an element that matches.
func (x *Tab) TabTo(selector string) {
	x.T.Helper()
	for range 120 {
		if Value[bool](x, `!!document.activeElement && document.activeElement.matches(`+strconv.Quote(selector)+`)`) {
			return
		}
		x.Keys(kb.Tab)
	}
	x.T.Fatalf("Tab never reaches %s, at %s", selector, x.Where())
}

// Upload puts a file into a file field.
func (x *Tab) Upload(selector, name string, data []byte) {
	x.T.Helper()
	path := filepath.Join(x.T.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		x.T.Fatal(err)
	}
	x.do(chromedp.SetUploadFiles(selector, []string{path}, chromedp.NodeReady))
}

// Asked is how many requests the page in front made to addresses with a part.
func (x *Tab) Asked(part string) (n int) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, url := range x.asked {
		if strings.Contains(url, part) {
			n++
		}
	}
	return n
}

// Weight is what the page in front took to show: bytes on the wire and requests.
func (x *Tab) Weight() (bytes int64, requests int) {
	time.Sleep(100 * time.Millisecond) // the last request's end is told a moment after the page
	x.mu.Lock()
	defer x.mu.Unlock()
	for id, url := range x.asked {
		if strings.HasPrefix(url, "data:") {
			continue
		}
		requests++
		bytes += x.bytes[id]
	}
	return bytes, requests
}

// Fresh empties the browser's cache, so that the next page is a first view.
func (x *Tab) Fresh() {
	x.T.Helper()
	if _, err := chromedp.Call(x.ctx, network.ClearBrowserCache, cdp.Empty{}); err != nil {
		x.T.Fatal(err)
	}
}

// Judge takes a picture of the page in front and reports what is wrong with it:
// accessibility, width, messages in the console.
func (x *Tab) Judge(name string) {
	x.T.Helper()
	for _, p := range look.Problems(x.T, x.ctx) {
		x.T.Errorf("%s, %d px: %s", name, x.size.Width, p)
	}
	look.Picture(x.T, x.ctx, fmt.Sprintf("%s-%d", name, x.size.Width))
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, s := range x.said {
		if x.Status >= 400 && strings.Contains(s, "the server responded with a status of "+strconv.Itoa(x.Status)) {
			continue // the page itself, which is meant to answer so
		}
		x.T.Errorf("%s, console: %s", name, s)
	}
	x.said = nil
}

// Narrow fails when the page is wider than a window of 320 px (WCAG 2.2, 1.4.10).
func (x *Tab) Narrow(name string) {
	x.T.Helper()
	before := x.size
	x.Resize(look.Narrow)
	if w := Value[int](x, `document.scrollingElement.scrollWidth - innerWidth`); w > 1 {
		look.Picture(x.T, x.ctx, name+"-320")
		x.T.Errorf("%s, 320 px: %d px wider than the window", name, w)
	}
	x.Resize(before)
}

// Large doubles the type and fails when the page then is wider than its window.
func (x *Tab) Large(name string) {
	x.T.Helper()
	w := Value[int](x, `(() => { document.documentElement.style.fontSize = "200%"; const w = document.scrollingElement.scrollWidth - innerWidth; return w; })()`)
	if w > 1 {
		look.Picture(x.T, x.ctx, fmt.Sprintf("%s-%d-200", name, x.size.Width))
		x.T.Errorf("%s, %d px, letters at 200 %%: %d px wider than the window: %s", name, x.size.Width, w, Value[string](x, `[...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".tw")).slice(0, 3).map(e => e.outerHTML.slice(0, 120)).join(" | ")`))
	}
	Value[bool](x, `(() => { document.documentElement.style.fontSize = ""; return true; })()`)
}
