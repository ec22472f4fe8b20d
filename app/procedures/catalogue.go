// Package procedures is the catalogue: which procedures there are, which
// revision holds where, who offers them and who may receive them. It is public
// and kept in memory; what a revision says is package revision.
package procedures

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// Procedure is an administrative procedure with the revision that holds now.
type Procedure struct {
	ID        uuid.UUID
	Code      string // national: 1.004873
	Name      string // legal name
	PlainName string // as people say it; first on screens
	Synonyms  []string
	Field     string
	Level     string // "Cấp tỉnh, Cấp xã"
	Rank      int    // lower is asked for more often
	Province  string // "" national; else that province's own, offered there only
	Ended     bool   // withdrawn, or nothing of it holds any more: nobody files under it
	Revision  *Revision
}

// Revision is a published revision with its identity. What it says is embedded;
// never change it.
type Revision struct {
	ID        uuid.UUID
	Procedure uuid.UUID
	No        int
	Province  string // "" the national one, else that province's adjustment
	From      time.Time
	revision.Revision
}

// Catalogue answers from memory; see New.
type Catalogue struct {
	db     *pg.DB
	now    func() time.Time
	all    *pg.Cached[*book]
	pinned sync.Map // uuid.UUID → *Revision: published ones never change
	keys   stepKeys
}

// book is one reading of the catalogue.
type book struct {
	list      []*Procedure            // national, by rank, then plain name
	own       map[string][]*Procedure // by province: its own
	byID      map[uuid.UUID]*Procedure
	byCode    map[string]*Procedure
	retired   map[uuid.UUID]*Procedure           // nothing of it holds any more
	adjusted  map[uuid.UUID]map[string]*Revision // procedure, province
	settings  map[settingKey]setting
	index     *index
	local     map[string]func() *index // of provinces that have procedures or words of their own; made when first asked
	anywhere  func() *index            // for who names no place: every province's own beside the nation's
	published string                   // of which rows index and procedures were made
}

type settingKey struct {
	procedure uuid.UUID
	province  string
	tenant    uuid.UUID // uuid.Nil: the whole province
}

type setting struct {
	enabled     bool
	words       []string          // the province's, beside the nation's
	nonBoundary revision.Boundary // "" follows the revision
}

// New makes the catalogue; it reads when first asked and again after ten seconds.
func New(db *pg.DB, now func() time.Time) *Catalogue {
	c := &Catalogue{db: db, now: now}
	c.all = pg.NewCached(10*time.Second, now, c.read)
	return c
}

// Invalidate makes the next question read procedures and settings again.
func (c *Catalogue) Invalidate() { c.all.Invalidate() }

type procedureRow struct {
	ID        uuid.UUID `db:"id"`
	Code      string    `db:"code"`
	Name      string    `db:"name"`
	PlainName string    `db:"plain_name"`
	Synonyms  string    `db:"synonyms"`
	Field     string    `db:"field"`
	Level     string    `db:"level"`
	Rank      int       `db:"rank"`
	Province  string    `db:"province_code"`
	Withdrawn bool      `db:"withdrawn"`
}

type revisionRow struct {
	ID        uuid.UUID `db:"id"`
	Procedure uuid.UUID `db:"procedure_id"`
	Province  string    `db:"province_code"`
	No        int       `db:"no"`
	From      time.Time `db:"published_from"`
	Data      []byte    `db:"data"`
}

type settingRow struct {
	Procedure   uuid.UUID  `db:"procedure_id"`
	Province    string     `db:"province_code"`
	Tenant      *uuid.UUID `db:"tenant_id"`
	Enabled     bool       `db:"enabled"`
	NonBoundary string     `db:"non_boundary"`
	Words       string     `db:"words"`
}

