package console

import (
	"slices"

	"github.com/google/uuid"

	"motcua/app/web"
	"motcua/tenants/registry"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskRefuse asks why a handed-over dossier is not this office's, and whose it is.
func (p *Pages) AskRefuse(c *web.Ctx) error { return p.refusePage(c, nil) }

// RefuseHandover sends a mis-routed dossier back, naming the right office.
func (p *Pages) RefuseHandover(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if c.Form("tim") != "" { // only looking for the office
		return p.refusePage(c, nil)
	}
	var right *uuid.UUID
	if id, err := uuid.Parse(c.Form("right")); err == nil && slices.Contains([]string{registry.KindCommune, registry.KindProvince}, p.unit(c.Context(), &id).Kind) {
		right = &id
	}
	if err := p.Dossiers.RefuseHandover(c.Context(), r, said(c.Form("reason")), right); err != nil {
		return p.refusePage(c, err)
	}
	return c.Go("/cb/ho-so?hang=incoming")
}

func (p *Pages) refusePage(c *web.Ctx, failed error) error {
	reason, q := said(c.Form("reason")), said(c.Form("q"))
	a, err := p.actPage(c, "tra-lai-noi-gui", "Không nhận hồ sơ, trả lại nơi gửi", "Trả lại nơi gửi", failed, []string{"reason", "right"}, ui.Pair{Key: "Lý do", Value: reason})
	if err != nil {
		return err
	}
	v := view.RefuseHandover{
		ActForm: a.ActForm, Reason: area("reason", "Lý do không nhận", "", reason, a.errs, 3),
		Query: ui.Field{Name: "q", Label: "Cơ quan có thẩm quyền", Hint: "Tên xã, phường hiện nay hoặc trước 01/07/2025.", Value: q, Width: "20", MaxLen: 200},
		Right: ui.ChoiceField{Field: ui.Field{Name: "right", Label: "Chọn cơ quan", Value: c.Form("right"), Error: a.errs["right"]}},
	}
	v.Tell = "Nơi gửi nhận lại hồ sơ và chuyển đến cơ quan đã chọn. Thời hạn giải quyết chưa tính."
	if v.Right.Options, err = p.communeOptions(c, q); err != nil {
		return err
	}
	if q != "" && len(v.Right.Options) == 0 {
		v.Right.Error = "Không thấy xã, phường nào có tên này. Thử tên khác hoặc thêm tên tỉnh."
	}
	if centre, err := p.Offices.Centre(c.PublicContext(), c.Office.Province); err == nil && centre.ID != c.Office.ID && centre.Live(p.Now()) {
		v.Right.Options = append(v.Right.Options, ui.Option{Value: centre.ID.String(), Text: centre.Long(), Hint: "Khi cấp tỉnh giải quyết."})
	}
	return c.Page(a.status, view.RefuseHandoverPage(v))
}

// communeOptions are the communes that a name, old or new, may mean.
func (p *Pages) communeOptions(c *web.Ctx, q string) ([]ui.Option, error) {
	if q == "" {
		return nil, nil
	}
	hits, err := p.Offices.Search(c.PublicContext(), q, 8)
	if err != nil {
		return nil, err
	}
	var out []ui.Option
	for _, h := range hits {
		o := ui.Option{Value: h.Unit.ID.String(), Text: h.Unit.Long(), Hint: h.Note}
		if h.Ask {
			o.Hint += ". Xã cũ đã chia: hỏi người dân ở thôn nào."
		}
		out = append(out, o)
	}
	return out, nil
}
