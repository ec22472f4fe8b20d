package governing

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/procedures/revision"
	"motcua/storage/pg"
	"motcua/tenants"
)

// mostTried is over how many dossiers of the last year a draft is run in one office.
const mostTried = 300

type trialRow struct {
	Procedure uuid.UUID  `db:"procedure_id"`
	Base      *uuid.UUID `db:"base_id"`
	Data      []byte     `db:"data"`
	AskedAt   time.Time  `db:"asked_at"`
	Done      bool       `db:"done"`
}

// Run tries a draft over the scope's tenant's dossiers and keeps the counts.
// A part that is there already, or a trial that is gone, is no fault: there is
// nothing left to do. Scope: worker.
func (s *Trials) Run(ctx context.Context, trial uuid.UUID) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	t, err := pg.Rows[trialRow](ctx, s.DB, `SELECT t.procedure_id, t.base_id, t.data, t.asked_at, EXISTS (SELECT 1 FROM app.revision_trial_part p WHERE p.trial_id = t.id AND p.tenant_id = $2) done
		FROM app.revision_trial t WHERE t.id = $1`, trial, sc.Tenant)
	if err != nil || len(t) == 0 || t[0].Done {
		return err
	}
	var draft revision.Revision
	if err := json.Unmarshal(t[0].Data, &draft); err != nil {
		return err
	}
	f := Found{Open: map[string]int{}, Steps: map[string]int{}, Ask: map[string]int{}, Drop: map[string]int{}, Papers: map[string]int{}, Spared: map[string]int{}}
	pinned, err := s.open(ctx, t[0].Procedure, sc.Tenant, &f)
	if err != nil {
		return err
	}
	if err := s.past(ctx, t[0], sc.Tenant, &draft, &f); err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.revision_trial_part (trial_id, tenant_id, found, pinned, done_at) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, trial, sc.Tenant, f, pinned, s.Now())
		return err
	})
}

// pin is an open dossier as it was when a draft was tried.
type pin struct {
	ID       uuid.UUID  `db:"id" json:"id"`
	Revision uuid.UUID  `db:"revision_id" json:"revision"`
	Due      *time.Time `db:"due_at" json:"due,omitempty"`
	State    string     `db:"state" json:"-"`
	Step     string     `db:"step" json:"-"`
}

const open = `state NOT IN ('draft', 'declined', 'stopped', 'decided', 'returned')`

func (s *Trials) open(ctx context.Context, procedure, tenant uuid.UUID, f *Found) ([]pin, error) {
	list, err := pg.Rows[pin](ctx, s.DB, `SELECT id, revision_id, due_at, state, step FROM app.dossier WHERE procedure_id = $1 AND competent_tenant = $2 AND `+open, procedure, tenant)
	if err != nil {
		return nil, err
	}
	for _, d := range list {
		f.Open[d.State]++
		if d.Step != "" {
			f.Steps[d.Step]++
		}
	}
	if list == nil {
		list = []pin{}
	}
	return list, nil
}

type pastRow struct {
	Revision uuid.UUID         `db:"revision_id"`
	Case     string            `db:"case_key"`
	Channel  string            `db:"channel"`
	Answers  map[string]string `db:"answers"`
	At       time.Time         `db:"at"`
	Papers   []string          `db:"papers"`
}

func (s *Trials) past(ctx context.Context, t trialRow, tenant uuid.UUID, draft *revision.Revision, f *Found) error {
	list, err := pg.Rows[pastRow](ctx, s.DB, `SELECT d.revision_id, d.case_key, d.channel, d.answers, d.submitted_at at, coalesce((SELECT array_agg(DISTINCT p.component) FROM app.paper p WHERE p.dossier_id = d.id), '{}') papers
		FROM app.dossier d WHERE d.procedure_id = $1 AND d.competent_tenant = $2 AND d.state <> 'draft' AND d.submitted_at > $3 ORDER BY d.submitted_at DESC LIMIT $4`,
		t.Procedure, tenant, t.AskedAt.AddDate(-1, 0, 0), mostTried)
	if err != nil {
		return err
	}
	u, err := s.Offices.ByID(tenants.With(ctx, tenants.Public()), tenant)
	if err != nil {
		return err
	}
	for _, d := range list {
		was, err := s.Catalogue.RevisionByID(ctx, d.Revision)
		if err != nil {
			return err
		}
		facts := revision.Facts{Channel: revision.Channel(d.Channel), Case: d.Case, Area: u.AreaClass, Province: u.Province, Commune: u.Code, Today: d.At}
		f.add(revision.EffectOf(&was.Revision, draft, revision.Past{Facts: facts, Answers: d.Answers, Papers: d.Papers}))
	}
	return nil
}

