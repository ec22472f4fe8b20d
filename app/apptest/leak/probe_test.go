package leak

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// sample takes one row of each sort: rows that stand alike to the actor, in a
// dossier of the same state, need no copy each.
func (p *probe) sample(a who, t *wall) map[string]row {
	out, seen := map[string]row{}, map[string]bool{}
	for k, r := range p.f.rows[t.name] {
		if s := p.sort(a, t, r); !seen[s] {
			seen[s], out[k] = true, r
		}
	}
	return out
}

func (p *probe) sort(a who, t *wall, r row) string {
	id, me := r.id("dossier_id"), a.scope.Tenant
	switch {
	case t.name == "dossier":
		id = r.id("id")
	case r.text("subject") == "dossier":
		id = r.id("subject_id")
	case t.name == "river_job":
		if id = arg(r, "dossier_id"); id == uuid.Nil {
			id = p.f.docs[arg(r, "document_id")].id("dossier_id")
		}
	}
	s := []any{
		r["state"], r["purpose"], r["public"], r["actor_kind"], r["created_by_kind"], r["role"], r["filing"], r["subject"], r["visible_to_resident"], r["parent_id"] == nil, r["document_id"] == nil,
		r["province_code"], r["tenant_id"] == nil, r.is("tenant_id", me), r.is("from_tenant", me), r.is("to_tenant", me), arg(r, "tenant_id") == me, arg(r, "resident_id") == a.scope.Resident,
	}
	if t.name != "audit_entry" {
		s = append(s, r["kind"])
	}
	d, ok := p.f.dossiers[id]
	if !ok {
		return fmt.Sprint(append(s, r["id"], r["staff_id"], r["home_tenant"], r["tenant_id"], r["resident_id"])...)
	}
	return fmt.Sprint(append(s, d["state"], p.f.reads(me, id), p.f.party(me, id), p.f.holds(me, id), p.f.lists(me, id), d.is("receiving_tenant", me), d.is("competent_tenant", me), d.is("resident_id", a.scope.Resident), id == a.scope.OnlyDossier)...)
}

// forge gives the row, and the row as the actor would write it to get past a
// check of its author: own tenant, own province, herself; a file of somebody else's.
func (p *probe) forge(a who, r row) map[string]row {
	out := map[string]row{"": r}
	signed := maps.Clone(r)
	set := func(col string, v any) {
		if _, ok := signed[col]; ok {
			signed[col] = v
		}
	}
	switch a.kind {
	case tenant, workerFor:
		for _, c := range []string{"tenant_id", "home_tenant"} {
			set(c, a.scope.Tenant.String())
		}
		if args, ok := r["args"].(map[string]any); ok {
			args = maps.Clone(args)
			args["tenant_id"] = a.scope.Tenant.String()
			delete(args, "resident_id")
			signed["args"] = args
		}
	case resident, helper:
		set("tenant_id", nil)
		set("resident_id", a.scope.Resident.String())
		if r.text("purpose") == "paper" {
			signed["tenant_id"] = r["tenant_id"]
		}
		if args, ok := r["args"].(map[string]any); ok {
			args = maps.Clone(args)
			args["resident_id"] = a.scope.Resident.String()
			signed["args"] = args
		}
	case province:
		set("province_code", a.scope.Province)
	default:
		return out
	}
	out[" signed"] = signed
	if _, ok := r["document_id"]; ok && r.null("kind_code") {
		swapped := maps.Clone(signed)
		swapped["document_id"] = p.foreign(a).String()
		out[" with a foreign file"] = swapped
	}
	return out
}

// foreign is some document that the actor does not see.
func (p *probe) foreign(a who) uuid.UUID {
	for _, id := range slices.SortedFunc(maps.Keys(p.f.docs), func(x, y uuid.UUID) int { return strings.Compare(x.String(), y.String()) }) {
		if !p.f.seesDocument(a, p.f.docs[id]) {
			return id
		}
	}
	return uuid.Nil
}

// each runs one statement per row and tells which rows it reached. Row-level
// security speaks before constraints do, so a constraint's refusal (class 23)
// means that the wall let it pass.
func (p *probe) each(ctx context.Context, tx pgx.Tx, sql string, rows map[string]row) (map[string]bool, error) {
	states, err := p.outcomes(ctx, tx, sql, rows)
	if err != nil {
		return nil, err
	}
	got := map[string]bool{}
	for k, st := range states {
		switch {
		case st == "LK001", strings.HasPrefix(st, "23"):
			got[k] = true
		case st == "LK000", strings.HasPrefix(st, "42501"), strings.HasPrefix(st, "22P02"), strings.HasPrefix(st, "MC001 revision."):
		default:
			return nil, fmt.Errorf("%.80s on %s: %s", sql, k, st)
		}
	}
	return got, nil
}

// outcomes runs one statement per row in the database's own loop, undoing each.
// $1 is the row, $2 its key; LK001 means that it reached something, LK000 that
// it did not, the rest is SQLSTATE and words.
func (p *probe) outcomes(ctx context.Context, tx pgx.Tx, sql string, rows map[string]row) (map[string]string, error) {
	type item struct {
		K string `json:"k"`
		V row    `json:"v"`
	}
	items := []item{}
	for k, r := range rows {
		items = append(items, item{k, r})
	}
	raw, err := json.Marshal(items)
	if err != nil {
		return nil, err
	}
	var out string
	err = try(ctx, tx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT set_config('leak.items', $1, true), set_config('leak.sql', $2, true)`, string(raw), sql); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, loop); err != nil {
			return err
		}
		return tx.QueryRow(ctx, `SELECT current_setting('leak.out')`).Scan(&out)
	})
	if err != nil {
		return nil, err
	}
	states := map[string]string{}
	return states, json.Unmarshal([]byte(out), &states)
}

const loop = `DO $do$ DECLARE it jsonb; st text; n int; o jsonb := '{}'; BEGIN
  FOR it IN SELECT * FROM jsonb_array_elements(current_setting('leak.items')::jsonb) LOOP
    BEGIN
      EXECUTE current_setting('leak.sql') USING it -> 'v', it ->> 'k';
      GET DIAGNOSTICS n = ROW_COUNT;
      RAISE EXCEPTION USING ERRCODE = CASE WHEN n > 0 THEN 'LK001' ELSE 'LK000' END;
    EXCEPTION WHEN OTHERS THEN
      st := SQLSTATE;
      IF st NOT IN ('LK000', 'LK001') THEN st := st || ' ' || SQLERRM; END IF;
    END;
    o := o || jsonb_build_object(it ->> 'k', st);
  END LOOP;
  PERFORM set_config('leak.out', o::text, true);
END $do$`

func quote(s string) string { return pgx.Identifier{s}.Sanitize() }
