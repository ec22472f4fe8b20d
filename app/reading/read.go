package reading

import (
	"context"
	"fmt"
	"image"
	"slices"

	"motcua/app/reading/meaning"
)

// Page is what was read on one page.
type Page struct {
	meaning.Page
	Quarters int     // the page was turned clockwise by so many quarters to stand upright
	Skew     float64 // degrees its lines fell to the right
	Sure     float64 // mean confidence of the letters, 0 to 1
	Blank    bool    // no ink is on it
	Born     bool    // the words were in the file

	came  scan              // as it came, cut to its edges
	shown *image.Gray       // the Picture without its colours
	sheet *image.Gray       // straightened, for a second look
	at    []image.Rectangle // of the words, on sheet
	on    []image.Rectangle // of the words, on the straightened page with its rules
	w, h  int               // of the straightened page
}

// Pages reads the pages from..to, counted from 1 and both included; past the end
// there is nothing. The same range gives the same again, so a job may read ten
// at a time.
//
// Faults: Invalid (what Open says, reading.broken, reading.too_hard), Unavailable
// (reading.tools); the error of the context.
func (r *Reader) Pages(ctx context.Context, f *File, from, to int) ([]Page, error) {
	if r.Tesseract == "" {
		return nil, errNoTesseract
	}
	var out []Page
	err := r.Each(ctx, f, from, to, func(p *Page, failed error) error {
		if failed == nil {
			p.Forget()
			out = append(out, *p)
		}
		return failed
	})
	slices.SortFunc(out, func(a, b Page) int { return a.Number - b.Number })
	return out, err
}

// All reads a whole file of few pages.
func (r *Reader) All(ctx context.Context, path string) ([]Page, error) {
	f, err := r.Open(ctx, path)
	if err != nil {
		return nil, err
	}
	return r.Pages(ctx, f, 1, f.Pages)
}

// Words are the pages without how they lay.
func Words(pages []Page) []meaning.Page {
	out := make([]meaning.Page, len(pages))
	for i, p := range pages {
		out[i] = p.Page
	}
	return out
}

// EmptyText says of a page that nothing was found on it, and what to do.
func EmptyText(n int) string {
	return fmt.Sprintf("Trang %d trống, không có chữ nào. Nếu giấy có chữ, lật đúng mặt rồi chụp hoặc quét lại.", n)
}

// blank is the share of ink below which a page is taken for empty: a page number
// alone has more.
const blank = 0.0002

// unsure is the mean confidence below which a page may lie on its side or head.
const unsure = 0.62

func (r *Reader) page(ctx context.Context, dir string, whole scan) (Page, error) {
	edge := paper(whole.y)
	came := whole.sub(edge)
	p, err := r.cut(ctx, dir, came)
	p.came = came
	if came.y != whole.y { // words lie on the page as it came
		w, h := float64(whole.y.Rect.Dx()), float64(whole.y.Rect.Dy())
		for i := range p.Words {
			b := &p.Words[i].Box
			b[0], b[1] = (float64(edge.Min.X)+b[0]*float64(edge.Dx()))/w, (float64(edge.Min.Y)+b[1]*float64(edge.Dy()))/h
			b[2], b[3] = b[2]*float64(edge.Dx())/w, b[3]*float64(edge.Dy())/h
		}
	}
	return p, err
}

// cut reads a page that was cut to its edges.
func (r *Reader) cut(ctx context.Context, dir string, came scan) (Page, error) {
	m := even(fitting(came.y))
	spots, share := ink(m)
	if share < blank {
		return Page{Page: meaning.Page{Empty: true}, Blank: true}, nil
	}
	if r.Tesseract == "" { // straight, but nobody knows which way up
		w, h := m.Rect.Dx(), m.Rect.Dy()
		return Page{Skew: skew(spots, w, h), w: w, h: h}, nil
	}
	best, sure, err := r.upright(ctx, dir, m, spots, 0)
	if err != nil {
		return Page{}, err
	}
	if sure < unsure {
		for _, q := range r.turns(ctx, dir, m) {
			turned := quarter(m, q)
			spots, _ := ink(turned)
			p, s, err := r.upright(ctx, dir, turned, spots, q)
			if err != nil {
				return Page{}, err
			}
			if s > sure {
				best, sure = p, s
			}
			if sure >= unsure {
				break
			}
		}
	}
	best.Sure, best.Empty = sure, len(best.Words) == 0
	return best, nil
}

// fitting scales a page to a size that print is read well at.
func fitting(m *image.Gray) *image.Gray {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	long := max(w, h)
	want := long
	switch {
	case long > longest:
		want = longest
	case long < shortest:
		want = min(long*2, shortest)
	}
	if want == long {
		return m
	}
	return stretch(m, max(w*want/long, 1), max(h*want/long, 1))
}

// upright straightens a page that was turned by q quarters, and reads it; sure
// is the mean confidence of its letters.
func (r *Reader) upright(ctx context.Context, dir string, m *image.Gray, spots []spot, q int) (Page, float64, error) {
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	deg := skew(spots, w, h)
	flat, rows := unruled(straighten(m, deg, 255))
	found, err := r.recognise(ctx, dir, flat, column)
	if err != nil {
		return Page{}, 0, tesseractFault(ctx, err)
	}
	l := leaning(deg, w, h)
	p := Page{Quarters: q, Skew: deg, sheet: flat, w: w, h: h}
	var sum, letters float64
	for _, f := range order(found) {
		n := float64(len([]rune(f.text)))
		sum, letters = sum+f.conf*n, letters+n
		seen := f
		for _, row := range rows {
			f = row.back(f)
		}
		p.add(seen, f)
		p.Words = append(p.Words, meaning.Word{Text: f.text, Conf: f.conf, Line: f.line, Gap: f.gap, Box: asCame(f, l, q, w, h)})
	}
	if letters == 0 {
		return p, 0, nil
	}
	return p, sum / letters, nil
}

// asCame gives the box of a found word on the page as it came: the box around
// its four corners.
func asCame(f found, l lean, q, w, h int) meaning.Box {
	x0, y0, x1, y1 := 1.0, 1.0, 0.0, 0.0
	for _, c := range [4][2]int{{f.x, f.y}, {f.x + f.w, f.y}, {f.x, f.y + f.h}, {f.x + f.w, f.y + f.h}} {
		x, y := l.back(float64(c[0]), float64(c[1]))
		x, y = x/float64(w), y/float64(h)
		switch q {
		case 1:
			x, y = y, 1-x
		case 2:
			x, y = 1-x, 1-y
		case 3:
			x, y = 1-y, x
		}
		x, y = min(max(x, 0), 1), min(max(y, 0), 1)
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	return meaning.Box{x0, y0, max(x1-x0, 0), max(y1-y0, 0)}
}
