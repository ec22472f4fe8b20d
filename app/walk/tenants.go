package walk

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// tenants looks at this run's dossiers with the eyes of those who must not see them.
func (w *walk) tenants() {
	if len(w.known) == 0 {
		w.known = append(w.known, seen{})
		w.do("", "find dossiers of this run", func(*Step) {
			w.want(false, "another way walked before, whose dossiers can be looked for", "none")
		})
	}
	for _, account := range []string{"daoxa.tiepnhan", "daoxa.giamdoc", "govap.tiepnhan", "hoabinh.tiepnhan"} {
		var foreign []seen
		for _, d := range w.known {
			if !d.hoabinh || !strings.HasPrefix(account, "hoabinh.") {
				foreign = append(foreign, d)
			}
		}
		x := w.officer(account)
		w.do(account, fmt.Sprintf("look for the %d dossiers of this run that are none of its business: not one is there", len(foreign)), func(s *Step) {
			for _, d := range foreign {
				x.open("/cb/tim?q=" + url.QueryEscape(d.code))
				w.want(x.at.Find("main table a").Length() == 0, d.code+" is not found", strings.Join(x.at.ReadAll("main table tr"), " | "))
				x.missing("/cb/ho-so/", d.id, "")
				x.missing("/cb/ho-so/", d.id, "/giay-hen")
			}
			s.sees("mã không tìm thấy, địa chỉ trả lời như hồ sơ không có")
		})
	}
	w.do("một người dân khác", "open them by address: each answers like a missing one", func(s *Step) {
		p, x := Invent(), w.anybody("một người dân khác")
		x.open("/dang-nhap")
		x.signIn(p)
		for _, d := range w.known {
			x.missing("/ho-so/", d.id, "")
			x.missing("/hs/", d.id, "/kiem-tra")
		}
		s.sees("%d hồ sơ, đều như không có", len(w.known))
	})
	w.do("ai cũng được", "open them without signing in: led to the sign-in page", func(s *Step) {
		x := w.anybody("ai cũng được")
		for _, d := range w.known {
			x.try("/ho-so/" + d.id)
			w.want(strings.HasPrefix(x.at.URL.Path, "/dang-nhap"), "the sign-in page", x.here())
			x.try("/cb/ho-so/" + d.id)
			w.want(x.at.URL.Path == "/cb/dang-nhap", "the officers' sign-in page", x.here())
		}
	})
}

// missing opens before+id+after, which must answer exactly as an id that nobody has.
func (x *someone) missing(before, id, after string) {
	theirs := *x.try(before + id + after)
	nobody := *x.try(before + nobodysID() + after)
	x.w.want(theirs.Status == http.StatusNotFound && nobody.Status == http.StatusNotFound, "404 for "+before+"…"+after, fmt.Sprintf("%d, and %d for an id that nobody has", theirs.Status, nobody.Status))
	x.w.want(theirs.without(id) == nobody.without(nobody.id()), "the same words as for an id that nobody has", theirs.Read("main"))
}

// without is the page as bytes, less what differs on every page anyway.
func (p *Page) without(id string) string {
	return strings.NewReplacer(p.Header.Get("X-Request-Id"), "", id, "").Replace(p.Body)
}

// nobodysID has the form of an id and is nobody's.
func nobodysID() string {
	b := make([]byte, 16)
	_, _ = rand.Read(b) // never fails
	b[6], b[8] = b[6]&0x0f|0x70, b[8]&0x3f|0x80
	return fmt.Sprintf("%x-%x-%x-%x-%x", b[:4], b[4:6], b[6:8], b[8:10], b[10:])
}
