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
// Precondition: it is still queued, its time has come, and what it tells still
// stands; else it does nothing, or is dropped. A partner that is down is Later,
// a refusal marks the notice failed. A crash between sending and remembering
// sends again under the same id, which partners that know ids deliver once. A
// Zalo message that does not arrive becomes an SMS. Faults: Later; those of
// the database.
func (s *Service) SendNotice(ctx context.Context, id uuid.UUID) error {
	type row struct {
		Channel   string     `db:"channel"`
		Template  string     `db:"template"`
		Address   string     `db:"address"`
		Subject   string     `db:"subject"`
		Body      string     `db:"body"`
		State     string     `db:"state"`
		Attempts  int        `db:"attempts"`
		CreatedAt time.Time  `db:"created_at"`
		SendAt    time.Time  `db:"send_at"`
		SentAt    *time.Time `db:"sent_at"`
	}
	n, err := pg.One[row](ctx, s.DB, `SELECT channel, template, address, subject, body, state, attempts, created_at, send_at, sent_at FROM app.notice WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	now := s.Now()
	if n.State != "queued" {
		if n.Channel != ChannelZNS || n.SentAt == nil || now.Sub(*n.SentAt) > 15*time.Minute {
			return nil
		}
		return s.watchZalo(ctx, id, n.State)
	}
	at := s.earliest(n.Channel, n.Template, now)
	if n.SendAt.After(at) {
		at = n.SendAt
	}
	if at.After(now) {
		return Later{at.Sub(now)}
	}
	if ok, err := s.stands(ctx, id, n.Template); err != nil {
		return err
	} else if !ok {
		return s.mark(ctx, id, "dropped", "notice.taken_back", "", nil)
	}
	out, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	provider := ""
	switch {
	case n.Channel == ChannelSMS:
		provider, err = phoneVia(out, s.SMS, id, n.Address, n.Body)
	case n.Channel == ChannelEmail:
		provider, err = mailVia(out, s.Mail, id, n.Address, n.Subject, n.Body)
	case n.Channel == ChannelZNS && s.Zalo != nil:
		provider, err = phoneVia(out, s.Zalo, id, n.Address, n.Body)
	case n.Channel == ChannelZNS:
		err = fault.New(fault.Invalid, "zns.refused") // Zalo was switched off meanwhile
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
	sent := &now
	if state != "sent" {
		sent, provider = nil, ""
	}
	if e := s.mark(ctx, id, state, key, provider, sent); e != nil {
		return e
	}
	switch {
	case state == "queued":
		return Later{backoff(n.Attempts)}
	case state == "failed" && n.Channel == ChannelZNS:
		return s.insteadOfZalo(ctx, id)
	case state == "sent" && n.Channel == ChannelZNS:
		return Later{time.Minute} // to look whether it arrived
	}
	return nil
}

// mark remembers what happened outside, even when the job's time ran out meanwhile.
// A partner that reported already has said more.
func (s *Service) mark(ctx context.Context, id uuid.UUID, state, key, provider string, sent *time.Time) error {
	keep, done := context.WithTimeout(context.WithoutCancel(ctx), 10*time.Second)
	defer done()
	err := s.DB.Tx(keep, func(tx pgx.Tx) error {
		_, err := tx.Exec(keep, `UPDATE app.notice SET state = CASE WHEN state = 'queued' THEN $2 ELSE state END, provider = CASE WHEN state = 'queued' THEN $3 ELSE provider END,
			failed_key = CASE WHEN state = 'queued' THEN $4 ELSE failed_key END, attempts = attempts + CASE WHEN $2 = 'dropped' THEN 0 ELSE 1 END, sent_at = coalesce($5::timestamptz, sent_at)
			WHERE id = $1 AND state IN ('queued', 'delivered', 'bounced')`, id, state, provider, key, sent)
		return err
	})
	if err != nil {
		return fmt.Errorf("remember notice: %w", err)
	}
	return nil
}

// watchZalo looks again at a Zalo message that was taken: one that came back
// becomes an SMS. After a quarter of an hour without a word it counts as sent.
func (s *Service) watchZalo(ctx context.Context, id uuid.UUID, state string) error {
	switch state {
	case "sent":
		return Later{time.Minute}
	case "bounced":
		return s.insteadOfZalo(ctx, id)
	}
	return nil
}

// insteadOfZalo queues the SMS in place of a Zalo message, once.
func (s *Service) insteadOfZalo(ctx context.Context, id uuid.UUID) error {
	type row struct {
		Dossier     uuid.UUID  `db:"dossier_id"`
		Resident    *uuid.UUID `db:"resident_id"`
		Template    string     `db:"template"`
		Address     string     `db:"address"`
		Alternative string     `db:"alternative"`
		Dedupe      string     `db:"dedupe"`
	}
	n, err := pg.One[row](ctx, s.DB, `SELECT dossier_id, resident_id, template, address, alternative, dedupe FROM app.notice WHERE id = $1 AND dossier_id IS NOT NULL AND alternative <> ''`, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return s.write(ctx, []notice{{dossier: n.Dossier, resident: n.Resident, channel: ChannelSMS, template: n.Template, address: n.Address, body: n.Alternative, dedupe: n.Dedupe + ":instead"}})
}

// backoff is 15 s, 30 s, 1 min … 15 min.
func backoff(attempts int) time.Duration {
	return min(15*time.Second<<min(attempts, 10), 15*time.Minute)
}
