package reading

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
)

const few = "GIẤY CHỨNG SINH\nHọ và tên mẹ: Nguyễn Thị Hạnh\nNơi cư trú: Xã Kim Bôi, tỉnh Phú Thọ\nSinh con lúc 7 giờ ngày 05 tháng 3 năm 2026"

// A page that was scanned askew, on its head, on a black lid and with a red seal
// becomes upright, straight, cut and keeps its colour; the words lie where the
// picture shows them.
func TestPicture(t *testing.T) {
	t.Parallel()
	r := tools(t)
	page := sheet(t, few, 14)
	const lid = 120
	scanned := image.NewRGBA(image.Rect(0, 0, sheetW+2*lid, sheetH))
	draw.Draw(scanned, scanned.Rect, image.Black, image.Point{}, draw.Src)
	draw.Draw(scanned, image.Rect(lid, 0, lid+sheetW, sheetH), straighten(page, 0.8, 255), image.Point{}, draw.Src)
	draw.Draw(scanned, image.Rect(lid+1100, 1500, lid+1400, 1800), image.NewUniform(color.RGBA{210, 40, 50, 255}), image.Point{}, draw.Src)
	for y, rows := 0, scanned.Rect.Dy(); y < rows/2; y++ { // on its head
		for x := range scanned.Rect.Dx() {
			a, b := scanned.RGBAAt(x, y), scanned.RGBAAt(scanned.Rect.Dx()-1-x, rows-1-y)
			scanned.SetRGBA(x, y, b)
			scanned.SetRGBA(scanned.Rect.Dx()-1-x, rows-1-y, a)
		}
	}
	var file bytes.Buffer
	if err := jpeg.Encode(&file, scanned, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	f, err := r.Open(t.Context(), write(t, "lid.jpg", file.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	err = r.Each(t.Context(), f, 1, 1, func(p *Page, failed error) error {
		if failed != nil {
			return failed
		}
		out, err := p.Picture()
		if err != nil {
			return err
		}
		m, err := jpeg.Decode(bytes.NewReader(out.JPEG))
		if err != nil {
			return err
		}
		if p.Quarters != 2 || math.Abs(p.Skew+0.8) > 0.15 || !out.Colour || m.Bounds().Dx() != out.Width || m.Bounds().Dy() != out.Height {
			t.Errorf("quarters %d, skew %.2f, colour %v, %v", p.Quarters, p.Skew, out.Colour, m.Bounds())
		}
		if ratio := float64(out.Width) / float64(out.Height); math.Abs(ratio-float64(sheetW)/sheetH) > 0.03 {
			t.Errorf("the lid is still there: %d × %d", out.Width, out.Height)
		}
		at := func(x, y float64) (r, g uint32) {
			r, g, _, _ = m.At(int(x*float64(out.Width)), int(y*float64(out.Height))).RGBA()
			return r >> 8, g >> 8
		}
		if r, g := at(1250.0/sheetW, 1650.0/sheetH); r < 150 || g > 110 {
			t.Errorf("no seal: %d %d", r, g)
		}
		boxes := p.Boxes()
		for i, word := range p.Words {
			b := boxes[i]
			if strings.HasPrefix(word.Text, "Nguy") {
				dark := 0
				for k := range 400 {
					if r, _ := at(b[0]+b[2]*float64(k%20)/20, b[1]+b[3]*float64(k/20)/20); r < 120 {
						dark++
					}
				}
				if b[1] > 0.25 || dark < 40 {
					t.Errorf("%v: %d dark points", b, dark)
				}
				return nil
			}
		}
		t.Errorf("words: %s", p.Text())
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Words that a PDF holds are taken as they are; a scanning program's line is
// not the text of a page, nor is what a font before Unicode left.
func TestLettersOf(t *testing.T) {
	t.Parallel()
	words := func(s string) (out []found) {
		for w := range strings.FieldsSeq(s) {
			out = append(out, found{text: w})
		}
		return out
	}
	if n, alien := lettersOf(words("Được quét bằng CamScanner")); n >= leastLayer || alien > 0 {
		t.Error(n, alien)
	}
	if n, alien := lettersOf(words(strings.Repeat("Céng hoµ x· héi chñ nghÜa ViÖt Nam ", 3))); alien <= n/50 {
		t.Error(n, alien)
	}
	if n, alien := lettersOf(words(strings.Repeat("Cộng hòa xã hội chủ nghĩa Việt Nam ", 3))); n < leastLayer || alien > 0 {
		t.Error(n, alien)
	}
}

// Dust goes, letters and what is grey stay, paper gets white.
func TestWhiteWithoutDust(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(2, 2))
	m := image.NewGray(image.Rect(0, 0, 400, 400))
	for i := range m.Pix {
		m.Pix[i] = uint8(215 + rnd.IntN(6))
	}
	draw.Draw(m, image.Rect(100, 100, 140, 140), image.NewUniform(color.Gray{40}), image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(200, 100, 202, 102), image.NewUniform(color.Gray{40}), image.Point{}, draw.Src) // the dot of an i
	m.SetGray(300, 300, color.Gray{30})
	whiten(scan{y: m})
	dust(m)
	if m.GrayAt(50, 50).Y < 250 || m.GrayAt(120, 120).Y > 70 || m.GrayAt(200, 100).Y > 70 || m.GrayAt(300, 300).Y != 255 {
		t.Error(m.GrayAt(50, 50), m.GrayAt(120, 120), m.GrayAt(200, 100), m.GrayAt(300, 300))
	}
}
