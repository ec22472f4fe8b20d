package keys

import (
	"context"
	"crypto/x509"
	"net/http"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/signing"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Where a key is.
const (
	File   = "file"   // a PKCS#12 file, sealed in the row
	Remote = "remote" // with the provider of remote signing
	Device = "device" // in a PKCS#11 device of this deployment
)

// Sealer keeps small secrets under a tenant's key; blob.Store is one.
type Sealer interface {
	Seal(ctx context.Context, tenant uuid.UUID, about string, secret []byte) ([]byte, error)
	Unseal(ctx context.Context, tenant uuid.UUID, about string, sealed []byte) ([]byte, error)
}

// Service finds, opens and registers keys. DB, Sealer, Office and Now are required.
type Service struct {
	DB     *pg.DB
	Sealer Sealer
	// Office is how an office is called on papers: "UBND xã Kim Bôi".
	Office func(ctx context.Context, tenant uuid.UUID) (string, error)
	Now    func() time.Time

	Roots    []*x509.Certificate // believed for signers and for timestamps
	Stamps   signing.Timestamper // nil: signatures without a timestamp (B-B)
	Provider *signing.Remote     // of remote signing, without a credential; nil: none
	Module   string              // path of the PKCS#11 library; "" none
	PIN      string              // of devices that nobody is asked for
	// Pretend gives everybody a simulated key at first use; demo mode only.
	Pretend *signing.Simulated
	// Client asks about revocation; nil asks nobody.
	Client *http.Client
}

// Key is one registered key, without what opens it.
type Key struct {
	ID          uuid.UUID  `db:"id"`
	Tenant      uuid.UUID  `db:"tenant_id"`
	Staff       *uuid.UUID `db:"staff_id"` // nil: the office's own
	Source      string     `db:"source"`
	Credential  string     `db:"credential"` // the provider's name for it; the token's label
	Label       string     `db:"label"`      // of the key in its device
	Asks        bool       `db:"asks"`       // the password or PIN at each signature
	Certificate []byte     `db:"certificate"`
	Subject     string     `db:"subject"` // common name
	Issuer      string     `db:"issuer"`
	ValidFrom   time.Time  `db:"valid_from"`
	ValidUntil  time.Time  `db:"valid_until"`
	Simulated   bool       `db:"simulated"`
	State       string     `db:"state"` // active, withdrawn
	AddedName   string     `db:"added_name"`
	AddedAt     time.Time  `db:"added_at"`
}

const columns = `id, tenant_id, staff_id, source, credential, label, asks, certificate, subject, issuer, valid_from, valid_until, simulated, state, added_name, added_at`

// warnBefore is how long before its end a certificate is complained about:
// renewing one takes weeks.
const warnBefore = 30 * 24 * time.Hour

// Expired tells whether the certificate ended.
func (k Key) Expired(now time.Time) bool { return now.After(k.ValidUntil) }

// Ending tells whether the certificate ends within thirty days, or ended.
func (k Key) Ending(now time.Time) bool { return now.Add(warnBefore).After(k.ValidUntil) }

// none says that there is no key. It is no error of anybody's.
func none() error {
	return fault.New(fault.NotFound, "keys.none", "Chưa có khóa ký số.")
}

// None tells whether an error says just that there is no key.
func None(err error) bool { return fault.HasKey(err, "keys.none") }

// Mine is the key of the context's person in the context's office.
// Fault: NotFound (None).
func (s *Service) Mine(ctx context.Context) (Key, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return Key{}, err
	}
	return s.live(ctx, sc, &sc.Actor.ID)
}

// OfOffice is the key of the context's office.
// Fault: NotFound (None).
func (s *Service) OfOffice(ctx context.Context) (Key, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return Key{}, err
	}
	return s.live(ctx, sc, nil)
}

// EndingSoon are the own key, and with office the office's, whose certificates
// end within thirty days or ended. Scope: the tenant.
func (s *Service) EndingSoon(ctx context.Context, office bool) ([]Key, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return pg.Rows[Key](ctx, s.DB, `SELECT `+columns+` FROM app.signing_key WHERE tenant_id = $1 AND state = 'active' AND (staff_id = $2 OR $3 AND staff_id IS NULL) AND valid_until < $4 ORDER BY staff_id`,
		sc.Tenant, sc.Actor.ID, office, s.Now().Add(warnBefore))
}

func (s *Service) live(ctx context.Context, sc tenants.Scope, staff *uuid.UUID) (Key, error) {
	k, err := pg.One[Key](ctx, s.DB, `SELECT `+columns+` FROM app.signing_key WHERE tenant_id = $1 AND staff_id IS NOT DISTINCT FROM $2 AND state = 'active'`, sc.Tenant, staff)
	if !fault.Is(err, fault.NotFound) {
		return k, err
	}
	if s.Pretend == nil || sc.Kind != tenants.KindTenant {
		return Key{}, none()
	}
	return s.pretend(ctx, sc, staff)
}

// Checker checks signatures against the roots of this deployment; without any,
// it never says that a signature is valid.
func (s *Service) Checker() *signing.Checker {
	return &signing.Checker{Roots: s.Roots, Now: s.Now, Client: s.Client}
}
