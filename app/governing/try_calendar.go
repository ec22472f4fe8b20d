package governing

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// CalendarPart is what a change means for one office's open dossiers.
type CalendarPart struct {
	Tenant  uuid.UUID  `db:"tenant_id"`
	Phase   string     `db:"phase"` // try, hold
	Edit    int        `db:"edit"`
	Total   int        `db:"total"`
	Seen    int        `db:"seen"`
	Later   int        `db:"later"` // dates that move, by law
	Earlier int        `db:"earlier"`
	Kept    int        `db:"kept"`    // another date by the new calendar; what a resident was told stays
	Failed  int        `db:"failed"`  // could not be computed
	Steps   int        `db:"steps"`   // times of steps that move
	Windows int        `db:"windows"` // windows of residents that move, later only
	Intakes int        `db:"intakes"` // answers to online filings that move
	Started time.Time  `db:"started_at"`
	Done    *time.Time `db:"done_at"`
}

const partColumns = `tenant_id, phase, edit, total, seen, later, earlier, kept, failed, steps, windows, intakes, started_at, done_at`

// longestList is how many dossiers a part names; the counts are of all.
const longestList = 500

// Lawfully are the days of a change that may move promises given before: those
// of a lawful kind that came, went or became another.
func (s *Calendars) Lawfully(was, is registry.Said) []registry.SaidDay {
	moved := []registry.SaidDay{}
	for _, d := range is.Days {
		if o, ok := was.On(d.Day); (!ok || !o.Same(d)) && slices.Contains(s.Lawful, d.Kind) {
			moved = append(moved, d)
		}
	}
	for _, d := range was.Days {
		if _, ok := is.On(d.Day); !ok && slices.Contains(s.Lawful, d.Kind) {
			moved = append(moved, registry.SaidDay{Day: d.Day, Kind: d.Kind, Name: d.Name, Gone: true})
		}
	}
	return moved
}

