package signing

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"
)

var noon = time.Date(2026, 11, 26, 5, 0, 0, 0, time.UTC)

func at(t time.Time) func() time.Time { return func() time.Time { return t } }

// world is one simulated authority with a person and an office, for all tests.
type world struct {
	ca             *Simulated
	person, office Identity
}

var theWorld = sync.OnceValue(func() world {
	ca, err := NewSimulated(noon)
	if err != nil {
		panic(err)
	}
	person, err := ca.Issue("Nguyễn Thị Hương", "UBND xã Kim Bôi", noon)
	if err != nil {
		panic(err)
	}
	office, err := ca.Issue("", "UBND xã Kim Bôi", noon)
	if err != nil {
		panic(err)
	}
	return world{ca, person, office}
})

func (w world) signer(id Identity) *Signer {
	return &Signer{Identity: id, Stamps: w.ca.Stamps(at(noon)), Now: at(noon)}
}

// paper is a small PDF of n pages.
func paper(n int) []byte {
	p := fpdf.New("P", "mm", "A4", "")
	p.SetFont("Helvetica", "", 12)
	for i := range n {
		p.AddPage()
		p.Text(20, 20, fmt.Sprintf("Trang %d: so tien 1.000.000 dong", i+1))
	}
	var b bytes.Buffer
	if err := p.Output(&b); err != nil {
		panic(err)
	}
	return b.Bytes()
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func write(t *testing.T, pdf []byte) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "f.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// tool runs a program that judges our files from outside.
func tool(t *testing.T, name string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Fatalf("%s is missing; deploy/setup.sh test installs it", name)
	}
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", name, err, out)
	}
	return string(out)
}

// agreed is the check of poppler and qpdf on a file with n signatures.
func agreed(t *testing.T, pdf []byte, n int) {
	t.Helper()
	name := write(t, pdf)
	if said := tool(t, "qpdf", "--check", name); !strings.Contains(said, "No syntax or stream encoding errors found") {
		t.Errorf("qpdf: %s", said)
	}
	said := tool(t, "pdfsig", "-nocert", name)
	if got := strings.Count(said, "Signature Validation: Signature is Valid."); got != n || strings.Count(said, "ETSI.CAdES.detached") != n {
		t.Errorf("pdfsig sees %d valid signatures of %d:\n%s", got, n, said)
	}
	if !strings.Contains(said, "Total document signed") {
		t.Errorf("pdfsig: no signature covers the whole file:\n%s", said)
	}
}

func TestSignedTwiceAndOthersAgree(t *testing.T) {
	t.Parallel()
	w := theWorld()
	table := paper(2)
	name := write(t, table)
	tool(t, "qpdf", "--object-streams=generate", "--stream-data=compress", name, name+".streams")
	tool(t, "qpdf", "--object-streams=generate", "--linearize", name, name+".linear")
	for kind, pdf := range map[string][]byte{"table": table, "streams": must(os.ReadFile(name + ".streams")), "linear": must(os.ReadFile(name + ".linear"))} {
		first := w.sign(w.person, pdf, Options{Reason: "Ký duyệt", Location: "Kim Bôi", Visible: &Block{}})
		agreed(t, first, 1)
		second := w.sign(w.office, first, Options{Visible: &Block{Office: "UBND xã Kim Bôi"}})
		agreed(t, second, 2)
		if !bytes.HasPrefix(second, first) || !bytes.HasPrefix(first, pdf) {
			t.Error(kind, "signing changed bytes that were there")
		}
		for _, g := range w.verify(t, second) {
			if g.Verdict != Valid {
				t.Errorf("%s: %+v", kind, g)
			}
		}
	}
}
