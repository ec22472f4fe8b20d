package slips

import "time"

// Separator is a sheet of A4 to put between two papers in a feeder; code is what
// its square code says.
func Separator(code string, at time.Time) ([]byte, error) {
	const title = "Tờ ngăn cách giấy tờ"
	p, err := newPage(A4, title, at, 0)
	if err != nil {
		return nil, err
	}
	w, _ := p.GetPageSize()
	p.SetFooterFunc(func() {})
	const side = 110
	p.qr(code, (w-side)/2, 60, side)
	p.face("B", 24)
	p.SetXY(p.margin, 190)
	p.CellFormat(w-2*p.margin, 12, "TỜ NGĂN CÁCH", "", 1, "C", false, 0, "")
	p.face("", 15)
	p.MultiCell(w-2*p.margin, 8, "Đặt tờ này giữa hai giấy tờ trước khi quét: máy tách giấy tờ ở đây và bỏ tờ này ra.", "", "C", false)
	return p.bytes()
}
