// Package tenants says who is acting and inside which wall.
//
// A Scope names one kind of actor and the one tenant, resident or province
// whose rows may be seen. It travels in the context; storage/pg turns it into
// a database role and settings. No scope is an error, never "everything".
package tenants

import (
	"context"
	"errors"

	"github.com/google/uuid"
)

// ID identifies a tenant: a commune, a department or a province.
type ID = uuid.UUID

// Kind is the kind of actor; each has a database role and a pool of its own.
type Kind string

// The kinds of scope (DESIGN.md section 4).
const (
	KindIdentity Kind = "identity" // sign-in, sessions, credentials, memberships; no dossiers
	KindPublic   Kind = "public"   // catalogue, tracking by code, result check
	KindResident Kind = "resident" // one resident's own drafts, dossiers and papers
	KindTenant   Kind = "tenant"   // an officer inside one tenant
	KindProvince Kind = "province" // figures and settings of one province
	KindPlatform Kind = "platform" // provinces and their admins; no personal data
	KindWorker   Kind = "worker"   // a job, one tenant at a time
)

// Actor is who does it, as the audit log names them.
type Actor struct {
	Kind string // staff, resident, helper, system
	ID   uuid.UUID
	Name string // shown to colleagues and to the resident whose dossier it is
}

// System is the actor of jobs that nobody asked for in person.
var System = Actor{Kind: "system", Name: "Hệ thống"}

// Scope is one actor inside one wall.
type Scope struct {
	Kind     Kind
	Tenant   ID        // KindTenant, KindWorker
	Resident uuid.UUID // KindResident
	// OnlyDossier narrows a resident scope to one draft: an officer who helps
	// a consenting resident file sees that draft and nothing else of hers.
	OnlyDossier uuid.UUID
	Province    string // KindProvince: two-digit province code
	Actor       Actor
}

// ErrNoScope is returned when the context carries no scope, or an incomplete one.
var ErrNoScope = errors.New("no scope in context")

type key struct{}

// With returns a context whose database work happens inside s.
func With(ctx context.Context, s Scope) context.Context { return context.WithValue(ctx, key{}, s) }

// From returns the scope of ctx. Fault: ErrNoScope, also when the scope lacks
// the id that its kind needs.
func From(ctx context.Context) (Scope, error) {
	s, ok := ctx.Value(key{}).(Scope)
	if !ok {
		return Scope{}, ErrNoScope
	}
	switch s.Kind {
	case KindIdentity, KindPublic, KindPlatform:
	case KindTenant, KindWorker:
		if s.Tenant == uuid.Nil {
			return Scope{}, ErrNoScope
		}
	case KindResident:
		if s.Resident == uuid.Nil {
			return Scope{}, ErrNoScope
		}
	case KindProvince:
		if s.Province == "" {
			return Scope{}, ErrNoScope
		}
	default:
		return Scope{}, ErrNoScope
	}
	return s, nil
}

// Tenant is the scope of an officer.
func Tenant(t ID, a Actor) Scope { return Scope{Kind: KindTenant, Tenant: t, Actor: a} }

// Worker is the scope of a job for one tenant.
func Worker(t ID) Scope { return Scope{Kind: KindWorker, Tenant: t, Actor: System} }

// Resident is the scope of a resident's own things.
func Resident(r uuid.UUID, a Actor) Scope {
	return Scope{Kind: KindResident, Resident: r, Actor: a}
}

// Province is the scope of a provincial admin.
func Province(code string, a Actor) Scope {
	return Scope{Kind: KindProvince, Province: code, Actor: a}
}

// Identity is the scope of sign-in and membership work.
func Identity() Scope { return Scope{Kind: KindIdentity, Actor: System} }

// Public is the scope of somebody who has not signed in.
func Public() Scope { return Scope{Kind: KindPublic, Actor: System} }

// Platform is the scope of the platform operator.
func Platform(a Actor) Scope { return Scope{Kind: KindPlatform, Actor: a} }
