// Package audit is the append-only log of who did what, written in the
// transaction of the change and hash-chained per subject by the database.
package audit

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/tenants"
)

// Entry is one line of a subject's history.
type Entry struct {
	Subject   string    // dossier, account, resident, tenant, grant, procedure, province
	SubjectID uuid.UUID // of the subject
	Kind      string    // what happened: "dossier.accepted"
	Data      any       // what a reader needs to understand it; no secrets
	Public    bool      // the resident whose dossier it is reads it too
	At        time.Time // zero: now
}

// Write appends an entry inside tx, in the name of the context's actor.
// Tenant scopes sign with their tenant, province scopes with their province;
// what happens to an office or inside one also names its province, whose
// history it belongs to.
func Write(ctx context.Context, tx pgx.Tx, e Entry) error {
	s, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	values, err := e.values(s)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, insertSQL, values...); err != nil {
		return fmt.Errorf("audit %s: %w", e.Kind, err)
	}
	return nil
}

// WriteAll appends entries of several subjects in one round trip.
func WriteAll(ctx context.Context, tx pgx.Tx, es ...Entry) error {
	s, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	var b pgx.Batch
	for _, e := range es {
		values, err := e.values(s)
		if err != nil {
			return err
		}
		b.Queue(insertSQL, values...)
	}
	return tx.SendBatch(ctx, &b).Close()
}

const insertSQL = `INSERT INTO app.audit_entry (subject, subject_id, seq, kind, tenant_id, province_code, actor_kind, actor_id, actor_name, at, data, public, prev, hash)
		VALUES ($1, $2, 0, $3, $4, coalesce($5::text, CASE WHEN $1::text IN ('account', 'tenant', 'procedure', 'province') THEN (SELECT province_code FROM app.tenant WHERE id = coalesce($4::uuid, $2::uuid)) END), $6, $7, $8, $9, $10, $11, '', '')`

func (e Entry) values(s tenants.Scope) ([]any, error) {
	var err error
	data := []byte("{}")
	if e.Data != nil {
		if data, err = json.Marshal(e.Data); err != nil {
			return nil, fmt.Errorf("audit data: %w", err)
		}
	}
	if e.At.IsZero() {
		e.At = time.Now()
	}
	var tenant, actor *uuid.UUID
	if s.Kind == tenants.KindTenant || s.Kind == tenants.KindWorker {
		tenant = &s.Tenant
	}
	if s.Actor.ID != uuid.Nil {
		actor = &s.Actor.ID
	}
	var province *string
	if s.Province != "" {
		province = &s.Province
	}
	kind := s.Actor.Kind
	if kind == "" {
		kind = "system"
	}
	return []any{e.Subject, e.SubjectID, e.Kind, tenant, province, kind, actor, s.Actor.Name, e.At.UTC().Truncate(time.Microsecond), data, e.Public}, nil
}
