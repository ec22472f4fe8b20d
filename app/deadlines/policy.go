package deadlines

// Unit of an allotment.
type Unit string

const (
	WorkingHour Unit = "working_hour"
	WorkingDay  Unit = "working_day"
	CalendarDay Unit = "calendar_day"
	Month       Unit = "month"
	SameDay     Unit = "same_day" // Amount is 0
)

// DayRule says how working days are counted.
type DayRule string

const (
	// ByHours: N working days are N × DayMinutes working minutes, so the promise is at the same position
	// of the clock. The default.
	ByHours DayRule = "hours"
	// ByCivilDays: the day of the event does not count; due at closing time of the Nth working day.
	ByCivilDays DayRule = "civil"
)

// AfterSupplement says what the clock does when the resident has completed the dossier.
type AfterSupplement string

const (
	// PauseOnSupplement: waiting is not counted, the clock goes on (Decree 301/2026 article 4.7 and others).
	PauseOnSupplement AfterSupplement = "pause"
	// RestartOnSupplement: the term is counted again from zero (wording of Decree 61/2018 article 19).
	RestartOnSupplement AfterSupplement = "restart"
)

// Policy is the term of a revision (or of one channel or step of it).
type Policy struct {
	Unit         Unit            `json:"unit"`
	Amount       int             `json:"amount"`
	DayRule      DayRule         `json:"day_rule,omitempty"`   // for working_day; default hours
	AfterHour    TimeOfDay       `json:"after_hour,omitempty"` // received at or after it counts from the next open day; 0 = no cut-off
	OnSupplement AfterSupplement `json:"on_supplement,omitempty"`
	LegalBasis   string          `json:"legal_basis,omitempty"` // named to officers
}

// AfterThree is the cut-off of 15:00 that the decrees use.
const AfterThree = TimeOfDay(15 * 60)

// SameDayPolicy is the term of immediate procedures: received by 15:00, done by closing time; later, by
// closing time of the next working day (Decree 23/2015 article 7; Decree 301/2026).
func SameDayPolicy() Policy { return Policy{Unit: SameDay, AfterHour: AfterThree} }

// Check refuses what cannot be counted. Faults: policy.unit, policy.rule, policy.amount, policy.supplement,
// time.format.
func (p Policy) Check() error {
	switch p.Unit {
	case WorkingHour, WorkingDay, CalendarDay, Month, SameDay:
	default:
		return refuse("policy.unit", "unknown unit %q", p.Unit)
	}
	switch p.DayRule {
	case "", ByHours, ByCivilDays:
	default:
		return refuse("policy.rule", "unknown day rule %q", p.DayRule)
	}
	switch p.OnSupplement {
	case "", PauseOnSupplement, RestartOnSupplement:
	default:
		return refuse("policy.supplement", "unknown effect of a supplement %q", p.OnSupplement)
	}
	if p.AfterHour < 0 || p.AfterHour > minutesDay {
		return refuse("time.format", "cut-off outside the day")
	}
	if p.Unit == SameDay && p.Amount != 0 {
		return refuse("policy.amount", "same_day has no amount")
	}
	return p.checkAmount(p.Amount)
}

// checkAmount keeps terms within about ten years, far beyond any in law.
func (p Policy) checkAmount(n int) error {
	limit := map[Unit]int{WorkingHour: 30000, Month: 120}[p.Unit]
	if limit == 0 {
		limit = 3660
	}
	if n < 0 || n > limit {
		return refuse("policy.amount", "amount %d is not between 0 and %d", n, limit)
	}
	return nil
}

// byMinutes tells whether the term is counted in minutes rather than in dates.
func (p Policy) byMinutes() bool {
	return p.Unit == WorkingHour || p.Unit == WorkingDay && p.DayRule != ByCivilDays
}

// minutes of an amount when counted in minutes.
func (p Policy) minutes(c *Calendar, amount int) int {
	if p.Unit == WorkingHour {
		return amount * 60
	}
	return amount * c.dayMinutes
}
