package documents

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/font"
	"golang.org/x/image/font/opentype"
	"golang.org/x/image/math/fixed"

	"motcua/app/reading/meaning"
)

// scan prints lines on a sheet at 200 dpi, as a scanner would see it.
func scan(t *testing.T, lines ...string) *image.Gray {
	t.Helper()
	b, err := os.ReadFile("../slips/font/LiberationSerif-Regular.ttf")
	if err != nil {
		t.Fatal(err)
	}
	f, err := opentype.Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	face, err := opentype.NewFace(f, &opentype.FaceOptions{Size: 14, DPI: 200})
	if err != nil {
		t.Fatal(err)
	}
	m := image.NewGray(image.Rect(0, 0, 1654, 2339))
	draw.Draw(m, m.Rect, image.White, image.Point{}, draw.Src)
	for i, l := range lines {
		(&font.Drawer{Dst: m, Src: image.NewUniform(color.Gray{30}), Face: face, Dot: fixed.P(170, 250+60*i)}).DrawString(l)
	}
	return m
}

func jpegOf(t *testing.T, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// reads gives the world's documents a reader that recognises, where the machine has one.
func (w *world) reads() {
	w.t.Helper()
	w.digitizer = NewDigitizer(meaning.Knowledge{})
	w.digitizer.Reader.TempDir = w.t.TempDir()
	if left := w.digitizer.Reader.Missing(); len(left) > 0 {
		w.t.Skip("not installed: ", left)
	}
}

// A photographed paper becomes text, fields with their places, a picture and a
// searchable PDF beside the untouched original; the officer's tenant finds the
// dossier by its words.
func TestAPaperBecomesData(t *testing.T) {
	t.Parallel()
	w := setup(t)
	w.reads()
	dossier := w.draft()
	photo := jpegOf(t, scan(t, "GIẤY CHỨNG SINH", "Họ và tên mẹ: Nguyễn Thị Hạnh", "Số định danh cá nhân: 025192905449", "Sinh con lúc 7 giờ ngày 05 tháng 3 năm 2026", "Nơi cư trú: Xã Kim Bôi, tỉnh Phú Thọ"))
	d := w.receive(w.resident(w.hoa), dossier, photo, "giấy.jpg")
	w.file(dossier)
	missing, more, err := w.DigitizeDocument(w.worker(w.a), d.ID)
	if err != nil || more || len(missing) > 0 {
		t.Fatal(missing, more, err)
	}
	if got := content(t, must(w.Open(w.resident(w.hoa), d.ID, View)), nil); !bytes.Equal(got, photo) {
		t.Error("the original was changed")
	}
	list, err := w.ForDossier(w.officer(w.a), dossier)
	if err != nil || len(list) != 2 || list[0].State != Digitized || list[0].Drawn != 1 || list[1].Purpose != Searchable || list[1].Pages != 1 {
		t.Fatalf("%+v, %v", list, err)
	}
	name := filepath.Join(t.TempDir(), "a.pdf")
	if err := os.WriteFile(name, content(t, must(w.Open(w.officer(w.a), list[1].ID, View)), nil), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.CommandContext(t.Context(), w.digitizer.Reader.Pdftotext, name, "-").Output()
	if err != nil || !strings.Contains(string(text), "Họ và tên mẹ: Nguyễn Thị Hạnh") {
		t.Errorf("%s, %v", text, err)
	}
	if out, err := exec.CommandContext(t.Context(), w.digitizer.Reader.Qpdf, "--check", name).CombinedOutput(); err != nil {
		t.Errorf("%s %v", out, err)
	}
	u, err := w.Understood(w.officer(w.a), d.ID)
	if err != nil || u.Proposed == "" || len(u.Fields) < 3 {
		t.Errorf("%+v, %v", u, err)
	}
	for _, f := range u.Fields {
		if f.Name == "mother_name" && (f.Value != "Nguyễn Thị Hạnh" || f.Box[1] < 0.1 || f.Box[1] > 0.16) {
			t.Errorf("%+v", f)
		}
	}
	for q, want := range map[string]int{"nguyen thi hanh kim boi": 1, "025192905449": 1, "nguyen thi hoa": 0} {
		hits, err := w.SearchPages(w.officer(w.a), q, 20)
		if err != nil || len(hits) != want || want == 1 && (hits[0].Document != d.ID || hits[0].Page != 1) {
			t.Errorf("%s: %+v, %v", q, hits, err)
		}
		if want == 1 && hits[0].Line == "" {
			t.Errorf("%s: no line", q)
		}
		if hits, err := w.SearchPages(w.officer(w.c), q, 20); err != nil || len(hits) > 0 {
			t.Errorf("a stranger finds %s: %+v, %v", q, hits, err)
		}
	}
}
