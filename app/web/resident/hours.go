package resident

import (
	"fmt"
	"strings"
	"time"

	"motcua/app/deadlines"
)

// hoursText says when an office is open in an ordinary week:
// "7:30–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu". Days with other hours follow.
func hoursText(cal *deadlines.Calendar, from deadlines.Day) string {
	var order []string
	days := map[string][]time.Weekday{}
	for _, w := range []time.Weekday{1, 2, 3, 4, 5, 6, 0} {
		t := sessions(ordinary(cal, from, w))
		if t == "" {
			continue
		}
		if days[t] == nil {
			order = append(order, t)
		}
		days[t] = append(days[t], w)
	}
	parts := make([]string, len(order))
	for i, t := range order {
		parts[i] = t + ", " + span(days[t])
	}
	return strings.Join(parts, "; ")
}

// ordinary are the hours of the next such weekday that no holiday or swap touches.
func ordinary(cal *deadlines.Calendar, from deadlines.Day, w time.Weekday) deadlines.Hours {
	for d := from; d < from+7*12; d++ {
		if d.Weekday() != w {
			continue
		}
		if _, special := cal.Special(d); !special {
			return cal.Hours(d)
		}
	}
	return nil
}

func sessions(h deadlines.Hours) string {
	parts := make([]string, len(h))
	for i, s := range h {
		parts[i] = clockTime(int(s.From)) + "–" + clockTime(int(s.To))
	}
	return strings.Join(parts, " và ")
}

func clockTime(minutes int) string { return fmt.Sprintf("%d:%02d", minutes/60, minutes%60) }

func span(days []time.Weekday) string {
	run := len(days) > 2
	for i := 1; i < len(days); i++ {
		run = run && (days[i]+6)%7 == (days[i-1]+6)%7+1
	}
	if run {
		return deadlines.WeekdayName(days[0]) + " đến " + deadlines.WeekdayName(days[len(days)-1])
	}
	names := make([]string, len(days))
	for i, d := range days {
		names[i] = deadlines.WeekdayName(d)
	}
	return strings.Join(names, ", ")
}
