package deadlines

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// Case is one question to the clock, as support, tests and other systems put it: everything needed, no
// database. Times are RFC 3339 with an offset.
type Case struct {
	ID        json.RawMessage `json:"id"`
	Calendar  CaseCalendar    `json:"calendar"`
	Allotment struct {
		Amount *int `json:"amount"`
		Unit   Unit `json:"unit"`
	} `json:"allotment"`
	Policy struct {
		AfterHour    *string         `json:"after_hour"` // absent or null: no cut-off
		DayRule      DayRule         `json:"day_rule"`
		OnSupplement AfterSupplement `json:"on_supplement"`
		LegalBasis   string          `json:"legal_basis"`
	} `json:"policy"`
	Events Ledger     `json:"events"`
	Now    *time.Time `json:"now"` // absent: the last event
}

// CaseCalendar is a calendar written by hand. Open time of a date: Special, else none if in Closed, else
// Friday's (or Monday's) hours if in Worked, else the week's. Without Week: OfficeWeek.
type CaseCalendar struct {
	Week       *Week         `json:"week"`
	Closed     []NamedDay    `json:"closed"`
	Worked     []NamedDay    `json:"worked"`
	Special    map[Day]Hours `json:"special"`
	DayMinutes *int          `json:"day_minutes"`
	Version    int           `json:"version"`
}

// NamedDay is "2026-11-24" or {"date":"2026-11-24","name":"…","legal_basis":"…"}.
type NamedDay struct {
	Day        Day    `json:"date"`
	Name       string `json:"name"`
	LegalBasis string `json:"legal_basis"`
}

// UnmarshalJSON reads both forms.
func (n *NamedDay) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '"' {
		*n = NamedDay{}
		return json.Unmarshal(b, &n.Day)
	}
	type plain NamedDay
	return json.Unmarshal(b, (*plain)(n))
}

// Answer to a Case. Promise, First and LawfulDue are null while there is none.
type Answer struct {
	ID           json.RawMessage `json:"id,omitempty"`
	Promise      *time.Time      `json:"promise"`
	Explanation  []string        `json:"explanation"` // for residents
	Officer      []string        `json:"officer"`
	State        State           `json:"state"`
	Start        *time.Time      `json:"start"`
	First        *time.Time      `json:"first"`
	LawfulDue    *time.Time      `json:"lawful_due"`
	UsedMinutes  int             `json:"used_minutes"`
	LeftMinutes  int             `json:"left_minutes"`
	Overdue      bool            `json:"overdue"`
	MissingYears []int           `json:"missing_years,omitempty"`
}

// Calendar builds the calendar of a case. Faults as NewCalendar.
func (cc CaseCalendar) Calendar() (*Calendar, error) {
	spec := CalendarSpec{Version: cc.Version, Week: OfficeWeek()}
	if cc.Week != nil {
		spec.Week = *cc.Week
	}
	if cc.DayMinutes != nil {
		if *cc.DayMinutes < 1 {
			return nil, refuse("calendar.dayminutes", "a working day of %d minutes", *cc.DayMinutes)
		}
		spec.DayMinutes = *cc.DayMinutes
	}
	for d, h := range cc.Special {
		spec.Days = append(spec.Days, SpecialDay{Day: d, Kind: HalfDay, Hours: h})
	}
	for _, n := range cc.Closed {
		spec.Days = append(spec.Days, SpecialDay{Day: n.Day, Kind: Holiday, Name: n.Name, LegalBasis: n.LegalBasis})
	}
	for _, n := range cc.Worked {
		spec.Days = append(spec.Days, SpecialDay{Day: n.Day, Kind: Worked, Name: n.Name, LegalBasis: n.LegalBasis})
	}
	return NewCalendar(spec)
}

