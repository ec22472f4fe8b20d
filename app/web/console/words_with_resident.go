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

// Questions lists what residents ask this office, the most urgent first (C23).
func (p *Pages) Questions(c *web.Ctx) error {
	list, err := p.Dossiers.Unanswered(c.Context())
	if err != nil {
		return err
	}
	v := view.Questions{Frame: p.frame(c, "Tin nhắn của người dân"), Remark: i18n.Number(int64(len(list))) + " câu hỏi chờ trả lời"}
	for _, q := range list {
		due, tone := i18n.Due(p.Now(), q.AnswerBy, soonBefore(q.AnswerBy))
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{
			{Text: q.Code, Href: path(q.Dossier.String(), "tin-nhan"), Head: true}, ui.T(q.Author), ui.T(cutText(q.Body, 120)), ui.T(i18n.DateTime(q.At)), ui.S(tone, due),
		}})
	}
	return c.Page(http.StatusOK, view.QuestionsPage(v))
}

func cutText(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes]) + "…"
	}
	return s
}

// Words is the conversation about one dossier.
func (p *Pages) Words(c *web.Ctx) error { return p.wordsPage(c, http.StatusOK, nil) }

func (p *Pages) wordsPage(c *web.Ctx, status int, failed error) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	f, err := p.Dossiers.Open(c.Context(), id)
	if err != nil {
		return err
	}
	list, err := p.Dossiers.Conversation(c.Context(), id)
	if err != nil {
		return err
	}
	v := view.WordsWithResident{Key: newID().String(), Frame: p.frame(c, "Tin nhắn, hồ sơ "+f.CodeText()), Head: p.head(c, &f), Back: path(id.String(), ""), Action: path(id.String(), "tin-nhan"), MayAnswer: c.May("dossier", "ask_supplement")}
	var errs map[string]string
	if failed != nil {
		errs, v.Frame.Problems = problems(failed)
	}
	if c.Query("da") == "gui" && failed == nil {
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "ok", Text: "Đã gửi câu trả lời. Người dân được báo sau một phút.", Alert: true})
	}
	v.Body = area("body", "Trả lời người dân", "Viết như nói với người dân, tránh chữ viết tắt.", c.Form("body"), errs, 4)
	v.Body.MaxLen = 2000
	for _, w := range list {
		e := ui.Event{Title: w.Author, When: i18n.DateTime(w.At), Note: w.Body}
		if w.Resident {
			e.Title = "Người dân hỏi: " + w.Author
			switch {
			case w.AnsweredAt != nil:
				e.Status, e.Tone = "Đã trả lời", ui.OK
			case w.AnswerBy != nil:
				text, tone := i18n.Due(p.Now(), *w.AnswerBy, soonBefore(*w.AnswerBy))
				e.Status, e.Tone = text, tone
				e.When += ". Trả lời chậm nhất " + i18n.Promise(*w.AnswerBy)
			}
		}
		for _, x := range w.Files {
			e.Links = append(e.Links, ui.Tab{Text: orElse(x.Name, "Tệp kèm theo") + " (" + i18n.Size(x.Size) + ")", Href: "/cb/tep/" + x.ID.String()})
		}
		v.List = append(v.List, e)
	}
	return c.Page(status, view.WordsWithResidentPage(v))
}

// AnswerWords answers all that waits in a dossier's conversation.
func (p *Pages) AnswerWords(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	if err := p.Dossiers.AnswerResident(c.Context(), id, c.Form("idempotency_key"), normalLines(c.Form("body"))); fault.Is(err, fault.Invalid) {
		return p.wordsPage(c, http.StatusUnprocessableEntity, err)
	} else if err != nil {
		return err
	}
	return c.Go(path(id.String(), "tin-nhan") + "?da=gui")
}
