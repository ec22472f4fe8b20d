package province

import (
	"fmt"
	"math"
	"net/http"
	"strconv"
	"strings"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/province"
	"motcua/views/ui"
)

// reminderLines are the rules in the order of the page, with what their hours mean.
var reminderLines = []struct{ kind, text, hint string }{
	{dossiers.SayDueSoon, "Sắp đến hạn", "số giờ làm việc trước hạn"},
	{dossiers.SayDue, "Đến hạn hôm nay", "ghi 0 để báo vào buổi sáng ngày đến hạn"},
	{dossiers.SayOverdue, "Quá hạn", "số giờ làm việc sau hạn"},
	{dossiers.SayApology, "Soạn sẵn thư xin lỗi, hẹn lại", "số giờ làm việc trước khi trễ"},
	{dossiers.SayUntouched, "Không ai làm gì", "số giờ làm việc từ lần làm cuối"},
	{dossiers.SayStep, "Một bước hết thời gian", "số giờ làm việc sau khi hết"},
	{dossiers.SayClosing, "Sắp hết hạn bổ sung", "số giờ làm việc trước khi đóng"},
	{dossiers.SayQuestion, "Câu hỏi của người dân chưa ai trả lời", "số giờ làm việc từ khi hỏi; người dân được hẹn trả lời trong 8 giờ làm việc"},
	{dossiers.SayUnclaimed, "Kết quả chưa có người nhận", "số giờ làm việc từ khi có kết quả"},
}

var audiences = []struct{ key, text string }{{dossiers.Holder, "Người đang giữ"}, {dossiers.Head, "Phụ trách"}, {dossiers.Province, "Cấp tỉnh"}}

// remindForm is what was typed: hours by "kind_audience", quiet hours, percent.
type remindForm struct {
	hours                 map[string]string
	from, till, extension string
}

func remindFrom(r dossiers.ReminderRules) remindForm {
	f := remindForm{map[string]string{}, strconv.Itoa(r.QuietFrom), strconv.Itoa(r.QuietTill), strconv.Itoa(r.ExtensionPercent)}
	for kind, by := range r.Minutes {
		for a, m := range by {
			f.hours[kind+"_"+a] = strings.Replace(strconv.FormatFloat(float64(m)/60, 'f', -1, 64), ".", ",", 1)
		}
	}
	return f
}

// rules reads the form; bad names each wrong box with what to do.
func (f remindForm) rules() (r dossiers.ReminderRules, bad map[string]string) {
	r, bad = dossiers.ReminderRules{Minutes: map[string]map[string]int{}}, map[string]string{}
	whole := func(name, s string, least, most int, sentence string) (n int) {
		n, err := strconv.Atoi(s)
		if err != nil || n < least || n > most {
			bad[name] = sentence
		}
		return n
	}
	r.QuietFrom = whole("tu", f.from, 0, 23, "Nhập giờ bắt đầu yên lặng, từ 0 đến 23")
	r.QuietTill = whole("den", f.till, 0, 23, "Nhập giờ hết yên lặng, từ 0 đến 23")
	r.ExtensionPercent = whole("hen_lai", f.extension, 1, 100, "Nhập từ 1 đến 100 phần trăm")
	for _, l := range reminderLines {
		for _, a := range audiences {
			name := l.kind + "_" + a.key
			s := strings.Replace(f.hours[name], ",", ".", 1)
			if s == "" {
				continue
			}
			h, err := strconv.ParseFloat(s, 64)
			switch {
			case err != nil || h < 0 || h > 800 || math.IsNaN(h):
				bad[name] = l.text + ", " + strings.ToLower(a.text) + ": nhập số giờ từ 0 đến 800, ví dụ 8 hoặc 0,5"
			case l.kind == dossiers.SayDue && h != 0:
				bad[name] = l.text + ": ghi 0 để báo, để trống để không báo"
			default:
				if r.Minutes[l.kind] == nil {
					r.Minutes[l.kind] = map[string]int{}
				}
				r.Minutes[l.kind][a.key] = int(math.Round(h * 60))
			}
		}
	}
	holder, told := r.At(dossiers.SayApology, dossiers.Holder)
	for _, a := range audiences[1:] {
		if m, ok := r.At(dossiers.SayApology, a.key); ok && (!told || m > holder) {
			bad[dossiers.SayApology+"_"+a.key] = "Thư xin lỗi: " + strings.ToLower(a.text) + " được báo không sớm hơn lúc thư được soạn cho người đang giữ"
		}
	}
	if _, ok := r.At(dossiers.SayOverdue, dossiers.Holder); !ok && len(bad) == 0 {
		bad[dossiers.SayOverdue+"_"+dossiers.Holder] = "Quá hạn: người đang giữ luôn phải được báo"
	}
	return r, bad
}

