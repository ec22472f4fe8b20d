package signing

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/x509"
	"encoding/hex"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"golang.org/x/crypto/ocsp"

	"motcua/app/fault"
	"motcua/app/signing/pdffile"
)

// issued is a certificate of the simulated authority with something changed.
func (w world) issued(change func(*x509.Certificate)) Identity {
	t := must(template(w.person.Certificate.Subject, noon))
	t.KeyUsage = x509.KeyUsageDigitalSignature
	change(t)
	return must(w.ca.issue(t))
}

func TestWhoAndWhenIsBelieved(t *testing.T) {
	t.Parallel()
	w := theWorld()
	ctx := context.Background()
	stranger := must(NewSimulated(noon))
	forged := must(stranger.Issue("Nguyễn Thị Hương", "UBND xã Kim Bôi", noon)) // the same name, by nobody
	short := w.issued(func(c *x509.Certificate) { c.NotAfter = noon.AddDate(0, 1, 0) })
	bare := &Signer{Identity: short, Now: at(noon)}
	strangely := &Signer{Identity: w.person, Stamps: stranger.Stamps(at(noon)), Now: at(noon)}
	late := &Signer{Identity: short, Stamps: w.ca.Stamps(at(noon.AddDate(0, 2, 0))), Now: at(noon)} // signed in time, stamped after the term
	year := at(noon.AddDate(1, 0, 0))
	for _, c := range []struct {
		name    string
		pdf     []byte
		now     func() time.Time
		verdict Verdict
		level   string
		says    string
	}{
		{"a certificate of nobody", must(w.signer(forged).Sign(ctx, paper(1), Options{})), at(noon), Unknown, LevelBT, "không dẫn tới chứng thư gốc nào được cấu hình, nên chưa biết người ký"},
		{"a stamp of nobody", must(strangely.Sign(ctx, paper(1), Options{})), at(noon), Valid, LevelBT, "tổ chức này không dẫn tới chứng thư gốc"},
		{"without a stamp", must(bare.Sign(ctx, paper(1), Options{})), at(noon), Valid, LevelBB, "máy người ký khai"},
		{"without a stamp, after the term", must(bare.Sign(ctx, paper(1), Options{})), year, Unknown, LevelBB, "Không có dấu thời gian tin cậy"},
		{"with a stamp, after the term", must(w.signer(short).Sign(ctx, paper(1), Options{})), year, Valid, LevelBT, "Thời điểm ký do"},
		{"stamped after the term", must(late.Sign(ctx, paper(1), Options{})), year, Invalid, LevelBT, "Lúc ký, chứng thư không có hiệu lực"},
		{"not for signing", func() []byte {
			id := w.issued(func(c *x509.Certificate) { c.KeyUsage = x509.KeyUsageKeyAgreement })
			certify := *id.Certificate
			certify.KeyUsage = 0 // our own signer would refuse
			id.Certificate = &certify
			return must(w.signer(id).Sign(ctx, paper(1), Options{}))
		}(), at(noon), Invalid, LevelBT, "không được cấp để ký"},
	} {
		r, err := (&Checker{Roots: []*x509.Certificate{w.ca.Root}, Now: c.now}).Verify(ctx, c.pdf)
		if err != nil {
			t.Fatal(c.name, err)
		}
		if g := r.Signatures[0]; g.Verdict != c.verdict || g.Level != c.level || !g.Intact || !strings.Contains(g.Reason, c.says) {
			t.Errorf("%s: %s %s: %s", c.name, g.Verdict, g.Level, g.Reason)
		}
	}
	if _, err := (&Signer{Identity: short, Now: year}).Sign(ctx, paper(1), Options{}); !fault.HasKey(err, "signing.expired") {
		t.Error("signed with an expired certificate:", err)
	}
}

func TestAStampOfAnotherSignatureDoesNotCount(t *testing.T) {
	t.Parallel()
	w := theWorld()
	var first []byte
	keep := stampFunc(func(ctx context.Context, data []byte) ([]byte, error) {
		if first == nil {
			first = must(w.ca.Stamps(at(noon)).Stamp(ctx, data))
		}
		return first, nil
	})
	s := &Signer{Identity: w.person, Stamps: keep, Now: at(noon)}
	must(s.Sign(context.Background(), paper(1), Options{}))
	got := w.verify(t, must(s.Sign(context.Background(), paper(2), Options{})))[0]
	if got.Level != LevelBB || got.TimeSource != TimeClaimed || !strings.Contains(got.Reason, "bị bỏ qua") {
		t.Errorf("%+v", got)
	}
}

