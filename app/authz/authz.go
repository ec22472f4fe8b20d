// Package authz answers one question: may this person do this act here?
//
// Casbin lives in this package alone. National role templates and what a
// province changed in them are the p lines, who was granted a role in a tenant
// are the g lines. One enforcer per tenant is loaded with that tenant's lines
// only (24 µs a question against 45 ms for one enforcer with all communes),
// and every answer for a person is kept until a change is announced on the
// PostgreSQL channel "authz". On which rows an act works is the database's
// answer, never this package's.
package authz

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"golang.org/x/sync/singleflight"

	"motcua/storage/pg"
	"motcua/tenants"
)

const (
	keptTenants   = 256              // enforcers in memory
	keptPeople    = 5000             // permission sets per enforcer
	maxAge        = time.Minute      // while the listener is connected: a safety net
	maxAgeDeaf    = time.Second      // while it is not: changes still arrive within a second
	loadTimeout   = 3 * time.Second  // of one tenant's lines
	reconnectWait = time.Second / 2  // of the listener
	listenTimeout = 10 * time.Second // to connect it
)

// Authz answers from memory and reloads what has changed. Safe for concurrent use.
type Authz struct {
	db     *pg.DB
	mu     sync.Mutex
	kept   lru
	loads  singleflight.Group
	gen    atomic.Uint64     // rises with every announced change
	hears  atomic.Bool       // the listener is connected
	onDrop func()            // tests wait for a change with it
	heard  map[string]func() // further channels, see Hear
}

// New makes an Authz that reads through db. Run Listen beside it.
func New(db *pg.DB) *Authz { return &Authz{db: db, kept: newLRU(keptTenants)} }

// Permission is one act on one kind of thing: {"dossier", "accept"}.
type Permission struct{ Object, Action string }

// Set is everything a person may do in one tenant. Do not change it.
type Set map[Permission]bool

// Can tells whether the set holds object and action.
func (s Set) Can(object, action string) bool { return s[Permission{object, action}] }

// Allow tells whether staffID may do action on object as a member of tenant.
// Unknown people, tenants, objects and actions are a plain no.
// Fault: Unavailable when the database cannot be asked.
func (a *Authz) Allow(ctx context.Context, staffID, tenant uuid.UUID, object, action string) (bool, error) {
	s, err := a.Permissions(ctx, staffID, tenant)
	return s.Can(object, action), err
}

// Permissions is everything staffID may do in tenant, for menus and buttons.
// Fault: Unavailable.
func (a *Authz) Permissions(ctx context.Context, staffID, tenant uuid.UUID) (Set, error) {
	if staffID == uuid.Nil || tenant == uuid.Nil {
		return nil, nil
	}
	e, err := a.enforcer(ctx, tenant)
	if err != nil {
		return nil, err
	}
	return e.set(staffID.String())
}

// AllowRole tells whether the national template lets role do action on object.
// It serves those who have no tenant: residents.
func (a *Authz) AllowRole(ctx context.Context, role, object, action string) (bool, error) {
	if roleNames[role] == "" {
		return false, nil
	}
	e, err := a.enforcer(ctx, uuid.Nil)
	if err != nil {
		return false, err
	}
	s, err := e.set(role) // Casbin: everybody has the role of their own name
	return s.Can(object, action), err
}

// Roles are the roles staffID holds in tenant, sorted. Fault: Unavailable.
func (a *Authz) Roles(ctx context.Context, staffID, tenant uuid.UUID) ([]string, error) {
	if staffID == uuid.Nil || tenant == uuid.Nil {
		return nil, nil
	}
	e, err := a.enforcer(ctx, tenant)
	if err != nil {
		return nil, err
	}
	return e.rolesOf(staffID.String()), nil
}

// enforcer returns the tenant's enforcer, loading it at most once at a time.
func (a *Authz) enforcer(ctx context.Context, tenant uuid.UUID) (*entry, error) {
	a.mu.Lock()
	e := a.kept.get(tenant)
	a.mu.Unlock()
	age := maxAge
	if !a.hears.Load() {
		age = maxAgeDeaf
	}
	if now := time.Now(); e != nil && now.Before(e.until) && now.Sub(e.loaded) < age {
		return e, nil
	}
	gen := a.gen.Load() // part of the key: nobody joins a load that began before the last change
	v, err, _ := a.loads.Do(fmt.Sprint(tenant, gen), func() (any, error) {
		// Others may be waiting for this load: one caller who leaves must not fail them.
		ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), loadTimeout)
		defer stop()
		e, err := load(tenants.With(ctx, tenants.Identity()), a.db, tenant)
		if err != nil {
			return nil, err
		}
		a.mu.Lock()
		if a.gen.Load() == gen { // else something changed meanwhile: answer once, keep nothing
			a.kept.put(tenant, e)
		}
		a.mu.Unlock()
		return e, nil
	})
	if err != nil {
		return nil, err
	}
	return v.(*entry), nil
}

// drop forgets one tenant, or all with uuid.Nil.
func (a *Authz) drop(tenant uuid.UUID) {
	a.mu.Lock()
	a.gen.Add(1)
	if tenant == uuid.Nil {
		a.kept.clear()
	} else {
		a.kept.remove(tenant)
	}
	done := a.onDrop
	a.mu.Unlock()
	if done != nil {
		done()
	}
}
