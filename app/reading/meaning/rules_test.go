package meaning

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func fields(t *testing.T, text string) map[string]Field {
	t.Helper()
	out := map[string]Field{}
	for _, f := range Understand(FromText(text, 0.96), Knowledge{}).Fields {
		out[f.Name] = f
	}
	return out
}

func TestSpoken(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int64{
		"hai nghìn không trăm hai mươi sáu": 2026, "một nghìn chín trăm tám mươi lăm": 1985, "hai nghìn lẻ năm": 2005,
		"hai không hai sáu": 2026, "mười một": 11, "hai mươi mốt": 21, "ba mươi tư": 34, "mười lăm": 15,
		"một trăm hai mươi triệu": 120_000_000, "hai tỷ ba trăm triệu năm trăm nghìn": 2_300_500_000,
		"một trăm linh năm nghìn": 105_000, "năm mươi nghìn": 50_000, "nghin": -1, "": -1, "hai nghìn tư": -1, "trăm hai": -1, "mươi": 10,
	} {
		n, ok := spoken(keys(text))
		if !ok {
			n = -1
		}
		if n != want {
			t.Errorf("%q: %d, want %d", text, n, want)
		}
	}
}

func TestSpokenDates(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ngày mười tám tháng mười một năm hai nghìn không trăm hai mươi sáu": "2026-11-18",
		"Ngày mồng năm tháng năm năm hai nghìn không trăm lẻ năm":            "2005-05-05",
		"ngày ba mươi mốt tháng chạp năm một nghìn chín trăm chín mươi chín": "1999-12-31",
		"ngày ba mươi tháng hai năm hai nghìn không trăm hai mươi":           "",
		"ngày nào tháng ấy năm xưa":                                          "",
	} {
		var ts []token
		if p := FromText(text, 1); len(p) > 0 {
			ts = tokens(p)
		}
		v, ok := dateInWords(ts)
		if ok != (want != "") || ok && v.text != want {
			t.Errorf("%q: %q, want %q", text, v.text, want)
		}
	}
}

