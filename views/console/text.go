package console

import (
	"strings"

	"motcua/views/ui"
)

func joined(s []string) string { return strings.Join(s, ", ") }

// dotted puts what there is side by side.
func dotted(s ...string) string {
	var out []string
	for _, x := range s {
		if x != "" {
			out = append(out, x)
		}
	}
	return strings.Join(out, " · ")
}

func prefixed(label, v string) string {
	if v == "" {
		return ""
	}
	return label + v
}

// facts is the line under a dossier's head.
func facts(h Head) string {
	return dotted(prefixed("Bước: ", h.Step), prefixed("Đang giữ: ", h.Holder), prefixed("Người xử lý: ", h.Assignee), prefixed("Hạn: ", h.DueAt))
}

func paperCols(verify bool) []ui.Col {
	cols := []ui.Col{{Text: "Giấy tờ"}, {Text: "Tình trạng"}}
	if verify {
		cols = append(cols, ui.Col{Text: "Kết luận"})
	}
	return cols
}

// inForm makes a button of the act bar send the verdicts along.
func inForm(a Act) ui.Btn {
	b := a.Btn
	b.Form, b.FormAction = verifyForm, a.Post
	return b
}
