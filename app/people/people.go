// Package people knows who somebody is: residents, staff accounts, their
// sessions, second factors, invitations and workplaces. What a signed-in
// person may do is authz's answer; what they may see is the database's.
//
// Everything here runs in the identity scope, which sees no dossiers, except
// what an admin does to accounts, which runs in that admin's own scope.
package people

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
	"motcua/tenants"
)

// Config is what a deployment decides.
type Config struct {
	Secret              []byte // ≥ 32 bytes, the same on every replica: seals second factors, keys rate limits, makes codes
	RequireSecondFactor bool   // staff without one must enrol before they do anything
	OIDC                OIDC
	Codes               CodeSender // nil: phone codes are not offered
	Now                 func() time.Time

	StaffLife, StaffIdle       time.Duration // default 8 h and 30 min
	ResidentLife, ResidentIdle time.Duration // default 12 h and 60 min
}

// OIDC is the provider residents sign in with: VNeID, or the one marked "VNeID mô phỏng".
type OIDC struct {
	Issuer, ClientID, ClientSecret, RedirectURL string
}

// CodeSender sends a phone code. It works inside the transaction that stores
// the code: it inserts a job (with the id only; CodeMessage gives the rest) or
// a simulated message, and waits for no network.
type CodeSender interface {
	SendCode(ctx context.Context, tx pgx.Tx, id uuid.UUID, phone, code string) error
}

// Service is the use-cases of this package.
type Service struct {
	db   *pg.DB
	cfg  Config
	now  func() time.Time
	keys struct{ seal, limit, code []byte }

	oidcMu   sync.Mutex
	provider *oidc.Provider
}

// New makes the service. Faults: a secret that is too short.
func New(db *pg.DB, cfg Config) (*Service, error) {
	if len(cfg.Secret) < 32 {
		return nil, errors.New("people: the secret must have at least 32 bytes")
	}
	def := func(d *time.Duration, v time.Duration) {
		if *d <= 0 {
			*d = v
		}
	}
	def(&cfg.StaffLife, 8*time.Hour)
	def(&cfg.StaffIdle, 30*time.Minute)
	def(&cfg.ResidentLife, 12*time.Hour)
	def(&cfg.ResidentIdle, time.Hour)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	s := &Service{db: db, cfg: cfg, now: cfg.Now}
	for info, k := range map[string]*[]byte{"people seal": &s.keys.seal, "people limit": &s.keys.limit, "people code": &s.keys.code} {
		b, err := hkdf.Key(sha256.New, cfg.Secret, nil, info, 32)
		if err != nil {
			return nil, fmt.Errorf("people: %w", err)
		}
		*k = b
	}
	return s, nil
}

// identity is the scope of sign-in work, in the name of a.
func identity(ctx context.Context, a tenants.Actor) context.Context {
	return tenants.With(ctx, tenants.Scope{Kind: tenants.KindIdentity, Actor: a})
}

// newToken makes a bearer token of 256 bits and the hash that is stored.
func newToken() (token string, hash []byte) {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	token = base64.RawURLEncoding.EncodeToString(b)
	return token, hashToken(token)
}

func hashToken(token string) []byte {
	h := sha256.Sum256([]byte(token))
	return h[:]
}

func mac(key []byte, parts ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return h.Sum(nil)
}
