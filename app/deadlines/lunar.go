package deadlines

import "math"

// LunarDate is a date of the Vietnamese lunisolar calendar (months begin at the new moon of UTC+7, which
// is why Tết 2030 is 2 February here and 3 February in China).
type LunarDate struct {
	Day   int  `json:"day"`
	Month int  `json:"month"`
	Year  int  `json:"year"`
	Leap  bool `json:"leap"`
}

// The method is the one Hồ Ngọc Đức published: new moons and the sun's longitude from truncated series
// of Meeus, month 11 is the one with the winter solstice, and a year of thirteen months repeats the first
// month without a major solar term. Good for centuries around now; people confirm what it proposes.

const synodic = 29.530588853

// toJulian and fromJulian convert to the Julian day number (1970-01-01 = 2440588).
func toJulian(d Day) int   { return int(d) + 2440588 }
func fromJulian(j int) Day { return Day(j - 2440588) }

// newMoon is the date, at UTC+7, of the kth new moon after 1900-01-01.
func newMoon(k int) int {
	n := float64(k)
	t := n / 1236.85
	t2, t3 := t*t, t*t*t
	rad := math.Pi / 180
	jd := 2415020.75933 + 29.53058868*n + 0.0001178*t2 - 0.000000155*t3
	jd += 0.00033 * math.Sin((166.56+132.87*t-0.009173*t2)*rad)
	sun := (359.2242 + 29.10535608*n - 0.0000333*t2 - 0.00000347*t3) * rad
	moon := (306.0253 + 385.81691806*n + 0.0107306*t2 + 0.00001236*t3) * rad
	lat := (21.2964 + 390.67050646*n - 0.0016528*t2 - 0.00000239*t3) * rad
	c := (0.1734-0.000393*t)*math.Sin(sun) + 0.0021*math.Sin(2*sun)
	c += -0.4068*math.Sin(moon) + 0.0161*math.Sin(2*moon) - 0.0004*math.Sin(3*moon)
	c += 0.0104*math.Sin(2*lat) - 0.0051*math.Sin(sun+moon) - 0.0074*math.Sin(sun-moon)
	c += 0.0004*math.Sin(2*lat+sun) - 0.0004*math.Sin(2*lat-sun)
	c += -0.0006*math.Sin(2*lat+moon) + 0.0010*math.Sin(2*lat-moon) + 0.0005*math.Sin(sun+2*moon)
	delta := -0.000278 + 0.000265*t + 0.000262*t2 // dynamical minus universal time
	if t < -11 {
		delta = 0.001 + 0.000839*t + 0.0002261*t2 - 0.00000845*t3 - 0.000000081*t*t3
	}
	return int(math.Floor(jd + c - delta + 0.5 + 7.0/24))
}

// solarTerm is the twelfth of the sun's path (0 from the March equinox) at the start of that date, UTC+7.
func solarTerm(julian int) int {
	t := (float64(julian) - 0.5 - 7.0/24 - 2451545) / 36525
	rad := math.Pi / 180
	m := (357.52910 + 35999.05030*t - 0.0001559*t*t - 0.00000048*t*t*t) * rad
	l := 280.46645 + 36000.76983*t + 0.0003032*t*t
	l += (1.914600 - 0.004817*t - 0.000014*t*t) * math.Sin(m)
	l += (0.019993-0.000101*t)*math.Sin(2*m) + 0.000290*math.Sin(3*m)
	l = math.Mod(l, 360)
	if l < 0 {
		l += 360
	}
	return int(l / 30)
}

// moonBefore is the index of a new moon near a Julian day.
func moonBefore(julian int) int {
	return int(math.Floor((float64(julian) - 2415021.076998695) / synodic))
}

// month11 is the first day of the lunar month that holds the winter solstice of a solar year.
func month11(year int) int {
	k := moonBefore(toJulian(MakeDay(year, 12, 31)))
	nm := newMoon(k)
	if solarTerm(nm) >= 9 {
		nm = newMoon(k - 1)
	}
	return nm
}

// leapOffset is how many months after month 11 (that begins at a) the leap month stands.
func leapOffset(a int) int {
	k := int(math.Floor(0.5 + (float64(a)-2415021.076998695)/synodic))
	last, i := -1, 1
	arc := solarTerm(newMoon(k + i))
	for arc != last && i < 14 {
		last = arc
		i++
		arc = solarTerm(newMoon(k + i))
	}
	return i - 1
}

// Lunar converts a date to the Vietnamese lunar calendar.
func Lunar(d Day) LunarDate {
	j := toJulian(d)
	k := moonBefore(j) + 1 // the true moon may be hours before or after the mean one: step back to it
	start := newMoon(k)
	for start > j {
		k--
		start = newMoon(k)
	}
	y, _, _ := d.Date()
	a, b := month11(y), 0
	year := y
	if a >= start {
		b, a = a, month11(y-1)
	} else {
		year, b = y+1, month11(y+1)
	}
	diff := int(math.Floor(float64(start-a) / 29))
	month, leap := diff+11, false
	if b-a > 365 {
		if at := leapOffset(a); diff >= at {
			month = diff + 10
			leap = diff == at
		}
	}
	if month > 12 {
		month -= 12
	}
	if month >= 11 && diff < 4 {
		year--
	}
	return LunarDate{Day: j - start + 1, Month: month, Year: year, Leap: leap}
}

// Solar converts a lunar date to the civil calendar. Fault: day.format when that lunar date does not exist.
func Solar(l LunarDate) (Day, error) {
	bad := refuse("day.format", "lunar date %d/%d/%d does not exist", l.Day, l.Month, l.Year)
	if l.Month < 1 || l.Month > 12 || l.Day < 1 || l.Day > 30 {
		return 0, bad
	}
	a := month11(l.Year - 1)
	b := month11(l.Year)
	if l.Month >= 11 {
		a, b = b, month11(l.Year+1)
	}
	off := (l.Month + 1) % 12 // months after month 11
	if b-a > 365 {
		if at := leapOffset(a); l.Leap || off >= at {
			off++
		}
	}
	k := int(math.Floor(0.5 + (float64(a)-2415021.076998695)/synodic))
	d := fromJulian(newMoon(k+off) + l.Day - 1)
	if Lunar(d) != l {
		return 0, bad
	}
	return d, nil
}
