package notices

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// Reminder is a word about time, said once per dossier, template and moment:
// a dossier whose due moment moves is reminded of anew.
type Reminder struct {
	Template string // resident.unclaimed, resident.supplement_closing, resident.paper_ends
	Dossier  uuid.UUID
	At       time.Time // the moment it is about
	Own      bool      // told to the resident whose dossier it is, and to nobody else in it
}

// Key names the reminder; Reminded gives those that were written.
func (r Reminder) Key() string {
	return fmt.Sprintf("remind:%s:%s:%d", r.Template, r.Dossier, r.At.Unix())
}

// Reminded tells which reminders of these dossiers are written already.
// Scope: worker.
func (s *Service) Reminded(ctx context.Context, dossiers []uuid.UUID) (map[string]bool, error) {
	keys, err := pg.Values[string](ctx, s.DB, `SELECT dedupe FROM app.notice WHERE dossier_id = ANY ($1) AND dedupe LIKE 'remind:%'`, dossiers)
	out := make(map[string]bool, len(keys))
	for _, k := range keys { // remind:template:dossier:moment:channel:recipient
		if p := strings.SplitN(k, ":", 5); len(p) == 5 {
			out[strings.Join(p[:4], ":")] = true
		}
	}
	return out, err
}

// RemindResidents queues an SMS and an e-mail to the people of the dossier;
// an SMS waits for the morning. Scope: worker.
func (s *Service) RemindResidents(ctx context.Context, r Reminder) error {
	l, ok, err := s.reminder(ctx, r)
	if err != nil || !ok {
		return err
	}
	phones, emails, err := s.parties(ctx, r.Dossier)
	if err != nil {
		return err
	}
	if r.Own {
		owner, err := pg.Value[*uuid.UUID](ctx, s.DB, `SELECT resident_id FROM app.dossier WHERE id = $1`, r.Dossier)
		if err != nil {
			return err
		}
		other := func(x recipient) bool { return owner == nil || x.resident == nil || *x.resident != *owner }
		phones, emails = slices.DeleteFunc(phones, other), slices.DeleteFunc(emails, other)
	}
	return s.write(ctx, s.chosen(s.letters(r.Dossier, r.Template, r.Key(), l, phones, emails), l))
}

// reminder renders; ok is false when the dossier is no longer here.
func (s *Service) reminder(ctx context.Context, r Reminder) (Letter, bool, error) {
	d, err := s.dossier(ctx, r.Dossier)
	if fault.Is(err, fault.NotFound) {
		return Letter{}, false, nil
	}
	if err != nil {
		return Letter{}, false, err
	}
	f, err := s.facts(ctx, d, "")
	if err != nil {
		return Letter{}, false, err
	}
	f.Ends = r.At
	l, ok, err := s.letter(ctx, r.Template, f)
	if err != nil {
		return l, false, err
	}
	if !ok {
		return l, false, fault.New(fault.Internal, "notice.no_template")
	}
	return l, true, nil
}
