package reading

import (
	"image"
	"image/color"
	"testing"
)

// Boxes and dots of a form go, its letters and colons stay as they were.
func TestUnruled(t *testing.T) {
	t.Parallel()
	const text = "1. Họ, chữ đệm và tên:              NGUYỄN THỊ HỒNG GẤM\n4. Số định danh: 025192900011"
	plain, drawn := sheet(t, text, 13), sheet(t, text, 13)
	fill := func(x0, y0, x1, y1 int) {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				drawn.SetGray(x, y, color.Gray{30})
			}
		}
	}
	for x := 180; x < 1500; x += 52 { // a row of boxes
		fill(x, 400, x+3, 452)
		fill(x, 400, x+52, 403)
		fill(x, 449, x+52, 452)
	}
	for x := 200; x < 900; x += 9 { // dots to write on
		fill(x, 600, x+3, 603)
	}
	if got := unruled(plain); !same(got, plain) {
		t.Error("letters were touched")
	}
	if got := unruled(drawn); !same(got, plain) {
		t.Error("the form is still there")
	}
}

// same tells that two pages have the same ink.
func same(a, b *image.Gray) bool {
	for n := range a.Pix {
		if (a.Pix[n] < 128) != (b.Pix[n] < 128) {
			return false
		}
	}
	return true
}
