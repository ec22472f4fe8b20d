// Package simulated shows what simulated partners received. Its routes exist
// in demo mode only.
package simulated

import (
	"net/http"
	"time"

	"motcua/app/web"
	"motcua/storage/pg"
)

// Pages are the pages of simulated partners.
type Pages struct{ DB *pg.DB }

// Routes is this package's part of the table.
func (p *Pages) Routes() []web.Route {
	return []web.Route{{Method: http.MethodGet, Path: "/mo-phong/hop-thu", Door: web.Public, Do: p.outbox}}
}

type message struct {
	Channel string    `db:"channel"`
	Address string    `db:"address"`
	Subject string    `db:"subject"`
	Body    string    `db:"body"`
	At      time.Time `db:"at"`
}

// outbox lists the last messages that a real deployment would have sent.
func (p *Pages) outbox(c *web.Ctx) error {
	ms, err := pg.Rows[message](c.PublicContext(), p.DB, `SELECT channel, address, subject, body, at FROM app.simulated_message ORDER BY at DESC LIMIT 100`)
	if err != nil {
		return err
	}
	return c.Page(http.StatusOK, outboxPage(ms))
}
