package documents

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// States of a field.
const (
	Proposed  = "proposed"  // the machine's word only; never reused
	Confirmed = "confirmed" // a person saw it on the page
	Corrected = "corrected" // a person read something else there
	Dropped   = "dropped"   // it is not on the page
)

// Understood is what a document says: its kind and its fields.
type Understood struct {
	Document        uuid.UUID  `db:"document_id"`
	Proposed        string     `db:"proposed"` // kind by the machine; "" nobody read it yet
	Kind            string     `db:"kind"`     // as confirmed
	State           string     `db:"state"`    // proposed, confirmed
	Version         int        `db:"version"`  // 0: nothing is kept yet
	Number          string     `db:"number"`
	Issuer          string     `db:"issuer"`
	IssuedOn        *time.Time `db:"issued_on"`
	ExpiresOn       *time.Time `db:"expires_on"`
	ConfirmedName   string     `db:"confirmed_name"`
	ConfirmedTenant *uuid.UUID `db:"confirmed_tenant"`
	ConfirmedAt     *time.Time `db:"confirmed_at"`
	Fields          []Field    `db:"-"`
}

// Field is one thing that a document says.
type Field struct {
	Name       string     `db:"name"`
	Value      string     `db:"proposed"`  // by the machine
	Kept       string     `db:"confirmed"` // by a person; "" while Proposed or Dropped
	Confidence float64    `db:"confidence"`
	Sure       bool       `db:"sure"`
	Page       int        `db:"page"` // from 1; 0: nobody knows where
	Box        []float64  `db:"box"`  // x, y, width, height in fractions of the page's picture
	Source     string     `db:"source"`
	State      string     `db:"state"`
	Declared   string     `db:"declared"` // what the declaration said otherwise
	Resolved   string     `db:"resolved"` // which one holds: paper, declared
	By         string     `db:"decided_name"`
	At         *time.Time `db:"decided_at"`
}

// Decided tells whether a person confirmed or corrected it.
func (f Field) Decided() bool { return f.State == Confirmed || f.State == Corrected }

const understoodColumns = `document_id, proposed, kind, state, version, number, issuer, issued_on, expires_on, confirmed_name, confirmed_tenant, confirmed_at`

// Understand reads what is known of a document that the scope may open; the zero
// Version when nothing is.
func (s *Service) Understood(ctx context.Context, document uuid.UUID) (Understood, error) {
	list, err := pg.Rows[Understood](ctx, s.db, `SELECT `+understoodColumns+` FROM app.document_kind WHERE document_id = $1`, document)
	if err != nil || len(list) == 0 {
		return Understood{Document: document, State: Proposed}, err
	}
	u := list[0]
	u.Fields, err = pg.Rows[Field](ctx, s.db, `SELECT name, proposed, confirmed, confidence, sure, page, box, source, state, declared, resolved, decided_name, decided_at
		FROM app.document_field WHERE document_id = $1 ORDER BY position, name`, document)
	return u, err
}

// UnderstoodOf reads the kinds of all documents of a dossier, without fields.
func (s *Service) UnderstoodOf(ctx context.Context, dossier uuid.UUID) (map[uuid.UUID]Understood, error) {
	list, err := pg.Rows[Understood](ctx, s.db, `SELECT `+understoodColumns+` FROM app.document_kind WHERE dossier_id = $1`, dossier)
	out := make(map[uuid.UUID]Understood, len(list))
	for _, u := range list {
		out[u.Document] = u
	}
	return out, err
}

// Resolved are the values of a dossier's papers that an officer holds against
// what was declared, for whoever decides with them.
func (s *Service) Resolved(ctx context.Context, dossier uuid.UUID) ([]Field, error) {
	return pg.Rows[Field](ctx, s.db, `SELECT name, proposed, confirmed, confidence, sure, page, box, source, state, declared, resolved, decided_name, decided_at
		FROM app.document_field WHERE dossier_id = $1 AND resolved = 'paper' ORDER BY document_id, position, name`, dossier)
}
