package keys

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/signing"
	"motcua/storage/pg"
	"motcua/tenants"
)

// pretend gives a person, or an office, of the demo a simulated key when it is
// first looked for; whoever withdrew theirs gets no other.
func (s *Service) pretend(ctx context.Context, sc tenants.Scope, staff *uuid.UUID) (Key, error) {
	had, err := pg.Value[bool](ctx, s.DB, `SELECT EXISTS (SELECT 1 FROM app.signing_key WHERE tenant_id = $1 AND staff_id IS NOT DISTINCT FROM $2)`, sc.Tenant, staff)
	if err != nil {
		return Key{}, err
	}
	if had || staff != nil && sc.Actor.Name == "" {
		return Key{}, none()
	}
	office, err := s.Office(ctx, sc.Tenant)
	if err != nil {
		return Key{}, err
	}
	person := ""
	if staff != nil {
		person = sc.Actor.Name
	}
	id, err := s.Pretend.Issue(person, office, s.Now())
	if err != nil {
		return Key{}, err
	}
	file, err := signing.P12(id, "")
	if err != nil {
		return Key{}, err
	}
	k, err := s.keep(ctx, sc, Key{Tenant: sc.Tenant, Staff: staff, Source: File, AddedName: "Hệ thống (mô phỏng)"}, id, file)
	if fault.Is(err, fault.Conflict) { // two first looks at once
		return pg.One[Key](ctx, s.DB, `SELECT `+columns+` FROM app.signing_key WHERE tenant_id = $1 AND staff_id IS NOT DISTINCT FROM $2 AND state = 'active'`, sc.Tenant, staff)
	}
	return k, err
}

// PretendAuthority reads the simulated authority from a file, or makes it; of
// several processes that make it at once, all go on with the same.
func PretendAuthority(file string, now time.Time) (*signing.Simulated, error) {
	b, err := os.ReadFile(file)
	if errors.Is(err, os.ErrNotExist) {
		b, err = makeAuthority(file, now)
	}
	if err != nil {
		return nil, err
	}
	return signing.ParseSimulated(b, now)
}

func makeAuthority(file string, now time.Time) ([]byte, error) {
	a, err := signing.NewSimulated(now)
	if err != nil {
		return nil, err
	}
	text, err := a.PEM()
	if err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".motcua-*")
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(text)
	if closed := f.Close(); err == nil {
		err = closed
	}
	if err == nil {
		if err = os.Link(f.Name(), file); errors.Is(err, os.ErrExist) { // whole, and never over another's
			err = nil
		}
	}
	if err != nil {
		return nil, err
	}
	return os.ReadFile(file)
}

// PretendProvider is the simulated provider of remote signing: the protocol
// without a network. A credential is the name that its certificate will carry.
func PretendProvider(a *signing.Simulated, now func() time.Time) *signing.Remote {
	const token = "mo-phong"
	h := signing.ServeRemote(token, func(credential string) (signing.Identity, bool) {
		id, err := a.Credential(credential, now())
		return id, err == nil
	})
	return &signing.Remote{URL: "http://ky-so-tu-xa.mo-phong", Token: token, Client: &http.Client{Transport: inside{h}}}
}

// inside answers requests in this process.
type inside struct{ http.Handler }

// RoundTrip implements http.RoundTripper.
func (i inside) RoundTrip(r *http.Request) (*http.Response, error) {
	w := httptest.NewRecorder()
	w.Body = &bytes.Buffer{}
	i.ServeHTTP(w, r)
	return w.Result(), nil
}
