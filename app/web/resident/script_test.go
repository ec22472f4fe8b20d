package resident_test

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

// browser is Chromium holding the cookies of a client.
func browser(t *testing.T, w *apptest.World, c *apptest.Client) context.Context {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out with -short")
	}
	ctx := look.Browser(t)
	for _, k := range c.Cookies() {
		if _, err := chromedp.Call(ctx, network.SetCookie, network.SetCookieParams{Name: k.Name, Value: k.Value, URL: w.URL, Path: "/"}); err != nil {
			t.Fatal(err)
		}
	}
	ctx, stop := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(stop)
	return ctx
}

// js is what an expression says, once it is not empty.
func js(t *testing.T, ctx context.Context, what, expression string) string {
	t.Helper()
	var last string
	for range 100 {
		v, err := chromedp.Run(ctx, chromedp.Evaluate[string](`String(`+expression+` || "")`))
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
		if last = v; v != "" {
			return v
		}
		time.Sleep(50 * time.Millisecond)
	}
	form, _ := chromedp.Run(ctx, chromedp.Evaluate[string](`[...document.querySelectorAll("form[data-autosave] [name]")].map(e => e.name + "=" + e.value + (e.checked ? " checked" : "")).join(", ")`))
	t.Fatalf("%s: never; the form has %s", what, form)
	return last
}

// With scripts: results while typing, questions that follow an answer, words
// that are saved by themselves, photos that are sent at once.
func TestWhatScriptsAdd(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Anybody()
	base := start(t, c, marital).URL.Path
	ctx := browser(t, w, c)
	do := func(steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatal(err)
		}
	}
	do(chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile), chromedp.Navigate(w.URL+"/"), chromedp.SendKeys(chromedp.CSS("#q"), "doc than"))
	if got := js(t, ctx, "results while typing", `document.querySelector("#ket-qua li a")?.textContent`); !strings.Contains(got, "tình trạng hôn nhân") {
		t.Errorf("live results: %q", got)
	}
	if got := js(t, ctx, "focus", `document.activeElement.id`); got != "q" {
		t.Errorf("the focus went to %q", got)
	}

	do(chromedp.Navigate(w.URL+base+"/phan/3"), chromedp.Click(chromedp.CSS(`input[value=divorced]`)))
	js(t, ctx, "questions that follow", `document.querySelector("[name=divorce_court]") && document.querySelector("input[value=divorced]").checked && "1"`)
	if got := js(t, ctx, "focus", `document.activeElement.value`); got != "divorced" {
		t.Errorf("the focus went to %q", got)
	}
	do(chromedp.SendKeys(chromedp.CSS(`[name=divorce_court]`), "Tòa án Hòa Bình"), chromedp.Click(chromedp.CSS(`[name=divorce_no]`)))
	w.Eventually("what was typed is saved by itself", func() bool {
		got := draftAnswers(t, w, base)
		return got["divorce_court"] == "Tòa án Hòa Bình" && got["marital_status"] == "divorced"
	})
	js(t, ctx, "and says so", `document.querySelector("[data-saved]").textContent.startsWith("Đã lưu") && "1"`)
	do(chromedp.Click(chromedp.CSS(`input[value=single]`)))
	js(t, ctx, "questions that no longer follow", `!document.querySelector("[name=divorce_court]") && "1"`)
	for range 3 { // the questions that went moved it: a click beside it is made again
		do(chromedp.Click(chromedp.CSS(`input[value=divorced]`)))
		if yes, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.querySelector("input[value=divorced]").checked`)); err == nil && yes {
			break
		}
	}
	if got := js(t, ctx, "what was typed is back", `document.querySelector("[name=divorce_court]")?.value`); got != "Tòa án Hòa Bình" {
		t.Errorf("after changing the mind: %q", got)
	}

	dir := t.TempDir()
	good, bad := filepath.Join(dir, "ly-hon.jpg"), filepath.Join(dir, "ly-hon.pdf")
	must(t, os.WriteFile(good, photo(t), 0o600))
	must(t, os.WriteFile(bad, []byte("khong phai pdf"), 0o600))
	do(chromedp.Navigate(w.URL+base+"/giay/giay_ly_hon"), chromedp.SetUploadFiles(chromedp.CSS("#f-tep"), []string{bad}))
	if got := js(t, ctx, "refused", `document.querySelector("[data-file-list] .em")?.textContent`); got == "" {
		t.Error("a wrong file is not refused")
	}
	do(chromedp.SetUploadFiles(chromedp.CSS("#f-tep"), []string{good}))
	js(t, ctx, "the photo is there", `document.querySelector("[data-file-list] img")?.naturalWidth > 0 && "1"`)
	do(chromedp.Click(chromedp.CSS(`[data-file-list] button`)))
	js(t, ctx, "removed", `document.readyState === "complete" && !document.querySelector(".files") && location.pathname.endsWith("/giay/giay_ly_hon") && "1"`)
	for _, problem := range look.Problems(t, ctx) {
		t.Error(problem)
	}

	// on a slow line what was saved while typing arrives after the button's own request
	typed := url.Values{"_lan": {c.Get(base+"/phan/3").Find("[name=_lan]").AttrOr("value", "")}, "marital_status": {"divorced"}, "divorce_no": {"12/2021"}, "divorce_court": {"Tòa án Hòa Bình"}}
	c.PostForm(base+"/phan/3", typed)
	typed.Set("divorce_no", "12")
	c.PostForm(base+"/phan/3/luu", typed)
	c.PostForm(base+"/phan/3/hoi", typed)
	if got := draftAnswers(t, w, base)["divorce_no"]; got != "12/2021" {
		t.Errorf("a late save took away what was typed last: %q", got)
	}
	typed.Set("_lan", "another showing")
	c.PostForm(base+"/phan/3/luu", typed)
	if got := draftAnswers(t, w, base)["divorce_no"]; got != "12" {
		t.Errorf("the page was opened again and saves nothing: %q", got)
	}
}
