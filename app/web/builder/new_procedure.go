package builder

import (
	"net/http"
	"strings"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/web"
	view "motcua/views/builder"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// AskNewProcedure asks what a procedure of the province's own is called.
func (p *Pages) AskNewProcedure(c *web.Ctx) error {
	return p.newProcedurePage(c, http.StatusOK, procedures.NewProcedure{Level: procedures.Levels[0]}, "", nil)
}

// NewProcedure makes it with its first draft.
func (p *Pages) NewProcedure(c *web.Ctx) error {
	syn := cut(c.Form("synonyms"), 1000)
	in := procedures.NewProcedure{Code: cut(c.Form("code"), 40), Name: cut(c.Form("name"), 400), PlainName: cut(c.Form("plain_name"), 400), Field: cut(c.Form("field"), 400), Level: c.Form("level")}
	for _, s := range strings.FieldsFunc(syn, func(r rune) bool { return r == ',' || r == ';' }) {
		if s = strings.TrimSpace(s); s != "" {
			in.Synonyms = append(in.Synonyms, s)
		}
	}
	from := c.Form("clone")
	if from != "" {
		id, err := uuid.Parse(from)
		if err != nil {
			return p.newProcedurePage(c, http.StatusUnprocessableEntity, in, from, fault.Fields(map[string]string{"clone": "Chọn thủ tục để chép trong danh sách."}))
		}
		h, err := p.Catalogue.Holding(c.PublicContext(), id, p.province(c))
		if err != nil {
			return p.newProcedurePage(c, http.StatusUnprocessableEntity, in, from, fault.Fields(map[string]string{"clone": "Chọn thủ tục để chép trong danh sách."}))
		}
		in.From = h.ID
	}
	procedure, id, err := p.Revisions.StartProcedure(c.Context(), in)
	if mendable(err) {
		return p.newProcedurePage(c, web.Status(err), in, from, err)
	}
	if err != nil {
		return err
	}
	own, err := p.Revisions.Own(c.Context())
	if err != nil {
		return err
	}
	for _, x := range own {
		if x.ID == procedure {
			return c.Go(p.versionPath(x.Code, id))
		}
	}
	return c.Go(p.Base)
}

func (p *Pages) newProcedurePage(c *web.Ctx, status int, in procedures.NewProcedure, from string, failed error) error {
	v := view.NewProcedure{Frame: p.Frame(c, p.newTitle()), Title: p.newTitle(), National: p.National, Action: p.Base + "/moi", Back: p.Base}
	bad, probs := problems(failed, "name", "plain_name", "synonyms", "field", "level", "clone", "code")
	v.Frame.Problems = probs
	v.Name = ui.Field{Name: "name", Label: "Tên theo quyết định", Value: in.Name, Error: bad["name"], MaxLen: 300}
	v.PlainName = ui.Field{Name: "plain_name", Label: "Tên người dân hay gọi", Hint: "Ví dụ: Hỗ trợ trồng chè", Value: in.PlainName, Error: bad["plain_name"], MaxLen: 300, Optional: true}
	v.Synonyms = ui.Field{Name: "synonyms", Label: "Cách gọi khác", Hint: "Cách nhau bằng dấu phẩy, để người dân tìm thấy", Value: strings.Join(in.Synonyms, ", "), MaxLen: 1000, Optional: true}
	v.Field = ui.Field{Name: "field", Label: "Lĩnh vực", Value: in.Field, Error: bad["field"], MaxLen: 300}
	v.Code = ui.Field{Name: "code", Label: "Mã thủ tục", Hint: p.word("Để trống thì hệ thống đặt mã của tỉnh", "Mã trong Cơ sở dữ liệu quốc gia, ví dụ 1.004873"), Value: in.Code, Error: bad["code"], Width: "20", MaxLen: 30, Optional: !p.National}
	v.Level = ui.ChoiceField{Field: ui.Field{Name: "level", Label: "Cấp giải quyết", Value: in.Level, Error: bad["level"]}}
	for _, l := range procedures.Levels {
		v.Level.Options = append(v.Level.Options, ui.Option{Value: l, Text: l})
	}
	v.From = ui.ChoiceField{Field: ui.Field{Name: "clone", Label: "Chép nội dung từ", Value: from, Error: bad["clone"]}, Empty: "Không chép, bắt đầu trống"}
	all, err := p.Catalogue.In(c.PublicContext(), p.province(c))
	if err != nil {
		return err
	}
	for _, x := range all {
		v.From.Options = append(v.From.Options, ui.Option{Value: x.ID.String(), Text: x.PlainName + " (" + x.Code + ")"})
	}
	return c.Page(status, view.NewProcedurePage(v))
}

func (p *Pages) newTitle() string {
	return p.word("Thủ tục mới của tỉnh", "Thủ tục quốc gia mới")
}

// AskRetireProcedure names what withdrawing a procedure does.
func (p *Pages) AskRetireProcedure(c *web.Ctx) error {
	return p.retireProcedurePage(c, http.StatusOK, i18n.Date(p.Now()), "", nil)
}

// RetireProcedure withdraws a procedure of the province's own.
func (p *Pages) RetireProcedure(c *web.Ctx) error {
	x, err := p.Revisions.Subject(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	from, note := cut(c.Form("from"), 20), cut(strings.TrimSpace(c.Form("note")), 300)
	at, err := p.moment(from)
	if err == nil {
		err = p.Revisions.RetireProcedure(c.Context(), procedures.Retirement{ID: x.ID, From: at, Note: note})
	}
	if mendable(err) {
		return p.retireProcedurePage(c, web.Status(err), from, note, err)
	}
	if err != nil {
		return err
	}
	return c.Go(p.versionsPath(x.Code))
}

func (p *Pages) retireProcedurePage(c *web.Ctx, status int, from, note string, failed error) error {
	x, err := p.Revisions.Subject(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	if x.Province != p.province(c) {
		return fault.New(fault.NotFound, "procedure.not_found", "Thủ tục này không phải của tỉnh. Muốn thôi tiếp nhận, hãy tắt thủ tục.")
	}
	v := view.RetireProcedure{Head: p.versionHead(c, x, "Bãi bỏ thủ tục", p.versionsPath(x.Code), "Các phiên bản"), Action: p.Base + "/" + x.Code + "/bai-bo"}
	v.Effects = []string{"Từ ngày đó không ai nộp được hồ sơ mới của thủ tục này.", "Hồ sơ đang giải quyết được làm đến cùng, hạn không đổi.", "Bản nháp người dân đang viết không nộp được nữa và tự xóa sau 60 ngày không sửa."}
	bad, probs := problems(failed, "from", "note")
	v.Head.Frame.Problems = probs
	v.From = ui.Field{Name: "from", Label: "Bãi bỏ từ ngày", Value: from, Error: bad["from"], Width: "10"}
	v.Note = ui.Field{Name: "note", Label: "Lý do, quyết định", Value: note, Error: bad["note"], MaxLen: 300}
	return c.Page(status, view.RetireProcedurePage(v))
}
