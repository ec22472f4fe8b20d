// Package simulated shows what simulated partners received, and lets somebody
// play the simulated sector systems, national portal and registers. Its routes
// exist in demo mode only.
package simulated

import (
	"context"
	"net/http"
	"time"

	"github.com/google/uuid"

	"motcua/app/exchange"
	"motcua/app/sectors"
	"motcua/app/web"
	"motcua/storage/pg"
)

// Pages are the pages of simulated partners. Sectors nil: sector systems are
// not simulated here; Nation nil: neither portal nor registers are.
type Pages struct {
	DB      *pg.DB
	Sectors *sectors.Simulated
	Heard   func(ctx context.Context, tenant, dossier uuid.UUID) error // the simulated sector system has something to say
	Nation  *exchange.Simulated
	Door    *exchange.Link // through which the simulated portal sends
	Now     func() time.Time
}

// Routes is this package's part of the table.
func (p *Pages) Routes() []web.Route {
	list := []web.Route{{Method: http.MethodGet, Path: "/mo-phong/hop-thu", Door: web.Public, Do: p.outbox}}
	if p.Sectors != nil {
		list = append(list,
			web.Route{Method: http.MethodGet, Path: sectorPath, Door: web.Public, Do: p.sector},
			web.Route{Method: http.MethodPost, Path: sectorPath, Door: web.Public, Body: 26 << 20, Do: p.play})
	}
	if p.Nation != nil {
		list = append(list,
			web.Route{Method: http.MethodGet, Path: nationPath, Door: web.Public, Do: p.nation},
			web.Route{Method: http.MethodPost, Path: nationPath, Door: web.Public, Do: p.behave},
			web.Route{Method: http.MethodPost, Path: nationPath + "/nop", Door: web.Public, Do: p.fileThere})
	}
	return list
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