// What contradicts something on the paper is never sure; what agrees may be.
func TestConfidence(t *testing.T) {
	t.Parallel()
	for name, x := range map[string]struct {
		text, field, value string
		sure               bool
	}{
		"number alone":                  {"Họ và tên: Bùi Văn Thắng\nSố định danh: 017085900456", "id", "017085900456", true},
		"number against year of birth":  {"Họ và tên: Bùi Văn Thắng\nNgày sinh: 20/11/1986\nSố định danh: 017085900456", "id", "017085900456", false},
		"number against gender":         {"Họ và tên: Bùi Thị Thắng\nGiới tính: Nữ\nSố định danh: 017085900456", "id", "017085900456", false},
		"number of no province":         {"Họ và tên: Bùi Văn Thắng\nSố định danh: 003085900456", "id", "003085900456", false},
		"a digit too few":               {"Họ và tên: Bùi Văn Thắng\nSố định danh: 01708590045", "id", "01708590045", false},
		"look-alikes":                   {"Họ và tên: Bùi Văn Thắng\nSố định danh: O17O859OO456", "id", "017085900456", false},
		"date in figures and words":     {"GIẤY KHAI SINH\nNgày sinh: 18/11/2026 Ghi bằng chữ: ngày mười tám tháng mười một năm hai nghìn không trăm hai mươi sáu", "child_birth_date", "", false},
		"words mend figures":            {"TỜ KHAI ĐĂNG KÝ KHAI SINH\nNgày sinh: l8/11/2026 Ghi bằng chữ: ngày mười tám tháng mười một năm hai nghìn không trăm hai mươi sáu", "birth_date", "2026-11-18", true},
		"words against figures":         {"TỜ KHAI ĐĂNG KÝ KHAI SINH\nNgày sinh: 13/11/2026 Ghi bằng chữ: ngày mười tám tháng mười một năm hai nghìn không trăm hai mươi sáu", "birth_date", "2026-11-18", false},
		"born after the paper was made": {"Họ tên: Hà Văn An\nNgày sinh: 18/11/2027\nKim Bôi, ngày 02 tháng 11 năm 2026", "birth_date", "2027-11-18", false},
		"a month that lost a stroke":    {"Họ tên: Hà Văn An\nNgày sinh: 18/1/1990", "birth_date", "1990-01-18", false},
		"two names for one person":      {"Họ và tên mẹ: Đinh Thị Mai\nHọ và tên mẹ: Đinh Thị Lan", "mother_name", "Đinh Thị Mai", false},
		"names that differ by a mark":   {"Họ và tên mẹ: Trần Thị Mai\nHọ và tên cha: Trần Thị Mãi", "mother_name", "Trần Thị Mai", false},
		"amount and words":              {"Số tiền: 120.000.000 đồng (Một trăm hai mươi triệu đồng)", "amount_vnd", "120000000", true},
		"amount against words":          {"Số tiền: 120.000.000 đồng (Một trăm hai mươi nghìn đồng)", "amount_vnd", "120000000", false},
		"a family name that is none":    {"Họ và tên mẹ: NGUYÊN THỊ MAI", "mother_name", "Nguyễn Thị Mai", false},
		"without marks":                 {"Ho va ten: BUl GlA BAO\nNgay sinh: 18/11/2026\nNoi cu tru: xa Kim Boi", "name", "Bui Gia Bao", false},
		"phone in groups":               {"Họ tên: Hà Văn An\nĐiện thoại: +84 900 000 123", "phone", "0900000123", true},
		"digits in boxes":               {"Họ tên: Hà Văn An\nSố CCCD: |0|2|5|0|6|2|9|0|0|7|7|7|", "id", "025062900777", true},
	} {
		t.Run(name, func(t *testing.T) {
			f, ok := fields(t, x.text)[x.field]
			if x.value == "" {
				if ok {
					t.Errorf("%s = %q", x.field, f.Value)
				}
				return
			}
			if f.Value != x.value || (f.Confidence >= Sure) != x.sure {
				t.Errorf("%s = %q %.2f, want %q, sure: %v", x.field, f.Value, f.Confidence, x.value, x.sure)
			}
		})
	}
}

// A paper's own day is that of its head or foot, not one that its sentences name.
func TestPaperDate(t *testing.T) {
	t.Parallel()
	const head = "XÃ KIM BÔI                         Độc lập - Tự do - Hạnh phúc\nSố: 11/2026                    Kim Bôi, ngày 26 tháng 11 năm 2026\nTRÍCH LỤC KHAI TỬ\n"
	const told = "Ủy ban nhân dân xã Kim Bôi, theo hồ sơ mã H44.04978-261123-0015, tiếp nhận\nngày 25 tháng 11 năm 2026:\nHọ, chữ đệm, tên: Hà Linh Lụa\n"
	for text, want := range map[string]string{
		head + told: "2026-11-26",
		told:        "",
		head + told + "                                        Đà Bắc, ngày 27 tháng 11 năm 2026\n": "2026-11-27",
		"Ngày 3 tháng 2 năm 2020\n" + told: "2020-02-03",
	} {
		if got := fields(t, text)["date"].Value; got != want {
			t.Errorf("%q, want %q, of\n%s", got, want, text)
		}
	}
}

// Two readings that agree lift a value, but never over what its sense allows; two
// that differ make it doubtful.
func TestConfirm(t *testing.T) {
	t.Parallel()
	const text = "Họ và tên: Bùi Văn Thắng\nSố định danh: 017085900456\nĐiện thoại: O9OO OOO 123"
	p := Understand(FromText(text, 0.8), Knowledge{})
	p.Confirm(func(f Field) (string, bool) {
		switch f.Name {
		case "name":
			return "Bùi Văn Tháng", true
		case "id":
			return "0170 8590 0456", true
		}
		return "O9OO OOO 123", true
	})
	for _, f := range p.Fields {
		if sure := f.Confidence >= Sure; sure != (f.Name == "id") || f.Name == "name" && f.Confidence > doubtful {
			t.Errorf("%s %.2f", f.Name, f.Confidence)
		}
	}
}

