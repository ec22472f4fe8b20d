package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"codeberg.org/go-pdf/fpdf"
)

// said runs a command and reads its lines of JSON. Standard output belongs to the
// process, so a test with this does not run beside others.
func said(t *testing.T, run func(context.Context) error) ([]map[string]any, error) {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "out"))
	if err != nil {
		t.Fatal(err)
	}
	real := os.Stdout
	os.Stdout = f
	failed := run(context.Background())
	os.Stdout = real
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	b, err := os.ReadFile(f.Name())
	if err != nil {
		t.Fatal(err)
	}
	var out []map[string]any
	for d := json.NewDecoder(bytes.NewReader(b)); d.More(); {
		var line map[string]any
		if err := d.Decode(&line); err != nil {
			t.Fatal(err)
		}
		out = append(out, line)
	}
	return out, failed
}

func TestSignAndVerifyByCommand(t *testing.T) {
	dir := t.TempDir()
	at := func(name string) string { return filepath.Join(dir, name) }
	p := fpdf.New("P", "mm", "A4", "")
	p.AddPage()
	if err := p.OutputFileAndClose(at("a.pdf")); err != nil {
		t.Fatal(err)
	}
	for _, c := range []signCmd{
		{File: at("a.pdf"), Out: at("b.pdf"), Simulated: at("pretend.pem"), Name: "Nguyễn Thị Hương", Office: "UBND xã Kim Bôi", Visible: true, JSON: true},
		{File: at("b.pdf"), Out: at("c.pdf"), Simulated: at("pretend.pem"), Office: "UBND xã Kim Bôi", JSON: true},
	} {
		lines, err := said(t, c.Run)
		if err != nil || len(lines) != 1 || lines[0]["level"] != "B-T" {
			t.Fatal(lines, err)
		}
	}
	lines, err := said(t, (&verifyCmd{Files: []string{at("c.pdf"), at("a.pdf")}, JSON: true, Offline: true, Roots: at("pretend.pem")}).Run)
	if err != nil || len(lines) != 2 || len(lines[1]["signatures"].([]any)) != 0 {
		t.Fatal(lines, err)
	}
	for _, s := range lines[0]["signatures"].([]any) {
		for _, k := range []string{"signer", "time", "level", "verdict", "reason"} {
			if v, is := s.(map[string]any)[k].(string); !is || v == "" || k == "verdict" && v != "valid" {
				t.Errorf("%s: %v", k, v)
			}
		}
	}
	b, err := os.ReadFile(at("c.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	b[20] ^= 1 // a signed byte
	if err := errors.Join(os.WriteFile(at("d.pdf"), b, 0o600), os.WriteFile(at("e.pdf"), b[:200], 0o600)); err != nil {
		t.Fatal(err)
	}
	if lines, err = said(t, (&verifyCmd{Files: []string{at("d.pdf")}, JSON: true, Offline: true}).Run); !errors.Is(err, exitCode(1)) {
		t.Error(lines, err)
	}
	if lines, err = said(t, (&verifyCmd{Files: []string{at("e.pdf")}, JSON: true, Offline: true}).Run); !errors.Is(err, exitCode(2)) || lines[0]["error"] == nil {
		t.Error(lines, err)
	}
}
