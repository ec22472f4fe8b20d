package slips

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"motcua/app/fault"
	"motcua/views/i18n"
)

// Wording is what a province words itself on one form. Each line may hold
// placeholders in braces: "{ma_ho_so}", or "{hen_moi:ngay}" for the day alone.
type Wording struct {
	Parent  string `json:"parent"`  // first line of the letterhead
	Office  string `json:"office"`  // second line
	Opening string `json:"opening"` // before the facts
	Closing string `json:"closing"` // after them
	Signer  string `json:"signer"`  // title over the signature
	Foot    string `json:"foot"`
}

// Template is one version of a province's wording of a form; version 0 is what ships.
type Template struct {
	Form    Form
	Version int
	Wording
}

// kind is the type of a placeholder.
type kind string

const (
	kindText   kind = "text"
	kindMoment kind = "moment"
	kindPhone  kind = "phone"
)

// Placeholder is a word in braces that a form knows.
type Placeholder struct {
	Name, Means string
	Kind        kind
	Only        []Form // empty: all forms
	text        func(*Data) string
	moment      func(*Data) time.Time
}

// formats are what may follow the colon of a moment.
var formats = map[string]func(time.Time) string{"": i18n.Promise, "ngay": i18n.Date, "gio": i18n.Time, "chu": i18n.LegalDate}

var placeholders = []Placeholder{
	{Name: "co_quan", Means: "tên cơ quan ghi trên phiếu", Kind: kindText, text: func(d *Data) string { return d.Parent }},
	{Name: "dien_thoai", Means: "số điện thoại hỗ trợ của cơ quan", Kind: kindPhone, text: func(d *Data) string { return d.HelpPhone }},
	{Name: "dia_chi", Means: "địa chỉ của cơ quan", Kind: kindText, text: func(d *Data) string { return d.HelpAt }},
	{Name: "trang_web", Means: "địa chỉ tra cứu", Kind: kindText, text: func(d *Data) string { return d.Website }},
	{Name: "ma_ho_so", Means: "mã hồ sơ", Kind: kindText, Only: ofDossier, text: func(d *Data) string { return d.Code }},
	{Name: "chu_ho_so", Means: "họ tên chủ hồ sơ", Kind: kindText, Only: ofDossier, text: func(d *Data) string { return d.Applicant }},
	{Name: "thu_tuc", Means: "tên thủ tục", Kind: kindText, Only: ofDossier, text: func(d *Data) string { return d.Procedure }},
	{Name: "noi_giai_quyet", Means: "cơ quan giải quyết", Kind: kindText, Only: ofDossier, text: func(d *Data) string { return d.Competent }},
	{Name: "ngay_nhan", Means: "lúc nhận hồ sơ", Kind: kindMoment, Only: ofDossier, moment: func(d *Data) time.Time { return d.Received }},
	{Name: "hen_tra", Means: "lúc hẹn trả kết quả", Kind: kindMoment, Only: []Form{M01, M06}, moment: func(d *Data) time.Time { return d.Promise }},
	{Name: "bo_sung_truoc", Means: "hạn gửi giấy tờ bổ sung", Kind: kindMoment, Only: []Form{M02}, moment: func(d *Data) time.Time {
		if d.Supplement == nil {
			return time.Time{}
		}
		return d.Supplement.Until
	}},
	{Name: "hen_cu", Means: "ngày hẹn cũ", Kind: kindMoment, Only: []Form{M04}, moment: func(d *Data) time.Time {
		if d.Apology == nil {
			return time.Time{}
		}
		return d.Apology.Old
	}},
	{Name: "hen_moi", Means: "ngày hẹn mới", Kind: kindMoment, Only: []Form{M04}, moment: func(d *Data) time.Time {
		if d.Apology == nil {
			return time.Time{}
		}
		return d.Apology.New
	}},
}

var ofDossier = []Form{M01, M02, M03, M04, M05, M06}

// Placeholders are those that a form knows.
func Placeholders(f Form) []Placeholder {
	var out []Placeholder
	for _, p := range placeholders {
		if p.on(f) {
			out = append(out, p)
		}
	}
	return out
}

func (p Placeholder) on(f Form) bool {
	for _, x := range p.Only {
		if x == f {
			return true
		}
	}
	return len(p.Only) == 0
}

// Field is one text of a wording, for forms on screen and for checks.
type Field struct {
	Key, Label string
	Rows       int // 1: a single line
	Max        int
	Required   bool
	Value      func(*Wording) *string
}

// Fields are the texts of a wording in the order of the paper.
var Fields = []Field{
	{"parent", "Dòng trên của tiêu đề", 1, 120, true, func(w *Wording) *string { return &w.Parent }},
	{"office", "Dòng dưới của tiêu đề", 1, 120, true, func(w *Wording) *string { return &w.Office }},
	{"opening", "Lời mở đầu", 3, 600, false, func(w *Wording) *string { return &w.Opening }},
	{"closing", "Lời kết", 4, 900, false, func(w *Wording) *string { return &w.Closing }},
	{"signer", "Chức danh người ký", 1, 80, true, func(w *Wording) *string { return &w.Signer }},
	{"foot", "Chân phiếu", 3, 600, false, func(w *Wording) *string { return &w.Foot }},
}

