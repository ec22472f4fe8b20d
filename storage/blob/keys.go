package blob

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"sync"
	"time"

	"github.com/google/uuid"
	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"

	"motcua/app/fault"
)

// KeyStore keeps each tenant's keyset, wrapped by the master key.
type KeyStore interface {
	// Get returns nil and no error when the tenant has none.
	Get(ctx context.Context, tenant uuid.UUID) (wrapped []byte, err error)
	// Create stores it unless there is one already, and returns the one that is
	// stored: of two replicas that create at once, both go on with the same.
	Create(ctx context.Context, tenant uuid.UUID, wrapped []byte) (stored []byte, err error)
}

// readMasterKey takes 32 random bytes (head -c 32 /dev/urandom), or a Tink keyset
// in JSON, which can hold an older key beside the one that new wrappings use.
func readMasterKey(path string) (tink.AEAD, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("blob: master key: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 {
		return nil, fmt.Errorf("blob: master key %s can be read by others: chmod 600 it", path)
	}
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("blob: master key: %w", err)
	}
	if len(b) == 32 {
		a, err := subtle.NewAESGCM(b)
		if err != nil {
			return nil, fmt.Errorf("blob: master key: %w", err)
		}
		return a, nil
	}
	h, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(b)))
	if err != nil { // whose text could quote the key
		return nil, fmt.Errorf("blob: master key %s is neither 32 bytes nor a Tink keyset", path)
	}
	a, err := aead.New(h)
	if err != nil {
		return nil, fmt.Errorf("blob: master key %s is no AEAD keyset", path)
	}
	return a, nil
}

const (
	keyringSize = 512              // tenants whose keyset is held unwrapped
	keyringLife = 10 * time.Minute // after which a deleted keyset is gone from memory too
)

// keyring unwraps tenants' keysets and remembers a bounded number of them.
type keyring struct {
	master tink.AEAD
	store  KeyStore
	now    func() time.Time

	mu   sync.Mutex
	held map[uuid.UUID]heldKey
}

type heldKey struct {
	aead  tink.AEAD
	until time.Time
}

func newKeyring(master tink.AEAD, store KeyStore) *keyring {
	return &keyring{master: master, store: store, now: time.Now, held: map[uuid.UUID]heldKey{}}
}

// tenant returns the tenant's AEAD. Only a write may create a missing one: a
// read that did would hide that the keyset was shredded.
func (k *keyring) tenant(ctx context.Context, id uuid.UUID, create bool) (tink.AEAD, error) {
	if id == uuid.Nil {
		return nil, errors.New("blob: no tenant")
	}
	k.mu.Lock()
	e, ok := k.held[id]
	k.mu.Unlock()
	if ok && k.now().Before(e.until) {
		return e.aead, nil
	}
	wrapped, err := k.store.Get(ctx, id)
	if err != nil {
		return nil, fmt.Errorf("blob: tenant key: %w", err)
	}
	if len(wrapped) == 0 {
		if !create {
			return nil, fault.New(fault.NotFound, KeyShredded, "Tệp này đã được xóa vĩnh viễn.")
		}
		if wrapped, err = k.create(ctx, id); err != nil {
			return nil, err
		}
	}
	h, err := keyset.ReadWithAssociatedData(keyset.NewBinaryReader(bytes.NewReader(wrapped)), k.master, id[:])
	if err != nil {
		return nil, damaged(fmt.Errorf("blob: tenant key does not open under this master key: %w", err))
	}
	a, err := aead.New(h)
	if err != nil {
		return nil, damaged(fmt.Errorf("blob: tenant key: %w", err))
	}
	k.hold(id, a)
	return a, nil
}

func (k *keyring) create(ctx context.Context, id uuid.UUID) ([]byte, error) {
	h, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return nil, fmt.Errorf("blob: tenant key: %w", err)
	}
	var b bytes.Buffer
	if err := h.WriteWithAssociatedData(keyset.NewBinaryWriter(&b), k.master, id[:]); err != nil {
		return nil, fmt.Errorf("blob: tenant key: %w", err)
	}
	stored, err := k.store.Create(ctx, id, b.Bytes())
	if err != nil {
		return nil, fmt.Errorf("blob: tenant key: %w", err)
	}
	return stored, nil
}

func (k *keyring) hold(id uuid.UUID, a tink.AEAD) {
	k.mu.Lock()
	defer k.mu.Unlock()
	now := k.now()
	if len(k.held) >= keyringSize {
		for other, e := range k.held {
			if !now.Before(e.until) {
				delete(k.held, other)
			}
		}
		for other := range k.held { // map order: any one will do
			if len(k.held) < keyringSize {
				break
			}
			delete(k.held, other)
		}
	}
	k.held[id] = heldKey{a, now.Add(keyringLife)}
}

// newObjectKey makes a key for one object and its wrapping.
func (k *keyring) newObjectKey(ctx context.Context, tenant uuid.UUID, object string) (key, wrapped []byte, err error) {
	a, err := k.tenant(ctx, tenant, true)
	if err != nil {
		return nil, nil, err
	}
	key = make([]byte, 32)
	if _, err := rand.Read(key); err != nil {
		return nil, nil, fmt.Errorf("blob: object key: %w", err)
	}
	if wrapped, err = a.Encrypt(key, binding(tenant, object)); err != nil {
		return nil, nil, fmt.Errorf("blob: object key: %w", err)
	}
	return key, wrapped, nil
}

func (k *keyring) openObjectKey(ctx context.Context, o Object) ([]byte, error) {
	a, err := k.tenant(ctx, o.Tenant, false)
	if err != nil {
		return nil, err
	}
	key, err := a.Decrypt(o.WrappedKey, binding(o.Tenant, o.Key))
	if err != nil {
		return nil, damaged(fmt.Errorf("blob: object key: %w", err))
	}
	return key, nil
}

// binding ties a wrapped key to its tenant and object, so that a row cannot
// borrow another's key.
func binding(tenant uuid.UUID, object string) []byte {
	return append(tenant[:len(tenant):len(tenant)], object...)
}

// MemoryKeys is a KeyStore that forgets everything with the process: for tests.
type MemoryKeys struct {
	mu   sync.Mutex
	keys map[uuid.UUID][]byte
}

// Get implements KeyStore.
func (m *MemoryKeys) Get(_ context.Context, tenant uuid.UUID) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.keys[tenant], nil
}

// Create implements KeyStore.
func (m *MemoryKeys) Create(_ context.Context, tenant uuid.UUID, wrapped []byte) ([]byte, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.keys == nil {
		m.keys = map[uuid.UUID][]byte{}
	}
	if old, ok := m.keys[tenant]; ok {
		return old, nil
	}
	m.keys[tenant] = bytes.Clone(wrapped)
	return wrapped, nil
}
