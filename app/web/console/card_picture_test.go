package console_test

import (
	"bytes"
	"image"
	jpg "image/jpeg"
	"net/url"
	"strings"
	"testing"

	"github.com/skip2/go-qrcode"
	"golang.org/x/image/draw"

	"motcua/app/apptest"
)

// photoOf is a photo of a card with a square code that says text.
func photoOf(t *testing.T, text string) []byte {
	t.Helper()
	q, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		t.Fatal(err)
	}
	m := image.NewRGBA(image.Rect(0, 0, 1400, 900))
	draw.Draw(m, m.Bounds(), image.White, image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(900, 100, 1300, 500), q.Image(400), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpg.Encode(&b, m, &jpg.Options{Quality: 70}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A photo of the card fills the person in as the scanner does, marked as read
// from its code; a bad one gets a sentence, and nothing of it is kept.
func TestACardIsReadFromItsPicture(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	desk := w.Officer("kimboi.tiepnhan")
	p := see(t, desk.Get("/cb/tiep-nhan"), 200)
	with := func(p *apptest.Page, name string, data []byte, v url.Values) *apptest.Page {
		return desk.Submit(p, "#tiep-nhan", v, apptest.Upload{Field: "anh_the", Name: name, Data: data})
	}
	for want, file := range map[string][]byte{
		"Không thấy mã QR trong ảnh":  apptest.Photo(t),
		"không phải của thẻ căn cước": photoOf(t, "https://example.org"),
		"Chưa nhận được loại tệp này": []byte("chữ"),
	} {
		x := see(t, with(p, "the.jpg", file, nil), 200)
		if got := x.Find(".em").Text(); !strings.Contains(got, want) && !strings.Contains(got, "mang đuôi .jpg") {
			t.Errorf("%s: %q", want, got)
		}
	}
	must(t, see(t, with(p, "the.jpg", photoOf(t, cardSen), url.Values{"nhan_ho_so": {"1"}}), 422), "Bấm Đọc thẻ")
	p = see(t, with(p, "the.jpg", photoOf(t, cardSen), nil), 200)
	if v, _ := p.Find("[name=full_name]").Attr("value"); v != "Bùi Thị Sen" {
		t.Fatalf("the person: %q, %s", v, p.Find(".em").Text())
	}
	must(t, p, "Đọc từ mã QR")
	p = see(t, desk.Submit(p, "#tiep-nhan", url.Values{"q": {"mo ho kinh doanh"}}), 200)
	must(t, p, "Đọc từ mã QR")
	p = see(t, desk.Submit(p, "#tiep-nhan", url.Values{"full_name": {"Bùi Thị Sến"}}), 200)
	if strings.Contains(p.Find("main").Text(), "Đọc từ mã QR") {
		t.Error("what was typed is said to be from the card")
	}
}
