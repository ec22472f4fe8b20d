package signing

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"motcua/app/fault"
)

// softHSM is a token with one key of a kind and its certificate, made with the
// tools that a person would use.
func softHSM(t *testing.T, kind string) Device {
	t.Helper()
	d := Device{Token: "motcua", Key: "ky-so", PIN: "4711"}
	for _, m := range []string{"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"} {
		if _, err := os.Stat(m); err == nil {
			d.Module = m
		}
	}
	if d.Module == "" {
		t.Fatal("SoftHSM2 is missing; deploy/setup.sh test installs it")
	}
	dir := t.TempDir()
	conf := filepath.Join(dir, "softhsm2.conf")
	if err := os.WriteFile(conf, []byte("directories.tokendir = "+dir+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SOFTHSM2_CONF", conf)
	tool(t, "softhsm2-util", "--init-token", "--free", "--label", d.Token, "--pin", d.PIN, "--so-pin", "0815")
	ask := func(args ...string) {
		t.Helper()
		tool(t, "pkcs11-tool", append([]string{"--module", d.Module, "--token-label", d.Token, "--login", "--pin", d.PIN, "--label", d.Key, "--id", "01"}, args...)...)
	}
	ask("--keypairgen", "--key-type", kind)
	public := filepath.Join(dir, "public.der")
	ask("--read-object", "--type", "pubkey", "--output-file", public)
	key, err := x509.ParsePKIXPublicKey(must(os.ReadFile(public)))
	if err != nil {
		t.Fatal(err)
	}
	tpl := must(template(theWorld().person.Certificate.Subject, noon))
	tpl.KeyUsage = x509.KeyUsageDigitalSignature
	der := must(x509.CreateCertificate(nil, tpl, theWorld().ca.Root, key, theWorld().ca.key))
	file := filepath.Join(dir, "cert.der")
	if err := os.WriteFile(file, der, 0o600); err != nil {
		t.Fatal(err)
	}
	ask("--write-object", file, "--type", "cert")
	return d
}

func TestKeysInADevice(t *testing.T) { // its environment is the process's: not parallel
	w := theWorld()
	for _, kind := range []string{"EC:prime256v1", "rsa:2048"} {
		d := softHSM(t, kind)
		id, err := OpenDevice(context.Background(), d)
		if err != nil {
			t.Fatal(kind, err)
		}
		id.Chain = w.person.Chain
		pdf := w.sign(id, paper(1), Options{})
		agreed(t, pdf, 1)
		if got := w.verify(t, pdf); got[0].Verdict != Valid || got[0].Level != LevelBT {
			t.Errorf("%s: %+v", kind, got[0])
		}
		d.PIN = "0000"
		id, err = OpenDevice(context.Background(), d)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.signer(id).Sign(context.Background(), paper(1), Options{}); !fault.HasKey(err, "signing.device") {
			t.Errorf("%s: with a wrong PIN: %v", kind, err)
		}
		if id.Key.(*deviceKey).closed == nil {
			t.Error("a device that refused the PIN would be asked again until it locks itself")
		}
	}
}

func TestKeysAtAProviderAndStampsOverTheWire(t *testing.T) {
	t.Parallel()
	w := theWorld()
	provider := httptest.NewServer(ServeRemote("ma-truy-cap", func(name string) (Identity, bool) { return w.person, name == "huong" }))
	defer provider.Close()
	stamps := httptest.NewServer(w.ca.ServeStamps(at(noon)))
	defer stamps.Close()
	r := Remote{URL: provider.URL, Token: "ma-truy-cap", Credential: "huong"}
	id, err := OpenRemote(context.Background(), r)
	if err != nil {
		t.Fatal(err)
	}
	s := &Signer{Identity: id, Stamps: Authority{URL: stamps.URL}, Now: at(noon)}
	pdf, err := s.Sign(context.Background(), paper(1), Options{})
	if err != nil {
		t.Fatal(err)
	}
	agreed(t, pdf, 1)
	if got := w.verify(t, pdf)[0]; got.Verdict != Valid || got.Level != LevelBT || !strings.Contains(got.Authority, "mô phỏng") || !strings.Contains(got.Signer, "mô phỏng") {
		t.Errorf("%+v", got)
	}
	r.Token = "sai"
	if _, err := OpenRemote(context.Background(), r); !fault.Is(err, fault.Unavailable) {
		t.Error("with a wrong token:", err)
	}
	// a provider that signs with somebody else's key is caught before it reaches the document
	s.Identity.Key = &remoteKey{Remote{URL: provider.URL, Token: "ma-truy-cap", Credential: "huong"}, w.office.Certificate.PublicKey}
	s.Identity.Certificate = w.office.Certificate
	if _, err := s.Sign(context.Background(), paper(1), Options{}); !fault.HasKey(err, "signing.remote") {
		t.Error("signed by another key:", err)
	}
	stamps.Close()
	s.Identity = id
	if _, err := s.Sign(context.Background(), paper(1), Options{}); !fault.HasKey(err, "signing.no_timestamp") {
		t.Error("without its authority:", err)
	}
}

func TestKeysInAFile(t *testing.T) {
	t.Parallel()
	w := theWorld()
	file := must(P12(w.person, "mật khẩu"))
	id, err := OpenP12(file, "mật khẩu")
	if err != nil || !id.Certificate.Equal(w.person.Certificate) || len(id.Chain) != 1 {
		t.Fatal(err)
	}
	if _, err := OpenP12(file, "sai"); !fault.HasKey(err, "signing.wrong_password") {
		t.Error(err)
	}
	if _, err := OpenP12([]byte("%PDF-"), ""); !fault.HasKey(err, "signing.bad_p12") {
		t.Error(err)
	}
	if _, err := w.signer(Identity{Key: w.office.Key, Certificate: w.person.Certificate}).Sign(context.Background(), paper(1), Options{}); !fault.HasKey(err, "signing.key_mismatch") {
		t.Error(err)
	}
	text := must(w.ca.PEM())
	again, err := ParseSimulated(text, noon)
	if err != nil || !again.Root.Equal(w.ca.Root) {
		t.Error("the simulated authority is not the one that was kept:", err)
	}
}

func batch(n int) ([]Item, [][]byte) {
	out, items := make([][]byte, n), make([]Item, n)
	for i := range n {
		pdf := paper(1 + i%3)
		items[i] = Item{
			Name: string(rune('a' + i)), Submitted: sha256.Sum256(pdf), Options: Options{Visible: &Block{Office: "UBND xã Kim Bôi"}},
			Load: func(context.Context) ([]byte, error) { return pdf, nil },
			Save: func(_ context.Context, signed []byte) error { out[i] = signed; return nil },
		}
	}
	return items, out
}

func TestABatchTellsOfEachWhatBecameOfIt(t *testing.T) {
	t.Parallel()
	w := theWorld()
	items, saved := batch(6)
	items[1].Load = func(context.Context) ([]byte, error) { return paper(5), nil } // not what was shown
	full := errors.New("disk full")
	items[3].Save = func(context.Context, []byte) error { return full }
	got := w.signer(w.person).Batch(context.Background(), items)
	for i, o := range got {
		switch {
		case o.Name != items[i].Name:
			t.Error("out of order")
		case i == 1 && (!fault.HasKey(o.Err, "signing.document_changed") || !fault.Is(o.Err, fault.Conflict) || saved[i] != nil):
			t.Error("a changed document:", o.Err)
		case i == 3 && o.Err != full:
			t.Error("a document that could not be kept:", o.Err)
		case i != 1 && i != 3 && (o.Err != nil || o.Signed != sha256.Sum256(saved[i]) || w.verify(t, saved[i])[0].Verdict != Valid):
			t.Error(i, o.Err)
		}
	}
	ended, end := context.WithCancel(context.Background())
	end()
	for _, o := range w.signer(w.person).Batch(ended, items) {
		if !fault.HasKey(o.Err, "signing.interrupted") {
			t.Error("signed after the end:", o.Err)
		}
	}
}

// BenchmarkForty is 40 results with a block each, signed and stamped with keys in
// software: the issue asks for 5 s at most.
func BenchmarkForty(b *testing.B) {
	w := theWorld()
	items, _ := batch(40)
	for b.Loop() {
		for _, o := range w.signer(w.person).Batch(context.Background(), items) {
			if o.Err != nil {
				b.Fatal(o.Err)
			}
		}
	}
}
