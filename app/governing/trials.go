package governing

import (
	"context"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/audit"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// Trials is the simulator of a draft: what it would mean for each commune's
// dossiers before it is published, and whether anything moved after. All
// fields are required.
type Trials struct {
	DB        *pg.DB
	Jobs      dossiers.Jobs
	Catalogue *procedures.Catalogue
	Revisions *procedures.Revisions
	Offices   *registry.Units
	Now       func() time.Time
}

// Trial is one run over all live offices of a province, or of the nation's
// provinces that go by the nation's version.
type Trial struct {
	ID      uuid.UUID  `db:"id"`
	Version int        `db:"version"` // of the draft that was tried
	Parts   int        `db:"parts"`   // communes asked
	Done    int        `db:"done"`
	Checked int        `db:"checked"` // communes looked at after publishing
	AskedAt time.Time  `db:"asked_at"`
	Name    string     `db:"asked_name"`
	Base    *uuid.UUID `db:"base_id"`
}

// Found is what a draft means for one commune's dossiers; counts only.
type Found struct {
	Open    map[string]int `json:"open,omitempty"`   // open dossiers of the procedure by state: they stay on theirs
	Steps   map[string]int `json:"steps,omitempty"`  // of them, by the step they are at
	Tried   int            `json:"tried,omitempty"`  // dossiers of the last year that the draft was run over
	Ask     map[string]int `json:"ask,omitempty"`    // question → how many would have had to answer it
	Drop    map[string]int `json:"drop,omitempty"`   // question → answered for nothing
	Papers  map[string]int `json:"papers,omitempty"` // paper → how many would have lacked it
	Spared  map[string]int `json:"spared,omitempty"`
	Cases   int            `json:"cases,omitempty"` // another case
	Shorter int            `json:"shorter,omitempty"`
	Longer  int            `json:"longer,omitempty"`
	Cheaper int            `json:"cheaper,omitempty"`
	Dearer  int            `json:"dearer,omitempty"`
	Fee     int64          `json:"fee,omitempty"` // đồng, summed over all tried
	Same    int            `json:"same,omitempty"`
}

// After is what became of the dossiers that were open when the draft was tried.
type After struct {
	Open    int `json:"open"`    // still open on the revision they had, with the date they had
	Ended   int `json:"ended"`   // decided, stopped or returned since
	Rebased int `json:"rebased"` // moved to another revision by an officer's act
	Dated   int `json:"dated"`   // another date, by an entry of their ledger
	Moved   int `json:"moved"`   // anything else: nothing may
}

// Part is one commune's share of a trial.
type Part struct {
	Tenant uuid.UUID
	Found  Found
	After  *After
}

// Start asks every live office that a draft would hold for to try it.
// Faults: NotFound; Invalid while the draft has problems a dossier could not
// live under. Scope: province, platform for a national draft.
func (s *Trials) Start(ctx context.Context, revision uuid.UUID) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	e, err := s.Revisions.Read(ctx, revision)
	if err != nil {
		return err
	}
	if !e.Open() {
		return fault.New(fault.Conflict, "trial.published", "Bản này đã công bố. Chỉ chạy thử được bản đang soạn hoặc chờ duyệt.")
	}
	if ps := e.Content.Problems(); len(ps) > 0 {
		return fault.New(fault.Invalid, "trial.problems", "Sửa các chỗ còn thiếu rồi chạy thử: "+ps[0].Say)
	}
	public := tenants.With(ctx, tenants.Public())
	offices, err := s.live(public, e.Procedure, sc.Province)
	if err != nil {
		return err
	}
	var base *uuid.UUID
	switch h, err := s.Catalogue.Holding(public, e.Procedure, sc.Province); {
	case err == nil:
		base = &h.ID
	case !fault.Is(err, fault.NotFound): // a new procedure has no dossiers
		return err
	}
	id, now := uuid.Must(uuid.NewV7()), s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.revision_trial (id, revision_id, province_code, procedure_id, version, base_id, data, parts, asked_at, asked_by, asked_name)
			VALUES ($1, $2, nullif($3, ''), $4, $5, $6, $7, $8, $9, $10, $11)`, id, revision, sc.Province, e.Procedure, e.Version.Version, base, e.JSON, len(offices), now, sc.Actor.ID, sc.Actor.Name)
		if err != nil {
			return err
		}
		jobs := make([]river.JobArgs, len(offices))
		for i, t := range offices {
			jobs[i] = args.TryRevision{Ref: args.Ref{TenantID: t.ID}, TrialID: id}
		}
		if err := s.Jobs.InsertMany(ctx, tx, jobs); err != nil {
			return err
		}
		var code, name string
		if err := tx.QueryRow(ctx, `SELECT code, plain_name FROM app.procedure WHERE id = $1`, e.Procedure).Scan(&code, &name); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "revision", SubjectID: revision, Kind: "revision.tried", At: now, Data: map[string]any{"procedure": code, "name": name, "version": e.Version.Version, "offices": len(offices)}})
	})
}

// live are the live offices of a province, or with "" those of every province
// that has no version of its own.
func (s *Trials) live(ctx context.Context, procedure uuid.UUID, province string) ([]registry.Unit, error) {
	provinces := []string{province}
	if province == "" {
		all, err := s.Offices.Provinces(ctx)
		if err != nil {
			return nil, err
		}
		own, err := s.Catalogue.Adjusted(ctx, procedure)
		if err != nil {
			return nil, err
		}
		provinces = nil
		for _, p := range all {
			if own[p.Code] == nil {
				provinces = append(provinces, p.Code)
			}
		}
	}
	var out []registry.Unit
	for _, p := range provinces {
		all, err := s.Offices.ByProvince(ctx, p)
		if err != nil {
			return nil, err
		}
		if c, err := s.Offices.Centre(ctx, p); err == nil {
			all = append(all, c)
		}
		for _, u := range all {
			if u.Live(s.Now()) {
				out = append(out, u)
			}
		}
	}
	return out, nil
}

// AskAfter has every office compare the dossiers of the newest trial with what
// they are now. Faults: NotFound without a trial; Conflict before publishing.
// Scope: province.
func (s *Trials) AskAfter(ctx context.Context, revision uuid.UUID) error {
	t, parts, err := s.Newest(ctx, revision)
	if err != nil {
		return err
	}
	if t == nil {
		return fault.New(fault.NotFound, "trial.none", "Bản này chưa được chạy thử nên không có gì để đối chiếu.")
	}
	e, err := s.Revisions.Read(ctx, revision)
	if err != nil {
		return err
	}
	if e.Open() {
		return fault.New(fault.Conflict, "trial.open", "Chỉ đối chiếu được sau khi công bố.")
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		jobs := make([]river.JobArgs, len(parts))
		for i, p := range parts {
			jobs[i] = args.TryRevision{Ref: args.Ref{TenantID: p.Tenant}, TrialID: t.ID, After: true}
		}
		return s.Jobs.InsertMany(ctx, tx, jobs)
	})
}

type partRow struct {
	Tenant uuid.UUID `db:"tenant_id"`
	Found  []byte    `db:"found"`
	After  []byte    `db:"after"`
}

// Newest gives the last trial of a revision with the parts that are done; nil
// when there was none. Scope: as Start.
func (s *Trials) Newest(ctx context.Context, revision uuid.UUID) (*Trial, []Part, error) {
	list, err := pg.Rows[Trial](ctx, s.DB, `SELECT t.id, t.version, t.parts, t.asked_at, t.asked_name, t.base_id, count(p.*) done, count(p.checked_at) checked FROM app.revision_trial t
		LEFT JOIN LATERAL (SELECT tenant_id, checked_at FROM app.revision_trial_part p WHERE p.trial_id = t.id) p ON true WHERE t.revision_id = $1
		GROUP BY t.id ORDER BY t.asked_at DESC LIMIT 1`, revision)
	if err != nil || len(list) == 0 {
		return nil, nil, err
	}
	rows, err := pg.Rows[partRow](ctx, s.DB, `SELECT tenant_id, found, after FROM app.revision_trial_part WHERE trial_id = $1`, list[0].ID)
	if err != nil {
		return nil, nil, err
	}
	out := make([]Part, len(rows))
	for i, r := range rows {
		out[i].Tenant = r.Tenant
		if err := json.Unmarshal(r.Found, &out[i].Found); err != nil {
			return nil, nil, err
		}
		if r.After != nil {
			if err := json.Unmarshal(r.After, &out[i].After); err != nil {
				return nil, nil, err
			}
		}
	}
	return &list[0], out, nil
}