// Reminders shows who is told what when in this province.
func (p *Pages) Reminders(c *web.Ctx) error {
	r, err := p.Governing.Reminders(c.Context())
	if err != nil {
		return err
	}
	return p.remindersPage(c, http.StatusOK, remindFrom(r), r.Own, nil)
}

// SetReminders changes it.
func (p *Pages) SetReminders(c *web.Ctx) error {
	f := remindForm{map[string]string{}, cut(c.Form("tu"), 10), cut(c.Form("den"), 10), cut(c.Form("hen_lai"), 10)}
	for _, l := range reminderLines {
		for _, a := range audiences {
			f.hours[l.kind+"_"+a.key] = cut(strings.TrimSpace(c.Form(l.kind+"_"+a.key)), 10)
		}
	}
	r, bad := f.rules()
	if len(bad) > 0 {
		return p.remindersPage(c, http.StatusUnprocessableEntity, f, true, fault.Fields(bad))
	}
	err := p.Governing.SetReminders(c.Context(), r)
	if fault.Is(err, fault.Invalid) {
		return p.remindersPage(c, http.StatusUnprocessableEntity, f, true, err)
	}
	if err != nil {
		return err
	}
	return c.Go("/tinh/nhac-viec?da=luu")
}

func (p *Pages) remindersPage(c *web.Ctx, status int, f remindForm, own bool, err error) error {
	order := []string{}
	for _, l := range reminderLines {
		for _, a := range audiences {
			order = append(order, l.kind+"_"+a.key)
		}
	}
	v := view.Reminders{Frame: p.frame(c, "Nhắc việc"), Action: "/tinh/nhac-viec", MayEdit: c.May("tenant", "manage"), Note: "Đang dùng quy tắc chung của hệ thống. Lưu thì tỉnh có quy tắc riêng."}
	if own {
		v.Note = "Tỉnh có quy tắc riêng. Áp dụng cho mọi xã, phường, đặc khu và trung tâm cấp tỉnh từ lượt quét sau, chậm nhất 10 phút."
	}
	bad, probs := problems(err, append(order, "tu", "den", "hen_lai")...)
	v.Frame.Problems = probs
	for _, l := range reminderLines {
		line := view.ReminderLine{Text: l.text, Hint: l.hint}
		for i, a := range audiences {
			name := l.kind + "_" + a.key
			line.Boxes[i] = view.TimeBox{Name: name, Label: fmt.Sprintf("%s, %s, số giờ", l.text, strings.ToLower(a.text)), Value: f.hours[name], Error: bad[name]}
		}
		v.Lines = append(v.Lines, line)
	}
	number := func(name, label, hint, value string) ui.Field {
		return ui.Field{Name: name, Label: label, Hint: hint, Value: value, Error: bad[name], Width: "5", MaxLen: 5, Mode: "numeric", ReadOnly: !v.MayEdit}
	}
	v.From = number("tu", "Không gửi thư từ giờ", "", f.from)
	v.Till = number("den", "Đến giờ", "Ngày nghỉ không gửi. Hai giờ bằng nhau là không có giờ yên lặng.", f.till)
	v.Extension = number("hen_lai", "Hẹn lại dài nhất, phần trăm thời hạn của thủ tục", "Chỉ một lần cho mỗi hồ sơ. Chưa có văn bản nào quy định số này; thủ tục có quy định riêng thì theo thủ tục.", f.extension)
	if c.Query("da") == "luu" && err == nil {
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu quy tắc nhắc việc.", Alert: true}}
	}
	return c.Page(status, view.RemindersPage(v))
}
