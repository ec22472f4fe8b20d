package governing

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// Calendars is when offices work, in versions: a change is drafted, its effect
// on open dossiers is looked at, then it holds. All fields are required.
type Calendars struct {
	DB       *pg.DB
	Jobs     dossiers.Jobs
	Offices  *registry.Units
	Dossiers *dossiers.Service
	Now      func() time.Time
	// Lawful are the kinds of day that may move promises given before
	// (PROMISE_MOVED_BY): what the State announces, and closures.
	Lawful []string
}

// AnnouncedDays are the kinds of day that move promises unless a deployment
// says otherwise: what the State announces, and announced closures.
var AnnouncedDays = []string{registry.PublicHoliday, registry.MadeUp, registry.SwapOff, registry.SwapWork, registry.Closed}

// Change is a calendar being prepared, or one that holds.
type Change struct {
	ID        uuid.UUID `db:"id"`
	Tenant    uuid.UUID `db:"tenant_id"`
	State     string    `db:"state"`
	Base      int64     `db:"base"` // version of the office it began from; 0 none
	Data      []byte    `db:"data"`
	Edit      int       `db:"edit"`
	AskedEdit int       `db:"asked_edit"` // whose effect was asked for; 0 none
	AskedSeq  int64     `db:"asked_seq"`
	Moves     []byte    `db:"moves"`
	Parts     int       `db:"parts"` // offices that were asked
	MadeName  string    `db:"made_name"`
	ChangedAt time.Time `db:"changed_at"`

	Said  registry.Said      `db:"-"`
	Moved []registry.SaidDay `db:"-"` // days that may move promises given before
}

// Asked tells whether its effect, as it is now, was asked for.
func (c *Change) Asked() bool { return c.AskedEdit == c.Edit }

const changeColumns = `id, tenant_id, state, base, data, edit, asked_edit, asked_seq, moves, parts, made_name, changed_at`

func (c *Change) read() error {
	if err := json.Unmarshal(c.Data, &c.Said); err != nil {
		return err
	}
	return json.Unmarshal(c.Moves, &c.Moved)
}

// Office is the office whose calendar the scope keeps: a tenant's own, or a
// province's centre, for all its communes.
func (s *Calendars) Office(ctx context.Context) (registry.Unit, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return registry.Unit{}, err
	}
	if sc.Kind == tenants.KindProvince {
		return s.Offices.Centre(tenants.With(ctx, tenants.Public()), sc.Province)
	}
	return s.Offices.ByID(tenants.With(ctx, tenants.Public()), sc.Tenant)
}

// Draft is the change that the scope's office prepares; nil when there is none.
// Scope: tenant or province.
func (s *Calendars) Draft(ctx context.Context) (*Change, error) {
	o, err := s.Office(ctx)
	if err != nil {
		return nil, err
	}
	list, err := pg.Rows[Change](ctx, s.DB, `SELECT `+changeColumns+` FROM app.calendar_change WHERE tenant_id = $1 AND state = 'draft'`, o.ID)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return &list[0], list[0].read()
}

// Now is what the scope's office says now. Scope: tenant or province.
func (s *Calendars) Current(ctx context.Context) (registry.Version, error) {
	o, err := s.Office(ctx)
	if err != nil {
		return registry.Version{}, err
	}
	newest, err := s.newest(ctx)
	if err != nil {
		return registry.Version{}, err
	}
	return s.Offices.Said(ctx, o.ID, newest)
}

func (s *Calendars) newest(ctx context.Context) (int64, error) {
	return pg.Value[int64](ctx, s.DB, `SELECT coalesce(max(seq), 0) FROM app.calendar_version`)
}

// edit changes the draft, or begins one from what holds.
func (s *Calendars) edit(ctx context.Context, do func(o registry.Unit, said *registry.Said) error) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	o, err := s.Office(ctx)
	if err != nil {
		return err
	}
	d, err := s.Draft(ctx)
	if err != nil {
		return err
	}
	if d == nil {
		v, err := s.Current(ctx)
		if err != nil {
			return err
		}
		d = &Change{Base: v.Seq, Said: v.Said}
	}
	if err := do(o, &d.Said); err != nil {
		return err
	}
	slices.SortFunc(d.Said.Days, func(a, b registry.SaidDay) int { return int(a.Day - b.Day) })
	data, err := json.Marshal(d.Said)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var actor *uuid.UUID
		if sc.Actor.ID != uuid.Nil {
			actor = &sc.Actor.ID
		}
		if d.ID == uuid.Nil {
			_, err := tx.Exec(ctx, `INSERT INTO app.calendar_change (id, tenant_id, province_code, base, data, made_by, made_name, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
				uuid.Must(uuid.NewV7()), o.ID, o.Province, d.Base, data, actor, sc.Actor.Name, s.Now())
			return pg.Translate(err)
		}
		err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.calendar_change SET data = $2, edit = edit + 1, made_by = $4, made_name = $5, changed_at = $6 WHERE id = $1 AND edit = $3 AND state = 'draft'`,
			d.ID, data, d.Edit, actor, sc.Actor.Name, s.Now()))
		if fault.Is(err, fault.NotFound) {
			return fault.New(fault.Conflict, "calendar.edited", "Người khác vừa sửa thay đổi này. Xem lại rồi sửa tiếp.")
		}
		return err
	})
}

// Discard throws the draft away. Scope: tenant or province.
func (s *Calendars) Discard(ctx context.Context) error {
	o, err := s.Office(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `DELETE FROM app.calendar_change WHERE tenant_id = $1 AND state = 'draft'`, o.ID)
		return err
	})
}

// Look is the calendar of the scope's office if it said something else.
func (s *Calendars) Look(ctx context.Context, said registry.Said) (*deadlines.Calendar, error) {
	o, err := s.Office(ctx)
	if err != nil {
		return nil, err
	}
	return s.Offices.CalendarWith(ctx, registry.CalendarQuery{Tenant: o.ID}, o.ID, said, nil)
}
