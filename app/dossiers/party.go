package dossiers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// Party is somebody whose matter it is (applicant) or who files it (submitter).
type Party struct {
	ID            uuid.UUID  `db:"id"`
	Role          string     `db:"role"` // applicant, submitter
	Kind          string     `db:"kind"` // person, organisation
	Position      int        `db:"position"`
	Resident      *uuid.UUID `db:"resident_id"`
	FullName      string     `db:"full_name"`
	IDNumber      string     `db:"id_number"`
	TaxCode       string     `db:"tax_code"`
	BirthDate     string     `db:"birth_date"` // 2006-01-02, or a year only
	Gender        string     `db:"gender"`
	Phone         string     `db:"phone"`
	Email         string     `db:"email"`
	Address       string     `db:"address"`
	Authority     string     `db:"authority"`      // self, relative, authorised, representative
	IdentityLevel int        `db:"identity_level"` // 0 typed, 1 phone code, 2 seen at a counter, 3 VNeID
}

const partyColumns = `id, role, kind, position, resident_id, full_name, id_number, tax_code, birth_date, gender, phone, email, address, authority, identity_level`

// writeParties replaces a draft's parties, or writes those of a new dossier.
// tenant is the author's; nil for a resident.
func writeParties(ctx context.Context, tx pgx.Tx, dossier uuid.UUID, tenant *uuid.UUID, applicants []Party, submitter *Party) error {
	if tenant == nil {
		if _, err := tx.Exec(ctx, `DELETE FROM app.party WHERE dossier_id = $1`, dossier); err != nil {
			return err
		}
	}
	put := func(p Party, role string, pos int) error {
		if p.Kind == "" {
			p.Kind = "person"
		}
		if p.Authority == "" {
			p.Authority = "self"
		}
		_, err := tx.Exec(ctx, `INSERT INTO app.party (id, dossier_id, tenant_id, role, kind, position, resident_id, full_name, id_number, tax_code, birth_date, gender, phone, email, address, authority, identity_level)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
			newID(), dossier, tenant, role, p.Kind, pos, p.Resident, p.FullName, p.IDNumber, p.TaxCode, p.BirthDate, p.Gender, p.Phone, p.Email, p.Address, p.Authority, p.IdentityLevel)
		return err
	}
	for i, p := range applicants {
		if err := put(p, "applicant", i); err != nil {
			return err
		}
	}
	if submitter == nil && len(applicants) > 0 {
		submitter = &applicants[0]
	}
	if submitter == nil {
		return nil
	}
	return put(*submitter, "submitter", 0)
}
