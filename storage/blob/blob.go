// Package blob keeps files: the only place that makes object keys and the only
// one that talks S3 (MinIO, versitygw or any other).
//
// Each object is encrypted in pieces before it leaves the process (DARE 2.0,
// minio/sio, 64 KiB packages, seekable and authenticated) under a random key of
// its own. That key is wrapped by the creating tenant's keyset (Tink AEAD, bound
// to tenant and object key), and the keyset by the master key from a file. Stolen
// disks show nothing; deleting a wrapped key shreds the object, deleting a
// tenant's keyset shreds the tenant.
//
// A key is an address, never an authorization: callers check the row first. No
// presigned link is ever made.
package blob

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// Object is what a row stores about one file.
type Object struct {
	Tenant      uuid.UUID // the tenant that created it, for life, whatever merges follow
	Key         string    // "{tenant}/{uuidv7}", results "{tenant}/result/{uuidv7}"
	WrappedKey  []byte    // the object's own key under the tenant's keyset
	SHA256      []byte    // of the plaintext
	Size        int64     // of the plaintext, bytes
	ContentType string    // decided by content, see documents.Policy
}

// Issued tells whether the object is a result, in the bucket whose objects can be locked.
func (o Object) Issued() bool { return strings.HasPrefix(o.Key, o.Tenant.String()+"/result/") }

// Retention modes of issued results. COMPLIANCE cannot be shortened or lifted by
// anybody before its date; GOVERNANCE can by whoever holds the bypass permission.
const (
	Compliance = "COMPLIANCE"
	Governance = "GOVERNANCE"
)

// Config says where the store is. Every field without a default is required.
type Config struct {
	Endpoint      string // host:port, or a URL whose scheme decides Secure
	AccessKey     string
	SecretKey     string
	Region        string // default us-east-1
	Bucket        string // what people hand in
	ResultBucket  string // what the office issues, object lock on
	Secure        bool   // TLS; plain HTTP is for loopback and private networks
	MasterKeyFile string // 32 random bytes or a Tink keyset, mode 0600
	RetentionMode string // Compliance (default) or Governance
	RetentionDays int    // days an issued result cannot be deleted, default 3650
}

func (c *Config) check() error {
	var errs []error
	for name, v := range map[string]string{
		"Endpoint": c.Endpoint, "AccessKey": c.AccessKey, "SecretKey": c.SecretKey,
		"Bucket": c.Bucket, "ResultBucket": c.ResultBucket, "MasterKeyFile": c.MasterKeyFile,
	} {
		if v == "" {
			errs = append(errs, fmt.Errorf("blob: %s is empty", name))
		}
	}
	if c.Bucket != "" && c.Bucket == c.ResultBucket {
		errs = append(errs, errors.New("blob: results need a bucket of their own"))
	}
	if rest, ok := strings.CutPrefix(c.Endpoint, "https://"); ok {
		c.Endpoint, c.Secure = rest, true
	} else if rest, ok := strings.CutPrefix(c.Endpoint, "http://"); ok {
		c.Endpoint, c.Secure = rest, false
	}
	c.Endpoint = strings.TrimSuffix(c.Endpoint, "/")
	if c.Region == "" {
		c.Region = "us-east-1"
	}
	if c.RetentionMode == "" {
		c.RetentionMode = Compliance
	}
	if c.RetentionMode != Compliance && c.RetentionMode != Governance {
		errs = append(errs, fmt.Errorf("blob: RetentionMode is %s or %s", Compliance, Governance))
	}
	if c.RetentionDays == 0 {
		c.RetentionDays = 3650
	}
	if c.RetentionDays < 1 {
		errs = append(errs, errors.New("blob: RetentionDays is at least 1"))
	}
	return errors.Join(errs...)
}

// Store reads and writes encrypted objects. It is safe for concurrent use.
type Store struct {
	cfg       Config
	core      *minio.Core
	transport *http.Transport
	keys      *keyring
	now       func() time.Time

	ready   atomic.Bool // the buckets were seen
	readyMu sync.Mutex
}

