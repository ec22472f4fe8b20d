package resident

import (
	"strconv"

	"motcua/app/deadlines"
	"motcua/app/reports"
	"motcua/app/web"
	"motcua/tenants/registry"
	"motcua/views/i18n"
	view "motcua/views/resident"
)

// realTimes says how long a procedure really took at the commune chosen and in
// its province; nil where too few were decided to say anything.
func (p *Pages) realTimes(c *web.Ctx, x Procedure, at registry.Unit) (*view.RealTimes, error) {
	ctx := c.PublicContext()
	list, err := p.Reports.Times(ctx, reports.TimesQuery{Province: at.Province, Procedure: x.ID, Office: at.ID, Whole: true})
	if err != nil || len(list) == 0 {
		return nil, err
	}
	cal, err := p.Units.CalendarFor(ctx, at.ID)
	if err != nil {
		return nil, err
	}
	since := list[0].Since
	v := &view.RealTimes{
		Of:   "Tính trên hồ sơ giải quyết xong từ tháng " + strconv.Itoa(int(since.Month())) + "/" + strconv.Itoa(since.Year()) + " đến " + i18n.Date(list[0].Counted) + ".",
		Here: upperFirst(at.InText()) + " chưa giải quyết đủ hồ sơ loại này để nói thời gian thực tế.",
	}
	for _, f := range list {
		line := view.RealTime{Half: deadlines.FormatTook(f.Median, cal.DayMinutes()), Nine: deadlines.FormatTook(f.Ninety, cal.DayMinutes()), N: i18n.Number(f.N)}
		if f.Whole {
			line.Where = "Cả " + lowerFirst(at.ProvinceFull)
			v.Lines = append(v.Lines, line)
			continue
		}
		line.Where, v.Here = upperFirst(at.InText()), ""
		v.Lines = append([]view.RealTime{line}, v.Lines...)
	}
	return v, nil
}