func (f *Found) add(e revision.Effect) {
	f.Tried++
	for _, x := range []struct {
		names []string
		in    map[string]int
	}{{e.Ask, f.Ask}, {e.Drop, f.Drop}, {e.Papers, f.Papers}, {e.Spared, f.Spared}} {
		for _, n := range x.names {
			x.in[n]++
		}
	}
	if e.Case {
		f.Cases++
	}
	was, is := e.Old.OfficeHours(), e.New.OfficeHours()
	switch {
	case is < was:
		f.Shorter++
	case is > was:
		f.Longer++
	}
	if e.Costed {
		f.Fee += e.Fee
		switch {
		case e.Fee < 0:
			f.Cheaper++
		case e.Fee > 0:
			f.Dearer++
		}
	}
	if len(e.Ask)+len(e.Drop)+len(e.Papers)+len(e.Spared) == 0 && !e.Case && is == was && e.Fee == 0 {
		f.Same++
	}
}

// Add sums another office's counts up.
func (f *Found) Add(o Found) {
	sum := func(to *map[string]int, from map[string]int) {
		if *to == nil {
			*to = map[string]int{}
		}
		for k, n := range from {
			(*to)[k] += n
		}
	}
	sum(&f.Open, o.Open)
	sum(&f.Steps, o.Steps)
	sum(&f.Ask, o.Ask)
	sum(&f.Drop, o.Drop)
	sum(&f.Papers, o.Papers)
	sum(&f.Spared, o.Spared)
	f.Tried, f.Cases, f.Shorter, f.Longer, f.Cheaper, f.Dearer, f.Fee, f.Same = f.Tried+o.Tried, f.Cases+o.Cases, f.Shorter+o.Shorter, f.Longer+o.Longer, f.Cheaper+o.Cheaper, f.Dearer+o.Dearer, f.Fee+o.Fee, f.Same+o.Same
}

// CheckAfter compares the tenant's dossiers of a trial with what they are now.
// Scope: worker.
func (s *Trials) CheckAfter(ctx context.Context, trial uuid.UUID) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	type now struct {
		Was, Is     uuid.UUID
		Ended, Same bool
		Rebased     bool
		Dated       bool
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `SELECT x.revision, coalesce(d.revision_id, x.revision), d.id IS NULL OR NOT (d.`+open+`), d.due_at IS NOT DISTINCT FROM x.due,
			EXISTS (SELECT 1 FROM app.audit_entry a WHERE a.subject = 'dossier' AND a.subject_id = x.id AND a.kind = 'dossier.rebased' AND a.at >= t.asked_at),
			EXISTS (SELECT 1 FROM app.clock_entry c WHERE c.dossier_id = x.id AND c.at >= t.asked_at) OR EXISTS (SELECT 1 FROM app.audit_entry a WHERE a.subject = 'dossier' AND a.subject_id = x.id AND a.at >= t.asked_at)
			FROM app.revision_trial t JOIN app.revision_trial_part p ON p.trial_id = t.id AND p.tenant_id = $2
			CROSS JOIN LATERAL jsonb_to_recordset(p.pinned) x(id uuid, revision uuid, due timestamptz) LEFT JOIN app.dossier d ON d.id = x.id WHERE t.id = $1`, trial, sc.Tenant)
		if err != nil {
			return err
		}
		list, err := pgx.CollectRows(rows, pgx.RowToStructByPos[now])
		if err != nil {
			return err
		}
		var a After
		for _, d := range list {
			switch {
			case d.Ended:
				a.Ended++
			case d.Was != d.Is && d.Rebased:
				a.Rebased++
			case d.Was != d.Is, !d.Same && !d.Dated:
				a.Moved++
			case !d.Same:
				a.Dated++
			default:
				a.Open++
			}
		}
		_, err = tx.Exec(ctx, `UPDATE app.revision_trial_part SET after = $3, checked_at = $4 WHERE trial_id = $1 AND tenant_id = $2`, trial, sc.Tenant, a, s.Now())
		return err
	})
}