// Open connects a store and creates its buckets. Wrong configuration, an
// unreadable master key or a result bucket without object lock is an error. An
// unreachable server is not: the store comes up, answers storage.down, and makes
// the buckets when the server is back.
func Open(ctx context.Context, cfg Config, keys KeyStore) (*Store, error) {
	if err := cfg.check(); err != nil {
		return nil, err
	}
	if keys == nil {
		return nil, errors.New("blob: a key store is required")
	}
	master, err := readMasterKey(cfg.MasterKeyFile)
	if err != nil {
		return nil, err
	}
	transport := newTransport()
	core, err := minio.NewCore(cfg.Endpoint, &minio.Options{
		Creds:     credentials.NewStaticV4(cfg.AccessKey, cfg.SecretKey, ""),
		Secure:    cfg.Secure,
		Region:    cfg.Region, // without it every bucket costs a GetBucketLocation
		Transport: transport,
		// Off: versitygw answers BadDigest to signed trailers over plain HTTP, and
		// over TLS the unsigned form is the one MinIO has an unpatched bypass in.
		TrailingHeaders: false,
		MaxRetries:      2, // the default of 10 keeps a person waiting for half a minute
	})
	if err != nil {
		return nil, fmt.Errorf("blob: %w", err)
	}
	s := &Store{cfg: cfg, core: core, transport: transport, keys: newKeyring(master, keys), now: time.Now}
	if err := s.ensure(ctx); err != nil && !isDown(err) {
		return nil, err
	}
	return s, nil
}

// Close drops idle connections.
func (s *Store) Close() { s.transport.CloseIdleConnections() }

// Check asks whether the store can be reached and its buckets are there.
// Faults: Unavailable (storage.down).
func (s *Store) Check(ctx context.Context) error {
	for _, b := range []string{s.cfg.Bucket, s.cfg.ResultBucket} {
		ok, err := s.core.BucketExists(ctx, b)
		if err != nil {
			return translate(ctx, err)
		}
		if !ok {
			s.ready.Store(false)
		}
	}
	return s.ensure(ctx)
}

// ensure makes the buckets once per process.
func (s *Store) ensure(ctx context.Context) error {
	if s.ready.Load() {
		return nil
	}
	s.readyMu.Lock()
	defer s.readyMu.Unlock()
	if s.ready.Load() {
		return nil
	}
	if err := s.ensureBucket(ctx, s.cfg.Bucket, false); err != nil {
		return err
	}
	if err := s.ensureBucket(ctx, s.cfg.ResultBucket, true); err != nil {
		return err
	}
	// A bucket that was made without lock cannot keep the promise of unchangeable
	// results, and lock cannot be trusted to be switched on later everywhere.
	state, _, _, _, err := s.core.GetObjectLockConfig(ctx, s.cfg.ResultBucket)
	if err != nil {
		if minio.ToErrorResponse(err).Code == "ObjectLockConfigurationNotFoundError" {
			return fmt.Errorf("blob: bucket %s exists without object lock", s.cfg.ResultBucket)
		}
		return translate(ctx, err)
	}
	if state != "Enabled" {
		return fmt.Errorf("blob: bucket %s exists without object lock", s.cfg.ResultBucket)
	}
	s.ready.Store(true)
	return nil
}

func (s *Store) ensureBucket(ctx context.Context, name string, lock bool) error {
	ok, err := s.core.BucketExists(ctx, name)
	if err != nil {
		return translate(ctx, err)
	}
	if ok {
		return nil
	}
	err = s.core.MakeBucket(ctx, name, minio.MakeBucketOptions{Region: s.cfg.Region, ObjectLocking: lock})
	switch minio.ToErrorResponse(err).Code {
	case "BucketAlreadyOwnedByYou", "BucketAlreadyExists": // another replica was faster
		return nil
	}
	return translate(ctx, err)
}

func (s *Store) bucket(o Object) string {
	if o.Issued() {
		return s.cfg.ResultBucket
	}
	return s.cfg.Bucket
}

const (
	dialTimeout  = 2 * time.Second
	stallTimeout = 20 * time.Second // no byte moved either way
	replyTimeout = 15 * time.Second // request sent, no status line yet
)

func newTransport() *http.Transport {
	d := &net.Dialer{Timeout: dialTimeout, KeepAlive: 15 * time.Second}
	return &http.Transport{
		DialContext: func(ctx context.Context, network, addr string) (net.Conn, error) {
			c, err := d.DialContext(ctx, network, addr)
			if err != nil {
				return nil, err
			}
			return stallConn{c}, nil
		},
		MaxIdleConns:          64,
		MaxIdleConnsPerHost:   64,
		IdleConnTimeout:       stallTimeout / 2,
		TLSHandshakeTimeout:   5 * time.Second,
		ResponseHeaderTimeout: replyTimeout,
		DisableCompression:    true, // ciphertext
	}
}

// stallConn ends a connection on which nothing moves: a stopped server accepts
// connections and then says nothing, for ever.
type stallConn struct{ net.Conn }

func (c stallConn) Read(p []byte) (int, error) {
	if err := c.SetReadDeadline(time.Now().Add(stallTimeout)); err != nil {
		return 0, err
	}
	return c.Conn.Read(p)
}

func (c stallConn) Write(p []byte) (int, error) {
	if err := c.SetWriteDeadline(time.Now().Add(stallTimeout)); err != nil {
		return 0, err
	}
	return c.Conn.Write(p)
}
