package console_test

import (
	"context"
	"crypto/x509"
	"encoding/pem"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/config"
	"motcua/app/signing"
)

// A result is signed by a person whose key never leaves a PKCS#11 token
// (SoftHSM2), with her PIN at each act; a wrong one signs nothing.
func TestAPersonSignsWithADevice(t *testing.T) {
	t.Parallel()
	const token, label, pin = "chu-tich", "ky-so", "4711"
	module := ""
	for _, m := range []string{"/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so"} {
		if _, err := os.Stat(m); err == nil {
			module = m
		}
	}
	if module == "" {
		t.Skip("SoftHSM2 is missing; deploy/setup.sh test installs it")
	}
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	os.Setenv("SOFTHSM2_CONF", write("softhsm2.conf", []byte("directories.tokendir = "+dir+"\n"))) // not t.Setenv: tests run beside each other, and only this one has a token
	run := func(name string, args ...string) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if said, err := exec.CommandContext(ctx, name, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v: %s", name, err, said)
		}
	}
	w := apptest.Start(t, apptest.With(func(c *config.Config) { c.Signing.Module = module }))
	id, err := w.Keys.Pretend.Issue("Bạch Thị Hương", "UBND xã Kim Bôi", w.Now())
	if err != nil {
		t.Fatal(err)
	}
	key, err := x509.MarshalPKCS8PrivateKey(id.Key)
	if err != nil {
		t.Fatal(err)
	}
	run("softhsm2-util", "--init-token", "--free", "--label", token, "--pin", pin, "--so-pin", "0815")
	run("softhsm2-util", "--import", write("key.pem", pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: key})), "--token", token, "--label", label, "--id", "01", "--pin", pin)
	run("pkcs11-tool", "--module", module, "--token-label", token, "--login", "--pin", pin, "--label", label, "--id", "01", "--type", "cert", "--write-object", write("cert.der", id.Certificate.Raw))

	chair, clerk := w.Officer("kimboi.chutich"), w.Officer("kimboi.vanthu")
	must(t, see(t, chair.PostForm("/cb/khoa-ky/toi", url.Values{"source": {"device"}, "credential": {token}, "label": {label}, "secret": {pin}, "asks": {"1"}}), 200), "Thiết bị ký số "+token)
	d := submitted(t, w)
	sign := func(pin string) *apptest.Page {
		v := choose(t, see(t, chair.Get("/cb/trinh-ky"), 200), d)
		v.Set("secret", pin)
		return chair.PostForm("/cb/trinh-ky", v)
	}
	must(t, see(t, sign(""), 422), "Nhập mã PIN")
	if p := sign("0000"); p.Status == 200 {
		t.Errorf("signed with a wrong PIN: %s", p.Read("main"))
	}
	must(t, see(t, sign(pin), 200), "Đã ký 1 văn bản")

	// văn thư numbers and issues many in one act, each for itself
	must(t, see(t, clerk.PostForm("/cb/phat-hanh", nil), 422), "Chọn ít nhất một văn bản")
	p := see(t, clerk.Get("/cb/phat-hanh"), 200)
	v := choose(t, p, d)
	v.Add("ho_so", uuid.NewString()+":1")
	must(t, see(t, clerk.PostForm("/cb/phat-hanh", v), 409), "1 đã phát hành, 1 chưa phát hành")
	p = see(t, clerk.Get(d), 200)
	issued := []byte(clerk.Get(p.Find("#ket-qua a[href^='/cb/tep/']").AttrOr("href", "")).Body)
	r, err := w.Keys.Checker().Verify(t.Context(), issued)
	if err != nil || len(r.Signatures) != 3 || r.Signatures[0].Verdict != signing.Valid || !r.Signatures[0].Certificate.Equal(id.Certificate) {
		t.Errorf("%+v %v", r.Signatures, err)
	}
}
