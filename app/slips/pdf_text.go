package slips

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// run is a stretch of text in one style: "", "B" or "I".
type run struct{ style, text string }

// clean is text as it goes on paper: composed letters, no control characters,
// nothing that the letters on board do not have.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t' || r == '\u00a0' || r == '\u202f':
			return ' '
		case unicode.IsControl(r) || unicode.Is(unicode.Cf, r):
			return -1
		case r > 0xffff:
			return '□'
		}
		return r
	}, norm.NFC.String(s))
}

func (p *page) face(style string, size float64) { p.SetFont(family, style, size) }

// line is the height of a line of the current size, in millimetres.
func (p *page) line() float64 {
	pt, _ := p.GetFontSize()
	return pt * 25.4 / 72 * 1.22
}

func (p *page) space(mm float64) { p.SetY(p.GetY() + mm) }

// need goes to a new page when mm no longer fit.
func (p *page) need(mm float64) bool {
	_, h := p.GetPageSize()
	if p.GetY()+mm <= h-p.margin {
		return false
	}
	p.AddPage()
	p.SetY(p.margin)
	return true
}

// wrap cuts text into lines that fit w in the current face. Blank is where it
// may break; what is longer than a line breaks anywhere. A no-break space holds.
func (p *page) wrap(text string, w float64) []string {
	var out []string
	for _, para := range strings.Split(strings.ReplaceAll(text, "\u00a0", "\x01"), "\n") {
		line := ""
		for _, word := range strings.Fields(para) {
			word = strings.ReplaceAll(word, "\x01", "\u00a0")
			for _, part := range p.pieces(clean(word), w) {
				switch next := line + " " + part; {
				case line == "":
					line = part
				case p.GetStringWidth(next) <= w:
					line = next
				default:
					out, line = append(out, line), part
				}
			}
		}
		out = append(out, line)
	}
	return out
}

// pieces cuts a word that is longer than a line.
func (p *page) pieces(word string, w float64) []string {
	if p.GetStringWidth(word) <= w {
		return []string{word}
	}
	var out []string
	part := ""
	for _, r := range word {
		if part != "" && p.GetStringWidth(part+string(r)) > w {
			out, part = append(out, part), ""
		}
		part += string(r)
	}
	return append(out, part)
}

// put draws one line at x with its top at y.
func (p *page) put(x, y float64, s string) {
	if s != "" {
		p.Text(x, y+p.line()*0.8, s)
	}
}

// centred draws text in the middle of a column and goes below it.
func (p *page) centred(x, w float64, text string) {
	for _, l := range p.wrap(text, w) {
		if l != "" {
			p.put(x+(w-p.GetStringWidth(l))/2, p.GetY(), l)
			p.SetY(p.GetY() + p.line())
		}
	}
}

// runs draws a paragraph whose parts have styles of their own.
func (p *page) runs(x, w float64, list []run, size float64) {
	type piece struct{ style, text string }
	var line []piece
	used := 0.0
	flush := func() {
		p.face("", size)
		p.need(p.line())
		at := x
		for _, l := range line {
			p.face(l.style, size)
			p.put(at, p.GetY(), l.text)
			at += p.GetStringWidth(l.text)
		}
		p.SetY(p.GetY() + p.line())
		line, used = line[:0], 0
	}
	for _, r := range list {
		p.face(r.style, size)
		for k, para := range strings.Split(strings.ReplaceAll(r.text, "\u00a0", "\x01"), "\n") {
			if k > 0 {
				flush()
				p.face(r.style, size)
			}
			for _, word := range strings.Fields(para) {
				for _, part := range p.pieces(clean(strings.ReplaceAll(word, "\x01", "\u00a0")), w) {
					lead := " "
					if n := len(line); n == 0 || strings.HasSuffix(line[n-1].text, " ") {
						lead = ""
					}
					width := p.GetStringWidth(lead + part)
					if used > 0 && used+width > w {
						flush()
						p.face(r.style, size)
						lead, width = "", p.GetStringWidth(part)
					}
					if n := len(line); n > 0 && line[n-1].style == r.style {
						line[n-1].text += lead + part
					} else {
						line = append(line, piece{r.style, lead + part})
					}
					used += width
				}
			}
		}
		if n := len(line); n > 0 && strings.HasSuffix(r.text, " ") { // "Key: " keeps its blank in its own style
			line[n-1].text += " "
			used += p.GetStringWidth(" ")
		}
	}
	flush()
}

// fit is the size at which one line fits w.
func fit(p *page, style string, size, w float64, s string) float64 {
	p.face(style, size)
	for size > 6 && p.GetStringWidth(s) > w {
		size -= 0.25
		p.face(style, size)
	}
	return size
}

// rule is the short line under a head.
func (p *page) rule(x, w, share float64) {
	y := p.GetY() + 0.4
	p.Line(x+w*(1-share)/2, y, x+w*(1+share)/2, y)
	p.SetY(y + 0.8)
}

// table draws rows that break between pages under a repeated head.
func (p *page) table(t Table) {
	w, h := p.GetPageSize()
	full, sum := w-2*p.margin, 0.0
	for _, c := range t.Cols {
		sum += c.Share
	}
	widths := make([]float64, len(t.Cols))
	for i, c := range t.Cols {
		widths[i] = full * c.Share / sum
	}
	const pad = 0.8
	size := p.size - 1
	if t.Title != "" {
		p.space(1)
		p.need(20)
		p.para("B", t.Title+":", p.size)
	}
	draw := func(cells []string, style string) {
		p.face(style, size)
		lines := make([][]string, len(widths))
		most := 1
		for i := range widths {
			if i < len(cells) {
				lines[i] = p.wrap(cells[i], widths[i]-2*pad)
			}
			most = max(most, len(lines[i]))
		}
		for from := 0; from < most; {
			room := int((h - p.margin - p.GetY() - 2*pad) / p.line())
			if room < 1 {
				return
			}
			n := min(most-from, room)
			height := float64(n)*p.line() + 2*pad
			x, y := p.margin, p.GetY()
			for i := range widths {
				p.Rect(x, y, widths[i], height, "D")
				for k := from; k < min(from+n, len(lines[i])); k++ {
					l := lines[i][k]
					at := x + pad
					if t.Cols[i].Centre || style == "B" {
						at = x + (widths[i]-p.GetStringWidth(l))/2
					}
					p.put(at, y+pad+float64(k-from)*p.line(), l)
				}
				x += widths[i]
			}
			p.SetY(y + height)
			if from += n; from < most {
				p.AddPage()
				p.SetY(p.margin)
				p.face(style, size)
			}
		}
	}
	heads := make([]string, len(t.Cols))
	for i, c := range t.Cols {
		heads[i] = c.Text
	}
	draw(heads, "B")
	for _, r := range t.Rows {
		if p.need(p.rowHeight(r, widths, size) + 2*pad) {
			draw(heads, "B")
		}
		draw(r, "")
	}
	p.space(1.5)
	if t.Foot != "" {
		p.para("", t.Foot, p.size)
	}
}

// rowHeight is what a row needs, but never more than a third of the page: a
// longer one is split.
func (p *page) rowHeight(cells []string, widths []float64, size float64) float64 {
	p.face("", size)
	most := 1
	for i := range min(len(cells), len(widths)) {
		most = max(most, len(p.wrap(cells[i], widths[i]-1.6)))
	}
	_, h := p.GetPageSize()
	return min(float64(most)*p.line(), h/3)
}
