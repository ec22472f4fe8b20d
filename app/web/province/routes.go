package province

import (
	"net/http"

	"motcua/app/procedures/exchange"
	"motcua/app/web"
)

// Routes is the table of the province's pages with the permission of each.
func (p *Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	line := func(method, path, object, action string, do web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Door: web.Province, Object: object, Action: action, Do: do}
	}
	with := func(r web.Route, body int64) web.Route { r.Body = body; return r }
	return append(p.buildRoutes(), []web.Route{
		line(get, "/tinh", "report", "read", p.Dashboard),
		line(get, "/tinh/xuat.csv", "report", "read", p.Export),
		line(get, "/tinh/phu-xanh", "tenant", "read", p.Readiness),

		line(get, "/tinh/xa/:id", "report", "read", p.Commune),
		line(get, "/tinh/xa/:id/thiet-lap", "tenant", "read", p.Settings),
		line(post, "/tinh/xa/:id/thiet-lap", "tenant", "manage", p.SaveSettings),
		line(get, "/tinh/xa/:id/mo", "tenant", "golive", p.AskGoLive),
		line(post, "/tinh/xa/:id/mo", "tenant", "golive", p.GoLive),
		line(get, "/tinh/xa/:id/lich-su", "history", "read", p.CommuneHistory),

		line(get, "/tinh/xa/:id/nhan-su", "people", "list", p.Staff),
		line(get, "/tinh/xa/:id/nhan-su/moi", "people", "manage", p.AskInvite),
		line(post, "/tinh/xa/:id/nhan-su/moi", "people", "manage", p.Invite),
		line(get, "/tinh/xa/:id/nhan-su/:staff", "people", "list", p.Person),
		line(post, "/tinh/xa/:id/nhan-su/:staff/vai-tro", "people", "grant", p.SetRoles),
		line(post, "/tinh/xa/:id/nhan-su/:staff/tai-khoan", "people", "manage", p.SetAccount),
		line(post, "/tinh/xa/:id/nhan-su/:staff/moi-lai", "people", "manage", p.Reinvite),

		line(get, "/tinh/nhan-su", "people", "list", p.Staff),
		line(get, "/tinh/nhan-su/moi", "people", "manage", p.AskInvite),
		line(post, "/tinh/nhan-su/moi", "people", "manage", p.Invite),
		line(get, "/tinh/nhan-su/:staff", "people", "list", p.Person),
		line(post, "/tinh/nhan-su/:staff/vai-tro", "people", "grant", p.SetRoles),
		line(post, "/tinh/nhan-su/:staff/tai-khoan", "people", "manage", p.SetAccount),
		line(post, "/tinh/nhan-su/:staff/moi-lai", "people", "manage", p.Reinvite),

		line(get, "/tinh/thu-tuc", "procedure", "list", p.Procedures),
		line(get, "/tinh/thu-tuc/nhap", "procedure", "edit", p.AskImport),
		with(line(post, "/tinh/thu-tuc/nhap", "procedure", "edit", p.CheckImport), exchange.MaxBytes+1<<20),
		line(get, "/tinh/thu-tuc/nhap/:id", "procedure", "edit", p.ImportReport),
		line(post, "/tinh/thu-tuc/nhap/:id", "procedure", "edit", p.ConfirmImport),
		line(get, "/tinh/thu-tuc/:code", "procedure", "list", p.Procedure),
		line(get, "/tinh/thu-tuc/:code/xuat.yaml", "procedure", "list", p.ExportYAML),
		line(get, "/tinh/thu-tuc/:code/xuat.json", "procedure", "list", p.ExportJSON),
		line(get, "/tinh/thu-tuc/:code/xac-nhan", "procedure", "set", p.ConfirmProcedure),
		line(post, "/tinh/thu-tuc/:code", "procedure", "set", p.SetProcedure),

		line(get, "/tinh/thu-tuc/moi", "procedure", "edit", p.AskNewProcedure),
		line(post, "/tinh/thu-tuc/moi", "procedure", "edit", p.NewProcedure),
		line(get, "/tinh/thu-tuc/:code/bai-bo", "procedure", "publish", p.AskRetireProcedure),
		line(post, "/tinh/thu-tuc/:code/bai-bo", "procedure", "publish", p.RetireProcedure),
		line(get, "/tinh/thu-tuc/:code/phien-ban", "procedure", "list", p.Versions),
		line(post, "/tinh/thu-tuc/:code/phien-ban", "procedure", "edit", p.StartVersion),
		line(get, "/tinh/thu-tuc/:code/phien-ban/so-sanh", "procedure", "list", p.Compare),
		line(get, "/tinh/thu-tuc/:code/phien-ban/cap-nhat", "procedure", "edit", p.Upstream),
		line(post, "/tinh/thu-tuc/:code/phien-ban/cap-nhat", "procedure", "edit", p.AcceptUpstream),
		line(get, "/tinh/thu-tuc/:code/phien-ban/:ban", "procedure", "list", p.ShowVersion),
		line(get, "/tinh/thu-tuc/:code/phien-ban/:ban/chay-quy-trinh", "procedure", "list", p.WalkVersion),
		line(post, "/tinh/thu-tuc/:code/phien-ban/:ban/gui-duyet", "procedure", "edit", p.SubmitVersion),
		line(post, "/tinh/thu-tuc/:code/phien-ban/:ban/tra-lai", "procedure", "publish", p.ReturnVersion),
		line(post, "/tinh/thu-tuc/:code/phien-ban/:ban/cong-bo", "procedure", "publish", p.PublishVersion),
		line(post, "/tinh/thu-tuc/:code/phien-ban/:ban/ngung", "procedure", "publish", p.RetireVersion),
		line(post, "/tinh/thu-tuc/:code/phien-ban/:ban/xoa", "procedure", "edit", p.DeleteVersion),

		line(get, "/tinh/vai-tro", "role", "list", p.Roles),
		line(get, "/tinh/vai-tro/:role", "role", "list", p.Role),
		line(post, "/tinh/vai-tro/:role", "role", "set", p.SetRole),

		line(get, "/tinh/ho-so", "dossier", "read_with_reason", p.AskDossier),
		line(post, "/tinh/ho-so", "dossier", "read_with_reason", p.ReadDossier),
		line(get, "/tinh/lich-su", "history", "read", p.History),
	}...)
}
