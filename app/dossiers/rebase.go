package dossiers

import (
	"context"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
)

// RebaseTo is the newer revision that a dossier may move to.
type RebaseTo struct {
	ID      uuid.UUID
	No      int
	Old     *revision.Revision // the one it is pinned to
	OldNo   int
	New     *revision.Revision
	Area    string // class of the competent commune
	Prov    string // its province and code, for rules that ask
	Commune string
}

// CannotRebase is the refusal of a move. errors.As finds it; it is a
// fault.Conflict with the key dossier.cannot_rebase.
type CannotRebase struct{ Why []string }

func (c *CannotRebase) Error() string { return c.Unwrap().Error() }

// Unwrap is the fault.
func (c *CannotRebase) Unwrap() error {
	return fault.New(fault.Conflict, "dossier.cannot_rebase", "Hồ sơ này phải tiếp tục theo bản cũ: "+strings.Join(c.Why, "; ")+".")
}

// RebaseFaults says why a dossier cannot move, see revision.RebaseFaults;
// none means that it can. Beside what a revision says, the date that was
// promised may not move later.
func (s *Service) RebaseFaults(ctx context.Context, f *Full, to RebaseTo) ([]string, error) {
	on := map[string]bool{}
	for _, p := range f.Papers {
		if p.State != "replaced" && p.State != "faulty" && (p.Document != nil || p.Form != "electronic") {
			on[p.Component] = true
		}
	}
	var steps []string
	for _, t := range f.Tasks {
		if t.DoneAt == nil {
			steps = append(steps, t.Step)
		}
	}
	key, why := revision.RebaseFaults(to.Old, to.New, s.rebased(&f.Dossier, on, steps, to))
	t, cal, err := s.termsUnder(ctx, &f.Dossier, to, key)
	if err != nil {
		return nil, err
	}
	if len(f.Clock) > 0 && f.DueAt != nil {
		if cal, err = s.calendarOf(ctx, &f.Dossier, t, cal, f.Clock); err != nil {
			return nil, err
		}
		p, err := deadlines.Compute(cal, t.Policy(f.Channel), Ledger(f.Clock), s.Now())
		if err != nil || p.Due.After(*f.DueAt) {
			why = append(why, "Ngày hẹn trả theo bản mới muộn hơn ngày đã hẹn")
		}
	}
	return why, nil
}

// Rebase moves an open dossier to a newer revision of its procedure: an act of
// its own, with a reason, only while nothing that was promised gets worse. The
// promise is computed again and may only come earlier. Scope: the holder, which
// is also competent. Faults: *CannotRebase with the reasons; Invalid without a
// reason; NotFound; Conflict.
func (s *Service) Rebase(ctx context.Context, r Ref, to RebaseTo, reason string) error {
	reason = strings.TrimSpace(reason)
	if err := required("reason", reason, "Viết lý do chuyển sang bản mới"); err != nil {
		return err
	}
	return s.change(ctx, r, ActRebase, func(ctx context.Context, c *change) (event, error) {
		on, err := papersOn(ctx, c.tx, c.d.ID)
		if err != nil {
			return event{}, err
		}
		var steps []string
		var asked int
		if err := c.tx.QueryRow(ctx, `SELECT coalesce(array_agg(step), '{}'), (SELECT count(*) FROM app.consultation WHERE dossier_id = $1 AND state = 'open') FROM app.task WHERE dossier_id = $1 AND done_at IS NULL`, c.d.ID).Scan(&steps, &asked); err != nil {
			return event{}, err
		}
		key, why := revision.RebaseFaults(to.Old, to.New, s.rebased(c.d, on, steps, to))
		if asked > 0 {
			why = append(why, "Đang chờ nơi khác trả lời ý kiến; chuyển sau khi có trả lời")
		}
		if c.d.Revision == to.ID {
			why = []string{"Hồ sơ đã theo bản này"}
		}
		t, cal, err := s.termsUnder(ctx, c.d, to, key)
		if err != nil {
			return event{}, err
		}
		k, err := s.clockOf(ctx, c.tx, c.d, t, cal)
		if err != nil {
			return event{}, err
		}
		var due deadlines.Promise
		if len(k.ledger) > 0 && c.d.DueAt != nil {
			if due, err = deadlines.Compute(k.cal, k.policy, k.ledger, c.now); err != nil || due.Due.After(*c.d.DueAt) {
				why = append(why, "Ngày hẹn trả theo bản mới muộn hơn ngày đã hẹn")
			}
		}
		if len(why) > 0 {
			return event{}, &CannotRebase{why}
		}
		if _, err := c.tx.Exec(ctx, `SELECT app.rebase_dossier($1, $2, $3, $4, $5)`, c.d.ID, c.d.Version, to.ID, key, c.now); err != nil {
			return event{}, pg.Translate(err)
		}
		c.d.Version++
		c.d.Revision, c.d.Case, c.d.PapersRequired = to.ID, key, len(t.RequiredUploads())
		data := map[string]any{"from_no": to.OldNo, "to_no": to.No, "reason": reason}
		if !due.Due.IsZero() {
			c.d.DueAt = nilTime(due.Due)
			if !due.LawfulDue.IsZero() {
				c.d.LawfulDue = nilTime(due.LawfulDue)
			}
			data["promise"] = due.Due.UTC()
		}
		return event{kind: "dossier.rebased", silent: true, data: data}, nil
	})
}

// papersOn are the components that are there: a file, or a paper seen at the counter.
func papersOn(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (map[string]bool, error) {
	rows, err := tx.Query(ctx, `SELECT DISTINCT component FROM app.paper WHERE dossier_id = $1 AND state NOT IN ('replaced', 'faulty') AND (document_id IS NOT NULL OR form <> 'electronic')`, dossier)
	if err != nil {
		return nil, err
	}
	have, err := pgx.CollectRows(rows, pgx.RowTo[string])
	on := map[string]bool{}
	for _, c := range have {
		on[c] = true
	}
	return on, err
}

func (s *Service) rebased(d *Dossier, on map[string]bool, steps []string, to RebaseTo) revision.Rebased {
	answers := make(map[string]string, len(d.Answers))
	for k, v := range d.Answers {
		if !strings.HasPrefix(k, "_") {
			answers[k] = v
		}
	}
	if d.Step != "" && !slices.Contains(steps, d.Step) {
		steps = append(steps, d.Step)
	}
	return revision.Rebased{
		Facts:   revision.Facts{Channel: revision.Channel(d.Channel), Case: d.Case, Area: to.Area, Province: to.Prov, Commune: to.Commune, Today: revision.TodayOf(s.Now(), vietnam)},
		Answers: answers, Steps: steps, Papers: on,
	}
}

func (s *Service) termsUnder(ctx context.Context, d *Dossier, to RebaseTo, key string) (Terms, *deadlines.Calendar, error) {
	moved := *d
	moved.Revision, moved.Case = to.ID, key
	t, err := s.TermsFor(ctx, &moved)
	if err != nil {
		return t, nil, err
	}
	cal, err := s.calendar(ctx, d.Competent, t.Field)
	return t, cal, err
}

// MayRebase tells whether the state of a dossier lets it move at all, and
// whether nothing of its result is drafted yet.
func (f *Full) MayRebase() bool {
	return f.State.Can(ActRebase) && f.LiveResult() == nil && !slices.ContainsFunc(f.Supplements, func(x Supplement) bool { return x.State == "open" })
}
