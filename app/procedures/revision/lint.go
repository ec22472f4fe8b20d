package revision

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// Limits that a text for residents should keep.
const (
	MostWords   = 20 // of a sentence
	MostLabel   = 14 // words of a question
	MostOneView = 12 // questions on one page
)

// jargon are abbreviations and words of the office that residents do not know,
// each with what to write instead.
var jargon = map[string]string{
	"TTHC": "thủ tục", "DVC": "dịch vụ công", "DVCTT": "dịch vụ công trực tuyến", "DVCQG": "Cổng Dịch vụ công quốc gia", "CCCD": "thẻ căn cước", "CMND": "chứng minh nhân dân", "CMT": "chứng minh nhân dân",
	"HS": "hồ sơ", "GCN": "giấy chứng nhận", "GCNQSDĐ": "giấy chứng nhận quyền sử dụng đất", "QSDĐ": "quyền sử dụng đất", "QSD": "quyền sử dụng", "GPXD": "giấy phép xây dựng", "HKD": "hộ kinh doanh",
	"HĐND": "Hội đồng nhân dân", "BHYT": "bảo hiểm y tế", "BHXH": "bảo hiểm xã hội", "CSDL": "cơ sở dữ liệu", "TTPVHCC": "quầy một cửa", "BPTN": "quầy một cửa", "TN&TKQ": "quầy một cửa",
	"BTXH": "trợ giúp xã hội", "NVQS": "nghĩa vụ quân sự", "NCC": "người có công", "TNXP": "thanh niên xung phong", "MST": "mã số thuế", "SĐT": "số điện thoại", "NĐ": "Nghị định", "QĐ": "Quyết định",
	"upload": "gửi ảnh", "scan": "chụp", "email": "thư điện tử", "online": "trực tuyến", "file": "tệp", "click": "bấm", "user": "Ông/Bà", "bạn": "Ông/Bà", "quý khách": "Ông/Bà", "vui lòng": "câu nói việc cần làm",
	"công dân vui lòng": "câu nói việc cần làm", "thể nhân": "cá nhân", "pháp nhân": "tổ chức",
}

var (
	sentences = regexp.MustCompile(`[.!?;:…]+(\s|$)`)
	// citation is a law's number, which nobody can shorten.
	citation = regexp.MustCompile(`[0-9]+/[0-9]{4}/[^\s,.;]+`)
)

// Lint gives hints on words, not faults: sentences that are too long, jargon,
// crowded pages, questions without help. Whoever writes the procedure decides.
func Lint(r *Revision) []Problem {
	var l lint
	l.prose("summary", r.Summary)
	l.prose("who", r.Who)
	l.prose("urgency", r.Urgency)
	l.prose("presence", r.Presence)
	l.prose("competence_text", r.CompetenceText)
	for i, s := range r.Notes {
		l.prose(fmt.Sprintf("notes.%d", i+1), s)
	}
	for _, c := range r.Cases {
		l.prose("cases."+c.Key, c.Title)
	}
	for _, e := range r.Eligibility {
		l.prose("eligibility."+e.Key, e.Say)
	}
	for _, f := range r.Fees {
		l.prose("fees."+f.Key, f.Title)
		l.prose("fees."+f.Key, f.Note)
	}
	for _, ch := range Channels {
		w := r.Ways[ch]
		l.prose("ways."+string(ch), w.Place)
		l.prose("ways."+string(ch), w.FeeNote)
		for _, t := range w.Terms {
			l.prose("ways."+string(ch)+".terms", t.Note)
		}
	}
	for _, c := range r.Components {
		place := "components." + c.Key
		l.words(place, c.Title)
		l.prose(place, c.Condition)
		l.prose(place, c.Note)
		if c.Kind == Submit && c.Required && c.Note == "" && c.Condition == "" && c.Sample == "" {
			l.say(place, "Thêm ghi chú hoặc ảnh mẫu: giấy này do ai cấp, trông thế nào")
		}
	}
	for _, x := range r.Results {
		l.words("results", x.Title)
		for _, m := range inBraces.FindAllStringSubmatch(x.Words, -1) {
			if !slices.Contains(Placeholders, m[1]) {
				l.say("results", "Lời văn của kết quả không có chỗ điền {%s}. Dùng: {%s}", m[1], strings.Join(Placeholders, "}, {"))
			}
		}
	}
	l.form(r.Form)
	return l.found
}

var inBraces = regexp.MustCompile(`\{([^{}]*)\}`)

type lint struct{ found []Problem }

func (l *lint) say(place, format string, a ...any) {
	if p := (Problem{place, fmt.Sprintf(format, a...)}); !slices.Contains(l.found, p) {
		l.found = append(l.found, p)
	}
}

// prose looks at sentences and words.
func (l *lint) prose(place, s string) {
	for _, x := range sentences.Split(citation.ReplaceAllString(s, "số"), -1) {
		if n := len(strings.Fields(x)); n > MostWords {
			l.say(place, "Câu dài %d chữ, viết thành câu không quá %d chữ", n, MostWords)
		}
	}
	l.words(place, s)
}

// words looks for jargon.
func (l *lint) words(place, s string) {
	s = citation.ReplaceAllString(s, "")
	text := " " + strings.Join(strings.FieldsFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && r != '&' }), " ") + " "
	for _, bad := range slices.Sorted(maps.Keys(jargon)) {
		in := text
		if bad == strings.ToLower(bad) {
			in = strings.ToLower(text)
		}
		if strings.Contains(in, " "+bad+" ") {
			l.say(place, "Thay %q bằng %q", bad, jargon[bad])
		}
	}
}

func (l *lint) form(f Form) {
	for _, s := range f.Sections {
		l.prose("form."+s.Key, s.Title)
		l.prose("form."+s.Key, s.Hint)
		if n := onOneView(s); n > MostOneView {
			l.say("form."+s.Key, "Trang này hỏi %d câu, chia thành trang không quá %d câu", n, MostOneView)
		}
		for _, q := range s.Fields {
			l.field("form."+q.Name, q)
			for _, sub := range q.Fields {
				l.field("form."+q.Name+"."+sub.Name, sub)
			}
		}
	}
	for _, c := range f.Checks {
		l.prose("checks."+c.At, c.Say)
	}
}

// onOneView counts what a resident sees at once: questions that are always
// asked, a group as one row.
func onOneView(s Section) int {
	n := 0
	for _, q := range s.Fields {
		switch {
		case q.ShowIf != nil, q.Type == Info, q.Type == Calc:
		case q.Type == Person:
			n += len(q.person())
		case q.Type == Group:
			n += len(q.Fields)
		default:
			n++
		}
	}
	return n
}

func (l *lint) field(place string, q Field) {
	if n := len(strings.Fields(q.Label)); n > MostLabel {
		l.say(place, "Câu hỏi dài %d chữ, rút còn %d chữ, phần còn lại đưa xuống gợi ý", n, MostLabel)
	}
	l.words(place, q.Label)
	l.prose(place, q.Hint)
	l.prose(place, q.Missing)
	l.prose(place, q.Say)
	for _, o := range q.Options {
		l.prose(place, o.Text)
	}
	switch q.Type {
	case Text, LongText:
		if q.Required && q.Hint == "" && q.Missing == "" {
			l.say(place, "Thêm gợi ý hoặc ví dụ để người dân biết viết gì")
		}
	}
	if q.Required && q.Missing == "" && q.Type != Person && q.Type != Info && q.Type != Calc && q.missing() == "Trả lời câu hỏi này" {
		l.say(place, "Thêm câu nhắc khi bỏ trống, câu tự đặt không nói được phải làm gì")
	}
}
