package procedures

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
)

// Upstream is what the nation changed since a province last compared.
type Upstream struct {
	Before  *Edited // the national revision that the province's is based on
	After   *Edited // the one that holds now
	Ours    *Edited // the province's: its open draft, else what holds or is to come
	Changes []UpstreamChange
}

// UpstreamChange is one change of the nation's, to accept or to leave.
type UpstreamChange struct {
	revision.Change
	Ours string // what the province says there, where it changed the same part itself
	Own  bool
}

// Upstream compares the national revision that holds with the one the scope's
// province based its own on. Nil when the province has none of its own or
// nothing changed. Scope: province.
func (s *Revisions) Upstream(ctx context.Context, procedure uuid.UUID) (*Upstream, error) {
	sc, province, err := author(ctx)
	if err != nil || province == nil {
		return nil, err
	}
	now := s.Now()
	type row struct {
		Version
		Data []byte `db:"data"`
	}
	rows, err := pg.Rows[row](ctx, s.DB, `WITH ours AS (`+oursSQL+`), after AS (SELECT id FROM app.revision WHERE procedure_id = $1 AND province_code IS NULL AND state = 'published' AND published_from <= $3
			AND (retired_from IS NULL OR retired_from > $3) ORDER BY published_from DESC, no DESC LIMIT 1)
		SELECT `+versionColumns+`, data FROM app.revision WHERE id IN (SELECT id FROM ours UNION SELECT based_on FROM ours UNION SELECT id FROM after)
			AND EXISTS (SELECT 1 FROM ours, after WHERE ours.based_on <> after.id)`, procedure, sc.Province, now)
	if err != nil || len(rows) < 3 {
		return nil, err
	}
	u := &Upstream{}
	var basedOn uuid.UUID
	for _, r := range rows {
		if r.Province != "" && r.BasedOn != nil {
			basedOn = *r.BasedOn
		}
	}
	for _, r := range rows {
		e, err := edited(r.Version, r.Data)
		if err != nil {
			return nil, err
		}
		switch {
		case e.Province != "":
			u.Ours = e
		case e.ID == basedOn:
			u.Before = e
		default:
			u.After = e
		}
	}
	if u.Ours == nil || u.Before == nil || u.After == nil {
		return nil, nil
	}
	changes, err := revision.Diff(&u.Before.Content, &u.After.Content)
	if err != nil {
		return nil, err
	}
	own, err := revision.Diff(&u.Before.Content, &u.Ours.Content)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		x := UpstreamChange{Change: c}
		for _, o := range own {
			if within(o.Path, c.Path) || within(c.Path, o.Path) {
				x.Own, x.Ours = true, o.After
			}
		}
		u.Changes = append(u.Changes, x)
	}
	return u, nil
}

// oursSQL is the revision of the province $2 that is worked on: its open draft, else its newest published.
const oursSQL = `SELECT id, based_on FROM app.revision WHERE procedure_id = $1 AND province_code = $2
	AND (state IN ('draft', 'in_review') OR state = 'published' AND (retired_from IS NULL OR retired_from > $3)) ORDER BY no = 0 DESC, published_from DESC LIMIT 1`

// AcceptUpstream takes over the accepted changes (by Change.Path; none of them
// leaves everything as it is, and is remembered as compared) and gives the
// draft that carries them: the open one, else a new one. A change that is
// accepted wins over the province's own edit of the same part.
// Faults: NotFound when there is nothing upstream; Conflict when the open draft
// is under review, or the nation published again meanwhile. Scope: province.
func (s *Revisions) AcceptUpstream(ctx context.Context, procedure, after uuid.UUID, accept []string) (uuid.UUID, error) {
	u, err := s.Upstream(ctx, procedure)
	if err != nil {
		return uuid.Nil, err
	}
	if u == nil {
		return uuid.Nil, fault.New(fault.NotFound, "revision.no_upstream", "Bản của tỉnh đã theo bản mới nhất của trung ương.")
	}
	if after != u.After.ID {
		return uuid.Nil, fault.New(fault.Conflict, "revision.upstream_moved", "Trung ương vừa công bố bản mới hơn. Mở lại để xem đủ thay đổi.")
	}
	if u.Ours.State == InReview {
		return uuid.Nil, fault.New(fault.Conflict, "revision.state", "Bản của tỉnh đang chờ duyệt. Trả lại trước, rồi đưa thay đổi của trung ương vào.")
	}
	if accept == nil {
		accept = []string{}
	}
	b, err := revision.Apply(&u.Before.Content, &u.After.Content, &u.Ours.Content, accept)
	if err != nil {
		return uuid.Nil, err
	}
	sc, province, err := author(ctx)
	if err != nil {
		return uuid.Nil, err
	}
	id, now := uuid.Must(uuid.NewV7()), s.Now()
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		p, err := subjectOf(ctx, tx, procedure)
		if err != nil {
			return err
		}
		more := map[string]any{"accepted": len(accept), "of": len(u.Changes), "national_no": u.After.No}
		if u.Ours.State != Draft {
			return s.open(ctx, tx, draft{id: id, procedure: procedure, province: province, data: b, basedOn: &u.After.ID}, p, now, more)
		}
		id = u.Ours.ID
		e, err := lock(ctx, tx, id, u.Ours.Version.Version)
		if err != nil {
			return err
		}
		if err := s.unlocked(ctx, tx, id); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE app.revision SET data = $2, based_on = $3, version = version + 1, updated_at = $4, updated_by = $5, updated_name = $6 WHERE id = $1`,
			id, b, u.After.ID, now, actorID(sc), sc.Actor.Name); err != nil {
			return err
		}
		if err := snapshot(ctx, tx, id, e.Version.Version+1, province, b, now); err != nil {
			return err
		}
		return record(ctx, tx, id, "revision.upstream_accepted", p, now, more)
	})
	return id, s.done(alreadyOpen(err))
}
