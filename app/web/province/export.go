package province

import (
	"encoding/csv"
	"strconv"

	"motcua/app/deadlines"
	"motcua/app/web"
)

// exportHead names the columns. Counts only: a decimal comma is read as a
// thousand by a spreadsheet of another language, and the shares follow from them.
var exportHead = []string{
	"Mã đơn vị", "Đơn vị", "Loại", "Từ tháng", "Đến tháng", "Số liệu đến", "Tiếp nhận trong kỳ", "Tự nộp trực tuyến", "Nộp hộ trực tuyến", "Tại quầy",
	"Đang mở", "Quá hạn đang mở", "Giải quyết đúng hạn", "Giải quyết trễ hạn", "Từ chối giải quyết", "Giấy tờ bắt buộc", "Giấy tờ đã số hóa",
}

// Export gives the dashboard's table as CSV for a spreadsheet: the same
// communes, months and order.
func (p *Pages) Export(c *web.Ctx) error {
	a := p.asked(c)
	_, shown, err := p.lines(c, a)
	if err != nil {
		return err
	}
	w := c.Response()
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="dieu-hanh-`+c.Office.Province+"-"+a.from.Format("200601")+"-"+a.to.Format("200601")+`.csv"`)
	w.Header().Set("Cache-Control", "no-store")
	if _, err := w.Write([]byte("\ufeff")); err != nil { // without it Excel takes the text for another encoding
		return err
	}
	out := csv.NewWriter(w)
	if err := out.Write(exportHead); err != nil {
		return err
	}
	at := p.Now().In(deadlines.Zone).Format("2006-01-02 15:04")
	for _, l := range shown {
		row := []string{l.Code, l.FullName, l.UnitKind, a.from.Format(monthForm), a.to.Format(monthForm), at}
		for _, n := range []int64{l.Received, alone(l.CommuneFigures), l.Helped, l.byCounter(), l.Open, l.Overdue, l.DecidedOnTime, l.DecidedLate, l.Refused, l.Required, l.Digitized} {
			row = append(row, strconv.FormatInt(n, 10))
		}
		if err := out.Write(row); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}
