package resident

import "motcua/app/deadlines"

// HoursText says when an office is open in an ordinary week, in words.
func HoursText(cal *deadlines.Calendar, from deadlines.Day) string { return hoursText(cal, from) }
