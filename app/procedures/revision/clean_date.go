package revision

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

var (
	isoDate  = regexp.MustCompile(`^([0-9]{4})(?:-([0-9]{1,2}))?(?:-([0-9]{1,2}))?$`)
	dayFirst = regexp.MustCompile(`^(?:(?:([0-9]{1,2})[/.\-\s])?([0-9]{1,2})[/.\-\s])?([0-9]{4})$`)
	eight    = regexp.MustCompile(`^([0-9]{2})([0-9]{2})([0-9]{4})$`)
)

// ReadDate understands 2006-01-02, 2/1/2006, 02.01.2006, 02012006 and, as
// partial dates, 1/2006 and 2006. It gives the kept form, "" when it is none.
func ReadDate(s string, partial bool) string {
	s = strings.TrimSpace(s)
	var y, m, d string
	if x := isoDate.FindStringSubmatch(s); x != nil {
		y, m, d = x[1], x[2], x[3]
	} else if x := dayFirst.FindStringSubmatch(s); x != nil {
		d, m, y = x[1], x[2], x[3]
	} else if x := eight.FindStringSubmatch(s); x != nil {
		d, m, y = x[1], x[2], x[3]
	} else {
		return ""
	}
	yy, _ := strconv.Atoi(y)
	mm, _ := strconv.Atoi(m)
	dd, _ := strconv.Atoi(d)
	switch {
	case d != "":
		t := time.Date(yy, time.Month(mm), dd, 0, 0, 0, 0, time.UTC)
		if t.Year() != yy || int(t.Month()) != mm || t.Day() != dd {
			return ""
		}
		return t.Format("2006-01-02")
	case !partial:
		return ""
	case m != "":
		if mm < 1 || mm > 12 {
			return ""
		}
		return fmt.Sprintf("%04d-%02d", yy, mm)
	}
	return fmt.Sprintf("%04d", yy)
}

// dateParts joins the three boxes of a date question (name_day, name_month,
// name_year) when the single value was not sent.
func dateParts(in map[string]string, name string) string {
	if v := strings.TrimSpace(in[name]); v != "" {
		return v
	}
	d, m, y := strings.TrimSpace(in[name+"_day"]), strings.TrimSpace(in[name+"_month"]), strings.TrimSpace(in[name+"_year"])
	switch {
	case d+m+y == "":
		return ""
	case d != "":
		return d + "/" + m + "/" + y
	case m != "":
		return m + "/" + y
	}
	return y
}

// dateFault checks the range of a kept date: a whole day, month or year.
func dateFault(v, when string, today time.Time) string {
	now := today.Format("2006-01-02")[:len(v)]
	switch {
	case v < "1880":
		return "Nhập năm từ 1880 trở lại đây"
	case when == "past" && v > now:
		return "Nhập ngày không sau ngày hôm nay"
	case when == "future" && v < now:
		return "Nhập ngày từ hôm nay trở đi"
	case v > strconv.Itoa(today.Year()+100):
		return "Xem lại năm đã nhập"
	}
	return ""
}
