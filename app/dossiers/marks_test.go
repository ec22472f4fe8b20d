package dossiers_test

import (
	"math"
	"slices"
	"testing"

	"github.com/google/uuid"

	"motcua/app/dossiers"
)

func TestMarkLiesOnThePicture(t *testing.T) {
	t.Parallel()
	doc := uuid.New()
	for _, c := range []struct {
		x1, y1, x2, y2 float64
		where          string
	}{
		{0.9, 0.05, 0.7, 0.2, "trang 2, góc trên bên phải"},
		{0.1, 0.9, 0.3, 0.8, "trang 2, góc dưới bên trái"},
		{0.4, 0.4, 0.6, 0.6, "trang 2, chính giữa"},
		{0.4, 0, 0.6, 0.1, "trang 2, phía trên, giữa trang"},
		{0.8, 0.5, 0.8, 0.5, "trang 2, bên phải, giữa trang"}, // a click: grows to what can be seen
		{-3, 0.8, 7, 0.9, "trang 2, suốt chiều ngang phía dưới"},
		{0, 0, 1, 1, "trang 2, cả trang"},
		{math.NaN(), math.NaN(), math.Inf(1), math.Inf(-1), "trang 2, góc trên bên trái"}, // no numbers: a click at the corner
	} {
		m := dossiers.NewMark(doc, 2, c.x1, c.y1, c.x2, c.y2)
		if m.Where() != c.where {
			t.Errorf("%v: %s", c, m.Where())
		}
		if m.X < 0 || m.Y < 0 || m.W < 0.0199 || m.H < 0.0199 || m.X+m.W > 1.0001 || m.Y+m.H > 1.0001 {
			t.Errorf("%v: %+v", c, m)
		}
	}
	var said []string
	for _, m := range dossiers.Regions(doc, 1) {
		said = append(said, m.Where())
	}
	if slices.Sort(said); len(slices.Compact(said)) != 10 {
		t.Error("two regions are called the same:", said)
	}
}
