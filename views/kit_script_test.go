package views_test

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/jpeg"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"motcua/app/apptest/look"
	"motcua/views/assets"
	"motcua/views/layout"
	"motcua/views/ui"
)

// office is a little server that remembers what the pages sent.
type office struct {
	mu    sync.Mutex
	sent  []url.Values
	saved []url.Values
	files [][]byte
	slow  time.Duration
	up    bool // POST /sau works
}

func (o *office) serve(t *testing.T, pages map[string][]byte) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.Handle(assets.Prefix, assets.Handler())
	for path, html := range pages {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Security-Policy", look.CSP)
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			_, _ = w.Write(html)
		})
	}
	mux.HandleFunc("POST /luu", func(w http.ResponseWriter, r *http.Request) {
		_ = r.ParseForm()
		o.mu.Lock()
		o.saved = append(o.saved, r.PostForm)
		o.mu.Unlock()
		w.Header().Set("X-Version", "4")
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("POST /tai-len", func(w http.ResponseWriter, r *http.Request) {
		o.take(r)
		_ = ui.FileList([]ui.File{{Name: "Đã ở trên máy chủ"}}).Render(r.Context(), w)
	})
	mux.HandleFunc("POST /sau", func(w http.ResponseWriter, r *http.Request) {
		o.mu.Lock()
		up := o.up
		o.mu.Unlock()
		if !up {
			http.Error(w, "down", http.StatusServiceUnavailable)
			return
		}
		o.take(r)
		_ = ui.FileList([]ui.File{{Name: "Đã ở trên máy chủ"}}).Render(r.Context(), w)
	})
	mux.HandleFunc("POST /gui", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(o.slow)
		o.take(r)
		_, _ = io.WriteString(w, "<!DOCTYPE html><title>ok</title><p id=ok>ok")
	})
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL
}

func (o *office) take(r *http.Request) {
	_ = r.ParseMultipartForm(32 << 20)
	o.mu.Lock()
	defer o.mu.Unlock()
	o.sent = append(o.sent, r.PostForm)
	if r.MultipartForm == nil {
		return
	}
	for _, heads := range r.MultipartForm.File {
		for _, h := range heads {
			f, err := h.Open()
			if err != nil {
				continue
			}
			b, _ := io.ReadAll(f)
			_ = f.Close()
			if len(b) > 0 {
				o.files = append(o.files, b)
			}
		}
	}
}

func (o *office) counts() (sent, saved, files int) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return len(o.sent), len(o.saved), len(o.files)
}

func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for range 200 {
		if ok() {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("did not happen: %s", what)
}

func eval[T any](t *testing.T, ctx context.Context, js string) T {
	t.Helper()
	v, err := chromedp.Run(ctx, chromedp.Evaluate[T](js))
	if err != nil {
		t.Fatalf("%s: %v", js, err)
	}
	return v
}

func tab(t *testing.T, browser context.Context, url string) context.Context {
	t.Helper()
	ctx, cancel := chromedp.NewContext(browser)
	t.Cleanup(cancel)
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(stop)
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(1366, 768), chromedp.Navigate(url)); err != nil {
		t.Fatal(err)
	}
	return ctx
}

func key(t *testing.T, ctx context.Context, init string) bool {
	t.Helper()
	return eval[bool](t, ctx, `!(document.activeElement||document.body).dispatchEvent(new KeyboardEvent("keydown",{bubbles:true,cancelable:true,`+init+`}))`)
}

