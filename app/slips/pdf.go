package slips

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"motcua/app/slips/font"
)

const family = font.Family

// page is a PDF being drawn; measures are millimetres and points.
type page struct {
	*fpdf.Fpdf
	margin float64
	size   float64 // of running text, points
	foot   string
}

// newPage begins a document on the given paper; smaller is how many points are
// taken off the letters.
func newPage(size Size, title string, at time.Time, smaller float64) (*page, error) {
	o := &fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: 148, Ht: 210}}
	p := &page{margin: 12, size: 11}
	switch size {
	case A5Wide:
		o.Size, p.margin, p.size = fpdf.SizeType{Wd: 210, Ht: 148}, 10, 10.5
	case A4:
		o.Size, p.margin, p.size = fpdf.SizeType{Wd: 210, Ht: 297}, 22, 13
	case A4Wide:
		o.Size, p.margin, p.size = fpdf.SizeType{Wd: 297, Ht: 210}, 12, 9.5
	}
	p.size -= smaller
	p.Fpdf = fpdf.NewCustom(o)
	for _, style := range font.Styles {
		b, err := font.File(style)
		if err != nil {
			return nil, err
		}
		p.AddUTF8FontFromBytes(family, style, b)
	}
	p.SetMargins(p.margin, p.margin, p.margin)
	p.SetAutoPageBreak(false, p.margin)
	p.SetCatalogSort(true)
	p.SetCreationDate(at)
	p.SetModificationDate(at)
	p.SetTitle(title, true)
	p.SetProducer(producer, true)
	p.SetLang("vi-VN")
	p.SetXmpMetadata(xmp(title, at))
	p.AddOutputIntent(fpdf.OutputIntentType{SubtypeIdent: fpdf.OutputIntent_GTS_PDFA1, OutputConditionIdentifier: "sRGB", Info: "sRGB", ICCProfile: srgb})
	p.SetLineWidth(0.2)
	p.SetFooterFunc(func() {
		p.face("I", p.size-2.5)
		w, h := p.GetPageSize()
		n := fmt.Sprintf("Trang %d", p.PageNo())
		p.Text(w-p.margin-p.GetStringWidth(n), h-p.margin/2, n)
		if p.foot != "" {
			p.Text(p.margin, h-p.margin/2, p.foot)
		}
	})
	p.AddPage()
	return p, p.Error()
}

// bytes closes the document.
func (p *page) bytes() ([]byte, error) {
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		return nil, err
	}
	return archived(b.Bytes())
}

// PDF draws a slip: PDF/A-1b with embedded letters and text that copies out as
// it reads. at is when it was printed; the same slip at the same moment is the
// same file, byte by byte. A slip that would just spill onto a second page is
// set in letters up to a point and a half smaller.
func PDF(s Slip, at time.Time) ([]byte, error) {
	var p *page
	sizes := []float64{0, 0.75, 1.5}
	lines := len(s.Lead) + len(s.Rows) + len(s.Texts)
	for _, t := range s.Tables {
		lines += 2 + 2*len(t.Rows)
	}
	if s.Size == A5 && lines > 20 { // it would be drawn in vain
		sizes = sizes[1:]
	}
	for _, smaller := range sizes {
		var err error
		if p, err = draw(s, at, smaller); err != nil {
			return nil, err
		}
		if p.PageCount() != 2 {
			break
		}
	}
	return p.bytes()
}

func draw(s Slip, at time.Time, smaller float64) (*page, error) {
	title := s.Title
	if s.Code != "" {
		title += " " + s.Code
	}
	p, err := newPage(s.Size, clean(title), at, smaller)
	if err != nil {
		return nil, err
	}
	if s.Form != "" && !s.Form0 {
		p.foot = strings.TrimSpace("Mẫu số " + string(s.Form) + "  " + s.Code)
	}
	if s.Draft != "" {
		p.box(s.Draft)
	}
	p.mast(&s)
	p.heading(&s)
	for _, l := range s.Lead {
		p.para("", l, p.size)
	}
	for _, r := range s.Rows {
		p.row(r)
	}
	for _, t := range s.Tables {
		p.table(t)
	}
	for _, l := range s.Texts {
		p.space(1)
		p.para("", l, p.size)
	}
	p.signs(&s)
	if s.Foot != "" {
		p.space(2)
		p.para("I", s.Foot, p.size-1)
	}
	return p, p.Error()
}

