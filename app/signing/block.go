package signing

import (
	"bytes"
	"fmt"
	"strings"
	"time"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"

	"motcua/app/fault"
	"motcua/app/signing/pdffile"
	"motcua/app/slips/font"
)

// Block is what a signature shows on the page. Measures are millimetres from
// the top left of the page as it is shown.
type Block struct {
	Page          int     // from 1; 0 is the last one
	X, Y          float64 // both zero: bottom right, above other blocks
	Width, Height float64 // zero: 70 × 24
	// Lines are printed in Times-like letters of 10 points or a little less, black,
	// as NĐ 30/2020 Appendix I asks. Empty: who, which office, when.
	Lines  []string
	Office string // for the second line, if Lines is empty
	// Picture, a PNG or JPEG, stands at the left: the signature's picture or the
	// office's seal.
	Picture []byte
	// Title and Under are bold and centred, above and below the lines: in what
	// capacity one signs, and one's name.
	Title []string
	Under string
	// Row, instead of all else, is one line without a frame: two texts in the
	// middle of the columns that the head of an administrative document has, the
	// second one in italics (its number; place and date).
	Row *[2]string
}

// fill completes what was left out.
func (b *Block) fill(o Options, now time.Time) {
	if b.Width == 0 {
		b.Width = 70
	}
	if b.Height == 0 {
		b.Height = 24
	}
	if len(b.Lines) > 0 || b.Row != nil {
		return
	}
	switch {
	case b.Office != "" && strings.HasPrefix(o.Name, b.Office): // the office itself signs
		b.Lines = []string{"Cơ quan: " + o.Name}
	case b.Office != "":
		b.Lines = []string{"Người ký: " + o.Name, "Cơ quan: " + b.Office}
	default:
		b.Lines = []string{"Người ký: " + o.Name}
	}
	b.Lines = append(b.Lines, "Thời gian ký: "+now.In(zone).Format("02.01.2006 15:04:05 -07:00"))
}

// draw makes the block a form of the new revision: it is drawn as a page of its
// own, with letters embedded, and that page's parts are taken over.
func (b *Block) draw(u *pdffile.Update, rotate int) (pdffile.Ref, error) {
	drawn, err := b.page()
	if err != nil {
		return pdffile.Ref{}, err
	}
	return form(u, drawn, rotate)
}

// form takes the first page of a PDF of ours over as a form.
func form(u *pdffile.Update, drawn []byte, rotate int) (pdffile.Ref, error) {
	f, err := pdffile.Open(drawn)
	if err != nil {
		return pdffile.Ref{}, fmt.Errorf("signing: the block as drawn: %w", err)
	}
	p, err := findPage(f, 1)
	if err != nil {
		return pdffile.Ref{}, fmt.Errorf("signing: the block as drawn: %w", err)
	}
	content, err := f.Resolve(p.dict["Contents"])
	if err != nil {
		return pdffile.Ref{}, err
	}
	stream, is := content.(pdffile.Stream)
	if !is {
		return pdffile.Ref{}, fmt.Errorf("signing: the block as drawn has no content")
	}
	data, err := f.Data(stream)
	if err != nil {
		return pdffile.Ref{}, err
	}
	c := carrier{f, u, map[int]pdffile.Ref{}}
	resources, err := f.Dict(p.dict["Resources"])
	if err != nil {
		return pdffile.Ref{}, err
	}
	own, err := c.carry(resources, 0)
	if err != nil {
		return pdffile.Ref{}, err
	}
	d := pdffile.Dict{
		"Type": pdffile.Name("XObject"), "Subtype": pdffile.Name("Form"), "Resources": own,
		"BBox": pdffile.Array{pdffile.Num(0), pdffile.Num(0), number(p.box[2]), number(p.box[3])},
	}
	if filter := stream.Dict["Filter"]; filter != nil {
		d["Filter"] = filter
	}
	if m, turned := map[int][6]int{90: {0, 1, -1, 0, 0, 0}, 180: {-1, 0, 0, -1, 0, 0}, 270: {0, -1, 1, 0, 0, 0}}[rotate]; turned {
		list := pdffile.Array{}
		for _, n := range m {
			list = append(list, pdffile.Num(n))
		}
		d["Matrix"] = list
	}
	return u.Add(pdffile.Stream{Dict: d, Own: data}), nil
}

func number(n float64) pdffile.Number { return pdffile.Number(fmt.Sprintf("%.2f", n)) }

// page draws the block as a PDF of one page of its size.
func (b *Block) page() ([]byte, error) {
	styles := []string{""}
	switch {
	case b.Row != nil:
		styles = append(styles, "I")
	case len(b.Title) > 0 || b.Under != "":
		styles = append(styles, "B")
	}
	p, err := sheet(b.Width, b.Height, styles...)
	if err != nil {
		return nil, err
	}
	if b.Row != nil {
		b.row(p)
		return output(p)
	}
	p.SetLineWidth(0.2)
	p.SetDrawColor(120, 120, 120)
	p.Rect(0.2, 0.2, b.Width-0.4, b.Height-0.4, "D")
	const pad = 1.5
	left := pad
	if len(b.Picture) > 0 {
		kind := "PNG"
		if bytes.HasPrefix(b.Picture, []byte{0xff, 0xd8}) {
			kind = "JPG"
		}
		o := fpdf.ImageOptions{ImageType: kind}
		info := p.RegisterImageOptionsReader("picture", o, bytes.NewReader(b.Picture))
		if p.Err() || info.Width() <= 0 || info.Height() <= 0 {
			return nil, fault.New(fault.Invalid, "signing.picture", "Ảnh chữ ký không đọc được. Dùng ảnh PNG hoặc JPEG.").Wrap(p.Error())
		}
		high := b.Height - 2*pad
		wide := min(high*info.Width()/info.Height(), b.Width*0.45)
		high = wide * info.Height() / info.Width()
		p.ImageOptions("picture", left, (b.Height-high)/2, wide, high, false, o, 0, "")
		left += wide + pad
	}
	top, bottom := pad, b.Height-pad
	p.SetFont(font.Family, styles[len(styles)-1], titleSize)
	for _, t := range b.Title {
		for _, l := range wrap(p, plain(t), b.Width-left-pad) {
			centred(p, left, b.Width-pad, top+titleSize*lineHeight*0.78, l)
			top += titleSize * lineHeight
		}
	}
	if b.Under != "" {
		bottom -= titleSize * lineHeight
		centred(p, left, b.Width-pad, bottom+titleSize*lineHeight*0.78, plain(b.Under))
	}
	lines, size := b.fit(p, b.Width-left-pad, bottom-top)
	step := size * lineHeight
	y := (top+bottom-step*float64(len(lines)))/2 + step*0.78
	for _, l := range lines {
		p.Text(left, y, l)
		y += step
	}
	return output(p)
}

