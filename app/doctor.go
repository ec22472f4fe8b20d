package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/exec"
	"time"

	"motcua/app/antivirus"
	"motcua/app/boot"
	"motcua/app/config"
	"motcua/migrations"
)

// doctorCmd says whether everything this deployment needs is there and
// healthy; it exits non-zero when something that must be there is not.
type doctorCmd struct {
	JSON bool `help:"One JSON object per line."`
}

type finding struct {
	Check string `json:"check"`
	OK    bool   `json:"ok"`
	Need  bool   `json:"needed"` // false: something is degraded without it
	Note  string `json:"note,omitempty"`
}

// Run looks at configuration, servers and programs.
func (c *doctorCmd) Run(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	bad := 0
	say := func(f finding) {
		if !f.OK && f.Need {
			bad++
		}
		if c.JSON {
			_ = json.NewEncoder(os.Stdout).Encode(f)
			return
		}
		mark := "ok      "
		if !f.OK {
			mark = "MISSING "
			if !f.Need {
				mark = "degraded"
			}
		}
		fmt.Printf("%s  %-22s %s\n", mark, f.Check, f.Note)
	}
	note := func(err error) string {
		if err != nil {
			return err.Error()
		}
		return ""
	}
	for _, p := range [][2]string{{"pdftoppm", "previews of PDF files"}, {"pdftotext", "text of PDF files"}, {"tesseract", "recognition of text in pictures"}, {"qpdf", "a look for scripts in PDF files"}} {
		_, err := exec.LookPath(p[0])
		say(finding{p[0], err == nil, false, p[1]})
	}
	cfg, err := config.Load()
	say(finding{"configuration", err == nil, true, note(err)})
	if err != nil {
		return exitCode(1)
	}
	if cfg.MigrateDatabaseURL != "" {
		pending, err := migrations.Pending(ctx, cfg.MigrateDatabaseURL)
		if err == nil && pending {
			err = errors.New("run `motcua migrate`")
		}
		say(finding{"migrations", err == nil, true, note(err)})
	}
	a, err := boot.Build(ctx, cfg, slog.New(slog.DiscardHandler), boot.Options{})
	say(finding{"database", err == nil, true, note(err)})
	if err == nil {
		defer a.Close()
		err := a.Blobs.Check(ctx)
		say(finding{"object store", err == nil, true, note(err)})
		units, err := a.Counted(ctx)
		say(finding{"reference data", err == nil && units == 3321, true, fmt.Sprintf("%d communes", units)})
		say(exchangeFinding(ctx, a))
		say(signingFinding(a))
		say(antivirusFinding(ctx, cfg.Clamd))
	}
	if bad > 0 {
		return exitCode(1)
	}
	return nil
}

// signingFinding says what results can be signed with here.
func signingFinding(a *boot.App) finding {
	k := a.Keys
	f := finding{Check: "signing", OK: len(k.Roots) > 0 && k.Stamps != nil, Note: fmt.Sprintf("%d roots", len(k.Roots))}
	for _, x := range []struct {
		there      bool
		name, from string
	}{{k.Stamps != nil, "timestamps", "TSA_URL"}, {k.Provider != nil, "remote signing", "REMOTE_SIGN_URL"}, {k.Module != "", "device", "PKCS11_MODULE"}} {
		if x.there {
			f.Note += ", " + x.name
		} else {
			f.Note += ", no " + x.name + " (" + x.from + ")"
		}
	}
	if len(k.Roots) == 0 {
		f.Note += "; without SIGNING_ROOTS no signature is believed"
	}
	if a.Config.Signing.Simulated() {
		f.Note += "; simulated"
	}
	return f
}

// exchangeFinding says how the exchange with the national portal stands.
func exchangeFinding(ctx context.Context, a *boot.App) finding {
	f := finding{Check: "national portal"}
	x, err := a.Lag(ctx)
	if err != nil {
		f.Note = err.Error()
		return f
	}
	f.Note = fmt.Sprintf("%d statuses wait, %d dead letters", x.Waiting, x.Dead)
	if x.Oldest != nil {
		f.Note += ", the oldest waits since " + x.Oldest.UTC().Format(time.RFC3339)
	}
	if !a.Exchange.Configured() {
		f.Note += "; not connected (NATIONAL_PORTAL)"
	}
	f.OK = a.Exchange.Configured() && x.Dead == 0 && (x.Oldest == nil || time.Since(*x.Oldest) < time.Hour)
	return f
}

// antivirusFinding says whether files are looked into for malware.
func antivirusFinding(ctx context.Context, address string) finding {
	f := finding{Check: "antivirus", Note: "not configured (CLAMD); pages say that scanning is off"}
	if address == "" {
		return f
	}
	c, err := antivirus.New(address)
	if err == nil {
		f.Note, err = c.Version(ctx)
	}
	if err != nil {
		f.Note = err.Error()
	}
	f.OK = err == nil
	return f
}
