package national

import (
	"regexp"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"motcua/app/procedures/revision"
)

var brackets = regexp.MustCompile(`\s*\(([^)]*)\)`)

// declarations begin the titles of papers that the questions answer.
var declarations = []string{
	"Tờ khai", "Đơn ", "Phiếu tự khai", "Phiếu TK", "Giấy đề nghị", "Nội dung khai báo", "Thông tin người lưu trú",
	"Thông báo tạm ngừng", "Thông báo chấm dứt", "Giấy thông báo", "Bản đăng ký", "Bản khai", "Văn bản đề nghị", "Phiếu quân nhân",
}

// Components splits the list of a procedure ("A|B (nếu có)|…") and says what becomes of each.
func Components(list string) []revision.Component {
	var out []revision.Component
	for i, s := range strings.Split(list, "|") {
		if s = strings.TrimSpace(s); s == "" {
			continue
		}
		c := revision.Component{Title: s, Kind: revision.Submit, Required: true, Digitize: true, Originals: 1}
		if m := brackets.FindStringSubmatch(s); m != nil {
			in := m[1]
			switch {
			case strings.HasPrefix(in, "nếu "), strings.HasPrefix(in, "khi "), strings.HasPrefix(in, "người "):
				c.Required, c.Condition = false, in
				c.Title = strings.TrimSpace(brackets.ReplaceAllString(s, ""))
			case strings.Contains(in, "xuất trình"):
				c.Kind = revision.Present
			case strings.Contains(in, "khai thác từ CSDL"):
				c.Kind = revision.Note
				c.Title = strings.TrimSpace(brackets.ReplaceAllString(s, ""))
				c.Note = "Cơ quan tự tra cứu trong cơ sở dữ liệu, Ông/Bà không phải nộp."
			case strings.HasPrefix(in, "bản giấy"):
				c.Title = strings.TrimSpace(brackets.ReplaceAllString(s, ""))
			default:
				c.Note = in
			}
		}
		if head, cond, ok := strings.Cut(c.Title, " khi "); ok && c.Condition == "" {
			c.Title, c.Condition, c.Required = head, "khi "+cond, false
		}
		switch {
		case strings.HasPrefix(s, "Giấy tờ tùy thân"), strings.HasPrefix(s, "Hộ chiếu"), strings.HasPrefix(s, "Thẻ căn cước"):
			c.Kind = revision.Present
			c.Note = "Xuất trình thẻ căn cước, hoặc tra cứu theo số định danh."
			if strings.HasPrefix(s, "Hộ chiếu") {
				c.Note = "Xuất trình bản chính khi đến quầy."
			}
		case Declares(s) && (i == 0 || strings.HasPrefix(s, "Tờ khai")) && !strings.Contains(s, "có xác nhận của"):
			c.Kind = revision.ByForm
			c.Note = "Trả lời các câu hỏi, hệ thống điền thay Ông/Bà."
		}
		if c.Kind != revision.Submit {
			c.Required, c.Digitize, c.Originals = false, false, 0
		}
		if strings.HasPrefix(s, "Bản sao") || strings.HasPrefix(s, "Bản chụp") {
			c.Originals, c.Copies = 0, 1
		}
		c.Key = Unique(out, Slug(c.Title))
		out = append(out, c)
	}
	return out
}

// Declares tells whether a paper's title is that of a declaration, which the questions answer.
func Declares(s string) bool {
	for _, d := range declarations {
		if strings.HasPrefix(s, d) {
			return true
		}
	}
	return false
}

// Unique is key, or key with _2 behind it until no component of the list has it.
func Unique(have []revision.Component, key string) string {
	for _, c := range have {
		if c.Key == key {
			return Unique(have, key+"_2")
		}
	}
	return key
}

// Slug is a title without marks, at most 40 letters, whole words.
func Slug(s string) string {
	var words []string
	n := 0
	for _, w := range strings.FieldsFunc(fold(s), func(r rune) bool { return !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9') }) {
		if n += len(w) + 1; n > 40 && len(words) > 0 {
			break
		}
		words = append(words, w)
	}
	return strings.Join(words, "_")
}

func fold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ', r == 'Đ', r == 'ð':
			return 'd'
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}