// Ask has the effect of the draft on open dossiers counted by every office that
// it concerns. Faults: NotFound without a draft; Invalid when it changes
// nothing. Scope: tenant or province.
func (s *Calendars) Ask(ctx context.Context) error {
	o, err := s.Office(ctx)
	if err != nil {
		return err
	}
	d, err := s.draft(ctx)
	if err != nil {
		return err
	}
	now, err := s.Current(ctx)
	if err != nil {
		return err
	}
	if len(Diff(now.Said, d.Said)) == 0 {
		return fault.New(fault.Invalid, "calendar.same", "Chưa có gì thay đổi so với lịch đang áp dụng.")
	}
	newest, err := s.newest(ctx)
	if err != nil {
		return err
	}
	moves, err := json.Marshal(s.Lawfully(now.Said, d.Said))
	if err != nil {
		return err
	}
	offices, err := s.concerned(ctx, o)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.calendar_change SET edit = edit + 1, asked_edit = edit + 1, asked_seq = $3, moves = $4, parts = $5 WHERE id = $1 AND edit = $2 AND state = 'draft'`, d.ID, d.Edit, newest, moves, len(offices)))
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Conflict, "calendar.edited", "Người khác vừa sửa thay đổi này. Xem lại rồi sửa tiếp.")
		} else if err != nil {
			return err
		}
		jobs := make([]river.JobArgs, len(offices))
		for i, t := range offices {
			jobs[i] = args.RecomputeCalendar{Ref: args.Ref{TenantID: t}, ChangeID: d.ID, Edit: d.Edit + 1}
		}
		return s.Jobs.InsertMany(ctx, tx, jobs)
	})
}

func (s *Calendars) draft(ctx context.Context) (*Change, error) {
	d, err := s.Draft(ctx)
	if err == nil && d == nil {
		err = fault.New(fault.NotFound, "calendar.no_draft", "Thay đổi này không còn: đã áp dụng hoặc đã bỏ.")
	}
	return d, err
}

// concerned are the live offices that work by what an office says.
func (s *Calendars) concerned(ctx context.Context, o registry.Unit) ([]uuid.UUID, error) {
	out := []uuid.UUID{o.ID}
	if o.Kind != registry.KindProvince {
		return out, nil
	}
	all, err := s.Offices.ByProvince(ctx, o.Province)
	for _, u := range all {
		if u.Live(s.Now()) {
			out = append(out, u.ID)
		}
	}
	return out, err
}

// Parts are what offices have found so far, of one phase of a change. A
// province reads counts; a tenant its own office's. Scope: tenant or province.
func (s *Calendars) Parts(ctx context.Context, change uuid.UUID, phase string, edit int) ([]CalendarPart, error) {
	return pg.Rows[CalendarPart](ctx, s.DB, `SELECT `+partColumns+` FROM app.calendar_part WHERE change_id = $1 AND phase = $2 AND edit = $3`, change, phase, edit)
}

// PartsOf are the parts of a phase that the scope may read, whatever their edit.
func (s *Calendars) PartsOf(ctx context.Context, change uuid.UUID, phase string) ([]CalendarPart, error) {
	return pg.Rows[CalendarPart](ctx, s.DB, `SELECT `+partColumns+` FROM app.calendar_part WHERE change_id = $1 AND phase = $2`, change, phase)
}

// Dates names the dossiers of the scope's office that a change concerns, as far
// as they are listed. Scope: tenant.
func (s *Calendars) Dates(ctx context.Context, change uuid.UUID, phase string) ([]dossiers.Dated, error) {
	rows, err := pg.Values[[]byte](ctx, s.DB, `SELECT list FROM app.calendar_part WHERE change_id = $1 AND phase = $2 AND tenant_id = app.tenant_id()`, change, phase)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var out []dossiers.Dated
	return out, json.Unmarshal(rows[0], &out)
}

const (
	chunk    = 250              // dossiers in one transaction
	turnTime = 20 * time.Second // of one job; then others have their turn
)

// Recompute goes over the scope's tenant's running clocks for a change. What it
// has seen is kept with its part, so it goes on where it stopped and a second
// run changes nothing. more: it wants another turn. Scope: worker.
func (s *Calendars) Recompute(ctx context.Context, a args.RecomputeCalendar) (more bool, err error) {
	list, err := pg.Rows[Change](ctx, s.DB, `SELECT `+changeColumns+` FROM app.calendar_change WHERE id = $1`, a.ChangeID)
	if err != nil || len(list) == 0 {
		return false, err
	}
	c := &list[0]
	if a.Hold != (c.State == "held") || !a.Hold && (c.Edit != a.Edit || !c.Asked()) {
		return false, nil // edited, thrown away or held since: another job is about that
	}
	if err := c.read(); err != nil {
		return false, err
	}
	p, err := s.part(ctx, c, a)
	if err != nil || p.Done != nil {
		return false, err
	}
	var do func(after uuid.UUID) (dossiers.Recount, error)
	if a.Hold {
		v, err := s.held(ctx, c)
		if err != nil {
			return false, err
		}
		do = func(after uuid.UUID) (dossiers.Recount, error) {
			return s.Dossiers.MoveDates(ctx, after, chunk, v, func(ctx context.Context, tx pgx.Tx, r dossiers.Recount) error { return s.keep(ctx, tx, a, after, r) })
		}
	} else {
		by := s.would(c)
		do = func(after uuid.UUID) (r dossiers.Recount, err error) {
			if r, err = s.Dossiers.TryCalendar(ctx, after, chunk, by); err != nil {
				return r, err
			}
			return r, s.DB.Tx(ctx, func(tx pgx.Tx) error { return s.keep(ctx, tx, a, after, r) })
		}
	}
	until := time.Now().Add(turnTime)
	for after := p.upto(); ; {
		r, err := do(after)
		if fault.Is(err, fault.Conflict) {
			return false, nil // another run of this job is further
		}
		if err != nil || r.Last == uuid.Nil {
			return false, err
		}
		if after = r.Last; time.Now().After(until) {
			return true, nil
		}
	}
}

type workPart struct {
	CalendarPart
	Upto *uuid.UUID `db:"upto"`
}

func (p workPart) upto() uuid.UUID {
	if p.Upto == nil {
		return uuid.Nil
	}
	return *p.Upto
}

// part reads where this office stands, or begins.
func (s *Calendars) part(ctx context.Context, c *Change, a args.RecomputeCalendar) (p workPart, err error) {
	phase := phaseOf(a)
	n, err := s.Dossiers.RunningClocks(ctx)
	if err != nil {
		return p, err
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.calendar_part AS p (change_id, tenant_id, phase, edit, total, started_at) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (change_id, tenant_id, phase) DO UPDATE SET edit = $4, total = $5, seen = 0, later = 0, earlier = 0, kept = 0, failed = 0, steps = 0, windows = 0, intakes = 0, list = '[]', upto = NULL, started_at = $6, done_at = NULL WHERE p.edit < $4`,
			c.ID, a.TenantID, phase, a.Edit, n, s.Now())
		return err
	})
	if err != nil {
		return p, err
	}
	if a.Again { // a second look begins anew, and counts only what it finds
		if err := s.DB.Tx(ctx, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE app.calendar_part SET upto = NULL, done_at = NULL WHERE change_id = $1 AND tenant_id = $2 AND phase = $3 AND done_at IS NOT NULL`, c.ID, a.TenantID, phase)
			return err
		}); err != nil {
			return p, err
		}
	}
	return pg.One[workPart](ctx, s.DB, `SELECT `+partColumns+`, upto FROM app.calendar_part WHERE change_id = $1 AND tenant_id = $2 AND phase = $3`, c.ID, a.TenantID, phase)
}

func phaseOf(a args.RecomputeCalendar) string {
	if a.Hold {
		return "hold"
	}
	return "try"
}

// keep adds a slice to the part. Fault: Conflict when another run was there first.
func (s *Calendars) keep(ctx context.Context, tx pgx.Tx, a args.RecomputeCalendar, after uuid.UUID, r dossiers.Recount) error {
	var later, earlier, kept int
	smaller := map[string]int{}
	for _, d := range r.Dates {
		switch {
		case d.Kept:
			kept++
		case d.What != "":
			smaller[d.What]++
		case d.To.After(d.From):
			later++
		default:
			earlier++
		}
	}
	dates := r.Dates
	if dates == nil {
		dates = []dossiers.Dated{}
	}
	named, err := json.Marshal(dates)
	if err != nil {
		return err
	}
	var upto *uuid.UUID
	var done *time.Time
	if r.Last != uuid.Nil {
		upto = &r.Last
	} else {
		now := s.Now()
		done = &now
	}
	err = pg.MustAffect(tx.Exec(ctx, `UPDATE app.calendar_part SET seen = least(total, seen + $4), later = later + $5, earlier = earlier + $6, kept = kept + $7, failed = failed + $8, steps = steps + $16, windows = windows + $17, intakes = intakes + $18,
		list = CASE WHEN jsonb_array_length(list) < $12 THEN list || $9::jsonb ELSE list END, upto = $10, done_at = $11
		WHERE change_id = $1 AND tenant_id = $2 AND phase = $3 AND edit = $13 AND done_at IS NULL AND coalesce(upto, $14) = $15`,
		a.ChangeID, a.TenantID, phaseOf(a), r.Seen, later, earlier, kept, r.Failed, named, upto, done, longestList, a.Edit, uuid.Nil, after, smaller[dossiers.MovedStep], smaller[dossiers.MovedWindow], smaller[dossiers.MovedIntake]))
	if fault.Is(err, fault.NotFound) {
		return fault.New(fault.Conflict, "calendar.overtaken")
	}
	return err
}

// would gives the calendars that a draft is tried with.
func (s *Calendars) would(c *Change) dossiers.Calendars {
	type three struct{ was, moved, anew *deadlines.Calendar }
	made := map[registry.CalendarQuery]three{}
	return func(ctx context.Context, q registry.CalendarQuery) (was, moved, anew *deadlines.Calendar, err error) {
		if k, ok := made[q]; ok {
			return k.was, k.moved, k.anew, nil
		}
		ctx = tenants.With(ctx, tenants.Public())
		if was, err = s.Offices.CalendarAt(ctx, q); err != nil {
			return
		}
		if moved, err = s.Offices.CalendarWith(ctx, q, c.Tenant, c.Said, c.Moved); err != nil {
			return
		}
		now := q
		now.Pinned = false
		if anew, err = s.Offices.CalendarWith(ctx, now, c.Tenant, c.Said, nil); err == nil {
			made[q] = three{was, moved, anew}
		}
		return
	}
}
