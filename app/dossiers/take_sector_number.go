package dossiers

import (
	"context"

	"github.com/google/uuid"

	"motcua/app/fault"
)

// TakeSectorNumber takes in the number that the sector system gave a dossier
// which the link handed over. Twice is once; a number that an officer typed
// meanwhile stays. Scope: the holder's worker. Faults: Invalid for what is no
// number, or is another dossier's; Conflict.
func (s *Service) TakeSectorNumber(ctx context.Context, dossier uuid.UUID, number string) error {
	n, ok := cleanNumber(number)
	if !ok {
		return fault.Fields(map[string]string{"number": "Hệ thống chuyên ngành gửi về một số không đọc được"})
	}
	return s.change(ctx, Ref{ID: dossier}, ActSector, func(ctx context.Context, c *change) (event, error) {
		if err := c.sectorDecides(); err != nil {
			return event{}, err
		}
		x, err := c.sectorCase(ctx)
		if err != nil {
			return event{}, err
		}
		if x == nil || x.State != "handing" {
			return event{}, errNothing
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.sector_case SET state = 'open', number = $2 WHERE dossier_id = $1`, c.d.ID, n); err != nil {
			return event{}, taken(err, "sector_case_number", "number", "Số này đã ghi cho hồ sơ khác")
		}
		return c.sectorSent(n), nil
	})
}
