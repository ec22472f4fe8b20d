package deadlines

import "time"

// WorkedMinutes counts the working minutes that an office had a dossier: from the effective start of the first
// count, through restarts, to the stop (or until, when that is earlier or there is none), without the pauses
// that name a legal basis. A pause without one is the office's own time. Faults as Compute.
func WorkedMinutes(cal *Calendar, p Policy, l Ledger, until time.Time) (int, error) {
	if len(l) == 0 {
		return 0, nil
	}
	if err := p.Check(); err != nil {
		return 0, err
	}
	var buf [4]interval
	h, err := replay(p, l, false, buf[:])
	if err != nil {
		return 0, err
	}
	from, err := effective(cal, p, h.firstOrigin)
	if err != nil {
		return 0, err
	}
	end := minuteOf(until)
	if h.state == Stopped {
		end = min(end, h.stop)
	}
	n, paused := cal.between(from, end), minute(-1)
	leave := func(to minute) {
		if paused >= 0 {
			n -= cal.between(max(paused, from), min(to, end))
			paused = -1
		}
	}
	for _, e := range l {
		switch m := minuteOf(e.At); {
		case e.Kind == Pause && e.LegalBasis != "":
			paused = m
		case e.Kind == Resume || e.Kind == Restart || e.Kind == Stop:
			leave(m)
		}
	}
	leave(end)
	return n, nil
}
