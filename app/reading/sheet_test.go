package reading

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"unicode"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"
)

// An A4 sheet at 200 dpi.
const sheetW, sheetH = 1654, 2339

var faces = sync.OnceValues(func() (out [2]*opentype.Font, err error) {
	for i, name := range []string{"Regular", "Bold"} {
		b, err := os.ReadFile("../slips/font/LiberationSerif-" + name + ".ttf")
		if err != nil {
			return out, err
		}
		if out[i], err = opentype.Parse(b); err != nil {
			return out, err
		}
	}
	return out, nil
})

// sheet prints a text as an office would: 13 points, titles bold and in the
// middle, long lines broken at the margin.
func sheet(t testing.TB, text string, points float64) *image.Gray {
	t.Helper()
	fonts, err := faces()
	if err != nil {
		t.Fatal(err)
	}
	var face [2]font.Face
	for i, f := range fonts {
		if face[i], err = opentype.NewFace(f, &opentype.FaceOptions{Size: points, DPI: 200, Hinting: font.HintingFull}); err != nil {
			t.Fatal(err)
		}
		defer face[i].Close()
	}
	m := image.NewGray(image.Rect(0, 0, sheetW, sheetH))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	const left, right = 170, sheetW - 120
	line := int(points * 200 / 72 * 1.45)
	y := 200
	for row := range strings.SplitSeq(text, "\n") {
		title := !strings.Contains(row, ":") && (row == strings.ToUpper(row) || strings.HasPrefix(row, "Độc lập"))
		f := face[0]
		if title {
			f = face[1]
		}
		d := font.Drawer{Dst: m, Src: image.NewUniform(color.Gray{30}), Face: f}
		put := func(s string) {
			x := left
			if title {
				x = (sheetW - d.MeasureString(s).Ceil()) / 2
			}
			d.Dot = fixed.P(max(x, left), y)
			d.DrawString(s)
			y += line
		}
		for d.MeasureString(row).Ceil() > right-left {
			cut := len(row)
			for cut > 0 && d.MeasureString(row[:cut]).Ceil() > right-left {
				cut = strings.LastIndexFunc(row[:cut], unicode.IsSpace)
			}
			if cut <= 0 {
				break
			}
			put(row[:cut])
			row = strings.TrimLeft(row[cut:], " ")
		}
		put(row)
	}
	return m
}

// scanned is what a cheap scanner makes of a sheet: askew by deg, soft, grainy,
// and saved as a small JPEG.
func scanned(t testing.TB, m *image.Gray, deg float64, rnd *rand.Rand) []byte {
	t.Helper()
	askew := straighten(m, deg, 255)
	b := askew.Bounds()
	out := image.NewGray(b)
	for y := range b.Dy() {
		for x := range b.Dx() {
			var sum, n int
			for dy := -1; dy <= 1; dy++ {
				for dx := -1; dx <= 1; dx++ {
					if px, py := x+dx, y+dy; px >= 0 && py >= 0 && px < b.Dx() && py < b.Dy() {
						weight := 1
						if dx == 0 && dy == 0 {
							weight = 6
						}
						sum, n = sum+weight*int(askew.Pix[py*askew.Stride+px]), n+weight
					}
				}
			}
			v := float64(sum)/float64(n)*0.93 + 8 + rnd.NormFloat64()*9
			out.Pix[y*out.Stride+x] = uint8(min(max(v, 0), 255))
		}
	}
	var buf bytes.Buffer
	if err := jpeg.Encode(&buf, out, &jpeg.Options{Quality: 55}); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}
