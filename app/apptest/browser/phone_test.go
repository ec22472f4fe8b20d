package browser_test

import (
	"bytes"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"strings"
	"testing"

	"motcua/app/apptest/browser"
	"motcua/app/apptest/look"
	"motcua/app/walk"
)

// phone is the resident's part of the main job on a small phone, with scripts.
func (b *eyes) phone(t *testing.T) {
	t.Parallel()
	b.fileOnline(b.open(t, look.Phone), true)
}

// phoneWithoutScripts is the same where no script runs.
func (b *eyes) phoneWithoutScripts(t *testing.T) {
	t.Parallel()
	b.fileOnline(b.open(t, look.Phone, browser.NoScripts), false)
}

// later are views of a page that had been there before they were looked at.
var later = map[string]bool{"go-tim": true, "nguoi-yeu-cau": true, "hon-nhan": true, "muc-dich": true, "giay-to-da-gui": true}

// fileOnline finds the procedure, fills it in, photographs the paper, signs in
// and files. With scripts each page is judged as well, and weighed.
func (b *eyes) fileOnline(x *browser.Tab, scripts bool) {
	x.T.Helper()
	p := walk.Invent()
	n := 0
	see := func(name string) {
		n++
		if scripts {
			if bytes, requests := x.Weight(); !later[name] && (bytes > 60*1024 || requests > 8) {
				x.T.Errorf("%s: a first view of %d bytes in %d requests; at most 60 KB in 8", name, bytes, requests)
			}
			x.Judge(fmt.Sprintf("dien-thoai-%02d-%s", n, name))
			x.Large(name)
			x.Fresh()
		}
	}
	x.Go("/")
	see("trang-chu")
	x.Type("q", "doc than")
	if scripts { // results come while typing; the page is the same one
		x.Reads("việc phù hợp")
		see("go-tim")
	} else {
		x.Press("Tìm")
	}
	x.Press("Giấy xác nhận tình trạng hôn nhân")
	see("thu-tuc")
	x.Press("Bắt đầu")
	x.Type("q", "vinh dong")
	x.Press("Tìm")
	see("noi-nop")
	x.Press("Nộp ở nơi này")
	see("cac-viec")
	x.PressOn("main a.btn")
	see("dung-ten")
	x.Tick("Tôi")
	x.Press("Tiếp tục")
	x.Press("Tiếp tục") // nothing filled in yet: the page comes again
	if x.Status != 422 {
		x.T.Fatalf("an empty form answers %d at %s", x.Status, x.Where())
	}
	see("loi")
	for name, v := range map[string]string{"full_name": p.Name, "birth_date_day": fmt.Sprint(p.Day), "birth_date_month": fmt.Sprint(p.Month), "birth_date_year": fmt.Sprint(p.Year), "id_number": p.Number, "phone": p.Phone} {
		x.Type("applicant_"+name, v)
	}
	line, place, _ := strings.Cut(p.Address, ", ")
	x.Type("applicant_address_line", line)
	x.Type("applicant_address_place", place)
	x.Tick(p.Gender)
	see("nguoi-yeu-cau")
	x.Press("Tiếp tục")
	x.Tick("Cho chính tôi")
	see("cho-ai")
	x.Press("Tiếp tục")
	x.Tick("Đã ly hôn, chưa kết hôn lại")
	if scripts {
		x.Reads("Tòa án đã giải quyết ly hôn")
	} else { // the button brings the questions that the answer leads to
		x.Press("Tiếp tục")
	}
	x.Type("spouse_name", "Bùi Văn Thắng")
	x.Type("divorce_no", "12/2021/QĐST-HNGĐ")
	x.Type("divorce_court", "Tòa án nhân dân huyện Kim Bôi")
	x.Type("divorce_date_day", "2")
	x.Type("divorce_date_month", "3")
	x.Type("divorce_date_year", "2021")
	see("hon-nhan")
	x.Press("Tiếp tục")
	x.Tick("Có")
	see("noi-cu-tru")
	x.Press("Tiếp tục")
	x.Tick("Vay vốn ngân hàng")
	if scripts {
		x.Reads("Ghi rõ việc cần dùng")
	} else {
		x.Press("Tiếp tục")
	}
	x.Type("purpose_other", "Vay mua xe")
	x.Tick("Không")
	see("muc-dich")
	x.Press("Tiếp tục")
	see("giay-to")
	if scripts { // the photo goes at once, a large one in pieces
		x.Upload(`main input[type=file]:not([capture])`, "ban-an.jpg", grainyPhoto())
		x.Reads("Đã gửi xong.")
		if n := x.Asked("/gui/"); n < 3 {
			x.T.Errorf("a large photo went in %d pieces", n)
		}
		see("giay-to-da-gui")
	} else {
		x.Upload(`main input[type=file]:not([capture])`, "ban-an.jpg", walk.Photo())
	}
	x.Press("Tiếp tục")
	x.Tick("Bản điện tử")
	see("nhan-ket-qua")
	x.Press("Tiếp tục")
	see("kiem-tra")
	x.Press("Đăng nhập để nộp")
	see("dang-nhap")
	x.Press("Tiếp tục với VNeID")
	see("vneid-mo-phong")
	x.Type("name", p.Name)
	x.Type("number", p.Number)
	x.Type("birth", p.Birth())
	x.Tick(p.Gender)
	x.Press("Đăng nhập là người này")
	x.Reads("Danh tính đã xác nhận bằng VNeID")
	x.Tick("Tôi cam đoan")
	see("cam-doan")
	x.Press("Nộp hồ sơ")
	x.Reads("Hồ sơ đã được gửi")
	see("da-gui")
	x.Press("Xem hồ sơ đến đâu")
	x.Reads("Đã gửi chưa phải là đã tiếp nhận")
	see("ho-so")
	if !strings.HasPrefix(x.Path(), "/ho-so/") {
		x.T.Errorf("after filing one follows the dossier at %s", x.Path())
	}
}

// grainyPhoto is a picture that stays large when the phone makes it smaller.
func grainyPhoto() []byte {
	m := image.NewGray(image.Rect(0, 0, 1100, 1500))
	r := rand.New(rand.NewPCG(1, 2))
	for i := range m.Pix {
		m.Pix[i] = uint8(150 + r.IntN(90))
	}
	var b bytes.Buffer
	_ = jpeg.Encode(&b, m, nil) // into memory: cannot fail
	return b.Bytes()
}
