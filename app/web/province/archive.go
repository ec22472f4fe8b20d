package province

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/keeping"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
	"motcua/views/ui"
)

const archivePath = "/tinh/luu-tru"

// archiveForm is what was typed about one class.
type archiveForm struct {
	years, from, basis string
	confirmed          bool
}

// Archive shows how long dossiers are kept and whose files run out of room.
func (p *Pages) Archive(c *web.Ctx) error {
	return p.archivePage(c, http.StatusOK, c.Query("loai"), nil, nil)
}

// SetArchive changes one class for the province, or goes back to the default.
func (p *Pages) SetArchive(c *web.Ctx) error {
	code := cut(c.Form("loai"), 40)
	if c.Form("bo") != "" {
		if err := p.Keeping.ResetClass(c.Context(), code); err != nil {
			return err
		}
		return c.Go(archivePath + "?da=luu")
	}
	f := archiveForm{cut(strings.TrimSpace(c.Form("years")), 10), c.Form("from"), cut(c.Form("basis"), 500), c.Form("confirmed") != ""}
	in := keeping.Class{Code: code, From: f.from, Basis: f.basis, Confirmed: f.confirmed}
	if f.years != "" {
		n, err := strconv.Atoi(f.years)
		if err != nil {
			n = -1 // said by the use-case
		}
		in.Years = &n
	}
	err := p.Keeping.SetClass(c.Context(), in)
	if fault.Is(err, fault.Invalid) {
		return p.archivePage(c, http.StatusUnprocessableEntity, code, &f, err)
	}
	if err != nil {
		return err
	}
	return c.Go(archivePath + "?da=luu")
}

func (p *Pages) archivePage(c *web.Ctx, status int, edit string, typed *archiveForm, failed error) error {
	v := view.Archive{Frame: p.frame(c, "Lưu trữ")}
	bad, probs := problems(failed, "years", "from", "basis")
	v.Frame.Problems = probs
	if c.Query("da") == "luu" && failed == nil {
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu thời hạn lưu trữ.", Alert: true}}
	}
	may := c.May("tenant", "manage")
	classes, err := p.Keeping.Classes(c.Context())
	if err != nil {
		return err
	}
	for _, k := range classes {
		name := ui.Cell{Text: k.Name, Head: true}
		if may {
			name.Href = archivePath + "?loai=" + k.Code + "#sua"
		}
		state := ui.S(ui.OK, "Đã xác nhận")
		if !k.Confirmed {
			state = ui.S(ui.Soon, "Chưa xác nhận")
		}
		if k.Own {
			state.Hint = "Tỉnh đặt, " + k.ChangedName + ", " + i18n.Date(k.ChangedAt)
		}
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{name, ui.T(keeping.YearsText(k.Years)), ui.T(keeping.FromText(k.From)), ui.T(k.Basis), ui.T(strings.Join(k.Fields, ", ")), state}})
		if k.Code == edit && may {
			v.Edit = archiveClass(k, typed, bad)
		}
	}
	total, err := p.Keeping.Totals(c.Context())
	if err != nil {
		return err
	}
	v.Total = i18n.Number(total.Documents) + " tài liệu, " + keeping.BytesText(total.Bytes) + ", tính đến lần đối chiếu gần nhất của từng đơn vị."
	strained, err := p.Keeping.Strained(c.Context(), 50)
	if err != nil {
		return err
	}
	for _, u := range strained {
		o, err := p.Offices.ByID(c.PublicContext(), u.Tenant)
		if err != nil {
			return err
		}
		swept := "chưa lần nào"
		if u.SweptAt != nil {
			swept = i18n.DateTime(*u.SweptAt)
		}
		v.Strained = append(v.Strained, ui.Row{Cells: []ui.Cell{ui.L(o.Long(), communePath(o.Code, "/thiet-lap")), ui.T(keeping.RoomText(u)), ui.N(strconv.Itoa(u.Missing)), ui.T(swept)}})
	}
	return c.Page(status, view.ArchivePage(v))
}

func archiveClass(k keeping.Class, typed *archiveForm, bad map[string]string) *view.ArchiveClass {
	f := archiveForm{from: k.From, basis: k.Basis, confirmed: k.Confirmed}
	if k.Years != nil {
		f.years = strconv.Itoa(*k.Years)
	}
	if typed != nil {
		f = *typed
	}
	options := []ui.Option{}
	for _, from := range []string{keeping.FromDecided, keeping.FromEnded, keeping.FromYearEnd} {
		options = append(options, ui.Option{Value: from, Text: keeping.FromText(from)})
	}
	return &view.ArchiveClass{
		Code: k.Code, Name: k.Name, Own: k.Own,
		Years:     ui.Field{Name: "years", Label: "Số năm", Hint: "Để trống là lưu trữ vĩnh viễn.", Value: f.years, Error: bad["years"], Width: "4", MaxLen: 3, Optional: true},
		From:      ui.ChoiceField{Field: ui.Field{Name: "from", Label: "Tính từ", Value: f.from, Error: bad["from"]}, Options: options},
		Basis:     ui.TextareaField{Field: ui.Field{Name: "basis", Label: "Căn cứ pháp lý", Value: f.basis, Error: bad["basis"], MaxLen: 500}, Rows: 2},
		Confirmed: ui.CheckField{Field: ui.Field{Name: "confirmed", Label: "Đã đối chiếu với văn bản đang có hiệu lực"}, Checked: f.confirmed},
	}
}
