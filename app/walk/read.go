package walk

import (
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Button is the link or button that carries a text: the whole of it, or else its beginning.
func (p *Page) Button(text string) (*goquery.Selection, bool) {
	all := p.Find("main a[href], main button, form[action$=dang-xuat] button")
	if p.Find("main").Length() == 0 {
		all = p.Find("a[href], button")
	}
	for _, same := range []func(string) bool{func(s string) bool { return s == text }, func(s string) bool { return strings.HasPrefix(s, text) }} {
		found := all.FilterFunction(func(_ int, s *goquery.Selection) bool { return same(shown(s)) })
		if found.Length() > 0 {
			return found.First(), true
		}
	}
	return nil, false
}

// Offers tells whether the page has such a link or button.
func (p *Page) Offers(text string) bool { _, ok := p.Button(text); return ok }

// Read is what a person reads of the first element that matches, on one line.
func (p *Page) Read(selector string) string { return oneLine(p.Find(selector).First().Text()) }

// ReadAll are the same of all that match.
func (p *Page) ReadAll(selector string) []string {
	var out []string
	p.Find(selector).Each(func(_ int, s *goquery.Selection) {
		if t := oneLine(s.Text()); t != "" {
			out = append(out, t)
		}
	})
	return out
}

// Says tells whether the page shows a text, wherever its lines break.
func (p *Page) Says(text string) bool {
	return strings.Contains(oneLine(p.Find("body").Text()), oneLine(text))
}

// Problems are the sentences of the error summary, or what an error page says.
func (p *Page) Problems() []string {
	if s := p.ReadAll(".es li"); len(s) > 0 {
		return s
	}
	return p.ReadAll("main .em, main .note b")
}

// shown is a button's text without its key and without what only a screen reader says.
func shown(s *goquery.Selection) string {
	c := s.Clone()
	c.Find("kbd, .vh, .hint").Remove()
	return oneLine(c.Text())
}

// oneLine folds space, also the kind that does not break.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }
