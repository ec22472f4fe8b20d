package config

import (
	"errors"
	"fmt"
	"os"
	"strings"
)

// Signing is what signatures on results need. Nothing of it is simulated
// outside demo mode; what is not set is not used, and `motcua doctor` says so.
type Signing struct {
	Roots       string `env:"SIGNING_ROOTS"`          // PEM file with the root certificates that are believed
	TSA         string `env:"TSA_URL"`                // RFC 3161 timestamp authority, or mo-phong
	Remote      string `env:"REMOTE_SIGN_URL"`        // provider of remote signing (Cloud Signature Consortium API v2), or mo-phong
	RemoteToken string `env:"REMOTE_SIGN_TOKEN_FILE"` // file with the access token to it
	Module      string `env:"PKCS11_MODULE"`          // the library of a device of this deployment
	PINFile     string `env:"PKCS11_PIN_FILE"`        // its PIN, where nobody is asked for one
	Authority   string `env:"SIGNING_AUTHORITY"`      // "mo-phong": a simulated authority gives out keys

	Token, PIN string `env:"-"`
}

// Simulated tells whether any of it is.
func (s *Signing) Simulated() bool {
	return s.Authority == Simulator || s.TSA == Simulator || s.Remote == Simulator
}

// simulate makes the simulated authorities the default of a demo.
func (s *Signing) simulate() {
	for _, v := range []*string{&s.TSA, &s.Remote, &s.Authority} {
		if *v == "" {
			*v = Simulator
		}
	}
}

// check lists what is wrong, and reads the secrets.
func (s *Signing) check(demo bool) (bad []error) {
	for _, x := range [][2]string{{"TSA_URL", s.TSA}, {"REMOTE_SIGN_URL", s.Remote}, {"SIGNING_AUTHORITY", s.Authority}} {
		switch {
		case x[1] == Simulator && !demo:
			bad = append(bad, fmt.Errorf("%s=mo-phong is the simulator; it is for DEMO=true only", x[0]))
		case x[1] == "" || x[1] == "none" || x[1] == Simulator:
		case x[0] == "SIGNING_AUTHORITY":
			bad = append(bad, errors.New("SIGNING_AUTHORITY is none or, with DEMO=true, mo-phong"))
		case !strings.HasPrefix(x[1], "https://") && !strings.HasPrefix(x[1], "http://"):
			bad = append(bad, fmt.Errorf("%s is none, an http address or, with DEMO=true, mo-phong", x[0]))
		}
	}
	if s.Remote != "" && s.Remote != "none" && s.Remote != Simulator && !strings.HasPrefix(s.Remote, "https://") {
		bad = append(bad, errors.New("REMOTE_SIGN_URL must be https: its token is a key to every signature"))
	}
	for _, x := range []struct {
		name, file string
		into       *string
	}{{"REMOTE_SIGN_TOKEN_FILE", s.RemoteToken, &s.Token}, {"PKCS11_PIN_FILE", s.PINFile, &s.PIN}} {
		if x.file == "" {
			continue
		}
		b, err := os.ReadFile(x.file)
		if err != nil {
			bad = append(bad, fmt.Errorf("%s: %w", x.name, err))
		}
		*x.into = strings.TrimSpace(string(b))
	}
	for name, file := range map[string]string{"SIGNING_ROOTS": s.Roots, "PKCS11_MODULE": s.Module} {
		if file == "" {
			continue
		}
		if _, err := os.Stat(file); err != nil {
			bad = append(bad, fmt.Errorf("%s: %w", name, err))
		}
	}
	return bad
}
