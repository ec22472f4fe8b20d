package governing

import (
	"context"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// DossierGlance is what a province sees of one dossier: where it is and its
// dates, nothing about a person.
type DossierGlance struct {
	ID            uuid.UUID  `db:"id"`
	State         string     `db:"state"`
	Outcome       string     `db:"outcome"`
	Procedure     uuid.UUID  `db:"procedure_id"`
	Competent     uuid.UUID  `db:"competent_tenant"`
	Receiving     *uuid.UUID `db:"receiving_tenant"`
	Step          string     `db:"step"`
	SubmittedAt   *time.Time `db:"submitted_at"`
	AcceptedAt    *time.Time `db:"accepted_at"`
	DueAt         *time.Time `db:"due_at"`
	PromisedFirst *time.Time `db:"promised_first"`
	LawfulDue     *time.Time `db:"lawful_due"` // the first promise plus lawful pauses and extensions
	DecidedAt     *time.Time `db:"decided_at"`
	ReturnedAt    *time.Time `db:"returned_at"`
}

// ReasonLength is how many characters a reason for reading a dossier needs at least.
const ReasonLength = 10

// ReadDossier opens one dossier of the province by its code. The reading and
// its reason are written into the dossier's own history first, where its
// resident and its office see them. Scope: province.
// Faults: Invalid beside code or reason; NotFound, also for another province's
// dossier: then nothing was read and nothing is written.
func (s *Service) ReadDossier(ctx context.Context, code, reason string) (DossierGlance, error) {
	var d DossierGlance
	sc, err := tenants.From(ctx)
	if err != nil {
		return d, err
	}
	code, reason = strings.ToUpper(strings.Join(strings.Fields(code), "")), strings.TrimSpace(reason)
	bad := map[string]string{}
	if code == "" || len(code) > 60 {
		bad["code"] = "Nhập mã hồ sơ, ví dụ H44.12-260905-0123"
	}
	switch n := utf8.RuneCountInString(reason); {
	case n < ReasonLength:
		bad["reason"] = "Viết lý do mở hồ sơ, ít nhất 10 ký tự"
	case n > 500:
		bad["reason"] = "Viết lý do ngắn lại, nhiều nhất 500 ký tự"
	}
	if len(bad) > 0 {
		return d, fault.Fields(bad)
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT id, state, coalesce(outcome, '') AS outcome, procedure_id, competent_tenant, receiving_tenant, coalesce(step, '') AS step, submitted_at, accepted_at, due_at,
			promised_first, lawful_due, decided_at, returned_at FROM app.province_read_dossier($1, $2, $3, $4, $5)`, code, reason, sc.Actor.ID, sc.Actor.Name, s.Now().UTC())
		if err != nil {
			return err
		}
		d, err = pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[DossierGlance])
		return err
	})
	if err = pg.Translate(err); fault.Is(err, fault.NotFound) {
		return d, fault.Fields(map[string]string{"code": "Không có hồ sơ mang mã này trong tỉnh. Kiểm tra lại từng chữ số."})
	}
	return d, err
}
