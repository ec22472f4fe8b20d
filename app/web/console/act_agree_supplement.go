package console

import (
	"net/http"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Agreeing lists the requests for papers that wait for a leader.
func (p *Pages) Agreeing(c *web.Ctx) error {
	list, err := p.Dossiers.WaitingSupplements(c.Context())
	if err != nil {
		return err
	}
	v := view.Agreeing{Frame: p.frame(c, "Duyệt yêu cầu bổ sung")}
	for _, x := range list {
		due, tone := i18n.Due(p.Now(), x.Due, soonBefore(x.Due))
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{
			{Text: x.Code, Href: path(x.Dossier.String(), "duyet-bo-sung"), Head: true},
			ui.T(x.Applicant), ui.T(p.procedure(c.Context(), x.Procedure)),
			ui.T(x.By), ui.T(cutText(x.Why, 120)), ui.T(i18n.DateTime(x.ProposedAt)), ui.S(tone, due),
		}})
	}
	return c.Page(http.StatusOK, view.AgreeingPage(v))
}

// AskAgree shows a leader a request that waits, as the resident would see it.
func (p *Pages) AskAgree(c *web.Ctx) error { return p.agreePage(c, nil) }

// Agree sends it with the leader's reason, or gives it back.
func (p *Pages) Agree(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	do := p.Dossiers.AgreeSupplement
	if c.Form("khong") != "" {
		do = p.Dossiers.RefuseSupplement
	}
	if err := do(c.Context(), r, said(c.Form("leader_reason"))); err != nil {
		return p.agreePage(c, err)
	}
	return c.Go(path(r.ID.String(), "") + inQueue(c))
}

func (p *Pages) agreePage(c *web.Ctx, failed error) error {
	reason := said(c.Form("leader_reason"))
	a, err := p.actPage(c, "duyet-bo-sung", "Duyệt yêu cầu bổ sung", "Đồng ý, gửi cho người dân", failed, []string{"leader_reason"}, ui.Pair{Key: "Lý do", Value: reason})
	if err != nil {
		return err
	}
	f := &a.dossier
	d := f.Asking
	v := view.Agree{ActForm: a.ActForm, Reason: area("leader_reason", "Lý do của lãnh đạo", "Ghi trong yêu cầu bổ sung khi đồng ý; gửi lại người soạn khi không đồng ý.", reason, a.errs, 3)}
	v.More = []ui.Btn{{Text: "Không đồng ý", Kind: "danger", Name: "khong", Value: "1"}}
	v.Tell = "Đồng ý thì người dân nhận tin nhắn và phiếu M02, thời hạn dừng từ lúc này."
	if a.Moved == nil {
		if d == nil || d.State != "proposed" {
			return fault.New(fault.Conflict, "dossier.moved_on", "Yêu cầu bổ sung này không còn chờ duyệt.")
		}
		v.By, v.Why = d.SavedName, d.Why
		if v.Need, err = p.whyLeader(c, f, &v); err != nil {
			return err
		}
		if v.Letter, err = p.letter(c, f, d.Items, d.Message); err != nil {
			return err
		}
	}
	return c.Page(a.status, view.AgreePage(v))
}

func (p *Pages) whyLeader(c *web.Ctx, f *dossiers.Full, v *view.Agree) (string, error) {
	_, need, err := p.Dossiers.AskTerm(c.Context(), f)
	if fault.Is(err, fault.Invalid) { // it went by while the request waited
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "bad", Text: fault.As(err).Text})
		return "Đã quá hạn yêu cầu bổ sung", nil
	}
	return orElse(need, "Yêu cầu này trình lãnh đạo duyệt"), err
}
