package dossiers

import (
	"context"
	"strings"

	"motcua/app/deadlines"
	"motcua/app/fault"
)

// Accept takes an online filing in: the clock starts and the promise is made
// (M01). Scope: the holder. Faults: Invalid while a required paper is marked
// faulty; NotFound; Conflict.
func (s *Service) Accept(ctx context.Context, r Ref) error {
	return s.change(ctx, r, ActAccept, func(ctx context.Context, c *change) (event, error) {
		if c.d.Competent != c.me {
			return event{}, movedOn() // it is another tenant's to accept: hand it over
		}
		var faulty int
		if err := c.tx.QueryRow(ctx, `SELECT count(*) FROM app.paper WHERE dossier_id = $1 AND state = 'faulty'`, c.d.ID).Scan(&faulty); err != nil {
			return event{}, err
		}
		if faulty > 0 {
			return event{}, fault.New(fault.Invalid, "dossier.faulty_papers", "Còn giấy tờ chưa đạt. Yêu cầu bổ sung trước khi tiếp nhận.")
		}
		if err := c.accept(ctx); err != nil {
			return event{}, err
		}
		return event{kind: "dossier.accepted", data: map[string]any{"code": c.d.CodeText(), "promise": c.d.DueAt}}, nil
	})
}

// accept starts the clock and opens the first steps.
func (c *change) accept(ctx context.Context) error {
	k, err := c.clock(ctx)
	if err != nil {
		return err
	}
	if err := k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Start, At: c.now}); err != nil {
		return err
	}
	c.d.State, c.d.AcceptedAt = Accepted, &c.now
	return c.begin(ctx)
}

// Decline refuses to take a filing in, with the reason and what to do instead (M03).
func (s *Service) Decline(ctx context.Context, r Ref, reason, remedy string) error {
	reason, remedy = strings.TrimSpace(reason), strings.TrimSpace(remedy)
	f := map[string]string{}
	if reason == "" {
		f["reason"] = "Ghi rõ lý do không tiếp nhận"
	}
	if remedy == "" {
		f["remedy"] = "Ghi việc người dân cần làm tiếp"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	return s.change(ctx, r, ActDecline, func(ctx context.Context, c *change) (event, error) {
		c.d.State, c.d.EndedBy, c.d.DueAt = Declined, "declined", nil
		return event{kind: "dossier.declined", data: map[string]any{"code": c.d.CodeText(), "reason": reason, "remedy": remedy}}, nil
	})
}
