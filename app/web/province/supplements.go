package province

import (
	"motcua/app/dossiers"
	"motcua/app/reports"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// supplementRows says how often papers were asked for, by round, and why.
func supplementRows(list []reports.SupplementCount, received int64) (rounds, reasons []ui.Row) {
	var asked, faults int64
	for _, s := range list {
		if s.Kind == "round" {
			asked += s.N
		} else {
			faults += s.N
		}
	}
	for _, s := range list {
		if s.Kind == "round" {
			name := "Lần thứ " + s.Key
			if s.Key == "9" {
				name += " trở đi"
			}
			rounds = append(rounds, ui.Row{Cells: []ui.Cell{{Text: name, Head: true}, ui.N(i18n.Number(s.N)), ui.N(shareText(s.N, asked)), ui.N(shareText(s.N, received))}})
			continue
		}
		name := dossiers.SupplementReasons[s.Key]
		if name == "" {
			name = s.Key
		}
		reasons = append(reasons, ui.Row{Cells: []ui.Cell{{Text: name, Head: true}, ui.N(i18n.Number(s.N)), ui.N(shareText(s.N, faults))}})
	}
	return rounds, reasons
}