// box is the frame that says "not issued".
func (p *page) box(text string) {
	p.face("B", p.size)
	w, _ := p.GetPageSize()
	p.Rect(p.margin, p.GetY(), w-2*p.margin, p.line()+1.5, "D")
	p.centred(p.margin, w-2*p.margin, text)
	p.space(3)
}

// mast is the head: letterhead left, the country right.
func (p *page) mast(s *Slip) {
	w, _ := p.GetPageSize()
	full, gap := w-2*p.margin, 3.0
	left := full * 0.42
	right, top := full-left-gap, p.GetY()
	small := p.size - 2
	if s.Size == A4 {
		small = p.size - 1.5
	}
	p.face("", small)
	p.centred(p.margin, left, strings.ToUpper(s.Parent))
	p.face("B", small)
	p.centred(p.margin, left, s.Office)
	p.rule(p.margin, left, 0.4)
	if s.Number != "" {
		p.face("", small)
		p.centred(p.margin, left, s.Number)
	}
	bottom := p.GetY()
	p.SetY(top)
	x := p.margin + left + gap
	p.face("B", fit(p, "B", small, right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))
	p.centred(x, right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
	p.face("B", small+0.5)
	p.centred(x, right, "Độc lập - Tự do - Hạnh phúc")
	p.rule(x, right, 0.5)
	p.face("I", small)
	p.centred(x, right, s.PlaceDate)
	p.SetY(max(p.GetY(), bottom) + 2)
}

// heading is the title with the code: bars and QR picture lead to tracking.
func (p *page) heading(s *Slip) {
	w, _ := p.GetPageSize()
	full := w - 2*p.margin
	p.face("B", p.size+2)
	p.centred(p.margin, full, strings.ToUpper(s.Title))
	if s.Form != "" && !s.Form0 {
		p.face("I", p.size-1)
		p.centred(p.margin, full, "(Mẫu số "+string(s.Form)+")")
	}
	p.space(1.5)
	if s.Code == "" {
		return
	}
	const side = 22.0
	top := p.GetY()
	x := p.margin
	if s.Track != "" && p.qr(s.Track, x, top, side) {
		x += side + 4
	}
	p.bars(s.Code, x, top+1, min(72, w-p.margin-x), 9)
	p.SetY(top + 11)
	p.face("", p.size)
	p.runs(x, w-p.margin-x, []run{{"", "Mã hồ sơ: "}, {"B", s.Code}}, p.size)
	if s.Book != "" {
		p.runs(x, w-p.margin-x, []run{{"", s.Book}}, p.size-1)
	}
	p.SetY(max(p.GetY(), top+side) + 2)
}

func (p *page) row(r Row) {
	style := ""
	if r.Strong {
		style = "B"
	}
	w, _ := p.GetPageSize()
	p.runs(p.margin, w-2*p.margin, []run{{"", r.Key + ": "}, {style, r.Value}}, p.size)
}

func (p *page) para(style, text string, size float64) {
	w, _ := p.GetPageSize()
	p.runs(p.margin, w-2*p.margin, []run{{style, text}}, size)
}

// signs are the places for signatures, kept on one page.
func (p *page) signs(s *Slip) {
	w, _ := p.GetPageSize()
	half := (w - 2*p.margin) / 2
	if s.Left.Role == "" && s.Right.Role == "" && len(s.CopyTo) == 0 {
		return
	}
	p.space(3)
	p.need(30)
	top := p.GetY()
	if len(s.CopyTo) > 0 {
		p.runs(p.margin, half, []run{{"I", "Nơi nhận:"}}, p.size-2)
		for _, c := range s.CopyTo {
			p.runs(p.margin, half, []run{{"", "- " + c}}, p.size-2)
		}
	} else {
		p.sign(p.margin, half, top, s.Left)
	}
	bottom := p.GetY()
	p.sign(p.margin+half, half, top, s.Right)
	p.SetY(max(p.GetY(), bottom))
}

func (p *page) sign(x, w, top float64, s Sign) {
	p.SetY(top)
	if s.Role == "" {
		return
	}
	p.face("B", p.size)
	p.centred(x, w, s.Role)
	if s.Note != "" {
		p.face("I", p.size-1.5)
		p.centred(x, w, s.Note)
	}
	p.SetY(p.GetY() + 13)
	p.face("B", p.size)
	p.centred(x, w, s.Name)
}
