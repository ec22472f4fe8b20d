package leak

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

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
	if p.f, err = w.facts(ctx, su); err != nil {
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
	if t.name == "revision" { // of a draft as well; of a published one who retired it may change
		set = "retired_name = x.retired_name, version = x.version + CASE WHEN x.state IN ('draft', 'in_review') THEN 1 ELSE 0 END"
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
		nothing := len(want) == 0 // not: nothing among those that were tried
		maps.DeleteFunc(want, func(k string, _ bool) bool { _, asked := rows[k]; return !asked })
		if nothing {
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
