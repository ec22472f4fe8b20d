package meaning

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Box is a place on a page: x, y of the upper left corner, width, height, all
// in fractions of the page as it came (not as it was straightened).
type Box [4]float64

// Word is one word as it was recognised.
type Word struct {
	Text string  // NFC
	Conf float64 // 0 to 1, what the recogniser says of itself
	Box  Box
	Line int     // lines count from 0 down the page
	Gap  float64 // blank before it in its line, in heights of the line; 0 for the first
}

// Page is one page of words in reading order.
type Page struct {
	Number int // from 1
	Words  []Word
	Empty  bool // nothing is on it
}

// wide is the blank, in heights of the line, that sets two fields in one line
// apart; a usual space is a quarter of it.
const wide = 0.9

// Text is the page line by line; what stands far apart in a line is parted by
// three blanks.
func (p Page) Text() string {
	var b strings.Builder
	for i, w := range p.Words {
		switch {
		case i == 0:
		case w.Line != p.Words[i-1].Line:
			b.WriteByte('\n')
		case w.Gap >= wide:
			b.WriteString("   ")
		default:
			b.WriteByte(' ')
		}
		b.WriteString(w.Text)
	}
	return b.String()
}

// FromText makes pages of plain text, one at each form feed, as if it had been
// recognised with the given confidence: for texts that came without a picture.
func FromText(text string, conf float64) []Page {
	var out []Page
	text = norm.NFC.String(strings.ToValidUTF8(text, ""))
	for n, sheet := range strings.Split(text, "\f") {
		p := Page{Number: n + 1}
		rows := strings.Split(sheet, "\n")
		h := 1 / float64(len(rows)+1)
		line := 0
		for y, row := range rows {
			rs := []rune(strings.TrimRightFunc(row, unicode.IsSpace))
			const w = 0.01 // of a letter; a line may run over the page, nobody looks
			first, end := true, 0
			for i := 0; i < len(rs); {
				if unicode.IsSpace(rs[i]) {
					i++
					continue
				}
				j := i
				for j < len(rs) && !unicode.IsSpace(rs[j]) {
					j++
				}
				word := Word{Text: string(rs[i:j]), Conf: conf, Line: line, Box: Box{float64(i) * w, float64(y) * h, float64(j-i) * w, h * 0.8}}
				if !first {
					word.Gap = float64(i-end) * 0.4
					if strings.ContainsRune(string(rs[end:i]), '\t') {
						word.Gap = wide
					}
				}
				p.Words = append(p.Words, word)
				first, end, i = false, j, j
			}
			if !first {
				line++
			}
		}
		p.Empty = len(p.Words) == 0
		out = append(out, p)
	}
	return out
}
