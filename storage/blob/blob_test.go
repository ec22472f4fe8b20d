package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"github.com/minio/minio-go/v7"

	"motcua/app/fault"
)

const mb = 1 << 20

// config points at the S3 server of the environment: MinIO in `make test`,
// versitygw in `make test-stores`. The contract is the same.
func config(t *testing.T) Config {
	t.Helper()
	if os.Getenv("S3_ENDPOINT") == "" {
		t.Fatal("S3_ENDPOINT is not set: run `make test` or `make test-stores`")
	}
	key := filepath.Join(t.TempDir(), "master.key")
	if err := os.WriteFile(key, random(32), 0o600); err != nil {
		t.Fatal(err)
	}
	name := strings.ReplaceAll(uuid.NewString(), "-", "")[:20]
	return Config{
		Endpoint: os.Getenv("S3_ENDPOINT"), AccessKey: os.Getenv("S3_ACCESS_KEY"), SecretKey: os.Getenv("S3_SECRET_KEY"),
		Bucket: "t-" + name, ResultBucket: "t-" + name + "-r", MasterKeyFile: key,
		RetentionMode: Governance, RetentionDays: 1,
	}
}

func setup(t *testing.T) *Store {
	t.Helper()
	s, err := Open(t.Context(), config(t), &MemoryKeys{})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Check(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

func random(n int) []byte {
	b := make([]byte, n)
	rand.Read(b)
	return b
}

func put(t *testing.T, s *Store, tenant uuid.UUID, b []byte) Object {
	t.Helper()
	o, err := s.Put(t.Context(), tenant, bytes.NewReader(b), int64(len(b)), "image/jpeg")
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func get(ctx context.Context, s *Store, o Object) ([]byte, error) {
	r, err := s.Reader(ctx, o)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// raw reads, and replace writes, what the server holds.
func raw(t *testing.T, s *Store, o Object) []byte {
	t.Helper()
	body, _, _, err := s.core.GetObject(t.Context(), s.bucket(o), o.Key, minio.GetObjectOptions{})
	if err != nil {
		t.Fatal(err)
	}
	defer body.Close()
	b, err := io.ReadAll(body)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func replace(t *testing.T, s *Store, o Object, b []byte) {
	t.Helper()
	_, err := s.core.Client.PutObject(t.Context(), s.bucket(o), o.Key, bytes.NewReader(b), int64(len(b)), minio.PutObjectOptions{SendContentMd5: o.Issued()})
	if err != nil {
		t.Fatal(err)
	}
}

func wantKey(t *testing.T, err error, kind fault.Kind, key string) {
	t.Helper()
	if !fault.Is(err, kind) || !fault.HasKey(err, key) {
		t.Fatalf("got %v, want %s %s", err, kind, key)
	}
}

func TestRoundTrip(t *testing.T) {
	t.Parallel()
	s := setup(t)
	tenant := uuid.New()
	// Around the edges of a DARE package and of an upload part.
	for _, n := range []int{0, 1, payload - 1, payload, payload + 1, 3 * payload, partSize - 4096, partSize, partSize + 1, 11 * mb} {
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			want := random(n)
			o := put(t, s, tenant, want)
			sum := sha256.Sum256(want)
			if o.Size != int64(n) || !bytes.Equal(o.SHA256, sum[:]) || o.ContentType != "image/jpeg" || o.Tenant != tenant {
				t.Fatalf("object does not describe the file: %+v", o)
			}
			prefix, id, _ := strings.Cut(o.Key, "/")
			if v, err := uuid.Parse(id); prefix != tenant.String() || err != nil || v.Version() != 7 {
				t.Fatalf("key %q", o.Key)
			}
			got, err := get(t.Context(), s, o)
			if err != nil || !bytes.Equal(got, want) {
				t.Fatalf("read %d of %d bytes: %v", len(got), n, err)
			}
			if stored := raw(t, s, o); n >= 64 && bytes.Contains(stored, want[:64]) {
				t.Fatal("plaintext is on the server")
			}
		})
	}
}

func TestSameFileTwiceSharesNothing(t *testing.T) {
	t.Parallel()
	s := setup(t)
	b, tenant := random(1000), uuid.New()
	x, y := put(t, s, tenant, b), put(t, s, tenant, b)
	if x.Key == y.Key || bytes.Equal(x.WrappedKey, y.WrappedKey) || bytes.Equal(raw(t, s, x), raw(t, s, y)) {
		t.Fatal("two uploads share key or ciphertext")
	}
}

func TestSizeLimit(t *testing.T) {
	t.Parallel()
	s := setup(t)
	tenant := uuid.New()
	for _, limit := range []int64{1, payload, 6 * mb} {
		if _, err := s.Put(t.Context(), tenant, bytes.NewReader(random(int(limit))), limit, "x"); err != nil {
			t.Fatalf("exactly %d bytes: %v", limit, err)
		}
		o, err := s.Put(t.Context(), tenant, bytes.NewReader(random(int(limit)+1)), limit, "x")
		wantKey(t, err, fault.Invalid, KeyTooBig)
		if fault.As(err).Text == "" || o.Key != "" {
			t.Fatal("a refusal says what to do and leaves no object")
		}
	}
	n := 0
	if err := s.Keys(t.Context(), tenant, time.Now().Add(time.Hour), func(Object) error { n++; return nil }); err != nil || n != 3 {
		t.Fatalf("%d objects (%v), want the 3 that fit", n, err)
	}
}

// TestInterruptedUpload: a browser that goes away gives io.ErrUnexpectedEOF,
// which sio would take for the end of the file.
func TestInterruptedUpload(t *testing.T) {
	t.Parallel()
	s := setup(t)
	tenant := uuid.New()
	for _, n := range []int{0, 1000, payload, partSize + 100} {
		broken := io.MultiReader(bytes.NewReader(random(n)), failing{io.ErrUnexpectedEOF})
		if _, err := s.Put(t.Context(), tenant, broken, 20*mb, "x"); !errors.Is(err, io.ErrUnexpectedEOF) {
			t.Fatalf("after %d bytes: %v", n, err)
		}
	}
	if err := s.Keys(t.Context(), tenant, time.Now().Add(time.Hour), func(o Object) error { return fmt.Errorf("left %s", o.Key) }); err != nil {
		t.Fatal(err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }

func TestTampering(t *testing.T) {
	t.Parallel()
	s := setup(t)
	tenant := uuid.New()
	b := random(5*payload + 100)
	o := put(t, s, tenant, b)
	whole := raw(t, s, o)
	other := raw(t, s, put(t, s, tenant, b))

	flip := func(at int) []byte { c := bytes.Clone(whole); c[at] ^= 1; return c }
	swapped := bytes.Clone(whole)
	copy(swapped, whole[sealed:2*sealed])
	copy(swapped[sealed:], whole[:sealed])
	for name, c := range map[string][]byte{
		"flipped in the header":     flip(5),
		"flipped in the first part": flip(100),
		"flipped in the middle":     flip(3*sealed + 50),
		"flipped at the very end":   flip(len(whole) - 1),
		"cut by a byte":             whole[:len(whole)-1],
		"cut at a package":          whole[:4*sealed],
		"emptied":                   nil,
		"a byte more":               append(bytes.Clone(whole), 0),
		"packages swapped":          swapped,
		"another object's bytes":    other,
	} {
		t.Run(name, func(t *testing.T) {
			replace(t, s, o, c)
			if len(c) != len(whole) { // known before the first byte goes out
				_, err := s.Reader(t.Context(), o)
				wantKey(t, err, fault.Internal, KeyDamaged)
			}
			got, err := get(t.Context(), s, o)
			wantKey(t, err, fault.Internal, KeyDamaged)
			if !bytes.HasPrefix(b, got) {
				t.Fatal("bytes came out that were never put in")
			}
		})
	}
	t.Run("missing", func(t *testing.T) {
		if err := s.Delete(t.Context(), o); err != nil {
			t.Fatal(err)
		}
		_, err := get(t.Context(), s, o)
		wantKey(t, err, fault.Internal, KeyDamaged)
		if err := s.Delete(t.Context(), o); err != nil {
			t.Fatalf("deleting twice: %v", err)
		}
	})
	t.Run("intact again", func(t *testing.T) {
		replace(t, s, o, whole)
		if got, err := get(t.Context(), s, o); err != nil || !bytes.Equal(got, b) {
			t.Fatalf("the checks above would have failed anyway: %v", err)
		}
	})
}

func TestRowsCannotBorrow(t *testing.T) {
	t.Parallel()
	s := setup(t)
	a, b := uuid.New(), uuid.New()
	mine, mine2, theirs := put(t, s, a, random(100)), put(t, s, a, random(100)), put(t, s, b, random(100))
	for name, o := range map[string]Object{
		"another tenant's row, own id":       {Tenant: a, Key: theirs.Key, WrappedKey: theirs.WrappedKey, SHA256: theirs.SHA256, Size: 100},
		"another tenant's wrapped key":       {Tenant: a, Key: mine.Key, WrappedKey: theirs.WrappedKey, SHA256: mine.SHA256, Size: 100},
		"own wrapped key, another's object":  {Tenant: b, Key: theirs.Key, WrappedKey: mine.WrappedKey, SHA256: theirs.SHA256, Size: 100},
		"key of another object of one's own": {Tenant: a, Key: mine.Key, WrappedKey: mine2.WrappedKey, SHA256: mine.SHA256, Size: 100},
		"wrong digest":                       {Tenant: a, Key: mine.Key, WrappedKey: mine.WrappedKey, SHA256: mine2.SHA256, Size: 100},
		"no wrapped key":                     {Tenant: a, Key: mine.Key, SHA256: mine.SHA256, Size: 100},
		"a path that climbs":                 {Tenant: a, Key: a.String() + "/../" + theirs.Key, WrappedKey: mine.WrappedKey, SHA256: mine.SHA256, Size: 100},
	} {
		_, err := get(t.Context(), s, o)
		if !fault.HasKey(err, KeyDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := get(t.Context(), s, mine); err != nil {
		t.Fatal(err)
	}
}

func TestSeek(t *testing.T) {
	t.Parallel()
	s := setup(t)
	b := random(6*mb + 12345)
	o := put(t, s, uuid.New(), b)
	r, err := s.Reader(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	for _, c := range []struct{ off, n int }{
		{0, 10}, {5, payload}, {payload, 1}, {payload - 1, 2}, {3 * payload, 2 * payload}, {len(b) - 1, 1}, {len(b) - payload, payload}, {partSize - 3, 100}, {0, len(b)},
	} {
		if _, err := r.Seek(int64(c.off), io.SeekStart); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, c.n)
		if _, err := io.ReadFull(r, got); err != nil || !bytes.Equal(got, b[c.off:c.off+c.n]) {
			t.Fatalf("%d bytes at %d: %v", c.n, c.off, err)
		}
	}
	if n, err := r.Seek(-7, io.SeekEnd); err != nil || n != int64(len(b)-7) {
		t.Fatal(n, err)
	}
	tail, err := io.ReadAll(r)
	if err != nil || !bytes.Equal(tail, b[len(b)-7:]) {
		t.Fatalf("tail: %v", err)
	}
	if _, err := r.Seek(100, io.SeekEnd); err != nil {
		t.Fatal(err)
	}
	if n, err := r.Read(make([]byte, 1)); n != 0 || err != io.EOF {
		t.Fatalf("beyond the end: %d, %v", n, err)
	}
	if _, err := r.Seek(-1, io.SeekStart); err == nil {
		t.Fatal("a negative position was taken")
	}
	// A flip shows in a range, too.
	c := raw(t, s, o)
	c[2*sealed+40] ^= 1
	replace(t, s, o, c)
	r2, err := s.Reader(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer r2.Close()
	r2.Seek(2*payload+5, io.SeekStart)
	_, err = r2.Read(make([]byte, 10))
	wantKey(t, err, fault.Internal, KeyDamaged)
}

// TestLargeFilesAreStreamed is not parallel: it measures the heap.
func TestLargeFilesAreStreamed(t *testing.T) {
	s := setup(t)
	const size = 96 * mb
	parts.Get() // one buffer outside the measurement would be unfair the other way; start cold
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	peak := uint64(0)
	watch := func() {
		runtime.GC()
		runtime.ReadMemStats(&now)
		peak = max(peak, now.HeapAlloc-min(before.HeapAlloc, now.HeapAlloc))
	}
	in := &pattern{left: size, every: 16 * mb, call: watch}
	o, err := s.Put(t.Context(), uuid.New(), in, size, "application/pdf")
	if err != nil || o.Size != size {
		t.Fatal(o.Size, err)
	}
	r, err := s.Reader(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	want := &pattern{left: size}
	x, y := make([]byte, 32<<10), make([]byte, 32<<10)
	for n := 0; n < size; n += len(x) {
		if _, err := io.ReadFull(r, x); err != nil {
			t.Fatal(err)
		}
		io.ReadFull(want, y)
		if !bytes.Equal(x, y) {
			t.Fatalf("differs near %d", n)
		}
		if n%(16*mb) == 0 {
			watch()
		}
	}
	t.Logf("peak heap above the start: %.1f MB for %d MB", float64(peak)/mb, size/mb)
	if peak > 16*mb {
		t.Fatalf("held %d MB of a %d MB file", peak/mb, size/mb)
	}
}

// pattern is a long file that is nowhere in memory.
type pattern struct {
	left, n, every int
	call           func()
}

func (p *pattern) Read(b []byte) (int, error) {
	if p.left == 0 {
		return 0, io.EOF
	}
	n := min(len(b), p.left)
	for i := range b[:n] {
		b[i] = byte((p.n + i) * 7 >> 3)
	}
	if p.every > 0 && p.n/p.every != (p.n+n)/p.every {
		p.call()
	}
	p.n, p.left = p.n+n, p.left-n
	return n, nil
}

func TestResultsAreLocked(t *testing.T) {
	t.Parallel()
	s := setup(t)
	ctx := t.Context()
	for _, n := range []int{1000, 6 * mb} { // one request and several parts
		b := random(n)
		o, err := s.PutResult(ctx, uuid.New(), bytes.NewReader(b), 20*mb, "application/pdf")
		if err != nil {
			t.Fatal(err)
		}
		if !o.Issued() {
			t.Fatalf("key %q does not say that it is a result", o.Key)
		}
		// Stored in vain: it goes, and nothing is left to lock.
		vain, err := s.PutResult(ctx, o.Tenant, bytes.NewReader(b), 20*mb, "application/pdf")
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Delete(ctx, vain); err != nil {
			t.Fatal(err)
		}
		if left, err := s.Exists(ctx, vain); left || err != nil {
			t.Fatal("what was stored in vain is still there", err)
		}
		wantKey(t, s.Lock(ctx, vain), fault.Internal, KeyDamaged)
		for range 2 { // twice is harmless
			if err := s.Lock(ctx, o); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := get(ctx, s, o); err != nil || !bytes.Equal(got, b) {
			t.Fatal(err)
		}
		wantKey(t, s.Delete(ctx, o), fault.Conflict, KeyLocked)
		info, err := s.core.Client.StatObject(ctx, s.cfg.ResultBucket, o.Key, minio.StatObjectOptions{})
		if err != nil {
			t.Fatal(err)
		}
		if got := info.Metadata.Get("X-Amz-Object-Lock-Mode"); got != Governance {
			t.Fatalf("lock mode %q", got)
		}
		if info.VersionID == "" {
			t.Fatal("no version: a lock without versions protects nothing")
		}
		err = s.core.Client.RemoveObject(ctx, s.cfg.ResultBucket, o.Key, minio.RemoveObjectOptions{VersionID: info.VersionID})
		if err == nil {
			t.Fatal("the server deleted a locked version")
		}
		if got, err := get(ctx, s, o); err != nil || !bytes.Equal(got, b) {
			t.Fatalf("after the attempt: %v", err)
		}
		// Somebody with the server's keys hides it or writes over it: the locked version answers.
		replace(t, s, o, random(n))
		if got, err := get(ctx, s, o); err != nil || !bytes.Equal(got, b) {
			t.Fatalf("after an overwrite: %v", err)
		}
		if err := s.core.Client.RemoveObject(ctx, s.cfg.ResultBucket, o.Key, minio.RemoveObjectOptions{}); err == nil {
			if got, err := get(ctx, s, o); err != nil || !bytes.Equal(got, b) {
				t.Fatalf("behind a delete marker: %v", err)
			}
		}
	}
}

func TestResultBucketWithoutLockIsRefused(t *testing.T) {
	t.Parallel()
	s := setup(t)
	cfg := s.cfg
	cfg.Bucket, cfg.ResultBucket = cfg.Bucket+"-x", cfg.Bucket // made without lock
	if _, err := Open(t.Context(), cfg, &MemoryKeys{}); err == nil || !strings.Contains(err.Error(), "without object lock") {
		t.Fatalf("got %v", err)
	}
}

func TestOpenTwice(t *testing.T) {
	t.Parallel()
	s := setup(t)
	keys := s.keys.store
	o := put(t, s, uuid.New(), []byte("giấy tờ"))
	again, err := Open(t.Context(), s.cfg, keys) // another replica, or tomorrow
	if err != nil {
		t.Fatal(err)
	}
	defer again.Close()
	if got, err := get(t.Context(), again, o); err != nil || string(got) != "giấy tờ" {
		t.Fatal(string(got), err)
	}
	// With another master key nothing opens.
	cfg := s.cfg
	cfg.MasterKeyFile = filepath.Join(t.TempDir(), "other.key")
	os.WriteFile(cfg.MasterKeyFile, random(32), 0o600)
	strange, err := Open(t.Context(), cfg, keys)
	if err != nil {
		t.Fatal(err)
	}
	defer strange.Close()
	_, err = get(t.Context(), strange, o)
	wantKey(t, err, fault.Internal, KeyDamaged)
}

func TestKeysLeavesOutTheYoung(t *testing.T) {
	t.Parallel()
	s := setup(t)
	a, b := uuid.New(), uuid.New()
	o := put(t, s, a, random(10))
	put(t, s, b, random(10))
	var got []string
	collect := func(o Object) error { got = append(got, o.Key); return nil }
	if err := s.Keys(t.Context(), a, time.Now().Add(time.Hour), collect); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{o.Key}, got); diff != "" {
		t.Fatal(diff)
	}
	got = nil
	if err := s.Keys(t.Context(), a, time.Now().Add(-time.Hour), collect); err != nil || got != nil {
		t.Fatal(got, err)
	}
}

func TestServerDown(t *testing.T) {
	t.Parallel()
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	free.Close() // nobody answers here now
	key := filepath.Join(t.TempDir(), "k")
	os.WriteFile(key, random(32), 0o600)
	start := time.Now()
	s, err := Open(t.Context(), Config{Endpoint: addr, AccessKey: "a", SecretKey: "b", Bucket: "bbb", ResultBucket: "rrr", MasterKeyFile: key}, &MemoryKeys{})
	if err != nil {
		t.Fatalf("a store that is down keeps the app from starting: %v", err)
	}
	defer s.Close()
	tenant := uuid.New()
	_, err = s.Put(t.Context(), tenant, strings.NewReader("x"), 10, "x")
	wantKey(t, err, fault.Unavailable, KeyDown)
	if fault.As(err).Text == "" {
		t.Fatal("nothing to tell the person")
	}
	wantKey(t, s.Check(t.Context()), fault.Unavailable, KeyDown)
	_, wrapped, err := s.keys.newObjectKey(t.Context(), tenant, tenant.String()+"/x")
	if err != nil {
		t.Fatal(err)
	}
	o := Object{Tenant: tenant, Key: tenant.String() + "/x", WrappedKey: wrapped, Size: 1, SHA256: random(32)}
	_, err = get(t.Context(), s, o)
	wantKey(t, err, fault.Unavailable, KeyDown)
	wantKey(t, s.Delete(t.Context(), o), fault.Unavailable, KeyDown)
	if d := time.Since(start); d > 10*time.Second {
		t.Fatalf("took %s to say that the store is down", d)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := get(ctx, s, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("a caller that left is not a fault of the store: %v", err)
	}
}

// TestServerHangs: it takes the connection and says nothing more.
func TestServerHangs(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	cfg := config(t)
	cfg.Endpoint = l.Addr().String()
	ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	hung, err := Open(ctx, cfg, &MemoryKeys{})
	if err != nil {
		t.Fatal(err)
	}
	defer hung.Close()
	ctx, cancel = context.WithTimeout(t.Context(), 300*time.Millisecond)
	defer cancel()
	_, err = hung.Put(ctx, uuid.New(), strings.NewReader("x"), 10, "x")
	wantKey(t, err, fault.Unavailable, KeyDown)
}
