package calendar

import (
	"net/http"
	"sort"
	"strconv"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/web"
	view "motcua/views/calendar"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Change shows the draft: what differs, what it would do, and the form that applies it.
func (p *Pages) Change(c *web.Ctx) error { return p.changePage(c, http.StatusOK, nil) }

// AskEffect has every office concerned look at its open dossiers.
func (p *Pages) AskEffect(c *web.Ctx) error {
	return p.afterAct(c, p.Calendars.Ask(c.Context()), p.Base+"/thay-doi")
}

// Discard throws the draft away.
func (p *Pages) Discard(c *web.Ctx) error {
	return p.afterAct(c, p.Calendars.Discard(c.Context()), p.Base)
}

// Hold applies the draft.
func (p *Pages) Hold(c *web.Ctx) error {
	edit, _ := strconv.Atoi(c.Form("version"))
	err := p.Calendars.Hold(c.Context(), governing.Hold{Edit: edit, Reason: short(c.Form("reason"), 310), LegalBasis: short(c.Form("basis"), 310), Move: c.Form("move") == "1"})
	if fault.Is(err, fault.NotFound) { // a second click: it holds
		return c.Go(p.Base + "/phien-ban")
	}
	return p.afterAct(c, err, p.Base+"/phien-ban/xem")
}

func (p *Pages) afterAct(c *web.Ctx, err error, to string) error {
	switch {
	case err == nil:
		return c.Go(to)
	case mended(err):
		return p.changePage(c, web.Status(err), err)
	}
	return err
}

func (p *Pages) changePage(c *web.Ctx, status int, failed error) error {
	now, _, draft, err := p.said(c)
	if err != nil {
		return err
	}
	if draft == nil {
		return c.Go(p.Base)
	}
	v := view.ChangeForm{Remark: "người sửa cuối: " + draft.MadeName + ", " + i18n.DateTime(draft.ChangedAt), Edit: strconv.Itoa(draft.Edit), Asked: draft.Asked(), Lawful: len(draft.Moved) > 0}
	var bad map[string]string
	v.Shared, bad = p.shared(c, "Thay đổi chưa áp dụng", failed, "reason", "basis", "move")
	v.Lines = lines(governing.Diff(now.Said, draft.Said))
	cal, err := p.Calendars.Look(c.Context(), draft.Said)
	if err != nil {
		return err
	}
	this, _, _ := deadlines.DayOf(p.Now()).Date()
	for _, y := range cal.FewHolidays(this, this+1) {
		v.Missing = append(v.Missing, "Sau thay đổi này: "+lower(fewTitle(y))+". Ngày hẹn rơi vào năm đó có thể sai.")
	}
	if v.Asked {
		if v.Effect, err = p.effect(c, draft, "try"); err != nil {
			return err
		}
	}
	v.Reason = ui.Field{Name: "reason", Label: "Lý do thay đổi", Hint: "Người dân có ngày hẹn bị chuyển đọc được câu này", Value: short(c.Form("reason"), 310), Error: bad["reason"], MaxLen: 300}
	v.Basis = ui.Field{Name: "basis", Label: "Căn cứ", Hint: "Số, ngày văn bản", Value: short(c.Form("basis"), 310), Error: bad["basis"], MaxLen: 300}
	move := c.Form("move")
	if move == "" {
		move = "1"
	}
	v.Move = ui.ChoiceField{Field: ui.Field{Name: "move", Label: "Ngày đã hẹn với người dân", Value: move}, Options: []ui.Option{
		{Value: "1", Text: "Chuyển theo các ngày nghỉ, làm bù, đóng cửa trong thay đổi này và báo người dân", Hint: "Pháp luật cho phép với ngày do Nhà nước công bố sau khi đã hẹn. Giờ làm việc và buổi riêng không chuyển ngày nào."},
		{Value: "0", Text: "Giữ nguyên mọi ngày đã hẹn"},
	}}
	return c.Page(status, view.ChangePage(v))
}

func lines(ds []governing.Line) []ui.Row {
	var out []ui.Row
	for _, d := range ds {
		was, is := d.Was, d.Now
		if was == "" {
			was = "như thường lệ"
		}
		if is == "" {
			is = "như thường lệ"
		}
		out = append(out, ui.Row{Cells: []ui.Cell{{Text: d.What, Head: true}, ui.T(was), ui.T(is)}})
	}
	return out
}

// effect is what a phase of a change found, as far as it has come.
func (p *Pages) effect(c *web.Ctx, ch *governing.Change, phase string) (view.Effect, error) {
	parts, err := p.Calendars.Parts(c.Context(), ch.ID, phase, ch.Edit)
	if err != nil {
		return view.Effect{}, err
	}
	var total, seen, later, earlier, kept, failed, steps, windows, intakes, done int
	for _, x := range parts {
		total, seen, later, earlier, kept, failed = total+x.Total, seen+x.Seen, later+x.Later, earlier+x.Earlier, kept+x.Kept, failed+x.Failed
		steps, windows, intakes = steps+x.Steps, windows+x.Windows, intakes+x.Intakes
		if x.Done != nil {
			done++
		}
	}
	n := func(i int) string { return i18n.Number(int64(i)) }
	of := ch.Parts
	if p.Door != web.Province {
		of = 1
	}
	e := view.Effect{Title: "Hồ sơ bị ảnh hưởng", Running: done < of, Reload: p.Base + "/thay-doi"}
	if phase == "hold" {
		e.Title, e.Reload = "Chuyển ngày hẹn", p.Base+"/phien-ban/xem?ma="+ch.ID.String()
	}
	text := n(done) + "/" + n(of) + " đơn vị, " + n(seen) + "/" + n(total) + " hồ sơ"
	if of == 1 {
		text = n(seen) + "/" + n(total) + " hồ sơ"
	}
	e.Progress = ui.ProgressProps{ID: "tien-do", Label: "Tiến độ", Text: text, Value: done, Max: max(of, 1)}
	if of == 1 && total > 0 {
		e.Progress.Value, e.Progress.Max = seen, total
	}
	e.Facts = []ui.Pair{{Key: "Hồ sơ đang giữ", Value: n(seen)}}
	if phase == "try" {
		e.Facts = append(e.Facts, ui.Pair{Key: "Được chuyển muộn hơn", Value: n(later)}, ui.Pair{Key: "Được chuyển sớm hơn", Value: n(earlier)}, ui.Pair{Key: "Lịch mới cho ngày khác nhưng giữ ngày đã hẹn", Value: n(kept)})
	} else {
		e.Facts = append(e.Facts, ui.Pair{Key: "Đã chuyển muộn hơn", Value: n(later)}, ui.Pair{Key: "Đã chuyển sớm hơn", Value: n(earlier)})
	}
	e.Facts = append(e.Facts, ui.Pair{Key: "Hạn bước xử lý chuyển theo", Value: n(steps)}, ui.Pair{Key: "Hạn bổ sung của người dân dời muộn hơn", Value: n(windows)}, ui.Pair{Key: "Hạn trả lời tiếp nhận chuyển theo", Value: n(intakes)})
	if failed > 0 {
		e.Facts = append(e.Facts, ui.Pair{Key: "Không tính được, giữ nguyên", Value: n(failed)})
	}
	if p.Door == web.Province {
		return e, p.offices(c, parts, &e)
	}
	dates, err := p.Calendars.Dates(c.Context(), ch.ID, phase)
	if err != nil {
		return e, err
	}
	for _, d := range dates {
		what := ui.S(ui.Soon, "chuyển")
		if d.Kept {
			what = ui.S(ui.Draft, "giữ nguyên")
		}
		e.Dossiers = append(e.Dossiers, ui.Row{Cells: []ui.Cell{ui.L(d.Code, "/cb/ho-so/"+d.ID.String()), ui.T(whatMoves(d)), ui.T(when(d.From)), ui.T(when(d.To)), what}})
	}
	if all := later + earlier + kept + steps + windows + intakes; all > len(dates) {
		e.More = "Liệt kê " + n(len(dates)) + " trong " + n(all) + " hạn."
	}
	return e, nil
}

// whatMoves names the date of a dossier that a line is about.
func whatMoves(d dossiers.Dated) string {
	switch d.What {
	case dossiers.MovedStep:
		return "Bước: " + d.Title
	case dossiers.MovedWindow:
		return "Hạn bổ sung của người dân"
	case dossiers.MovedIntake:
		return "Hạn trả lời tiếp nhận"
	}
	return "Ngày hẹn trả"
}

func when(t time.Time) string { return i18n.DateTime(t) }

// offices lists what each found; counts only.
func (p *Pages) offices(c *web.Ctx, parts []governing.CalendarPart, e *view.Effect) error {
	type named struct {
		name string
		governing.CalendarPart
	}
	var list []named
	for _, x := range parts {
		if x.Total == 0 {
			continue
		}
		u, err := p.Offices.ByID(c.PublicContext(), x.Tenant)
		if err != nil {
			return err
		}
		list = append(list, named{u.FullName, x})
	}
	sort.Slice(list, func(i, j int) bool {
		a, b := list[i], list[j]
		if x, y := a.Later+a.Earlier, b.Later+b.Earlier; x != y {
			return x > y
		}
		return a.name < b.name
	})
	n := func(i int) ui.Cell { return ui.N(i18n.Number(int64(i))) }
	for _, x := range list {
		e.Offices = append(e.Offices, ui.Row{Cells: []ui.Cell{{Text: x.name, Head: true}, n(x.Total), n(x.Later), n(x.Earlier), n(x.Kept)}})
	}
	return nil
}

// Versions lists who changed which calendar, when and why.
func (p *Pages) Versions(c *web.Ctx) error {
	o, err := p.Calendars.Office(c.Context())
	if err != nil {
		return err
	}
	chain, err := p.Offices.Chain(c.PublicContext(), o.ID)
	if err != nil {
		return err
	}
	var v view.Versions
	v.Shared, _ = p.shared(c, "Các phiên bản của lịch", nil)
	for i, id := range chain {
		list, err := p.Calendars.Versions(c.Context(), id)
		if err != nil {
			return err
		}
		l := view.VersionList{ID: "lich-" + strconv.Itoa(i), Title: p.whose(c, o, id), Empty: "Chưa có thay đổi riêng: theo lịch cấp trên."}
		for _, x := range list {
			stay := "giữ nguyên"
			if len(x.Moved) > 0 {
				stay = "chuyển theo luật"
			}
			by := x.MadeName
			if by == "" {
				by = "Hệ thống"
			}
			l.Rows = append(l.Rows, ui.Row{Cells: []ui.Cell{ui.L("Phiên bản "+strconv.Itoa(x.No), p.Base+"/phien-ban/xem?ma="+x.ID.String()), ui.T(i18n.DateTime(x.At)), ui.T(by), ui.T(x.Reason), ui.T(x.LegalBasis), ui.T(stay)}})
		}
		v.Lists = append(v.Lists, l)
	}
	return c.Page(http.StatusOK, view.VersionsPage(v))
}

// Version shows one beside an earlier one, and how far its dates have moved.
// Without a number it is the office's newest.
func (p *Pages) Version(c *web.Ctx) error {
	o, err := p.Calendars.Office(c.Context())
	if err != nil {
		return err
	}
	chain, err := p.Offices.Chain(c.PublicContext(), o.ID)
	if err != nil {
		return err
	}
	ask, with := c.Query("ma"), c.Query("voi")
	for _, id := range chain {
		list, err := p.Calendars.Versions(c.Context(), id)
		if err != nil {
			return err
		}
		for i, x := range list {
			if ask == x.ID.String() || ask == "" && id == o.ID {
				return p.versionPage(c, p.whose(c, o, id), list, i, with)
			}
		}
	}
	return fault.New(fault.NotFound, "calendar.no_version", "Không tìm thấy phiên bản này của lịch.")
}

func (p *Pages) versionPage(c *web.Ctx, office string, list []governing.CalendarVersion, i int, with string) error {
	x := list[i]
	v := view.Version{Office: office, Title: "Phiên bản " + strconv.Itoa(x.No) + " của lịch", Seq: x.ID.String()}
	v.Shared, _ = p.shared(c, v.Title, nil)
	by := x.MadeName
	if by == "" {
		by = "Hệ thống"
	}
	v.Facts = []ui.Pair{{Key: "Áp dụng từ", Value: i18n.DateTime(x.At)}, {Key: "Người đổi", Value: by}, {Key: "Lý do", Value: x.Reason}}
	if x.LegalBasis != "" {
		v.Facts = append(v.Facts, ui.Pair{Key: "Căn cứ", Value: x.LegalBasis})
	}
	var old governing.CalendarVersion // nothing said yet
	v.Old = "Trước đó"
	for j, e := range list[i+1:] {
		if with == e.ID.String() || with == "" && j == 0 {
			old, v.Old, with = e, "Phiên bản "+strconv.Itoa(e.No), e.ID.String()
		}
		v.With.Options = append(v.With.Options, ui.Option{Value: e.ID.String(), Text: "Phiên bản " + strconv.Itoa(e.No) + ", " + i18n.DateTime(e.At)})
	}
	v.With.Field = ui.Field{Name: "voi", Label: "So với", Value: with}
	v.New = "Phiên bản " + strconv.Itoa(x.No)
	v.Caption = "Khác nhau giữa hai phiên bản"
	v.Lines = lines(governing.Diff(old.Said, x.Said))
	if len(x.Moved) > 0 {
		e, err := p.moved(c, x.ID)
		if err != nil {
			return err
		}
		v.Effect = e
	} else {
		v.Facts = append(v.Facts, ui.Pair{Key: "Ngày đã hẹn", Value: "giữ nguyên mọi ngày đã hẹn trước phiên bản này"})
	}
	return c.Page(http.StatusOK, view.VersionPage(v))
}

// moved is how far the dates of a version have moved; of a province's version a
// commune sees its own dossiers.
func (p *Pages) moved(c *web.Ctx, id uuid.UUID) (*view.Effect, error) {
	ch, err := p.Calendars.HeldChange(c.Context(), id)
	if err != nil {
		return nil, err
	}
	if ch == nil {
		if ch = (&governing.Change{ID: id}); p.Door == web.Province {
			return nil, nil
		}
		parts, err := p.Calendars.PartsOf(c.Context(), id, "hold")
		if err != nil || len(parts) == 0 {
			return nil, err
		}
		ch.Edit, ch.Parts = parts[0].Edit, 1
	}
	e, err := p.effect(c, ch, "hold")
	return &e, err
}