func (c *Catalogue) read(ctx context.Context, old *book) (*book, error) {
	b := &book{settings: map[settingKey]setting{}}
	words := sha256.New()
	rows, err := pg.Rows[settingRow](ctx, c.db, `SELECT procedure_id, province_code, tenant_id, enabled, coalesce(non_boundary, '') non_boundary, words
		FROM app.procedure_setting ORDER BY province_code, procedure_id, tenant_id`)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		k := settingKey{procedure: r.Procedure, province: r.Province}
		if r.Tenant != nil {
			k.tenant = *r.Tenant
		}
		b.settings[k] = setting{enabled: r.Enabled, nonBoundary: revision.Boundary(r.NonBoundary), words: splitWords(r.Words)}
		if r.Words != "" {
			fmt.Fprintln(words, r.Province, r.Procedure, r.Words)
		}
	}
	// The half megabyte of revisions is read again only when one was published.
	b.published, err = pg.Value[string](ctx, c.db, `SELECT coalesce(md5(string_agg(concat_ws('|', r.id, p.name, p.plain_name, p.synonyms, p.field, p.level, p.rank, p.retired_from <= $1), ',' ORDER BY r.id)), '')
		FROM (`+current+`) r JOIN app.procedure p ON p.id = r.procedure_id`, c.now())
	if err != nil {
		return nil, err
	}
	b.published += string(words.Sum(nil))
	if old != nil && old.published == b.published {
		b.list, b.own, b.byID, b.byCode, b.retired, b.adjusted, b.index, b.local, b.anywhere = old.list, old.own, old.byID, old.byCode, old.retired, old.adjusted, old.index, old.local, old.anywhere
		return b, nil
	}
	return b, c.readProcedures(ctx, b)
}

// splitWords splits words as they are stored.
func splitWords(s string) []string {
	if s == "" {
		return nil
	}
	return strings.Split(s, "; ")
}

// current are the revisions that hold at $1: of each procedure and province the newest published.
const current = `SELECT DISTINCT ON (procedure_id, province_code) id, procedure_id, coalesce(province_code, '') province_code, no, published_from, data
	FROM app.revision WHERE state = 'published' AND published_from <= $1 AND (retired_from IS NULL OR retired_from > $1) ORDER BY procedure_id, province_code, published_from DESC, no DESC`

func (c *Catalogue) readProcedures(ctx context.Context, b *book) error {
	procs, err := pg.Rows[procedureRow](ctx, c.db, `SELECT id, code, name, plain_name, synonyms, field, level, rank, coalesce(province_code, '') province_code,
		coalesce(retired_from <= $1, false) withdrawn FROM app.procedure ORDER BY rank, plain_name`, c.now())
	if err != nil {
		return err
	}
	revs, err := pg.Rows[revisionRow](ctx, c.db, current, c.now())
	if err != nil {
		return err
	}
	b.byID, b.byCode, b.adjusted, b.own = map[uuid.UUID]*Procedure{}, map[string]*Procedure{}, map[uuid.UUID]map[string]*Revision{}, map[string][]*Procedure{}
	national := map[uuid.UUID]*Revision{}
	for _, r := range revs {
		v, err := c.keep(r)
		if err != nil {
			return err
		}
		if r.Province == "" {
			national[r.Procedure] = v
			continue
		}
		if b.adjusted[r.Procedure] == nil {
			b.adjusted[r.Procedure] = map[string]*Revision{}
		}
		b.adjusted[r.Procedure][r.Province] = v
	}
	b.retired = map[uuid.UUID]*Procedure{}
	var gone []uuid.UUID
	for _, p := range procs {
		v := national[p.ID]
		if p.Province != "" {
			v = b.adjusted[p.ID][p.Province]
		}
		if v == nil || p.Withdrawn { // nothing published: not in the catalogue, but dossiers still name it
			gone = append(gone, p.ID)
			b.retired[p.ID] = &Procedure{ID: p.ID, Code: p.Code, Name: p.Name, PlainName: p.PlainName, Field: p.Field, Level: p.Level, Rank: p.Rank, Province: p.Province, Ended: true, Revision: v}
			continue
		}
		x := &Procedure{ID: p.ID, Code: p.Code, Name: p.Name, PlainName: p.PlainName, Field: p.Field, Level: p.Level, Rank: p.Rank, Province: p.Province, Revision: v}
		x.Synonyms = splitWords(p.Synonyms)
		if x.Province == "" {
			b.list = append(b.list, x)
		} else {
			b.own[x.Province] = append(b.own[x.Province], x)
		}
		b.byID[x.ID], b.byCode[x.Code] = x, x
	}
	b.index = newIndex(b.list, nil)
	b.localIndexes()
	if len(gone) == 0 {
		return nil
	}
	last, err := pg.Rows[revisionRow](ctx, c.db, `SELECT DISTINCT ON (r.procedure_id) r.id, r.procedure_id, coalesce(r.province_code, '') province_code, r.no, coalesce(r.published_from, 'epoch') published_from, r.data
		FROM app.revision r JOIN app.procedure p ON p.id = r.procedure_id AND p.province_code IS NOT DISTINCT FROM r.province_code
		WHERE (r.state = 'retired' OR r.state = 'published' AND r.published_from <= $2) AND r.procedure_id = ANY ($1) ORDER BY r.procedure_id, r.no DESC`, gone, c.now())
	if err != nil {
		return err
	}
	for _, r := range last {
		if b.retired[r.Procedure].Revision, err = c.keep(r); err != nil {
			return err
		}
	}
	return nil
}

