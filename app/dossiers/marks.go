package dossiers

import (
	"fmt"
	"math"
	"strings"

	"github.com/google/uuid"
)

// Mark is a rectangle on the picture of a page, drawn by an officer to show
// where the fault is. Its measures are fractions of the picture, from the upper
// left, so that it fits whatever size the picture is shown in.
type Mark struct {
	Document uuid.UUID `json:"document"`
	Page     int       `json:"page"` // from 1
	X        float64   `json:"x"`
	Y        float64   `json:"y"`
	W        float64   `json:"w"`
	H        float64   `json:"h"`
}

// smallest side of a mark: what a finger or a careless click would draw.
const smallest = 0.02

// NewMark is the rectangle between two corners given in any order, cut to the
// picture and not too small to be seen.
func NewMark(document uuid.UUID, page int, x1, y1, x2, y2 float64) Mark {
	x, w := side(x1, x2)
	y, h := side(y1, y2)
	return Mark{Document: document, Page: page, X: x, Y: y, W: w, H: h}
}

func side(a, b float64) (from, length float64) {
	a, b = inside(min(a, b)), inside(max(a, b))
	if b-a < smallest {
		a = min(max((a+b-smallest)/2, 0), 1-smallest)
		b = a + smallest
	}
	return round4(a), round4(b - a)
}

// inside cuts to the picture; what is no number is its edge.
func inside(v float64) float64 {
	if !(v > 0) { // NaN too
		return 0
	}
	return min(v, 1)
}

func round4(v float64) float64 { return math.Round(v*10000) / 10000 }

// fits tells whether the mark lies on a picture at all.
func (m Mark) fits() bool {
	ok := func(at, length float64) bool { return at >= 0 && length > 0 && at+length <= 1.0001 }
	return m.Document != uuid.Nil && m.Page >= 1 && m.Page <= 10000 && ok(m.X, m.W) && ok(m.Y, m.H)
}

// Key names a mark within its item.
func (m Mark) Key() string {
	return fmt.Sprintf("%s.%d.%g.%g.%g.%g", m.Document, m.Page, m.X, m.Y, m.W, m.H)
}

// Where says in words where on the page the mark is, for whoever hears the page
// or reads the letter: "trang 1, góc trên bên phải".
func (m Mark) Where() string {
	page := fmt.Sprintf("trang %d, ", m.Page)
	wide, tall := m.W > 0.7, m.H > 0.7
	if wide && tall {
		return page + "cả trang"
	}
	third := func(at, length float64) int { return min(int((at+length/2)*3), 2) }
	across, down := []string{"bên trái", "ở giữa", "bên phải"}[third(m.X, m.W)], []string{"phía trên", "ở giữa", "phía dưới"}[third(m.Y, m.H)]
	switch {
	case wide:
		return page + "suốt chiều ngang " + down
	case tall:
		return page + "suốt chiều dọc " + across
	case across == "ở giữa" && down == "ở giữa":
		return page + "chính giữa"
	case across == "ở giữa":
		return page + down + ", giữa trang"
	case down == "ở giữa":
		return page + across + ", giữa trang"
	}
	return page + "góc " + strings.TrimPrefix(down, "phía ") + " " + across
}

// Regions are the ninths of a page and the whole of it, for marking by
// keyboard. The first is the whole.
func Regions(document uuid.UUID, page int) []Mark {
	out := []Mark{NewMark(document, page, 0, 0, 1, 1)}
	for row := range 3 {
		for col := range 3 {
			out = append(out, NewMark(document, page, float64(col)/3, float64(row)/3, float64(col+1)/3, float64(row+1)/3))
		}
	}
	return out
}
