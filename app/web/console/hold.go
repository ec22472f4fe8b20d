package console

import (
	"net/http"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/keeping"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// AskHold shows who holds a dossier, since when and why, with the forms to hold
// it and to let it go.
func (p *Pages) AskHold(c *web.Ctx) error { return p.holdPage(c, http.StatusOK, nil) }

// Hold keeps a dossier from being deleted.
func (p *Pages) Hold(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	_, err = p.Keeping.Place(c.Context(), keeping.PlaceHold{Dossier: id, Reason: short(c.Form("reason"), 2000), Basis: short(c.Form("basis"), 1000), Resident: c.Form("tat_ca") != ""})
	if fault.Is(err, fault.Invalid) {
		return p.holdPage(c, http.StatusUnprocessableEntity, err)
	}
	if fault.Is(err, fault.NotFound) {
		return dossiers.NotFound()
	}
	if err != nil {
		return err
	}
	return c.Go(path(id.String(), ""))
}

// LiftHold lets it go.
func (p *Pages) LiftHold(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	hold, _ := uuid.Parse(c.Form("giu"))
	err = p.Keeping.Lift(c.Context(), hold, short(c.Form("thoi"), 1000))
	if fault.Is(err, fault.Invalid) {
		return p.holdPage(c, http.StatusUnprocessableEntity, fault.Fields(map[string]string{"thoi": fault.As(err).Fields["reason"]}))
	}
	if fault.HasKey(err, "hold.not_found") { // a second click, or a colleague's: the page says how it is
		return p.holdPage(c, http.StatusOK, nil)
	}
	if err != nil {
		return err
	}
	return c.Go(path(id.String(), "giu"))
}

func (p *Pages) holdPage(c *web.Ctx, status int, failed error) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	f, err := p.Dossiers.Open(c.Context(), id)
	if err != nil {
		return err
	}
	holds, err := p.Keeping.HoldsOf(c.Context(), id)
	if err != nil {
		return err
	}
	v := view.Hold{Frame: p.frame(c, "Giữ hồ sơ"), Head: p.head(c, &f), Back: path(id.String(), ""), Action: path(id.String(), "giu")}
	errs := map[string]string{}
	if failed != nil {
		errs, v.Frame.Problems = problems(failed, "reason", "basis", "thoi")
	}
	for _, h := range holds {
		h := h
		e := ui.Event{Title: "Giữ: " + h.Reason, Who: h.PlacedName + ", " + p.office(c.Context(), &h.Tenant), When: i18n.DateTime(h.PlacedAt), Note: "Căn cứ: " + h.Basis, Current: h.LiftedAt == nil}
		if h.LiftedAt != nil {
			e.Note += ". Thôi giữ " + i18n.DateTime(*h.LiftedAt) + ", " + h.LiftedName + ": " + h.LiftReason
		} else if h.Tenant == c.Scope().Tenant {
			v.Action, v.Lift, v.LiftID = "", path(id.String(), "thoi-giu"), h.ID.String()
		}
		v.Holds = append(v.Holds, e)
	}
	v.Reason = area("reason", "Lý do giữ", "Ví dụ: đang thanh tra, có khiếu nại, vụ án.", short(c.Form("reason"), 2000), errs, 2)
	v.Basis = area("basis", "Căn cứ", "Số, ngày văn bản yêu cầu; hoặc điều luật.", short(c.Form("basis"), 1000), errs, 2)
	v.All = ui.CheckField{Field: ui.Field{Name: "tat_ca", Label: "Giữ cả các hồ sơ khác của người này tại đơn vị"}, Checked: c.Form("tat_ca") != ""}
	v.LiftReason = area("thoi", "Lý do thôi giữ", "Ví dụ: số, ngày kết luận thanh tra.", short(c.Form("thoi"), 1000), errs, 2)
	return c.Page(status, view.HoldPage(v))
}

// held says on a dossier's page that it is held.
func (p *Pages) held(c *web.Ctx, f *dossiers.Full, v *view.Dossier) error {
	holds, err := p.Keeping.HoldsOf(c.Context(), f.ID)
	if err != nil {
		return err
	}
	for _, h := range holds {
		h := h
		if h.LiftedAt == nil {
			v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "warn", Title: "Hồ sơ đang được giữ, không hủy được.", Text: h.Reason + " (" + h.Basis + "), " + h.PlacedName + ", " + p.office(c.Context(), &h.Tenant) + ", từ " + i18n.DateTime(h.PlacedAt) + "."})
		}
	}
	if c.May("dossier", "hold") {
		v.Hold = path(f.ID.String(), "giu")
	}
	return nil
}