// camera writes a photo as a phone would make it: 1800 × 2400 with a block of camera data that names a place.
func camera(t *testing.T) string {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 1800, 2400)), nil); err != nil {
		t.Fatal(err)
	}
	exif := []byte("Exif\x00\x00GPS 20.66,105.52")
	raw := append([]byte{0xFF, 0xD8, 0xFF, 0xE1, 0, byte(len(exif) + 2)}, exif...)
	raw = append(raw, b.Bytes()[2:]...)
	name := filepath.Join(t.TempDir(), "anh.jpg")
	if err := os.WriteFile(name, raw, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// TestScript proves what app.js adds, in one browser under the product's content security policy.
func TestScript(t *testing.T) {
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	o := &office{slow: 1500 * time.Millisecond}
	with422 := layout.Data{Title: "Thử", Problems: []ui.Problem{{Field: "name", Text: "Nhập họ tên"}}}
	paper := ui.FileInput(ui.FileField{Field: ui.Field{Name: "paper", Label: "Giấy"}})
	atOnce := ui.FileInput(ui.FileField{Field: ui.Field{Name: "paper", Label: "Giấy"}, Upload: "/tai-len"})
	name := ui.Input(ui.Field{Name: "name", Label: "Họ tên"})
	money := ui.Money(ui.Field{Name: "money", Label: "Tiền"})
	send := ui.Button(ui.Btn{Text: "Gửi", Name: "act", Value: "send"})
	base := o.serve(t, map[string][]byte{
		"/form":     render(t, in(layout.Resident, layout.Data{Title: "Thử"}, ui.Heading("Thử", ""), ui.Code(ui.CodeProps{Value: "H44.12-260905-0123", Copy: true}), with(ui.Form(ui.FormProps{Action: "/gui", Key: "k", Version: "3", Multipart: true, Autosave: "/luu"}), name, money, paper, send))),
		"/once":     render(t, in(layout.Resident, layout.Data{Title: "Thử"}, ui.Heading("Thử", ""), with(ui.Form(ui.FormProps{Action: "/gui", Key: "k", Multipart: true}), atOnce, send))),
		"/lost":     render(t, in(layout.Resident, layout.Data{Title: "Thử"}, ui.Heading("Thử", ""), with(ui.Form(ui.FormProps{Action: "/gui", Key: "k", Multipart: true}), ui.FileInput(ui.FileField{Field: ui.Field{Name: "later", Label: "Giấy"}, Upload: "/sau"}), send))),
		"/wrong":    render(t, in(layout.Resident, with422, ui.Heading("Thử", ""), name)),
		"/worklist": render(t, worklistPage()),
		"/intake":   render(t, intakePage()),
	})
	browser := look.Browser(t)

	t.Run("a double click sends once and says that it is sending", func(t *testing.T) {
		ctx := tab(t, browser, base+"/form")
		before, _, _ := o.counts()
		// The protocol does not answer while a page is on its way, so the page itself notes what it showed.
		eval[bool](t, ctx, `(b=>{new MutationObserver(()=>{const s=document.querySelector(".sending");if(s)sessionStorage.said=s.textContent}).observe(document.body,{subtree:true,childList:true});b.click();b.click();return true})(document.querySelector("button[name=act]"))`)
		eventually(t, "the answer", func() bool { return eval[bool](t, ctx, `!!document.querySelector("#ok")`) })
		if said := eval[string](t, ctx, `sessionStorage.said||""`); said != "Đang gửi…" {
			t.Errorf("said %q while sending", said)
		}
		if after, _, _ := o.counts(); after != before+1 {
			t.Errorf("sent %d times", after-before)
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		if last := o.sent[len(o.sent)-1]; last.Get("act") != "send" || last.Get("idempotency_key") != "k" {
			t.Errorf("sent %v", last)
		}
	})
	t.Run("what is typed is saved when the field is left", func(t *testing.T) {
		ctx := tab(t, browser, base+"/form")
		if err := chromedp.Do(ctx, chromedp.SendKeys("#f-name", "Bùi Thị Sen"), chromedp.SendKeys("#f-money", "1234567"), chromedp.Focus("#f-name")); err != nil {
			t.Fatal(err)
		}
		eventually(t, "autosave", func() bool {
			return eval[bool](t, ctx, `document.querySelector("[data-saved]").textContent.startsWith("Đã lưu lúc ")`)
		})
		eventually(t, "the new version", func() bool { return eval[bool](t, ctx, `document.querySelector("[name=version]").value==="4"`) })
		if got := eval[string](t, ctx, `document.querySelector("#f-money").value`); got != "1.234.567" {
			t.Errorf("money %q", got)
		}
		o.mu.Lock()
		defer o.mu.Unlock()
		if o.saved[0].Get("name") != "Bùi Thị Sen" || o.saved[0].Has("paper") {
			t.Errorf("saved %v", o.saved[0])
		}
	})
	t.Run("a photo becomes smaller and forgets where it was taken", func(t *testing.T) {
		ctx := tab(t, browser, base+"/form")
		if err := chromedp.Do(ctx, chromedp.SetUploadFiles("#f-paper", []string{camera(t)})); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the file is named", func() bool {
			return eval[bool](t, ctx, `document.querySelector("[data-chosen]").textContent.startsWith("Đã chọn: anh.jpg")`)
		})
		eval[bool](t, ctx, `(document.querySelector("button[name=act]").click(),true)`)
		eventually(t, "the answer", func() bool { return eval[bool](t, ctx, `!!document.querySelector("#ok")`) })
		o.mu.Lock()
		defer o.mu.Unlock()
		got := o.files[len(o.files)-1]
		c, kind, err := image.DecodeConfig(bytes.NewReader(got))
		if err != nil || kind != "jpeg" || c.Width != 1654 || c.Height != 2205 || bytes.Contains(got, []byte("Exif")) || bytes.Contains(got, []byte("GPS")) {
			t.Errorf("%v %s %d × %d", err, kind, c.Width, c.Height)
		}
	})
	t.Run("a photo is sent at once where the page asks for it", func(t *testing.T) {
		ctx := tab(t, browser, base+"/once")
		if err := chromedp.Do(ctx, chromedp.SetUploadFiles("#f-paper-camera", []string{camera(t)})); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the list", func() bool {
			return eval[bool](t, ctx, `document.querySelector("[data-file-list]").textContent.includes("Đã ở trên máy chủ")`)
		})
		if left := eval[int](t, ctx, `document.querySelector("#f-paper-camera").files.length`); left != 0 {
			t.Errorf("%d files would be sent again", left)
		}
	})
	t.Run("a photo that could not be sent is sent when the page comes back", func(t *testing.T) {
		ctx := tab(t, browser, base+"/lost")
		if err := chromedp.Do(ctx, chromedp.SetUploadFiles("#f-later-camera", []string{camera(t)})); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the failure is told", func() bool {
			return eval[bool](t, ctx, `document.querySelector("[data-chosen]").textContent.startsWith("Chưa gửi được.")`)
		})
		o.mu.Lock()
		o.up = true
		o.mu.Unlock()
		_, _, before := o.counts()
		if err := chromedp.Do(ctx, chromedp.Navigate(base+"/lost")); err != nil {
			t.Fatal(err)
		}
		eventually(t, "the photo arrives", func() bool {
			return eval[bool](t, ctx, `document.querySelector("[data-file-list]").textContent.includes("Đã ở trên máy chủ")`)
		})
		if _, _, after := o.counts(); after != before+1 {
			t.Errorf("%d photos arrived", after-before)
		}
		if err := chromedp.Do(ctx, chromedp.Navigate(base+"/lost")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(300 * time.Millisecond)
		if _, _, after := o.counts(); after != before+1 {
			t.Error("sent again after it had arrived")
		}
	})
	t.Run("the error summary has the focus and leads to the field", func(t *testing.T) {
		ctx := tab(t, browser, base+"/wrong")
		if !eval[bool](t, ctx, `document.activeElement.classList.contains("es")`) {
			t.Error("no focus")
		}
		eval[bool](t, ctx, `(document.querySelector(".es a").click(),true)`)
		eventually(t, "focus on the input", func() bool { return eval[bool](t, ctx, `document.activeElement.id==="f-name"`) })
	})
	t.Run("keys of the console", func(t *testing.T) {
		ctx := tab(t, browser, base+"/intake")
		eval[bool](t, ctx, `(document.activeElement.blur(),true)`)
		if !key(t, ctx, `key:"F4"`) || eval[string](t, ctx, `document.activeElement.id`) != "f-card" {
			t.Error("F4")
		}
		if key(t, ctx, `key:"/"`) || key(t, ctx, `key:"?"`) {
			t.Error("a key with a letter works while typing")
		}
		eval[bool](t, ctx, `(document.activeElement.blur(),true)`)
		if !key(t, ctx, `key:"?"`) || !eval[bool](t, ctx, `document.querySelector("#keys").open`) {
			t.Error("?")
		}
		before, _, _ := o.counts()
		eval[bool](t, ctx, `(document.querySelector("#keys").close(),document.querySelector("form[action='/c/tiep-nhan']").action="/gui",true)`)
		if !key(t, ctx, `key:"F9"`) {
			t.Error("F9")
		}
		eventually(t, "F9 sends", func() bool { n, _, _ := o.counts(); return n == before+1 })
	})
	t.Run("keys of the worklist", func(t *testing.T) {
		ctx := tab(t, browser, base+"/worklist")
		for i := range 2 {
			if !key(t, ctx, `key:"ArrowDown",altKey:true`) {
				t.Error("Alt+↓")
			}
			if got := eval[string](t, ctx, `document.activeElement.textContent`); got != fmt.Sprintf("H44.12-260905-%04d", 101+i) {
				t.Errorf("row %q", got)
			}
		}
		if !key(t, ctx, `key:"/"`) || eval[string](t, ctx, `document.activeElement.id`) != "f-q" {
			t.Error("/")
		}
		eval[bool](t, ctx, `(document.querySelector("[data-check-all]").click(),true)`)
		if got := eval[string](t, ctx, `document.querySelector("[data-selected]").textContent`); got != "Đã chọn 49 hồ sơ" {
			t.Errorf("selected %q", got)
		}
		visible := eval[int](t, ctx, `[...document.querySelectorAll("tbody tr")].filter(r=>r.getBoundingClientRect().bottom<=innerHeight).length`)
		if visible < 15 {
			t.Errorf("%d rows fit on 1366 × 768, want 15", visible)
		}
		small := eval[string](t, ctx, `[...document.querySelectorAll("tbody a,tbody input,button,.nav a")].filter(e=>e.offsetParent&&e.getBoundingClientRect().height<24).map(e=>e.outerHTML.slice(0,80)).slice(0,3).join(" ")`)
		if small != "" {
			t.Errorf("targets under 24 px: %s", small)
		}
		stuck := eval[bool](t, ctx, `(scrollTo(0,900),Math.abs(document.querySelector("thead th").getBoundingClientRect().top)<1)`)
		if !stuck {
			t.Error("the table's head scrolls away")
		}
	})
	t.Run("twice the font size loses nothing", func(t *testing.T) {
		for _, path := range []string{"/form", "/worklist", "/intake"} {
			ctx := tab(t, browser, base+path)
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(360, 740)); err != nil {
				t.Fatal(err)
			}
			out := eval[string](t, ctx, `(document.documentElement.style.fontSize="200%",[...document.querySelectorAll("body *")].filter(e=>e.offsetParent&&!e.closest(".tw")&&!e.matches(".vh,.vh *")&&e.getBoundingClientRect().right>innerWidth+1).map(e=>e.outerHTML.slice(0,90)).slice(0,3).join(" | "))`)
			if strings.TrimSpace(out) != "" {
				t.Errorf("%s: %s", path, out)
			}
		}
	})
}