func TestAnotherCertificateOfTheSameKey(t *testing.T) {
	t.Parallel()
	w := theWorld()
	tpl := must(template(w.person.Certificate.Subject, noon))
	id := must(w.ca.issue(tpl))
	var other *x509.Certificate
	for other == nil || len(other.Raw) != len(id.Certificate.Raw) { // signatures are a byte longer or shorter
		tpl.NotAfter = tpl.NotAfter.AddDate(1, 0, 0)
		other = must(x509.ParseCertificate(must(x509.CreateCertificate(rand.Reader, tpl, w.ca.Root, id.Key.Public(), w.ca.key))))
	}
	pdf := w.sign(id, paper(1), Options{})
	swapped := bytes.Replace(pdf, hex.AppendEncode(nil, id.Certificate.Raw), hex.AppendEncode(nil, other.Raw), 1)
	if g := w.verify(t, pdf)[0]; g.Verdict != Valid {
		t.Errorf("%s: %s", g.Verdict, g.Reason)
	}
	if g := w.verify(t, swapped)[0]; g.Verdict != Invalid || !strings.Contains(g.Reason, "một chứng thư khác") {
		t.Errorf("swapped: %s: %s", g.Verdict, g.Reason)
	}
}

type stampFunc func(context.Context, []byte) ([]byte, error)

func (f stampFunc) Stamp(ctx context.Context, data []byte) ([]byte, error) { return f(ctx, data) }

func TestRevocation(t *testing.T) {
	t.Parallel()
	w := theWorld()
	ctx := context.Background()
	var revoked *big.Int
	since := noon.Add(-time.Hour)
	mux := http.NewServeMux()
	srv := httptest.NewServer(mux)
	defer srv.Close()
	mux.HandleFunc("/ocsp", func(out http.ResponseWriter, r *http.Request) {
		var b bytes.Buffer
		_, _ = b.ReadFrom(r.Body)
		q := must(ocsp.ParseRequest(b.Bytes()))
		a := ocsp.Response{Status: ocsp.Good, SerialNumber: q.SerialNumber, ThisUpdate: noon, NextUpdate: noon.Add(24 * time.Hour)}
		if revoked != nil && q.SerialNumber.Cmp(revoked) == 0 {
			a.Status, a.RevokedAt = ocsp.Revoked, since
		}
		_, _ = out.Write(must(ocsp.CreateResponse(w.ca.Root, w.ca.Root, a, w.ca.key)))
	})
	mux.HandleFunc("/crl", func(out http.ResponseWriter, _ *http.Request) {
		l := &x509.RevocationList{Number: big.NewInt(1), ThisUpdate: noon, NextUpdate: noon.Add(24 * time.Hour)}
		if revoked != nil {
			l.RevokedCertificateEntries = []x509.RevocationListEntry{{SerialNumber: revoked, RevocationTime: since}}
		}
		_, _ = out.Write(must(x509.CreateRevocationList(rand.Reader, l, w.ca.Root, w.ca.key)))
	})
	byOCSP := w.issued(func(c *x509.Certificate) { c.OCSPServer = []string{srv.URL + "/ocsp"} })
	byCRL := w.issued(func(c *x509.Certificate) {
		c.OCSPServer, c.CRLDistributionPoints = []string{srv.URL + "/gone"}, []string{"ldap://x", srv.URL + "/crl"}
	})
	nowhere := w.issued(func(c *x509.Certificate) { c.OCSPServer = []string{srv.URL + "/gone"} })
	look := func(pdf []byte) Found {
		c := w.checker()
		c.Client = srv.Client()
		return must(c.Verify(ctx, pdf)).Signatures[0]
	}
	for name, id := range map[string]Identity{"ocsp": byOCSP, "crl": byCRL} {
		pdf := w.sign(id, paper(1), Options{})
		if g := look(pdf); g.Verdict != Valid || g.Revocation != revocationGood {
			t.Errorf("%s: %s %s: %s", name, g.Verdict, g.Revocation, g.Reason)
		}
		revoked = id.Certificate.SerialNumber
		if g := look(pdf); g.Verdict != Invalid || g.Revocation != revocationRevoked || !strings.Contains(g.Reason, "đã bị thu hồi lúc 11:00:00 ngày 26/11/2026") {
			t.Errorf("%s: %s %s: %s", name, g.Verdict, g.Revocation, g.Reason)
		}
		since = noon.Add(time.Minute) // after the stamp
		if g := look(pdf); g.Verdict != Valid || g.Revocation != revocationRevoked {
			t.Errorf("%s: revoked later: %s %s: %s", name, g.Verdict, g.Revocation, g.Reason)
		}
		since, revoked = noon.Add(-time.Hour), nil
	}
	if g := look(w.sign(nowhere, paper(1), Options{})); g.Verdict != Valid || g.Revocation != revocationUnreachable || !strings.Contains(g.Reason, "Chưa tra được") {
		t.Errorf("%s %s: %s", g.Verdict, g.Revocation, g.Reason)
	}
}

