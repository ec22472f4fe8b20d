package walk

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math/big"
	"strings"
)

// Person is somebody who does not exist.
type Person struct {
	Name, Number, Gender, Phone, Address string
	Day, Month, Year                     int
}

// Invent invents one, another each time; the number agrees with gender and
// year of birth, as real ones do.
func Invent() Person {
	female := dice(2) == 0
	p := Person{Gender: "Nam", Day: 1 + dice(28), Month: 1 + dice(12), Year: 1960 + dice(45)}
	mid, given := []string{"Văn", "Đức", "Công", "Quốc", "Hữu"}, []string{"Thắng", "Dũng", "Quân", "Bình", "Hưng", "Tuyên", "Khoát", "Vượng"}
	if female {
		p.Gender = "Nữ"
		mid, given = []string{"Thị", "Thị Hồng", "Thị Bích", "Ngọc", "Thu"}, []string{"Sen", "Huyền", "Hạnh", "Nhung", "Thơm", "Quyên", "Ngát", "Yến"}
	}
	p.Name = oneOf("Bùi", "Đinh", "Quách", "Bạch", "Hà", "Nguyễn", "Xa", "Hoàng", "Phùng") + " " + oneOf(mid...) + " " + oneOf(given...)
	century := 0
	if p.Year >= 2000 {
		century = 2
	}
	if female {
		century++
	}
	p.Number = fmt.Sprintf("%s%d%02d%06d", oneOf("017", "025", "026"), century, p.Year%100, dice(1000000))
	p.Phone = fmt.Sprintf("09%08d", dice(100000000))
	p.Address = fmt.Sprintf("Xóm %d, xã Kim Bôi, tỉnh Phú Thọ", 1+dice(14))
	return p
}

// Birth is the date of birth as people write it.
func (p Person) Birth() string { return fmt.Sprintf("%02d/%02d/%d", p.Day, p.Month, p.Year) }

// Card is what a scanner reads from the QR code of the person's identity card:
// number, old number, name, birth, gender, address, day of issue.
func (p Person) Card() string {
	return strings.Join([]string{p.Number, "", p.Name, fmt.Sprintf("%02d%02d%d", p.Day, p.Month, p.Year), p.Gender, p.Address, "15052022"}, "|")
}

// Photo is a JPEG like one of a phone: a white paper with lines of writing on a table, never the same twice.
func Photo() []byte {
	const w, h = 900, 1200
	m := image.NewGray(image.Rect(0, 0, w, h))
	for i := range m.Pix {
		m.Pix[i] = 90
	}
	rect := func(x0, y0, x1, y1 int, c uint8) {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				m.SetGray(x, y, color.Gray{Y: c})
			}
		}
	}
	rect(50, 50, w-50, h-50, 245)
	rect(250, 110, w-250, 124, 20)
	for y := 180; y < h-140; y += 34 {
		for x := 100; x < w-120; {
			n := 12 + dice(70)
			rect(x, y, min(x+n, w-100), y+9, uint8(20+dice(60)))
			x += n + 14
		}
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, m, &jpeg.Options{Quality: 75}) // into memory: cannot fail
	return b.Bytes()
}

// SignedPDF is a one-page PDF as a signing program would leave it: what the office uploads as its result.
func SignedPDF(text string) []byte {
	var b bytes.Buffer
	var at []int
	obj := func(s string) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), s)
	}
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	obj("<</Type/Catalog/Pages 2 0 R>>")
	obj("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	obj("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 4 0 R>>>>/Contents 5 0 R>>")
	obj("<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>")
	page := fmt.Sprintf("BT /F1 14 Tf 72 760 Td (%s) Tj ET", text)
	obj(fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", len(page), page))
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root 1 0 R/ID[<%x><%x>]>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, rand.Text(), rand.Text(), start)
	return b.Bytes()
}

func dice(n int) int {
	x, err := rand.Int(rand.Reader, big.NewInt(int64(n)))
	if err != nil {
		panic(err) // crypto/rand does not fail
	}
	return int(x.Int64())
}

func oneOf(s ...string) string { return s[dice(len(s))] }

// divorced answers what the form of the certificate of marital status asks of
// somebody who has to show a judgement of divorce.
func divorced() map[string]string {
	return map[string]string{
		"for_whom": "self", "marital_status": "divorced", "spouse_name": Invent().Name, "divorce_no": fmt.Sprintf("%d/2021/QĐST-HNGĐ", 10+dice(90)),
		"divorce_court": "Tòa án nhân dân huyện Kim Bôi", "residence_always": "yes", "purpose": "loan", "purpose_other": "Vay vốn mua máy cày", "issued_before": "no",
	}
}
