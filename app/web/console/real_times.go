package console

import (
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/reports"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// RealTimes shows how long each procedure really took here and in the province.
func (p *Pages) RealTimes(c *web.Ctx) error {
	ctx := c.PublicContext()
	u, err := p.Offices.ByID(ctx, c.Scope().Tenant)
	if err != nil {
		return err
	}
	list, err := p.Reports.Times(ctx, reports.TimesQuery{Province: u.Province, Office: u.ID, Whole: true})
	if err != nil {
		return err
	}
	cal, err := p.Offices.CalendarFor(ctx, u.ID)
	if err != nil {
		return err
	}
	v := view.RealTimes{Frame: p.frame(c, "Thời gian giải quyết thực tế"), Least: strconv.Itoa(p.Reports.Least())}
	whole := map[uuid.UUID]reports.TimeFigure{}
	for _, f := range list {
		v.Of = "hồ sơ giải quyết xong từ " + i18n.Date(f.Since) + " đến " + i18n.Date(f.Counted)
		if f.Whole {
			whole[f.Procedure] = f
		}
	}
	took := func(minutes int) ui.Cell {
		if minutes == 0 {
			return ui.T("–")
		}
		return ui.T(deadlines.FormatTook(minutes, cal.DayMinutes()))
	}
	for _, f := range list {
		if f.Whole {
			continue
		}
		x, err := p.Catalogue.ByID(ctx, f.Procedure)
		if err != nil {
			continue // nothing published under that id any more
		}
		w := whole[f.Procedure]
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{
			{Text: x.PlainName, Href: "/thu-tuc/" + x.Code, Head: true}, ui.T(x.Revision.TermText()), ui.N(i18n.Number(f.N)), took(f.Median), took(f.Ninety), took(w.Median), took(w.Ninety),
		}})
	}
	return c.Page(http.StatusOK, view.RealTimesPage(v))
}
