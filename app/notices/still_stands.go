package notices

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// told are the states of a dossier in which a message still tells the truth.
// What was taken back, or changed, before the message went out is not told;
// the act that changed it tells its own.
var told = map[string]func(state string) bool{
	"dossier.filed":                not("draft"),
	"dossier.accepted":             not("draft", "submitted", "in_transit", "declined"),
	"dossier.received_at_counter":  not("draft", "declined"),
	"dossier.handover_sent":        not("draft", "submitted", "declined"),
	"dossier.handover_received":    not("draft", "submitted", "in_transit", "declined"),
	"dossier.declined":             only("declined"),
	"dossier.supplement_asked":     only("awaiting_supplement"),
	"dossier.window_moved":         only("awaiting_supplement"),
	"dossier.payment_asked":        only("awaiting_payment"),
	"dossier.withdrawal_requested": only("withdrawal_requested"),
	"dossier.withdrawal_refused":   not("withdrawal_requested", "stopped"),
	"dossier.withdrawn":            only("stopped"),
	"dossier.stopped":              only("stopped"),
	"dossier.decided":              only("decided", "returned"),
	"dossier.returned":             only("returned"),
	"dossier.result_revoked":       only("decided", "returned"),
	"dossier.result_replaced":      only("decided", "returned"),
	"resident.supplement_closing":  only("awaiting_supplement"),
	"resident.unclaimed":           only("decided"),
	"officer.withdrawal_requested": only("withdrawal_requested"),
}

func only(states ...string) func(string) bool {
	return func(s string) bool { return slices.Contains(states, s) }
}

func not(states ...string) func(string) bool {
	return func(s string) bool { return !slices.Contains(states, s) }
}

// stands tells whether a queued notice is still to be sent: its dossier is in a
// state that the words fit, and the same was not said anew with other content.
func (s *Service) stands(ctx context.Context, id uuid.UUID, template string) (bool, error) {
	if undone, err := s.undone(ctx, id); err != nil || undone {
		return false, err
	}
	fits, ok := told[template]
	if !ok {
		return true, nil
	}
	type row struct {
		State *string `db:"state"`
		Bound bool    `db:"bound"`
		Newer bool    `db:"newer"`
	}
	r, err := pg.One[row](ctx, s.DB, `SELECT d.state, n.dossier_id IS NOT NULL AS bound,
		EXISTS (SELECT 1 FROM app.notice m WHERE m.dossier_id = n.dossier_id AND m.template = n.template AND m.channel = n.channel AND m.address = n.address AND (m.created_at, m.id) > (n.created_at, n.id)) AS newer
		FROM app.notice n LEFT JOIN app.dossier d ON d.id = n.dossier_id WHERE n.id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil || !r.Bound {
		return err == nil, err
	}
	return r.State != nil && fits(*r.State) && !r.Newer, nil
}
