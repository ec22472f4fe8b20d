package boot

import (
	"context"
	"fmt"

	"motcua/app/config"
	"motcua/app/exchange"
	"motcua/app/procedures/revision"
	"motcua/app/web/questions"
)

// nation links the dossiers to the national portal and the registers; the
// simulated ones say "mô phỏng" and exist in demo mode only.
func (a *App) nation() (*exchange.Link, error) {
	l := &exchange.Link{
		DB: a.DB, Jobs: a.Jobs, Dossiers: a.Dossiers, Documents: a.Documents, Catalogue: a.Catalogue, Offices: a.Units, Refused: a.Config.PortalRefusedCode, Now: a.Now,
		Places: func(ctx context.Context) revision.Places { return questions.PlacesIn(ctx, a.Units) },
	}
	sim := exchange.NewSimulated(a.Now)
	switch v := a.Config.NationalPortal; v {
	case "", "none":
	case config.Simulator:
		l.Portal, l.Secret = sim, []byte(a.Config.NationalPortalSecret)
	default:
		p, err := exchange.NewHTTPPartner(v, []byte(a.Config.NationalPortalSecret), a.Now)
		if err != nil {
			return nil, fmt.Errorf("NATIONAL_PORTAL: %w", err)
		}
		l.Portal, l.Secret = p, []byte(a.Config.NationalPortalSecret)
	}
	switch v := a.Config.Registers; v {
	case "", "none":
	case config.Simulator:
		l.Registers = sim
	default:
		p, err := exchange.NewHTTPPartner(v, []byte(a.Config.RegistersSecret), a.Now)
		if err != nil {
			return nil, fmt.Errorf("REGISTERS: %w", err)
		}
		l.Registers = p
	}
	return l, nil
}
