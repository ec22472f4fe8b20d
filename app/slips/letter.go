package slips

import (
	"strconv"
	"strings"
	"time"
)

// Letter is an administrative document, a result or an official letter, as
// NĐ 30/2020/NĐ-CP Appendix I lays it out. Number and date are not on it: the
// office's signature brings them, because a number is given after a person has
// signed. Blank leaves lines to write them on, for offices that sign elsewhere.
type Letter struct {
	Above   string   `json:"above,omitempty"` // the body above the office; an office of the people's committee has none
	Office  string   `json:"office"`
	Place   string   `json:"place"`           // "Kim Bôi", before the date
	Title   string   `json:"title,omitempty"` // GIẤY XÁC NHẬN; "" is an official letter (công văn)
	About   string   `json:"about,omitempty"` // what it is about: under the title, or V/v
	To      []string `json:"to,omitempty"`    // Kính gửi
	Lead    []string `json:"lead,omitempty"`
	Rows    []Row    `json:"rows,omitempty"` // bound to the dossier's data
	Body    []string `json:"body,omitempty"`
	CopyTo  []string `json:"copy_to,omitempty"` // Nơi nhận
	Check   string   `json:"check,omitempty"`   // address behind the QR picture
	Code    string   `json:"code,omitempty"`    // the check code in letters
	Website string   `json:"website,omitempty"` // where the code is typed in
	Blank   bool     `json:"blank,omitempty"`
}

// Place is where something goes on a page: millimetres from the top left.
type Place struct {
	Page       int
	X, Y, W, H float64
}

// Places are left free for the signatures.
type Places struct{ Number, Person, Office Place }

// Margins of Appendix I, part I: left 30 to 35, right 15 to 20, top and bottom 20 to 25 mm.
const (
	letterLeft  = 30.0
	letterRight = 17.0
	letterEdge  = 20.0
)

// The signatures' blocks, millimetres.
const (
	numberHigh = 7.0
	personWide = 82.0
	personHigh = 36.0
	officeHigh = 15.0
)

// Text is what the letter says in words: what reviewers compare, and what the
// search index and the resident's look at the draft are given.
func (l Letter) Text() string {
	var b strings.Builder
	para := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			if b.Len() > 0 {
				b.WriteString("\n")
			}
			b.WriteString(s + "\n")
		}
	}
	para(l.Title)
	if l.About != "" {
		para(l.aboutText())
	}
	if len(l.To) > 0 {
		para("Kính gửi: " + strings.Join(l.To, "; "))
	}
	for _, s := range l.Lead {
		para(s)
	}
	var rows []string
	for _, r := range l.Rows {
		rows = append(rows, r.Key+": "+r.Value)
	}
	para(strings.Join(rows, "\n"))
	for _, s := range l.Body {
		para(s)
	}
	return b.String()
}

func (l Letter) aboutText() string {
	if l.Title == "" {
		return "V/v " + l.About
	}
	return l.About
}

// PDF draws the letter as PDF/A-1b. The same letter at the same moment is the
// same file, byte by byte.
func (l Letter) PDF(at time.Time) ([]byte, Places, error) {
	title := l.Title
	if title == "" {
		title = l.aboutText()
	}
	p, err := newPage(A4, clean(title), at, 0)
	if err != nil {
		return nil, Places{}, err
	}
	p.margin = letterEdge
	p.SetFooterFunc(func() {}) // the number stands on top, from the second page on
	p.SetHeaderFunc(func() {
		if n := p.PageNo(); n > 1 {
			p.face("", p.size)
			s := strconv.Itoa(n)
			p.Text((210-p.GetStringWidth(s))/2, 14, s)
		}
	})
	p.SetY(letterEdge)
	out := Places{Number: l.mast(p)}
	full := 210 - letterLeft - letterRight
	if l.Title != "" {
		p.space(4)
		p.face("B", p.size+1)
		p.centred(letterLeft, full, strings.ToUpper(l.Title))
		if l.About != "" {
			p.face("B", p.size)
			p.centred(letterLeft, full, l.About)
			p.rule(letterLeft, full, 0.3)
		}
	}
	p.space(3)
	if len(l.To) > 0 {
		p.face("", p.size)
		p.centred(letterLeft, full, "Kính gửi: "+strings.Join(l.To, "; "))
		p.space(3)
	}
	for _, s := range l.Lead {
		p.indented(letterLeft, full, s)
	}
	for _, r := range l.Rows {
		p.runs(letterLeft, full, []run{{"", r.Key + ": "}, {"B", r.Value}}, p.size)
		p.space(0.8)
	}
	for _, s := range l.Body {
		p.indented(letterLeft, full, s)
	}
	l.foot(p, &out)
	pdf, err := p.bytes()
	return pdf, out, err
}

