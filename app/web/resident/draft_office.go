package resident

import (
	"net/http"
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/issuing"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/tenants"
	"motcua/tenants/registry"
	"motcua/views/i18n"
	view "motcua/views/resident"
)

// Office asks anew where the draft goes, and proposes the office that its answers make competent.
func (p *DraftPages) Office(c *web.Ctx, d *draft) error {
	return p.officePage(c, d, http.StatusOK, "")
}

func (p *DraftPages) officePage(c *web.Ctx, d *draft, status int, problem string) error {
	to, ok := p.routed(d)
	if p.Helped {
		return p.helpedOfficePage(c, d, status, to, ok, nil)
	}
	v := view.ChoosePlace{
		Shell: p.shell(c, d, "Đổi nơi nộp"), Back: d.base, BackText: "Các việc của hồ sơ", Title: "Nộp đến xã, phường nào?", Lead: placeLead(d.proc.Revision),
		Action: d.base + "/noi-nop", Choose: d.base + "/noi-nop", DraftID: d.ID.String(), Button: "Nộp ở nơi này", Error: problem,
	}
	if ok {
		v.Proposed, v.Why = ptr(p.hit(c, registry.Hit{Unit: to.Unit})), to.Why()
		if to.Kind == registry.KindProvince {
			v.Title, v.Lead, v.Only = "Nơi giải quyết hồ sơ này", to.Why(), true
			v.Why = "Ông/Bà không phải đi lại: bấm nút dưới đây rồi làm tiếp. Phần đã điền và ảnh đã gửi được giữ nguyên."
			v.Proposed.Was = contactText(to.Unit)
		}
	}
	if err := p.find(c, &v); err != nil {
		return err
	}
	return c.Page(status, view.ChoosePlacePage(v))
}

// ChangeOffice keeps the choice: a commune, or the office that was proposed.
// Who chooses a commune under answers that its province's centre decides has
// chosen that centre.
func (p *DraftPages) ChangeOffice(c *web.Ctx, d *draft) error {
	id, err := uuid.Parse(c.Form("xa"))
	if err != nil {
		return p.officePage(c, d, http.StatusUnprocessableEntity, "Chọn một xã, phường trong danh sách")
	}
	pub := c.PublicContext()
	proposed, ok := p.routed(d)
	ok = ok && proposed.ID == id
	u, err := p.Units.ByID(pub, id)
	if err != nil || u.Kind != registry.KindCommune && !ok || p.Helped && !ok {
		return fault.New(fault.NotFound, "place.not_found", "Không có xã, phường này.")
	}
	x, change := d.proc, dossiers.DraftChange{}
	if u.Province != d.unit.Province { // what holds there: its time, fees, questions
		if x, err = p.byCode(pub, d.proc.Code, u.Province); fault.Is(err, fault.NotFound) {
			return p.officePage(c, d, http.StatusUnprocessableEntity, upperFirst(u.ProvinceFull)+" không có thủ tục này. Chọn xã, phường của "+lowerFirst(d.unit.ProvinceFull)+".")
		} else if err != nil {
			return err
		}
		change.Revision = &x.RevisionID
	}
	chosen := u
	if u.Kind != registry.KindCommune {
		chosen = d.place
	}
	to := procedures.Competent{Unit: u}
	if u.Kind == registry.KindCommune {
		if to, err = p.competent(c, x.Revision, d.form, d.Answers, u); err != nil {
			return err
		}
		if to.Moved && to.Kind == registry.KindCommune {
			return p.officePage(c, d, http.StatusUnprocessableEntity, to.Why()+" Nộp đến "+officeText(to.Unit)+", hoặc sửa lại địa chỉ.")
		}
	}
	if err := p.takes(c, x, to.Unit); fault.Is(err, fault.Invalid) {
		return p.officePage(c, d, http.StatusUnprocessableEntity, fault.As(err).Text)
	} else if err != nil {
		return err
	}
	if p.Helped {
		if again, err := p.consented(c, d, to); again || err != nil {
			return err
		}
	}
	change.Competent, change.Commune = &to.ID, ptr("")
	if to.Kind != registry.KindCommune && chosen.Kind == registry.KindCommune {
		change.Commune = &chosen.Code
	}
	if err := p.moveTo(d, to.Unit, change); err != nil {
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

// competent is the office that a revision's routing names for answers, where
// the person chose a commune.
func (p *Pages) competent(c *web.Ctx, r *revision.Revision, form revision.Form, answers map[string]string, chosen registry.Unit) (procedures.Competent, error) {
	if len(r.Routing) == 0 {
		return procedures.Competent{Unit: chosen}, nil
	}
	kept, _ := revision.CheckAnswers(form, answers, p.today()) // with what is worked out, without what is not asked any more
	return procedures.CompetentFor(c.PublicContext(), p.Units, r, issuing.FactsOf(r, chosen, kept, p.today()), kept, chosen)
}

// routed is the office that the answers make competent, when that is another
// one than the draft goes to. A directory that does not answer proposes
// nothing; filing asks again.
func (p *DraftPages) routed(d *draft) (procedures.Competent, bool) {
	rev := d.proc.Revision
	if len(rev.Routing) == 0 {
		return procedures.Competent{}, false
	}
	kept, _ := revision.CheckAnswers(d.form, d.Answers, p.today())
	to, err := procedures.CompetentFor(tenants.With(d.ctx, tenants.Public()), p.Units, rev, issuing.FactsOf(rev, d.place, kept, p.today()), kept, d.place)
	return to, err == nil && to.ID != d.Competent
}

// officeText is an office with its province, which a centre's name has already.
func officeText(u registry.Unit) string {
	if u.Kind != registry.KindCommune {
		return u.Office()
	}
	return u.Office() + ", " + lowerFirst(u.ProvinceFull)
}

// contactText is where an office is and how to call it.
func contactText(u registry.Unit) string {
	var out []string
	if u.Address != "" {
		out = append(out, "Địa chỉ: "+u.Address)
	}
	if u.Phone != "" {
		out = append(out, "điện thoại "+i18n.Phone(u.Phone))
	}
	return upperFirst(strings.Join(out, ", "))
}

// whereWhy says on a draft's pages why the province decides, and where that is.
func (p *DraftPages) whereWhy(d *draft) string {
	if d.unit.Kind == registry.KindCommune {
		return ""
	}
	rev := d.proc.Revision
	kept, _ := revision.CheckAnswers(d.form, d.Answers, p.today())
	x, _ := rev.RouteFor(issuing.FactsOf(rev, d.place, kept, p.today()), kept)
	out := procedures.Competent{Unit: d.unit, Route: x}.Why() + " Ông/Bà nộp ngay tại đây, không phải đến nơi."
	if s := contactText(d.unit); s != "" {
		out += " " + s + "."
	}
	return out
}

func ptr[T any](v T) *T { return &v }
