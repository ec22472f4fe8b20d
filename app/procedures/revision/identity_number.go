package revision

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var twelve = regexp.MustCompile(`^[0-9]{12}$`)

// birthPlaces are the 63 codes of places of birth registration in Vietnam.
// They stay valid for life; numbers from 100 on stand for other countries.
// Never compare them with today's provinces or with a residence.
var birthPlaces = []string{"001", "002", "004", "006", "008", "010", "011", "012", "014", "015", "017", "019", "020", "022", "024", "025", "026", "027", "030", "031", "033", "034", "035", "036", "037", "038", "040", "042", "044", "045", "046", "048", "049", "051", "052", "054", "056", "058", "060", "062", "064", "066", "067", "068", "070", "072", "074", "075", "077", "079", "080", "082", "083", "084", "086", "087", "089", "091", "092", "093", "094", "095", "096"}

// CleanIDNumber drops the spaces and dots that people type into a number.
func CleanIDNumber(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '.' || r == '-' || r == '\u00a0' {
			return -1
		}
		return r
	}, s)
}

// IDNumberFault says what is wrong with a personal identification number, in a
// sentence for the field; "" when it can be one. There is no check digit.
func IDNumberFault(n string) string {
	if !twelve.MatchString(n) {
		return "Nhập đủ 12 chữ số in trên thẻ căn cước"
	}
	if n[0] == '0' && !slices.Contains(birthPlaces, n[:3]) {
		return "Xem lại 3 chữ số đầu trên thẻ căn cước"
	}
	return ""
}

// IDNumberDisagrees compares a number with what else is known of the person:
// digit 4 is century and gender, digits 5 and 6 the year of birth (Decree
// 137/2015 article 13; a number is issued anew when gender or year of birth
// are corrected, so they always agree). gender is Nam or Nữ, birth a date or a
// partial one; what is empty is not compared. A sentence, or "".
func IDNumberDisagrees(n, gender, birth string) string {
	if !twelve.MatchString(n) {
		return ""
	}
	d := int(n[3] - '0')
	if len(birth) >= 4 {
		if y, err := strconv.Atoi(birth[:4]); err == nil && y != 1900+d/2*100+yearDigits(n) {
			return "Số định danh không khớp năm sinh. Xem lại trên thẻ căn cước."
		}
	}
	if gender == "Nam" && d%2 == 1 || gender == "Nữ" && d%2 == 0 {
		return "Số định danh không khớp giới tính. Xem lại trên thẻ căn cước."
	}
	return ""
}

func yearDigits(n string) int { return int(n[4]-'0')*10 + int(n[5]-'0') }
