package leak

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua/tenants"
)

// The kinds of actor that the list of tables speaks of. A helper is a resident
// scope narrowed to one draft.
const (
	identity, public, resident, helper    = "identity", "public", "resident", "helper"
	tenant, province, platform, workerFor = "tenant", "province", "platform", "worker"
)

var kinds = []string{identity, public, resident, helper, tenant, province, platform, workerFor}

// who is one actor.
type who struct {
	name  string
	kind  string
	scope tenants.Scope
	gucs  map[string]string // set instead of the scope's: for actors without a scope
	bare  bool              // no scope: pg.DB would refuse, the raw connection does not
}

func (a who) role() string {
	if a.kind == helper {
		return "app_resident"
	}
	return "app_" + a.kind
}

// actors are all whose view the matrix compares.
func (w *world) actors() []who {
	out := []who{
		{name: "identity", kind: identity, scope: tenants.Identity()},
		{name: "public", kind: public, scope: tenants.Public()},
		{name: "platform", kind: platform, scope: tenants.Platform(tenants.Actor{Kind: "staff"})},
		{name: "resident R1", kind: resident, scope: tenants.Resident(w.R1, tenants.Actor{Kind: "resident", ID: w.R1})},
		{name: "resident R2", kind: resident, scope: tenants.Resident(w.R2, tenants.Actor{Kind: "resident", ID: w.R2})},
		{name: "resident nobody knows", kind: resident, scope: tenants.Resident(uuid.New(), tenants.Actor{Kind: "resident"})},
	}
	for _, d := range []string{"helped: draft", "helped: submitted"} {
		out = append(out, who{name: "helper of " + d, kind: helper, scope: tenants.Scope{Kind: tenants.KindResident, Resident: w.R1, OnlyDossier: w.byName[d], Actor: tenants.Actor{Kind: "helper"}}})
	}
	for _, c := range w.communes() {
		out = append(out, who{name: "tenant " + c.name, kind: tenant, scope: tenants.Tenant(c.id, tenants.Actor{Kind: "staff", ID: uuid.New()})})
	}
	for _, c := range []named{{"A", w.A}, {"B", w.B}, {"E", w.E}, {"F", w.F}} {
		out = append(out, who{name: "worker for " + c.name, kind: workerFor, scope: tenants.Worker(c.id)})
	}
	for _, p := range []string{w.province, w.other, "01"} {
		out = append(out, who{name: "province " + p, kind: province, scope: tenants.Province(p, tenants.Actor{Kind: "staff"})})
	}
	// no scope: unset, left empty by a transaction before, and rubbish
	for _, k := range kinds {
		if k == helper {
			continue
		}
		out = append(out, who{name: k + " without a scope", kind: k, bare: true})
		for _, v := range []string{"", "1 OR 1=1"} {
			out = append(out, who{
				name: fmt.Sprintf("%s with scope %q", k, v), kind: k, bare: true,
				gucs: map[string]string{"app.tenant_id": v, "app.resident_id": v, "app.only_dossier": v, "app.province": v},
			})
		}
	}
	// one actor's setting in another actor's role changes nothing
	out = append(out,
		who{name: "resident with tenant A's setting", kind: resident, bare: true, gucs: map[string]string{"app.tenant_id": w.A.String(), "app.province": "25"}},
		who{name: "tenant with R1's setting", kind: tenant, bare: true, gucs: map[string]string{"app.resident_id": w.R1.String(), "app.province": "25"}},
		who{name: "province with tenant A's setting", kind: province, bare: true, gucs: map[string]string{"app.tenant_id": w.A.String(), "app.resident_id": w.R1.String()}},
		who{name: "public with everybody's settings", kind: public, bare: true, gucs: map[string]string{"app.tenant_id": w.A.String(), "app.resident_id": w.R1.String(), "app.province": "25"}})
	return out
}

func (w *world) actor(name string) who {
	for _, a := range w.actors() {
		if a.name == name {
			return a
		}
	}
	panic("no actor " + name)
}

// door lets one actor in, and undoes everything done behind it.
type door interface {
	as(ctx context.Context, a who, fn func(pgx.Tx) error) error
}

var errUndo = errors.New("undo")

// front is the door of the application: pg.DB, or for an actor without a scope
// the application's login on a connection of its own.
type front struct {
	w   *world
	raw *pgx.Conn
}

func (f front) as(ctx context.Context, a who, fn func(pgx.Tx) error) error {
	undone := func(tx pgx.Tx) error {
		if err := fn(tx); err != nil {
			return err
		}
		return errUndo
	}
	var err error
	if !a.bare {
		err = f.w.db.Tx(tenants.With(ctx, a.scope), undone)
	} else {
		err = pgx.BeginFunc(ctx, f.raw, func(tx pgx.Tx) error {
			if err := become(ctx, tx, a); err != nil {
				return err
			}
			return undone(tx)
		})
	}
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}

// inside is a superuser's transaction in which a wall was broken on purpose and
// nobody else sees it: the actors enter by SET ROLE, each in a savepoint.
type inside struct{ tx pgx.Tx }

func (d inside) as(ctx context.Context, a who, fn func(pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, d.tx, func(tx pgx.Tx) error {
		if err := become(ctx, tx, a); err != nil {
			return err
		}
		if err := fn(tx); err != nil {
			return err
		}
		return errUndo
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}

func become(ctx context.Context, tx pgx.Tx, a who) error {
	only := ""
	if a.scope.OnlyDossier != uuid.Nil {
		only = a.scope.OnlyDossier.String()
	}
	gucs := a.gucs
	if !a.bare {
		switch a.kind {
		case tenant, workerFor:
			gucs = map[string]string{"app.tenant_id": a.scope.Tenant.String()}
		case resident, helper:
			gucs = map[string]string{"app.resident_id": a.scope.Resident.String(), "app.only_dossier": only}
		case province:
			gucs = map[string]string{"app.province": a.scope.Province}
		}
	}
	for k, v := range gucs {
		if _, err := tx.Exec(ctx, `SELECT set_config($1, $2, true)`, k, v); err != nil {
			return err
		}
	}
	_, err := tx.Exec(ctx, "SET LOCAL ROLE "+a.role())
	return err
}

// try runs fn in a savepoint that is always undone.
func try(ctx context.Context, tx pgx.Tx, fn func(pgx.Tx) error) error {
	err := pgx.BeginFunc(ctx, tx, func(sp pgx.Tx) error {
		if err := fn(sp); err != nil {
			return err
		}
		return errUndo
	})
	if errors.Is(err, errUndo) {
		return nil
	}
	return err
}

// code is the SQLSTATE of an error, or "".
func code(err error) string {
	var pe *pgconn.PgError
	if errors.As(err, &pe) {
		return pe.Code
	}
	return ""
}
