package checking

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"motcua/app/child"
	"motcua/app/fault"
	"motcua/app/signing"
)

// TestMain lets the test's own program be the child that checks signatures.
func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == childName {
		if AnswerSignatures(context.Background(), os.Stdin, os.Stdout) != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// A child finds what this process would; one that loops or wants more memory
// than it may have is ended, and the file is refused in words.
func TestChild(t *testing.T) {
	t.Parallel()
	text := func(found []signing.Found) string {
		b, err := json.Marshal(found)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	files, checker := samples(t)
	checker.Client = &http.Client{}
	here, there := &Service{Checker: checker, Now: at}, &Service{Checker: checker, Now: at, Child: os.Args[0]}
	for name, c := range files {
		want, err := here.Signatures(t.Context(), c.file)
		if err != nil {
			t.Fatal(err)
		}
		got, err := there.Signatures(t.Context(), c.file)
		if err != nil {
			t.Error(name, err)
			continue
		}
		if a, b := text(got), text(want); a != b {
			t.Errorf("%s: %s; in this process %s", name, a, b)
		}
	}
	if _, err := there.Signatures(t.Context(), []byte("%PDF-1.7 hỏng")); !fault.Is(err, fault.Invalid) || fault.HasKey(err, "checking.too_hard") || fault.As(err).Text == "" {
		t.Errorf("a broken file: %v", err)
	}
	loops := filepath.Join(t.TempDir(), "loops")
	if err := os.WriteFile(loops, []byte("#!/bin/sh\nwhile :; do :; done\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	for name, s := range map[string]*Service{
		"loops":       {Child: loops, bounds: child.Bounds{Time: 300 * time.Millisecond, CPU: 2, Memory: 1 << 20}},
		"eats memory": {Child: os.Args[0], bounds: child.Bounds{Time: 10 * time.Second, CPU: 10, Memory: 100 << 10}},
	} {
		s.Checker, s.Now = checker, at
		if _, err := s.Signatures(t.Context(), files["signed elsewhere"].file); !fault.HasKey(err, "checking.too_hard") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What a child wants to know about revocation this process asks for it, and
// nothing when this process asks nobody.
func TestChildAsksThroughItsParent(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		_, _ = w.Write(append(b, r.Header.Get("Content-Type")...))
	}))
	defer s.Close()
	var back bytes.Buffer
	parent := &talk{ctx: t.Context(), client: s.Client(), to: &back}
	c := http.Client{Transport: through{bufio.NewReader(&back), parent}}
	res, err := c.Post(s.URL, "application/ocsp-request", strings.NewReader("hỏi "))
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if b, err := io.ReadAll(res.Body); string(b) != "hỏi application/ocsp-request" || err != nil || res.StatusCode != 200 {
		t.Errorf("%d %s %v", res.StatusCode, b, err)
	}
	if res, err := c.Get("http://127.0.0.1:1/khong-co"); err == nil {
		res.Body.Close()
		t.Error("an answer from nowhere")
	}
	parent.client = nil
	if res, err := c.Get(s.URL); err == nil || !parent.refused {
		res.Body.Close()
		t.Error("asked although nobody is to be asked")
	}
}