// mast is the head, and the row where number and date go.
func (l Letter) mast(p *page) Place {
	full := 210 - letterLeft - letterRight
	left, gap := full*0.4, 3.0
	right, top := full-full*0.4-3, p.GetY()
	small := p.size - 1
	if l.Above != "" {
		p.face("", small)
		p.centred(letterLeft, left, strings.ToUpper(l.Above))
	}
	p.face("B", small)
	p.centred(letterLeft, left, strings.ToUpper(l.Office))
	p.rule(letterLeft, left, 0.4)
	bottom := p.GetY()
	p.SetY(top)
	x := letterLeft + left + gap
	p.face("B", fit(p, "B", small, right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))
	p.centred(x, right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
	p.face("B", small+0.5)
	p.centred(x, right, "Độc lập - Tự do - Hạnh phúc")
	p.rule(x, right, 0.75)
	y := max(p.GetY(), bottom) + 1
	row := Place{Page: 1, X: letterLeft, Y: y, W: full, H: numberHigh}
	if l.Blank {
		p.face("", p.size)
		p.SetY(y)
		p.centred(letterLeft, left, "Số: ……/……")
		p.SetY(y)
		p.face("I", p.size)
		p.centred(x, right, l.Place+", ngày …… tháng …… năm ……")
	}
	p.SetY(y + numberHigh)
	if l.Title == "" && l.About != "" {
		p.face("", small)
		p.centred(letterLeft, left, l.aboutText())
	}
	return row
}

// foot is the end: who gets it, how it is checked, and the signatures' places,
// together on one page.
func (l Letter) foot(p *page, out *Places) {
	p.space(4)
	p.need(personHigh + officeHigh + 8)
	top := p.GetY()
	x := 210 - letterRight - personWide
	out.Person = Place{p.PageNo(), x, top, personWide, personHigh}
	out.Office = Place{p.PageNo(), x, top + personHigh + 2, personWide, officeHigh}
	half := x - letterLeft - 4
	if len(l.CopyTo) > 0 {
		p.runs(letterLeft, half, []run{{"I", "Nơi nhận:"}}, p.size-1)
		for _, c := range l.CopyTo {
			p.runs(letterLeft, half, []run{{"", "- " + c}}, p.size-2)
		}
	}
	if l.Check == "" {
		return
	}
	const side = 22.0
	y := max(p.GetY()+2, top+personHigh+officeHigh+2-side)
	if p.qr(l.Check, letterLeft, y, side) {
		p.SetY(y + 1)
		p.runs(letterLeft+side+2, half-side-2, []run{{"", "Kiểm tra: " + l.Website}}, 9)
		p.runs(letterLeft+side+2, half-side-2, []run{{"", "Mã: "}, {"B", inFours(l.Code)}}, 9)
	}
}

// inFours is a code in groups that can be read aloud.
func inFours(s string) string {
	var out []string
	for ; len(s) > 4; s = s[4:] {
		out = append(out, s[:4])
	}
	return strings.Join(append(out, s), "-")
}

// indented draws a paragraph whose first line begins a centimetre in.
func (p *page) indented(x, w float64, text string) {
	const in = 10.0
	for _, para := range strings.Split(text, "\n") {
		if para = strings.TrimSpace(para); para == "" {
			continue
		}
		p.face("", p.size)
		p.need(p.line())
		first := p.wrap(para, w-in)[0]
		p.put(x+in, p.GetY(), first)
		p.SetY(p.GetY() + p.line())
		if rest, ok := strings.CutPrefix(strings.Join(strings.Fields(clean(para)), " "), first); ok && rest != "" {
			p.runs(x, w, []run{{"", rest}}, p.size)
		}
		p.space(1.5)
	}
}
