package checking

import (
	"bytes"
	"crypto/x509"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"motcua/app/signing"
	"motcua/app/signing/pdffile"
)

func at() time.Time { return time.Date(2026, 9, 7, 3, 0, 0, 0, time.UTC) }

// sample is a file with what is to be said of it.
type sample struct {
	file []byte
	want Finding
	all  string
}

// samples are files that no office issued: as signed, with one byte changed,
// with something put over what was signed, and without a signature.
func samples(t *testing.T) (map[string]sample, *signing.Checker) {
	t.Helper()
	a, err := signing.NewSimulated(at())
	if err != nil {
		t.Fatal(err)
	}
	id, err := a.Issue("Bạch Thị Hương", "UBND xã Kim Bôi", at())
	if err != nil {
		t.Fatal(err)
	}
	p := fpdf.New("P", "mm", "A4", "")
	p.AddPage()
	p.SetFont("Helvetica", "", 12)
	p.Cell(40, 10, "Cap cho ba Sen")
	var plain bytes.Buffer
	if err := p.Output(&plain); err != nil {
		t.Fatal(err)
	}
	signer := &signing.Signer{Identity: id, Stamps: a.Stamps(at), Now: at}
	signed, err := signer.Sign(t.Context(), plain.Bytes(), signing.Options{Name: "Bạch Thị Hương"})
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Clone(signed)
	changed[len(plain.Bytes())/2] ^= 1
	f, err := pdffile.Open(signed)
	if err != nil {
		t.Fatal(err)
	}
	rootRef, root, err := f.Catalog()
	if err != nil {
		t.Fatal(err)
	}
	u := f.Update()
	root["PageMode"] = pdffile.Name("FullScreen")
	root["OpenAction"] = u.Add(pdffile.Dict{"S": pdffile.Name("Named"), "N": pdffile.Name("NextPage")})
	u.Set(rootRef, root)
	appended, _ := u.Bytes()
	return map[string]sample{
		"signed elsewhere": {signed, Foreign, "valid"}, "one byte changed": {changed, Broken, "invalid"}, "something appended": {appended, Altered, "invalid"}, "no signature": {plain.Bytes(), Unknown, NoSignature},
	}, &signing.Checker{Roots: []*x509.Certificate{a.Root}, Now: at}
}

func TestFindings(t *testing.T) {
	t.Parallel()
	files, checker := samples(t)
	s := &Service{Checker: checker, Now: at}
	for name, c := range files {
		found, err := s.Signatures(t.Context(), c.file)
		if err != nil {
			t.Error(name, err)
			continue
		}
		if got := finding(found); got != c.want || worst(found) != c.all {
			t.Errorf("%s: %s, %s: %+v", name, got, worst(found), found)
		}
	}
}
