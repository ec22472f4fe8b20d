package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/deadlines"
	"motcua/jobs/args"
	"motcua/tenants/registry"
)

// Outage is an announced outage that is over.
type Outage struct {
	From, Till time.Time
	Reason     string
	LegalBasis string
}

// Paused is what a slice of dossiers came to.
type Paused struct {
	Last   uuid.UUID // where to go on; uuid.Nil: it was the last slice
	Paused int       // clocks that stood still
	Moved  int       // of them, got another date
	Failed int       // could not be computed; they stay as they are
	First  error
}

// PauseOutage writes the pause of an outage into the ledgers of the next
// dossiers whose clock ran meanwhile: from its beginning, or from the last entry
// when that came later, to its end. What was paused anyway, or has an entry
// after the end, is left alone, so twice is once. People whose date moved are
// told. then runs in the same transaction. Scope: worker.
func (s *Service) PauseOutage(ctx context.Context, after uuid.UUID, limit int, o Outage, then func(ctx context.Context, tx pgx.Tx, r Paused) error) (r Paused, err error) {
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		r = Paused{}
		var slice Recount
		err := s.recount(ctx, tx, " FOR UPDATE", after, limit, &slice, func(c *counted) error {
			wrote, moved, err := s.pauseOne(ctx, tx, c, o)
			if wrote {
				r.Paused++
			}
			if moved {
				r.Moved++
			}
			return err
		})
		if err != nil {
			return err
		}
		r.Last, r.Failed, r.First = slice.Last, slice.Failed, slice.First
		return then(ctx, tx, r)
	})
	return r, err
}

// standsStill is the part of an outage in which a clock ran; ok is false where
// there is none, or where it cannot be written any more.
func standsStill(l deadlines.Ledger, o Outage) (from time.Time, ok bool) {
	if len(l) == 0 {
		return from, false
	}
	last := l[len(l)-1]
	for i := len(l) - 1; i >= 0; i-- { // an extension does not say whether it runs
		if k := l[i].Kind; k == deadlines.Pause || k == deadlines.Stop {
			return from, false
		} else if k != deadlines.Extend {
			break
		}
	}
	if from = o.From; last.At.After(from) {
		from = last.At
	}
	return from, from.Before(o.Till)
}

func (s *Service) pauseOne(ctx context.Context, tx pgx.Tx, c *counted, o Outage) (wrote, moved bool, err error) {
	from, ok := standsStill(c.ledger, o)
	if !ok {
		return false, false, nil
	}
	cal, err := s.calendarAt(ctx, c.q)
	if err != nil || deadlines.WorkingMinutesBetween(cal, from, o.Till) == 0 { // nobody would have worked anyway
		return false, false, err
	}
	now, err := s.calendarAt(ctx, registry.CalendarQuery{Tenant: c.q.Tenant, Field: c.q.Field, Least: c.q.Least})
	if err != nil {
		return false, false, err
	}
	k := &clock{cal: cal, now: now, policy: c.policy, ledger: c.ledger}
	try := append(k.ledger[:len(k.ledger):len(k.ledger)], deadlines.Entry{Kind: deadlines.Pause, At: from, LegalBasis: o.LegalBasis}, deadlines.Entry{Kind: deadlines.Resume, At: o.Till})
	if _, err := deadlines.Compute(cal, c.policy, try, o.Till); err != nil {
		return false, false, err // before anything is written
	}
	d, before := c.Dossier, c.DueAt
	if err := k.add(ctx, tx, &d, deadlines.Entry{Kind: deadlines.Pause, At: from, PauseKind: deadlines.WaitOutage, LegalBasis: o.LegalBasis}); err != nil {
		return false, false, err
	}
	if err := k.add(ctx, tx, &d, deadlines.Entry{Kind: deadlines.Resume, At: o.Till}); err != nil {
		return false, false, err
	}
	if err := save(ctx, tx, &d); err != nil {
		return false, false, err
	}
	moved = before != nil && d.DueAt != nil && !before.Equal(*d.DueAt)
	data := map[string]any{"from": from.UTC(), "till": o.Till.UTC(), "reason": o.Reason, "legal_basis": o.LegalBasis}
	if moved {
		data["promise"] = d.DueAt.UTC()
	}
	if err := audit.Write(ctx, tx, audit.Entry{Subject: "dossier", SubjectID: d.ID, Kind: "dossier.outage_paused", Public: true, At: s.Now(), Data: data}); err != nil || !moved {
		return err == nil, false, err
	}
	return true, true, s.Jobs.Insert(ctx, tx, args.NotifyDossier{Ref: args.For(ctx, d.Competent), DossierID: d.ID, Event: "dossier.outage_paused", Version: d.Version})
}
