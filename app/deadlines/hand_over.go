package deadlines

import "time"

// HandOverBy is when papers that came in at a moment are handed over at the
// latest (Decree 118/2025 article 18.2 as amended by 309/2026): closing time of
// the same day, or, for what came at or after the cutoff, after closing time or
// on a day on which nobody works, the end of the next working morning.
// Fault: the calendar has no working day left.
func HandOverBy(cal *Calendar, at time.Time, cutoff TimeOfDay) (time.Time, error) {
	m := minuteOf(at)
	d := m.day()
	if cal.IsOpen(d) && m.clock() < int(cutoff) && m < cal.closing(d) {
		return cal.closing(d).time(), nil
	}
	next, err := cal.roll(d + 1)
	if err != nil {
		return time.Time{}, err
	}
	return next.At(cal.Hours(next)[0].To), nil
}
