package console

import (
	"strings"

	"motcua/app/dossiers"
	"motcua/app/web"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// where tells where the papers of a dossier and its paper result are, each
// with what happens to it next.
func (p *Pages) where(c *web.Ctx, f *dossiers.Full) []ui.Event {
	var out []ui.Event
	for _, x := range f.WhereAre(p.Now()) {
		e := ui.Event{Title: strings.Join(x.Titles, "; ")}
		if x.Titles == nil {
			e.Title = "Kết quả bản giấy"
		}
		at := p.office(c.Context(), &x.At)
		var number string
		if x.List != nil {
			number = "danh sách bàn giao " + x.List.Number()
			if c.May("dossier", "hand_over_papers") {
				e.Href = papersAt + "/" + x.List.ID.String()
			}
		}
		switch {
		case x.OnWay:
			e.Status, e.Tone, e.Current = "Đang trên đường", ui.Soon, true
			e.Who = "từ " + at + " đến " + p.office(c.Context(), x.To)
			e.When = dotted(number, "giao "+i18n.DateTime(*x.Line.HandedAt))
			e.Note = "Hai bên xác nhận chậm nhất " + i18n.Promise(x.Line.DueAt)
		case x.To != nil && x.List != nil:
			e.Status, e.Tone, e.Current, e.Who, e.When = "Chờ giao", ui.Draft, true, "ở "+at, number
			e.Note = "Giao đến " + p.office(c.Context(), x.To) + " chậm nhất " + i18n.Promise(x.Line.DueAt)
		case x.To != nil:
			e.Status, e.Tone, e.Current, e.Who = "Chờ lập danh sách", ui.Draft, true, "ở "+at
			e.Note = "Giao đến " + p.office(c.Context(), x.To) + " chậm nhất " + i18n.Promise(x.Line.DueAt)
		case x.Line != nil && x.Line.State == "missing":
			e.Status, e.Tone, e.Who, e.When, e.Note = "Không nhận được", ui.Late, "tìm ở "+at, number, "Lý do: "+x.Line.Reason
		case x.Line != nil:
			e.Status, e.Tone, e.Who = "Đã nhận", ui.OK, "ở "+at
			e.When = dotted(number, confirmed(x.Line.AnsweredName, x.Line.AnsweredAt))
		default:
			e.Who = "ở " + at
		}
		if x.Late {
			e.Status, e.Tone = "Quá hạn bàn giao", ui.Late
		}
		out = append(out, e)
	}
	return out
}
