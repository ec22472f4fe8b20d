package platform

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"motcua/app/fold"
	"motcua/app/procedures"
	"motcua/app/web"
	"motcua/app/web/builder"
	"motcua/views/i18n"
	view "motcua/views/platform"
	"motcua/views/ui"
)

const proceduresPath = "/nen-tang/thu-tuc"

// builder is the pages on which the nation's procedures are written.
func (p *Pages) builder() *builder.Pages {
	return &builder.Pages{
		Base: proceduresPath, Door: web.Platform, Frame: p.frame, National: true,
		Governing: p.Governing, Catalogue: p.Catalogue, Revisions: p.Revisions, Shipped: p.Shipped, Trials: p.Trials, Offices: p.Offices, Now: p.Now,
	}
}

// Procedures lists the nation's catalogue, also what nobody published yet and
// what was withdrawn.
func (p *Pages) Procedures(c *web.Ctx) error {
	all, err := p.Revisions.Own(c.Context())
	if err != nil {
		return err
	}
	drafts, err := p.builder().DraftRows(c)
	if err != nil {
		return err
	}
	q, show := cut(strings.TrimSpace(c.Query("q")), 100), c.Query("loc")
	v := view.Procedures{Frame: p.frame(c, "Danh mục quốc gia"), Query: q, Show: show, Drafts: drafts, Action: proceduresPath}
	if c.May("procedure", "edit") {
		v.New, v.Import = proceduresPath+"/moi", proceduresPath+"/nhap"
	}
	n := map[string]int{}
	for _, x := range all {
		if q != "" && !matches(x, q) {
			continue
		}
		tone, state, kind, holds, err := p.standing(c, x)
		if err != nil {
			return err
		}
		own, err := p.Catalogue.Adjusted(c.PublicContext(), x.ID)
		if err != nil {
			return err
		}
		kinds := []string{"", kind}
		if len(own) > 0 {
			kinds = append(kinds, "tinh")
		}
		shown := false
		for _, k := range kinds {
			n[k]++
			shown = shown || k == show
		}
		if shown {
			v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{
				{Text: x.PlainName, Href: proceduresPath + "/" + x.Code, Head: true},
				ui.T(x.Code), ui.T(x.Field), ui.T(x.Level), ui.S(tone, state),
				ui.L(holds, proceduresPath+"/"+x.Code+"/phien-ban"), ui.N(strconv.Itoa(len(own))),
			}})
		}
	}
	for _, t := range []struct{ key, text string }{{"", "Tất cả"}, {"ap-dung", "Đang áp dụng"}, {"chua", "Chưa áp dụng"}, {"bai-bo", "Đã bãi bỏ"}, {"tinh", "Có bản riêng của tỉnh"}} {
		href := proceduresPath + "?loc=" + t.key
		if q != "" {
			href += "&q=" + url.QueryEscape(q)
		}
		v.Tabs = append(v.Tabs, ui.Tab{Text: t.text, Href: href, Current: t.key == show, Count: n[t.key], Counted: true})
	}
	v.Remark = i18n.Number(int64(len(all))) + " thủ tục"
	return c.Page(http.StatusOK, view.ProceduresPage(v))
}

// standing says where a national procedure stands: whether it is in force, and by which version.
func (p *Pages) standing(c *web.Ctx, x procedures.Subject) (tone, text, kind, holds string, err error) {
	if x.RetiredFrom != nil && !x.RetiredFrom.After(p.Now()) {
		return ui.Done, "Đã bãi bỏ", "bai-bo", "–", nil
	}
	h, ok, err := p.holding(c, x)
	switch {
	case err != nil:
		return "", "", "", "", err
	case !ok:
		return ui.Draft, "Chưa áp dụng", "chua", "–", nil
	case x.RetiredFrom != nil:
		return ui.Soon, "Bãi bỏ từ " + i18n.Date(*x.RetiredFrom), "ap-dung", "Bản số " + strconv.Itoa(h.No), nil
	}
	return ui.OK, "Đang áp dụng", "ap-dung", "Bản số " + strconv.Itoa(h.No), nil
}

// matches looks for every word of q in the names, the code and the field.
func matches(x procedures.Subject, q string) bool {
	in := fold.Key(x.PlainName + " " + x.Name + " " + x.Synonyms + " " + x.Code + " " + x.Field)
	for _, w := range strings.Fields(fold.Key(q)) {
		if !strings.Contains(in, w) {
			return false
		}
	}
	return true
}
