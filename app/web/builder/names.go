package builder

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/web"
	view "motcua/views/builder"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// namesForm is what the page of names was sent with.
type namesForm struct {
	procedures.Names
	words []string // of an adopting province
}

// Names shows what a procedure is called and by whom that was changed: its own
// names for whoever they belong to, the words of its people for a province
// that adopts a national one.
func (p *Pages) Names(c *web.Ctx) error { return p.namesPage(c, http.StatusOK, nil, nil) }

// SaveNames names it anew.
func (p *Pages) SaveNames(c *web.Ctx) error {
	x, err := p.Revisions.Subject(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	lines := func(field string) []string {
		return strings.FieldsFunc(cut(c.Form(field), 8000), func(r rune) bool { return r == '\n' || r == '\r' || r == ';' })
	}
	var f namesForm
	if x.Province == p.province(c) {
		f.Names = procedures.Names{Name: cut(c.Form("name"), 400), PlainName: cut(c.Form("plain_name"), 400), Synonyms: lines("synonyms"), Field: cut(c.Form("field"), 400), Level: c.Form("level")}
		var seen procedures.Names
		if err := json.Unmarshal([]byte(c.Form("seen")), &seen); err != nil {
			return fault.New(fault.Invalid, "procedure.names_seen", "Mở lại trang rồi sửa lại.")
		}
		err = p.Revisions.SetNames(c.Context(), procedures.SetNames{Procedure: x.ID, Seen: seen, Names: f.Names})
	} else {
		f.words = lines("words")
		var seen []string
		if err := json.Unmarshal([]byte(c.Form("seen")), &seen); err != nil {
			return fault.New(fault.Invalid, "procedure.names_seen", "Mở lại trang rồi sửa lại.")
		}
		err = p.Catalogue.SetWords(c.Context(), x.ID, seen, f.words)
	}
	if mendable(err) {
		return p.namesPage(c, web.Status(err), &f, err)
	}
	if err != nil {
		return err
	}
	return c.Go(p.namesPath(x.Code) + "?da=luu")
}

func (p *Pages) namesPath(code string) string { return p.Base + "/" + code + "/ten-goi" }

func (p *Pages) namesPage(c *web.Ctx, status int, f *namesForm, failed error) error {
	x, err := p.Revisions.Subject(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	v := view.Names{Head: p.versionHead(c, x, "Tên và cách gọi", p.Base+"/"+x.Code, "Thủ tục"), Action: p.namesPath(x.Code), MayEdit: c.May("procedure", "edit")}
	bad, probs := problems(failed, "name", "plain_name", "synonyms", "field", "level", "words")
	v.Head.Frame.Problems = probs
	if failed == nil && c.Query("da") == "luu" {
		v.Head.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu. Trang công khai và ô tìm kiếm theo tên mới trong vòng một phút.", Alert: true}}
	}
	var seen any
	area := func(name, label, hint string, value []string) ui.TextareaField {
		return ui.TextareaField{Field: ui.Field{Name: name, Label: label, Hint: hint, Value: strings.Join(value, "\n"), Error: bad[name], MaxLen: 4000, Optional: true}, Rows: min(max(len(value)+2, 4), 14)}
	}
	if x.Province == p.province(c) {
		n := x.Names()
		seen = n
		if f != nil {
			n = f.Names
		}
		v.Own = true
		v.Name = ui.Field{Name: "name", Label: "Tên theo quyết định công bố", Value: n.Name, Error: bad["name"], MaxLen: 300}
		v.PlainName = ui.Field{Name: "plain_name", Label: "Tên người dân hay gọi", Hint: "Hiện trước tên theo quyết định ở mọi trang.", Value: n.PlainName, Error: bad["plain_name"], MaxLen: 300}
		v.Words = area("synonyms", "Cách gọi khác", "Mỗi dòng một cách gọi, ví dụ: giấy độc thân. Ô tìm kiếm hiểu cả khi gõ không dấu.", n.Synonyms)
		v.Field = ui.Field{Name: "field", Label: "Lĩnh vực", Value: n.Field, Error: bad["field"], MaxLen: 300}
		v.Level = ui.ChoiceField{Field: ui.Field{Name: "level", Label: "Cấp giải quyết", Hint: "Đổi cấp thì đổi nơi nhận hồ sơ mới. Hồ sơ đang giải quyết không đổi.", Value: n.Level, Error: bad["level"]}}
		levels := procedures.Levels
		if now := x.Level; !slices.Contains(levels, now) {
			levels = append(slices.Clone(levels), now)
		}
		for _, l := range levels {
			v.Level.Options = append(v.Level.Options, ui.Option{Value: l, Text: l})
		}
	} else {
		words, err := p.Catalogue.Words(c.PublicContext(), x.ID, p.province(c))
		if err != nil {
			return err
		}
		if words == nil {
			words = []string{}
		}
		seen = words
		if f != nil {
			words = f.words
		}
		v.Facts = []ui.Pair{{Key: "Tên theo quyết định công bố", Value: x.Name}, {Key: "Tên người dân hay gọi", Value: x.PlainName}, {Key: "Lĩnh vực", Value: x.Field}, {Key: "Cấp giải quyết", Value: x.Level}}
		v.Nation = strings.Join(x.SynonymList(), ", ")
		v.Words = area("words", "Cách gọi ở tỉnh", "Mỗi dòng một cách gọi của người dân trong tỉnh. Thêm vào các cách gọi của trung ương, chỉ dùng khi tìm ở tỉnh này.", words)
	}
	b, err := json.Marshal(seen)
	if err != nil {
		return err
	}
	v.Seen = string(b)
	lines, err := audit.Of(c.Context(), p.Revisions.DB, "procedure", procedures.AuditSubject(x.ID, p.province(c)), 100)
	if err != nil {
		return err
	}
	for _, l := range lines {
		if l.Kind == "procedure.named" {
			v.History = append(v.History, ui.Event{Title: "Sửa tên và cách gọi", When: i18n.DateTime(l.At), Who: l.ActorName, Note: NamedText(l.Data)})
		}
	}
	return c.Page(status, view.NamesPage(v))
}

var namedWhat = map[string]string{"name": "tên theo quyết định", "plain_name": "tên hay gọi", "synonyms": "cách gọi khác", "field": "lĩnh vực", "level": "cấp giải quyết", "words": "cách gọi ở tỉnh"}

// NamedText says what an entry procedure.named changed.
func NamedText(data json.RawMessage) string {
	var d struct{ Changes []procedures.Renamed }
	_ = json.Unmarshal(data, &d) // what does not fit is left out
	said := func(s string) string {
		if s == "" {
			return "(không có)"
		}
		return "“" + s + "”"
	}
	var out []string
	for _, x := range d.Changes {
		out = append(out, namedWhat[x.What]+": "+said(x.Before)+" thành "+said(x.After))
	}
	return upperFirst(strings.Join(out, "; "))
}
