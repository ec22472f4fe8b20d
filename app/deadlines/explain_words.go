package deadlines

import (
	"fmt"
	"slices"
	"strings"
)

// ForResident tells it to the resident: short sentences, no legal references.
func (e Explanation) ForResident() []string { return e.tell(false) }

// ForOfficer tells the same with legal basis, people and what the figures will measure.
func (e Explanation) ForOfficer() []string { return e.tell(true) }

func (e Explanation) tell(officer bool) []string {
	if e.Promise.State == NotStarted {
		return []string{"Thời hạn giải quyết chưa bắt đầu tính."}
	}
	out := e.opening(officer)
	for _, r := range e.runs() {
		if s := e.sentence(r, officer); s != "" {
			out = append(out, s)
		}
	}
	return append(out, e.ending(officer)...)
}

// opening says when the count began, with which term, and what was added.
func (e Explanation) opening(officer bool) []string {
	first := e.ledger[e.h.originEntry]
	origin := e.h.origin.time()
	verb := "Thời hạn bắt đầu từ khi tiếp nhận hồ sơ đầy đủ, lúc "
	if first.Kind == Restart {
		verb = "Thời hạn tính lại từ đầu lúc "
	}
	out := []string{verb + FormatMoment(origin) + "." + basis(first.LegalBasis, officer)}
	if officer && first.Actor != "" {
		out = append(out, "Người thực hiện: "+first.Actor+".")
	}
	if e.usesStart() && e.eff != e.h.origin {
		reason := "ngoài giờ làm việc"
		if p := e.policy; p.AfterHour > 0 && TimeOfDay(e.h.origin.clock()) >= p.AfterHour && e.cal.IsOpen(e.h.origin.day()) {
			reason = "từ " + p.AfterHour.String() + " trở đi"
		}
		out = append(out, "Nhận "+reason+" nên tính từ "+FormatMoment(e.eff.time())+".")
	}
	out = append(out, "Thời hạn giải quyết: "+FormatAllotment(e.policy)+"."+basis(e.policy.LegalBasis, officer))
	for _, x := range e.ledger[e.h.originEntry:] {
		if x.Kind != Extend {
			continue
		}
		s := "Gia hạn thêm " + allotment(Policy{Unit: e.extendUnit()}, x.Amount) + ", ghi ngày " + FormatDate(x.At)
		if x.Reason != "" {
			s += ", vì " + x.Reason
		}
		if officer && x.Actor != "" {
			s += " (" + x.Actor + ")"
		}
		out = append(out, s+"."+basis(x.LegalBasis, officer))
	}
	return out
}

func (e Explanation) extendUnit() Unit {
	if e.policy.Unit == SameDay {
		return WorkingDay
	}
	return e.policy.Unit
}

// usesStart tells whether the rule counts from the effective start rather than from the event's date.
func (e Explanation) usesStart() bool {
	return e.policy.byMinutes() || e.policy.Unit == SameDay || e.policy.Unit == WorkingDay && e.h.amount == 0
}

// ending says where the count stands.
func (e Explanation) ending(officer bool) []string {
	p := e.Promise
	var out []string
	switch {
	case p.Due.IsZero():
		z := e.h.pauses[len(e.h.pauses)-1]
		x := e.ledger[z.entry]
		since := "Thời hạn tạm dừng từ " + FormatMoment(z.from.time())
		if x.PauseKind != "" {
			since += ": " + pauseWords(x.PauseKind, officer)
		}
		out = append(out, since+"."+basis(x.LegalBasis, officer))
		out = append(out, "Thời gian chờ không tính. Ngày hẹn trả mới được báo khi tính tiếp.")
	default:
		out = append(out, "Hẹn trả kết quả: "+FormatMoment(p.Due)+".")
	}
	if p.State == Stopped {
		out = append(out, "Đã kết thúc lúc "+FormatMoment(e.h.stop.time())+".")
	}
	if len(p.MissingYears) > 0 {
		out = append(out, "Lịch nghỉ lễ năm "+joinInts(p.MissingYears)+" chưa có, ngày hẹn có thể thay đổi.")
	}
	if officer {
		out = append(out, e.figures()...)
	}
	return out
}

