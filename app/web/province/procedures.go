package province

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/fold"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/province"
	"motcua/views/ui"
)

// Procedures lists the catalogue with how many communes offer each and how far
// away each may be received.
func (p *Pages) Procedures(c *web.Ctx) error {
	ctx := c.PublicContext()
	all, err := p.Catalogue.In(ctx, c.Office.Province)
	if err != nil {
		return err
	}
	offers, communes, err := p.offers(ctx, c.Office.Province)
	if err != nil {
		return err
	}
	drafts, err := p.builder().DraftRows(c)
	if err != nil {
		return err
	}
	q, show := cut(strings.TrimSpace(c.Query("q")), 100), c.Query("loc")
	v := view.Procedures{Frame: p.frame(c, "Thủ tục"), Query: q, Show: show, Drafts: drafts, Posted: "/niem-yet/phi-dia-gioi?tinh=" + c.Office.Province}
	if c.May("procedure", "edit") {
		v.New = "/tinh/thu-tuc/moi"
	}
	n := map[string]int{}
	for _, x := range all {
		if q != "" && !matches(x, q) {
			continue
		}
		b, err := p.Catalogue.NonBoundaryFor(ctx, x.ID, c.Office.Province)
		if err != nil {
			return err
		}
		at := communeLevel(x)
		tone, state, kind := offerState(at, offers[x.ID], communes)
		kinds := []string{"", kind}
		if b != revision.BoundaryNone {
			kinds = append(kinds, "phi-dia-gioi")
		}
		shown := false
		for _, k := range kinds {
			n[k]++
			shown = shown || k == show
		}
		if !shown {
			continue
		}
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{{Text: x.PlainName, Href: "/tinh/thu-tuc/" + x.Code, Head: true}, ui.T(x.Code), ui.T(x.Field), ui.S(tone, state), ui.T(boundaryText(b)), ui.L(p.holding(c, x), versionsPath(x.Code))}})
	}
	for _, t := range []struct{ key, text string }{{"", "Tất cả"}, {"bat", "Bật ở mọi xã"}, {"mot-phan", "Bật một phần"}, {"tat", "Đang tắt"}, {"cap-tinh", "Chỉ cấp tỉnh"}, {"phi-dia-gioi", "Không phụ thuộc địa giới"}} {
		href := "/tinh/thu-tuc?loc=" + t.key
		if q != "" {
			href += "&q=" + url.QueryEscape(q)
		}
		v.Tabs = append(v.Tabs, ui.Tab{Text: t.text, Href: href, Current: t.key == show, Count: n[t.key], Counted: true})
	}
	v.Remark = strconv.Itoa(len(all)) + " thủ tục, " + strconv.Itoa(communes) + " xã, phường, đặc khu"
	return c.Page(http.StatusOK, view.ProceduresPage(v))
}

// holding says which version of a procedure holds here.
func (p *Pages) holding(c *web.Ctx, x *procedures.Procedure) string {
	h, err := p.Catalogue.Holding(c.PublicContext(), x.ID, c.Office.Province)
	switch {
	case err != nil:
		return "–"
	case h.Province == "":
		return "Trung ương, số " + strconv.Itoa(h.No)
	}
	return "Tỉnh, số " + strconv.Itoa(h.No)
}

// offers counts for each procedure the communes of a province that offer it.
func (p *Pages) offers(ctx context.Context, province string) (map[uuid.UUID]int, int, error) {
	units, err := p.Offices.ByProvince(ctx, province)
	if err != nil {
		return nil, 0, err
	}
	n := map[uuid.UUID]int{}
	for _, u := range units {
		list, err := p.Catalogue.Offered(ctx, u)
		if err != nil {
			return nil, 0, err
		}
		for _, x := range list {
			n[x.ID]++
		}
	}
	return n, len(units), nil
}

// communeLevel tells whether communes decide the procedure at all.
func communeLevel(x *procedures.Procedure) bool { return strings.Contains(x.Level, "Cấp xã") }

func offerState(communeLevel bool, n, of int) (tone, text, kind string) {
	switch {
	case !communeLevel:
		return ui.Draft, "Chỉ cấp tỉnh", "cap-tinh"
	case n == of:
		return ui.OK, "Bật ở mọi xã", "bat"
	case n == 0:
		return ui.Late, "Đang tắt", "tat"
	}
	return ui.Soon, "Bật ở " + strconv.Itoa(n) + "/" + strconv.Itoa(of) + " xã", "mot-phan"
}

// matches looks for every word of q in the names, the code and the field.
func matches(x *procedures.Procedure, q string) bool {
	in := fold.Key(x.PlainName + " " + x.Name + " " + strings.Join(x.Synonyms, " ") + " " + x.Code + " " + x.Field)
	for _, w := range strings.Fields(fold.Key(q)) {
		if !strings.Contains(in, w) {
			return false
		}
	}
	return true
}
