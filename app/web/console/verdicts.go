package console

import (
	"slices"
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
)

var noVerdict = fault.New(fault.Invalid, "verdict.none", "Chọn Đạt hoặc Chưa đạt cho ít nhất một giấy tờ.")

// verdicts reads v_<paper> with reason_<paper> and note_<paper>, in a fixed
// order. What was already so before (was_<paper>) is not written again.
func verdicts(c *web.Ctx) []dossiers.Verdict {
	var out []dossiers.Verdict
	for k := range c.Posted() {
		raw, ok := strings.CutPrefix(k, "v_")
		if !ok {
			continue
		}
		id, err := uuid.Parse(raw)
		if err != nil {
			continue
		}
		v := dossiers.Verdict{Paper: id, OK: c.Form(k) == "ok", Reason: c.Form("reason_" + raw), Note: said(c.Form("note_" + raw))}
		if oneOf(c.Form(k), "ok", "bad") == "" || c.Form("was_"+raw) == c.Form(k) && (v.OK || c.Form("wasr_"+raw) == v.Reason) {
			continue
		}
		out = append(out, v)
	}
	slices.SortFunc(out, func(a, b dossiers.Verdict) int { return strings.Compare(a.Paper.String(), b.Paper.String()) })
	return out
}

// judged tells whether any paper has a verdict on the page.
func judged(c *web.Ctx) bool {
	for k := range c.Posted() {
		if strings.HasPrefix(k, "v_") {
			return true
		}
	}
	return false
}
