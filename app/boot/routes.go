package boot

import (
	"context"
	"sync"

	"motcua/app/certifying"

	"github.com/google/uuid"

	"motcua/app/exchange"
	"motcua/app/issuing"
	"motcua/app/procedures/national"
	"motcua/app/reading"
	"motcua/app/sectors"
	"motcua/app/slips"
	"motcua/app/web"
	"motcua/app/web/console"
	"motcua/app/web/partners"
	"motcua/app/web/platform"
	"motcua/app/web/province"
	"motcua/app/web/resident"
	"motcua/app/web/simulated"
	"motcua/migrations"
	"motcua/tenants"
)

// Routes is the whole route table, one part per door.
func (a *App) Routes() [][]web.Route {
	t := [][]web.Route{a.resident().Routes(), a.console().Routes(), a.province().Routes(), a.platform().Routes(), (&partners.Pages{Callbacks: a.Callbacks, Exchange: a.Exchange}).Routes()}
	if a.Config.Demo {
		t = append(t, a.simulated().Routes())
	}
	return t
}

func (a *App) simulated() *simulated.Pages {
	p := &simulated.Pages{DB: a.DB, Now: a.Now, Heard: func(ctx context.Context, tenant, dossier uuid.UUID) error {
		_, err := a.Sectors.Take(tenants.With(ctx, tenants.Worker(tenant)), dossier)
		return err
	}}
	if p.Door = a.Exchange; p.Door != nil {
		if p.Nation, _ = a.Exchange.Portal.(*exchange.Simulated); p.Nation == nil {
			p.Nation, _ = a.Exchange.Registers.(*exchange.Simulated)
		}
	}
	if a.Sectors != nil {
		p.Sectors, _ = a.Sectors.Partner.(*sectors.Simulated)
	}
	return p
}

func (a *App) resident() *resident.Pages {
	p := &resident.Pages{
		Dossiers: a.Dossiers, Documents: a.Documents, Procedures: a.Catalogue, Units: a.Units, People: a.People, Notices: a.Notices, Reports: a.Reports, Templates: a.slipTemplates(), Issuing: a.issuing(), Checking: a.Checking, OldPapers: a.OldPapers, Now: a.Now,
		BaseURL: a.Config.BaseURL, VNeID: "VNeID", Simulated: a.Config.Simulated(), Version: Version, Secure: a.Config.Secure(),
	}
	if a.Config.Demo {
		p.VNeID = "VNeID mô phỏng"
	}
	return p
}

func (a *App) issuing() *issuing.Service {
	return &issuing.Service{DB: a.DB, Dossiers: a.Dossiers, Documents: a.Documents, Procedures: a.Catalogue, Offices: a.Units, Templates: a.slipTemplates(), Now: a.Now, Base: a.Config.BaseURL}
}

func (a *App) slipTemplates() *slips.Templates { return &slips.Templates{DB: a.DB, Now: a.Now} }

func (a *App) console() *console.Pages {
	return &console.Pages{
		Keys: a.Keys, Results: a.Results,
		Dossiers: a.Dossiers, Documents: a.Documents, People: a.People, Authz: a.Authz, Catalogue: a.Catalogue, Offices: a.Units, Notices: a.Notices, DB: a.DB, Now: a.Now,
		Governing: a.Governing, Calendars: a.Calendars, Reports: a.Reports, Keeping: a.Keeping, OldPapers: a.OldPapers, Exchange: a.Exchange, Certify: &certifying.Service{Dossiers: a.Dossiers, Documents: a.Documents, Keys: a.Keys, Offices: a.Units, Reader: reading.New(), Base: a.Config.BaseURL, Statement: a.Config.CertifiedStatement}, Portal: a.resident(), Sectors: a.Sectors.Automatic, BaseURL: a.Config.BaseURL, Simulated: a.Config.Simulated(), Version: Version,
	}
}

// shipped is the catalogue in the binary with what it was made of, read once.
var shipped = sync.OnceValues(func() (*national.Shipped, error) { return national.Open(migrations.Data()) })

func (a *App) province() *province.Pages {
	return &province.Pages{
		Governing: a.Governing, Reports: a.Reports, Keeping: a.Keeping, People: a.People, Authz: a.Authz, Catalogue: a.Catalogue, Revisions: a.Revisions, Trials: a.Trials, Calendars: a.Calendars, Shipped: shipped, Offices: a.Units, Exchange: a.Exchange, Notices: a.Notices, Templates: a.slipTemplates(), Now: a.Now,
		Base: a.Config.BaseURL, Simulated: a.Config.Simulated(), Version: Version,
	}
}

func (a *App) platform() *platform.Pages {
	return &platform.Pages{Governing: a.Governing, Reports: a.Reports, Keeping: a.Keeping, People: a.People, Catalogue: a.Catalogue, Revisions: a.Revisions, Trials: a.Trials, Shipped: shipped, Offices: a.Units, Exchange: a.Exchange, Now: a.Now, Base: a.Config.BaseURL, Simulated: a.Config.Simulated(), Version: Version}
}
