package notices

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// Later is returned when a notice cannot go out now and is to be tried again
// after a while: a partner that is down, or the night. It is no failure.
type Later struct{ After time.Duration }

func (l Later) Error() string { return "notice: later" }

// giveUp is the age at which a notice tells nobody anything new.
const giveUp = 72 * time.Hour

// receipts answer what the person did this moment, so they go out at any hour.
var receipts = map[string]bool{
	"dossier.filed": true, "dossier.received_at_counter": true, "dossier.handover_sent": true, "dossier.supplement_answered": true,
	"dossier.withdrawn": true, "dossier.withdrawal_requested": true, "dossier.returned": true,
}

// earliest is when a notice of that kind may go out. It never looks at the
// clock itself: a second look is later than the first, and "not yet" for ever.
func (s *Service) earliest(channel, template string, now time.Time) time.Time {
	if channel != ChannelSMS || receipts[template] {
		return now
	}
	return s.Quiet.Next(now)
}

// SendNotice hands one queued notice to its channel. Scope: worker.
// Precondition: it is still queued; else it does nothing. A partner that is
// down is Later, a refusal marks the notice failed. A crash between sending
// and remembering sends again under the same id, which partners that know ids
// deliver once. Faults: Later; those of the database.
func (s *Service) SendNotice(ctx context.Context, id uuid.UUID) error {
	type row struct {
		Channel   string    `db:"channel"`
		Template  string    `db:"template"`
		Address   string    `db:"address"`
		Subject   string    `db:"subject"`
		Body      string    `db:"body"`
		State     string    `db:"state"`
		Attempts  int       `db:"attempts"`
		CreatedAt time.Time `db:"created_at"`
	}
	n, err := pg.One[row](ctx, s.DB, `SELECT channel, template, address, subject, body, state, attempts, created_at FROM app.notice WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || n.State != "queued" {
		return err
	}
	now := s.Now()
	if at := s.earliest(n.Channel, n.Template, now); at.After(now) {
		return Later{at.Sub(now)}
	}
	out, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	switch n.Channel {
	case ChannelSMS:
		err = s.SMS.Send(out, id, n.Address, n.Body)
	case ChannelEmail:
		err = s.Mail.Send(out, id, n.Address, n.Subject, n.Body)
	default:
		return fault.New(fault.Internal, "notice.channel")
	}
	state, key := "sent", ""
	switch {
	case err == nil:
	case fault.Is(err, fault.Invalid):
		state, key = "failed", fault.As(err).Key
	case now.Sub(n.CreatedAt) > giveUp:
		state, key = "failed", "notice.too_old"
	default:
		state, key = "queued", "partner.down"
		if f := fault.As(err); f.Kind == fault.Unavailable {
			key = f.Key
		}
	}
	// what happened outside is remembered even when the job's time ran out meanwhile
	keep, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	if e := s.DB.Tx(keep, func(tx pgx.Tx) error {
		return pg.MustAffect(tx.Exec(keep, `UPDATE app.notice SET state = $2, attempts = attempts + 1, failed_key = $3, sent_at = CASE WHEN $2 = 'sent' THEN $4::timestamptz END WHERE id = $1 AND state = 'queued'`, id, state, key, now))
	}); e != nil {
		return fmt.Errorf("remember notice: %w", e)
	}
	if state == "queued" {
		return Later{backoff(n.Attempts)}
	}
	return nil
}

// backoff is 15 s, 30 s, 1 min … 15 min.
func backoff(attempts int) time.Duration {
	return min(15*time.Second<<min(attempts, 10), 15*time.Minute)
}
