package reading

import (
	"context"
	"fmt"
	"image"
	"os"

	"motcua/app/reading/meaning"
)

// Page is what was read on one page.
type Page struct {
	meaning.Page
	Quarters int     // the page was turned clockwise by so many quarters to stand upright
	Skew     float64 // degrees its lines fell to the right

	sheet *image.Gray       // straightened, for a second look
	at    []image.Rectangle // of the words, on sheet
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
	dir, err := os.MkdirTemp(r.TempDir, "motcua-reading-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var out []Page
	err = r.sheets(ctx, f, max(from, 1), to, func(n int, m *image.Gray) error {
		p, err := r.page(ctx, dir, m)
		if err != nil {
			return fmt.Errorf("page %d: %w", n, err)
		}
		p.Number = n
		out = append(out, p)
		return nil
	})
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

func (r *Reader) page(ctx context.Context, dir string, m *image.Gray) (Page, error) {
	m = even(fitting(m))
	spots, share := ink(m)
	if share < blank {
		return Page{Page: meaning.Page{Empty: true}}, nil
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
	best.Empty = len(best.Words) == 0
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
	flat, rows := unruled(straighten(m, deg))
	found, err := r.recognise(ctx, dir, flat, column)
	if err != nil {
		return Page{}, 0, tesseractFault(ctx, err)
	}
	l := leaning(deg, w, h)
	p := Page{Quarters: q, Skew: deg, sheet: flat}
	var sum, letters float64
	for _, f := range order(found) {
		n := float64(len([]rune(f.text)))
		sum, letters = sum+f.conf*n, letters+n
		p.at = append(p.at, image.Rect(f.x, f.y, f.x+f.w, f.y+f.h))
		for _, row := range rows {
			f = row.back(f)
		}
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
