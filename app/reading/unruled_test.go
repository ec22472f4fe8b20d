package reading

import (
	"image"
	"image/color"
	"slices"
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
	if got, _ := unruled(plain); !same(got, plain) {
		t.Error("letters were touched")
	}
	if got, _ := unruled(drawn); !same(got, plain) {
		t.Error("the form is still there")
	}
}

// Letters that stand one to a box come together into a word, and what is found
// there lies over the boxes.
func TestBoxes(t *testing.T) {
	t.Parallel()
	const digits = "0 2 5 1 9 2 9 0 0 0 1 1"
	m := sheet(t, "Số định danh cá nhân của người yêu cầu", 13)
	apart := sheet(t, digits, 13)
	const from, pitch = 600, 52
	var x0s []int
	for _, b := range blotsOf(inkOf(apart), sheetW, sheetH) {
		x0s = append(x0s, b.x0)
	}
	slices.Sort(x0s)
	for n, x := range x0s { // each digit into the middle of its box
		for y := 160; y < 210; y++ {
			for dx := range 18 {
				m.SetGray(from+n*pitch+18+dx, y+240, apart.GrayAt(x+dx, y))
			}
		}
	}
	for n := range 13 {
		for y := 390; y < 450; y++ {
			for dx := range 3 {
				m.SetGray(from+n*pitch+dx, y, color.Gray{30})
			}
		}
	}
	got, rows := unruled(m)
	if len(x0s) != 12 || len(rows) != 1 || rows[0].cells != 12 || abs(rows[0].pitch-pitch) > 1 {
		t.Fatalf("%d digits, %+v", len(x0s), rows)
	}
	right := 0
	for _, b := range blotsOf(inkOf(got), sheetW, sheetH) {
		if b.y0 > 380 {
			right = max(right, b.x1)
		}
	}
	if right > from+12*30 {
		t.Errorf("the last digit ends at %d", right)
	}
	f := rows[0].back(found{x: from, y: 400, w: right - from, h: 40})
	if f.x != from || f.w < 11*pitch {
		t.Errorf("on the page it is %d wide", f.w)
	}
}

func inkOf(m *image.Gray) []bool {
	out := make([]bool, len(m.Pix))
	for n, v := range m.Pix {
		out[n] = v < 128
	}
	return out
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
