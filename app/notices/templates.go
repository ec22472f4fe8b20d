package notices

import (
	"fmt"
	"strings"
	"time"

	"motcua/views/i18n"
)

// Facts is all that the words of a message may be made of. No names of people
// but the one who took a result: a phone lies open on a table.
type Facts struct {
	Office    string // who writes: "UBND xã Kim Bôi"
	Phone     string // whom to call; may be empty
	Code      string
	Procedure string
	Counter   string // the office that received it, when another decides
	Decides   string // that other office
	At        time.Time
	Due       time.Time // what was promised with the event
	Expected  time.Time // "dự kiến", while on the way
	Closes    time.Time // of the request for papers
	Decided   time.Time
	Ends      time.Time // the last day of a paper of one's own
	Return    string    // counter, post, electronic
	EndedBy   string
	Refused   bool
	Reason    string
	Remedy    string
	Message   string
	Number    string
	TakenBy   string
	Post      string // number of the item that a carrier takes to her
	Carrier   string
	Amount    int64     // đồng, of a financial obligation
	Purpose   string    // what it is for
	Payee     string    // who is paid, and how
	Notice    string    // the notice's number
	PayBy     time.Time // the notice's own last day
	Waived    bool      // it is owed no more
	Step      string    // of a task, for officers
	Items     []Item
	Declines  bool // what follows when no paper comes: not taken in, instead of stopped
}

// Item is one paper that a request names.
type Item struct {
	Title  string `json:"title"`
	Reason string `json:"reason"`
	Note   string `json:"note"`
}

// Letter is one message on each channel; SMS and Zalo are empty where only
// e-mail is sent. Zalo takes the words with their marks.
type Letter struct {
	SMS, Zalo, Subject, Body string
	// the version of the province's own text; 0 is the nation's
	SMSVersion, MailVersion int
}

// words are what one template says: SMS sentences from full to bare, then the
// subject, what happened, and what comes next.
type words struct {
	sms     []string
	subject string
	what    []string
	next    []string
}

// Render writes the letter of a template (an event of a dossier, a reminder,
// or a word to an officer). ok is false when there is no such template.
func Render(template string, f Facts) (l Letter, ok bool) {
	write, ok := templates[template]
	if !ok {
		return Letter{}, false
	}
	w := write(f)
	if len(w.sms) > 0 {
		l.SMS = fit(f.Office, i18n.Phone(f.Phone), w.sms...)
		l.Zalo = f.Office + ": " + w.sms[0]
		if f.Phone != "" {
			l.Zalo += " Cần giúp: " + i18n.Phone(f.Phone) + "."
		}
	}
	l.Subject = w.subject
	if strings.HasPrefix(template, "dossier.") || strings.HasPrefix(template, "resident.") {
		l.Body = letterToResident(w, f)
	} else {
		l.Body = letterToOfficer(w, f)
	}
	return l, true
}

// Templates are the names that Render knows.
func Templates() []string {
	out := make([]string, 0, len(templates))
	for k := range templates {
		out = append(out, k)
	}
	return out
}

func letterToResident(w words, f Facts) string {
	p := []string{"Kính gửi Ông/Bà,"}
	p = append(p, w.what...)
	p = append(p, w.next...)
	p = append(p, "Mã hồ sơ: "+f.Code+"\nThủ tục: "+f.Procedure)
	if f.Phone != "" {
		p = append(p, "Cần giúp, Ông/Bà gọi "+i18n.Phone(f.Phone)+" trong giờ làm việc hoặc đến quầy một cửa.")
	} else {
		p = append(p, "Cần giúp, mời Ông/Bà đến quầy một cửa trong giờ làm việc.")
	}
	p = append(p, f.Office, "Thư này được gửi tự động, Ông/Bà không cần trả lời. Cán bộ không bao giờ hỏi mật khẩu hoặc mã xác nhận.")
	return join(p)
}

func letterToOfficer(w words, f Facts) string {
	p := append([]string{}, w.what...)
	p = append(p, w.next...)
	p = append(p, "Mã hồ sơ: "+f.Code+"\nThủ tục: "+f.Procedure, f.Office, "Thư này được gửi tự động từ hệ thống Một Cửa.")
	return join(p)
}

func join(ps []string) string {
	var keep []string
	for _, p := range ps {
		if p = strings.TrimSpace(p); p != "" {
			keep = append(keep, p)
		}
	}
	return strings.Join(keep, "\n\n") + "\n"
}

// when is "10:00 thứ Năm 10/09/2026" for an SMS.
func when(t time.Time) string {
	return i18n.Time(t) + " " + i18n.Weekday(t) + " " + i18n.Date(t)
}

// if there is a date, the sentence with it; else nothing.
func dated(format string, t time.Time, show func(time.Time) string) string {
	if t.IsZero() {
		return ""
	}
	return fmt.Sprintf(format, show(t))
}

// spaced joins sentences, leaving out the empty ones.
func spaced(s ...string) string {
	var keep []string
	for _, x := range s {
		if x = strings.TrimSpace(x); x != "" {
			keep = append(keep, x)
		}
	}
	return strings.Join(keep, " ")
}

// ended makes a typed text end like a sentence.
func ended(s string) string {
	s = strings.TrimSpace(s)
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?:;") {
		return s
	}
	return s + "."
}

// why says a fault of a paper inside a sentence.
var why = map[string]string{
	"blurred": "ảnh bị mờ", "pages_missing": "thiếu trang", "expired": "đã hết hạn", "wrong_person": "là giấy tờ của người khác", "missing": "chưa có",
}

// list is one line per paper that has to come.
func list(items []Item) string {
	var b strings.Builder
	for i, it := range items {
		title := it.Title
		if title == "" {
			title = "Thông tin trong tờ khai"
		}
		fmt.Fprintf(&b, "%d. %s", i+1, title)
		if w := why[it.Reason]; w != "" {
			b.WriteString(": " + w)
		}
		if n := strings.TrimSpace(it.Note); n != "" {
			b.WriteString(". " + n)
		}
		b.WriteString("\n")
	}
	return strings.TrimRight(b.String(), "\n")
}
