package reading

import (
	"bytes"
	"image"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"testing"

	qrcode "github.com/skip2/go-qrcode"
)

// photographed is a card's code as a phone sees it: small on a large, noisy, slightly turned picture.
func photographed(t *testing.T, text string) image.Image {
	t.Helper()
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	code := q.Image(360)
	m := image.NewGray(image.Rect(0, 0, 2400, 1600))
	r := rand.New(rand.NewPCG(5, 64))
	for i := range m.Pix {
		m.Pix[i] = uint8(150 + r.IntN(40))
	}
	draw.Draw(m, image.Rect(1700, 200, 2060, 560), code, image.Point{}, draw.Src)
	m = straighten(m, 6, 255)
	for i := range m.Pix {
		m.Pix[i] = uint8(min(max(int(m.Pix[i])+r.IntN(50)-25, 0), 255))
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 60}); err != nil {
		t.Fatal(err)
	}
	out, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestACardsCodeIsReadFromAPhoto(t *testing.T) {
	t.Parallel()
	const card = "025192905449||Nguyễn Thị Hồng Gấm|08031992|Nữ|Khu 5, Xã Hy Cương, Thành phố Việt Trì, Phú Thọ|15062021"
	for _, text := range []string{card, card + "||Nguyễn Văn A|Trần Thị B\r\n"} {
		got := map[string]string{}
		for _, f := range CardIn(photographed(t, text), 3) {
			got[f.Name] = f.Value
			if f.Page != 3 || f.Confidence < 0.9 || !f.Code || f.Box[0] < 0.6 || f.Box[1] > 0.5 || f.Box[2] <= 0 {
				t.Errorf("%+v", f)
			}
		}
		if got["id"] != "025192905449" || got["name"] != "Nguyễn Thị Hồng Gấm" || got["birth_date"] != "1992-03-08" || got["gender"] != "Nữ" || got["id_issued"] != "2021-06-15" {
			t.Fatalf("%v", got)
		}
	}
	// a number that does not fit the sex, another code, noise: nothing is said
	for _, text := range []string{"025192905449||Nguyễn Thị Hồng Gấm|08031992|Nam|Phú Thọ|15062021", "https://example.vn"} {
		if f := CardIn(photographed(t, text), 1); len(f) > 0 {
			t.Errorf("%q gives %v", text, f)
		}
	}
}
