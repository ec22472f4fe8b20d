package meaning

import (
	"regexp"
	"slices"
	"strings"

	"motcua/app/fold"
)

// choice is one of a few values that papers say in many ways.
type choice struct {
	value string
	says  []string // folded; any of them
}

var statuses = []choice{
	{"đã ly hôn", []string{"ly hon"}},
	{"vợ/chồng đã chết", []string{"vo da chet", "chong da chet", "vo/chong da chet", "vo chet", "chong chet", "goa"}},
	{"chưa đăng ký kết hôn", []string{"chua dang ky ket hon", "chua ket hon", "doc than", "chua tung ket hon", "chua lap gia dinh"}},
	{"đang có vợ/chồng", []string{"dang co vo", "dang co chong", "da dang ky ket hon", "da ket hon", "hien co vo", "hien co chong"}},
}

var requests = []choice{
	{"Xóa đăng ký thường trú", []string{"xoa dang ky thuong tru"}},
	{"Xóa đăng ký tạm trú", []string{"xoa dang ky tam tru"}},
	{"Gia hạn tạm trú", []string{"gia han tam tru", "gia han dang ky tam tru"}},
	{"Đăng ký thường trú", []string{"dang ky thuong tru", "nhap khau"}},
	{"Đăng ký tạm trú", []string{"dang ky tam tru"}},
	{"Tách hộ", []string{"tach ho"}},
	{"Điều chỉnh thông tin về cư trú", []string{"dieu chinh thong tin"}},
	{"Xác nhận thông tin về cư trú", []string{"xac nhan thong tin"}},
	{"Khai báo thông tin về cư trú", []string{"khai bao thong tin"}},
	{"Khai báo tạm vắng", []string{"tam vang"}},
	{"Thông báo lưu trú", []string{"luu tru"}},
}

// choose finds which of the choices a value says; ok is false for none.
func choose(ts []token, list []choice) (value, bool) {
	x := folded(ts, false)
	for _, c := range list {
		for _, s := range c.says {
			if at := wordAt(x.s, s); at >= 0 {
				from, _ := x.span(at, at+len(s))
				return valueOf(c.value, from), true
			}
		}
	}
	return value{}, false
}

// wordAt finds words in a folded text, not parts of words.
func wordAt(s, words string) int {
	from := 0
	for {
		at := strings.Index(s[from:], words)
		if at < 0 {
			return -1
		}
		at += from
		end := at + len(words)
		if (at == 0 || !letter(s[at-1])) && (end == len(s) || !letter(s[end])) {
			return at
		}
		from = end
	}
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80 }

// genderIn reads Nam or Nữ; of two printed boxes the ticked one.
func genderIn(ts []token) value {
	var v value
	ticked := func(n int) bool {
		for _, k := range []int{n + 1, n - 1} {
			if k >= 0 && k < len(ts) && slices.Contains([]string{"[x]", "x", "☒", "☑", "(x)", "v"}, strings.ToLower(ts[k].text)) {
				return true
			}
		}
		return false
	}
	var both []string
	for n, t := range ts {
		g := ""
		switch fold.Key(strings.Trim(t.text, ".,;:()[]")) {
		case "nam":
			g = "Nam"
		case "nu":
			g = "Nữ"
		}
		if g == "" || t.line > ts[0].line+1 {
			continue
		}
		both = append(both, g)
		if v.text == "" || ticked(n) {
			v = valueOf(g, ts[n:n+1])
			v.sure = listed(v.sure)
		}
	}
	if len(both) > 1 {
		v = v.atMost(0.6)
	}
	return v
}

var (
	paperNumber = regexp.MustCompile(`^[0-9A-Za-zĐđ][0-9A-Za-zĐđÀ-ỹ.\-/]*$`)
	codeOf      = regexp.MustCompile(`(?:\bma|\bmn|\bso)\b[^0-9]{0,20}([0-9]{4,5})\b`)
	code        = regexp.MustCompile(`\b([0-9]{4,5})\b`)
	count       = regexp.MustCompile(`\b([0-9]{1,3})\b`)
)

// numberOf reads the number of a paper: one word with a digit in it.
func numberOf(ts []token) value {
	text := ""
	var from []token
	for n, t := range ts {
		if n > 0 && (t.first || t.wide) {
			break
		}
		if n > 0 && !t.glued && !strings.HasSuffix(text, "/") && !strings.HasPrefix(t.text, "/") && !strings.HasPrefix(t.text, "-") {
			break
		}
		s := strings.Trim(t.text, ".,;:()")
		if text == "" && !hasDigit(s) {
			break
		}
		text += s
		from = append(from, t)
	}
	if !paperNumber.MatchString(text) {
		return value{}
	}
	v := valueOf(text, from).atMost(0.95)
	// a letter among digits is as likely a digit
	head, _, _ := strings.Cut(text, "/")
	if _, mended, ok := mend(head, ".-"); ok && mended {
		v = v.atMost(0.5)
	}
	return v
}

// firstMatch reads what a pattern takes from a value.
func firstMatch(ts []token, res ...*regexp.Regexp) value {
	x := folded(ts, true)
	for _, re := range res {
		if m := re.FindStringSubmatchIndex(x.s); m != nil {
			from, mended := x.span(m[2], m[3])
			return valueOf(x.s[m[2]:m[3]], from).mended(mended)
		}
	}
	return value{}
}
