package antivirus

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// The daemon itself, with one signature of our own, where it is installed: what
// the stand-in of the other tests says is what ClamAV says.
func TestRealClamd(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("clamd")
	if errors.Is(err, exec.ErrNotFound) {
		t.Skip("clamd is not installed")
	}
	dir := t.TempDir()
	at := filepath.Join(dir, "clamd.ctl")
	for name, text := range map[string]string{
		"dau.ndb":    "Motcua.Mau:0:*:4d4f54435541204d41552056495255530a\n", // "MOTCUA MAU VIRUS\n"
		"clamd.conf": "Foreground yes\nDatabaseDirectory " + dir + "\nLocalSocket " + at + "\nStreamMaxLength 1M\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var log bytes.Buffer
	cmd := exec.CommandContext(t.Context(), program, "--config-file="+filepath.Join(dir, "clamd.conf"))
	cmd.Stdout, cmd.Stderr = &log, &log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	c, err := New(at)
	if err != nil {
		t.Fatal(err)
	}
	var version string
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if version, err = c.Version(t.Context()); err == nil {
			break
		}
	}
	if !strings.HasPrefix(version, "ClamAV ") {
		t.Fatalf("%q, %v; %s", version, err, log.String())
	}
	for _, x := range []struct{ name, file, found string }{
		{"clean", "%PDF-1.7 mọi thứ đều ổn", ""},
		{"empty", "", ""},
		{"infected", strings.Repeat("giấy ", 40_000) + "MOTCUA MAU VIRUS\n", "Motcua.Mau.UNOFFICIAL"},
	} {
		if found, err := c.Scan(t.Context(), strings.NewReader(x.file)); err != nil || found != x.found {
			t.Errorf("%s: %q, %v", x.name, found, err)
		}
	}
	if found, err := c.Scan(t.Context(), bytes.NewReader(make([]byte, 2<<20))); err == nil {
		t.Errorf("a file beyond the daemon's limit was called clean: %q", found)
	}
}
