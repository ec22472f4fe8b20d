package dossiers

import (
	"context"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/tenants/registry"
)

// calendar is the one of now, for procedures of a field.
func (s *Service) calendar(ctx context.Context, tenant uuid.UUID, field string) (*deadlines.Calendar, error) {
	return s.calendarAt(ctx, registry.CalendarQuery{Tenant: tenant, Field: field})
}

func (s *Service) calendarAt(ctx context.Context, q registry.CalendarQuery) (*deadlines.Calendar, error) {
	if s.CalendarAt == nil {
		return s.Calendar(ctx, q.Tenant)
	}
	return s.CalendarAt(ctx, q)
}

// calendarOf is the calendar that a promise runs by: the version it was given
// under, with the days since that the law lets move it. now when no clock has started.
func (s *Service) calendarOf(ctx context.Context, d *Dossier, t Terms, now *deadlines.Calendar, rows []ClockRow) (*deadlines.Calendar, error) {
	if len(rows) == 0 {
		return now, nil
	}
	return s.calendarAt(ctx, registry.CalendarQuery{Tenant: d.Competent, Field: t.Field, Pinned: true, Given: given(rows), Least: rows[0].Newest})
}

// given is the version of the calendar under which the promise that stands was given.
func given(rows []ClockRow) int64 {
	v := rows[0].Calendar
	for _, r := range rows {
		if r.Kind == string(deadlines.Restart) {
			v = r.Calendar
		}
	}
	return v
}

// under is the calendar for the next entry: what begins anew is promised by the calendar of now.
func (c *clock) under(next deadlines.Kind) *deadlines.Calendar {
	if c.cal == nil || next == deadlines.Start || next == deadlines.Restart {
		return c.now
	}
	return c.cal
}
