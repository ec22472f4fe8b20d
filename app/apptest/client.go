package apptest

import (
	"bytes"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"motcua/app/demo"
	"motcua/app/people"
	"motcua/tenants"
)

// Client is a browser without scripts: cookies, forms, redirects followed.
type Client struct {
	w *World
	h *http.Client
}

// Page is an answer.
type Page struct {
	*goquery.Document
	Status int
	Header http.Header
	Body   string
	URL    *url.URL // after redirects
}

// Anybody is a browser that nobody signed in with.
func (w *World) Anybody() *Client {
	jar, err := cookiejar.New(nil)
	if err != nil {
		w.T.Fatal(err)
	}
	return &Client{w, &http.Client{Jar: jar}}
}

// Officer is a browser in which that demo account is signed in at its office.
func (w *World) Officer(username string) *Client {
	w.T.Helper()
	in, err := w.People.SignInStaff(tenants.With(w.T.Context(), tenants.Identity()), people.StaffSignIn{Username: username, Password: demo.Password, IP: "127.0.0.1", Device: "test"})
	if err != nil {
		w.T.Fatalf("sign in %s: %v", username, err)
	}
	c := w.Anybody()
	c.Cookie("mc_s", in.Token)
	return c
}

// Resident is a browser in which somebody came through the simulated VNeID:
// the real redirects and forms, with the person chosen from the simulator's list by number.
func (w *World) Resident(idNumber, name string) *Client {
	w.T.Helper()
	c := w.Anybody()
	c.SignInVNeID(idNumber, name)
	return c
}

// SignInVNeID goes through the sign-in of the browser it is called on.
func (c *Client) SignInVNeID(idNumber, name string) *Page {
	c.w.T.Helper()
	p := c.Get("/dang-nhap/vneid")
	if p.Status != http.StatusOK || !strings.Contains(p.Body, "mô phỏng") {
		c.w.T.Fatalf("the simulated VNeID answers %d at %s", p.Status, p.URL)
	}
	form := p.Find("form").Last()
	v := FormValues(form)
	set := func(names []string, x string) {
		for _, n := range names {
			if form.Find(fmt.Sprintf("[name=%q]", n)).Length() > 0 {
				v.Set(n, x)
			}
		}
	}
	set([]string{"number", "id_number", "so_dinh_danh"}, idNumber)
	set([]string{"name", "full_name", "ho_ten"}, name)
	set([]string{"birth", "birth_date", "ngay_sinh"}, "01/02/1990")
	set([]string{"gender", "gioi_tinh"}, "Nữ")
	action, _ := form.Attr("action")
	u, err := p.URL.Parse(action)
	if err != nil {
		c.w.T.Fatal(err)
	}
	return c.PostForm(u.RequestURI(), v)
}

// Cookie puts a cookie into the browser.
func (c *Client) Cookie(name, value string) {
	u, _ := url.Parse(c.w.URL)
	c.h.Jar.SetCookies(u, []*http.Cookie{{Name: name, Value: value, Path: "/"}})
}

// Cookies are the browser's.
func (c *Client) Cookies() []*http.Cookie {
	u, _ := url.Parse(c.w.URL)
	return c.h.Jar.Cookies(u)
}

// Get loads a page.
func (c *Client) Get(path string) *Page {
	c.w.T.Helper()
	r, err := http.NewRequest(http.MethodGet, c.abs(path), nil)
	if err != nil {
		c.w.T.Fatal(err)
	}
	return c.Do(r)
}

// PostForm sends a form.
func (c *Client) PostForm(path string, v url.Values) *Page {
	c.w.T.Helper()
	r, err := http.NewRequest(http.MethodPost, c.abs(path), strings.NewReader(v.Encode()))
	if err != nil {
		c.w.T.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return c.Do(r)
}

// Upload is one file of a multipart form.
type Upload struct {
	Field, Name string
	Data        []byte
}

// PostFiles sends a multipart form.
func (c *Client) PostFiles(path string, v url.Values, files ...Upload) *Page {
	c.w.T.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, xs := range v {
		for _, x := range xs {
			_ = m.WriteField(k, x)
		}
	}
	for _, f := range files {
		w, err := m.CreateFormFile(f.Field, f.Name)
		if err != nil {
			c.w.T.Fatal(err)
		}
		_, _ = w.Write(f.Data)
	}
	_ = m.Close()
	r, err := http.NewRequest(http.MethodPost, c.abs(path), &b)
	if err != nil {
		c.w.T.Fatal(err)
	}
	r.Header.Set("Content-Type", m.FormDataContentType())
	return c.Do(r)
}

// Submit sends the page's form that matches the selector with changed values,
// as a browser without scripts would: hidden fields and defaults included.
func (c *Client) Submit(p *Page, selector string, change url.Values, files ...Upload) *Page {
	c.w.T.Helper()
	form := p.Find(selector).First()
	if form.Length() == 0 {
		c.w.T.Fatalf("no form %s on %s", selector, p.URL)
	}
	v := FormValues(form)
	for k, xs := range change {
		v[k] = xs
	}
	action, ok := form.Attr("action")
	if !ok || action == "" {
		action = p.URL.RequestURI()
	}
	u, err := p.URL.Parse(action)
	if err != nil {
		c.w.T.Fatal(err)
	}
	if m, _ := form.Attr("method"); !strings.EqualFold(m, "post") {
		u.RawQuery = v.Encode()
		return c.Get(u.RequestURI())
	}
	if e, _ := form.Attr("enctype"); e == "multipart/form-data" {
		return c.PostFiles(u.RequestURI(), v, files...)
	}
	return c.PostForm(u.RequestURI(), v)
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
				o = s.Find("option").First()
			}
			v.Add(name, o.AttrOr("value", o.Text()))
		case "textarea":
			v.Add(name, s.Text())
		default:
			switch t := s.AttrOr("type", "text"); t {
			case "checkbox", "radio":
				if _, on := s.Attr("checked"); on {
					v.Add(name, s.AttrOr("value", "on"))
				}
			case "file", "submit", "button":
			default:
				v.Add(name, s.AttrOr("value", ""))
			}
		}
	})
	return v
}

// Do sends any request as this browser, with the origin a browser would name.
func (c *Client) Do(r *http.Request) *Page {
	c.w.T.Helper()
	if r.Method != http.MethodGet && r.Header.Get("Origin") == "" {
		r.Header.Set("Origin", c.w.URL)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	a, err := c.h.Do(r)
	if err != nil {
		c.w.T.Fatal(err)
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	if err != nil {
		c.w.T.Fatal(err)
	}
	d, err := goquery.NewDocumentFromReader(bytes.NewReader(b))
	if err != nil {
		c.w.T.Fatal(err)
	}
	return &Page{d, a.StatusCode, a.Header, string(b), a.Request.URL}
}

func (c *Client) abs(path string) string {
	if strings.HasPrefix(path, "http") {
		return path
	}
	return c.w.URL + path
}
