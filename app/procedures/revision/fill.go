package revision

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// Filler answers a form as an applicant would: for demonstration data, bench
// and tests. Nil functions have sensible defaults; the same functions give the
// same answers.
type Filler struct {
	Today  time.Time                            // in Vietnam
	Pick   func(n int) int                      // one of n choices; default the first
	Person func(block string) map[string]string // full_name, birth_date (2006-01-02), gender, id_number, address, phone, …
	Text   func(f Field) string                 // free text; "" for the default
	Skip   func(f Field) bool                   // leave an optional question out; default all of them
}

// Fill gives answers that CheckAnswers accepts as they are.
func (x Filler) Fill(f Form) map[string]string {
	out := map[string]string{}
	for _, s := range f.Sections {
		if !s.ShowIf.Holds(out) {
			continue
		}
		for _, q := range s.Fields {
			if !q.ShowIf.Holds(out) {
				continue
			}
			if q.Type == Group {
				out[q.Name] = strconv.Itoa(max(q.MinItems, 1))
			}
			for _, in := range q.inputs(out) {
				if in.Type == Info || in.Type == File || in.Type == Group || !in.Required && x.skips(in.Field) {
					continue
				}
				if v := x.answer(in); v != "" {
					out[in.Name] = v
				}
			}
			if q.Type == Calc {
				q.work(out, x.Today)
			}
		}
	}
	return out
}

func (x Filler) skips(f Field) bool { return x.Skip == nil || x.Skip(f) }

func (x Filler) pick(n int) int {
	if x.Pick == nil || n < 1 {
		return 0
	}
	return x.Pick(n)
}

// others stand in for the persons beside the applicant, so that two blocks of a form are two people.
var others = map[string]map[string]string{
	"mother": {"full_name": "Bùi Thị Mây", "birth_date": "1994-05-12", "gender": "Nữ", "id_number": "017194003817"},
	"":       {"full_name": "Đinh Văn Khang", "birth_date": "1990-09-20", "gender": "Nam", "id_number": "025090004821"},
}

func other(block string) map[string]string {
	if o, ok := others[block]; ok {
		return o
	}
	return others[""]
}

// anybody answers for the applicant, and what others leave out.
var anybody = map[string]string{
	"full_name": "Nguyễn Thị Hồng Gấm", "birth_date": "1992-03-08", "gender": "Nữ", "id_number": "025192905449",
	"address": "Khu 5, xã Hy Cương, tỉnh Phú Thọ", "phone": "0912345678", "email": "gam@vidu.vn", "ethnicity": "Kinh", "nationality": "Việt Nam", "passport": "C1234567",
}

func (x Filler) answer(in Input) string {
	if in.Part != "" {
		if x.Person != nil {
			if v := x.Person(in.Block)[in.Part]; v != "" {
				return v
			}
		}
		if v := other(in.Block)[in.Part]; in.Block != Applicant && v != "" {
			return v
		}
		return anybody[in.Part]
	}
	switch in.Type {
	case Choice, MultiChoice:
		return in.Options[x.pick(len(in.Options))].Value
	case YesNo:
		return []string{"no", "yes"}[x.pick(2)]
	case Number:
		return strconv.Itoa(max(in.Min, 1))
	case Money:
		return strconv.Itoa(max(in.Min, 1000000))
	case Date, PartialDate:
		days := 30
		if in.When == "past" {
			days = -30
		}
		return x.Today.AddDate(0, 0, days).Format("2006-01-02")
	case IDNumber, Phone, Email, Name, Address:
		part := map[Type]string{IDNumber: "id_number", Phone: "phone", Email: "email", Name: "full_name", Address: "address"}[in.Type]
		if v := others[""][part]; in.Group != "" && v != "" {
			return v
		}
		return anybody[part]
	}
	v := ""
	if x.Text != nil {
		v = x.Text(in.Field)
	}
	if v == "" {
		v = example(in.Hint)
	}
	if r := []rune(v); len(r) > in.limit() {
		v = strings.TrimSpace(string(r[:in.limit()]))
	}
	return in.matching(v)
}

// matching is v where it has the form asked for, else the number with the fewest digits that has.
func (f Field) matching(v string) string {
	if f.Pattern == "" || patternFault(f.Pattern) {
		return v
	}
	re := regexp.MustCompile(f.Pattern)
	for n := 1; !re.MatchString(v) && n <= 20; n++ {
		if digits := strings.Repeat("1234567890", 2)[:n]; re.MatchString(digits) {
			return digits
		}
	}
	return v
}

// example takes the first example out of a hint: "Ví dụ: mẹ đẻ, anh ruột." gives mẹ đẻ.
func example(hint string) string {
	_, rest, ok := strings.Cut(hint, "Ví dụ: ")
	if !ok {
		return "Theo giấy tờ kèm theo"
	}
	rest, _, _ = strings.Cut(rest, ",")
	return strings.TrimSuffix(strings.TrimSpace(rest), ".")
}
