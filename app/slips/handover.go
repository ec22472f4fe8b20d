package slips

import (
	"strings"
	"time"

	"motcua/views/i18n"
)

// Handover is a hand-over list between two offices: M06 for several dossiers.
type Handover struct {
	Number                   string
	From, To, Carrier        string
	MadeName                 string
	MadeAt, Due              time.Time
	HandedName, ReceivedName string
	HandedAt, ReceivedAt     time.Time
	Lines                    []HandoverLine
	Draft                    bool // not handed over yet
}

// HandoverLine is one dossier on it.
type HandoverLine struct {
	Code, Applicant, Procedure string
	What                       []string // the papers; none: the result
	Due, Answered              time.Time
	Came                       bool
	Note                       string
}

// MakeHandover lays a hand-over list out, in a province's wording of M06.
func MakeHandover(d Data, h Handover, t Template) Slip {
	s := Slip{
		Form: M06, Size: A4Wide, Title: M06.Title(), Parent: first(fill(t.Parent, &d)), Office: first(fill(t.Office, &d)), Number: "Số: " + h.Number, PlaceDate: placeDate(d.Place, h.MadeAt),
		Lead: append(fill(t.Opening, &d), "Danh sách bàn giao số "+h.Number+", kèm theo hồ sơ của những người có tên dưới đây."), Texts: append([]string{"Cộng " + i18n.Number(int64(len(h.Lines))) + " hồ sơ."}, fill(t.Closing, &d)...),
		Left:  Sign{Role: "NGƯỜI GIAO", Note: "(Ký và ghi rõ họ tên)", Name: h.HandedName},
		Right: Sign{Role: "NGƯỜI NHẬN", Note: "(Ký và ghi rõ họ tên)", Name: h.ReceivedName}, Foot: strings.Join(fill(t.Foot, &d), " "),
	}
	if h.Draft {
		s.Draft = "CHƯA BÀN GIAO"
	}
	s.Rows = said([]Row{
		{Key: "Bên giao", Value: h.From, Strong: true},
		{Key: "Bên nhận", Value: h.To, Strong: true},
		{Key: "Người lập", Value: h.MadeName + ", " + i18n.DateTime(h.MadeAt)},
		{Key: "Hai bên xác nhận chậm nhất", Value: i18n.Promise(h.Due)},
		{Key: "Người chuyển", Value: h.Carrier},
		{Key: "Đã giao", Value: byWhom(h.HandedName, h.HandedAt)},
		{Key: "Đã nhận", Value: byWhom(h.ReceivedName, h.ReceivedAt)},
	})
	tab := Table{Title: "Giao, nhận", Cols: []Col{{"STT", 1, true}, {"Mã hồ sơ", 3.2, false}, {"Kèm theo hồ sơ của", 3.2, false}, {"Nội dung yêu cầu giải quyết", 4.4, false}, {"Giấy tờ giao, nhận", 4.4, false}, {"Hạn", 2.2, true}, {"Nhận lúc", 2.2, true}, {"Kết quả", 1.8, true}, {"Ghi chú", 2.6, false}}}
	for i, l := range h.Lines {
		what := strings.Join(l.What, "; ")
		if len(l.What) == 0 {
			what = "Kết quả giải quyết"
		}
		state := ""
		switch {
		case !l.Answered.IsZero() && !l.Came:
			state = "Không nhận được"
		case !h.HandedAt.IsZero() || !l.Answered.IsZero():
			state = inTime(Move{Due: l.Due, Done: l.Answered}, d.Now)
		}
		tab.Rows = append(tab.Rows, []string{itoa(i + 1), l.Code, l.Applicant, l.Procedure, what, i18n.DateTime(l.Due), i18n.DateTime(l.Answered), state, l.Note})
	}
	s.Tables = []Table{tab}
	return s
}

func byWhom(name string, at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return name + ", " + i18n.DateTime(at)
}