// localIndexes prepares the search of provinces whose people ask for more, or
// in other words, than the nation does.
func (b *book) localIndexes() {
	words := map[string]map[uuid.UUID][]string{}
	for k, s := range b.settings {
		if len(s.words) == 0 {
			continue
		}
		if words[k.province] == nil {
			words[k.province] = map[uuid.UUID][]string{}
		}
		words[k.province][k.procedure] = s.words
	}
	b.anywhere = func() *index { return b.index }
	if len(b.own) > 0 {
		b.anywhere = sync.OnceValue(func() *index {
			all := slices.Clone(b.list)
			for _, province := range slices.Sorted(maps.Keys(b.own)) {
				all = append(all, b.own[province]...)
			}
			return newIndex(all, nil)
		})
	}
	b.local = map[string]func() *index{}
	for province, w := range words {
		b.local[province] = sync.OnceValue(func() *index { return newIndex(b.in(province), w) })
	}
	for province := range b.own {
		if b.local[province] == nil {
			b.local[province] = sync.OnceValue(func() *index { return newIndex(b.in(province), nil) })
		}
	}
}

// parsed are the revisions that this process has read, by the digest of their
// text: rules and schemas are prepared once, however many catalogues there are.
var parsed sync.Map // [32]byte → *revision.Revision, never changed

func parse(data []byte) (*revision.Revision, error) {
	sum := sha256.Sum256(data)
	if v, ok := parsed.Load(sum); ok {
		return v.(*revision.Revision), nil
	}
	v := &revision.Revision{}
	if err := json.Unmarshal(data, v); err != nil {
		return nil, err
	}
	x, _ := parsed.LoadOrStore(sum, v)
	return x.(*revision.Revision), nil
}

// keep makes one Revision of each row.
func (c *Catalogue) keep(r revisionRow) (*Revision, error) {
	if v, ok := c.pinned.Load(r.ID); ok {
		return v.(*Revision), nil
	}
	said, err := parse(r.Data)
	if err != nil {
		return nil, fmt.Errorf("revision %s: %w", r.ID, err)
	}
	v := &Revision{ID: r.ID, Procedure: r.Procedure, No: r.No, Province: r.Province, From: r.From, Revision: *said}
	c.keys.learn(&v.Revision)
	x, _ := c.pinned.LoadOrStore(r.ID, v)
	return x.(*Revision), nil
}

// All gives every national procedure, the most asked for first; see In for
// what a province has beside them. Do not change the result.
func (c *Catalogue) All(ctx context.Context) ([]*Procedure, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	return b.list, nil
}

// In gives the procedures that exist in a province, the national ones and its
// own, the most asked for first.
func (c *Catalogue) In(ctx context.Context, province string) ([]*Procedure, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	return b.in(province), nil
}

func (b *book) in(province string) []*Procedure {
	if len(b.own[province]) == 0 {
		return slices.Clone(b.list)
	}
	out := append(slices.Clone(b.list), b.own[province]...)
	slices.SortStableFunc(out, func(x, y *Procedure) int { return x.Rank - y.Rank })
	return out
}

// ByID gives a procedure with its national revision (a province's own: with
// that province's); a retired one, which is
// offered nowhere, with its last one: open dossiers still live under it.
// Fault: NotFound.
func (c *Catalogue) ByID(ctx context.Context, id uuid.UUID) (*Procedure, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	if p := b.byID[id]; p != nil {
		return p, nil
	}
	if p := b.retired[id]; p != nil && p.Revision != nil {
		return p, nil
	}
	return nil, notFound()
}

// ByCode gives a procedure by its national code. Fault: NotFound.
func (c *Catalogue) ByCode(ctx context.Context, code string) (*Procedure, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	if p := b.byCode[code]; p != nil {
		return p, nil
	}
	return nil, notFound()
}

