package reading

import (
	"context"
	"image"
	"os"
	"slices"
	"strings"

	"motcua/app/reading/meaning"
)

// Understand tells what the pages say, and reads each value a second time before
// it is called sure: Tesseract's own confidence is high for many a misread mark.
// The pages come from Pages of this Reader; their pictures are let go.
//
// Faults: as Pages.
func (r *Reader) Understand(ctx context.Context, pages []Page, know meaning.Knowledge) (meaning.Paper, error) {
	paper := meaning.Understand(Words(pages), know)
	dir, err := os.MkdirTemp(r.TempDir, "motcua-reading-*")
	if err != nil {
		return paper, err
	}
	defer os.RemoveAll(dir)
	for n := range pages {
		p := &pages[n]
		texts, err := asPrinted(p, paper.Fields), error(nil)
		if !p.Born {
			texts, err = r.again(ctx, dir, p, paper.Fields)
		}
		if err != nil {
			return paper, err
		}
		paper.Confirm(func(f meaning.Field) (string, bool) {
			if f.Page != p.Number {
				return "", false
			}
			t, ok := texts[f.Name]
			return t, ok
		})
		p.sheet, p.at = nil, nil
	}
	return paper, nil
}

// asPrinted gives the values on a page whose words were not recognised but known.
func asPrinted(p *Page, fields []meaning.Field) map[string]string {
	texts := map[string]string{}
	for _, f := range fields {
		for _, w := range f.Words() {
			if f.Page == p.Number {
				texts[f.Name] = strings.TrimSpace(texts[f.Name] + " " + w.Text)
			}
		}
	}
	return texts
}

// Space on the sheet that is put together of values, in pixels.
const (
	rowGap = 36
	around = 6
)

// strip is a part of one line of a page that holds words of a value.
type strip struct {
	field string
	from  image.Rectangle // on the page
	y     int             // where it stands on the sheet of strips, and
	h     int             // how high it is there
}

// again cuts the values out of a page, puts them below one another a quarter
// larger, and reads that sheet. It gives what was read for each field.
func (r *Reader) again(ctx context.Context, dir string, p *Page, fields []meaning.Field) (map[string]string, error) {
	strips := cutOut(p, fields)
	if len(strips) == 0 {
		return nil, nil
	}
	width, y := 0, rowGap
	for n := range strips {
		s := &strips[n]
		s.y, s.h = y, s.from.Dy()*5/4
		width, y = max(width, s.from.Dx()*5/4), y+s.h+rowGap
	}
	sheet := image.NewGray(image.Rect(0, 0, width+2*rowGap, y))
	for n := range sheet.Pix {
		sheet.Pix[n] = 250
	}
	for _, s := range strips {
		piece := image.NewGray(image.Rect(0, 0, s.from.Dx(), s.from.Dy()))
		for dy := range s.from.Dy() {
			copy(piece.Pix[dy*piece.Stride:][:s.from.Dx()], p.sheet.Pix[p.sheet.PixOffset(s.from.Min.X, s.from.Min.Y+dy):])
		}
		piece = stretch(piece, s.from.Dx()*5/4, s.h)
		for dy := range s.h {
			copy(sheet.Pix[sheet.PixOffset(rowGap, s.y+dy):], piece.Pix[dy*piece.Stride:][:piece.Bounds().Dx()])
		}
	}
	words, err := r.recognise(ctx, dir, sheet, block)
	if err != nil {
		return nil, tesseractFault(ctx, err)
	}
	slices.SortStableFunc(words, func(a, b found) int { return a.x - b.x })
	texts := map[string]string{}
	for _, s := range strips {
		var t []string
		for _, w := range words {
			if middle := w.y + w.h/2; middle >= s.y-rowGap/2 && middle < s.y+s.h+rowGap/2 {
				t = append(t, w.text)
			}
		}
		texts[s.field] = strings.TrimSpace(texts[s.field] + " " + strings.Join(t, " "))
	}
	return texts, nil
}

// cutOut gives the strips of the values on a page, those of one value in order.
func cutOut(p *Page, fields []meaning.Field) []strip {
	if p.sheet == nil {
		return nil
	}
	var out []strip
	for _, f := range fields {
		line := -1
		for _, w := range f.Words() {
			at := slices.IndexFunc(p.Words, func(o meaning.Word) bool { return o == *w })
			if at < 0 { // on another page
				continue
			}
			box := p.at[at].Inset(-around).Intersect(p.sheet.Bounds())
			if p.Words[at].Line == line {
				last := &out[len(out)-1]
				last.from = last.from.Union(box)
				continue
			}
			out, line = append(out, strip{field: f.Name, from: box}), p.Words[at].Line
		}
	}
	return out
}
