package revision

import (
	"fmt"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// most is the longest answer that is looked at, in characters; longer ones are refused whole.
const most = 10000

// CheckAnswers validates a whole form on the server. in holds what was typed:
// dates also as name_day, name_month, name_year. today is the date in Vietnam.
//
// kept holds the normalised answers that are right; fields a Vietnamese
// sentence for each question that is not. Unknown names (forged fields) and
// questions that the other answers do not call for are dropped. What was typed
// stays with the caller, who shows it again beside the sentence.
func CheckAnswers(f Form, in map[string]string, today time.Time) (kept, fields map[string]string) {
	kept, fields = map[string]string{}, map[string]string{}
	for _, s := range f.Sections {
		f.checkSection(s, in, kept, fields, today)
	}
	f.checkTogether(kept, fields, today, nil)
	return kept, fields
}

// CheckSection validates one page of the form. before are the answers kept
// from other pages, which conditions may ask about; kept holds this page's only.
func CheckSection(f Form, s Section, in, before map[string]string, today time.Time) (kept, fields map[string]string) {
	all := map[string]string{}
	for k, v := range before {
		all[k] = v
	}
	mine := map[string]bool{}
	for _, q := range s.Inputs(nil) {
		for _, name := range q.Names() {
			delete(all, name) // only what is typed now counts
		}
		mine[q.Name] = true
	}
	fields = map[string]string{}
	f.checkSection(s, in, all, fields, today)
	f.checkTogether(all, fields, today, mine)
	kept = map[string]string{}
	for _, q := range s.Inputs(nil) {
		for _, name := range q.Names() {
			if v, ok := all[name]; ok {
				kept[name] = v
			}
		}
	}
	return kept, fields
}

// checkTogether looks at all answers: the form's schema and the checks between
// questions. With mine set only those questions get a sentence.
func (f Form) checkTogether(kept, fields map[string]string, today time.Time, mine map[string]bool) {
	say := func(name, sentence string) {
		if fields[name] == "" && (mine == nil || mine[name]) {
			fields[name] = sentence
			delete(kept, name)
		}
	}
	for name, sentence := range f.schemaFaults(kept) {
		say(name, sentence)
	}
	at := Facts{Today: today}.With(kept)
	for _, c := range f.Checks {
		if c.Rule.Fails(at) {
			say(c.At, c.Say)
		}
	}
}

func (form Form) checkSection(s Section, in, kept, fields map[string]string, today time.Time) {
	if !s.ShowIf.Holds(kept) {
		return
	}
	for _, f := range s.Fields {
		if f.Type == Info || f.Type == File || !f.ShowIf.Holds(kept) {
			continue
		}
		switch f.Type {
		case Calc:
			f.work(kept, today)
			continue
		case Group:
			in = f.dropEmptyRows(in)
		}
		for _, q := range f.inputs(in) {
			if q.Type == Group {
				kept[q.Name] = strconv.Itoa(f.rows(in[f.Name]))
				continue
			}
			if q.Type == Address {
				form.checkAddress(q.Field, in, kept, fields)
				continue
			}
			v, fault := checkOne(q.Field, in, today)
			switch {
			case fault != "":
				fields[q.Name] = fault
			case v != "":
				kept[q.Name] = v
			}
		}
	}
}

// work keeps the value of a calculated question, or takes an old one away.
func (f Field) work(kept map[string]string, today time.Time) {
	delete(kept, f.Name)
	v, known := f.Expr.eval(Facts{Today: today}.With(kept))
	if !known {
		return
	}
	switch x := v.(type) {
	case bool:
		kept[f.Name] = map[bool]string{true: "yes", false: "no"}[x]
	case time.Time:
		kept[f.Name] = x.Format("2006-01-02")
	case float64:
		kept[f.Name] = strconv.FormatFloat(x, 'f', -1, 64)
	default:
		kept[f.Name] = fmt.Sprint(x)
	}
}

// dropEmptyRows lowers the number of a group's rows by those at the end that nobody filled in.
func (f Field) dropEmptyRows(in map[string]string) map[string]string {
	n := f.rows(in[f.Name])
	for ; n > f.MinItems; n-- {
		typed := slices.ContainsFunc(f.inputs(map[string]string{f.Name: strconv.Itoa(n)}), func(q Input) bool {
			return q.Row == n && slices.ContainsFunc(q.TypedNames(), func(name string) bool { return strings.TrimSpace(in[name]) != "" })
		})
		if typed {
			break
		}
	}
	out := make(map[string]string, len(in))
	for k, v := range in {
		out[k] = v
	}
	out[f.Name] = strconv.Itoa(n)
	return out
}

// checkOne gives the kept form of one answer, or the sentence that says what to do.
func checkOne(f Field, in map[string]string, today time.Time) (v, fault string) {
	raw := in[f.Name]
	if f.Type == Date || f.Type == PartialDate {
		raw = dateParts(in, f.Name)
	}
	if len(raw) > most && runes(raw) > f.limit() {
		return "", fmt.Sprintf("Viết ngắn lại, tối đa %d ký tự", f.limit())
	}
	v = clean(raw, f.Type == LongText)
	if v == "" {
		if f.Required {
			return "", f.missing()
		}
		return "", ""
	}
	switch f.Type {
	case Name:
		if !isName(v) {
			return "", "Nhập họ tên chỉ gồm chữ cái, không có số hay ký hiệu"
		}
	case IDNumber:
		v = CleanIDNumber(v)
		return v, IDNumberFault(v)
	case Phone:
		p, ok := CleanPhone(v)
		if !ok {
			return "", "Nhập số điện thoại 10 chữ số, bắt đầu bằng 0"
		}
		return p, ""
	case Email:
		if !mail.MatchString(v) {
			return "", "Nhập địa chỉ thư điện tử, ví dụ ten@vidu.vn"
		}
	case Number, Money:
		return checkNumber(f, v)
	case Date, PartialDate:
		d := ReadDate(v, f.Type == PartialDate)
		if d == "" {
			if f.Type == PartialDate {
				return "", "Nhập ngày, tháng, năm có thật, hoặc chỉ nhập năm"
			}
			return "", "Nhập ngày, tháng, năm có thật, ví dụ 05/09/1990"
		}
		return d, dateFault(d, f.When, today)
	case Choice:
		if !f.offers(v) {
			return "", "Chọn một mục trong danh sách"
		}
	case MultiChoice:
		var out []string
		for _, x := range strings.Split(v, ",") {
			if x = strings.TrimSpace(x); x == "" || slices.Contains(out, x) {
				continue
			}
			if !f.offers(x) {
				return "", "Chọn các mục trong danh sách"
			}
			out = append(out, x)
		}
		v = strings.Join(out, ",")
	case YesNo:
		if v != "yes" && v != "no" {
			return "", "Chọn Có hoặc Không"
		}
	}
	if runes(v) > f.limit() {
		return "", fmt.Sprintf("Viết ngắn lại, tối đa %d ký tự", f.limit())
	}
	if f.Pattern != "" && f.Say != "" {
		if ok, err := regexp.MatchString(f.Pattern, v); err == nil && !ok {
			return "", f.Say
		}
	}
	return v, ""
}

func checkNumber(f Field, v string) (string, string) {
	v = strings.NewReplacer(" ", "", "\u00a0", "", "đ", "", "₫", "", "đồng", "").Replace(v)
	if f.Decimal {
		v = strings.ReplaceAll(v, ",", ".")
		if i := strings.LastIndex(v, "."); i >= 0 && strings.Count(v, ".") > 1 {
			v = strings.ReplaceAll(v[:i], ".", "") + v[i:]
		}
		n, err := strconv.ParseFloat(v, 64)
		if err != nil || strings.ContainsAny(v, "eExXnNiI+-_") {
			return "", "Nhập số, ví dụ 120,5"
		}
		if n < float64(f.Min) || f.Max > 0 && n > float64(f.Max) {
			return "", f.numberRange()
		}
		return strconv.FormatFloat(float64(int64(n*100+0.5))/100, 'f', -1, 64), ""
	}
	v = strings.NewReplacer(".", "", ",", "").Replace(v)
	n, err := strconv.ParseInt(v, 10, 64)
	if err != nil || strings.ContainsAny(v, "+-") {
		return "", "Nhập số, chỉ gồm chữ số"
	}
	if n < int64(f.Min) || f.Max > 0 && n > int64(f.Max) || n > 1e15 {
		return "", f.numberRange()
	}
	return strconv.FormatInt(n, 10), ""
}

func (f Field) numberRange() string {
	if f.Max > 0 {
		return fmt.Sprintf("Nhập số từ %d đến %d", f.Min, f.Max)
	}
	return fmt.Sprintf("Nhập số từ %d trở lên", f.Min)
}

// limit is the most characters of an answer.
func (f Field) limit() int {
	switch f.Type {
	case Number, Money:
		return 30
	case LongText:
		if f.Max == 0 {
			return 2000
		}
	case Date, PartialDate, IDNumber, Phone, YesNo:
		return 40
	case Choice, MultiChoice:
		return 1000
	}
	if f.Max == 0 {
		return 200
	}
	return min(f.Max, most)
}

func (f Field) offers(v string) bool {
	return slices.ContainsFunc(f.Options, func(o Option) bool { return o.Value == v })
}

// missing is the sentence for an unanswered question.
func (f Field) missing() string {
	if f.Missing != "" {
		return f.Missing
	}
	verb := "Nhập "
	switch f.Type {
	case Choice, MultiChoice, YesNo:
		if len(strings.Fields(f.Label)) > 11 || strings.HasSuffix(f.Label, "?") {
			return "Chọn một câu trả lời"
		}
		verb = "Chọn "
	}
	if len(strings.Fields(f.Label)) > 12 || strings.HasSuffix(f.Label, "?") {
		return "Trả lời câu hỏi này"
	}
	return verb + lowerFirst(f.Label)
}

// lowerFirst lowers the first letter, but not of an abbreviation.
func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) > 1 && unicode.IsUpper(r[1]) {
		return s
	}
	if len(r) > 0 {
		r[0] = unicode.ToLower(r[0])
	}
	return string(r)
}

// Warnings are doubts that do not stop a filing: a number that does not agree
// with the gender or the year of birth of its person. The officer checks it.
func Warnings(f Form, kept map[string]string) map[string]string {
	out := map[string]string{}
	for _, q := range f.Inputs(kept) {
		if q.Part != "id_number" || kept[q.Name] == "" {
			continue
		}
		p := PersonOf(kept, q.Block)
		if w := IDNumberDisagrees(p["id_number"], p["gender"], p["birth_date"]); w != "" {
			out[q.Name] = w
		}
	}
	return out
}

// Collect flattens a posted form to the map CheckAnswers takes: several
// choices joined by commas. Everything else passes as it was sent.
func Collect(v url.Values) map[string]string {
	out := make(map[string]string, len(v))
	for k, xs := range v {
		if len(xs) == 1 {
			out[k] = xs[0]
			continue
		}
		out[k] = strings.Join(slices.DeleteFunc(slices.Clone(xs), func(s string) bool { return s == "" }), ",")
	}
	return out
}
