package province

import (
	"net/http"
	"net/url"
	"strconv"

	"motcua/app/reports"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
	"motcua/views/ui"
)

// groups are the peer groups: communes are compared with their like.
var groups = []struct{ key, kind, text string }{{"", "", "Tất cả"}, {"xa", "xã", "Xã"}, {"phuong", "phường", "Phường"}, {"dac-khu", "đặc khu", "Đặc khu"}}

// asked is what the address of the dashboard says.
type asked struct {
	period
	group int // of groups
	order order
}

func (p *Pages) asked(c *web.Ctx) asked {
	a := asked{period: readPeriod(c.Query("tu"), c.Query("den"), p.Now()), order: orderBy(c.Query("sap"))}
	for i, g := range groups {
		if g.key == c.Query("nhom") {
			a.group = i
		}
	}
	return a
}

// address is the dashboard with these choices.
func (a asked) address(path string) string {
	q := url.Values{"tu": {a.from.Format(monthForm)}, "den": {a.to.Format(monthForm)}, "sap": {a.order.key}}
	if k := groups[a.group].key; k != "" {
		q.Set("nhom", k)
	}
	return path + "?" + q.Encode()
}

func (a asked) sorted(o order) asked { a.order = o; return a }
func (a asked) grouped(g int) asked  { a.group = g; return a }

// asOf is the moment that figures are of; it stands beside every figure.
func (p *Pages) asOf() string { return "số liệu đến " + i18n.DateTime(p.Now()) }

// lines reads the province's communes with their figures.
func (p *Pages) lines(c *web.Ctx, a asked) (all, shown []line, err error) {
	offices, err := p.Governing.Offices(c.Context())
	if err != nil {
		return nil, nil, err
	}
	figures, err := p.Reports.Communes(c.Context(), a.from, a.to)
	if err != nil {
		return nil, nil, err
	}
	all = merge(offices, figures, "")
	shown = merge(offices, figures, groups[a.group].kind)
	arrange(shown, a.order)
	return all, shown, nil
}

// Dashboard is the province at a glance: totals, what needs a hand, all communes.
func (p *Pages) Dashboard(c *web.Ctx) error {
	a := p.asked(c)
	all, shown, err := p.lines(c, a)
	if err != nil {
		return err
	}
	v := view.Dashboard{
		Frame: p.frame(c, "Điều hành"), Period: a.words(p.Now()), AsOf: p.asOf(), Tiles: tiles(shown),
		From: ui.ChoiceField{Field: ui.Field{Name: "tu", Label: "Từ tháng", Value: a.from.Format(monthForm)}, Options: months(p.Now(), a.from)},
		To:   ui.ChoiceField{Field: ui.Field{Name: "den", Label: "đến tháng", Value: a.to.Format(monthForm)}, Options: months(p.Now(), a.to)},
		Keep: []ui.Pair{{Key: "sap", Value: a.order.key}, {Key: "nhom", Value: groups[a.group].key}}, Export: a.address("/tinh/xuat.csv"),
	}
	live := 0
	for _, l := range all {
		if l.LiveFrom != nil {
			live++
		}
	}
	v.Live = strconv.Itoa(live) + "/" + strconv.Itoa(len(all)) + " đơn vị đang hoạt động"
	for i, g := range groups {
		n := 0
		for _, l := range all {
			if g.kind == "" || l.UnitKind == g.kind {
				n++
			}
		}
		if n > 0 {
			v.Groups = append(v.Groups, ui.Tab{Text: g.text, Href: a.grouped(i).address("/tinh"), Current: i == a.group, Count: n, Counted: true})
		}
	}
	for _, l := range urgent(shown, 5) {
		v.Urgent = append(v.Urgent, ui.Tab{Text: l.FullName + ": " + i18n.Number(l.Overdue) + " hồ sơ quá hạn trên " + i18n.Number(l.Open) + " hồ sơ đang mở", Href: communePath(l.Code, "")})
	}
	pauses, err := p.Reports.Pauses(c.Context(), a.from, a.to)
	if err != nil {
		return err
	}
	v.Pauses = pauseRows(pauses)
	times, err := p.Reports.Times(c.PublicContext(), reports.TimesQuery{Province: c.Office.Province, Whole: true})
	if err != nil {
		return err
	}
	v.TimesHref, v.TimesOf, v.TimesLeast = timesPath, timesOf(times), strconv.Itoa(p.Reports.Least())
	if v.Times, err = p.procedureTimes(c, times[:min(len(times), 10)]); err != nil {
		return err
	}
	asked, err := p.Reports.Supplements(c.Context(), a.from, a.to)
	if err != nil {
		return err
	}
	v.AskedRounds, v.AskedReasons = supplementRows(asked, total(all).Received)
	v.Cols, v.Rows, v.Few = heatTable(a, shown)
	return c.Page(http.StatusOK, view.DashboardPage(v))
}

