package keys

import (
	"context"
	"crypto/x509"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/app/fold"
	"motcua/app/signing"
	"motcua/storage/pg"
	"motcua/tenants"
)

var zone = time.FixedZone("+07:00", 7*3600)

func day(t time.Time) string { return t.In(zone).Format("02/01/2006") }

// NewKey is what somebody registers. Whose it becomes is the scope's matter:
// the actor's own, or the office's.
type NewKey struct {
	Office bool // the office's key, not the person's
	Source string
	P12    []byte // File: the key file
	Secret string // its password; where Remote or Device want one, theirs
	// Asks: the password or PIN is asked for at each signature. A file that is not
	// asked for is kept sealed under the office's key alone.
	Asks       bool
	Credential string // Remote: the provider's name for the key; Device: the token's label
	Label      string // Device: of the key
}

// Register keeps a key in place of the one there was. Scope: the tenant.
// Faults: Invalid with a sentence per field (file, secret, credential),
// Unavailable when provider or device do not answer.
func (s *Service) Register(ctx context.Context, n NewKey) (Key, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return Key{}, err
	}
	k := Key{Tenant: sc.Tenant, Source: n.Source, Credential: strings.TrimSpace(n.Credential), Label: strings.TrimSpace(n.Label), Asks: n.Asks}
	if !n.Office {
		k.Staff = &sc.Actor.ID
	}
	id, file, err := s.look(ctx, &n, &k)
	if err != nil {
		return Key{}, err
	}
	if err := s.fits(ctx, sc, n, id); err != nil {
		return Key{}, err
	}
	return s.keep(ctx, sc, k, id, file)
}

// look opens the key once: what cannot be opened is not registered. It returns
// the file to be sealed.
func (s *Service) look(ctx context.Context, n *NewKey, k *Key) (id signing.Identity, file []byte, err error) {
	switch n.Source {
	case File:
		if len(n.P12) == 0 {
			return id, nil, fault.Fields(map[string]string{"file": "Chọn tệp khóa (.p12, .pfx)"})
		}
		if id, err = signing.OpenP12(n.P12, n.Secret); err != nil {
			f := "file"
			if fault.HasKey(err, "signing.wrong_password") {
				f = "secret"
			}
			return id, nil, fault.Fields(map[string]string{f: fault.As(err).Text})
		}
		if k.Asks {
			return id, n.P12, nil
		}
		file, err = signing.P12(id, "")
		return id, file, err
	case Remote:
		if k.Credential == "" {
			return id, nil, fault.Fields(map[string]string{"credential": "Nhập mã khóa do nhà cung cấp ký số từ xa cấp"})
		}
		id, err = s.remote(ctx, k.Credential, n.Secret)
	case Device:
		if k.Credential == "" || k.Label == "" {
			return id, nil, fault.Fields(map[string]string{"credential": "Nhập nhãn thiết bị và nhãn khóa"})
		}
		id, err = s.device(ctx, k.Credential, k.Label, n.Secret)
	default:
		return id, nil, fault.Fields(map[string]string{"source": "Chọn nơi giữ khóa"})
	}
	return id, nil, err
}

// fits refuses a certificate that ended, that is not its owner's, or that does
// not lead to the roots.
func (s *Service) fits(ctx context.Context, sc tenants.Scope, n NewKey, id signing.Identity) error {
	refuse := func(text string) error {
		f := "file"
		if n.Source != File {
			f = "credential"
		}
		return fault.Fields(map[string]string{f: text})
	}
	c, now := id.Certificate, s.Now()
	switch {
	case c == nil:
		return refuse("Không có chứng thư số đi cùng khóa này.")
	case now.After(c.NotAfter):
		return refuse("Chứng thư số đã hết hạn ngày " + day(c.NotAfter) + ".")
	}
	owner := sc.Actor.Name
	if n.Office {
		var err error
		if owner, err = s.Office(ctx, sc.Tenant); err != nil {
			return err
		}
	}
	if !names(c, owner) {
		return refuse("Chứng thư số này mang tên “" + subject(c) + "”, không phải “" + owner + "”.")
	}
	if len(s.Roots) > 0 && !s.leads(id) {
		return refuse("Chứng thư số này không do tổ chức mà hệ thống tin cậy cấp.")
	}
	return nil
}

// names tells whether a certificate carries a name. Marks, case and the long
// form of "UBND" do not matter: authorities write names in many ways.
func names(c *x509.Certificate, owner string) bool {
	words := func(s string) string {
		return " " + strings.ReplaceAll(strings.Join(fold.Words(s), " "), "uy ban nhan dan", "ubnd") + " "
	}
	return strings.TrimSpace(owner) != "" && strings.Contains(words(c.Subject.CommonName), words(owner))
}

func subject(c *x509.Certificate) string {
	if n := strings.TrimSpace(c.Subject.CommonName); n != "" {
		return n
	}
	return c.Subject.String()
}

// leads tells whether a certificate's chain ends at a root.
func (s *Service) leads(id signing.Identity) bool {
	roots, between := x509.NewCertPool(), x509.NewCertPool()
	for _, r := range s.Roots {
		roots.AddCert(r)
	}
	for _, c := range id.Chain {
		between.AddCert(c)
	}
	_, err := id.Certificate.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: s.Now(), KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageAny}})
	return err == nil
}

// keep writes the row; the key that was there before is withdrawn.
func (s *Service) keep(ctx context.Context, sc tenants.Scope, k Key, id signing.Identity, file []byte) (Key, error) {
	c := id.Certificate
	var err error
	if k.ID, err = uuid.NewV7(); err != nil {
		return Key{}, err
	}
	k.Certificate, k.Subject, k.Issuer, k.ValidFrom, k.ValidUntil = c.Raw, subject(c), c.Issuer.CommonName, c.NotBefore, c.NotAfter
	k.Simulated = strings.Contains(strings.ToLower(c.Subject.String()), "mô phỏng")
	k.State, k.AddedAt = "active", s.Now()
	if k.AddedName == "" {
		k.AddedName = sc.Actor.Name
	}
	var sealed []byte
	if file != nil {
		if sealed, err = s.Sealer.Seal(ctx, k.Tenant, k.ID.String(), file); err != nil {
			return Key{}, err
		}
	}
	return k, s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := s.end(ctx, tx, sc, k.Staff); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO app.signing_key (id, tenant_id, staff_id, source, sealed, credential, label, asks, certificate, subject, issuer, valid_from, valid_until, simulated, added_by, added_name, added_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)`,
			k.ID, k.Tenant, k.Staff, k.Source, sealed, k.Credential, k.Label, k.Asks, k.Certificate, k.Subject, k.Issuer, k.ValidFrom, k.ValidUntil, k.Simulated, sc.Actor.ID, k.AddedName, k.AddedAt); err != nil {
			return pg.Translate(err)
		}
		return s.note(ctx, tx, sc, k.Staff, "key_registered", map[string]any{"subject": k.Subject, "until": day(k.ValidUntil), "source": k.Source, "simulated": k.Simulated})
	})
}

// note writes the history of the office: whose key came or went is its matter.
func (s *Service) note(ctx context.Context, tx pgx.Tx, sc tenants.Scope, staff *uuid.UUID, kind string, data map[string]any) error {
	if staff == nil {
		kind = "office_" + kind
	}
	return audit.Write(ctx, tx, audit.Entry{Subject: "tenant", SubjectID: sc.Tenant, Kind: "tenant." + kind, Data: data, At: s.Now()})
}
