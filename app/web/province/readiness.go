package province

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/app/fold"
	"motcua/app/governing"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
	"motcua/views/ui"
)

// light is the traffic light of a commune in the words officials use.
func light(o governing.Office) view.Light {
	switch o.Colour() {
	case "green":
		return view.Light{Tone: ui.OK, Text: "Xanh: đang hoạt động", Missing: o.Missing()}
	case "yellow":
		if o.LiveFrom != nil {
			return view.Light{Tone: ui.Soon, Text: "Vàng: đang hoạt động, còn thiếu", Missing: o.Missing()}
		}
		return view.Light{Tone: ui.Soon, Text: "Vàng: đủ điều kiện, chưa mở", Missing: o.Missing()}
	}
	return view.Light{Tone: ui.Late, Text: "Đỏ: chưa đủ điều kiện", Missing: o.Missing()}
}

// Readiness lists all communes with their light and what they lack.
func (p *Pages) Readiness(c *web.Ctx) error {
	offices, err := p.Governing.Offices(c.Context())
	if err != nil {
		return err
	}
	colour, q := c.Query("den"), cut(strings.TrimSpace(c.Query("q")), 100)
	v := view.Readiness{Frame: p.frame(c, "Phủ xanh"), Query: q, Colour: colour}
	n := map[string]int{}
	for _, o := range offices {
		n[o.Colour()]++
		if colour != "" && o.Colour() != colour || q != "" && !strings.Contains(fold.Key(o.FullName+" "+o.Code), fold.Key(q)) {
			continue
		}
		l := light(o)
		since := "–"
		if o.LiveFrom != nil {
			since = i18n.Date(*o.LiveFrom)
		}
		missing := strings.Join(l.Missing, "; ")
		if missing == "" {
			missing = "Không thiếu gì"
		}
		href := communePath(o.Code, "/thiet-lap")
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{{Text: o.FullName, Href: href, Head: true}, ui.S(l.Tone, l.Text), ui.T(missing), ui.N(strconv.Itoa(o.Admins)), ui.N(strconv.Itoa(o.Staff)), ui.N(since)}})
	}
	v.Remark = strconv.Itoa(n["green"]) + "/" + strconv.Itoa(len(offices)) + " đơn vị xanh"
	for _, x := range []struct{ key, text string }{{"", "Tất cả"}, {"green", "Xanh"}, {"yellow", "Vàng"}, {"red", "Đỏ"}} {
		t := ui.Tab{Text: x.text, Href: "/tinh/phu-xanh", Current: colour == x.key, Count: n[x.key], Counted: true}
		if x.key == "" {
			t.Count = len(offices)
		} else {
			t.Href += "?den=" + x.key
		}
		v.Tabs = append(v.Tabs, t)
	}
	return c.Page(http.StatusOK, view.ReadinessPage(v))
}
