package dossiers

import (
	"context"
	"time"

	"motcua/app/fault"
)

// SectorStatus is what a sector system says of a dossier at a moment.
type SectorStatus struct {
	Words string    // in the words of that system, one line, at most 200 characters kept
	At    time.Time // when it came to be so there
}

// TakeSectorStatus takes in the status that a dossier has in its sector
// system, typed by an officer or brought by the link. One that is not newer
// than what stands there is ignored, whatever the order they arrive in; so is
// the same again. Scope: the holder. Faults: Invalid; Conflict when it is not
// entered there, or is not being processed.
func (s *Service) TakeSectorStatus(ctx context.Context, r Ref, n SectorStatus) error {
	f := map[string]string{}
	n.Words = words(n.Words, 200)
	if n.Words == "" {
		f["status"] = "Ghi trạng thái ở hệ thống chuyên ngành"
	}
	switch {
	case n.At.IsZero():
		f["at_date"] = "Nhập ngày giờ của trạng thái, ví dụ 07/09/2026 và 14:30"
	case n.At.After(s.Now().Add(clockSkew)):
		f["at_date"] = "Thời điểm này chưa tới. Nhập lúc trạng thái có ở đó"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	n.At = n.At.UTC().Truncate(time.Microsecond)
	return s.change(ctx, r, ActSector, func(ctx context.Context, c *change) (event, error) {
		x, err := c.entered(ctx)
		if err != nil {
			return event{}, err
		}
		if c.d.SubmittedAt != nil && n.At.Before(c.d.SubmittedAt.Truncate(24*time.Hour)) {
			return event{}, fault.Fields(map[string]string{"at_date": "Thời điểm này trước ngày nộp hồ sơ"})
		}
		if x.Status == n.Words || x.StatusAt != nil && !n.At.After(*x.StatusAt) {
			return event{}, errNothing
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.sector_case SET status = $2, status_at = $3 WHERE dossier_id = $1`, c.d.ID, n.Words, n.At); err != nil {
			return event{}, err
		}
		return event{kind: "dossier.sector_status", silent: true, data: map[string]any{"system": x.System, "status": n.Words, "at": n.At}}, nil
	})
}

// clockSkew is how far another system's clock may run ahead of ours.
const clockSkew = 5 * time.Minute
