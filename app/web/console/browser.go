package console

import "strings"

// browser says in words what a User-Agent line is; an unknown one is shown as it is.
func browser(ua string) string {
	name, system := "", ""
	for _, x := range [][2]string{{"Edg/", "Edge"}, {"CocCoc", "Cốc Cốc"}, {"coc_coc", "Cốc Cốc"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(ua, x[0]) {
			name = x[1]
			break
		}
	}
	for _, x := range [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Macintosh", "máy Mac"}, {"Linux", "Linux"}} {
		if strings.Contains(ua, x[0]) {
			system = x[1]
			break
		}
	}
	switch {
	case name == "" && ua == "":
		return "Trình duyệt không rõ"
	case name == "":
		return ua
	case system == "":
		return name
	}
	return name + " trên " + system
}
