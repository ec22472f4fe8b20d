package province

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/collate"
	"golang.org/x/text/language"

	"motcua/app/governing"
	"motcua/app/reports"
	"motcua/views/i18n"
)

// fewest is how many dossiers a share needs before it may be compared: below,
// one late dossier moves it by more than three points.
const fewest = 30

// line is one commune with its figures.
type line struct {
	governing.Office
	reports.CommuneFigures
}

// byCounter is what was neither filed online by oneself nor with help.
func (l line) byCounter() int64 { return l.Received - l.Online }

// alone is filed online without help.
func alone(f reports.CommuneFigures) int64 { return f.Online - f.Helped }

// perThousand is open overdue dossiers per 1,000 received; ok is false under the fewest.
func (l line) perThousand() (v float64, ok bool) {
	if l.Received < fewest {
		return 0, false
	}
	return float64(l.Overdue) * 1000 / float64(l.Received), true
}

func (l line) decided() int64 { return l.DecidedOnTime + l.DecidedLate }

// merge puts figures to offices; an office without any has zeros.
func merge(offices []governing.Office, figures []reports.CommuneFigures, group string) []line {
	var out []line
	for _, o := range offices {
		if group != "" && o.UnitKind != group {
			continue
		}
		l := line{Office: o}
		for _, f := range figures {
			if f.Tenant == o.ID {
				l.CommuneFigures = f
			}
		}
		out = append(out, l)
	}
	return out
}

func total(lines []line) reports.CommuneFigures {
	all := make([]reports.CommuneFigures, len(lines))
	for i, l := range lines {
		all[i] = l.CommuneFigures
	}
	return reports.Total(all)
}

// order is a column that the table can be sorted by. Each begins with what
// needs attention.
type order struct {
	key, head  string
	descending bool
	less       func(a, b line) int
}

var orders = []order{
	{"ten", "Đơn vị", false, nil},
	{"quahan", "Quá hạn", true, func(a, b line) int { return cmp.Compare(b.Overdue, a.Overdue) }},
	{"nghin", "Quá hạn trên 1.000", true, func(a, b line) int { return known(a.perThousand, b.perThousand, -1) }},
	{"mo", "Đang mở", true, func(a, b line) int { return cmp.Compare(b.Open, a.Open) }},
	{"nhan", "Tiếp nhận", true, func(a, b line) int { return cmp.Compare(b.Received, a.Received) }},
	{"dunghan", "Đúng hạn", false, func(a, b line) int {
		return known(enough(a.OnTime, a.decided()), enough(b.OnTime, b.decided()), 1)
	}},
	{"sohoa", "Số hóa", false, func(a, b line) int {
		return known(enough(a.DigitizedShare, a.Received), enough(b.DigitizedShare, b.Received), 1)
	}},
}

func orderBy(key string) order {
	for _, o := range orders {
		if o.key == key {
			return o
		}
	}
	return orders[1]
}

// enough makes a share unknown when it stands on too few dossiers.
func enough(share func() (float64, bool), n int64) func() (float64, bool) {
	return func() (float64, bool) {
		if n < fewest {
			return 0, false
		}
		return share()
	}
}

// known compares two figures, the unknown ones last whatever the direction.
func known(a, b func() (float64, bool), sign int) int {
	x, okX := a()
	y, okY := b()
	switch {
	case okX && okY:
		return sign * cmp.Compare(x, y)
	case okX:
		return -1
	case okY:
		return 1
	}
	return 0
}

// arrange sorts lines; what is equal stays in the order of names.
func arrange(lines []line, o order) {
	col := collate.New(language.Vietnamese)
	slices.SortStableFunc(lines, func(a, b line) int {
		if c := col.CompareString(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.Code, b.Code)
	})
	if o.less != nil {
		slices.SortStableFunc(lines, o.less)
	}
}

// heatOfCount is how hot a count is against the largest of the table.
func heatOfCount(n, largest int64) int {
	switch {
	case n <= 0 || largest <= 0:
		return 0
	case n*4 > largest*3:
		return 4
	case n*2 > largest:
		return 3
	case n*4 > largest:
		return 2
	}
	return 1
}

// heatOfShare is how hot a share is that should be near 100 percent.
func heatOfShare(v float64, limits [4]float64) int {
	for i, l := range limits {
		if v >= l {
			return i
		}
	}
	return 4
}

var (
	onTimeLimits    = [4]float64{98, 95, 90, 80}
	digitizedLimits = [4]float64{95, 80, 60, 40}
)

// urgent picks the communes with the most overdue dossiers, at most n.
func urgent(lines []line, n int) []line {
	out := slices.DeleteFunc(slices.Clone(lines), func(l line) bool { return l.Overdue == 0 })
	arrange(out, orderBy("quahan"))
	return out[:min(n, len(out))]
}

// shareText is "97,1%", or what is missing.
func shareText(part, whole int64) string {
	if whole <= 0 {
		return "–"
	}
	return i18n.Percent(part, whole)
}

// oneDecimal is "24,0".
func oneDecimal(v float64) string {
	return strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), ".", ",", 1)
}
