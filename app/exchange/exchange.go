// Package exchange is the link to the nation's systems: the national portal,
// which is told each dossier's status and on which dossiers are filed, and the
// registers, which are asked about people. Both are ports. HTTPPortal and
// HTTPRegisters speak a small signed JSON, which a connector on the province's
// own network turns into the manners of NDXP; Simulated is the other side "mô
// phỏng", for development. Without a partner, statuses wait and officers work
// from paper.
package exchange

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/rest"
	"motcua/storage/pg"
	"motcua/tenants/registry"
)

// Portal is the national portal (Cổng Dịch vụ công quốc gia).
type Portal interface {
	// Put hands a status over and returns the receipt. A message id it knows
	// already is answered with the same receipt. Faults: RefusedError when it
	// will never take this message; anything else is worth another try.
	Put(ctx context.Context, s Status) (receipt string, err error)
	// File gives the bytes of a file that came with a dossier, at most limit.
	// Faults: RefusedError when there is no such file.
	File(ctx context.Context, path string, limit int64) ([]byte, error)
}

// Registers are the population register and the civil-status register.
type Registers interface {
	// Ask compares what a paper says with the register. Any fault means that
	// there is no answer.
	Ask(ctx context.Context, q Question) (Reply, error)
}

// Question is what a register is asked: the ground, and the fields to compare.
type Question struct {
	ID        uuid.UUID         `json:"id"`
	Register  string            `json:"register"`  // population, civil_status
	Basis     string            `json:"basis"`     // legal ground
	Dossier   string            `json:"dossier"`   // code
	Procedure string            `json:"procedure"` // national code
	Office    string            `json:"office"`    // unit code
	Officer   string            `json:"officer"`
	IDNumber  string            `json:"id_number"`
	Fields    map[string]string `json:"fields"` // as the paper says: full_name, birth_date, gender, address
}

// Reply is one of the four answers of Circular 136/2026/TT-BCA, of a mismatch
// with the fields that differ. It carries no values of the register's own.
type Reply struct {
	Verdict   dossiers.RegisterVerdict `json:"verdict"`
	Differs   []string                 `json:"differs,omitempty"`
	Reference string                   `json:"reference,omitempty"` // of the register's own log
}

// RefusedError says that the other side will never take this; Key is its reason.
type RefusedError struct{ Key string }

func (e RefusedError) Error() string { return "exchange: refused: " + e.Key }

// Documents keeps the files (app/documents).
type Documents interface {
	Store(ctx context.Context, tenant uuid.UUID, in documents.Incoming) (documents.Document, error)
	Record(ctx context.Context, tx pgx.Tx, dossier uuid.UUID, d *documents.Document) error
	Discard(ctx context.Context, d documents.Document)
}

// Link joins the dossiers to the partners. Portal or Registers nil: there is none.
type Link struct {
	DB        *pg.DB
	Jobs      dossiers.Jobs
	Dossiers  *dossiers.Service
	Documents Documents
	Catalogue *procedures.Catalogue
	Offices   *registry.Units
	Places    func(ctx context.Context) revision.Places // finds the commune that an address names
	Portal    Portal
	Registers Registers
	Secret    []byte        // with which the portal signs what it sends; empty: nothing is taken
	Refused   int           // national code of a dossier that was decided with a refusal; 0: 9
	Timeout   time.Duration // of one call; default 10 s
	Now       func() time.Time

	rest rest.Rest
}

// Configured tells whether there is a portal to send to.
func (l *Link) Configured() bool { return l.Portal != nil }

func (l *Link) within(ctx context.Context) (context.Context, context.CancelFunc) {
	d := l.Timeout
	if d <= 0 {
		d = 10 * time.Second
	}
	return context.WithTimeout(ctx, d)
}

// refused tells whether a fault is final, and the reason as a short key.
func refused(err error) (string, bool) {
	var r RefusedError
	if errors.As(err, &r) {
		return cleanKey(r.Key), true
	}
	return "", false
}
