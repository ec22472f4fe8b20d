package dossiers

import (
	"time"

	"motcua/app/deadlines"
)

// Standing is what reminders need to know of one dossier at one moment. Nil
// moments are not there.
type Standing struct {
	Submitted time.Time
	Due       *time.Time // of an open dossier whose clock runs, or of its intake
	Touched   *time.Time // when anybody last did anything to it, while somebody here should
	StepDue   *time.Time // of an open step
	Closes    *time.Time // of an open request for papers
	Asked     *time.Time // when the oldest question to the counter came that nobody answered
	Decided   *time.Time // of a result that lies at the counter
	Apology   *time.Time // the breach that a waiting letter apologises for
}

// Reminder is one thing to say to one audience, named by the moment it is about:
// it is said once for that moment, and again when the moment moves.
type Reminder struct {
	Kind, Audience string
	About          time.Time
}

// Words says who is told what about a dossier now, the weightiest first. Of
// what is overdue the province is told from its counters, so not here. It looks at the moment only, not at what was said before:
// after a night without it the next look says the same.
func (r ReminderRules) Words(cal *deadlines.Calendar, now time.Time, s Standing) ([]Reminder, error) {
	var out []Reminder
	add := func(kind string, about time.Time, when func(minutes int) (bool, error)) error {
		for _, a := range []string{Holder, Head, Province} {
			m, told := r.At(kind, a)
			if !told || a == Province && kind == SayOverdue {
				continue
			}
			ok, err := when(m)
			if err != nil {
				return err
			}
			if ok {
				out = append(out, Reminder{kind, a, about})
			}
		}
		return nil
	}
	after := func(at time.Time) func(int) (bool, error) { // so much working time after it
		return func(m int) (bool, error) {
			return !now.Before(at) && deadlines.WorkingMinutesBetween(cal, at, now) >= m, nil
		}
	}
	before := func(at time.Time) func(int) (bool, error) { // within so much working time before it
		return func(m int) (bool, error) {
			from, err := deadlines.BeforeDue(cal, at, m)
			return !now.Before(from), err
		}
	}
	var err error
	say := func(kind string, about *time.Time, when func(time.Time) func(int) (bool, error)) {
		if about != nil && err == nil {
			err = add(kind, *about, when(*about))
		}
	}
	overdue := s.Due != nil && !now.Before(*s.Due)
	if overdue {
		say(SayOverdue, s.Due, after)
	}
	say(SayApology, s.Apology, before)
	switch {
	case s.Due == nil || overdue:
	case sameDay(*s.Due, now):
		if !sameDay(s.Submitted, now) { // came in today: on everybody's desk as it is
			say(SayDue, s.Due, func(time.Time) func(int) (bool, error) { return func(int) (bool, error) { return true, nil } })
		}
	default:
		say(SayDueSoon, s.Due, func(at time.Time) func(int) (bool, error) {
			return func(m int) (bool, error) {
				from, err := deadlines.BeforeDue(cal, at, m)
				return from.After(s.Submitted) && !now.Before(from), err // a term no longer than the warning has none
			}
		})
	}
	if s.Closes != nil && now.Before(*s.Closes) {
		say(SayClosing, s.Closes, before)
	}
	say(SayQuestion, s.Asked, after)
	say(SayUntouched, s.Touched, after)
	say(SayStep, s.StepDue, after)
	say(SayUnclaimed, s.Decided, after)
	return out, err
}

func sameDay(a, b time.Time) bool { return deadlines.DayOf(a) == deadlines.DayOf(b) }

func or(n, std int) int {
	if n > 0 {
		return n
	}
	return std
}
