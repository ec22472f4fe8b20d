package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// Message is one letter or text message that this tenant sent about a dossier.
type Message struct {
	Channel   string     `db:"channel"` // email, sms
	Template  string     `db:"template"`
	Address   string     `db:"address"`
	Subject   string     `db:"subject"`
	Body      string     `db:"body"`
	State     string     `db:"state"` // queued, sent, failed
	FailedKey string     `db:"failed_key"`
	CreatedAt time.Time  `db:"created_at"`
	SentAt    *time.Time `db:"sent_at"`
}

// Messages of a dossier by the context's tenant, newest first. Scope: tenant.
func (s *Service) Messages(ctx context.Context, id uuid.UUID) ([]Message, error) {
	return pg.Rows[Message](ctx, s.DB, `SELECT channel, template, address, subject, body, state, failed_key, created_at, sent_at
		FROM app.notice WHERE dossier_id = $1 ORDER BY created_at DESC, id LIMIT 100`, id)
}
