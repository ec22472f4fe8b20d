package walk

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// Browser is a browser without scripts: cookies, forms, redirects followed.
// One is one person's; it is not for two goroutines at once.
type Browser struct {
	base string
	ctx  context.Context
	h    *http.Client
	// Saw is told every page that the browser shows; nil for nobody.
	Saw func(*Page)
}

// NewBrowser opens a browser on a deployment, http://host:port; its requests end with ctx.
func NewBrowser(ctx context.Context, base string) (*Browser, error) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	return &Browser{base: strings.TrimSuffix(base, "/"), ctx: ctx, h: &http.Client{Jar: jar, Timeout: time.Minute}}, nil
}

// Page is an answer.
type Page struct {
	*goquery.Document
	Status int
	Header http.Header
	Body   string
	URL    *url.URL // after redirects
}

// Upload is one file of a multipart form.
type Upload struct {
	Field, Name string
	Data        []byte
}

// Cookie puts a cookie into the browser.
func (b *Browser) Cookie(name, value string) {
	if u, err := url.Parse(b.base); err == nil {
		b.h.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
	}
}

// Cookies are the browser's.
func (b *Browser) Cookies() []*http.Cookie {
	u, err := url.Parse(b.base)
	if err != nil {
		return nil
	}
	return b.h.Jar.Cookies(u)
}

// Get loads a page.
func (b *Browser) Get(path string) (*Page, error) {
	r, err := http.NewRequestWithContext(b.ctx, http.MethodGet, b.abs(path), nil)
	if err != nil {
		return nil, err
	}
	return b.Do(r)
}

// PostForm sends a form.
func (b *Browser) PostForm(path string, v url.Values) (*Page, error) {
	r, err := http.NewRequestWithContext(b.ctx, http.MethodPost, b.abs(path), strings.NewReader(v.Encode()))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return b.Do(r)
}

// PostFiles sends a multipart form.
func (b *Browser) PostFiles(path string, v url.Values, files ...Upload) (*Page, error) {
	var body bytes.Buffer
	m := multipart.NewWriter(&body)
	for k, xs := range v {
		for _, x := range xs {
			_ = m.WriteField(k, x) // into memory: cannot fail
		}
	}
	for _, f := range files {
		w, err := m.CreateFormFile(f.Field, f.Name)
		if err != nil {
			return nil, err
		}
		_, _ = w.Write(f.Data)
	}
	_ = m.Close()
	r, err := http.NewRequestWithContext(b.ctx, http.MethodPost, b.abs(path), &body)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	return b.Do(r)
}

// Submit sends the page's first form that matches the selector, with some
// values changed: hidden fields and defaults go along as from a browser.
func (b *Browser) Submit(p *Page, selector string, change url.Values, files ...Upload) (*Page, error) {
	form := p.Find(selector).First()
	if form.Length() == 0 {
		return nil, fmt.Errorf("no form %s on %s", selector, p.URL.Path)
	}
	return b.send(p, form, nil, change, files)
}

// Click follows the link or presses the button that carries a text: the whole
// of it, or else its beginning. A button sends its form with some values changed.
func (b *Browser) Click(p *Page, text string, change url.Values, files ...Upload) (*Page, error) {
	what, found := p.Button(text)
	if !found {
		return nil, fmt.Errorf("nothing to click says %q on %s", text, p.URL.Path)
	}
	if href, ok := what.Attr("href"); ok {
		u, err := p.URL.Parse(href)
		if err != nil {
			return nil, err
		}
		return b.Get(u.RequestURI())
	}
	form := what.Closest("form")
	if id, ok := what.Attr("form"); ok {
		form = p.Find(`form[id="` + id + `"]`).First()
	}
	if form.Length() == 0 {
		return nil, fmt.Errorf("the button %q on %s is in no form", text, p.URL.Path)
	}
	return b.send(p, form, what, change, files)
}

// send submits a form, pressed by a button or (nil) by the enter key.
func (b *Browser) send(p *Page, form, button *goquery.Selection, change url.Values, files []Upload) (*Page, error) {
	v := FormValues(form)
	action, method, enctype := form.AttrOr("action", ""), form.AttrOr("method", "get"), form.AttrOr("enctype", "")
	if button != nil {
		if name := button.AttrOr("name", ""); name != "" {
			v.Add(name, button.AttrOr("value", ""))
		}
		action, method = button.AttrOr("formaction", action), button.AttrOr("formmethod", method)
	}
	for k, xs := range change {
		v[k] = xs
	}
	if action == "" {
		action = p.URL.RequestURI()
	}
	u, err := p.URL.Parse(action)
	if err != nil {
		return nil, err
	}
	switch {
	case !strings.EqualFold(method, "post"):
		u.RawQuery = v.Encode()
		return b.Get(u.RequestURI())
	case enctype == "multipart/form-data":
		return b.PostFiles(u.RequestURI(), v, files...)
	case len(files) > 0:
		return nil, fmt.Errorf("the form on %s takes no files", p.URL.Path)
	}
	return b.PostForm(u.RequestURI(), v)
}

// Do sends any request as this browser, naming the origin that a browser would name.
func (b *Browser) Do(r *http.Request) (*Page, error) {
	if r.Method != http.MethodGet && r.Header.Get("Origin") == "" {
		r.Header.Set("Origin", b.base)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	a, err := b.h.Do(r)
	if err != nil {
		return nil, err
	}
	defer a.Body.Close()
	body, err := io.ReadAll(a.Body)
	if err != nil {
		return nil, err
	}
	d, err := goquery.NewDocumentFromReader(bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	p := &Page{d, a.StatusCode, a.Header, string(body), a.Request.URL}
	if b.Saw != nil {
		b.Saw(p)
	}
	return p, nil
}

func (b *Browser) abs(path string) string {
	if strings.HasPrefix(path, "http://") || strings.HasPrefix(path, "https://") {
		return path
	}
	return b.base + path
}

// FormValues are what a browser would send of an untouched form.
func FormValues(form *goquery.Selection) url.Values {
	v := url.Values{}
	form.Find("input[name], select[name], textarea[name]").Each(func(_ int, s *goquery.Selection) {
		name, _ := s.Attr("name")
		if _, off := s.Attr("disabled"); off {
			return
		}
		switch goquery.NodeName(s) {
		case "select":
			o := s.Find("option[selected]").First()
			if o.Length() == 0 {
				o = s.Find("option:not([disabled])").First()
			}
			if o.Length() > 0 {
				v.Add(name, o.AttrOr("value", o.Text()))
			}
		case "textarea":
			v.Add(name, s.Text())
		default:
			switch s.AttrOr("type", "text") {
			case "checkbox", "radio":
				if _, on := s.Attr("checked"); on {
					v.Add(name, s.AttrOr("value", "on"))
				}
			case "file", "submit", "button", "image", "reset":
			default:
				v.Add(name, s.AttrOr("value", ""))
			}
		}
	})
	return v
}
