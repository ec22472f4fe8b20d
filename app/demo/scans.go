package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/basicfont"
	"golang.org/x/image/math/fixed"
)

// drawScans makes a few pictures that look like scanned forms; each says that it is a sample.
func drawScans() ([][]byte, error) {
	var out [][]byte
	for i, title := range []string{"TO KHAI", "GIAY CHUNG SINH", "DON DE NGHI", "BAN SAO GIAY TO", "VAN BAN UY QUYEN"} {
		m := image.NewRGBA(image.Rect(0, 0, 827, 1169)) // A4 at 100 dpi
		draw.Draw(m, m.Bounds(), image.NewUniform(color.RGBA{250, 249, 246, 255}), image.Point{}, draw.Src)
		text := func(x, y int, s string) {
			(&font.Drawer{Dst: m, Src: image.Black, Face: basicfont.Face7x13, Dot: fixed.P(x, y)}).DrawString(s)
		}
		text(300, 90, "CONG HOA XA HOI CHU NGHIA VIET NAM")
		text(330, 112, "Doc lap - Tu do - Hanh phuc")
		text(360, 190, title)
		text(300, 212, "(du lieu mau, khong phai giay to that)")
		for l := range 26 {
			y := 270 + l*30
			for x := 90; x < 740-(l*i*13)%180; x++ {
				if (x/9+l)%7 != 0 && x%2 == 0 {
					m.Set(x, y, color.RGBA{90, 95, 110, 255})
					m.Set(x, y+1, color.RGBA{130, 135, 150, 255})
				}
			}
		}
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 60}); err != nil {
			return nil, err
		}
		out = append(out, b.Bytes())
	}
	return out, nil
}

// resultPDF is a sample result; signing comes from people and their devices, so it says that it is a sample.
func resultPDF(title, number, code string) ([]byte, error) {
	d := fpdf.New("P", "mm", "A4", "")
	d.AddPage()
	d.SetFont("Times", "B", 14)
	d.MultiCell(0, 8, "UBND - KET QUA GIAI QUYET THU TUC HANH CHINH", "", "C", false)
	d.SetFont("Times", "", 12)
	d.MultiCell(0, 8, fmt.Sprintf("%s\nSo: %s\nMa ho so: %s\n\nDU LIEU MAU, KHONG CO GIA TRI PHAP LY", title, number, code), "", "L", false)
	var b bytes.Buffer
	err := d.Output(&b)
	return b.Bytes(), err
}
