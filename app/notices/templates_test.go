package notices

import (
	"encoding/csv"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"motcua/migrations"
)

// gsm is the part of GSM 03.38 that Vietnamese without marks needs; each counts once.
const gsm = "@ !\"#$%&'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"

var link = regexp.MustCompile(`(?i)https?:|://|www\.|\b[a-z0-9-]+\.(vn|com|net|org|gov)\b`)

func sample(office string) Facts {
	at := time.Date(2026, 9, 10, 3, 0, 0, 0, time.UTC) // thứ Năm 10:00
	return Facts{
		Office: office, Phone: "0210000000", Code: "H44.04978-260907-00123", Procedure: "Xác nhận tình trạng hôn nhân", Counter: "UBND phường Văn Miếu - Quốc Tử Giám",
		Decides: office, At: at, Due: at, Expected: at, Closes: at, Decided: at, Return: "counter", Reason: "thiếu điều kiện", Remedy: "nộp tại Công an xã", Message: "Chụp ở nơi sáng",
		Number: "01/GT", TakenBy: "Bùi Thị Sen", Amount: 12_345_678_000, Purpose: "Tiền sử dụng đất", Payee: "Kho bạc Nhà nước, qua ngân hàng ghi trên thông báo", Notice: "1234/TB-CT", PayBy: at, Step: "Thẩm định", Items: []Item{{Title: "Giấy chứng sinh", Reason: "blurred"}, {Title: "Tờ khai", Reason: "other", Note: "Ghi rõ nơi cư trú"}},
	}
}

// variants are the forms one template takes.
func variants(f Facts) []Facts {
	var out []Facts
	for _, ret := range []string{"counter", "post", "electronic"} {
		for _, by := range []string{"", "supplement_lapsed", "withdrawn", "stopped_by_office"} {
			for _, refused := range []bool{false, true} {
				for _, counter := range []string{"", f.Counter} {
					v := f
					v.Return, v.EndedBy, v.Refused, v.Counter = ret, by, refused, counter
					out = append(out, v)
				}
			}
		}
	}
	bare := f
	bare.Due, bare.Expected, bare.Closes, bare.Phone, bare.Reason, bare.Items = time.Time{}, time.Time{}, time.Time{}, "", "", nil
	post := f
	post.TakenBy, post.Post, post.Carrier = "", "EF123456789VN", "Bưu điện"
	return append(out, bare, post)
}

