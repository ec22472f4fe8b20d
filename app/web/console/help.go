package console

import (
	"context"
	"fmt"
	"net/http"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/app/web/resident"
	"motcua/tenants/registry"
	view "motcua/views/console"
	portal "motcua/views/resident"
	"motcua/views/ui"
)

// Help is where an officer begins to file online for a consenting resident.
func (p *Pages) Help(c *web.Ctx) error {
	f := readCounter(c)
	return p.helpPage(c, http.StatusOK, &f)
}

// StartHelp records the consent and starts a draft that the resident owns.
// Every button but "Bắt đầu" only looks things up.
func (p *Pages) StartHelp(c *web.Ctx) error {
	f := readCounter(c)
	if c.Form("bat_dau") == "" {
		return p.helpPage(c, http.StatusOK, &f)
	}
	r, err := p.look(c, &f)
	if err != nil {
		return err
	}
	seen := f.seen(p.Now())
	if r.procedure == nil {
		f.errs["thu_tuc"] = "Chọn thủ tục"
	} else if why := p.cannotHelp(r); why != "" {
		f.errs["thu_tuc"] = why
	}
	method := oneOf(c.Form("cach"), "spoken_at_counter", "signature")
	if method == "" {
		f.errs["cach"] = "Chọn cách người dân đồng ý"
	}
	if c.Form("dong_y") == "" {
		f.errs["dong_y"] = "Đọc cho người dân nghe, người dân đồng ý rồi đánh dấu"
	}
	if len(f.errs) > 0 {
		return p.helpPage(c, http.StatusUnprocessableEntity, &f)
	}
	who, err := p.People.CounterPerson(c.Context(), seen)
	if err != nil {
		if f.add(err) {
			return p.helpPage(c, http.StatusUnprocessableEntity, &f)
		}
		return err
	}
	n := dossiers.NewHelpedDraft{NewDraft: dossiers.NewDraft{ID: f.ID, Procedure: r.procedure.ID, Revision: r.revision.ID, Competent: r.rule.Competent.ID}, Resident: who, Method: method, Statement: p.statement(c, &f, r)}
	if err := p.Dossiers.StartHelpedDraft(c.Context(), n); err != nil {
		return err
	}
	s, err := p.Dossiers.HelpedScope(c.Context(), f.ID)
	if err != nil {
		return err
	}
	answers := resident.CardAnswers(f.profile())
	answers[dossiers.AnswerCommune] = r.answers[dossiers.AnswerCommune]
	if err := p.Dossiers.SaveAnswers(c.In(s), f.ID, answers); err != nil {
		return err
	}
	return c.Go("/cb/giup/" + f.ID.String())
}

// cannotHelp says why this cannot be filed online there; "" when it can.
func (p *Pages) cannotHelp(r request) string {
	if !r.revision.Takes(revision.Online) {
		return "Thủ tục này không nộp trực tuyến ở đây. " + r.rule.Say
	}
	if !r.rule.Competent.Live(p.Now()) {
		return r.rule.Competent.Office() + " chưa nhận hồ sơ trực tuyến ở đây. " + r.rule.Say
	}
	return ""
}

// statement is what is read to the resident, and kept as she heard it.
func (p *Pages) statement(c *web.Ctx, f *counterForm, r request) string {
	return p.consent(c, f.Name, f.Number, r.procedure.PlainName, r.rule.Competent)
}

func (p *Pages) consent(c *web.Ctx, name, number, procedure string, at registry.Unit) string {
	return fmt.Sprintf("Tôi là %s, số định danh %s. Tôi đồng ý để cán bộ %s của %s điền và nộp trực tuyến giúp tôi hồ sơ “%s” đến %s. Hồ sơ là của tôi. %s chỉ xem được mã và tình trạng hồ sơ. Tôi có thể dừng bất cứ lúc nào trước khi nộp.",
		orElse(name, "…"), orElse(number, "…"), c.Visitor.Name, c.Office.Full, procedure, at.Office(), c.Office.Full)
}

func (p *Pages) helpPage(c *web.Ctx, status int, f *counterForm) error {
	r, err := p.look(c, f)
	if err != nil {
		return err
	}
	v := view.Help{Frame: p.frame(c, "Nộp giúp trực tuyến"), Counter: p.counterView(c, f, r)}
	v.Frame.Problems = ui.Problems(f.errs, append(counterOrder, "cach", "dong_y")...)
	if r.procedure != nil {
		if v.Cannot = p.cannotHelp(r); v.Cannot == "" {
			v.Statement = p.statement(c, f, r)
			v.Method = consentMethod(c, f.errs)
			v.Agree = ui.CheckField{Field: ui.Field{Name: "dong_y", Label: "Đã đọc to nội dung trên và người dân đồng ý", Error: f.errs["dong_y"]}, Checked: c.Form("dong_y") != ""}
		}
	}
	return c.Page(status, view.HelpPage(v))
}

// helpedDrafts are the portal's own draft pages, inside the scope of one draft
// whose owner consented.
func (p *Pages) helpedDrafts() []web.Route {
	d := &resident.DraftPages{
		Pages: p.Portal, Base: "/cb/giup", Helped: true, LeaveTo: "/cb", Statement: p.consent,
		Scope: func(c *web.Ctx, draft uuid.UUID) (context.Context, error) {
			s, err := p.Dossiers.HelpedScope(c.Context(), draft)
			if err != nil {
				return nil, err
			}
			return c.In(s), nil
		},
		Shell: func(c *web.Ctx, title string) portal.Shell { return portal.Shell{Data: p.frame(c, title), Dense: true} },
	}
	return d.Routes(web.Staff, "help", "start", "start")
}
