package slips

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pdfcpu/pdfcpu/pkg/api"
	"golang.org/x/text/unicode/norm"

	"motcua/app/fault"
	"motcua/app/slips/font"
	"motcua/views/i18n"
)

var noon = time.Date(2026, 11, 26, 12, 0, 0, 0, i18n.Zone)

func sample() Data {
	d := Sample("UBND xã Kim Bôi", "Kim Bôi", "02183871234", "Phố Bo, xã Kim Bôi", noon)
	d.Track = "https://motcua.example.vn/tra-cuu?ma=" + d.Code
	return d
}

// Every form is a valid PDF whose text copies out as it reads, composed.
func TestEveryFormIsValidAndCopiesOut(t *testing.T) {
	t.Parallel()
	for _, f := range Forms[:6] {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			d := sample()
			d.Applicant = norm.NFD.String("Nguyễn Thị Thuý Ỷ, Đặng Ngữ Ưỡng") // a phone may send it decomposed
			s, err := Make(f, d, Shipped(f))
			if err != nil {
				t.Fatal(err)
			}
			b := pdf(t, s)
			text := copied(t, b)
			want := []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", strings.ToUpper(f.Title()), "Nguyễn Thị Thuý Ỷ, Đặng Ngữ Ưỡng", d.Code, s.PlaceDate, "Mẫu số " + string(f)}
			for _, r := range s.Rows {
				want = append(want, r.Key+": "+r.Value)
			}
			for _, tab := range s.Tables {
				for _, row := range tab.Rows {
					want = append(want, row...)
				}
			}
			want = append(append(want, s.Lead...), s.Texts...)
			for _, w := range append(want, s.Right.Role, s.Right.Name) {
				if w = norm.NFC.String(w); !strings.Contains(text, words(w)) && !inCells(text, w) {
					t.Errorf("does not copy out: %q", w)
				}
			}
		})
	}
}

// inCells finds a cell whose lines stand beside those of its neighbours.
func inCells(text, cell string) bool {
	for _, w := range strings.Fields(cell) {
		if !strings.Contains(text, w) {
			return false
		}
	}
	return true
}

func words(s string) string { return strings.Join(strings.Fields(s), " ") }

// pdf draws a slip and asks three readers whether it is one.
func pdf(t *testing.T, s Slip) []byte {
	t.Helper()
	b, err := PDF(s, noon)
	if err != nil {
		t.Fatal(err)
	}
	valid(t, b, string(s.Form))
	return b
}