// tiles are the totals of what is shown.
func tiles(lines []line) []ui.TargetProps {
	t := total(lines)
	tile := func(label, text, note string) ui.TargetProps {
		return ui.TargetProps{Label: label, Text: text, Note: note, NoBar: true, Target: -1}
	}
	share := func(label string, part, whole int64, note string) ui.TargetProps {
		x := tile(label, shareText(part, whole), note)
		if whole > 0 {
			x.NoBar, x.Share = false, int(part*100/whole)
		} else {
			x.Text, x.Note = "Chưa có", "chưa có hồ sơ nào để tính"
		}
		return x
	}
	onTime := func(label string, on, late int64) ui.TargetProps {
		return share(label, on, on+late, i18n.Number(on)+" trên "+i18n.Number(on+late)+" hồ sơ đã giải quyết")
	}
	counter, split := t.Received-t.Online, "chưa có hồ sơ nào trong kỳ"
	if t.Received > 0 {
		split = "tự nộp trực tuyến " + shareText(alone(t), t.Received) + ", nộp hộ " + shareText(t.Helped, t.Received) + ", tại quầy " + shareText(counter, t.Received)
	}
	return []ui.TargetProps{
		tile("Tiếp nhận trong kỳ", i18n.Number(t.Received), split),
		tile("Đang mở", i18n.Number(t.Open), "ở mọi bước, tính đến lúc này"),
		tile("Quá hạn đang mở", i18n.Number(t.Overdue), "quá ngày hẹn đầu cộng thời gian tạm dừng có căn cứ"),
		onTime("Đúng hạn, trừ việc làm ngay", t.DecidedOnTime-t.ImmediateOn, t.DecidedLate-t.ImmediateLate),
		onTime("Đúng hạn, việc làm ngay", t.ImmediateOn, t.ImmediateLate),
		share("Số hóa giấy tờ", t.Digitized, t.Required, i18n.Number(t.Digitized)+" trên "+i18n.Number(t.Required)+" giấy tờ bắt buộc"),
	}
}

// heatTable is the table of communes; few tells whether some have too few
// dossiers to be compared.
func heatTable(a asked, lines []line) (cols []ui.Col, rows []ui.Row, few bool) {
	for _, o := range orders {
		col := ui.Col{Text: o.head, Num: o.key != "ten", Sort: a.sorted(o).address("/tinh")}
		if o.key == a.order.key {
			col.Dir = "ascending"
			if o.descending {
				col.Dir = "descending"
			}
		}
		cols = append(cols, col)
	}
	cols = append(cols, ui.Col{Text: "Trực tuyến", Num: true}, ui.Col{Text: "Nộp hộ", Num: true}, ui.Col{Text: "Tại quầy", Num: true})
	var late, rate int64
	for _, l := range lines {
		late = max(late, l.Overdue)
		if v, ok := l.perThousand(); ok {
			rate = max(rate, int64(v))
		}
	}
	for _, l := range lines {
		href := communePath(l.Code, "")
		num := func(text string) ui.Cell { return linked(ui.N(text), href) }
		onTime, digitized, per := num("–"), num("–"), num("–")
		if v, ok := l.OnTime(); ok {
			onTime = num(shareText(l.DecidedOnTime, l.decided()))
			if l.decided() >= fewest {
				onTime.Hot, onTime.Heat = true, heatOfShare(v, onTimeLimits)
			} else {
				onTime.Text, few = onTime.Text+" *", true
			}
		}
		if v, ok := l.DigitizedShare(); ok {
			digitized = num(shareText(l.Digitized, l.Required))
			if l.Received >= fewest {
				digitized.Hot, digitized.Heat = true, heatOfShare(v, digitizedLimits)
			} else {
				digitized.Text, few = digitized.Text+" *", true
			}
		}
		if v, ok := l.perThousand(); ok {
			per = linked(ui.Heat(heatOfCount(int64(v), rate), oneDecimal(v), ""), href)
		} else if l.Received > 0 {
			per, few = num("*"), true
		}
		name := ui.Cell{Text: l.FullName, Href: href, Head: true}
		if l.LiveFrom == nil {
			name.Text += " (chưa mở)"
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{
			name, linked(ui.Heat(heatOfCount(l.Overdue, late), i18n.Number(l.Overdue), ""), href), per, num(i18n.Number(l.Open)), num(i18n.Number(l.Received)),
			onTime, digitized, num(i18n.Number(alone(l.CommuneFigures))), num(i18n.Number(l.Helped)), num(i18n.Number(l.byCounter())),
		}})
	}
	return cols, rows, few
}

// linked leads a figure to its commune; nothing leads nowhere, and the row's
// name leads there anyway.
func linked(c ui.Cell, href string) ui.Cell {
	if c.Text != "0" && c.Text != "–" && c.Text != "0,0" {
		c.Href = href
	}
	return c
}
