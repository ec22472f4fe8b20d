package notices

import (
	"context"
	"time"

	"github.com/google/uuid"
)

// lapses says what follows when the papers do not come.
func lapses(f Facts) string {
	if f.Declines {
		return "Quá thời hạn này, hồ sơ không được tiếp nhận."
	}
	return "Quá thời hạn này, hồ sơ sẽ dừng giải quyết."
}

// PreviewSupplement is the SMS that a request for papers would send, in the
// words of the tenant's province, and of how many parts it is. Scope: tenant.
// Fault: NotFound.
func (s *Service) PreviewSupplement(ctx context.Context, dossier uuid.UUID, items []Item, message string, closes time.Time) (sms string, segments int, err error) {
	d, err := s.dossier(ctx, dossier)
	if err != nil {
		return "", 0, err
	}
	f, err := s.facts(ctx, d, "")
	if err != nil {
		return "", 0, err
	}
	f.Items, f.Message, f.Closes = items, message, closes
	l, _, err := s.letter(ctx, "dossier.supplement_asked", f)
	return l.SMS, Segments(l.SMS), err
}
