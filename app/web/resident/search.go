package resident

import (
	"net/http"
	"strings"

	"golang.org/x/text/unicode/norm"

	"motcua/app/web"
	view "motcua/views/resident"
)

// Search finds procedures in the person's own words; htmx asks for the results
// alone while they type.
func (p *Pages) Search(c *web.Ctx) error {
	q := query(c.Query("q"), 200)
	s := view.Search{Shell: p.frame(c, "Tìm việc cần làm"), Q: q}
	u, ok := p.chosen(c)
	if ok {
		pl := p.place(c.PublicContext(), u)
		s.Place = &pl
	}
	if q != "" {
		found, err := p.Procedures.Find(c.PublicContext(), q, u)
		if err != nil {
			return err
		}
		for _, h := range found[:min(12, len(found))] {
			x, err := p.heldAt(c.PublicContext(), h.Procedure, u)
			if err != nil {
				return err
			}
			j := jobOf(x)
			if !h.Offered {
				j.Way = "Nơi đã chọn chưa nhận trên hệ thống"
			}
			if x.Province != "" && !ok {
				at, err := p.Units.Province(c.PublicContext(), x.Province)
				if err != nil {
					return err
				}
				j.Way = "Riêng của " + lowerFirst(at.FullName)
			}
			s.Jobs = append(s.Jobs, j)
		}
	}
	live := c.Part() == "ket-qua"
	if len(s.Jobs) == 0 && !live {
		all, err := p.offered(c.PublicContext(), u)
		if err != nil {
			return err
		}
		s.Groups = groups(all)
	}
	if live {
		return c.Page(http.StatusOK, view.SearchResults(s))
	}
	return c.Page(http.StatusOK, view.SearchPage(s))
}

func groups(all []Procedure) []view.Group {
	var out []view.Group
	at := map[string]int{}
	for _, x := range all {
		i, ok := at[x.Field]
		if !ok {
			i = len(out)
			at[x.Field] = i
			out = append(out, view.Group{Name: x.Field})
		}
		out[i].Jobs = append(out[i].Jobs, jobOf(x))
	}
	return out
}

// query is what was typed, composed, on one line and not longer than n letters.
func query(s string, n int) string {
	s = strings.Join(strings.Fields(norm.NFC.String(strings.ToValidUTF8(s, ""))), " ")
	if r := []rune(s); len(r) > n {
		s = string(r[:n])
	}
	return s
}