func TestCommune(t *testing.T) {
	t.Parallel()
	know := Register([]string{"Kim Bôi", "Hoà Bình", "Việt Trì"}, nil)
	for text, want := range map[string]string{
		"Ủy ban nhân dân xã Kim Bôi, tỉnh Phú Thọ": "Kim Bôi", "UBND XÃ KIM BÔI": "Kim Bôi", "UBND xa Kim Boi": "Kim Bôi",
		"Công an phường Việt Trì tỉnh Phú Thọ": "Việt Trì", "Ủy ban nhân dân thị xã Phú Thọ": "", "Ông Chủ tịch": "",
	} {
		if v := commune(tokens(FromText(text, 1)), know); v.text != want {
			t.Errorf("%q: %q, want %q", text, v.text, want)
		}
	}
}

// Papers with letters changed, cut out and put in do not panic either.
func TestMangled(t *testing.T) {
	t.Parallel()
	docs, _ := load(t, "testdata/ocr_samples.json")
	r := rand.New(rand.NewPCG(1, 1))
	for n := range 400 {
		b := []rune(docs[n%len(docs)].Text)
		for range r.IntN(40) {
			at := r.IntN(len(b) + 1)
			switch r.IntN(3) {
			case 0:
				b = slices.Insert(b, at, []rune(": \n.1|/0-_\f…")[r.IntN(12)])
			case 1:
				b = slices.Insert(b, at, rune(r.IntN(0x2000)))
			case 2:
				b = slices.Delete(b, at, min(at+r.IntN(30), len(b)))
			}
		}
		Understand(FromText(string(b), 0.9), Knowledge{})
	}
}

// The register says of an address whether its commune was read rightly.
func TestPlace(t *testing.T) {
	t.Parallel()
	know := Register([]string{"Kim Bôi", "Tân Lập"}, nil)
	for text, want := range map[string]struct {
		value string
		sure  bool
	}{
		"xóm 4, xã Kim Bôi, tỉnh Phú Thọ": {"xóm 4, xã Kim Bôi, tỉnh Phú Thọ", true},
		"xóm 4, xã Kim Bối, tỉnh Phú Thọ": {"xóm 4, xã Kim Bôi, tỉnh Phú Thọ", false},
		"xóm 4, xã Kim Bơl, tỉnh Phú Thọ": {"xóm 4, xã Kim Bơl, tỉnh Phú Thọ", false},
	} {
		for _, f := range Understand(FromText("Họ tên: Hà Văn An\nNơi cư trú: "+text, 0.96), know).Fields {
			if f.Name == "residence" && (f.Value != want.value || (f.Confidence >= Sure) != want.sure) {
				t.Errorf("%q: %q %.2f", text, f.Value, f.Confidence)
			}
		}
	}
}

// Whatever was recognised, nothing panics, and no field leaves its bounds.
func FuzzUnderstand(f *testing.F) {
	docs, noisy := load(f, "testdata/ocr_samples.json")
	for _, d := range append(docs, noisy...) {
		f.Add(d.Text)
		f.Add(strings.ReplaceAll(d.Text, "\n", ":\n"))
	}
	f.Add(":::\n....\n|||| : 1. a) : ngày tháng năm năm năm")
	f.Add("Số:\fHọ tên người\fyêu cầu:")
	f.Fuzz(func(t *testing.T, s string) {
		for _, x := range Understand(FromText(s, 0.9), Register([]string{"Kim Bôi"}, []string{"Thị"})).Fields {
			if x.Name == "" || x.Value == "" || x.Confidence < 0 || x.Confidence > 1 || x.Page < 1 {
				t.Errorf("%+v", x)
			}
		}
	})
}
