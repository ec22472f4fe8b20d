package dossiers

import (
	"context"

	"motcua/app/fault"
)

// SendToSector records that an officer entered the dossier in the sector
// system that decides it, with its number there. The same number again changes
// nothing; another corrects a slip. It also serves when the link brought no
// number: from then on an officer types. Scope: the holder.
// Faults: Invalid; Conflict when it is decided here, or a result is on its way here.
func (s *Service) SendToSector(ctx context.Context, r Ref, number string) error {
	n, ok := cleanNumber(number)
	switch {
	case n == "":
		return required("number", "", "Nhập số hồ sơ ở hệ thống chuyên ngành")
	case !ok:
		return required("number", "", "Số hồ sơ có chữ số, chỉ gồm chữ, số, dấu chấm, gạch, tối đa 60 ký tự")
	}
	return s.change(ctx, r, ActSector, func(ctx context.Context, c *change) (event, error) {
		x, err := c.maySend(ctx)
		if err != nil {
			return event{}, err
		}
		if x != nil && x.Number == n && x.Door == DoorTyped {
			return event{}, errNothing
		}
		_, err = c.tx.Exec(ctx, `INSERT INTO app.sector_case (dossier_id, tenant_id, system, door, state, number, entered_name, entered_at) VALUES ($1, $2, $3, 'typed', 'open', $4, $5, $6)
			ON CONFLICT (dossier_id) DO UPDATE SET door = 'typed', state = 'open', number = EXCLUDED.number`, c.d.ID, c.me, c.t.Sector, n, c.actor.Name, c.now)
		if err != nil {
			return event{}, taken(err, "sector_case_number", "number", "Số này đã ghi cho hồ sơ khác. Xem lại số ở hệ thống chuyên ngành")
		}
		return c.sectorSent(n), nil
	})
}

// maySend gives the case that stands there already; nil for a first time.
func (c *change) maySend(ctx context.Context) (*SectorCase, error) {
	if err := c.sectorDecides(); err != nil {
		return nil, err
	}
	if rows, err := c.results(ctx, "drafted", "initialled", "approved", "numbered", "issued"); err != nil {
		return nil, err
	} else if len(rows) > 0 {
		return nil, fault.New(fault.Conflict, "sector.drafted_here", "Kết quả đang được trình ký tại đây. Trả lại bước soạn rồi mới chuyển sang hệ thống chuyên ngành.")
	}
	return c.sectorCase(ctx)
}

// sectorSent is the event that the resident sees; the words for both doors.
func (c *change) sectorSent(number string) event {
	return event{kind: "dossier.sector_sent", silent: true, data: map[string]any{"system": c.t.Sector, "number": number}}
}
