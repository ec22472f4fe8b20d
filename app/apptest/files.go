package apptest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"codeberg.org/go-pdf/fpdf"
)

// Photo is a picture of a page, as a scanner or a phone sends it.
func Photo(t testing.TB) []byte {
	t.Helper()
	m := image.NewGray(image.Rect(0, 0, 620, 877))
	for y := range 877 {
		for x := range 620 {
			v := uint8(250)
			if y%40 < 3 && x > 60 && x < 560 {
				v = 40
			}
			m.SetGray(x, y, color.Gray{Y: v})
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 70}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// SignedPDF stands for what an office signed elsewhere.
func SignedPDF(t testing.TB) []byte {
	t.Helper()
	d := fpdf.New("P", "mm", "A4", "")
	d.AddPage()
	d.SetFont("Times", "", 14)
	d.Cell(40, 10, "Ket qua")
	var b bytes.Buffer
	if err := d.Output(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
