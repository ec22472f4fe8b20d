package walk

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// someone is a person in front of a browser, within a walk: what fails stops it.
type someone struct {
	w    *walk
	name string // account, or "người dân"
	b    *Browser
	at   *Page // the page in front of the person
}

func (w *walk) anybody(name string) *someone {
	b, err := NewBrowser(w.ctx, w.URL)
	if err != nil {
		panic(stopped{err})
	}
	if w.Saw != nil {
		b.Saw = func(p *Page) { w.Saw(name, b, p) }
	}
	return &someone{w: w, name: name, b: b}
}

// officer is the browser of a demo account, signed in at its office when it is
// first needed: once in a run, because sign-ins are counted.
func (w *walk) officer(account string) *someone {
	if x := w.officers[account]; x != nil {
		return x
	}
	before := w.step
	w.step = &Step{N: w.n + 1, Way: w.way, Who: account, Did: "sign in with the demo password"}
	x := w.anybody(account)
	x.open("/cb/dang-nhap")
	x.click("Đăng nhập", url.Values{"username": {account}, "password": {w.Password}})
	w.want(strings.HasPrefix(x.at.URL.Path, "/cb") && x.at.URL.Path != "/cb/dang-nhap", account+" signed in at the workplace", x.here())
	w.officers[account], w.step = x, before
	return x
}

// open loads a page that must be there.
func (x *someone) open(path string) *Page {
	x.try(path)
	x.must(http.StatusOK)
	return x.at
}

// try loads a page, whatever it answers.
func (x *someone) try(path string) *Page {
	p, err := x.b.Get(path)
	x.w.can(err)
	x.at = p
	return p
}

// click follows a link or presses a button, and the answer must be a page.
func (x *someone) click(text string, change url.Values, files ...Upload) *Page {
	x.press(text, change, files...)
	x.must(http.StatusOK)
	return x.at
}

// press does the same, whatever the answer.
func (x *someone) press(text string, change url.Values, files ...Upload) *Page {
	if !x.at.Offers(text) {
		x.w.want(false, fmt.Sprintf("something to press that says “%s”", text), x.here()+", which offers "+strings.Join(x.at.offers(), " | "))
	}
	p, err := x.b.Click(x.at, text, change, files...)
	x.w.can(err)
	x.at = p
	return p
}

// must stops the walk unless the page in front answers with a status.
func (x *someone) must(status int) {
	x.w.want(x.at.Status == status, fmt.Sprintf("a page that answers %d", status), x.here())
}

// reads stops the walk unless the page says a text.
func (x *someone) reads(text string) {
	x.w.want(x.at.Says(text), fmt.Sprintf("a page that says “%s”", text), x.here())
}

// misses stops the walk when the page says a text.
func (x *someone) misses(text string) {
	x.w.want(!x.at.Says(text), fmt.Sprintf("a page that does not say “%s”", text), x.here())
}

// here describes the page in front in one line.
func (x *someone) here() string {
	p := x.at
	s := fmt.Sprintf("%d %s “%s”", p.Status, p.URL.Path, p.Read("h1"))
	if bad := p.Problems(); len(bad) > 0 {
		s += ": " + strings.Join(bad, "; ")
	} else if p.Status >= 400 {
		s += ": " + p.Read("main")
	}
	return s
}

func (p *Page) offers() []string {
	var out []string
	for _, s := range p.Find("main .btn, main .lb").EachIter() {
		out = append(out, shown(s))
	}
	return out
}

// last is the last part of the page's path before a suffix: the id in /hs/{id}/kiem-tra.
func (p *Page) id() string {
	for _, s := range strings.Split(p.URL.Path, "/") {
		if len(s) == 36 && strings.Count(s, "-") == 4 {
			return s
		}
	}
	return ""
}
