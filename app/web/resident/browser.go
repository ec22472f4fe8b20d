package resident

import "strings"

// browserName says what a browser calls itself in words a person knows.
func browserName(ua string) string {
	on := ""
	for _, x := range []struct{ mark, name string }{{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "điện thoại Android"}, {"Windows", "máy tính Windows"}, {"Mac OS", "máy Mac"}, {"Linux", "máy tính Linux"}} {
		if strings.Contains(ua, x.mark) {
			on = x.name
			break
		}
	}
	by := ""
	for _, x := range []struct{ mark, name string }{{"Zalo", "Zalo"}, {"coc_coc", "Cốc Cốc"}, {"Edg", "Edge"}, {"OPR", "Opera"}, {"SamsungBrowser", "Samsung Internet"}, {"Firefox", "Firefox"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}} {
		if strings.Contains(ua, x.mark) {
			by = x.name
			break
		}
	}
	switch {
	case on == "" && by == "":
		return "Một thiết bị khác"
	case by == "":
		return upperFirst(on)
	case on == "":
		return by
	}
	return by + " trên " + on
}
