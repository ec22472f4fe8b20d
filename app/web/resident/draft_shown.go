package resident

import (
	"net/http"
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// shown puts the draft that waits for the resident's word on her dossier's page.
func (p *Pages) shown(c *web.Ctx, f *dossiers.Full, v *view.Dossier, bad map[string]string) {
	x := f.OpenDraft(p.Now())
	if x == nil || f.State != dossiers.Processing {
		return
	}
	v.Lead = "Bản dự thảo đã soạn xong, đang chờ Ông/Bà xem trước khi ký."
	v.Draft = &view.ShownDraft{
		Title: x.Title, Lines: strings.Split(strings.TrimSpace(x.Content), "\n"), Until: i18n.Promise(x.DueAt), Action: "/ho-so/" + f.ID.String() + "/ban-du-thao", Version: x.ID.String(),
		Remark: ui.Field{Name: "remark", Label: "Chỗ cần sửa", Hint: "Chỉ ghi khi cần sửa: ghi chữ sai và chữ đúng.", Optional: true, Value: c.Form("remark"), Error: bad["remark"], MaxLen: 1000},
	}
	v.Problems = ui.Problems(bad, "remark")
}

// AnswerDraft takes the resident's word on the draft. A second click, or one
// that comes after the time, changes nothing.
func (p *Pages) AnswerDraft(c *web.Ctx) error {
	f, to, err := p.full(c)
	if err != nil {
		return err
	}
	here := "/ho-so/" + f.ID.String()
	x := f.OpenDraft(p.Now())
	if seen, err := uuid.Parse(c.Form("version")); to != "" || x == nil || err != nil || seen != x.ID {
		return c.Go(here)
	}
	err = p.Dossiers.AnswerDraft(c.Context(), f.ID, x.ID, c.Form("y_kien") == "dung", query(c.Form("remark"), 1000))
	switch {
	case fault.Is(err, fault.Invalid):
		return p.dossierPage(c, http.StatusUnprocessableEntity, fault.As(err).Fields)
	case fault.Is(err, fault.Conflict), fault.Is(err, fault.NotFound): // answered on another phone
	case err != nil:
		return err
	}
	return c.Go(here)
}
