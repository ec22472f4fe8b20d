package resident

import (
	"cmp"
	"net/http"
	"slices"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/fold"
	"motcua/app/web"
	"motcua/tenants/registry"
	view "motcua/views/resident"
	"motcua/views/ui"
)

const mostHits = 12

// ChoosePlace asks which commune's counter, hours and phone to show on this device.
func (p *Pages) ChoosePlace(c *web.Ctx) error {
	return p.choosePlace(c, http.StatusOK, "")
}

func (p *Pages) choosePlace(c *web.Ctx, status int, problem string) error {
	back := web.LocalPath(c.Query("tiep")+c.Form("tiep"), "/")
	v := view.ChoosePlace{
		Shell: p.frame(c, "Chọn xã, phường"), Back: back, BackText: "Quay lại", Title: "Ông/Bà ở xã, phường nào?",
		Lead:   "Hệ thống sẽ hiện đúng địa chỉ, giờ làm việc và số điện thoại của quầy một cửa. Lựa chọn này chỉ lưu trên máy đang dùng.",
		Action: "/xa", Keep: []view.Fact{{Key: "tiep", Value: back}}, Choose: "/xa", Button: "Chọn nơi này", Error: problem,
	}
	if err := p.find(c, &v); err != nil {
		return err
	}
	return c.Page(status, view.ChoosePlacePage(v))
}

// KeepPlace remembers the choice and goes back to where it was asked.
func (p *Pages) KeepPlace(c *web.Ctx) error {
	id, err := uuid.Parse(c.Form("xa"))
	if err != nil {
		return p.choosePlace(c, http.StatusUnprocessableEntity, "Chọn một xã, phường trong danh sách")
	}
	u, err := p.Units.ByID(c.PublicContext(), id)
	if err != nil || u.Kind != registry.KindCommune {
		return fault.New(fault.NotFound, "place.not_found", "Không có xã, phường này.")
	}
	p.remember(c, u)
	return c.Go(web.LocalPath(c.Form("tiep"), "/"))
}

// find fills in what was asked for: a name, or a province's list.
func (p *Pages) find(c *web.Ctx, v *view.ChoosePlace) error {
	ctx := c.PublicContext()
	if v.Error != "" {
		v.Problems = ui.Problems(map[string]string{"q": v.Error})
	}
	v.Q, v.Province = query(c.Query("q"), 100), c.Query("tinh")
	if v.Province == "" {
		v.Province = c.Form("tinh") // a list from which nothing was chosen
	}
	if u, ok := p.chosen(c); ok {
		h := p.hit(c, registry.Hit{Unit: u})
		v.Known = &h
	}
	if v.Q != "" {
		hits, err := p.Units.Search(ctx, v.Q, mostHits+1)
		if err != nil {
			return err
		}
		if v.More = len(hits) > mostHits; v.More {
			hits = hits[:mostHits]
		}
		for _, h := range hits {
			v.Hits = append(v.Hits, p.hit(c, h))
			if h.Ask && v.Asked == "" {
				v.Asked = "Xã cũ này được chia về nhiều nơi. Thôn, tổ của Ông/Bà nay thuộc nơi nào?"
			}
		}
	}
	provinces, err := p.Units.Provinces(ctx)
	if err != nil {
		return err
	}
	for _, x := range provinces {
		v.Provinces = append(v.Provinces, ui.Option{Value: x.Code, Text: x.FullName})
	}
	if v.Province == "" {
		return nil
	}
	list, err := p.Units.ByProvince(ctx, v.Province)
	if err != nil {
		return err
	}
	for _, u := range list {
		o := ui.Option{Value: u.ID.String(), Text: u.FullName}
		if v.DraftID != "" && !u.Live(p.Now()) {
			o.Text += " (nộp tại quầy)"
			o.Disabled = true
		}
		v.Communes = append(v.Communes, o)
	}
	slices.SortStableFunc(v.Communes, func(a, b ui.Option) int { return cmp.Compare(fold.Key(a.Text), fold.Key(b.Text)) })
	return nil
}

func (p *Pages) hit(c *web.Ctx, h registry.Hit) view.PlaceHit {
	v := view.PlaceHit{ID: h.Unit.ID.String(), Name: h.Unit.FullName, Province: lowerFirst(h.Unit.ProvinceFull), Live: h.Unit.Live(p.Now()), Was: h.Note}
	if h.Unit.Kind != registry.KindCommune {
		v.Province = "" // its name says it
	}
	if !v.Live {
		v.Place = p.place(c.PublicContext(), h.Unit)
	}
	return v
}