func TestEvidenceAndWaitingFieldsMayCome(t *testing.T) {
	t.Parallel()
	w := theWorld()
	// a form with a field that waits for the office
	waiting := revise(paper(1), func(f *pdffile.File, u *pdffile.Update, root pdffile.Dict, p page) {
		field := u.Add(pdffile.Dict{
			"Type": pdffile.Name("Annot"), "Subtype": pdffile.Name("Widget"), "FT": pdffile.Name("Sig"), "T": text("Dau"), "P": p.ref,
			"Rect": pdffile.Array{pdffile.Num(10), pdffile.Num(10), pdffile.Num(90), pdffile.Num(60)},
		})
		root["AcroForm"] = pdffile.Dict{"Fields": pdffile.Array{field}}
		u.Set(rootOf(f), root)
		d := clone(p.dict)
		d["Annots"] = pdffile.Array{field}
		u.Set(p.ref, d)
	})
	signed := w.sign(w.person, waiting, Options{})
	evidence := revise(signed, func(f *pdffile.File, u *pdffile.Update, root pdffile.Dict, _ page) {
		form := clone(must(f.Dict(root["AcroForm"])))
		form["DR"] = pdffile.Dict{"Font": pdffile.Dict{"Helv": u.Add(pdffile.Dict{"Type": pdffile.Name("Font")})}}
		root["AcroForm"] = form
		root["DSS"] = pdffile.Dict{"Certs": pdffile.Array{u.Add(pdffile.Stream{Dict: pdffile.Dict{}, Own: w.ca.Root.Raw})}}
		u.Set(rootOf(f), root)
	})
	if g := w.verify(t, evidence)[0]; g.Verdict != Valid || g.Later != LaterSignatures {
		t.Errorf("evidence: %s: %s", g.Verdict, g.Reason)
	}
	// the waiting field is filled by a signature that a later revision brings
	other := w.sign(w.office, evidence, Options{})
	filled := revise(other, func(f *pdffile.File, u *pdffile.Update, root pdffile.Dict, _ page) {
		fields := must(f.Array(must(f.Dict(root["AcroForm"]))["Fields"]))
		r := fields[0].(pdffile.Ref)
		d := clone(must(f.Dict(r)))
		d["V"] = must(f.Dict(fields[2]))["V"]
		u.Set(r, d)
	})
	if g := w.verify(t, filled)[1]; g.Verdict != Valid {
		t.Errorf("filled: %s: %s", g.Verdict, g.Reason)
	}
	// text put into the block that waits is no signature
	drawn := revise(signed, func(f *pdffile.File, u *pdffile.Update, root pdffile.Dict, p page) {
		r := must(f.Array(must(f.Dict(root["AcroForm"]))["Fields"]))[0].(pdffile.Ref)
		d := clone(must(f.Dict(r)))
		d["AP"] = pdffile.Dict{"N": overlay(u)}
		u.Set(r, d)
	})
	if g := w.verify(t, drawn)[0]; g.Verdict != Invalid {
		t.Errorf("drawn: %s: %s", g.Verdict, g.Reason)
	}
}

func TestBlocksOnTurnedPages(t *testing.T) {
	t.Parallel()
	w := theWorld()
	for _, turn := range []int{90, 180, 270} {
		pdf := revise(paper(1), func(f *pdffile.File, u *pdffile.Update, _ pdffile.Dict, p page) {
			d := clone(p.dict)
			d["Rotate"] = pdffile.Num(turn)
			u.Set(p.ref, d)
		})
		signed := w.sign(w.person, pdf, Options{Visible: &Block{X: 10, Y: 20, Lines: []string{"Đã ký"}}})
		// the text is read upright and where it was put
		said := tool(t, "pdftotext", "-bbox", write(t, signed), "-")
		if !strings.Contains(said, ">Đã<") {
			t.Fatal(turn, said)
		}
		at := said[:strings.Index(said, ">Đã<")]
		at = at[strings.LastIndex(at, "xMin=\""):]
		if !strings.HasPrefix(at, "xMin=\"32.") {
			t.Errorf("turned by %d the block's text stands at %s", turn, at)
		}
	}
	if _, err := w.signer(w.person).Sign(context.Background(), paper(1), Options{Visible: &Block{Page: 3}}); !fault.HasKey(err, "signing.no_page") {
		t.Error(err)
	}
	if _, err := w.signer(w.person).Sign(context.Background(), paper(1), Options{Visible: &Block{X: 180, Y: 5}}); !fault.HasKey(err, "signing.block_outside") {
		t.Error(err)
	}
}

// FuzzVerify: whatever stands in a file, checking ends with a report or a fault.
func FuzzVerify(f *testing.F) {
	w := theWorld()
	pdf := w.sign(w.office, w.sign(w.person, paper(1), Options{}), Options{})
	f.Add(pdf, 0, byte(0))
	f.Add(bytes.Replace(pdf, []byte("/Kids ["), []byte("/Kids 3"), 1), 9, byte(1))
	_, n := rangeOf(pdf)
	f.Add(bytes.Replace(pdf, pdf[n[0]+1:n[0]+2001], bytes.Repeat([]byte("3080"), 500), 1), 0, byte(0)) // nested without end
	f.Add([]byte("%PDF-1.7\n1 0 obj<</Root 1 0 R>>endobj\nxref\n0 0\ntrailer<</Root 1 0 R/Prev 34>>startxref\n34\n%%EOF"), 0, byte(0))
	f.Fuzz(func(_ *testing.T, pdf []byte, at int, to byte) {
		if len(pdf) > 0 && at >= 0 {
			pdf = bytes.Clone(pdf)
			pdf[at%len(pdf)] ^= to
		}
		_, _ = w.checker().Verify(context.Background(), pdf)
		_, _ = w.signer(w.person).Sign(context.Background(), pdf, Options{})
	})
}
