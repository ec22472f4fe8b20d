package province

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/app/governing"
	"motcua/app/reports"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
	"motcua/views/ui"
)

// head is what all pages of a commune begin with.
func (p *Pages) head(c *web.Ctx, o governing.Office, tab string) view.CommuneHead {
	h := view.CommuneHead{Frame: p.frame(c, o.FullName), Name: o.FullName, Remark: "mã " + o.Code, Light: light(o)}
	if o.UnitCode != "" {
		h.Remark += ", mã hồ sơ bắt đầu bằng " + o.UnitCode
	}
	for _, t := range [][4]string{{"", "Số liệu", "report", "read"}, {"/thiet-lap", "Thiết lập", "tenant", "read"}, {"/nhan-su", "Nhân sự", "people", "list"}, {"/lich-su", "Lịch sử", "history", "read"}} {
		if c.May(t[2], t[3]) {
			h.Tabs = append(h.Tabs, ui.Tab{Text: t[1], Href: communePath(o.Code, t[0]), Current: t[0] == tab})
		}
	}
	return h
}

// Commune is one commune's figures: now by state, and month by month.
func (p *Pages) Commune(c *web.Ctx) error {
	o, err := p.commune(c)
	if err != nil {
		return err
	}
	a := p.asked(c)
	figures, err := p.Reports.Communes(c.Context(), a.from, a.to)
	if err != nil {
		return err
	}
	states, err := p.Reports.States(c.Context(), o.ID)
	if err != nil {
		return err
	}
	byMonth, err := p.Reports.Months(c.Context(), o.ID, a.from, a.to)
	if err != nil {
		return err
	}
	one := merge([]governing.Office{o}, figures, "")
	path := communePath(o.Code, "")
	v := view.Commune{
		Head: p.head(c, o, ""), Period: a.words(p.Now()), AsOf: p.asOf(), Action: path, Tiles: tiles(one), States: stateRows(states), Months: monthRows(byMonth),
		From: ui.ChoiceField{Field: ui.Field{Name: "tu", Label: "Từ tháng", Value: a.from.Format(monthForm)}, Options: months(p.Now(), a.from)},
		To:   ui.ChoiceField{Field: ui.Field{Name: "den", Label: "đến tháng", Value: a.to.Format(monthForm)}, Options: months(p.Now(), a.to)},
	}
	if v.Times, err = p.timesAt(c, o); err != nil {
		return err
	}
	v.Few = one[0].Received > 0 && one[0].Received < fewest
	if n := one[0].ReceivedOthers; n > 0 {
		v.Others = "Ngoài ra " + inText(o) + " đang giữ vai trò nơi tiếp nhận của " + i18n.Number(n) + " hồ sơ thuộc thẩm quyền nơi khác."
	}
	credits, err := p.Reports.Credits(c.Context(), o.ID, a.from, a.to)
	if err != nil {
		return err
	}
	v.Credits = creditRows(credits)
	return c.Page(http.StatusOK, view.CommunePage(v))
}

var creditTexts = [][2]string{{"received", "Tiếp nhận hồ sơ"}, {"digitized", "Số hóa giấy tờ"}, {"fee", "Thu, ghi nhận nghĩa vụ tài chính"}, {"returned", "Trả kết quả"}}

// creditRows are what an office did, for itself and for others.
func creditRows(list []reports.Credit) []ui.Row {
	var rows []ui.Row
	for _, t := range creditTexts {
		for _, k := range list {
			if k.Act == t[0] {
				rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: t[1], Head: true}, ui.N(i18n.Number(k.Own)), ui.N(i18n.Number(k.Elsewhere))}})
			}
		}
	}
	return rows
}

// lifeOrder is the order in which a dossier goes through its states.
const lifeOrder = "submitted in_transit accepted processing awaiting_supplement awaiting_payment withdrawal_requested decided returned declined stopped"

func stateRows(states []reports.StateCount) []ui.Row {
	var rows []ui.Row
	for _, key := range strings.Fields(lifeOrder) {
		for _, s := range states {
			if s.State == key {
				late := ui.N("–")
				if s.Overdue > 0 {
					late = ui.N(i18n.Number(s.Overdue))
				}
				rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: i18n.StateLabel(key), Head: true}, ui.N(i18n.Number(s.N)), late}})
			}
		}
	}
	return rows
}

func monthRows(list []reports.MonthFigures) []ui.Row {
	var rows []ui.Row
	for _, m := range list {
		rows = append(rows, ui.Row{Cells: []ui.Cell{
			{Text: "Tháng " + strconv.Itoa(int(m.Month.Month())) + "/" + strconv.Itoa(m.Month.Year()), Head: true},
			ui.N(i18n.Number(m.Received)),
			ui.N(i18n.Number(m.Online - m.Helped)), ui.N(i18n.Number(m.Helped)), ui.N(i18n.Number(m.Received - m.Online)), ui.N(i18n.Number(m.DecidedOnTime)), ui.N(i18n.Number(m.DecidedLate)),
			ui.N(shareText(m.DecidedOnTime, m.DecidedOnTime+m.DecidedLate)), ui.N(i18n.Number(m.Refused)), ui.N(shareText(m.Digitized, m.Required)),
		}})
	}
	return rows
}
