package results

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/keys"
	"motcua/app/slips"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// Service holds what the acts need; all fields are required.
type Service struct {
	Dossiers  *dossiers.Service
	Documents *documents.Service
	Keys      *keys.Service
	Offices   *registry.Units
	Now       func() time.Time
	Base      string // how browsers reach us: what the QR picture leads to
}

// office is the office that issues: the context's.
func (s *Service) office(ctx context.Context) (registry.Unit, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return registry.Unit{}, err
	}
	return s.Offices.ByID(tenants.With(ctx, tenants.Public()), sc.Tenant)
}

// attach writes a kept file's row in the act's transaction.
func (s *Service) attach(d *documents.Document) dossiers.Attach {
	return func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		err := s.Documents.Record(ctx, tx, dossier, d)
		return d.ID, err
	}
}

// placesOf are the places that were left on a submitted letter.
func placesOf(r dossiers.Result) (p slips.Places, err error) {
	if err := json.Unmarshal(r.Places, &p); err != nil {
		return p, fault.New(fault.Internal, "result.places").Wrap(err)
	}
	return p, nil
}

// LetterOf is what stands on a result that was submitted as a document.
func LetterOf(r dossiers.Result) (l slips.Letter, ok bool) {
	if len(r.Letter) == 0 || json.Unmarshal(r.Letter, &l) != nil {
		return l, false
	}
	return l, true
}

func digest(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

// fileName is how the file of a dossier's result is called.
func fileName(code, what string) string {
	name := "ket-qua-" + strings.ToLower(strings.NewReplacer(".", "-", "/", "-").Replace(code))
	if what != "" {
		name += "-" + what
	}
	return name + ".pdf"
}

func upperFirst(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return strings.ToUpper(string(r)) + s[n:]
}
