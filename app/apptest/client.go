package apptest

import (
	"net/http"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"

	"motcua/app/demo"
	"motcua/app/people"
	"motcua/app/walk"
	"motcua/tenants"
)

// Client is a browser without scripts: cookies, forms, redirects followed. It
// is [walk.Browser] for tests: what cannot be sent ends the test.
type Client struct {
	w *World
	b *walk.Browser
}

// Page is an answer; Upload is one file of a multipart form.
type (
	Page   = walk.Page
	Upload = walk.Upload
)

// FormValues are what a browser would send of an untouched form.
func FormValues(form *goquery.Selection) url.Values { return walk.FormValues(form) }

// Anybody is a browser that nobody signed in with.
func (w *World) Anybody() *Client {
	b, err := walk.NewBrowser(w.T.Context(), w.URL)
	if err != nil {
		w.T.Fatal(err)
	}
	return &Client{w, b}
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
// the real redirects and forms, with a person typed into the simulator.
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
	return c.Click(p, "Đăng nhập là người này", url.Values{"number": {idNumber}, "name": {name}, "birth": {"01/02/1990"}, "gender": {"Nữ"}})
}

// Browser is the browser itself, for those who watch it.
func (c *Client) Browser() *walk.Browser { return c.b }

// Cookie puts a cookie into the browser.
func (c *Client) Cookie(name, value string) { c.b.Cookie(name, value) }

// Cookies are the browser's.
func (c *Client) Cookies() []*http.Cookie { return c.b.Cookies() }

// Get loads a page.
func (c *Client) Get(path string) *Page { c.w.T.Helper(); return c.must(c.b.Get(path)) }

// PostForm sends a form.
func (c *Client) PostForm(path string, v url.Values) *Page {
	c.w.T.Helper()
	return c.must(c.b.PostForm(path, v))
}

// PostFiles sends a multipart form.
func (c *Client) PostFiles(path string, v url.Values, files ...Upload) *Page {
	c.w.T.Helper()
	return c.must(c.b.PostFiles(path, v, files...))
}

// Submit sends the page's form that matches the selector with changed values,
// as a browser without scripts would: hidden fields and defaults included.
func (c *Client) Submit(p *Page, selector string, change url.Values, files ...Upload) *Page {
	c.w.T.Helper()
	return c.must(c.b.Submit(p, selector, change, files...))
}

// Click follows the link or presses the button that carries a text.
func (c *Client) Click(p *Page, text string, change url.Values, files ...Upload) *Page {
	c.w.T.Helper()
	return c.must(c.b.Click(p, text, change, files...))
}

// Do sends any request as this browser, with the origin a browser would name.
func (c *Client) Do(r *http.Request) *Page { c.w.T.Helper(); return c.must(c.b.Do(r)) }

func (c *Client) must(p *Page, err error) *Page {
	c.w.T.Helper()
	if err != nil {
		c.w.T.Fatal(err)
	}
	return p
}
