package dossiers

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// CheckedResult says that a result was issued: by whom and when, never to whom.
type CheckedResult struct {
	State         string     `db:"state"`
	Title         string     `db:"title"`
	Number        string     `db:"number"`
	IssuedAt      *time.Time `db:"issued_at"`
	ApprovedName  string     `db:"approved_name"`
	ApprovedTitle string     `db:"approved_title"`
	Tenant        uuid.UUID  `db:"tenant_id"`
}

// CheckResult looks a check code up. Scope: public. Fault: NotFound for a code
// that no issued result carries.
func (s *Service) CheckResult(ctx context.Context, code string) (CheckedResult, error) {
	code = strings.NewReplacer("-", "", ".", "").Replace(CleanCode(code))
	r, err := pg.One[CheckedResult](ctx, s.DB, `SELECT state, title, number, issued_at, approved_name, approved_title, tenant_id FROM app.check_result($1)`, code)
	if fault.Is(err, fault.NotFound) {
		return r, fault.New(fault.NotFound, "result.unknown", "Không có kết quả nào mang mã này.")
	}
	return r, err
}
