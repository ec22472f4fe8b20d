package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Book is one quyển of a register in a year: from which number it goes.
type Book struct {
	ID         uuid.UUID  `db:"id"`
	Register   string     `db:"register"`
	Year       int        `db:"year"`
	Book       int        `db:"book"`
	Opening    int        `db:"opening"`
	Closing    *int       `db:"closing"`
	Format     string     `db:"format"`
	OpenedName string     `db:"opened_name"`
	OpenedAt   time.Time  `db:"opened_at"`
	ClosedName string     `db:"closed_name"`
	ClosedAt   *time.Time `db:"closed_at"`
}

// Register is one register of this office in one year.
type Register struct {
	Name  string
	Year  int
	Last  int    // the number that was taken last; 0 none
	Books []Book // by number
}

// Open is the book that numbers are taken from; nil when the register has none.
func (r *Register) Open() *Book {
	if n := len(r.Books); n > 0 && r.Books[n-1].ClosedAt == nil {
		return &r.Books[n-1]
	}
	return nil
}

// Registers are the office's registers of a year, by name, without those of
// slips and of lists of papers. Scope: tenant.
func (s *Service) Registers(ctx context.Context, year int) ([]Register, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	type counter struct {
		Register string `db:"register"`
		Last     int    `db:"last"`
	}
	counters, err := pg.Rows[counter](ctx, s.DB, `SELECT register, last FROM app.register_counter WHERE tenant_id = $1 AND year = $2 AND register NOT LIKE 'slip.%' AND register <> $3 ORDER BY register`, sc.Tenant, year, handoverRegister)
	if err != nil {
		return nil, err
	}
	books, err := pg.Rows[Book](ctx, s.DB, `SELECT id, register, year, book, opening, closing, format, opened_name, opened_at, closed_name, closed_at FROM app.register_book WHERE tenant_id = $1 AND year = $2 ORDER BY register, book`, sc.Tenant, year)
	if err != nil {
		return nil, err
	}
	out := make([]Register, len(counters))
	for i, c := range counters {
		out[i] = Register{Name: c.Register, Year: year, Last: c.Last}
		for _, b := range books {
			if b.Register == c.Register {
				out[i].Books = append(out[i].Books, b)
			}
		}
	}
	return out, nil
}

// MostRegisterNumbers fit one printed book.
const MostRegisterNumbers = 2000

// RegisterNumber is one number of a register: what it was given to, or why it is void.
type RegisterNumber struct {
	Ordinal   int        `db:"ordinal"`
	Number    string     `db:"number"`
	Book      *int       `db:"book"`
	Kind      string     `db:"kind"` // result, entry (of the immediate lane), void
	Dossier   *uuid.UUID `db:"dossier_id"`
	Code      *string    `db:"code"`
	Applicant *string    `db:"applicant_name"`
	Title     string     `db:"title"`
	Signed    string     `db:"signed_name"`
	At        *time.Time `db:"at"` // of the number
	State     string     `db:"state"`
	Note      string     `db:"note"` // why it was revoked or voided, or which took its place
}

// RegisterNumbers is a register of a year in the order of its numbers, from one
// ordinal on: results, certifications of the counter, and void numbers at their
// place. Scope: tenant.
func (s *Service) RegisterNumbers(ctx context.Context, register string, year, from, to int) ([]RegisterNumber, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	// numbers from before there were books say their ordinal in front only
	return pg.Rows[RegisterNumber](ctx, s.DB, `SELECT x.*, d.code, d.applicant_name FROM (
		SELECT coalesce(r.ordinal, CASE WHEN r.number ~ '^[0-9]{1,8}/' THEN split_part(r.number, '/', 1)::int ELSE 0 END) AS ordinal, r.number, r.book, 'result' AS kind, r.dossier_id, r.title, r.approved_name AS signed_name, r.numbered_at AS at, r.state,
			CASE r.state WHEN 'revoked' THEN r.revoke_reason WHEN 'replaced' THEN coalesce((SELECT n.number FROM app.result n WHERE n.id = r.replaced_by), '') ELSE '' END AS note
			FROM app.result r WHERE r.tenant_id = $1 AND r.register = $2 AND r.year = $3 AND r.number <> '' AND r.sector = '' AND NOT EXISTS (SELECT 1 FROM app.register_entry e WHERE e.dossier_id = r.dossier_id AND e.tenant_id = $1)
		UNION ALL SELECT e.ordinal, e.number, e.book, 'entry', e.dossier_id, e.title, e.signed_name, e.signed_at, coalesce(r.state, 'issued'), coalesce(r.revoke_reason, '')
			FROM app.register_entry e LEFT JOIN app.result r ON r.dossier_id = e.dossier_id AND r.state = 'revoked' AND r.entry_id IS NULL WHERE e.tenant_id = $1 AND e.register = $2 AND e.year = $3 AND e.ordinal IS NOT NULL
		UNION ALL SELECT v.ordinal, v.number, v.book, 'void', v.dossier_id, '', v.voided_name, v.voided_at, 'void', v.reason FROM app.register_void v WHERE v.tenant_id = $1 AND v.register = $2 AND v.year = $3) x
		LEFT JOIN app.dossier d ON d.id = x.dossier_id WHERE x.ordinal >= $4 AND ($5 = 0 OR x.ordinal <= $5) ORDER BY x.ordinal LIMIT $6`, sc.Tenant, register, year, from, to, MostRegisterNumbers)
}

// registerTx runs an act on a register, with the act's transaction.
func (s *Service) registerTx(ctx context.Context, fn func(c *change) error) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		return fn(&change{tx: tx, now: s.Now(), actor: sc.Actor, me: sc.Tenant, s: s})
	})
}

// refused puts a refusal of the register's functions beside its field.
func refused(err error) error {
	err = pg.Translate(err)
	for key, f := range map[string]map[string]string{
		"register.book_open":   {"register": "Sổ này còn một quyển đang mở. Khóa quyển đó trước."},
		"register.book_number": {"book": "Quyển số này đã có. Ghi số quyển lớn hơn."},
		"register.opening":     {"opening": "Sổ đã cấp số trong năm. Số đầu của quyển mới phải là số tiếp theo, để không bỏ trống số nào."},
	} {
		if fault.HasKey(err, key) {
			return fault.Fields(f)
		}
	}
	return err
}