// FieldsOf are the texts that a form prints: M06 is signed in its rows.
func FieldsOf(form Form) []Field {
	if form != M06 {
		return Fields
	}
	return slices.DeleteFunc(slices.Clone(Fields), func(f Field) bool { return f.Key == "signer" })
}

// Clean gives the texts the form they are kept in.
func (w Wording) Clean() Wording {
	for _, f := range Fields {
		v := f.Value(&w)
		s := norm.NFC.String(strings.ReplaceAll(*v, "\r\n", "\n"))
		if f.Rows == 1 {
			s = strings.Join(strings.Fields(s), " ")
		}
		*v = strings.TrimSpace(s)
	}
	return w
}

// Check finds what is wrong with a wording. Fault: Invalid with a sentence for each text.
func (w Wording) Check(form Form) error {
	bad := map[string]string{}
	for _, f := range FieldsOf(form) {
		v := *f.Value(&w)
		switch {
		case f.Required && v == "":
			bad[f.Key] = "Nhập " + lowerFirst(f.Label)
		case utf8.RuneCountInString(v) > f.Max:
			bad[f.Key] = fmt.Sprintf("Viết tối đa %d chữ cái và dấu; đang có %d", f.Max, utf8.RuneCountInString(v))
		case !printable(v):
			bad[f.Key] = "Có ký tự không in được. Gõ lại dòng này"
		default:
			if s := checkHoles(form, v); s != "" {
				bad[f.Key] = s
			}
		}
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	return nil
}

func printable(s string) bool {
	for _, r := range s {
		if r == utf8.RuneError || r > 0xffff || r != '\n' && unicode.IsControl(r) {
			return false
		}
	}
	return true
}

// checkHoles says in a sentence what is wrong with the placeholders of a text.
func checkHoles(form Form, s string) string {
	said := ""
	err := holes(s, func(string) {}, func(hole string) {
		if said == "" {
			said = checkHole(form, hole)
		}
	})
	if err != "" {
		return err
	}
	return said
}

func checkHole(form Form, hole string) string {
	name, format, formatted := strings.Cut(hole, ":")
	for _, p := range placeholders {
		if p.Name != name {
			continue
		}
		switch {
		case !p.on(form):
			return "Mẫu " + string(form) + " không có {" + name + "} (" + p.Means + ")"
		case formatted && p.Kind != kindMoment:
			return "{" + name + "} không phải ngày giờ nên không có “:" + format + "”"
		case formatted && (format == "" || formats[format] == nil):
			return "Sau {" + name + ": chỉ dùng ngay, gio hoặc chu"
		}
		return ""
	}
	if near := nearest(form, name); near != "" {
		return "Không có {" + name + "}. Ý là {" + near + "}?"
	}
	return "Không có {" + name + "}. Chọn trong danh sách bên dưới"
}

// holes cuts a text into plain parts and placeholders, and says what braces do not close.
func holes(s string, plain, hole func(string)) string {
	for s != "" {
		i := strings.IndexAny(s, "{}")
		if i < 0 {
			plain(s)
			return ""
		}
		if s[i] == '}' {
			return "Có dấu } mà không có dấu { mở trước đó"
		}
		plain(s[:i])
		rest := s[i+1:]
		j := strings.IndexAny(rest, "{}\n")
		if j < 0 || rest[j] != '}' {
			return "Thiếu dấu } sau “{" + cutRunes(rest, 20) + "”"
		}
		hole(rest[:j])
		s = rest[j+1:]
	}
	return ""
}

// fill writes a text with its placeholders. A line in which one of them has
// nothing to say is left out: no "gọi số ." on paper.
func fill(s string, d *Data) []string {
	var out []string
	for _, line := range strings.Split(s, "\n") {
		var b strings.Builder
		empty := false
		holes(line, func(p string) { b.WriteString(p) }, func(hole string) {
			v := value(hole, d)
			empty = empty || v == ""
			b.WriteString(v)
		})
		if t := strings.TrimSpace(b.String()); t != "" && !empty {
			out = append(out, t)
		}
	}
	return out
}

func value(hole string, d *Data) string {
	name, format, _ := strings.Cut(hole, ":")
	for _, p := range placeholders {
		if p.Name != name {
			continue
		}
		if p.moment != nil {
			if f := formats[format]; f != nil {
				return f(p.moment(d))
			}
			return ""
		}
		if p.Kind == kindPhone {
			return i18n.Phone(p.text(d))
		}
		return p.text(d)
	}
	return ""
}

// nearest is the placeholder that was probably meant.
func nearest(form Form, typed string) string {
	best, least := "", 3
	for _, p := range Placeholders(form) {
		if n := distance(typed, p.Name); n < least {
			best, least = p.Name, n
		}
	}
	return best
}

func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		last := row[0]
		row[0] = i + 1
		for j := range y {
			cost := last
			if x[i] != y[j] {
				cost++
			}
			last = row[j+1]
			row[j+1] = min(row[j+1]+1, row[j]+1, cost)
		}
	}
	return row[len(y)]
}

func lowerFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToLower(r)) + s[n:]
}

func cutRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n])
	}
	return s
}
