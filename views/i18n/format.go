package i18n

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Zone is Asia/Ho_Chi_Minh, which has no daylight saving; fixed, so that a machine without zone data agrees.
var Zone = time.FixedZone("Asia/Ho_Chi_Minh", 7*3600)

const nbsp = "\u00a0"

var weekdays = [...]string{"Chủ nhật", "thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy"}

// Date is "05/09/2026", for tables and messages; the zero time is "".
func Date(t time.Time) string { return in(t, "02/01/2006") }

// Time is "14:05".
func Time(t time.Time) string { return in(t, "15:04") }

// DateTime is "14:05, 05/09/2026".
func DateTime(t time.Time) string { return in(t, "15:04, 02/01/2006") }

// Weekday is "thứ Ba".
func Weekday(t time.Time) string { return weekdays[t.In(Zone).Weekday()] }

// DateLong is "thứ Ba, 08/09/2026", for prose.
func DateLong(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Weekday(t) + ", " + Date(t)
}

// Promise is "10:00 thứ Tư, 09/09/2026": a time that was told to somebody.
func Promise(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return Time(t) + " " + DateLong(t)
}

// LegalDate is "ngày 05 tháng 9 năm 2026": a zero before days 1 to 9 and months 1 and 2 only (Nghị định 30/2020/NĐ-CP).
func LegalDate(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(Zone)
	month := strconv.Itoa(int(t.Month()))
	if t.Month() <= time.February {
		month = "0" + month
	}
	return fmt.Sprintf("ngày %02d tháng %s năm %d", t.Day(), month, t.Year())
}

func in(t time.Time, layout string) string {
	if t.IsZero() {
		return ""
	}
	return t.In(Zone).Format(layout)
}

// Number is "1.234.567".
func Number(n int64) string {
	s := strconv.FormatInt(n, 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	var b strings.Builder
	for i, r := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte('.')
		}
		b.WriteRune(r)
	}
	return sign + b.String()
}

// Money is "1.234.567 đ" for an amount in đồng.
func Money(dong int64) string { return Number(dong) + nbsp + "đ" }

// Percent is "27,4%" for the share part of whole; a whole of 0 is "không có số liệu", never 0 %.
func Percent(part, whole int64) string {
	if whole == 0 {
		return "không có số liệu"
	}
	v := math.Round(float64(part)/float64(whole)*1000) / 10
	return strings.Replace(strconv.FormatFloat(v, 'f', 1, 64), ".", ",", 1) + "%"
}

// Phone is "0912 345 678"; what is not ten digits comes back as it is.
func Phone(p string) string {
	if len(p) != 10 || strings.Trim(p, "0123456789") != "" {
		return p
	}
	return p[:4] + nbsp + p[4:7] + nbsp + p[7:]
}

// MaskPhone is "•••• ••• 678".
func MaskPhone(p string) string { return mask(p, 3, "•••• •••"+" ") }

// MaskID is "•••• •••• 4821" for a personal number.
func MaskID(id string) string { return mask(id, 4, "•••• ••••"+" ") }

func mask(s string, keep int, dots string) string {
	if len(s) <= keep {
		return strings.TrimSpace(dots)
	}
	return strings.ReplaceAll(dots, " ", nbsp) + s[len(s)-keep:]
}

// Size is a number of bytes as "346 KB" or "2,1 MB" (thousands of bytes, as phones show it).
func Size(bytes int64) string {
	switch {
	case bytes < 1_000_000:
		return strconv.FormatInt(max((bytes+500)/1000, 1), 10) + nbsp + "KB"
	default:
		return strings.Replace(strconv.FormatFloat(float64(bytes)/1e6, 'f', 1, 64), ".", ",", 1) + nbsp + "MB"
	}
}

// Due is the text and tone of a deadline's chip: "Quá hạn 1 ngày", "Còn 4 giờ", "Còn 2 ngày". The numbers are
// calendar time between now and due; the working time that counts is explained elsewhere. soon is the moment from which
// the deadline is near (one working day before); a zero due gives "".
func Due(now, due, soon time.Time) (text, tone string) {
	if due.IsZero() {
		return "", ""
	}
	left := due.Sub(now)
	tone = "ok"
	switch {
	case left < 0:
		return "Quá hạn " + span(-left), "qua"
	case !soon.IsZero() && !now.Before(soon):
		tone = "sap"
	}
	return "Còn " + span(left), tone
}

func span(d time.Duration) string {
	switch {
	case d < time.Hour:
		return strconv.Itoa(max(int(d.Minutes()), 1)) + " phút"
	case d < 24*time.Hour:
		return strconv.Itoa(int(d.Hours())) + " giờ"
	}
	return strconv.Itoa(int(d.Hours())/24) + " ngày"
}
