package dossiers

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// CheckedResult says that a result was issued, by whom and when, and whether it
// still holds; never to whom, nor why it was revoked.
type CheckedResult struct {
	State         string     `db:"state"` // issued, revoked, replaced
	Title         string     `db:"title"`
	Number        string     `db:"number"`
	IssuedAt      *time.Time `db:"issued_at"`
	ApprovedName  string     `db:"approved_name"`
	ApprovedTitle string     `db:"approved_title"`
	ApprovedAt    *time.Time `db:"approved_at"`
	Tenant        uuid.UUID  `db:"tenant_id"`
	EndedAt       *time.Time `db:"ended_at"`   // revoked or replaced
	NewNumber     *string    `db:"new_number"` // of the one in its place
	NewIssuedAt   *time.Time `db:"new_issued_at"`
}

const checkedColumns = `state, title, number, issued_at, approved_name, approved_title, approved_at, tenant_id, ended_at, new_number, new_issued_at`

// CheckResult looks a check code up. Scope: public. Fault: NotFound for a code
// that no issued result carries.
func (s *Service) CheckResult(ctx context.Context, code string) (CheckedResult, error) {
	code = strings.NewReplacer("-", "", ".", "").Replace(CleanCode(code))
	r, err := pg.One[CheckedResult](ctx, s.DB, `SELECT `+checkedColumns+` FROM app.check_result($1)`, code)
	if fault.Is(err, fault.NotFound) {
		return r, fault.New(fault.NotFound, "result.unknown", "Không có kết quả nào mang mã này.")
	}
	return r, err
}

// CheckResultFile looks an issued file up by its SHA-256. Scope: public. Fault:
// NotFound for what was not issued.
func (s *Service) CheckResultFile(ctx context.Context, sha256 []byte) (CheckedResult, error) {
	return pg.One[CheckedResult](ctx, s.DB, `SELECT `+checkedColumns+` FROM app.check_result_file($1)`, sha256)
}
