package resident

import (
	"net/http"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// Words is what was written between the resident and the counter about one
// dossier, and what she was told about it (R19).
func (p *Pages) Words(c *web.Ctx) error { return p.wordsPage(c, http.StatusOK, nil) }

func (p *Pages) wordsPage(c *web.Ctx, status int, bad map[string]string) error {
	f, to, err := p.full(c)
	if err != nil {
		return err
	}
	if to != "" {
		return c.Go(to)
	}
	here := "/ho-so/" + f.ID.String()
	office := p.officeName(c.PublicContext(), &f.Competent)
	v := view.Words{
		Shell: p.about(c, &f, "Tin nhắn với quầy"), Back: here, Action: here + "/tin-nhan", Office: office, Code: f.CodeText(), Sent: c.Query("da") == "gui" && len(bad) == 0,
		Body: ui.TextareaField{Field: ui.Field{Name: "body", Label: "Điều Ông/Bà muốn hỏi", Hint: "Không ghi mật khẩu hoặc mã xác nhận.", Value: c.Form("body"), Error: bad["body"], MaxLen: 2000}, Rows: 4},
	}
	v.Problems = ui.Problems(bad, "body")
	// an unreadable calendar is no reason to hide the words
	if by, err := p.Dossiers.AnswerExpected(c.PublicContext(), f.Competent); err == nil {
		v.Expected = i18n.Promise(by)
	}
	if cal, err := p.Units.CalendarFor(c.PublicContext(), f.Competent); err == nil {
		v.Hours = HoursText(cal, deadlines.DayOf(p.Now()))
	}
	list, err := p.Dossiers.Conversation(c.Context(), f.ID)
	if err != nil {
		return err
	}
	for _, w := range list {
		e := ui.Event{Title: w.Author + ", " + p.officeName(c.PublicContext(), &w.Tenant), When: i18n.DateTime(w.At), Note: w.Body}
		if w.Resident {
			e.Title = "Ông/Bà hỏi"
			switch {
			case w.AnsweredAt != nil:
				e.Status, e.Tone = "Đã trả lời", ui.OK
			case w.AnswerBy != nil && p.Now().After(*w.AnswerBy):
				e.Status, e.Tone, e.Who = "Trả lời chậm", ui.Late, office+" xin lỗi Ông/Bà vì chưa trả lời đúng hẹn. Ông/Bà có thể gọi số ở cuối trang."
			case w.AnswerBy != nil:
				e.Status, e.Tone, e.Who = "Chờ trả lời", ui.Soon, "Quầy trả lời chậm nhất "+i18n.Promise(*w.AnswerBy)
			}
		}
		v.List = append(v.List, e)
	}
	told, err := p.Notices.ToldMe(c.Context(), f.ID)
	if err != nil {
		return err
	}
	for _, t := range told {
		e := ui.Event{Title: notices.Title(t.Template), When: i18n.DateTime(t.At), Who: toldBy[t.Channel], Note: t.Body}
		if t.Channel == notices.ChannelEmail {
			e.Note = t.Subject
		}
		e.Status, e.Tone = toldState(t.State)
		v.Told = append(v.Told, e)
	}
	return c.Page(status, view.WordsPage(v))
}

var toldBy = map[string]string{notices.ChannelSMS: "Tin nhắn SMS", notices.ChannelEmail: "Thư điện tử", notices.ChannelZNS: "Zalo"}

func toldState(s string) (text, tone string) {
	switch s {
	case "delivered":
		return "Đã đến", ui.OK
	case "sent":
		return "Đã gửi", ui.OK
	}
	return "Không đến được", ui.Late
}

// AskCounter sends one question.
func (p *Pages) AskCounter(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	if _, err := p.Dossiers.AskCounter(c.Context(), id, c.Form("body")); fault.Is(err, fault.Invalid) {
		return p.wordsPage(c, http.StatusUnprocessableEntity, fault.As(err).Fields)
	} else if err != nil {
		return err
	}
	return c.Go("/ho-so/" + id.String() + "/tin-nhan?da=gui")
}
