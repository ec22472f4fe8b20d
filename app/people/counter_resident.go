package people

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

var (
	twelveDigits = regexp.MustCompile(`^[0-9]{12}$`)
	isoForm      = regexp.MustCompile(`^[0-9]{4}(-[0-9]{2}-[0-9]{2})?$`)
)

// Seen is somebody whose card an officer has seen at the counter.
type Seen struct {
	IDNumber string // twelve digits
	FullName string // as on the card
	Birth    string // 2006-01-02, or a year only; empty when unknown
	Gender   string // Nam, Nữ or empty
	Phone    string
	Address  string
}

// ResidentFor returns the id to work with for somebody at the counter, inside
// a transaction of the tenant's scope. It never tells whether the person was
// known, and what was known stays as it is.
// Faults: Invalid beside a field.
func ResidentFor(ctx context.Context, tx pgx.Tx, p Seen) (uuid.UUID, error) {
	bad := map[string]string{}
	p.IDNumber = strings.ReplaceAll(tidy(p.IDNumber), " ", "")
	if !twelveDigits.MatchString(p.IDNumber) {
		bad["id_number"] = "Nhập đủ 12 chữ số in trên thẻ căn cước."
	}
	var msg string
	if p.FullName, msg = fullName(p.FullName); msg != "" {
		bad["full_name"] = msg
	}
	if p.Birth = tidy(p.Birth); p.Birth != "" && !isoForm.MatchString(p.Birth) {
		bad["birth_date"] = "Nhập ngày, tháng, năm sinh như trên thẻ căn cước."
	}
	if p.Phone = tidy(p.Phone); p.Phone != "" {
		n, ok := NormalPhone(p.Phone)
		if !ok {
			bad["phone"] = "Số điện thoại chưa đúng. Ví dụ: 0912 345 678."
		}
		p.Phone = n
	}
	if len(bad) > 0 {
		return uuid.Nil, fault.Fields(bad)
	}
	id, err := uuid.NewV7()
	if err != nil {
		return id, err
	}
	err = tx.QueryRow(ctx, `SELECT app.resident_for($1, $2, $3, $4, $5, $6, $7)`, id, p.IDNumber, p.FullName, p.Birth, gender(p.Gender), p.Phone, clip(p.Address, 300)).Scan(&id)
	return id, pg.Translate(err)
}

// gender is Nam, Nữ or empty, however a partner writes it.
func gender(s string) string {
	switch strings.ToLower(tidy(s)) {
	case "nam", "male", "m", "1":
		return "Nam"
	case "nữ", "nu", "female", "f", "2":
		return "Nữ"
	}
	return ""
}

// isoDate reads a partner's date of birth into 2006-01-02 or a year; empty when it is neither.
func isoDate(s string) string {
	s = tidy(s)
	for _, f := range []string{"2006-01-02", "02/01/2006", "20060102", "02-01-2006", "2/1/2006"} {
		if t, err := time.Parse(f, s); err == nil {
			return t.Format("2006-01-02")
		}
	}
	if t, err := time.Parse("2006", s); err == nil {
		return t.Format("2006")
	}
	return ""
}