func (e Explanation) figures() []string {
	p := e.Promise
	out := []string{"Hẹn lần đầu: " + FormatMoment(p.First) + "."}
	if p.LawfulDue.IsZero() {
		out = append(out, "Hạn tính đúng hẹn: chưa xác định, đang tạm dừng có căn cứ.")
	} else {
		out = append(out, "Hạn tính đúng hẹn: "+FormatMoment(p.LawfulDue)+" (gia hạn và tạm dừng không có căn cứ không được cộng).")
	}
	if p.CalendarVersion > 0 {
		out = append(out, fmt.Sprintf("Lịch làm việc: phiên bản %d.", p.CalendarVersion))
	}
	return out
}

// run is a group of following rows that are told in one sentence.
type run struct {
	why    Why
	rows   []Row
	absorb bool // weekends inside
}

// runs groups the rows: weekends vanish into the run around them, holidays that follow one another stand
// together, pauses are one run whatever lies inside.
func (e Explanation) runs() []run {
	var out []run
	for i := 0; i < len(e.Rows); {
		r := e.Rows[i]
		w := group(r)
		j, last := i+1, i+1 // last: end of the run without trailing weekends
		for j < len(e.Rows) {
			g := group(e.Rows[j])
			switch {
			case g == w:
				j++
				last = j
			case g == OffWeek, w == Waiting && (g == OffHoliday || g == OffClosure):
				j++
			default:
				goto done
			}
		}
	done:
		if w == OffHoliday || w == Waiting {
			last = j
			for w == Waiting && last > i+1 && group(e.Rows[last-1]) != Waiting {
				last-- // holidays after a pause speak for themselves
			}
		}
		weekend := slices.ContainsFunc(e.Rows[i:last], func(r Row) bool { return r.Why == OffWeek })
		out = append(out, run{w, e.Rows[i:last], weekend})
		i = last
	}
	return out
}

func group(r Row) Why {
	if r.Why == Counted && r.Lost > 0 {
		return "part" // counted in part: has a sentence of its own
	}
	return r.Why
}

func (e Explanation) sentence(r run, officer bool) string {
	first, last := r.rows[0], r.rows[len(r.rows)-1]
	span := Up(first.Day.Prose())
	if first.Day != last.Day {
		span = "Từ " + first.Day.Prose() + " đến " + last.Day.Prose()
	}
	switch r.why {
	case Counted, "part":
		s := span + ": tính " + e.amount(r.rows)
		if r.absorb {
			s += ", trừ " + weekendNames(r.rows)
		}
		within := ""
		if r.why == "part" {
			var why string
			why, within = e.partly(r.rows, officer)
			s += ", phần còn lại " + why
		}
		if e.byDates() {
			return s + e.running(r.rows) + "."
		}
		return s + namesCounted(r.rows) + e.running(r.rows) + "." + basisOf(r.rows, officer) + within
	case Received:
		if e.usesStart() {
			return ""
		}
		return span + ": ngày tiếp nhận, không tính."
	case OffWeek:
		return span + ": không tính, nghỉ " + weekendNames(r.rows) + "."
	case OffHoliday, OffClosure:
		return span + ": không tính, " + offNames(r.rows, r.why) + "." + basisOf(r.rows, officer)
	case Waiting:
		x := e.ledger[max(first.Pause, last.Pause)-1]
		s := span + ": không tính, " + pauseWords(x.PauseKind, officer)
		if officer && x.Actor != "" {
			s += " (" + x.Actor + ")"
		}
		return s + "." + basis(x.LegalBasis, officer)
	case RolledOver:
		return span + ": ngày cuối rơi vào ngày nghỉ nên chuyển sang ngày làm việc này."
	}
	return ""
}

