package resident

import (
	"motcua/app/issuing"
	"motcua/app/procedures/revision"
	"motcua/views/ui"
)

// ChargeRows are what one dossier costs, with the moment when it is paid.
func ChargeRows(r *revision.Revision, f revision.Facts, answers map[string]string) []ui.SummaryRow {
	var out []ui.SummaryRow
	for _, x := range issuing.Charges(r, f, answers) {
		out = append(out, ui.SummaryRow{Key: x.Key, Value: x.Value})
	}
	return out
}

// RegisterName is the register that officers read instead of asking for a paper; "" for none.
func RegisterName(pull string) string { return registerNames[pull] }
