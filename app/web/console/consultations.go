package console

import (
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Consultations lists what other offices asked this one.
func (p *Pages) Consultations(c *web.Ctx) error {
	open, done, err := p.Dossiers.Asked(c.Context())
	if err != nil {
		return err
	}
	v := view.Consultations{Frame: p.frame(c, "Xin ý kiến"), Remark: i18n.Number(int64(len(open))) + " câu hỏi chờ trả lời"}
	for _, q := range open {
		v.Open = append(v.Open, p.consultationRow(c, q))
	}
	for _, q := range done {
		v.Done = append(v.Done, p.consultationRow(c, q))
	}
	return c.Page(http.StatusOK, view.ConsultationsPage(v))
}

func (p *Pages) consultationRow(c *web.Ctx, q dossiers.Consultation) ui.Row {
	text, tone := consultationState(q)
	due := ui.T("")
	if q.DueAt != nil && q.State == "open" {
		t, tone := i18n.Due(p.Now(), *q.DueAt, soonBefore(*q.DueAt))
		due = ui.Cell{View: ui.ChipWith(tone, t, i18n.DateTime(*q.DueAt))}
	}
	return ui.Row{Cells: []ui.Cell{ui.L(orElse(q.Title, "Câu hỏi"), "/cb/xin-y-kien/"+q.ID.String()), ui.T(p.office(c.Context(), &q.Asker)), ui.T(q.Code), ui.T(q.ProcedureName), due, ui.S(tone, text)}}
}

// Consultation shows one question with its papers and asks for the answer.
func (p *Pages) Consultation(c *web.Ctx) error { return p.consultationPage(c, http.StatusOK, nil) }

// Answer answers it.
func (p *Pages) Answer(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return noConsultation()
	}
	switch err := p.Dossiers.AnswerConsultation(c.Context(), id, c.Form("verdict"), said(c.Form("answer"))); {
	case err == nil:
		return c.Go("/cb/xin-y-kien")
	case fault.Is(err, fault.Invalid):
		return p.consultationPage(c, http.StatusUnprocessableEntity, err)
	case fault.Is(err, fault.Conflict):
		return p.consultationPage(c, http.StatusConflict, err)
	default:
		return err
	}
}

func noConsultation() error {
	return fault.New(fault.NotFound, "consultation.not_found", "Không tìm thấy yêu cầu này.")
}

func (p *Pages) consultationPage(c *web.Ctx, status int, failed error) error {
	id, err := c.ID("id")
	if err != nil {
		return noConsultation()
	}
	q, err := p.Dossiers.Consultation(c.Context(), id)
	if err != nil {
		return err
	}
	if q.To != c.Scope().Tenant {
		return noConsultation() // who asked reads the answer on the dossier
	}
	v := view.Consultation{Frame: p.frame(c, orElse(q.Title, "Xin ý kiến")), Title: orElse(q.Title, "Xin ý kiến"), Action: "/cb/xin-y-kien/" + id.String(), Question: q.Question, Open: q.State == "open"}
	v.State, v.Tone = consultationState(q)
	v.Facts = told(
		ui.Pair{Key: "Nơi hỏi", Value: p.office(c.Context(), &q.Asker)}, ui.Pair{Key: "Người hỏi", Value: q.AskedName}, ui.Pair{Key: "Gửi lúc", Value: i18n.DateTime(q.AskedAt)},
		ui.Pair{Key: "Mã hồ sơ", Value: q.Code}, ui.Pair{Key: "Thủ tục", Value: q.ProcedureName}, ui.Pair{Key: "Người nộp", Value: q.ApplicantName})
	if q.DueAt != nil {
		v.Facts = append(v.Facts, ui.Pair{Key: "Trả lời chậm nhất", Value: i18n.Promise(*q.DueAt)})
		if q.Silence == "consent" {
			v.Facts = append(v.Facts, ui.Pair{Key: "Nếu không trả lời", Value: "Coi như đồng ý"})
		}
	}
	for i, d := range q.Documents {
		v.Papers = append(v.Papers, ui.Tab{Text: p.paperName(c, d, i), Href: "/cb/tep/" + d.String()})
	}
	errs, problems := problems(failed, "verdict", "answer")
	if status == http.StatusConflict {
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "warn", Alert: true, Title: "Câu hỏi này không còn chờ trả lời.", Text: "Người khác đã trả lời, nơi hỏi đã thu hồi, hoặc đã hết hạn."})
	} else {
		v.Frame.Problems = problems
	}
	v.Verdict = ui.ChoiceField{Field: ui.Field{Name: "verdict", Label: "Ý kiến", Value: c.Form("verdict"), Error: errs["verdict"]}, Options: []ui.Option{
		{Value: dossiers.VerdictAgree, Text: verdictText(dossiers.VerdictAgree)}, {Value: dossiers.VerdictDisagree, Text: verdictText(dossiers.VerdictDisagree)}, {Value: dossiers.VerdictInformation, Text: verdictText(dossiers.VerdictInformation)},
	}}
	v.Answer = area("answer", "Nội dung trả lời", "Bắt buộc, trừ khi chỉ đồng ý.", said(c.Form("answer")), errs, 5)
	if q.State == "answered" {
		v.Answered = []ui.Pair{{Key: "Ý kiến", Value: verdictText(q.Verdict)}, {Key: "Nội dung", Value: q.Answer}, {Key: "Người trả lời", Value: q.AnsweredName + ", " + i18n.DateTime(*q.AnsweredAt)}}
	}
	return c.Page(status, view.ConsultationPage(v))
}

// paperName is what a paper that was sent along is called.
func (p *Pages) paperName(c *web.Ctx, id uuid.UUID, i int) string {
	d, err := p.Documents.Get(c.Context(), id)
	if err != nil || d.Name == "" {
		return "Giấy tờ " + strconv.Itoa(i+1)
	}
	return d.Name
}