func offices(t *testing.T) []string {
	t.Helper()
	file, err := migrations.Data().Open("communes.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	col := slices.Index(rows[0], "full_name")
	var out []string
	for _, r := range rows[1:] {
		n := []rune(r[col])
		out = append(out, "UBND "+strings.ToLower(string(n[0]))+string(n[1:]))
	}
	if len(out) < 3321 {
		t.Fatalf("%d communes", len(out))
	}
	return out
}

func TestEverySMSIsOneSegmentWithoutALink(t *testing.T) {
	longest := 0
	names := offices(t)
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	names = append(names[:8:8], "UBND xã Kim Bôi", "Trung tâm Phục vụ hành chính công Thành phố Hồ Chí Minh và các xã lân cận có tên rất dài")
	for _, o := range names {
		for _, name := range Templates() {
			for _, f := range variants(sample(o)) {
				l, ok := Render(name, f)
				if !ok {
					t.Fatal(name)
				}
				if strings.HasPrefix(name, "officer.") {
					if l.SMS != "" {
						t.Errorf("%s rings an officer's phone", name)
					}
				} else if len(l.SMS) > Segment || len(l.SMS) < 40 || strings.Trim(l.SMS, gsm) != "" || link.MatchString(l.SMS) || !strings.Contains(l.SMS, f.Code) || !strings.HasPrefix(l.SMS, Unaccent(o)[:7]) {
					t.Errorf("%s: %d characters: %s", name, len(l.SMS), l.SMS)
				}
				longest = max(longest, len(l.SMS))
				if l.Subject == "" || !strings.Contains(l.Subject, f.Code) || !strings.Contains(l.Body, f.Code) || !strings.Contains(l.Body, f.Procedure) || link.MatchString(l.Body) ||
					strings.Contains(l.Body, "  ") || strings.Contains(l.Body, "..") || strings.Contains(l.Body, "%!") || strings.Contains(l.Body, "0001") {
					t.Errorf("%s: e-mail %q\n%s", name, l.Subject, l.Body)
				}
				if f.Phone != "" && !strings.HasPrefix(name, "officer.") && !strings.Contains(l.Body, "0210") {
					t.Errorf("%s: whom to call?\n%s", name, l.Body)
				}
			}
		}
	}
	t.Logf("longest SMS: %d characters", longest)
}

// With an ordinary office the words are the full ones and name the phone.
func TestWords(t *testing.T) {
	f := sample("UBND xã Mẫu")
	f.Code, f.Procedure, f.Counter = "H44.12-260907-0123", "xác nhận hôn nhân", ""
	for name, want := range map[string]string{
		"dossier.accepted":            "UBND xa Mau: Da tiep nhan ho so H44.12-260907-0123 (xac nhan hon nhan). Hen tra ket qua 10:00 thu Nam 10/09/2026. Can giup: 0210 000 000.",
		"dossier.decided":             "UBND xa Mau: Ho so H44.12-260907-0123 da co ket qua. Moi Ong/Ba mang can cuoc den quay mot cua trong gio hanh chinh. Can giup: 0210 000 000.",
		"dossier.filed":               "UBND xa Mau: Ho so H44.12-260907-0123 da gui den. Tra loi viec tiep nhan truoc 10:00 thu Nam 10/09/2026. Can giup: 0210 000 000.",
		"dossier.supplement_asked":    "UBND xa Mau: Ho so H44.12-260907-0123 can bo sung 2 giay to. Gui cham nhat 10:00 thu Nam 10/09/2026. Xem chi tiet o trang ho so. Can giup: 0210 000 000.",
		"dossier.payment_asked":       "UBND xa Mau: Ho so H44.12-260907-0123 can Ong/Ba nop 12.345.678.000 dong nghia vu tai chinh. Xem chi tiet o trang ho so. Can giup: 0210 000 000.",
		"resident.supplement_closing": "UBND xa Mau: Ho so H44.12-260907-0123 con cho giay to bo sung, han cuoi 10:00 thu Nam 10/09/2026. Qua han, ho so dung giai quyet. Can giup: 0210 000 000.",
	} {
		if l, _ := Render(name, f); l.SMS != want {
			t.Errorf("%s\n got %s\nwant %s", name, l.SMS, want)
		}
	}
	l, _ := Render("dossier.supplement_asked", f)
	want := `Kính gửi Ông/Bà,

Hồ sơ của Ông/Bà cần bổ sung 2 giấy tờ:

1. Giấy chứng sinh: ảnh bị mờ
2. Tờ khai. Ghi rõ nơi cư trú

Chụp ở nơi sáng

Ông/Bà gửi lại chậm nhất 10:00 thứ Năm, 10/09/2026. Các giấy tờ khác đã đạt, không phải nộp lại. Quá thời hạn này, hồ sơ sẽ dừng giải quyết.
`
	if !strings.HasPrefix(l.Body, want) {
		t.Errorf("e-mail:\n%s", l.Body)
	}
}

// Every event that a dossier tells has words.
func TestEveryToldEventHasATemplate(t *testing.T) {
	kinds := map[string]bool{}
	ev := regexp.MustCompile(`event\{kind: "(dossier\.[a-z_]+)"([^\n]*)`)
	direct := regexp.MustCompile(`(?:Event: |kind := .*, |kind = .*)"(dossier\.[a-z_]+)"`)
	files, err := os.ReadDir("../dossiers")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range files {
		if !strings.HasSuffix(e.Name(), ".go") || strings.HasSuffix(e.Name(), "_test.go") {
			continue
		}
		b, err := os.ReadFile("../dossiers/" + e.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range ev.FindAllStringSubmatch(string(b), -1) {
			if !strings.Contains(m[2], "quiet: true") && !strings.Contains(m[2], "silent: true") {
				kinds[m[1]] = true
			}
		}
		for _, m := range direct.FindAllStringSubmatch(string(b), -1) {
			kinds[m[1]] = true
		}
	}
	kinds["dossier.result_arrived"] = true
	for _, silent := range []string{"competence_passed", "competence_passed_back", "result_handed_back", "papers_received", "papers_missing"} { // named in a variable
		delete(kinds, "dossier."+silent)
	}
	if len(kinds) < 14 {
		t.Fatalf("found only %v", kinds)
	}
	for k := range kinds {
		if _, ok := templates[k]; !ok {
			t.Errorf("no template for %s", k)
		}
	}
}

func TestMobile(t *testing.T) {
	for in, want := range map[string]string{"0912345678": "0912345678", "+84 912 345 678": "0912345678", "0912.345.678": "0912345678", "02183871234": "", "0210000000": "", "12345": "", "0912345678 hoặc 0987": "", "": ""} {
		if got, ok := Mobile(in); got != want || ok != (want != "") {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestUnaccent(t *testing.T) {
	for in, want := range map[string]string{"Đường Nguyễn Huệ – “Ông/Bà”": `Duong Nguyen Hue - "Ong/Ba"`, "Xa\u0303 Kim Bo\u0302i": "Xa Kim Boi", "a😀[b]\u00a0\n c": "a(b) c", "": ""} {
		if got := Unaccent(in); got != want {
			t.Errorf("%q: %q", in, got)
		}
	}
}

func TestQuiet(t *testing.T) {
	at := func(day, h, m int) time.Time { return time.Date(2026, 9, day, h-7, m, 0, 0, time.UTC) }
	for _, c := range []struct{ in, want time.Time }{
		{at(7, 7, 0), at(7, 7, 0)}, {at(7, 20, 59), at(7, 20, 59)}, {at(7, 21, 0), at(8, 7, 0)}, {at(7, 23, 30), at(8, 7, 0)}, {at(8, 0, 10), at(8, 7, 0)}, {at(8, 6, 59), at(8, 7, 0)}, {at(30, 22, 0), at(31, 7, 0)},
	} {
		if got := Night.Next(c.in); !got.Equal(c.want) {
			t.Errorf("%s: %s, want %s", c.in, got, c.want)
		}
		if got := (Quiet{}).Next(c.in); !got.Equal(c.in) {
			t.Errorf("no quiet hours: %s", got)
		}
	}
}