// partly says for whom the clock waited on dates that count in part, and the basis of pauses that have no
// date of their own to say it.
func (e Explanation) partly(rows []Row, officer bool) (why, within string) {
	var names []string
	first, last := rows[0].Day, rows[len(rows)-1].Day
	for _, z := range e.h.pauses {
		if z.from.day() > last || !z.open && z.to.day() < first {
			continue
		}
		x := e.ledger[z.entry]
		if w := pauseWords(x.PauseKind, officer); !slices.Contains(names, w) {
			names = append(names, w)
		}
		if !z.open && z.from.day() == z.to.day() {
			within += basis(x.LegalBasis, officer)
		}
	}
	return strings.Join(names, ", "), within
}

func (e Explanation) byDates() bool { return e.policy.Unit == CalendarDay || e.policy.Unit == Month }

func (e Explanation) amount(rows []Row) string { return e.total(sum(rows)) }

func sum(rows []Row) int {
	n := 0
	for _, r := range rows {
		n += r.Minutes + r.Days
	}
	return n
}

// running is the running total, once it says more than the run itself.
func (e Explanation) running(rows []Row) string {
	if t := rows[len(rows)-1].Total; t != sum(rows) {
		return "; cộng dồn " + e.total(t)
	}
	return ""
}

// namesCounted names the half-days and swap days among counted dates.
func namesCounted(rows []Row) string {
	var names []string
	for _, r := range rows {
		if r.Why == Counted && r.Name != "" {
			n := r.Day.Format() + ": " + r.Name
			if len(rows) == 1 {
				n = r.Name
			}
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		return ""
	}
	return " (" + strings.Join(names, "; ") + ")"
}

func (e Explanation) total(n int) string {
	switch {
	case e.policy.Unit == WorkingHour:
		return FormatWork(n, 0)
	case e.policy.byMinutes():
		return FormatWork(n, e.cal.dayMinutes)
	case e.byDates():
		return fmt.Sprintf("%d ngày", n)
	}
	return fmt.Sprintf("%d ngày làm việc", n)
}

// pauseWords says for whom the clock waits.
func pauseWords(k PauseKind, officer bool) string {
	switch k {
	case WaitApplicant:
		if officer {
			return "chờ người nộp bổ sung"
		}
		return "chờ Ông/Bà bổ sung"
	case WaitAgency:
		return "chờ ý kiến của cơ quan khác"
	case WaitTax:
		if officer {
			return "chờ thực hiện nghĩa vụ tài chính"
		}
		return "chờ Ông/Bà nộp khoản phải nộp"
	case WaitOutage:
		return "hệ thống gặp sự cố đã thông báo"
	}
	return "tạm dừng"
}

func offNames(rows []Row, why Why) string {
	var names []string
	for _, r := range rows {
		if n := short(r.Name); r.Why == why && n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if len(names) == 0 {
		if why == OffClosure {
			return "cơ quan đóng cửa đột xuất"
		}
		return "ngày nghỉ"
	}
	if why == OffClosure {
		return "đóng cửa: " + strings.Join(names, ", ")
	}
	for i, n := range names {
		if rest, ok := strings.CutPrefix(n, "Nghỉ "); ok {
			names[i] = "nghỉ " + rest
		} else {
			names[i] = "nghỉ " + n
		}
	}
	return strings.Join(names, ", ")
}

func weekendNames(rows []Row) string {
	var names []string
	for w := 1; w <= 7; w++ {
		for _, r := range rows {
			if r.Why == OffWeek && int(r.Day.Weekday()) == w%7 {
				names = append(names, weekdays[w%7])
				break
			}
		}
	}
	return strings.Join(names, ", ")
}

func basis(b string, officer bool) string {
	if !officer || b == "" {
		return ""
	}
	return " Căn cứ: " + b + "."
}

func basisOf(rows []Row, officer bool) string {
	var all []string
	for _, r := range rows {
		if r.Basis != "" && r.Why != Waiting && !slices.Contains(all, r.Basis) {
			all = append(all, r.Basis)
		}
	}
	return basis(strings.Join(all, "; "), officer)
}

// Up makes the first letter of a Vietnamese sentence upper case.
func Up(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

func joinInts(n []int) string {
	return strings.ReplaceAll(strings.Trim(fmt.Sprint(n), "[]"), " ", ", ")
}
