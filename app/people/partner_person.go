package people

// PartnerDate reads a date of birth as another system writes it into 2006-01-02
// or a year; empty when it is neither.
func PartnerDate(s string) string { return isoDate(s) }

// PartnerGender is Nam, Nữ or empty, however another system writes it.
func PartnerGender(s string) string { return gender(s) }
