package leak

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"sync"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

// row is a row of any table as a superuser reads it.
type row map[string]any

func (r row) id(col string) uuid.UUID {
	s, _ := r[col].(string)
	id, _ := uuid.Parse(s)
	return id
}

func (r row) text(col string) string { s, _ := r[col].(string); return s }
func (r row) null(col string) bool   { return r[col] == nil }
func (r row) yes(col string) bool    { b, _ := r[col].(bool); return b }
func (r row) num(col string) int     { f, _ := r[col].(float64); return int(f) }

// is is true when the column holds that id; nobody is nobody's.
func (r row) is(col string, id uuid.UUID) bool { return id != uuid.Nil && r.id(col) == id }

// facts is everything the rules look up, read through no wall.
type facts struct {
	rows     map[string]map[string]row // table → key → row
	dossiers map[uuid.UUID]row
	tenants  map[uuid.UUID]row
	staff    map[uuid.UUID]row
	docs     map[uuid.UUID]row
	grants   map[uuid.UUID][]uuid.UUID // staff → tenants
	asked    map[uuid.UUID][]uuid.UUID // dossier → tenants consulted
	shown    map[uuid.UUID][]uuid.UUID // document → tenants that were sent it with a consultation
	sector   map[uuid.UUID]row         // dossier → where it lies in a sector system
	issued   map[uuid.UUID]bool        // document → is the document of an issued result
}

// facts are what stands in the database that tx sees.
func (w *world) facts(ctx context.Context, tx pgx.Tx) (*facts, error) {
	if w.whole != nil {
		return w.whole, nil
	}
	return readFacts(ctx, tx)
}

// still are the tables that no act of the suite changes: read once.
var still sync.Map // database name + table → map[string]row

func readFacts(ctx context.Context, tx pgx.Tx) (*facts, error) {
	f := &facts{rows: map[string]map[string]row{}, grants: map[uuid.UUID][]uuid.UUID{}, asked: map[uuid.UUID][]uuid.UUID{}, shown: map[uuid.UUID][]uuid.UUID{}, issued: map[uuid.UUID]bool{}, sector: map[uuid.UUID]row{}}
	for _, t := range tables {
		once := tx.Conn().Config().Database + t.name
		if m, ok := still.Load(once); ok {
			f.rows[t.name] = m.(map[string]row)
			continue
		}
		rows, err := tx.Query(ctx, fmt.Sprintf(`SELECT %s, to_jsonb(x) FROM app.%s x`, t.key, t.name))
		if err != nil {
			return nil, err
		}
		m := map[string]row{}
		for rows.Next() {
			var k string
			var raw []byte
			r := row{}
			if err := rows.Scan(&k, &raw); err != nil {
				return nil, err
			}
			if err := json.Unmarshal(raw, &r); err != nil {
				return nil, err
			}
			m[k] = r
		}
		if err := rows.Err(); err != nil {
			return nil, fmt.Errorf("%s: %w", t.name, err)
		}
		f.rows[t.name] = m
		if t.public || t.inner || t.name == "tenant" {
			still.Store(once, m)
		}
	}
	byID := func(table string) map[uuid.UUID]row {
		m := map[uuid.UUID]row{}
		for _, r := range f.rows[table] {
			m[r.id("id")] = r
		}
		return m
	}
	f.dossiers, f.tenants, f.staff, f.docs = byID("dossier"), byID("tenant"), byID("staff"), byID("document")
	for _, r := range f.rows["role_grant"] {
		f.grants[r.id("staff_id")] = append(f.grants[r.id("staff_id")], r.id("tenant_id"))
	}
	for _, r := range f.rows["consultation"] {
		f.asked[r.id("dossier_id")] = append(f.asked[r.id("dossier_id")], r.id("to_tenant"))
		if s := r.text("state"); s != "open" && s != "answered" {
			continue // its papers were to be seen as long as it was asked
		}
		docs, _ := r["document_ids"].([]any)
		for _, d := range docs {
			id := uuid.MustParse(d.(string))
			f.shown[id] = append(f.shown[id], r.id("to_tenant"))
		}
	}
	for _, r := range f.rows["sector_case"] {
		f.sector[r.id("dossier_id")] = r
	}
	for _, r := range f.rows["result"] {
		if r.text("state") == "issued" {
			f.issued[r.id("document_id")] = true
		}
	}
	return f, nil
}

