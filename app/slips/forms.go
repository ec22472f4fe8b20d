package slips

import (
	"fmt"
	"strconv"
	"time"

	"motcua/views/i18n"
)

func itoa(n int) string { return strconv.Itoa(n) }

// m01 is the receipt with the promise. Before the clock starts the promise is
// "dự kiến"; before anybody took an online dossier in it is no M01 yet, only
// the proof that it was sent.
func m01(s *Slip, d *Data) (time.Time, bool) {
	if d.Received.IsZero() {
		return time.Time{}, false
	}
	s.Rows = append(who(d), idRow(d), Row{Key: "Nội dung yêu cầu giải quyết", Value: d.Procedure, Strong: true}, Row{Key: "Cơ quan giải quyết", Value: d.Competent})
	s.Tables = papersTable(d.Papers)
	if len(d.Lines) > 0 {
		s.Tables = linesTable(d.Lines)
	}
	s.Rows = append(s.Rows, Row{Key: "Số lượng hồ sơ", Value: fmt.Sprintf("%02d (bộ)", max(d.Sets, 1))}, Row{Key: "Thời gian giải quyết theo quy định", Value: d.Term},
		Row{Key: "Thời gian nhận hồ sơ", Value: i18n.Promise(d.Received)})
	result := "Thời gian trả kết quả"
	if d.Stage2 && !d.Sent { // received here, decided there: the law's second pair of dates
		s.Rows = append(s.Rows, Row{Key: "Cơ quan giải quyết nhận hồ sơ (giai đoạn 2)", Value: orElse(i18n.Promise(d.Handed), "chưa xác nhận đã nhận")})
		result += " (giai đoạn 2)"
	}
	switch {
	case d.Sent:
		s.Form0, s.Title, s.Lead = true, "Xác nhận đã gửi hồ sơ trực tuyến", nil
		s.Rows = append(s.Rows, Row{Key: "Trả lời việc tiếp nhận", Value: prefixed("chậm nhất ", i18n.Promise(d.Answer)), Strong: true})
	case !d.Expected.IsZero():
		s.Rows = append(s.Rows, Row{Key: result, Value: "dự kiến " + i18n.Promise(d.Expected), Strong: true})
		s.Texts = append(s.Texts, "Thời gian trả kết quả là dự kiến. Thời hạn tính từ khi "+d.Competent+" nhận hồ sơ; Ông/Bà sẽ nhận tin nhắn với ngày hẹn chính thức.")
	case !d.Promise.IsZero():
		s.Rows = append(s.Rows, Row{Key: result, Value: i18n.Promise(d.Promise), Strong: true})
	default:
		s.Rows = append(s.Rows, Row{Key: "Hẹn trả lần đầu", Value: i18n.Promise(d.First), Strong: true})
	}
	s.Rows = append(append(s.Rows, d.Charges...), Row{Key: "Nhận kết quả", Value: d.Pickup})
	s.Right.Name = d.Officer
	if d.Online {
		s.Right.Note = ""
		if d.Officer == "" {
			s.Right = Sign{}
		}
	} else {
		s.Left = Sign{Role: "NGƯỜI NỘP HỒ SƠ", Note: "(Ký và ghi rõ họ tên)", Name: d.Submitter}
	}
	if !d.Online || d.Number > 0 {
		s.Book = inBook(d)
	}
	return d.Received, true
}

// m02 asks once for everything that is missing or faulty.
func m02(s *Slip, d *Data) (time.Time, bool) {
	x := d.Supplement
	if x == nil {
		return time.Time{}, false
	}
	s.Rows = append(of(d), Row{Key: "Lần bổ sung", Value: itoa(x.Round)}, Row{Key: "Gửi lại chậm nhất", Value: i18n.Promise(x.Until), Strong: true}, Row{Key: "Lời nhắn", Value: x.Message})
	t := Table{Title: "Giấy tờ cần bổ sung", Cols: []Col{{"TT", 1, true}, {"Thành phần hồ sơ", 5, false}, {"Bản chính", 1.5, true}, {"Bản chứng thực", 1.6, true}, {"Bản sao", 1.5, true}, {"Lý do", 4.5, false}}}
	for i, it := range x.Items {
		row := []string{itoa(i + 1), it.Title, "", "", "", it.Reason}
		if c := column(it.Form); c < 3 && it.Form != "" {
			row[2+c] = "1"
		}
		t.Rows = append(t.Rows, row)
	}
	s.Tables, s.Right.Name = []Table{t}, x.By
	return x.At, true
}

// m03 refuses to take a dossier in, with the reason and what can be done.
func m03(s *Slip, d *Data) (time.Time, bool) {
	x := d.Refusal
	if x == nil {
		return time.Time{}, false
	}
	s.Rows = of(d)
	if d.Online {
		s.Rows = append(s.Rows, Row{Key: "Thời gian nộp", Value: i18n.Promise(d.Received)})
	} else {
		s.Left = Sign{Role: "NGƯỜI NỘP HỒ SƠ", Note: "(Ký và ghi rõ họ tên)", Name: d.Submitter}
	}
	s.Rows = append(s.Rows, idRow(d), Row{Key: "Số giấy tờ đã nộp", Value: fmt.Sprintf("%02d", len(d.Papers))},
		Row{Key: "Lý do không tiếp nhận", Value: x.Reason, Strong: true}, Row{Key: "Căn cứ", Value: x.Basis}, Row{Key: "Việc Ông/Bà cần làm tiếp", Value: x.Remedy, Strong: true})
	s.Right.Name = x.By
	return x.At, true
}

