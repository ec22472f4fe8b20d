package resident

import (
	"net/http"
	"slices"
	"strings"

	"motcua/app/fault"
	"motcua/app/fold"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/tenants/registry"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// Posted is the list of procedures that an office puts up in its waiting room
// and on the web (Decree 63/2010 article 17): ?xa= names the office, ?tinh= a
// province whose offices to choose from.
func (p *Pages) Posted(c *web.Ctx) error {
	if code := c.Query("xa"); code != "" {
		u, err := p.Units.ByCode(c.PublicContext(), code)
		if err != nil {
			return fault.New(fault.NotFound, "place.not_found", "Không có xã, phường này.")
		}
		return p.postedAt(c, u)
	}
	v := view.PostedChoice{Shell: p.frame(c, "Danh mục thủ tục niêm yết"), Province: c.Query("tinh")}
	if u, ok := p.chosen(c); ok {
		v.Mine = &ui.Tab{Text: "Danh mục của " + u.Office(), Href: "/niem-yet?xa=" + u.Code}
	}
	provinces, err := p.Units.Provinces(c.PublicContext())
	if err != nil {
		return err
	}
	for _, x := range provinces {
		v.Provinces = append(v.Provinces, ui.Option{Value: x.Code, Text: x.FullName})
		if x.Code == v.Province {
			v.Boundary = &ui.Tab{Text: "Thủ tục nộp ở xã, phường nào của " + lowerFirst(x.FullName) + " cũng được", Href: "/niem-yet/phi-dia-gioi?tinh=" + x.Code}
		}
	}
	if v.Boundary != nil {
		list, err := p.Units.ByProvince(c.PublicContext(), v.Province)
		if err != nil {
			return err
		}
		for _, u := range list {
			v.Offices = append(v.Offices, ui.Tab{Text: u.FullName, Href: "/niem-yet?xa=" + u.Code})
		}
		slices.SortStableFunc(v.Offices, func(a, b ui.Tab) int { return strings.Compare(fold.Key(a.Text), fold.Key(b.Text)) })
	}
	return c.Page(http.StatusOK, view.PostedChoicePage(v))
}

// postedAt is one office's list, grouped by field, the most asked for first.
func (p *Pages) postedAt(c *web.Ctx, u registry.Unit) error {
	ctx := c.PublicContext()
	list, err := p.Procedures.Offered(ctx, u)
	if err != nil {
		return err
	}
	v := p.posted(c, "Danh mục thủ tục hành chính tiếp nhận và giải quyết", u, "/niem-yet?tinh="+u.Province)
	v.Boundary = "/niem-yet/phi-dia-gioi?tinh=" + u.Province
	at := map[string]int{}
	for _, x := range list {
		r, err := p.Procedures.Holding(ctx, x.ID, u.Province)
		if err != nil {
			return err
		}
		b, err := p.Procedures.NonBoundaryFor(ctx, x.ID, u.Province)
		if err != nil {
			return err
		}
		i, ok := at[x.Field]
		if !ok {
			i = len(v.Groups)
			at[x.Field] = i
			v.Groups = append(v.Groups, view.PostedGroup{Name: x.Field})
		}
		v.Groups[i].Rows = append(v.Groups[i].Rows, postedRow(x, &r.Revision, b))
	}
	return c.Page(http.StatusOK, view.PostedListPage(v))
}

// PostedBoundary is the list a province publishes: what any commune of it, or
// of the nation, receives for the competent one.
func (p *Pages) PostedBoundary(c *web.Ctx) error {
	ctx := c.PublicContext()
	x, err := p.Units.Province(ctx, c.Query("tinh"))
	if err != nil {
		return c.Go("/niem-yet")
	}
	centre, err := p.Units.Centre(ctx, x.Code)
	if err != nil {
		return err
	}
	list, err := p.Procedures.NonBoundaryList(ctx, x.Code)
	if err != nil {
		return err
	}
	v := p.posted(c, "Danh mục thủ tục tiếp nhận không phụ thuộc địa giới hành chính", centre, "/niem-yet?tinh="+x.Code)
	v.Office, v.Lead = x.FullName, "Ông/Bà nộp hồ sơ các thủ tục này ở nơi thuận tiện. Nơi nhận chuyển hồ sơ đến cơ quan có thẩm quyền, thời hạn tính từ khi cơ quan đó nhận."
	for _, scope := range []struct {
		b    revision.Boundary
		name string
	}{{revision.BoundaryNation, "Nộp ở mọi xã, phường trong cả nước"}, {revision.BoundaryProvince, "Nộp ở mọi xã, phường của " + lowerFirst(x.FullName)}} {
		g := view.PostedGroup{Name: scope.name}
		for _, y := range list {
			b, err := p.Procedures.NonBoundaryFor(ctx, y.ID, x.Code)
			if err != nil {
				return err
			}
			if b != scope.b {
				continue
			}
			r, err := p.Procedures.Holding(ctx, y.ID, x.Code)
			if err != nil {
				return err
			}
			g.Rows = append(g.Rows, postedRow(y, &r.Revision, b))
		}
		if len(g.Rows) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return c.Page(http.StatusOK, view.PostedListPage(v))
}

func (p *Pages) posted(c *web.Ctx, title string, u registry.Unit, back string) view.PostedList {
	pl := p.place(c.PublicContext(), u)
	return view.PostedList{Shell: p.frame(c, title+", "+u.Office()), Title: title, Office: u.Office(), Province: pl.Province, Address: u.Address, Phone: pl.Phone, Hours: pl.Hours, Email: u.Email, Date: i18n.Date(p.today()), Back: back}
}

func postedRow(x *procedures.Procedure, r *revision.Revision, b revision.Boundary) view.PostedRow {
	row := view.PostedRow{Code: x.Code, Name: x.PlainName, Href: "/thu-tuc/" + x.Code, Time: joined(timeLines(r)), Fee: joined(feeLines(r)), Where: whereReceived(r, b), Ways: waysText(r)}
	if x.Name != x.PlainName {
		row.Legal = x.Name
	}
	for _, u := range r.Unconfirmed {
		row.Unsure = append(row.Unsure, map[string]string{"time": "thời hạn", "fee": "lệ phí", "channels": "cách nộp", "components": "giấy tờ", "results": "kết quả", "competence": "nơi giải quyết", "level": "cấp giải quyết", "sector": "hệ thống giải quyết"}[u])
	}
	return row
}

// whereReceived says which counters take the dossier in.
func whereReceived(r *revision.Revision, b revision.Boundary) string {
	w, counter := r.Ways[revision.Counter]
	switch {
	case counter && w.Filed != revision.Here:
		return orText(w.Place, "Cơ quan giải quyết")
	case r.Competence == revision.Any:
		return "Mọi xã, phường; nơi nhận giải quyết luôn"
	case b == revision.BoundaryNation:
		return "Mọi xã, phường trong cả nước"
	case b == revision.BoundaryProvince:
		return "Mọi xã, phường trong tỉnh"
	case r.HelpOnly && r.Takes(revision.Online):
		return "Nơi có thẩm quyền; nơi khác giúp nộp trực tuyến"
	}
	return "Chỉ nơi có thẩm quyền"
}

// waysText names the ways to file in a few words.
func waysText(r *revision.Revision) string {
	var out []string
	for _, ch := range revision.Channels {
		w, ok := r.Ways[ch]
		switch {
		case !ok:
		case w.Filed == revision.Portal:
			out = append(out, lowerFirst(channelNames[ch])+" ("+orText(w.Place, "Cổng Dịch vụ công quốc gia")+")")
		case w.Filed == revision.Here:
			out = append(out, lowerFirst(channelNames[ch]))
		}
	}
	if len(out) == 0 {
		return "Tại cơ quan giải quyết"
	}
	return upperFirst(strings.Join(out, ", "))
}
