package province

import (
	"net/http"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
	"motcua/views/ui"
)

// AskDossier asks for a code and a reason. Nothing was read yet.
func (p *Pages) AskDossier(c *web.Ctx) error {
	return p.dossierPage(c, http.StatusOK, "", "", nil, nil)
}

// ReadDossier shows where one dossier is, after the reason was written into
// its history. It answers the form itself: the address never holds a code, and
// loading the page again asks again.
func (p *Pages) ReadDossier(c *web.Ctx) error {
	code, reason := cut(c.Form("code"), 60), cut(c.Form("reason"), 600)
	d, err := p.Governing.ReadDossier(c.Context(), code, reason)
	if fault.Is(err, fault.Invalid) {
		return p.dossierPage(c, http.StatusUnprocessableEntity, code, reason, nil, err)
	}
	if err != nil {
		return err
	}
	return p.dossierPage(c, http.StatusOK, code, reason, &d, nil)
}

func (p *Pages) dossierPage(c *web.Ctx, status int, code, reason string, d *governing.DossierGlance, err error) error {
	v := view.Dossier{Frame: p.frame(c, "Mở một hồ sơ"), Code: code, Reason: reason}
	bad, probs := problems(err, "code", "reason")
	v.Frame.Problems = probs
	v.CodeField = ui.Field{Name: "code", Label: "Mã hồ sơ", Value: code, Error: bad["code"], Width: "20", MaxLen: 60}
	v.ReasonField = ui.TextareaField{Rows: 3, Field: ui.Field{Name: "reason", Label: "Lý do mở", Hint: "Ít nhất 10 ký tự. Ví dụ: kiểm tra phản ánh quá hạn ngày 12/11/2026.", Value: reason, Error: bad["reason"], MaxLen: 600}}
	if d != nil {
		v.Found = true
		v.State, v.Tone = i18n.StateLabel(d.State), i18n.StateTone(d.State)
		if d.Outcome != "" {
			v.State += ", " + i18n.OutcomeLabel(d.Outcome)
		}
		name := "–"
		if x, err := p.Catalogue.ByID(c.PublicContext(), d.Procedure); err == nil {
			name = x.PlainName
		}
		v.Facts = []ui.Pair{{Key: "Thủ tục", Value: name}, {Key: "Cơ quan có thẩm quyền", Value: upperFirst(p.officeName(c, d.Competent))}}
		if d.Receiving != nil && *d.Receiving != uuid.Nil && *d.Receiving != d.Competent {
			v.Facts = append(v.Facts, ui.Pair{Key: "Nơi tiếp nhận", Value: upperFirst(p.officeName(c, *d.Receiving))})
		}
		for _, x := range []struct {
			key string
			at  *time.Time
		}{{"Nộp lúc", d.SubmittedAt}, {"Tiếp nhận lúc", d.AcceptedAt}, {"Ngày hẹn đầu tiên", d.PromisedFirst}, {"Hạn theo luật, sau tạm dừng và gia hạn", d.LawfulDue}, {"Hạn đang tính", d.DueAt}, {"Giải quyết xong lúc", d.DecidedAt}, {"Trả kết quả lúc", d.ReturnedAt}} {
			if x.at != nil {
				v.Facts = append(v.Facts, ui.Pair{Key: x.key, Value: i18n.Promise(*x.at)})
			}
		}
		v.Recorded = "Đã ghi vào nhật ký của hồ sơ lúc " + i18n.DateTime(p.Now()) + ": " + c.Visitor.Name + " mở, lý do “" + reason + "”. Người dân và đơn vị giữ hồ sơ xem được dòng này."
	}
	return c.Page(status, view.DossierPage(v))
}
