package demo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"slices"
	"strings"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"motcua/app/notices"
	"motcua/app/reading/meaning"
	letters "motcua/app/slips/font"
)

// scanned draws sample papers as a scanner would give them: A4 at 100 dpi, grey.
// Each says that it is a sample.
type scanned struct {
	plain, bold font.Face
	files       [][]byte // with a head and lines that nobody reads
}

const sheetWidth, sheetHeight = 827, 1169

func newScanned() (*scanned, error) {
	s := &scanned{}
	for style, to := range map[string]*font.Face{"": &s.plain, "B": &s.bold} {
		b, err := letters.File(style)
		if err != nil {
			return nil, err
		}
		f, err := opentype.Parse(b)
		if err != nil {
			return nil, err
		}
		if *to, err = opentype.NewFace(f, &opentype.FaceOptions{Size: 18, DPI: 72, Hinting: font.HintingFull}); err != nil {
			return nil, err
		}
	}
	for i, title := range []string{"TỜ KHAI", "GIẤY CHỨNG SINH", "ĐƠN ĐỀ NGHỊ", "BẢN SAO GIẤY TỜ", "VĂN BẢN ỦY QUYỀN"} {
		m := s.sheet(title)
		for l := range 20 {
			y := 450 + l*30
			for x := 90; x < 740-(l*i*13)%180; x++ {
				if (x/9+l)%7 != 0 && x%2 == 0 {
					m.SetGray(x, y, color.Gray{95})
					m.SetGray(x, y+1, color.Gray{135})
				}
			}
		}
		b, err := asJPEG(m)
		if err != nil {
			return nil, err
		}
		s.files = append(s.files, b)
	}
	return s, nil
}

// sheet is paper with a head and a title.
func (s *scanned) sheet(title string) *image.Gray {
	m := image.NewGray(image.Rect(0, 0, sheetWidth, sheetHeight))
	draw.Draw(m, m.Bounds(), image.NewUniform(color.Gray{248}), image.Point{}, draw.Src)
	s.middle(m, s.bold, 90, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
	s.middle(m, s.bold, 116, "Độc lập - Tự do - Hạnh phúc")
	y := 190
	for _, l := range wrapped(title, 46) {
		s.middle(m, s.bold, y, l)
		y += 26
	}
	s.middle(m, s.plain, y, "(dữ liệu mẫu, không phải giấy tờ thật)")
	return m
}

func (s *scanned) middle(m *image.Gray, f font.Face, y int, text string) {
	s.write(m, f, (sheetWidth-font.MeasureString(f, text).Ceil())/2, y, text)
}

func (s *scanned) write(m *image.Gray, f font.Face, x, y int, text string) {
	(&font.Drawer{Dst: m, Src: image.NewUniform(color.Gray{35}), Face: f, Dot: fixed.P(x, y)}).DrawString(text)
}

// wrapped breaks a text into lines of at most so many letters.
func wrapped(text string, most int) []string {
	var out []string
	for _, w := range strings.Fields(text) {
		if n := len(out); n > 0 && len([]rune(out[n-1]+" "+w)) <= most {
			out[n-1] += " " + w
		} else {
			out = append(out, w)
		}
	}
	return out
}

// of is a paper about a person, with what fields gives.
func (s *scanned) of(title string, who person) ([]byte, error) {
	m := s.sheet(strings.ToUpper(title))
	for i, l := range about(who) {
		s.write(m, s.plain, 90, firstLine+i*lineStep, l.label)
		s.write(m, s.plain, 280, firstLine+i*lineStep, l.print)
	}
	return asJPEG(m)
}

const firstLine, lineStep = 310, 36

type written struct {
	name, label, print, value string
	sure                      float64
}

func about(who person) []written {
	day := strings.Split(who.Birth, "-")
	slices.Reverse(day)
	return []written{
		{"name", "Họ và tên:", who.Name, who.Name, 0.96},
		{"id", "Số định danh:", who.IDNumber, who.IDNumber, 0.98},
		{"birth_date", "Ngày sinh:", strings.Join(day, "/"), who.Birth, 0.74},
		{"residence", "Nơi cư trú:", who.Address, who.Address, 0.55},
	}
}

// fields are what a machine reads on the paper, with the places where it stands.
func (s *scanned) fields(who person) []meaning.Field {
	var out []meaning.Field
	for i, l := range about(who) {
		y := firstLine + i*lineStep
		out = append(out, meaning.Field{Name: l.name, Value: l.value, Confidence: l.sure, Page: 1, Box: meaning.Box{
			276.0 / sheetWidth, float64(y-18) / sheetHeight, float64(font.MeasureString(s.plain, l.print).Ceil()+8) / sheetWidth, 26.0 / sheetHeight,
		}})
	}
	return out
}

func asJPEG(m image.Image) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 60})
	return b.Bytes(), err
}

// resultPDF is a sample result of the time before results were signed here, and
// says that it is one. In letters without accents: those with them cost thirty
// times as much, and there are a thousand.
func resultPDF(title, number, code string) ([]byte, error) {
	d := fpdf.New("P", "mm", "A4", "")
	d.AddPage()
	d.SetFont("Times", "B", 14)
	d.MultiCell(0, 8, strings.ToUpper(notices.Unaccent(title)), "", "C", false)
	d.SetFont("Times", "", 12)
	d.MultiCell(0, 8, fmt.Sprintf("\nSo: %s\nMa ho so: %s\n\nDU LIEU MAU, KHONG CO GIA TRI PHAP LY", number, code), "", "L", false)
	var b bytes.Buffer
	err := d.Output(&b)
	return b.Bytes(), err
}
