package exchange

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// A status that failed so often is a dead letter: eight hours of trying.
const most = 14

// hold is how long a status belongs to the process that sends it. One that was
// killed over it lets go after this time; the other side takes an id once.
const hold = time.Minute

// noted is one row of the outbox.
type noted struct {
	ID         uuid.UUID  `db:"id"`
	Dossier    uuid.UUID  `db:"dossier_id"`
	Seq        int        `db:"seq"`
	Code       int        `db:"code"`
	Outcome    string     `db:"outcome"`
	Competent  uuid.UUID  `db:"competent_tenant"`
	DueAt      *time.Time `db:"due_at"`
	HappenedAt time.Time  `db:"happened_at"`
	Attempts   int        `db:"attempts"`
}

// Push sends what waits of one dossier, the oldest first and never past one
// that the other side has not taken. Without a portal, or while it rests,
// everything waits. A try that failed asks for the next one by a job of its
// own. Safe at the same moment from several jobs. Scope: the worker of a tenant
// that reads the dossier.
func (l *Link) Push(ctx context.Context, dossier uuid.UUID) error {
	if l.Portal == nil {
		return nil
	}
	for {
		if d := l.rest.Left(l.Now()); d > 0 {
			return notices.Later{After: d}
		}
		m, err := l.claim(ctx, dossier)
		if m == nil || err != nil {
			return err
		}
		s, err := l.statusOf(ctx, m)
		if err != nil { // ours to mend; it must show, and not stay in the way for ever
			return l.settle(ctx, m, "", fault.New(fault.Unavailable, "unreadable").Wrap(err))
		}
		receipt, err := l.put(ctx, s)
		if err == nil && receipt == "" {
			receipt = m.ID.String() // taken without a number of its own
		}
		_, final := refused(err)
		l.rest.Said(err == nil || final, l.Now())
		if e := l.settle(ctx, m, receipt, err); e != nil || err != nil {
			return e
		}
	}
}

func (l *Link) put(ctx context.Context, s Status) (string, error) {
	ctx, cancel := l.within(ctx)
	defer cancel()
	return l.Portal.Put(ctx, s)
}

// claim takes the oldest status that is not through, if it is due and nobody
// has it; nil when there is none to send now.
func (l *Link) claim(ctx context.Context, dossier uuid.UUID) (m *noted, err error) {
	err = l.DB.Tx(ctx, func(tx pgx.Tx) error {
		rows, err := tx.Query(ctx, `UPDATE app.status_outbox o SET claimed_until = $3, attempts = attempts + 1
			WHERE o.id = (SELECT id FROM app.status_outbox WHERE dossier_id = $1 AND state IN ('waiting', 'dead') ORDER BY seq LIMIT 1)
			AND o.state = 'waiting' AND o.next_at <= $2 AND (o.claimed_until IS NULL OR o.claimed_until < $2)
			RETURNING id, dossier_id, seq, code, outcome, competent_tenant, due_at, happened_at, attempts`, dossier, l.Now(), l.Now().Add(hold))
		if err != nil {
			return err
		}
		x, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[noted])
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		m = &x
		return err
	})
	return m, err
}

// settle writes what became of it: taken, to be tried again, or dead.
func (l *Link) settle(ctx context.Context, m *noted, receipt string, failed error) error {
	now := l.Now()
	return l.DB.Tx(ctx, func(tx pgx.Tx) error {
		if failed == nil {
			_, err := tx.Exec(ctx, `UPDATE app.status_outbox SET state = 'acked', receipt = $2, ended_at = $3, claimed_until = NULL, failed_key = '' WHERE id = $1 AND state = 'waiting'`, m.ID, clip(receipt, 100), now)
			return err
		}
		key, final := refused(failed)
		if final {
			key = "refused." + key
		} else {
			key = reasonOf(failed)
		}
		if final || m.Attempts >= most {
			_, err := tx.Exec(ctx, `UPDATE app.status_outbox SET state = 'dead', failed_key = $2, ended_at = $3, claimed_until = NULL WHERE id = $1 AND state = 'waiting'`, m.ID, key, now)
			return err
		}
		next := now.Add(backoff(m.Attempts))
		if _, err := tx.Exec(ctx, `UPDATE app.status_outbox SET failed_key = $2, next_at = $3, claimed_until = NULL WHERE id = $1 AND state = 'waiting'`, m.ID, key, next); err != nil {
			return err
		}
		sc, err := tenants.From(ctx)
		if err != nil {
			return err
		}
		return l.Jobs.InsertAt(ctx, tx, args.PushStatus{Ref: args.For(ctx, sc.Tenant), DossierID: m.Dossier}, next)
	})
}

// backoff doubles from 15 seconds to an hour.
func backoff(attempts int) time.Duration {
	d := 15 * time.Second << min(max(attempts-1, 0), 10)
	return min(d, time.Hour)
}

// reasonOf is a short key for why there was no answer.
func reasonOf(err error) string {
	if errors.Is(err, context.DeadlineExceeded) {
		return "no_answer"
	}
	if k := fault.As(err).Key; k != "" && fault.Is(err, fault.Unavailable) {
		return k
	}
	return "down"
}

// slice is how many dossiers are asked for at once.
const slice = 200

// CatchUp asks for what waits in the whole tenant and should have gone by now;
// quiet is how long it may have been due. more tells that there is more to ask
// for. Scope: worker.
func (l *Link) CatchUp(ctx context.Context, quiet time.Duration) (more bool, err error) {
	sc, err := tenants.From(ctx)
	if err != nil || l.Portal == nil {
		return false, err
	}
	now := l.Now()
	ids, err := pg.Values[uuid.UUID](ctx, l.DB, `SELECT DISTINCT o.dossier_id FROM app.status_outbox o WHERE o.tenant_id = $1 AND o.state = 'waiting' AND o.next_at <= $2 AND ($5 OR o.created_at <= $2)
		AND (o.claimed_until IS NULL OR o.claimed_until < $3) AND NOT EXISTS (SELECT 1 FROM app.status_outbox b WHERE b.dossier_id = o.dossier_id AND b.seq < o.seq AND b.state IN ('waiting', 'dead')) LIMIT $4`,
		sc.Tenant, now.Add(-quiet), now, slice, quiet == 0)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	list := make([]river.JobArgs, len(ids))
	for i, id := range ids {
		list[i] = args.PushStatus{Ref: args.For(ctx, sc.Tenant), DossierID: id}
	}
	return len(ids) == slice, l.DB.Tx(ctx, func(tx pgx.Tx) error { return l.Jobs.InsertMany(ctx, tx, list) })
}
