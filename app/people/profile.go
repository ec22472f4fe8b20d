package people

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Profile is what is known of a resident, for prefilled forms.
type Profile struct {
	ID       uuid.UUID `db:"id"`
	IDNumber string    `db:"id_number"` // empty until known
	FullName string    `db:"full_name"`
	Birth    string    `db:"birth_date"` // 2006-01-02, or a year only
	Gender   string    `db:"gender"`     // Nam, Nữ
	Phone    string    `db:"phone"`
	Email    string    `db:"email"`
	Address  string    `db:"address"`
	Level    int       `db:"level"`
}

// Profile is what is known of the context's resident. Fault: NotFound.
func (s *Service) Profile(ctx context.Context) (Profile, error) {
	return pg.One[Profile](ctx, s.db, `SELECT id, coalesce(id_number, '') AS id_number, full_name, birth_date, gender, phone, email, address, level::int FROM app.resident WHERE id = app.resident_id()`)
}

// UpdateContact changes how the context's resident is reached; name and
// identity number come from proof only.
// Faults: Invalid beside a field; NotFound.
func (s *Service) UpdateContact(ctx context.Context, phone, email, address string) error {
	bad := map[string]string{}
	if phone = tidy(phone); phone != "" {
		p, ok := NormalPhone(phone)
		if !ok {
			bad["phone"] = "Số điện thoại chưa đúng. Ví dụ: 0912 345 678."
		}
		phone = p
	}
	if email = tidy(email); email != "" && (len(email) > 200 || !emailForm.MatchString(email)) {
		bad["email"] = "Địa chỉ thư điện tử chưa đúng. Ví dụ: sen@gmail.com."
	}
	if address = tidy(address); len([]rune(address)) > 300 {
		bad["address"] = "Địa chỉ dài quá 300 ký tự. Viết ngắn lại."
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx pgx.Tx) error {
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.resident SET phone = $2, email = $3, address = $4 WHERE id = $1`, sc.Resident, phone, email, address)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "resident", SubjectID: sc.Resident, Kind: "resident.contact_changed", At: s.now()})
	})
}
