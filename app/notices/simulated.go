package notices

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/storage/pg"
)

// SimulatedSMS, SimulatedMail and SimulatedZalo are the partners of a development machine:
// they deliver to the page "Tin nhắn mô phỏng" and to nobody else. The
// configuration refuses them in production.
type (
	SimulatedSMS  struct{ DB *pg.DB }
	SimulatedMail struct{ DB *pg.DB }
	SimulatedZalo struct{ DB *pg.DB }
)

// Send keeps a text message; the same id is kept once.
func (s SimulatedSMS) Send(ctx context.Context, id uuid.UUID, phone, text string) error {
	return keep(ctx, s.DB, id, ChannelSMS, phone, "", text)
}

// Send keeps an e-mail; the same id is kept once.
func (s SimulatedMail) Send(ctx context.Context, id uuid.UUID, to, subject, body string) error {
	return keep(ctx, s.DB, id, ChannelEmail, to, subject, body)
}

// Send keeps a Zalo message; the same id is kept once.
func (s SimulatedZalo) Send(ctx context.Context, id uuid.UUID, phone, text string) error {
	return keep(ctx, s.DB, id, ChannelZNS, phone, "", text)
}

func keep(ctx context.Context, db *pg.DB, id uuid.UUID, channel, address, subject, body string) error {
	return db.Tx(ctx, func(tx pgx.Tx) error {
		// no conflict target: naming one would need the right to read
		_, err := tx.Exec(ctx, `INSERT INTO app.simulated_message (id, channel, address, subject, body) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING`, id, channel, address, subject, body)
		return err
	})
}
