package resident

import (
	"strconv"
	"time"

	"motcua/app/procedures/revision"
	"motcua/tenants/registry"
	"motcua/views/i18n"
	"motcua/views/ui"
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

// ChargeRows are what one dossier costs, with the moment when it is paid.
func ChargeRows(r *revision.Revision, f revision.Facts, answers map[string]string) []ui.SummaryRow {
	var out []ui.SummaryRow
	for _, x := range r.ChargesFor(f, answers) {
		row := ui.SummaryRow{Key: x.Title}
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
		out = append(out, ui.SummaryRow{Key: "Phí, lệ phí", Value: "Không mất tiền"})
	}
	return out
}

// termOf is the time of one dossier.
func termOf(r *revision.Revision, f revision.Facts, answers map[string]string) string {
	t, stated := r.TermFor(f.Channel, f.Case, f.Area, f.With(answers))
	s := allotment(t)
	if !stated {
		s += " (pháp luật chưa nêu thời hạn)"
	}
	return s
}

// SlipCharges are the same for a dossier that was filed, as the slip prints them.
func SlipCharges(r *revision.Revision, channel, caseKey string, u registry.Unit, answers map[string]string, at time.Time) []ui.SummaryRow {
	f := FactsOf(r, u, answers, at)
	f.Channel = revision.Channel(channel)
	if caseKey != "" {
		f.Case = caseKey
	}
	return ChargeRows(r, f, answers)
}

// RegisterName is the register that officers read instead of asking for a paper; "" for none.
func RegisterName(pull string) string { return registerNames[pull] }
