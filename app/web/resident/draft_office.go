package resident

import (
	"net/http"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/tenants"
	"motcua/tenants/registry"
	view "motcua/views/resident"
)

// Office asks anew where the draft goes, as long as no paper lies under the first office's key.
func (p *DraftPages) Office(c *web.Ctx, d *draft) error {
	return p.officePage(c, d, http.StatusOK, "")
}

func (p *DraftPages) officePage(c *web.Ctx, d *draft, status int, problem string) error {
	v := view.ChoosePlace{
		Shell: p.shell(c, d, "Đổi nơi nộp"), Back: d.base, BackText: "Các việc của hồ sơ", Title: "Nộp đến xã, phường nào?", Lead: placeLead(d.proc.Revision),
		Action: d.base + "/noi-nop", Choose: d.base + "/noi-nop", DraftID: d.ID.String(), Button: "Nộp ở nơi này", Error: problem,
	}
	if u, ok := p.routed(d); ok {
		v.Proposed = ptr(p.hit(c, registry.Hit{Unit: u, Note: "Theo địa chỉ đã khai trong hồ sơ này."}))
	}
	if err := p.find(c, &v); err != nil {
		return err
	}
	return c.Page(status, view.ChoosePlacePage(v))
}

// ChangeOffice keeps the choice.
func (p *DraftPages) ChangeOffice(c *web.Ctx, d *draft) error {
	id, err := uuid.Parse(c.Form("xa"))
	if err != nil {
		return p.officePage(c, d, http.StatusUnprocessableEntity, "Chọn một xã, phường trong danh sách")
	}
	u, err := p.Units.ByID(c.PublicContext(), id)
	if err != nil || u.Kind != registry.KindCommune {
		return fault.New(fault.NotFound, "place.not_found", "Không có xã, phường này.")
	}
	if err := p.takes(c, d.proc, u); fault.Is(err, fault.Invalid) {
		return p.officePage(c, d, http.StatusUnprocessableEntity, fault.As(err).Text)
	} else if err != nil {
		return err
	}
	if len(d.papers) > 0 {
		return p.officePage(c, d, http.StatusUnprocessableEntity, "Hồ sơ đã có ảnh giấy tờ nên không đổi nơi nộp được. Bỏ các ảnh đã gửi rồi đổi.")
	}
	if err := p.Dossiers.ChangeDraft(d.ctx, d.ID, dossiers.DraftChange{Competent: &u.ID}); err != nil {
		return err
	}
	return c.Go(d.base)
}

// Remove deletes the draft with everything on it. Twice is harmless.
func (p *DraftPages) Remove(c *web.Ctx, d *draft) error {
	for _, x := range d.papers { // their files are deleted by jobs of this same change
		if err := p.Dossiers.RemovePaper(d.ctx, d.ID, x.ID, p.Documents.Remove); err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
	}
	if err := p.Dossiers.DeleteDraft(d.ctx, d.ID); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	return c.Go("/")
}

// routed is the commune that an address in the answers makes competent, when
// that is another one than the draft goes to.
func (p *DraftPages) routed(d *draft) (registry.Unit, bool) {
	rev := d.proc.Revision
	x, ok := rev.RouteFor(FactsOf(rev, d.unit, d.Answers, p.today()), d.Answers)
	if !ok || x.To != revision.ToCommune || x.Field == "" {
		return registry.Unit{}, false
	}
	code := d.Answers[x.Field+revision.CodeSuffix]
	if len(code) != 5 || code == d.unit.Code {
		return registry.Unit{}, false
	}
	u, err := p.Units.ByCode(tenants.With(d.ctx, tenants.Public()), code)
	return u, err == nil && u.Kind == registry.KindCommune
}

func ptr[T any](v T) *T { return &v }
