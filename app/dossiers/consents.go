package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// Consent is a permission that a resident gave somebody to fill in a draft for her.
type Consent struct {
	Dossier   uuid.UUID  `db:"dossier_id"`
	Tenant    uuid.UUID  `db:"tenant_id"` // the helper's office
	StaffName string     `db:"staff_name"`
	Method    string     `db:"method"` // signature, spoken_at_counter, phone_code
	Statement string     `db:"statement"`
	GivenAt   time.Time  `db:"given_at"`
	EndedAt   *time.Time `db:"ended_at"`
}

// Consents are those the context's resident gave, newest first. Scope: resident.
func (s *Service) Consents(ctx context.Context) ([]Consent, error) {
	return pg.Rows[Consent](ctx, s.DB, `SELECT dossier_id, tenant_id, staff_name, method, statement, given_at, ended_at FROM app.consent
		WHERE resident_id = app.resident_id() ORDER BY given_at DESC, id LIMIT 100`)
}
