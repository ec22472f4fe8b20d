package authz

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Grant gives staffID a role in tenant, in the name of the context's actor:
// a commune's admin inside its commune, a provincial admin inside its
// province, the platform operator for a province's first admins. Granting a
// role that is already held changes nothing.
// Faults: NotFound for a person or tenant outside the actor's wall, Forbidden
// for a role this actor does not grant, Invalid for an unknown role.
func (a *Authz) Grant(ctx context.Context, staffID, tenant uuid.UUID, role string) error {
	err := a.db.Tx(ctx, func(tx pgx.Tx) error { return GrantTx(ctx, tx, staffID, tenant, role) })
	if err == nil {
		a.drop(tenant) // this replica at once; the others hear it
	}
	return err
}

// GrantTx is Grant inside a transaction of the context's scope.
func GrantTx(ctx context.Context, tx pgx.Tx, staffID, tenant uuid.UUID, role string) error {
	s, place, err := within(ctx, tx, tenant)
	if err != nil {
		return err
	}
	if err := mayGrant(s.Kind, place.Kind, role); err != nil {
		return err
	}
	// The operator sees no staff; for the others a colleague outside the wall is a missing one.
	if s.Kind != tenants.KindPlatform {
		var one int
		if err := tx.QueryRow(ctx, `SELECT 1 FROM app.staff WHERE id = $1`, staffID).Scan(&one); err != nil {
			return pg.Translate(err)
		}
		if _, err := tx.Exec(ctx, `DELETE FROM app.role_grant WHERE tenant_id = $1 AND staff_id = $2 AND role = $3 AND expires_at <= now()`,
			tenant, staffID, role); err != nil {
			return err
		}
	}
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	tag, err := tx.Exec(ctx, `INSERT INTO app.role_grant (id, tenant_id, province_code, staff_id, role, granted_by) VALUES ($1, $2, $3, $4, $5, $6)
		ON CONFLICT DO NOTHING`, id, tenant, place.Province, staffID, role, actorID(s))
	if err != nil || tag.RowsAffected() == 0 {
		return pg.Translate(err)
	}
	return recordGrant(ctx, tx, s, "role.granted", staffID, tenant, role)
}

// place is a tenant as grants need to know it.
type place struct {
	Kind     string
	Province *string
}

// within returns the scope and the tenant when the scope may grant there at all.
func within(ctx context.Context, tx pgx.Tx, tenant uuid.UUID) (tenants.Scope, place, error) {
	var p place
	s, err := tenants.From(ctx)
	if err != nil {
		return s, p, err
	}
	if err := tx.QueryRow(ctx, `SELECT kind, province_code FROM app.tenant WHERE id = $1`, tenant).Scan(&p.Kind, &p.Province); err != nil {
		return s, p, pg.Translate(err)
	}
	inside := false
	switch s.Kind {
	case tenants.KindTenant:
		inside = tenant == s.Tenant
	case tenants.KindProvince:
		inside = p.Province != nil && *p.Province == s.Province
	case tenants.KindPlatform:
		inside = true
	}
	if !inside {
		return s, p, fault.New(fault.NotFound, "row.not_found")
	}
	return s, p, nil
}

func actorID(s tenants.Scope) *uuid.UUID {
	if s.Actor.ID == uuid.Nil {
		return nil
	}
	return &s.Actor.ID
}

// recordGrant writes the history and tells the replicas. The operator's acts
// stand in the province's history, since it may write no other.
func recordGrant(ctx context.Context, tx pgx.Tx, s tenants.Scope, kind string, staffID, tenant uuid.UUID, role string) error {
	e := audit.Entry{Subject: "account", SubjectID: staffID, Kind: kind, Data: map[string]any{"role": role, "tenant": tenant, "staff": staffID}}
	if s.Kind == tenants.KindPlatform {
		e.Subject, e.SubjectID = "province", tenant
	}
	if err := audit.Write(ctx, tx, e); err != nil {
		return err
	}
	return Announce(ctx, tx, tenant)
}