// RunCase answers one case with the production arithmetic. Faults: those of NewCalendar and Compute, and
// ledger.start for a case without events.
func RunCase(c Case) (Answer, error) {
	a := Answer{ID: c.ID}
	cal, err := c.Calendar.Calendar()
	if err != nil {
		return a, err
	}
	if c.Allotment.Amount == nil && c.Allotment.Unit != SameDay {
		return a, refuse("policy.amount", "the allotment has no amount")
	}
	p := Policy{Unit: c.Allotment.Unit, DayRule: c.Policy.DayRule, OnSupplement: c.Policy.OnSupplement, LegalBasis: c.Policy.LegalBasis}
	if c.Allotment.Amount != nil {
		p.Amount = *c.Allotment.Amount
	}
	if s := c.Policy.AfterHour; s != nil && *s != "" {
		if p.AfterHour, err = ParseTimeOfDay(*s); err != nil {
			return a, err
		}
		if p.AfterHour == 0 {
			return a, refuse("time.format", "a cut-off of 00:00 leaves no time to receive")
		}
	}
	if len(c.Events) == 0 {
		return a, refuse("ledger.start", "there is no start")
	}
	now := c.Events[len(c.Events)-1].At
	if c.Now != nil {
		now = *c.Now
	}
	e, err := Explain(cal, p, c.Events, now)
	if err != nil {
		return a, err
	}
	a.State, a.UsedMinutes, a.LeftMinutes = e.Promise.State, e.Promise.UsedMinutes, e.Promise.LeftMinutes
	a.Overdue, a.MissingYears = e.Promise.Overdue, e.Promise.MissingYears
	a.Promise, a.Start = moment(e.Promise.Due), moment(e.Promise.Start)
	a.First, a.LawfulDue = moment(e.Promise.First), moment(e.Promise.LawfulDue)
	a.Explanation, a.Officer = e.ForResident(), e.ForOfficer()
	return a, nil
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// RunCases reads one case per line and writes one answer per line. A case that makes no sense is answered
// {"id":…,"error":"…"} and reading goes on. What is not a JSON object at all is answered the same way and
// also reported in the returned error.
func RunCases(r io.Reader, w io.Writer) error {
	in := bufio.NewReaderSize(r, 1<<16)
	out := bufio.NewWriter(w)
	enc := json.NewEncoder(out)
	enc.SetEscapeHTML(false)
	var unreadable error
	for line := 1; ; line++ {
		text, readErr := in.ReadBytes('\n')
		if readErr != nil && readErr != io.EOF {
			return errors.Join(readErr, out.Flush())
		}
		if blank(text) {
			if readErr == io.EOF {
				return errors.Join(unreadable, out.Flush())
			}
			continue
		}
		answer, malformed := answerLine(text)
		if malformed != nil {
			unreadable = errors.Join(unreadable, fmt.Errorf("line %d: %w", line, malformed))
		}
		if err := enc.Encode(answer); err != nil {
			return err
		}
		if in.Buffered() == 0 { // somebody may be waiting for this answer
			if err := out.Flush(); err != nil {
				return err
			}
		}
	}
}

type failed struct {
	ID    json.RawMessage `json:"id"`
	Error string          `json:"error"`
}

func answerLine(text []byte) (answer any, malformed error) {
	var c Case
	if err := json.Unmarshal(text, &c); err != nil {
		var only struct {
			ID json.RawMessage `json:"id"`
		}
		var syntax *json.SyntaxError
		var kind *json.UnmarshalTypeError
		_ = json.Unmarshal(text, &only) // best effort: an answer should carry the id if there is one
		if errors.As(err, &syntax) || errors.As(err, &kind) && kind.Field == "" {
			malformed = err
		}
		return failed{orNull(only.ID), err.Error()}, malformed
	}
	a, err := RunCase(c)
	if err != nil {
		return failed{orNull(c.ID), err.Error()}, nil
	}
	return a, nil
}

func orNull(id json.RawMessage) json.RawMessage {
	if len(id) == 0 {
		return json.RawMessage("null")
	}
	return id
}

func blank(b []byte) bool {
	for _, c := range b {
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			return false
		}
	}
	return true
}
