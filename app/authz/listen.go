package authz

import (
	"context"
	"log/slog"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgxlisten"
)

// channel carries a tenant's id, or "all".
const channel = "authz"

// Listen drops what another replica changed, until ctx ends. It holds one
// connection of its own, which must not go through a transaction-pooling
// PgBouncer. While it is disconnected every answer is reloaded after a second,
// and on reconnection everything is dropped, since announcements were missed.
func (a *Authz) Listen(ctx context.Context) error {
	l := &pgxlisten.Listener{
		Connect: func(ctx context.Context) (*pgx.Conn, error) {
			a.hears.Store(false)
			ctx, stop := context.WithTimeout(ctx, listenTimeout)
			defer stop()
			return pgx.Connect(ctx, a.db.URL())
		},
		LogError: func(ctx context.Context, err error) {
			a.hears.Store(false)
			if ctx.Err() == nil {
				slog.WarnContext(ctx, "authz listener", "error", err)
			}
		},
		ReconnectDelay: reconnectWait,
	}
	l.Handle(channel, handler{a})
	for name, do := range a.heard {
		l.Handle(name, others{do})
	}
	defer a.hears.Store(false)
	return l.Listen(ctx)
}

type handler struct{ a *Authz }

func (h handler) HandleNotification(_ context.Context, n *pgconn.Notification, _ *pgx.Conn) error {
	id, err := uuid.Parse(n.Payload)
	if err != nil {
		id = uuid.Nil // "all", or something newer than we are: forget everything
	}
	h.a.drop(id)
	return nil
}

func (h handler) HandleBacklog(context.Context, string, *pgx.Conn) error {
	h.a.drop(uuid.Nil)
	h.a.hears.Store(true)
	return nil
}

// Hear lets the same connection also listen on another channel: do runs at each
// notification there, and after a reconnection, since some may have been
// missed. Call it before Listen.
func (a *Authz) Hear(channel string, do func()) {
	if a.heard == nil {
		a.heard = map[string]func(){}
	}
	a.heard[channel] = do
}

type others struct{ do func() }

func (o others) HandleNotification(context.Context, *pgconn.Notification, *pgx.Conn) error {
	o.do()
	return nil
}

func (o others) HandleBacklog(context.Context, string, *pgx.Conn) error {
	o.do()
	return nil
}

// Announce tells every replica, when tx commits, that a tenant's grants changed.
// With uuid.Nil it tells them to forget all.
func Announce(ctx context.Context, tx pgx.Tx, tenant uuid.UUID) error {
	payload := "all"
	if tenant != uuid.Nil {
		payload = tenant.String()
	}
	_, err := tx.Exec(ctx, `SELECT pg_notify($1, $2)`, channel, payload)
	return err
}