// The words of DESIGN.md section 4, over facts.

// reads: the receiving, the competent and the formerly competent tenant read a
// dossier; nobody's officer reads a draft.
func (f *facts) reads(t, dossier uuid.UUID) bool {
	d, ok := f.dossiers[dossier]
	return ok && d.text("state") != "draft" && (d.is("receiving_tenant", t) || sentTo(d, t) || d.is("former_tenant", t))
}

// sentTo: the competent tenant, once the dossier was sent to it. What an office
// was merely named for, by another that refused it, is not its to see.
func sentTo(d row, t uuid.UUID) bool {
	return d.is("competent_tenant", t) && (d.is("receiving_tenant", t) || d.text("state") == "in_transit" || !d.null("accepted_at"))
}

// party: the two tenants that have something to do on it.
func (f *facts) party(t, dossier uuid.UUID) bool {
	d, ok := f.dossiers[dossier]
	return ok && d.text("state") != "draft" && (d.is("receiving_tenant", t) || sentTo(d, t))
}

// holds: the one tenant that may act on it now.
func (f *facts) holds(t, dossier uuid.UUID) bool {
	d, ok := f.dossiers[dossier]
	return ok && d.text("state") != "draft" && d.is("holder_tenant", t)
}

// addsPapers: the holder, and the receiving tenant while it is open and not on its way.
func (f *facts) addsPapers(t, dossier uuid.UUID) bool {
	d, ok := f.dossiers[dossier]
	return ok && (f.holds(t, dossier) || d.is("receiving_tenant", t) && d.yes("is_open") && d.text("state") != "in_transit")
}

// lists: whoever has a line in a list of it.
func (f *facts) lists(t, dossier uuid.UUID) bool {
	d, ok := f.dossiers[dossier]
	return ok && d.text("state") != "draft" && (f.reads(t, dossier) || d.is("supporting_tenant", t) || t != uuid.Nil && slices.Contains(f.asked[dossier], t))
}

// owns: the resident whose matter it is; her helper, that one draft only.
func (f *facts) owns(a who, dossier uuid.UUID) bool {
	d, ok := f.dossiers[dossier]
	if !ok || !d.is("resident_id", a.scope.Resident) {
		return false
	}
	return a.kind != helper || dossier == a.scope.OnlyDossier && d.text("state") == "draft"
}

func (f *facts) state(dossier uuid.UUID) string { return f.dossiers[dossier].text("state") }

func (f *facts) inProvince(tenant uuid.UUID, p string) bool {
	return p != "" && f.tenants[tenant].text("province_code") == p
}

// centreOf: an office is the centre of a tenant's province.
func (f *facts) centreOf(tenant, centre uuid.UUID) bool {
	return f.tenants[centre].text("kind") == "province" && f.inProvince(tenant, f.tenants[centre].text("province_code"))
}

// rightProvince: the row's province is that of the tenant it names.
func (f *facts) rightProvince(r row, col string) bool {
	return r.text("province_code") == f.tenants[r.id(col)].text("province_code")
}

func (f *facts) colleague(t, staff uuid.UUID) bool {
	return t != uuid.Nil && (f.staff[staff].is("home_tenant", t) || slices.Contains(f.grants[staff], t))
}

// seesDocument says whether the actor may open it.
func (f *facts) seesDocument(a who, d row) bool {
	dossier := d.id("dossier_id")
	switch a.kind {
	case tenant, workerFor:
		if d.null("dossier_id") { // a scan of old papers: its office's alone
			return d.is("tenant_id", a.scope.Tenant)
		}
		if a.kind == tenant && d.text("purpose") == "message" && !d.is("tenant_id", a.scope.Tenant) {
			return false
		}
		return f.reads(a.scope.Tenant, dossier) || a.scope.Tenant != uuid.Nil && (slices.Contains(f.shown[d.id("id")], a.scope.Tenant) || d.text("purpose") == "preview" && slices.Contains(f.shown[d.id("parent_id")], a.scope.Tenant)) ||
			a.kind == workerFor && d.is("tenant_id", a.scope.Tenant)
	case resident, helper:
		return f.owns(a, dossier) && d.yes("visible_to_resident") && (d.text("purpose") != "result" || f.issued[d.id("id")])
	}
	return false
}
