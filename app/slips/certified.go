package slips

import (
	"bytes"
	"fmt"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

// Certified is a certified electronic copy: the pages of the scan, and after
// them the statement (lời chứng) with number, code and room for two signatures.
type Certified struct {
	Pages                  [][]byte // JPEG, each a page of the original
	Office, Place          string
	Title                  string // of the original
	Number, Register, Book string
	Compared               string // who saw the original and compared
	Name, Role             string // who signs, and how it is printed
	At                     time.Time
	Code, Check            string // check code; the address that takes it
	Statement              string // "" the usual one
}

// The usual statement, as NĐ 23/2015/NĐ-CP has it for copies.
const Statement = "Chứng thực bản sao điện tử này đúng với bản chính đã xuất trình và được đối chiếu tại quầy."

// Room of the two signatures on the last page, in millimetres from its top left.
const (
	SignX, SignY           = 115.0, 150.0
	SealX, SealY           = 22.0, 150.0
	BlockWidth, BlockHight = 73.0, 30.0
)

// CertifiedPDF draws it: PDF/A-1b, the scan's pages as pictures.
func CertifiedPDF(c Certified) ([]byte, error) {
	p, err := newPage(A4, clean("Bản sao điện tử số "+c.Number), c.At, 0)
	if err != nil {
		return nil, err
	}
	p.foot = clean("Bản sao điện tử được chứng thực số " + c.Number + "  " + c.Code)
	w, h := p.GetPageSize()
	for i, b := range c.Pages {
		if i > 0 {
			p.AddPage()
		}
		name := fmt.Sprintf("p%d", i)
		info := p.RegisterImageOptionsReader(name, fpdf.ImageOptions{ImageType: "JPG"}, bytes.NewReader(b))
		if p.Error() != nil {
			return nil, p.Error()
		}
		iw, ih := info.Extent()
		room := h - 14 // the foot stays readable
		k := min((w-8)/iw, room/ih)
		p.ImageOptions(name, (w-iw*k)/2, 4, iw*k, ih*k, false, fpdf.ImageOptions{ImageType: "JPG"}, 0, "")
	}
	p.AddPage()
	top := p.GetY()
	p.face("B", p.size-1.5)
	p.centred(p.margin, 64, strings.ToUpper(c.Office))
	p.SetY(top)
	p.centred(88, w-88-p.margin, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
	p.centred(88, w-88-p.margin, "Độc lập - Tự do - Hạnh phúc")
	p.space(10)
	p.face("B", p.size+1)
	p.centred(0, w, "LỜI CHỨNG")
	p.centred(0, w, "CHỨNG THỰC BẢN SAO ĐIỆN TỬ TỪ BẢN CHÍNH")
	p.space(6)
	statement := c.Statement
	if statement == "" {
		statement = Statement
	}
	book := c.Register
	if c.Book != "" {
		book += ", quyển số " + c.Book
	}
	for _, l := range []string{
		clean(statement), "Bản chính: " + clean(c.Title) + ", " + fmt.Sprint(len(c.Pages)) + " trang.",
		"Số chứng thực: " + c.Number + ". " + book + ".", "Người đối chiếu với bản chính: " + clean(c.Compared) + ".",
		placeDate(clean(c.Place), c.At) + ".",
	} {
		p.para("", l, p.size)
		p.space(1)
	}
	top = p.GetY() + 4
	if c.Check != "" && p.qr(c.Check, p.margin, top, 24) {
		p.face("", p.size-2)
		p.Text(p.margin+28, top+6, "Kiểm tra tại trang “Kiểm tra kết quả”, hoặc quét mã.")
		p.Text(p.margin+28, top+12, "Mã kiểm tra: "+c.Code)
	}
	p.SetY(SignY - 18)
	p.face("B", p.size-1)
	for _, l := range strings.Split(c.Role, "\n") {
		p.centred(SignX, BlockWidth, l)
	}
	p.SetY(SignY + BlockHight + 2)
	p.centred(SignX, BlockWidth, c.Name)
	if p.Error() != nil {
		return nil, p.Error()
	}
	return p.bytes()
}