func valid(t *testing.T, b []byte, name string) {
	t.Helper()
	if err := api.Validate(bytes.NewReader(b), nil); err != nil {
		t.Errorf("pdfcpu: %v", err)
	}
	at := filepath.Join(t.TempDir(), "x.pdf")
	if dir := os.Getenv("KEEP_PDF"); dir != "" {
		at = filepath.Join(dir, name+".pdf")
	}
	if err := os.WriteFile(at, b, 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := exec.LookPath("qpdf"); err == nil {
		if out, err := exec.Command("qpdf", "--check", at).CombinedOutput(); err != nil || bytes.Contains(out, []byte("WARNING")) {
			t.Errorf("qpdf: %s", out)
		}
	}
	for _, w := range []string{"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n", "/OutputIntents", "<pdfaid:part>1</pdfaid:part>", "<pdfaid:conformance>B</pdfaid:conformance>", "/ID [<", "/Lang (vi-VN)"} {
		if !bytes.Contains(b, []byte(w)) {
			t.Errorf("PDF/A needs %q", w)
		}
	}
	for _, w := range []string{"/CreationDate", "/Transparency", "/SMask", "/EmbeddedFiles", "/JavaScript", "/Encrypt"} {
		if bytes.Contains(b, []byte(w)) {
			t.Errorf("PDF/A knows no %s", w)
		}
	}
	fonts, err := exec.Command("pdffonts", at).Output()
	if err != nil {
		return
	}
	for _, l := range strings.Split(strings.TrimSpace(string(fonts)), "\n")[2:] {
		if f := strings.Fields(l); !slices.Equal(f[len(f)-5:len(f)-2], []string{"yes", "no", "yes"}) {
			t.Errorf("not embedded whole with its letters' meaning: %s", l)
		}
	}
}

func copied(t *testing.T, b []byte) string {
	t.Helper()
	c := exec.Command("pdftotext", "-enc", "UTF-8", "-", "-")
	c.Stdin = bytes.NewReader(b)
	out, err := c.Output()
	if err != nil {
		t.Skip("pdftotext is not there:", err)
	}
	if !norm.NFC.IsNormal(out) {
		t.Error("what copies out is not composed")
	}
	return words(string(out))
}

func TestSameSlipSameBytes(t *testing.T) {
	t.Parallel()
	s, err := Make(M01, sample(), Shipped(M01))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(pdf(t, s), pdf(t, s)) {
		t.Error("two files of one slip differ")
	}
}

// What residents type is drawn somehow, never an error.
func TestStrangeTextStillPrints(t *testing.T) {
	t.Parallel()
	d := sample()
	d.Applicant = strings.Repeat("Dài", 300)
	d.Address = "😀 \x00\x07 العربية \u202e ngược (\\) "
	d.Procedure = strings.Repeat("một thủ tục có tên rất dài ", 60)
	for range 70 {
		d.Papers = append(d.Papers, Paper{Title: strings.Repeat("Giấy tờ kèm theo ", 8), Form: "copy"})
	}
	d.Papers = append(d.Papers, Paper{Title: strings.Repeat("cả trang ", 900)})
	s, err := Make(M01, d, Shipped(M01))
	if err != nil {
		t.Fatal(err)
	}
	b := pdf(t, s)
	if !strings.Contains(copied(t, b), "NGƯỜI TIẾP NHẬN HỒ SƠ") {
		t.Error("the end is missing")
	}
}

func TestFormsThatAreNotThere(t *testing.T) {
	t.Parallel()
	d := sample()
	d.Supplement, d.Refusal, d.Apology, d.Stop, d.Moves = nil, nil, nil, nil, nil
	for _, f := range []Form{M02, M03, M04, M05, M06, M07, "M08"} {
		if _, err := Make(f, d, Shipped(f)); !fault.Is(err, fault.NotFound) {
			t.Errorf("%s: %v", f, err)
		}
	}
}

// Before anything runs the date is "dự kiến"; before anybody took it in it is no M01.
func TestReceiptSaysWhatIsTrue(t *testing.T) {
	t.Parallel()
	value := func(s Slip, key string) string {
		for _, r := range s.Rows {
			if r.Key == key {
				return r.Value
			}
		}
		return ""
	}
	d := sample()
	d.Expected = noon.AddDate(0, 0, 4)
	s, _ := Make(M01, d, Shipped(M01))
	if got := value(s, "Thời gian trả kết quả"); got != "dự kiến 12:00 thứ Hai, 30/11/2026" {
		t.Error(got)
	}
	// decided elsewhere: the second stage's dates; in the book of the year under its own number
	d.Stage2, d.Online = true, true
	s, _ = Make(M01, d, Shipped(M01))
	if value(s, "Thời gian trả kết quả (giai đoạn 2)") != "dự kiến 12:00 thứ Hai, 30/11/2026" || value(s, "Cơ quan giải quyết nhận hồ sơ (giai đoạn 2)") != "chưa xác nhận đã nhận" || s.Book != "Quyển số: 2026; Số thứ tự: 000012" {
		t.Errorf("%+v", s)
	}
	if c := s.Cover(); value(c, "Số CCCD/Hộ chiếu") == d.IDNumber || value(s, "Số CCCD/Hộ chiếu") != d.IDNumber {
		t.Error("covered:", value(c, "Số CCCD/Hộ chiếu"))
	}
	d.Lines = []Line{{"Bằng tốt nghiệp", 2, 3}}
	if s, _ = Make(M01, d, Shipped(M01)); len(s.Tables) != 1 || strings.Join(s.Tables[0].Rows[0], "|") != "1|Bằng tốt nghiệp|2|3|" {
		t.Errorf("%+v", s.Tables)
	}
	d.Lines, d.Stage2, d.Number = nil, false, 0
	if s, _ = Make(M02, d, Shipped(M02)); s.Number != "Số: ……/BSHS-TTPVHCC" {
		t.Error(s.Number)
	}
	d.Sent, d.Online, d.Officer, d.Answer = true, true, "", noon
	s, _ = Make(M01, d, Shipped(M01))
	if !s.Form0 || value(s, "Thời gian trả kết quả") != "" || s.Right.Role != "" || s.Left.Role != "" {
		t.Errorf("%+v", s)
	}
}

func TestWordingIsChecked(t *testing.T) {
	t.Parallel()
	for _, f := range Forms {
		if err := Shipped(f).Check(f); err != nil {
			t.Errorf("%s as shipped: %v", f, err)
		}
	}
	for _, c := range []struct{ form, text, says string }{
		{"M01", "Gọi {dien_thoai}, mã {ma_ho_so}.", ""},
		{"M04", "Hẹn {hen_moi:ngay} lúc {hen_moi:gio}", ""},
		{"M01", "Hẹn {hen_moi}", "Mẫu M01 không có {hen_moi} (ngày hẹn mới)"},
		{"M01", "Gọi {dien_thoi}", "Không có {dien_thoi}. Ý là {dien_thoai}?"},
		{"M01", "{khong_co_gi_ca}", "Không có {khong_co_gi_ca}. Chọn trong danh sách bên dưới"},
		{"M01", "Gọi {dien_thoai", "Thiếu dấu } sau “{dien_thoai”"},
		{"M01", "Gọi dien_thoai}", "Có dấu } mà không có dấu { mở trước đó"},
		{"M01", "{ma_ho_so:ngay}", "{ma_ho_so} không phải ngày giờ nên không có “:ngay”"},
		{"M04", "{hen_moi:thang}", "Sau {hen_moi: chỉ dùng ngay, gio hoặc chu"},
		{"M01", strings.Repeat("ắ", 601), "Viết tối đa 600 chữ cái và dấu; đang có 601"},
		{"M01", "a\x07b", "Có ký tự không in được. Gõ lại dòng này"},
	} {
		w := Shipped(Form(c.form)).Wording
		w.Opening = c.text
		got := ""
		if f := fault.As(w.Check(Form(c.form))); f != nil {
			got = f.Fields["opening"]
		}
		if got != c.says {
			t.Errorf("%s %.30q: %q, want %q", c.form, c.text, got, c.says)
		}
	}
	d := sample()
	d.HelpPhone = ""
	if got := fill("Gọi {dien_thoai}.\nMã {ma_ho_so}", &d); len(got) != 1 {
		t.Error("a line about nothing is printed:", got)
	}
}

func TestFontsAreTheVendoredOnes(t *testing.T) {
	t.Parallel()
	said, err := os.ReadFile("font/VENDOR.md")
	if err != nil {
		t.Fatal(err)
	}
	for style, n := range map[string]string{"": "Regular", "B": "Bold", "I": "Italic"} {
		b, err := font.File(style)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(said), fmt.Sprintf("LiberationSerif-%s.ttf | %x |", n, sha256.Sum256(b))) {
			t.Errorf("LiberationSerif-%s.ttf is not the file that VENDOR.md names", n)
		}
	}
}

func TestBarsAreReadable(t *testing.T) {
	t.Parallel()
	if Bars("H44.25-261126-0001") == nil {
		t.Error("no bars for a dossier code")
	}
	if Bars("mã") != nil {
		t.Error("bars for what bars cannot say")
	}
}

func BenchmarkPDF(b *testing.B) {
	s, err := Make(M01, sample(), Shipped(M01))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := PDF(s, noon); err != nil {
			b.Fatal(err)
		}
	}
}
