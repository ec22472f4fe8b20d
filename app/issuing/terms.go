package issuing

import (
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"motcua/app/deadlines"
	"motcua/app/procedures/revision"
	"motcua/app/slips"
	"motcua/tenants/registry"
	"motcua/views/i18n"
)

// FactsOf are what rules know of a dossier filed online at an office.
func FactsOf(r *revision.Revision, u registry.Unit, answers map[string]string, today time.Time) revision.Facts {
	n := func(name string) int {
		n, _ := strconv.Atoi(answers[name])
		return n
	}
	f := revision.Facts{Channel: r.MainChannel(), Case: r.CaseOf(answers), Pages: n("pages"), Copies: n("copies"), Area: u.AreaClass, Province: u.Province, Today: today}
	if u.Kind == registry.KindCommune {
		f.Commune = u.Code
	}
	return f
}

// Charges are what one dossier costs, with the moment when it is paid.
func Charges(r *revision.Revision, f revision.Facts, answers map[string]string) []slips.Row {
	var out []slips.Row
	for _, x := range r.ChargesFor(f, answers) {
		row := slips.Row{Key: x.Title}
		switch {
		case x.Known && x.Amount == 0:
			row.Value = "Không mất tiền"
		case x.Known:
			row.Value = i18n.Money(x.Amount) + ", " + dueText(x.Due)
		case x.Note != "":
			row.Value = upperFirst(x.Note)
		default:
			row.Value = "Quầy một cửa báo số tiền trước khi thu"
		}
		out = append(out, row)
	}
	if len(out) == 0 {
		out = append(out, slips.Row{Key: "Phí, lệ phí", Value: "Không mất tiền"})
	}
	return out
}

// dueText is when a fee is paid.
func dueText(due string) string {
	switch due {
	case revision.DueFiling:
		return "nộp khi gửi hồ sơ"
	case revision.DueReturn:
		return "nộp khi nhận kết quả"
	}
	return "nộp khi hồ sơ được tiếp nhận"
}

// TermOf is the time of one dossier, in words.
func TermOf(r *revision.Revision, f revision.Facts, answers map[string]string) string {
	t, stated := r.TermFor(f.Channel, f.Case, f.Area, f.With(answers))
	s := deadlines.FormatAllotment(deadlines.Policy{Unit: deadlines.Unit(t.Unit), Amount: t.Amount})
	if !stated {
		s += " (pháp luật chưa nêu thời hạn)"
	}
	return s
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}
