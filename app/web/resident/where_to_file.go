package resident

import (
	"net/http"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/app/web/questions"
	"motcua/tenants/registry"
	view "motcua/views/resident"
)

// WhereToFile asks for the competent commune before a draft begins.
func (p *Pages) WhereToFile(c *web.Ctx) error { return p.whereToFile(c, http.StatusOK, "") }

func (p *Pages) whereToFile(c *web.Ctx, status int, problem string) error {
	x, err := p.procedureOf(c)
	if err != nil {
		return err
	}
	if why, _ := notHere(x.Revision); why != "" {
		return c.Go("/thu-tuc/" + x.Code) // which says where instead
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	v := view.ChoosePlace{
		Shell: p.frame(c, "Chọn nơi nộp"), Back: "/thu-tuc/" + x.Code, BackText: x.PlainName, Title: "Nộp đến xã, phường nào?",
		Lead: placeLead(x.Revision), Action: "/thu-tuc/" + x.Code + "/noi-nop", Choose: "/thu-tuc/" + x.Code + "/bat-dau",
		DraftID: id.String(), Button: "Nộp ở nơi này", Error: problem,
	}
	v.Keep = keepCarried(x.Revision, c.Posted()) // of the address or of the form
	if err := p.find(c, &v); err != nil {
		return err
	}
	return c.Page(status, view.ChoosePlacePage(v))
}

// placeLead is the rule of competence as a sentence.
func placeLead(r *revision.Revision) string {
	if r.Competence == revision.Any {
		return "Xã, phường nào cũng giải quyết được. Ông/Bà chọn nơi tiện nhất."
	}
	return "Nơi giải quyết: " + r.CompetenceText + "."
}

// StartDraft begins a draft at the chosen office. The page made its id, so two
// clicks begin one.
func (p *Pages) StartDraft(c *web.Ctx) error {
	x, err := p.procedureOf(c)
	if err != nil {
		return err
	}
	office, err := uuid.Parse(c.Form("xa"))
	if err != nil {
		return p.whereToFile(c, http.StatusUnprocessableEntity, "Chọn một xã, phường trong danh sách")
	}
	u, err := p.Units.ByID(c.PublicContext(), office)
	if err != nil || u.Kind != registry.KindCommune {
		return fault.New(fault.NotFound, "place.not_found", "Không có xã, phường này.")
	}
	// what holds in the office's province, which need not be the one of this device
	if x.Province != "" && x.Province != u.Province {
		at, err := p.Units.Province(c.PublicContext(), x.Province)
		if err != nil {
			return err
		}
		return p.whereToFile(c, http.StatusUnprocessableEntity, "Thủ tục này chỉ có ở "+lowerFirst(at.FullName)+". Chọn xã, phường của tỉnh đó.")
	}
	if x, err = p.byCode(c.PublicContext(), x.Code, u.Province); err != nil {
		return err
	}
	answers := carried(x.Revision, c.Posted())
	to, err := p.competent(c, x.Revision, x.Revision.FormIn(questions.PlacesIn(c.PublicContext(), p.Units)), answers, u)
	if err != nil {
		return err
	}
	if err := p.takes(c, x, to.Unit); fault.Is(err, fault.Invalid) {
		return p.whereToFile(c, http.StatusUnprocessableEntity, fault.As(err).Text)
	} else if err != nil {
		return err
	}
	id, err := uuid.Parse(c.Form("id"))
	if err != nil {
		if id, err = uuid.NewV7(); err != nil {
			return err
		}
	}
	if err := p.Dossiers.StartDraft(c.Context(), dossiers.NewDraft{ID: id, Procedure: x.ID, Revision: x.RevisionID, Competent: to.ID}); err != nil {
		return err
	}
	if to.Kind != registry.KindCommune {
		answers[dossiers.AnswerCommune] = u.Code
	}
	if len(answers) > 0 {
		if err := p.Dossiers.SaveAnswers(c.Context(), id, answers); err != nil {
			return err
		}
	}
	if _, ok := p.chosen(c); !ok {
		p.remember(c, u)
	}
	return c.Go("/hs/" + id.String())
}

// takes refuses an office that does not take this procedure online, with the
// right place. Fault: Invalid.
func (p *Pages) takes(c *web.Ctx, x Procedure, u registry.Unit) error {
	if why, where := notHere(x.Revision); why != "" {
		return fault.New(fault.Invalid, "procedure.not_here", why+". "+where)
	}
	on, err := p.Procedures.IsOffered(c.PublicContext(), x.ID, u)
	if err != nil {
		return err
	}
	if !u.Live(p.Now()) || !on {
		return fault.New(fault.Invalid, "place.not_live", upperFirst(u.InText())+" chưa nhận thủ tục này trên hệ thống. Ông/Bà nộp tại quầy một cửa: "+orText(u.Address, "trụ sở "+u.Office())+".")
	}
	return nil
}
