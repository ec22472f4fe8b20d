package console

import (
	"net/http"
	"slices"
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
	asked, err := p.Dossiers.Asked(c.Context())
	if err != nil {
		return err
	}
	v := view.Consultations{Frame: p.frame(c, "Xin ý kiến"), Remark: i18n.Number(int64(len(asked.Open))) + " câu hỏi chờ trả lời"}
	for _, q := range asked.Open {
		v.Open = append(v.Open, p.consultationRow(c, q))
	}
	for _, q := range asked.Closed {
		v.Closed = append(v.Closed, view.ClosedQuestion{
			Title: orElse(q.Title, "Câu hỏi"), Href: "/cb/xin-y-kien/" + q.ID.String(), Note: "/cb/xin-y-kien/" + q.ID.String() + "/da-biet",
			Who: dotted(p.office(c.Context(), &q.Asker), q.Code), Why: q.WhyClosed(), When: closedWhen(q),
		})
	}
	for _, q := range asked.Done {
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

func closedWhen(q dossiers.Consultation) string {
	if q.ClosedAt == nil {
		return ""
	}
	return i18n.DateTime(*q.ClosedAt)
}

// NoteClosed says that this office knows that an answer is no longer needed.
func (p *Pages) NoteClosed(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return noConsultation()
	}
	if err := p.Dossiers.NoteClosed(c.Context(), id); err != nil && !fault.Is(err, fault.NotFound) {
		return err
	} else if err != nil { // a colleague was faster, or it is nobody's here
		if q, qerr := p.Dossiers.Consultation(c.Context(), id); qerr != nil || q.To != c.Scope().Tenant {
			return noConsultation()
		}
	}
	return c.Go("/cb/xin-y-kien")
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
	if q.State == "open" || q.State == "answered" {
		if err := p.sentPapers(c, q, &v); err != nil {
			return err
		}
	} else if len(q.Documents) > 0 {
		v.NoPapers = "Giấy tờ gửi kèm không mở được nữa vì câu hỏi đã kết thúc."
	}
	if q.State == "cancelled" {
		if status != http.StatusConflict {
			v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "info", Title: q.WhyClosed(), Text: prefixed("Từ ", closedWhen(q))})
		}
		if q.ToldAt == nil {
			v.Note = v.Action + "/da-biet"
		} else {
			v.Facts = append(v.Facts, ui.Pair{Key: "Đã biết", Value: q.ToldName + ", " + i18n.DateTime(*q.ToldAt)})
		}
	}
	errs, problems := problems(failed, "verdict", "answer")
	if status == http.StatusConflict {
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "warn", Alert: true, Title: "Câu hỏi này không còn chờ trả lời.", Text: orElse(fault.As(failed).Text, "Người khác đã trả lời, nơi hỏi đã thu hồi, hoặc đã hết hạn.")})
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

// sentPapers are the papers that came with a question, one of them open page by page.
func (p *Pages) sentPapers(c *web.Ctx, q dossiers.Consultation, v *view.Consultation) error {
	chosen := c.Query("giay")
	if !slices.ContainsFunc(q.Documents, func(id uuid.UUID) bool { return id.String() == chosen }) {
		chosen = ""
	}
	for i, id := range q.Documents {
		d, err := p.Documents.WithDrawn(c.Context(), id)
		if err != nil {
			continue // taken away with its dossier since
		}
		name := "Giấy tờ " + strconv.Itoa(i+1)
		if i < len(q.Titles) && q.Titles[i] != "" {
			name = q.Titles[i]
		} else if d.Name != "" {
			name = d.Name
		}
		t := ui.Tab{Text: name, Href: v.Action + "?giay=" + id.String() + "#xem"}
		if v.Shown == nil && (chosen == "" || chosen == id.String()) {
			t.Current = true
			v.Shown, err = p.shown(c, view.Paper{Title: name, Href: "/cb/tep/" + id.String(), Open: v.Action + "?giay=" + id.String()}, d, nil)
			if err != nil {
				return err
			}
		}
		v.Papers = append(v.Papers, t)
	}
	return nil
}