// row draws the two columns of a document's head: two fifths, a gap, the rest.
func (b *Block) row(p *fpdf.Fpdf) {
	const gap = 3
	left := b.Width * 0.4
	base := b.Height/2 + rowSize*lineHeight*0.28
	p.SetFont(font.Family, "", rowSize)
	centred(p, 0, left, base, plain(b.Row[0]))
	p.SetFont(font.Family, "I", rowSize)
	centred(p, left+gap, b.Width, base, plain(b.Row[1]))
}

// Sizes of letters, in points.
const (
	titleSize = 12.0
	rowSize   = 13.0
)

func centred(p *fpdf.Fpdf, from, to, base float64, text string) {
	p.Text(from+(to-from-p.GetStringWidth(text))/2, base, text)
}

// sheet is an empty page of a size in millimetres, with letters on board.
func sheet(wide, high float64, styles ...string) (*fpdf.Fpdf, error) {
	o := &fpdf.InitType{OrientationStr: "P", UnitStr: "mm", Size: fpdf.SizeType{Wd: wide, Ht: high}}
	if wide > high {
		o.OrientationStr, o.Size = "L", fpdf.SizeType{Wd: high, Ht: wide}
	}
	p := fpdf.NewCustom(o)
	for _, style := range styles {
		letters, err := font.File(style)
		if err != nil {
			return nil, err
		}
		p.AddUTF8FontFromBytes(font.Family, style, letters)
	}
	p.SetAutoPageBreak(false, 0)
	p.SetMargins(0, 0, 0)
	p.AddPage()
	return p, p.Error()
}

func output(p *fpdf.Fpdf) ([]byte, error) {
	var out bytes.Buffer
	if err := p.Output(&out); err != nil {
		return nil, fmt.Errorf("signing: the block: %w", err)
	}
	return out.Bytes(), nil
}

// lineHeight is of one point of letters, in millimetres.
const lineHeight = 25.4 / 72 * 1.18

// fit breaks the lines in letters of 10 points, or smaller ones until they fit;
// what does not fit in 6 points is cut, since smaller ones cannot be read.
func (b *Block) fit(p *fpdf.Fpdf, wide, high float64) ([]string, float64) {
	for size := 10.0; ; size -= 0.5 {
		p.SetFont(font.Family, "", size)
		var out []string
		for _, l := range b.Lines {
			out = append(out, wrap(p, plain(l), wide)...)
		}
		room := int(high / (size * lineHeight))
		if len(out) <= room {
			return out, size
		}
		if size <= 6 {
			return out[:max(room, 1)], size
		}
	}
}

func wrap(p *fpdf.Fpdf, text string, wide float64) (out []string) {
	line := ""
	for _, w := range strings.Fields(text) {
		longer := strings.TrimSpace(line + " " + w)
		if line != "" && p.GetStringWidth(longer) > wide {
			out, longer = append(out, line), w
		}
		line = longer
	}
	return append(out, line)
}

// plain leaves what the letters can print, composed.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		case r > 0xffff:
			return '□'
		}
		return r
	}, norm.NFC.String(s))
}

// carrier takes objects from one file into a revision of another.
type carrier struct {
	from *pdffile.File
	to   *pdffile.Update
	as   map[int]pdffile.Ref
}

func (c carrier) carry(o pdffile.Object, depth int) (pdffile.Object, error) {
	if depth > 50 {
		return nil, fmt.Errorf("signing: the block as drawn nests too deep")
	}
	switch v := o.(type) {
	case pdffile.Ref:
		if r, there := c.as[v.Num]; there {
			return r, nil
		}
		r := c.to.New()
		c.as[v.Num] = r
		o, err := c.from.Get(v)
		if err != nil {
			return nil, err
		}
		own, err := c.carry(o, depth+1)
		if err != nil {
			return nil, err
		}
		c.to.Set(r, own)
		return r, nil
	case pdffile.Array:
		out := make(pdffile.Array, len(v))
		for i, e := range v {
			var err error
			if out[i], err = c.carry(e, depth+1); err != nil {
				return nil, err
			}
		}
		return out, nil
	case pdffile.Dict:
		out := pdffile.Dict{}
		for k, e := range v {
			own, err := c.carry(e, depth+1)
			if err != nil {
				return nil, err
			}
			out[k] = own
		}
		return out, nil
	case pdffile.Stream:
		data, err := c.from.Data(v)
		if err != nil {
			return nil, err
		}
		d, err := c.carry(v.Dict, depth+1)
		if err != nil {
			return nil, err
		}
		return pdffile.Stream{Dict: d.(pdffile.Dict), Own: data}, nil
	}
	return o, nil
}
