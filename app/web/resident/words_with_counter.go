package resident

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/dossiers"
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
	v.Key = newKey()
	v.File = ui.FileField{Field: ui.Field{Name: "tep", Label: "Ảnh hoặc tệp gửi kèm", Optional: true, Error: bad["tep"]}, Multiple: true}
	v.Problems = ui.Problems(bad, "body", "tep")
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
				e.Status, e.Tone = "Trả lời chậm", ui.Late
				e.When += ". " + office + " xin lỗi Ông/Bà vì chưa trả lời đúng hẹn. Ông/Bà có thể gọi số ở cuối trang."
			case w.AnswerBy != nil:
				e.Status, e.Tone = "Chờ trả lời", ui.Soon
				e.When += ". Quầy trả lời chậm nhất " + i18n.Promise(*w.AnswerBy)
			}
		}
		for _, x := range w.Files {
			text := x.Name
			if text == "" {
				text = "Tệp kèm theo"
			}
			e.Links = append(e.Links, ui.Tab{Text: text + " (" + i18n.Size(x.Size) + ")", Href: "/tep/" + x.ID.String()})
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

// AskCounter sends one question with what was attached; the same form sent
// twice asks once.
func (p *Pages) AskCounter(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	d, err := p.Dossiers.ByID(c.Context(), id)
	if err != nil {
		return err
	}
	files, refusal, err := p.attached(c, d.Competent)
	drop := func() {
		for _, x := range files {
			p.Documents.Discard(c.Context(), x)
		}
	}
	if err != nil || refusal != "" {
		drop()
		if err != nil {
			return err
		}
		return p.wordsPage(c, http.StatusUnprocessableEntity, map[string]string{"tep": refusal})
	}
	_, err = p.Dossiers.AskCounterWith(c.Context(), id, dossiers.Asking{Key: c.Form("idempotency_key"), Body: c.Form("body"), Attach: func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) ([]uuid.UUID, error) {
		ids := []uuid.UUID{}
		for i := range files {
			if err := p.Documents.Record(ctx, tx, dossier, &files[i]); err != nil {
				return nil, err
			}
			ids = append(ids, files[i].ID)
		}
		return ids, nil
	}})
	if err != nil {
		drop()
	}
	switch {
	case fault.HasKey(err, "row.exists"): // the first click did it
	case fault.Is(err, fault.Invalid):
		return p.wordsPage(c, http.StatusUnprocessableEntity, fault.As(err).Fields)
	case err != nil:
		return err
	}
	return c.Go("/ho-so/" + id.String() + "/tin-nhan?da=gui")
}

// attached keeps the files of a message, without rows yet; refusal says why one
// cannot be taken.
func (p *Pages) attached(c *web.Ctx, office uuid.UUID) (files []documents.Document, refusal string, err error) {
	if err := c.Request().ParseMultipartForm(uploadMemory); err != nil {
		var big *http.MaxBytesError
		switch {
		case errors.As(err, &big):
			return nil, tooLarge, nil
		case errors.Is(err, http.ErrNotMultipart):
			return nil, "", nil
		}
		return nil, "Tệp gửi lên bị đứt giữa chừng. Gửi lại tệp này.", nil
	}
	for _, fh := range c.Request().MultipartForm.File["tep"] {
		if fh.Filename == "" && fh.Size == 0 {
			continue // an input left empty
		}
		if len(files) == dossiers.MostWordFiles {
			return files, fmt.Sprintf("Mỗi tin nhắn kèm tối đa %d tệp.", dossiers.MostWordFiles), nil
		}
		f, err := fh.Open()
		if err != nil {
			return files, "", err
		}
		x, err := p.Documents.Store(c.Context(), office, documents.Incoming{Purpose: documents.Message, Name: fh.Filename, File: f, Size: fh.Size})
		f.Close()
		if fault.Is(err, fault.Invalid) {
			return files, fault.As(err).Text, nil
		}
		if err != nil {
			return files, "", err
		}
		files = append(files, x)
	}
	return files, "", nil
}
