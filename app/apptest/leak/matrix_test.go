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

// rights are the grants of the scope roles, so that a probe names only columns it may.
type rights struct {
	insert, update map[string][]string // role + table → columns
	remove         map[string]bool
}

func readRights(ctx context.Context, tx pgx.Tx) (rights, error) {
	g := rights{map[string][]string{}, map[string][]string{}, map[string]bool{}}
	rows, err := tx.Query(ctx, `SELECT r.rolname || ' ' || c.relname, a.attname, has_column_privilege(r.oid, c.oid, a.attnum, 'INSERT') AND a.attgenerated = '', has_column_privilege(r.oid, c.oid, a.attnum, 'UPDATE') AND a.attgenerated = '', has_table_privilege(r.oid, c.oid, 'DELETE')
		FROM pg_roles r, pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
		WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND r.rolname = ANY ($1) ORDER BY 1, a.attnum`, roles())
	if err != nil {
		return g, err
	}
	for rows.Next() {
		var k, col string
		var ins, upd, del bool
		if err := rows.Scan(&k, &col, &ins, &upd, &del); err != nil {
			return g, err
		}
		if ins {
			g.insert[k] = append(g.insert[k], col)
		}
		if upd {
			g.update[k] = append(g.update[k], col)
		}
		g.remove[k] = del
	}
	return g, rows.Err()
}

func roles() []string {
	var out []string
	for _, k := range kinds {
		if r := (who{kind: k}).role(); !slices.Contains(out, r) {
			out = append(out, r)
		}
	}
	return out
}

// probe is one run of the matrix: the facts, the grants and what went wrong.
type probe struct {
	w      *world
	d      door
	f      *facts
	g      rights
	failed []string
	on     focus
	did    map[string]int // verb → rows that some actor reached: a matrix of nothing proves nothing
}

func (p *probe) fail(format string, args ...any) {
	p.failed = append(p.failed, fmt.Sprintf(format, args...))
}

// focus narrows a run; empty is everything.
type focus struct{ tables, kinds, verbs []string }

func chosen(list []string, s string) bool { return len(list) == 0 || slices.Contains(list, s) }

