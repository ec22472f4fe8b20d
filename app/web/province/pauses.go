package province

import (
	"motcua/app/deadlines"
	"motcua/app/reports"
	"motcua/views/i18n"
	"motcua/views/ui"
)

var pauseNames = map[string]string{
	string(deadlines.WaitApplicant): "Chờ người dân bổ sung, xác nhận", string(deadlines.WaitAgency): "Chờ cơ quan khác trả lời",
	string(deadlines.WaitTax): "Chờ nghĩa vụ tài chính", string(deadlines.WaitOutage): "Sự cố hệ thống đã thông báo", "other": "Loại khác",
}

// pauseRows says what part of the time of decided dossiers was waiting, by kind.
func pauseRows(list []reports.PauseShare) []ui.Row {
	var whole reports.PauseShare
	var rows []ui.Row
	for _, s := range list {
		if s.Kind == "" {
			whole = s
			continue
		}
		name := pauseNames[s.Kind]
		if name == "" {
			name = s.Kind
		}
		basis := "Có"
		if !s.Lawful {
			basis = "Không: vẫn tính là trễ"
		}
		rows = append(rows, ui.Row{Cells: []ui.Cell{
			{Text: name, Head: true}, ui.T(basis), ui.N(i18n.Number(s.Pauses)), ui.N(i18n.Number(s.Dossiers)), ui.N(shareText(s.Dossiers, whole.Dossiers)), ui.N(shareText(s.Minutes, whole.Minutes)),
		}})
	}
	return rows
}
