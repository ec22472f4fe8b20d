package main

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"os"
	"time"

	"motcua/app/fault"
	"motcua/app/signing"
)

// verifyCmd says what the signatures of PDFs are worth. It ends with 1 when one
// of them is not valid by anything found in the file, with 2 when a file cannot
// be read.
type verifyCmd struct {
	Files   []string `arg:"" name:"file" help:"PDFs."`
	JSON    bool     `help:"Answer with one JSON object per file."`
	Roots   string   `type:"existingfile" env:"SIGNING_ROOTS,SIGNATURE_ROOTS" help:"Root certificates that are believed, PEM."`
	Offline bool     `help:"Ask nobody whether a certificate was revoked."`
}

type verifyAnswer struct {
	File       string          `json:"file"`
	Signatures []signing.Found `json:"signatures"`
	Error      string          `json:"error,omitempty"`
}

func (c *verifyCmd) Run(ctx context.Context) error {
	checker := &signing.Checker{Now: time.Now}
	if !c.Offline {
		checker.Client = &http.Client{Timeout: 10 * time.Second}
	}
	if c.Roots != "" {
		var err error
		if checker.Roots, err = readRoots(c.Roots); err != nil {
			return err
		}
	}
	worst := 0
	for _, name := range c.Files {
		a := verifyAnswer{File: name, Signatures: []signing.Found{}}
		report, err := c.file(ctx, checker, name)
		if err != nil {
			worst = 2
			a.Error = sentence(err)
			fmt.Fprintf(os.Stderr, "%s: %s\n", name, a.Error)
		} else {
			a.Signatures = report.Signatures
		}
		for _, s := range a.Signatures {
			if s.Verdict == signing.Invalid {
				worst = max(worst, 1)
			}
		}
		if err := c.tell(a); err != nil {
			return err
		}
	}
	if worst > 0 {
		return exitCode(worst)
	}
	return nil
}

func (c *verifyCmd) file(ctx context.Context, checker *signing.Checker, name string) (signing.Report, error) {
	pdf, err := readUpTo(name, largestFile)
	if err != nil {
		return signing.Report{}, err
	}
	return checker.Verify(ctx, pdf)
}

// sentence is what a person can do about an error, where it says so.
func sentence(err error) string {
	var f *fault.Error
	if errors.As(err, &f) && f.Text != "" {
		return f.Text
	}
	return err.Error()
}

func (c *verifyCmd) tell(a verifyAnswer) error {
	if c.JSON {
		return encode(os.Stdout, a)
	}
	if a.Error == "" && len(a.Signatures) == 0 {
		_, err := fmt.Printf("%s: tệp không có chữ ký số nào.\n", a.File)
		return err
	}
	for i, s := range a.Signatures {
		when := "không rõ thời điểm"
		if s.Time != nil {
			when = s.Time.Format("15:04:05 02/01/2006 -07:00")
		}
		level := s.Level
		if level == signing.LevelLower {
			level = "thấp hơn B-B"
		}
		if _, err := fmt.Printf("%s: chữ ký %d/%d: %s (%s, mức %s): %s. %s\n", a.File, i+1, len(a.Signatures), s.Signer, when, level, s.VerdictText, s.Reason); err != nil {
			return err
		}
	}
	return nil
}

func readRoots(name string) ([]*x509.Certificate, error) {
	b, err := readUpTo(name, 16<<20)
	if err != nil {
		return nil, err
	}
	roots, err := signing.ParseRoots(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return roots, nil
}
