package boot

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"motcua/app/config"
	"motcua/app/keys"
	"motcua/app/rest"
	"motcua/app/signing"
)

// signing is who signs with what; simulated authorities say "mô phỏng" and
// exist in demo mode only.
func (a *App) signing() (*keys.Service, error) {
	c := a.Config.Signing
	k := &keys.Service{
		DB: a.DB, Sealer: a.Blobs, Now: a.Now, Module: c.Module, PIN: c.PIN,
		Office: func(ctx context.Context, tenant uuid.UUID) (string, error) {
			u, err := a.Units.ByID(public(ctx), tenant)
			return u.Office(), err
		},
	}
	if c.Roots != "" {
		b, err := os.ReadFile(c.Roots)
		if err == nil {
			k.Roots, err = signing.ParseRoots(b)
		}
		if err != nil {
			return nil, fmt.Errorf("SIGNING_ROOTS: %w", err)
		}
		k.Client = &http.Client{Timeout: 10 * time.Second, Transport: &rest.Transport{Now: a.Now}} // real certificates say where revocation is asked
	}
	var sim *signing.Simulated
	if c.Simulated() {
		var err error
		if sim, err = keys.PretendAuthority(filepath.Join(filepath.Dir(a.Config.MasterKeyFile), "chung-thu-mo-phong.pem"), a.Now()); err != nil {
			return nil, fmt.Errorf("the simulated authority: %w", err)
		}
		k.Roots = append([]*x509.Certificate{sim.Root}, k.Roots...)
	}
	if c.Authority == config.Simulator {
		k.Pretend = sim
	}
	switch c.TSA {
	case "", "none":
	case config.Simulator:
		k.Stamps = sim.Stamps(a.Now)
	default:
		k.Stamps = signing.Authority{URL: c.TSA}
	}
	switch c.Remote {
	case "", "none":
	case config.Simulator:
		k.Provider = keys.PretendProvider(sim, a.Now)
	default:
		k.Provider = &signing.Remote{URL: c.Remote, Token: c.Token}
	}
	return k, nil
}
