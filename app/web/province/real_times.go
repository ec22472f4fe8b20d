package province

import (
	"net/http"
	"strconv"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/governing"
	"motcua/app/reports"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/province"
	"motcua/views/ui"
)

const timesPath = "/tinh/thoi-gian"

// RealTimes shows how long procedures really took over the whole province;
// with ?thu-tuc= one procedure in each commune.
func (p *Pages) RealTimes(c *web.Ctx) error {
	v := view.RealTimes{Frame: p.frame(c, "Thời gian giải quyết thực tế"), Least: strconv.Itoa(p.Reports.Least()), Path: timesPath}
	x, err := p.Catalogue.ByCode(c.PublicContext(), c.Query("thu-tuc"))
	if err != nil {
		list, err := p.Reports.Times(c.PublicContext(), reports.TimesQuery{Province: c.Office.Province, Whole: true})
		if err != nil {
			return err
		}
		v.Of = timesOf(list)
		v.Rows, err = p.procedureTimes(c, list)
		if err != nil {
			return err
		}
		return c.Page(http.StatusOK, view.RealTimesPage(v))
	}
	v.One, v.Term = x.PlainName, x.Revision.TermText()
	list, err := p.Reports.Times(c.PublicContext(), reports.TimesQuery{Province: c.Office.Province, Procedure: x.ID})
	if err != nil {
		return err
	}
	offices, err := p.Governing.Offices(c.Context())
	if err != nil {
		return err
	}
	at := map[uuid.UUID]governing.Office{}
	for _, o := range offices {
		at[o.ID] = o
	}
	day, err := p.dayMinutes(c)
	if err != nil {
		return err
	}
	v.Of = timesOf(list)
	for _, f := range list {
		if o, ok := at[f.Tenant]; ok {
			v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{{Text: o.FullName, Href: communePath(o.Code, ""), Head: true}, ui.N(i18n.Number(f.N)), ui.T(deadlines.FormatTook(f.Median, day)), ui.T(deadlines.FormatTook(f.Ninety, day))}})
		}
	}
	return c.Page(http.StatusOK, view.RealTimesPage(v))
}

// procedureTimes are the lines of procedures, each leading to its communes.
func (p *Pages) procedureTimes(c *web.Ctx, list []reports.TimeFigure) ([]ui.Row, error) {
	day, err := p.dayMinutes(c)
	if err != nil {
		return nil, err
	}
	var rows []ui.Row
	for _, f := range list {
		x, err := p.Catalogue.ByID(c.PublicContext(), f.Procedure)
		if err != nil {
			continue // nothing published under that id any more
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{
			{Text: x.PlainName, Href: timesPath + "?thu-tuc=" + x.Code, Head: true}, ui.T(x.Revision.TermText()), ui.N(i18n.Number(f.N)), ui.T(deadlines.FormatTook(f.Median, day)), ui.T(deadlines.FormatTook(f.Ninety, day)),
		}})
	}
	return rows, nil
}

// timesAt are the procedures of one commune.
func (p *Pages) timesAt(c *web.Ctx, o governing.Office) ([]ui.Row, error) {
	list, err := p.Reports.Times(c.PublicContext(), reports.TimesQuery{Province: c.Office.Province, Office: o.ID})
	if err != nil {
		return nil, err
	}
	return p.procedureTimes(c, list)
}

// dayMinutes is the length of a working day by the province's own calendar.
func (p *Pages) dayMinutes(c *web.Ctx) (int, error) {
	cal, err := p.Offices.CalendarFor(c.PublicContext(), c.Office.ID)
	if err != nil {
		return 0, err
	}
	return cal.DayMinutes(), nil
}

func timesOf(list []reports.TimeFigure) string {
	if len(list) == 0 {
		return ""
	}
	return "hồ sơ giải quyết xong từ " + i18n.Date(list[0].Since) + " đến " + i18n.Date(list[0].Counted)
}
