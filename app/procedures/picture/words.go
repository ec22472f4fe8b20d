package picture

import (
	"fmt"
	"strings"

	"motcua/app/procedures/revision"
)

// Line is one step in words: the text beside the picture.
type Line struct {
	Key, Title string
	Who        string   // role, unit and place
	Time       string   // "16 giờ làm việc (2 ngày)"
	Notes      []string // conditions, branches, ways back, requests
}

// Lines are the steps as an ordered list.
func Lines(r *revision.Revision) []Line {
	f := r.Flow()
	var out []Line
	for _, s := range f.Steps {
		l := Line{Key: s.Key, Title: s.Title, Who: who(s), Time: hours(s.Hours)}
		if s.When != nil {
			l.Notes = append(l.Notes, "Chỉ làm khi: "+r.RuleWords(s.When))
		}
		if s.Join {
			l.Notes = append(l.Notes, "Bắt đầu khi mọi nhánh song song đã xong")
		}
		if q := s.Request; q != nil {
			l.Notes = append(l.Notes, request(q))
		}
		if len(s.Next) > 1 {
			how := "Đi tiếp một trong các nhánh: "
			if s.Parallel {
				how = "Đi tiếp cùng lúc các nhánh: "
			}
			var to []string
			for _, n := range s.Next {
				t := title(f, n.To)
				if w := strings.Join(edgeWords(r, f, s, n), " "); w != "" {
					t += " (" + w + ")"
				}
				to = append(to, t)
			}
			l.Notes = append(l.Notes, how+strings.Join(to, "; "))
		} else if i := index(f, s.Key); i+1 < len(f.Steps) && s.Next[0].To != f.Steps[i+1].Key {
			l.Notes = append(l.Notes, "Đi tiếp: "+title(f, s.Next[0].To))
		}
		if back := f.SendBacks(s.Key); len(back) > 0 {
			var to []string
			for _, b := range back {
				to = append(to, b.Title)
			}
			l.Notes = append(l.Notes, "Có thể trả lại, kèm lý do: "+strings.Join(to, "; "))
		}
		if s.Note != "" {
			l.Notes = append(l.Notes, s.Note)
		}
		out = append(out, l)
	}
	return out
}

func index(f *revision.Flow, key string) int {
	for i, s := range f.Steps {
		if s.Key == key {
			return i
		}
	}
	return len(f.Steps)
}

func title(f *revision.Flow, key string) string {
	if s, ok := f.Step(key); ok {
		return "“" + s.Title + "”"
	}
	return "kết thúc"
}

// boxLines is what stands in a box below the title.
func boxLines(r *revision.Revision, s revision.Step) []string {
	out := wrap(who(s), small)
	if s.Hours > 0 {
		out = append(out, hours(s.Hours))
	}
	if s.Request != nil {
		out = append(out, wrap(request(s.Request), small)...)
	}
	if s.When != nil {
		out = append(out, wrap("Chỉ khi "+r.RuleWords(s.When), small)...)
	}
	if s.Join {
		out = append(out, "Chờ đủ các nhánh")
	}
	return out
}

func who(s revision.Step) string {
	out := s.Role.Title()
	if s.Unit != "" {
		out += ", " + revision.UnitTitle(s.Unit)
	}
	if s.At == revision.AtProvince {
		out += " (cấp tỉnh)"
	}
	return out
}

// hours says a step's time in hours and, where it is whole, in days of eight.
func hours(n int) string {
	switch {
	case n == 0:
		return ""
	case n%8 == 0:
		return fmt.Sprintf("%d giờ làm việc (%d ngày)", n, n/8)
	}
	return fmt.Sprintf("%d giờ làm việc", n)
}

var unitWords = map[revision.Unit]string{
	revision.Hours: "giờ làm việc", revision.WorkingDays: "ngày làm việc", revision.CalendarDays: "ngày", revision.Months: "tháng",
}

func request(q *revision.Request) string {
	whom := map[string]string{revision.AskCommune: "xã, phường liên quan", revision.AskProvince: "cấp tỉnh", revision.AskUnit: revision.UnitTitle(q.Unit), revision.AskApplicant: "người nộp"}[q.To]
	out := fmt.Sprintf("Hỏi %s: %s, trả lời trong %d %s", whom, q.Title, q.Amount, unitWords[q.Time])
	if q.Time == revision.SameDay {
		out = fmt.Sprintf("Hỏi %s: %s, trả lời trong ngày", whom, q.Title)
	}
	if q.Silence == revision.SilenceConsent {
		out += "; không trả lời coi như đồng ý"
	}
	if q.Pauses {
		out += "; thời hạn tạm dừng khi chờ"
	}
	return out
}

// edgeWords is the condition on a line.
func edgeWords(r *revision.Revision, f *revision.Flow, s revision.Step, n revision.Next) []string {
	var out []string
	switch {
	case n.Say != "":
		out = wrap(n.Say, 28)
	case n.When != nil:
		out = wrap(r.RuleWords(n.When), 28)
	case len(s.Next) > 1 && !s.Parallel:
		out = []string{"Còn lại"}
	}
	switch t, ok := f.Step(n.To); {
	case ok && t.At == revision.AtProvince && s.At == "":
		out = append(out, "Chuyển lên cấp tỉnh")
	case ok && t.At == "" && s.At == revision.AtProvince:
		out = append(out, "Chuyển lại cho xã")
	}
	return out
}

// sentence is the whole picture in one text.
func sentence(r *revision.Revision) string {
	var out []string
	for i, l := range Lines(r) {
		t := fmt.Sprintf("%d. %s, %s", i+1, l.Title, l.Who)
		if l.Time != "" {
			t += ", " + l.Time
		}
		for _, n := range l.Notes {
			t += ". " + n
		}
		out = append(out, t+".")
	}
	return strings.Join(out, " ")
}
