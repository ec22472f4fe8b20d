package blob

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"

	"motcua/app/fault"
)

func ring(t *testing.T, store KeyStore) *keyring {
	t.Helper()
	master, err := subtle.NewAESGCM(random(32))
	if err != nil {
		t.Fatal(err)
	}
	return newKeyring(master, store)
}

func TestShreddingATenant(t *testing.T) {
	t.Parallel()
	keys := &MemoryKeys{}
	k := ring(t, keys)
	now := time.Now()
	k.now = func() time.Time { return now }
	tenant := uuid.New()
	_, wrapped, err := k.newObjectKey(t.Context(), tenant, "k")
	if err != nil {
		t.Fatal(err)
	}
	o := Object{Tenant: tenant, Key: "k", WrappedKey: wrapped}
	if _, err := k.openObjectKey(t.Context(), o); err != nil {
		t.Fatal(err)
	}
	delete(keys.keys, tenant)
	now = now.Add(keyringLife)
	_, err = k.openObjectKey(t.Context(), o)
	if !fault.Is(err, fault.NotFound) || !fault.HasKey(err, KeyShredded) {
		t.Fatalf("got %v", err)
	}
	if keys.keys[tenant] != nil {
		t.Fatal("a read made a new keyset and hid the loss")
	}
}

func TestKeyringIsBounded(t *testing.T) {
	t.Parallel()
	k := ring(t, &MemoryKeys{})
	for range keyringSize + 50 {
		if _, _, err := k.newObjectKey(t.Context(), uuid.New(), "k"); err != nil {
			t.Fatal(err)
		}
	}
	if len(k.held) > keyringSize {
		t.Fatalf("%d keysets held", len(k.held))
	}
}

// TestTwoReplicasCreate: the one that comes second goes on with the first one's.
func TestTwoReplicasCreate(t *testing.T) {
	t.Parallel()
	keys := &MemoryKeys{}
	a := ring(t, keys)
	b := newKeyring(a.master, blindOnce{keys})
	tenant := uuid.New()
	_, wa, err := a.newObjectKey(t.Context(), tenant, "x")
	if err != nil {
		t.Fatal(err)
	}
	_, wb, err := b.newObjectKey(t.Context(), tenant, "y") // did not see that one exists
	if err != nil {
		t.Fatal(err)
	}
	if _, err := a.openObjectKey(t.Context(), Object{Tenant: tenant, Key: "y", WrappedKey: wb}); err != nil {
		t.Fatal(err)
	}
	if _, err := b.openObjectKey(t.Context(), Object{Tenant: tenant, Key: "x", WrappedKey: wa}); err != nil {
		t.Fatal(err)
	}
}

type blindOnce struct{ *MemoryKeys }

func (blindOnce) Get(context.Context, uuid.UUID) ([]byte, error) { return nil, nil }

func TestConfigIsRefused(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name string, mode os.FileMode, b []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, b, mode); err != nil {
			t.Fatal(err)
		}
		return p
	}
	good := Config{
		Endpoint: "127.0.0.1:1", AccessKey: "a", SecretKey: "b", Bucket: "bbb", ResultBucket: "rrr",
		MasterKeyFile: file("good", 0o600, random(32)),
	}
	for name, c := range map[string]struct {
		change func(*Config)
		say    string
	}{
		"no endpoint":   {func(c *Config) { c.Endpoint = "" }, "Endpoint"},
		"no secret":     {func(c *Config) { c.SecretKey = "" }, "SecretKey"},
		"one bucket":    {func(c *Config) { c.ResultBucket = c.Bucket }, "bucket of their own"},
		"no key file":   {func(c *Config) { c.MasterKeyFile = filepath.Join(dir, "none") }, "master key"},
		"open key file": {func(c *Config) { c.MasterKeyFile = file("open", 0o644, random(32)) }, "chmod 600"},
		"short key":     {func(c *Config) { c.MasterKeyFile = file("short", 0o600, random(31)) }, "neither"},
		"retention":     {func(c *Config) { c.RetentionMode = "NONE" }, "RetentionMode"},
		"negative days": {func(c *Config) { c.RetentionDays = -1 }, "RetentionDays"},
	} {
		cfg := good
		c.change(&cfg)
		if _, err := Open(t.Context(), cfg, &MemoryKeys{}); err == nil || !strings.Contains(err.Error(), c.say) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
