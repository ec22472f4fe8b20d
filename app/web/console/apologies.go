package console

import (
	"net/http"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/notices"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Apologies lists the letters of apology that wait: drafted before the breach,
// for a reason and a date, or proposed, for a signature.
func (p *Pages) Apologies(c *web.Ctx) error {
	list, err := p.Dossiers.WaitingApologies(c.Context())
	if err != nil {
		return err
	}
	v := view.Apologies{Frame: p.frame(c, "Xin lỗi, hẹn lại"), Remark: "Thư soạn sẵn trước khi trễ. Hẹn lại không làm đẹp số liệu: đúng hạn vẫn tính theo ngày hẹn đầu."}
	for _, a := range list {
		v.Rows = append(v.Rows, p.apologyRow(c, a))
	}
	return c.Page(http.StatusOK, view.ApologiesPage(v))
}

func (p *Pages) apologyRow(c *web.Ctx, a dossiers.WaitingApology) ui.Row {
	text, tone := i18n.Due(p.Now(), a.OldDue, soonBefore(a.OldDue))
	state, slug := ui.S(ui.Draft, "Chờ ghi lý do"), ""
	to := ui.T("–")
	if a.State == "proposed" {
		state = ui.S(ui.Soon, "Chờ ký")
		if a.NewDue != nil {
			to = ui.T(i18n.Promise(*a.NewDue))
		}
	}
	switch {
	case c.May("dossier", "extend"):
		slug = "hen-lai"
	case c.May("dossier", "draft_result"):
		slug = "de-nghi-hen-lai"
	}
	return ui.Row{Cells: []ui.Cell{
		ui.L(a.Code, path(a.Dossier.String(), slug)), ui.T(a.Applicant), ui.T(p.procedure(c.Context(), a.Procedure)),
		{View: ui.ChipWith(tone, text, i18n.DateTime(a.OldDue))},
		to, state,
	}}
}

// saidRows is how many words the home page shows; what comes up as they are done follows.
const saidRows = 8

// saidTo is what this officer was told and still holds, for the home page.
func (p *Pages) saidTo(c *web.Ctx) ([]view.Said, error) {
	list, err := p.Dossiers.SaidTo(c.Context(), c.Visitor.Staff, saidRows)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(list))
	for i, s := range list {
		ids[i] = s.Dossier
	}
	knows, err := p.Dossiers.Acknowledged(c.Context(), ids)
	if err != nil {
		return nil, err
	}
	var out []view.Said
	for _, s := range list {
		kind := s.Kind
		if (kind == dossiers.SayDue || kind == dossiers.SayDueSoon || kind == dossiers.SayApology) && !p.Now().Before(s.About) {
			kind = dossiers.SayOverdue // it went by since
		}
		x := view.Said{Code: s.Code, Href: path(s.Dossier.String(), ""), Text: notices.DigestLine{Kind: kind, Step: s.Step, At: s.About}.Say() + ".", Tone: saidTone[kind]}
		if s.Audience == dossiers.Head {
			x.Text += " Ông/Bà được báo với tư cách phụ trách."
		}
		x.Known = whoKnows(knows, s.Dossier, c.Visitor.Staff)
		if s.Acked == nil {
			x.Ack = path(s.Dossier.String(), "da-biet")
		}
		out = append(out, x)
	}
	return out, nil
}

var saidTone = map[string]string{dossiers.SayOverdue: ui.Late, dossiers.SayApology: ui.Soon, dossiers.SayDue: ui.Soon, dossiers.SayDueSoon: ui.Soon, dossiers.SayClosing: ui.Draft, dossiers.SayQuestion: ui.Soon, dossiers.SayUntouched: ui.Soon, dossiers.SayStep: ui.Soon, dossiers.SayUnclaimed: ui.Draft}
