package authz

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"github.com/casbin/casbin/v2"
	"github.com/casbin/casbin/v2/model"
	"github.com/casbin/casbin/v2/persist"
	"github.com/google/uuid"

	"motcua/storage/pg"
)

// rules is the Casbin model. The cheap comparisons stand before g(): measured
// a third faster than the documented order.
const rules = `
[request_definition]
r = sub, dom, obj, act
[policy_definition]
p = sub, obj, act
[role_definition]
g = _, _, _
[policy_effect]
e = some(where (p.eft == allow))
[matchers]
m = r.obj == p.obj && r.act == p.act && g(r.sub, p.sub, r.dom)
`

// line is one Casbin line as the database gives it.
type line struct {
	Kind  string     `db:"kind"` // p or g
	V0    string     `db:"v0"`
	V1    string     `db:"v1"`
	V2    string     `db:"v2"`
	Until *time.Time `db:"until"` // of a grant that ends
}

// linesSQL gives a tenant's lines. What a province denies a role is left out
// of that role rather than written as a deny rule: a person with a second role
// that may do it still may. What a province allows counts only for roles of an
// office and only if the platform allows it to some such role, whatever stands
// in the table.
const linesSQL = `
WITH o AS (SELECT o.* FROM app.role_override o JOIN app.tenant t USING (province_code) WHERE t.id = $1 AND o.role = ANY($2))
SELECT 'p' AS kind, p.role AS v0, p.object AS v1, p.action AS v2, NULL::timestamptz AS until FROM app.role_permission p
 WHERE NOT EXISTS (SELECT 1 FROM o WHERE NOT o.allow AND (o.role, o.object, o.action) = (p.role, p.object, p.action))
UNION ALL
SELECT 'p', o.role, o.object, o.action, NULL FROM o
 WHERE o.allow AND EXISTS (SELECT 1 FROM app.role_permission p WHERE p.role = ANY($2) AND (p.object, p.action) = (o.object, o.action))
UNION ALL
SELECT 'g', g.staff_id::text, g.role, g.tenant_id::text, g.expires_at FROM app.role_grant g JOIN app.staff s ON s.id = g.staff_id
 WHERE g.tenant_id = $1 AND s.disabled_at IS NULL AND (g.expires_at IS NULL OR g.expires_at > now())`

// adapter reads lines through pgx in the identity scope of the context given
// to each call. It never writes: lines change in Grant, Revoke and SetOverride,
// in one transaction with their audit entry and their announcement.
type adapter struct {
	db    *pg.DB
	until time.Time // the earliest end of a grant among the lines read
}

var (
	_ persist.FilteredAdapter        = (*adapter)(nil)
	_ persist.ContextFilteredAdapter = (*adapter)(nil)
)

var (
	errReadOnly  = errors.New("authz lines change through use-cases only")
	errNoContext = errors.New("authz lines are read per tenant and with a context")
)

func (a *adapter) LoadFilteredPolicyCtx(ctx context.Context, m model.Model, filter any) error {
	tenant, ok := filter.(uuid.UUID)
	if !ok {
		return errNoContext
	}
	lines, err := pg.Rows[line](ctx, a.db, linesSQL, tenant, officeRoles)
	if err != nil {
		return err
	}
	a.until = time.Now().Add(24 * time.Hour)
	for _, l := range lines {
		if err := persist.LoadPolicyArray([]string{l.Kind, l.V0, l.V1, l.V2}, m); err != nil {
			return err
		}
		if l.Until != nil && l.Until.Before(a.until) {
			a.until = *l.Until
		}
	}
	return nil
}

func (a *adapter) IsFiltered() bool                            { return true }
func (a *adapter) IsFilteredCtx(context.Context) bool          { return true }
func (a *adapter) LoadPolicy(model.Model) error                { return errNoContext }
func (a *adapter) LoadFilteredPolicy(model.Model, any) error   { return errNoContext }
func (a *adapter) SavePolicy(model.Model) error                { return errReadOnly }
func (a *adapter) AddPolicy(string, string, []string) error    { return errReadOnly }
func (a *adapter) RemovePolicy(string, string, []string) error { return errReadOnly }
func (a *adapter) RemoveFilteredPolicy(string, string, int, ...string) error {
	return errReadOnly
}

func (a *adapter) LoadPolicyCtx(context.Context, model.Model) error { return errNoContext }
func (a *adapter) SavePolicyCtx(context.Context, model.Model) error { return errReadOnly }
func (a *adapter) AddPolicyCtx(context.Context, string, string, []string) error {
	return errReadOnly
}

func (a *adapter) RemovePolicyCtx(context.Context, string, string, []string) error {
	return errReadOnly
}

func (a *adapter) RemoveFilteredPolicyCtx(context.Context, string, string, int, ...string) error {
	return errReadOnly
}

// entry is one tenant's enforcer and the answers it has given.
type entry struct {
	enf    *casbin.SyncedEnforcer
	dom    string
	all    []Permission // every permission that occurs in a p line
	loaded time.Time
	until  time.Time

	mu   sync.RWMutex
	sets map[string]Set
}

func load(ctx context.Context, db *pg.DB, tenant uuid.UUID) (*entry, error) {
	m, err := model.NewModelFromString(rules)
	if err != nil {
		return nil, err
	}
	ad := &adapter{db: db}
	e := &entry{dom: tenant.String(), loaded: time.Now(), sets: map[string]Set{}}
	if e.enf, err = casbin.NewSyncedEnforcer(m, ad); err != nil {
		return nil, err
	}
	e.enf.EnableAutoSave(false)
	if err := e.enf.LoadFilteredPolicyCtx(ctx, tenant); err != nil {
		return nil, err
	}
	e.until = ad.until
	lines, err := e.enf.GetPolicy()
	if err != nil {
		return nil, err
	}
	seen := map[Permission]bool{}
	for _, l := range lines {
		if p := (Permission{l[1], l[2]}); !seen[p] {
			seen[p] = true
			e.all = append(e.all, p)
		}
	}
	return e, nil
}

// set asks Casbin for every permission of sub, once.
func (e *entry) set(sub string) (Set, error) {
	e.mu.RLock()
	s, ok := e.sets[sub]
	e.mu.RUnlock()
	if ok {
		return s, nil
	}
	s = Set{}
	for _, p := range e.all {
		ok, err := e.enf.Enforce(sub, e.dom, p.Object, p.Action)
		if err != nil {
			return nil, err
		}
		if ok {
			s[p] = true
		}
	}
	e.mu.Lock()
	if len(e.sets) >= keptPeople {
		clear(e.sets)
	}
	e.sets[sub] = s
	e.mu.Unlock()
	return s, nil
}

func (e *entry) rolesOf(sub string) []string {
	r := e.enf.GetRolesForUserInDomain(sub, e.dom)
	slices.Sort(r)
	return r
}