func notFound() error {
	return fault.New(fault.NotFound, "procedure.not_found", "Không có thủ tục này. Tìm lại theo tên việc cần làm.")
}

// Holding gives the revision a new dossier starts on: the province's own where
// it adjusted the procedure, else the national one. Fault: NotFound, also when
// the procedure was retired.
func (c *Catalogue) Holding(ctx context.Context, procedure uuid.UUID, province string) (*Revision, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	p := b.byID[procedure]
	if p == nil || p.Province != "" && p.Province != province {
		return nil, notFound()
	}
	return b.holding(p, province), nil
}

// holding is the province's own revision, else the national one.
func (b *book) holding(p *Procedure, province string) *Revision {
	if v := b.adjusted[p.ID][province]; v != nil {
		return v
	}
	return p.Revision
}

// Adjusted gives, by province, the revisions of provinces that hold instead of
// the nation's. Do not change the result.
func (c *Catalogue) Adjusted(ctx context.Context, procedure uuid.UUID) (map[string]*Revision, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	return b.adjusted[procedure], nil
}

// RevisionByID gives the revision a dossier is pinned to, also one that is
// retired by now. Read once per process. Fault: NotFound.
func (c *Catalogue) RevisionByID(ctx context.Context, id uuid.UUID) (*Revision, error) {
	if v, ok := c.pinned.Load(id); ok {
		return v.(*Revision), nil
	}
	r, err := pg.One[revisionRow](tenants.With(ctx, tenants.Public()), c.db, `SELECT id, procedure_id, coalesce(province_code, '') province_code, no,
		coalesce(published_from, 'epoch') published_from, data FROM app.revision WHERE id = $1 AND state IN ('published', 'retired')`, id)
	if err != nil {
		return nil, err
	}
	return c.keep(r)
}

// Offered gives what an office offers, the most asked for first: procedures of
// its level that its province has not turned off for it.
func (c *Catalogue) Offered(ctx context.Context, at registry.Unit) ([]*Procedure, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(b.in(at.Province), func(p *Procedure) bool { return !b.offers(p, at) }), nil
}

// IsOffered tells whether one office offers a procedure.
func (c *Catalogue) IsOffered(ctx context.Context, procedure uuid.UUID, at registry.Unit) (bool, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return false, err
	}
	p := b.byID[procedure]
	return p != nil && b.offers(p, at), nil
}

// offers: a commune's own setting, else its province's, else on.
func (b *book) offers(p *Procedure, at registry.Unit) bool {
	if p.Province != "" && p.Province != at.Province {
		return false
	}
	level := "Cấp xã"
	if at.Kind == registry.KindProvince {
		level = "Cấp tỉnh"
	}
	// where routing leads up, the centre decides and every commune receives
	if !strings.Contains(p.Level, level) && !b.holding(p, at.Province).RoutesTo(revision.ToProvince) {
		return false
	}
	if s, ok := b.settings[settingKey{p.ID, at.Province, at.ID}]; ok {
		return s.enabled
	}
	if s, ok := b.settings[settingKey{procedure: p.ID, province: at.Province}]; ok {
		return s.enabled
	}
	return true
}

// NonBoundaryFor tells how far away a procedure may be received in a province:
// what the province published, else what the revision says. Hộ tịch that is
// only helped with stays none whatever a list says. Fault: NotFound.
func (c *Catalogue) NonBoundaryFor(ctx context.Context, procedure uuid.UUID, province string) (revision.Boundary, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return "", err
	}
	p := b.byID[procedure]
	if p == nil {
		return "", notFound()
	}
	return b.boundary(p, province), nil
}

func (b *book) boundary(p *Procedure, province string) revision.Boundary {
	r := b.holding(p, province)
	if r.HelpOnly {
		return revision.BoundaryNone
	}
	if s, ok := b.settings[settingKey{procedure: p.ID, province: province}]; ok && s.nonBoundary != "" {
		return s.nonBoundary
	}
	return r.NonBoundary
}

// NonBoundaryList is the list a province publishes: what its communes receive for each other.
func (c *Catalogue) NonBoundaryList(ctx context.Context, province string) ([]*Procedure, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(b.in(province), func(p *Procedure) bool { return b.boundary(p, province) == revision.BoundaryNone }), nil
}
