package platform

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/platform"
	"motcua/views/ui"
)

// Procedure is one national procedure: where it stands, and which provinces go
// by a version of their own.
func (p *Pages) Procedure(c *web.Ctx) error {
	x, err := p.Revisions.Subject(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	here := proceduresPath + "/" + x.Code
	v := view.Procedure{Frame: p.frame(c, x.PlainName), Back: proceduresPath, Name: x.PlainName, Legal: x.Name, Versions: here + "/phien-ban", Names: here + "/ten-goi", YAML: here + "/xuat.yaml", JSON: here + "/xuat.json"}
	var holds string
	if v.Tone, v.State, _, holds, err = p.standing(c, x); err != nil {
		return err
	}
	v.Facts = []ui.Pair{{Key: "Mã", Value: x.Code}, {Key: "Lĩnh vực", Value: x.Field}, {Key: "Cấp giải quyết", Value: x.Level}, {Key: "Bản đang áp dụng", Value: holds}}
	v.Words = strings.Join(x.SynonymList(), ", ")
	own, err := p.Catalogue.Adjusted(c.PublicContext(), x.ID)
	if err != nil {
		return err
	}
	for province, r := range own {
		name := "Tỉnh " + province
		if u, err := p.Offices.Centre(c.PublicContext(), province); err == nil {
			name = u.ProvinceFull
		}
		v.Provinces = append(v.Provinces, ui.Row{Cells: []ui.Cell{{Text: name, Head: true}, ui.T("Bản số " + strconv.Itoa(r.No)), ui.N(i18n.Date(r.From))}})
	}
	slices.SortFunc(v.Provinces, func(a, b ui.Row) int { return strings.Compare(a.Cells[0].Text, b.Cells[0].Text) })
	return c.Page(http.StatusOK, view.ProcedurePage(v))
}

// holding is the national revision that new dossiers start on; false when there is none.
func (p *Pages) holding(c *web.Ctx, x procedures.Subject) (*procedures.Revision, bool, error) {
	r, err := p.Catalogue.Holding(c.PublicContext(), x.ID, "")
	if fault.Is(err, fault.NotFound) {
		return nil, false, nil
	}
	return r, err == nil, err
}