// m04 apologises and names the new day. It is a letter, so it has a number and
// says to whom it goes.
func m04(s *Slip, d *Data) (time.Time, bool) {
	x := d.Apology
	if x == nil {
		return time.Time{}, false
	}
	s.Size = A4
	if x.Signer == "" {
		s.Draft = "DỰ THẢO, CHỜ KÝ DUYỆT"
	}
	s.Lead = append([]string{"Kính gửi: " + d.Applicant}, s.Lead...)
	s.Rows = []Row{
		{Key: "Ngày tiếp nhận", Value: i18n.Promise(d.Received)},
		{Key: "Nội dung yêu cầu giải quyết", Value: d.Procedure},
		{Key: "Mã hồ sơ", Value: d.Code},
		{Key: "Thời gian hẹn trả cũ", Value: i18n.Promise(x.Old)},
		{Key: "Đơn vị chủ trì giải quyết", Value: orElse(x.Unit, d.Competent)},
		{Key: "Lý do chưa trả được đúng hẹn", Value: x.Reason, Strong: true},
		{Key: "Thời gian hẹn trả mới", Value: i18n.Promise(x.New), Strong: true},
	}
	s.CopyTo = []string{"Như trên;", "Lưu hồ sơ."}
	s.Right.Note, s.Right.Name = "(Ký, ghi rõ họ tên và đóng dấu)", x.Signer
	if x.SignerTitle != "" {
		s.Right.Role = x.SignerTitle
	}
	return x.At, true
}

// m05 ends a dossier that was not decided.
func m05(s *Slip, d *Data) (time.Time, bool) {
	x := d.Stop
	if x == nil {
		return time.Time{}, false
	}
	s.Rows = append(of(d), Row{Key: "Thời gian nhận hồ sơ", Value: i18n.Promise(d.Received)}, Row{Key: "Lý do dừng giải quyết", Value: x.Reason, Strong: true}, Row{Key: "Căn cứ", Value: x.Basis})
	s.Right.Name = x.By
	return x.At, true
}

// m06 goes with the papers: who gave them, who took them, when, in time or not.
func m06(s *Slip, d *Data) (time.Time, bool) {
	if d.Received.IsZero() || d.Sent || len(d.Moves) == 0 {
		return time.Time{}, false
	}
	s.Size = A5Wide
	promise := d.Promise
	if promise.IsZero() {
		promise = d.First
	}
	s.Rows = []Row{
		{Key: "Kèm theo hồ sơ của", Value: d.Applicant, Strong: true},
		{Key: "Nội dung yêu cầu giải quyết", Value: d.Procedure},
		{Key: "Ngày nhận hồ sơ", Value: i18n.Promise(d.Received)},
		{Key: "Hẹn trả kết quả", Value: orElse(i18n.Promise(promise), prefixed("dự kiến ", i18n.Promise(d.Expected))), Strong: true},
		{Key: "Cơ quan giải quyết", Value: d.Competent},
		{Key: "Cơ quan phối hợp", Value: listed(d.Consulted)},
	}
	t := Table{Title: "Giao, nhận", Cols: []Col{{"Giao / Nhận", 3, false}, {"Giờ, ngày", 1.9, true}, {"Người giao ký", 2.2, true}, {"Người nhận ký", 2.2, true}, {"Kết quả", 1.5, true}, {"Ghi chú", 2.4, false}}}
	for _, m := range d.Moves {
		t.Rows = append(t.Rows, []string{moveText(m), i18n.DateTime(m.At), m.FromName, m.ToName, inTime(m, d.Now), m.Note})
	}
	s.Tables, s.Right = []Table{t}, Sign{} // everybody signs in their row
	return d.Now, true
}

func moveText(m Move) string {
	s := "Giao: " + m.From + "\nNhận: " + m.To
	if m.What != "" {
		s += "\n(" + m.What + ")"
	}
	return s
}

// inTime says before, on or after its time a step was done: "trước hạn" is an
// earlier day, "đúng hạn" the same day and not later.
func inTime(m Move, now time.Time) string {
	switch {
	case m.Due.IsZero():
		return ""
	case m.Done.IsZero() && now.After(m.Due):
		return "Đang quá hạn"
	case m.Done.IsZero():
		return "Đang làm"
	case m.Done.After(m.Due):
		return "Quá hạn"
	case i18n.Date(m.Done) == i18n.Date(m.Due):
		return "Đúng hạn"
	}
	return "Trước hạn"
}

func listed(s []string) string {
	out := ""
	for i, x := range s {
		if i > 0 {
			out += "; "
		}
		out += x
	}
	return out
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func orElse(s, other string) string {
	if s == "" {
		return other
	}
	return s
}
