package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
)

// What a change of the calendar is about, beside the promise ("").
const (
	MovedStep   = "step"       // the time of a step inside the office
	MovedWindow = "supplement" // until when the resident may send what was asked for
	MovedIntake = "intake"     // until when an online filing is answered
)

// smaller is a term of a dossier beside its promise: counted in working time
// from a moment on the office's calendar as it stood then.
type smaller struct {
	ID       uuid.UUID `db:"id"`
	Dossier  uuid.UUID `db:"dossier_id"`
	What     string    `db:"what"`
	Title    string    `db:"title"` // of a step
	From     time.Time `db:"started"`
	Due      time.Time `db:"due"`
	Amount   *int      `db:"amount"` // minutes, of a window days; nil: what From and Due come to
	Calendar int64     `db:"calendar"`
}

// smallerSQL reads the open steps and windows of some dossiers, and the intake
// clocks of those not accepted yet. The calendar is the newest of the moment
// when the term began: steps and windows of before do not name theirs.
const smallerSQL = `SELECT x.id, x.dossier_id, x.what, x.title, x.started, x.due, x.amount, coalesce(x.kept, (SELECT v.seq FROM app.calendar_version v WHERE v.at <= x.started ORDER BY v.seq DESC LIMIT 1), 0) AS calendar FROM (
	SELECT t.id, t.dossier_id, 'step' AS what, t.title, t.started_at AS started, t.due_at AS due, t.minutes AS amount, t.calendar AS kept FROM app.task t WHERE t.dossier_id = ANY ($1) AND t.tenant_id = $2 AND t.done_at IS NULL AND t.due_at IS NOT NULL
	UNION ALL SELECT s.id, s.dossier_id, 'supplement', '', s.asked_at, s.closes_at, s.days, s.calendar FROM app.supplement s WHERE s.dossier_id = ANY ($1) AND s.tenant_id = $2 AND s.state = 'open'
	UNION ALL SELECT d.id, d.id, 'intake', '', coalesce((SELECT max(s.answered_at) FROM app.supplement s WHERE s.dossier_id = d.id AND s.before_acceptance AND s.state = 'answered'), d.submitted_at), d.due_at, NULL, NULL
	  FROM app.dossier d WHERE d.id = ANY ($1) AND d.state = 'submitted' AND d.due_at IS NOT NULL) x ORDER BY x.dossier_id, x.what, x.started`

func smallerTerms(ctx context.Context, tx pgx.Tx, ids []uuid.UUID, tenant uuid.UUID) (map[uuid.UUID][]smaller, error) {
	rows, err := tx.Query(ctx, smallerSQL, ids, tenant)
	if err != nil {
		return nil, err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[smaller])
	out := map[uuid.UUID][]smaller{}
	for _, x := range list {
		out[x.Dossier] = append(out[x.Dossier], x)
	}
	return out, err
}

// under computes a term anew. amount is what it was given by.
func (x *smaller) under(was, is *deadlines.Calendar) (to time.Time, amount int, err error) {
	if x.What == MovedWindow {
		if x.Amount != nil {
			amount = *x.Amount
		} else {
			amount = deadlines.OpenDaysBetween(was, x.From, x.Due)
		}
		to, err = windowEnd(is, x.From, amount)
		return to, amount, err
	}
	if x.Amount != nil {
		amount = *x.Amount
	} else {
		amount = deadlines.WorkingMinutesBetween(was, x.From, x.Due)
	}
	to, err = deadlines.AddWorkingMinutes(is, x.From, amount)
	return to, amount, err
}

// moves says where a change takes the term; ok is false where it leaves it: a
// term that is not what the calendar of its time gives has a date of its own,
// and a resident's window is never made shorter.
func (x *smaller) moves(was, is *deadlines.Calendar) (to time.Time, amount int, ok bool, err error) {
	before, amount, err := x.under(was, was)
	if err != nil || !before.Equal(x.Due) {
		return to, amount, false, err
	}
	if to, amount, err = x.under(was, is); err != nil || to.Equal(x.Due) {
		return to, amount, false, err
	}
	return to, amount, x.What != MovedWindow || to.After(x.Due), nil
}
