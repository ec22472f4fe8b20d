package pg

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"motcua/tenants"
)

// Cached keeps one value that is the same for everybody (reference data,
// public settings), read in the public scope whatever scope the caller is in.
// A value older than its time is read again by one caller while the others
// get the old one; when the database is away the old one goes on.
type Cached[T any] struct {
	ttl  time.Duration
	now  func() time.Time
	load func(ctx context.Context, old T) (T, error)
	mu   sync.Mutex
	cur  atomic.Pointer[kept[T]]
}

type kept[T any] struct {
	value T
	until time.Time
}

// NewCached makes one; load gets the value before, so it may keep parts of it.
func NewCached[T any](ttl time.Duration, now func() time.Time, load func(ctx context.Context, old T) (T, error)) *Cached[T] {
	return &Cached[T]{ttl: ttl, now: now, load: load}
}

// Get gives the value. Fault: that of load, when there is no older value.
func (c *Cached[T]) Get(ctx context.Context) (T, error) {
	k := c.cur.Load()
	if k != nil {
		if c.now().Before(k.until) || !c.mu.TryLock() {
			return k.value, nil
		}
	} else {
		c.mu.Lock()
		k = c.cur.Load()
	}
	defer c.mu.Unlock()
	if k != nil && c.now().Before(k.until) {
		return k.value, nil
	}
	var old T
	if k != nil {
		old = k.value
	}
	// Not cancelled with the request that happened to come first.
	lctx, cancel := context.WithTimeout(tenants.With(context.WithoutCancel(ctx), tenants.Public()), 10*time.Second)
	defer cancel()
	v, err := c.load(lctx, old)
	if err != nil {
		if k != nil {
			c.cur.Store(&kept[T]{old, c.now().Add(time.Second)}) // ask again soon, not each time
			return old, nil
		}
		return old, err
	}
	c.cur.Store(&kept[T]{v, c.now().Add(c.ttl)})
	return v, nil
}

// Invalidate makes the next Get read again. Other replicas notice when their
// value's time is over.
func (c *Cached[T]) Invalidate() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if k := c.cur.Load(); k != nil {
		c.cur.Store(&kept[T]{k.value, time.Time{}})
	}
}