// checkMatrix compares, for every table and every actor, what each verb reaches
// with what the rules say. su reads through the walls.
func checkMatrix(ctx context.Context, w *world, su pgx.Tx, d door, on focus) (*probe, error) {
	p := &probe{w: w, d: d, on: on, did: map[string]int{}}
	var err error
	if p.f, err = readFacts(ctx, su); err != nil {
		return nil, err
	}
	if p.g, err = readRights(ctx, su); err != nil {
		return nil, err
	}
	for _, a := range w.actors() {
		if !chosen(on.kinds, a.kind) {
			continue
		}
		err := d.as(ctx, a, func(tx pgx.Tx) error {
			for i := range tables {
				t := &tables[i]
				if t.inner || t.public && a.bare || !chosen(on.tables, t.name) {
					continue
				}
				if err := p.table(ctx, tx, a, t); err != nil {
					return fmt.Errorf("%s on %s: %w", a.name, t.name, err)
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return p, nil
}

// want are the keys a rule lets the actor reach.
func (p *probe) want(a who, t *wall, r *rule) map[string]bool {
	out := map[string]bool{}
	if r == nil {
		return out
	}
	for k, x := range p.f.rows[t.name] {
		if r.ok(p.f, a, x) {
			out[k] = true
		}
	}
	return out
}

func (p *probe) compare(a who, t *wall, verb string, got, want map[string]bool) {
	p.did[verb+" "+a.kind] += len(got)
	var more, less []string
	for k := range got {
		if !want[k] {
			more = append(more, p.describe(t, k))
		}
	}
	for k := range want {
		if !got[k] {
			less = append(less, p.describe(t, k))
		}
	}
	if len(more) > 0 {
		p.fail("LEAK: %s may %s %d rows of %s it must not: %s", a.name, verb, len(more), t.name, some(more))
	}
	if len(less) > 0 {
		p.fail("lost: %s may not %s %d rows of %s it should: %s", a.name, verb, len(less), t.name, some(less))
	}
}

func some(s []string) string {
	slices.Sort(s)
	if len(s) > 3 {
		s = append(s[:3:3], "…")
	}
	return strings.Join(s, ", ")
}

func (p *probe) describe(t *wall, key string) string {
	r := p.f.rows[t.name][key]
	for _, label := range []string{" signed", " with a foreign file"} {
		if plain, forged := strings.CutSuffix(key, label); forged {
			return p.describe(t, plain) + label
		}
	}
	id := r.id("dossier_id")
	if t.name == "dossier" {
		id = r.id("id")
	} else if r.text("subject") == "dossier" {
		id = r.id("subject_id")
	}
	if id.ID() != 0 {
		return p.w.dossierName(id) + " " + strings.TrimSpace(r.text("kind")+" "+r.text("purpose")+" "+r.text("state"))
	}
	return key
}

func (p *probe) table(ctx context.Context, tx pgx.Tx, a who, t *wall) error {
	v, k := t.by[a.kind], a.role()+" "+t.name
	if chosen(p.on.verbs, "see") {
		seen, err := p.keys(ctx, tx, fmt.Sprintf(`SELECT %s FROM app.%s`, t.key, t.name))
		if err != nil {
			return err
		}
		p.compare(a, t, "see", seen, p.want(a, t, v.see))
	}
	if chosen(p.on.verbs, "change") {
		if err := p.changes(ctx, tx, a, t, p.g.update[k], p.want(a, t, v.change)); err != nil {
			return err
		}
	}
	if chosen(p.on.verbs, "remove") {
		if err := p.removes(ctx, tx, a, t, p.g.remove[k], p.want(a, t, v.remove)); err != nil {
			return err
		}
	}
	if !chosen(p.on.verbs, "add") {
		return nil
	}
	return p.adds(ctx, tx, a, t, p.g.insert[k], v.add)
}

// keys reads a set; no right and a scope that cannot be read are the empty one.
func (p *probe) keys(ctx context.Context, tx pgx.Tx, sql string, args ...any) (map[string]bool, error) {
	out := map[string]bool{}
	err := try(ctx, tx, func(tx pgx.Tx) error {
		ks, err := collect[string](ctx, tx, sql, args...)
		for _, k := range ks {
			out[k] = true
		}
		return err
	})
	if refused(err) {
		return map[string]bool{}, nil
	}
	return out, err
}

// refused: by a missing right, by a policy, or because the scope is rubbish.
func refused(err error) bool { c := code(err); return c == "42501" || c == "22P02" }

// changes updates everything there is with what is there already, and once
// blindly: an UPDATE that reads no column asks no SELECT policy.
func (p *probe) changes(ctx context.Context, tx pgx.Tx, a who, t *wall, cols []string, want map[string]bool) error {
	if len(cols) == 0 {
		p.compare(a, t, "change", nil, want)
		return nil
	}
	set := fmt.Sprintf("%s = x.%[1]s", quote(cols[0]))
	if slices.Contains(cols, "version") && t.name == "dossier" {
		set = "version = x.version + 1" // the guard wants it
	}
	got := map[string]bool{}
	err := try(ctx, tx, func(tx pgx.Tx) error {
		ks, err := collect[string](ctx, tx, fmt.Sprintf(`WITH u AS (UPDATE app.%s AS x SET %s RETURNING %s AS k) SELECT k FROM u`, t.name, set, t.key))
		for _, k := range ks {
			got[k] = true
		}
		return err
	})
	if code(err) == "42501" && strings.Contains(err.Error(), "row-level security") { // one refused row refuses all: ask one by one
		got, err = p.each(ctx, tx, fmt.Sprintf(`UPDATE app.%s AS x SET %s WHERE %s = $2`, t.name, set, t.key), p.f.rows[t.name])
	}
	if err != nil && !refused(err) {
		return err
	}
	p.compare(a, t, "change", got, want)
	if len(want) == 0 {
		p.blindly(ctx, tx, a, t, fmt.Sprintf(`UPDATE app.%s SET %s = NULL`, t.name, quote(cols[0])))
	}
	return nil
}

// removes deletes row by row, and once blindly.
func (p *probe) removes(ctx context.Context, tx pgx.Tx, a who, t *wall, may bool, want map[string]bool) (err error) {
	got := map[string]bool{}
	if may {
		rows := p.sample(a, t)
		if got, err = p.each(ctx, tx, fmt.Sprintf(`DELETE FROM app.%s WHERE %s = $2`, t.name, t.key), rows); err != nil {
			return err
		}
		maps.DeleteFunc(want, func(k string, _ bool) bool { _, asked := rows[k]; return !asked })
		if len(want) == 0 {
			p.blindly(ctx, tx, a, t, `DELETE FROM app.`+t.name)
		}
	}
	p.compare(a, t, "remove", got, want)
	return nil
}

func (p *probe) blindly(ctx context.Context, tx pgx.Tx, a who, t *wall, sql string) {
	err := try(ctx, tx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, sql)
		if err == nil && tag.RowsAffected() > 0 {
			return fmt.Errorf("%d rows", tag.RowsAffected())
		}
		return err
	})
	if err != nil && !refused(err) {
		p.fail("LEAK: %s: %q reaches something: %v", a.name, sql, err)
	}
}

// adds tries to insert a copy of every row there is, as far as the actor may
// name its columns: as it is, and with the actor as its author.
func (p *probe) adds(ctx context.Context, tx pgx.Tx, a who, t *wall, cols []string, r *rule) error {
	if len(cols) == 0 {
		return nil
	}
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = quote(c)
	}
	list := strings.Join(names, ", ")
	items, want, n := map[string]row{}, map[string]bool{}, 0
	for k, full := range p.sample(a, t) {
		for label, x := range p.forge(a, full) {
			copied := row{}
			for _, c := range cols {
				copied[c] = x[c]
			}
			if r != nil && r.ok(p.f, a, copied) {
				want[k+label] = true
			} else if n++; a.bare && n > 12 {
				continue // an actor without a scope: a sample will do
			}
			items[k+label] = copied
		}
	}
	got, err := p.each(ctx, tx, fmt.Sprintf(`INSERT INTO app.%s (%s) SELECT %s FROM jsonb_populate_record(NULL::app.%s, $1)`, t.name, list, list, t.name), items)
	if err != nil {
		return err
	}
	p.compare(a, t, "add", got, want)
	return nil
}

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
	s := []any{r["state"], r["purpose"], r["public"], r["actor_kind"], r["created_by_kind"], r["role"], r["filing"], r["subject"], r["visible_to_resident"], r["parent_id"] == nil, r["document_id"] == nil,
		r["province_code"], r["tenant_id"] == nil, r.is("tenant_id", me), r.is("from_tenant", me), r.is("to_tenant", me), arg(r, "tenant_id") == me, arg(r, "resident_id") == a.scope.Resident}
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
		case st == "LK000", strings.HasPrefix(st, "42501"), strings.HasPrefix(st, "22P02"):
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
	var items []item
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
