// Package rest lets a partner that does not answer alone for a while, so that
// nobody waits for it in vain and it is not flooded as it comes back. Each
// process has its own memory of it.
package rest

import (
	"sync"
	"time"
)

// How often in a row a partner may fail before it is left alone, and for how
// long; then one call tries it again.
const (
	Failures = 3
	For      = 30 * time.Second
)

// Rest remembers whether one partner answers. The zero value is one that does.
type Rest struct {
	mu    sync.Mutex
	bad   int
	until time.Time
}

// Left is how long it is still left alone; of those that come after, one goes ahead.
func (r *Rest) Left(now time.Time) time.Duration {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.bad < Failures {
		return 0
	}
	if d := r.until.Sub(now); d > 0 {
		return d
	}
	r.until = now.Add(For)
	return 0
}

// Said takes note of how a call went.
func (r *Rest) Said(ok bool, now time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if ok {
		r.bad = 0
		return
	}
	if r.bad++; r.bad >= Failures {
		r.until = now.Add(For)
	}
}
