package revision

import (
	"errors"
	"regexp"
	"strings"
)

// IDCard is what the square code of an identity card says.
type IDCard struct {
	ID        string `json:"id"`
	OldID     string `json:"old_id,omitempty"` // CMND, 9 or 12 digits
	FullName  string `json:"full_name"`
	BirthDate string `json:"birth_date"` // 2006-01-02
	Gender    string `json:"gender"`     // Nam, Nữ
	Address   string `json:"address"`    // as printed; before July 2025 with the old district and province
	IssueDate string `json:"issue_date,omitempty"`
}

// Faults of ParseIDCard; each one's text is the sentence for the officer.
var (
	ErrNoIDCard     = errors.New("Quét lại mã QR trên thẻ căn cước, hoặc nhập tay")
	ErrIDCardKeys   = errors.New("Máy quét làm mất dấu tiếng Việt. Đổi bàn phím máy quét rồi quét lại.")
	ErrIDCardNumber = errors.New("Số định danh trong mã không khớp ngày sinh hoặc giới tính. Xem lại thẻ.")
	ErrIDCardDate   = errors.New("Ngày trong mã không có thật. Quét lại hoặc nhập tay.")
)

var oldID = regexp.MustCompile(`^([0-9]{9}|[0-9]{12})$`)

// ParseIDCard reads the text that a scanner or camera gives for the card's
// code: number|old number|name|ddMMyyyy|gender|address|ddMMyyyy and, on cards
// since 2024, further fields whose order nobody has published; those are left
// out. A byte order mark, line ends and decomposed letters are tolerated.
// Faults: ErrNoIDCard, ErrIDCardKeys, ErrIDCardDate, ErrIDCardNumber.
func ParseIDCard(text string) (IDCard, error) {
	p := strings.Split(text, "|")
	if len(p) < 7 {
		return IDCard{}, ErrNoIDCard
	}
	lost := strings.ContainsAny(p[2]+p[4]+p[5], "?\ufffd")
	for i := range p {
		p[i] = clean(p[i], false)
	}
	c := IDCard{ID: p[0], OldID: p[1], FullName: p[2], Gender: p[4], Address: p[5]}
	if IDNumberFault(c.ID) != "" || c.OldID != "" && !oldID.MatchString(c.OldID) {
		return IDCard{}, ErrNoIDCard
	}
	switch strings.ToLower(c.Gender) {
	case "nam":
		c.Gender = "Nam"
	case "nữ":
		c.Gender = "Nữ"
	default:
		return IDCard{}, ErrIDCardKeys
	}
	if lost || !isName(c.FullName) {
		return IDCard{}, ErrIDCardKeys
	}
	if c.BirthDate = cardDate(p[3], true); c.BirthDate == "" {
		return IDCard{}, ErrIDCardDate
	}
	if p[6] != "" {
		if c.IssueDate = cardDate(p[6], false); c.IssueDate == "" || c.IssueDate < c.BirthDate {
			return IDCard{}, ErrIDCardDate
		}
	}
	if IDNumberDisagrees(c.ID, c.Gender, c.BirthDate) != "" {
		return IDCard{}, ErrIDCardNumber
	}
	return c, nil
}

// cardDate reads ddMMyyyy. Old people's cards may print a year only (0000yyyy or yyyy).
func cardDate(s string, partial bool) string {
	if len(s) != 8 || eight.FindString(s) == "" {
		if partial && len(s) == 4 {
			return ReadDate(s, true)
		}
		return ""
	}
	if partial && strings.HasPrefix(s, "0000") {
		return ReadDate(s[4:], true)
	}
	return ReadDate(s, false)
}
