package resident

import (
	"net/http"
	"strconv"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/resident"
	"motcua/views/ui"
)

var stars = []ui.Option{{Value: "5", Text: "5: Rất hài lòng"}, {Value: "4", Text: "4: Hài lòng"}, {Value: "3", Text: "3: Bình thường"}, {Value: "2", Text: "2: Không hài lòng"}, {Value: "1", Text: "1: Rất không hài lòng"}}

// AskRating asks how it was.
func (p *Pages) AskRating(c *web.Ctx) error {
	f, to, err := p.full(c)
	if err != nil {
		return err
	}
	if to == "" && !f.State.Can(dossiers.ActRate) {
		to = "/ho-so/" + f.ID.String()
	}
	if to != "" {
		return c.Go(to)
	}
	return p.ratePage(c, http.StatusOK, &f, nil)
}

func (p *Pages) ratePage(c *web.Ctx, status int, f *dossiers.Full, bad map[string]string) error {
	here := "/ho-so/" + f.ID.String()
	v := view.Rate{
		Shell: p.about(c, f, "Chấm điểm phục vụ"), Back: here, Office: p.officeName(c.PublicContext(), &f.Competent), Action: here + "/danh-gia",
		Stars:   ui.ChoiceField{Field: ui.Field{Name: "stars", Label: "Ông/Bà hài lòng đến đâu?", Heading: true, Value: c.Form("stars"), Error: bad["stars"]}, Options: stars},
		Comment: ui.Field{Name: "gop_y", Label: "Góp ý", Optional: true, Value: c.Form("gop_y"), MaxLen: 2000},
	}
	v.Problems = ui.Problems(bad, "stars")
	return c.Page(status, view.RatePage(v))
}

// Rate keeps it, once.
func (p *Pages) Rate(c *web.Ctx) error {
	f, to, err := p.full(c)
	if err != nil {
		return err
	}
	if to != "" {
		return c.Go(to)
	}
	n, _ := strconv.Atoi(c.Form("stars"))
	err = p.Dossiers.Rate(c.Context(), dossiers.Ref{ID: f.ID}, n, query(c.Form("gop_y"), 2000))
	if fault.Is(err, fault.Invalid) {
		return p.ratePage(c, http.StatusUnprocessableEntity, &f, map[string]string{"stars": "Chọn một mức hài lòng"})
	}
	if err != nil {
		return err
	}
	return c.Go("/ho-so/" + f.ID.String())
}
