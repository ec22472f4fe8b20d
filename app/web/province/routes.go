package province

import (
	"net/http"

	"motcua/app/web"
)

// Routes is the table of the province's pages with the permission of each.
func (p *Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	line := func(method, path, object, action string, do web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Door: web.Province, Object: object, Action: action, Do: do}
	}
	return append(append(append(p.builder().Routes(), p.calendar().Routes()...), p.deadLetters().Routes()...), []web.Route{
		line(get, "/tinh", "report", "read", p.Dashboard),
		line(get, "/tinh/xuat.csv", "report", "read", p.Export),
		line(get, timesPath, "report", "read", p.RealTimes),
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
		line(post, "/tinh/xa/:id/nhan-su/:staff/don-vi", "people", "manage", p.SetUnit),
		line(post, "/tinh/xa/:id/nhan-su/:staff/tai-khoan", "people", "manage", p.SetAccount),
		line(post, "/tinh/xa/:id/nhan-su/:staff/moi-lai", "people", "manage", p.Reinvite),

		line(get, "/tinh/nhan-su", "people", "list", p.Staff),
		line(get, "/tinh/nhan-su/moi", "people", "manage", p.AskInvite),
		line(post, "/tinh/nhan-su/moi", "people", "manage", p.Invite),
		line(get, "/tinh/nhan-su/:staff", "people", "list", p.Person),
		line(post, "/tinh/nhan-su/:staff/vai-tro", "people", "grant", p.SetRoles),
		line(post, "/tinh/nhan-su/:staff/don-vi", "people", "manage", p.SetUnit),
		line(post, "/tinh/nhan-su/:staff/tai-khoan", "people", "manage", p.SetAccount),
		line(post, "/tinh/nhan-su/:staff/moi-lai", "people", "manage", p.Reinvite),

		line(get, "/tinh/thu-tuc", "procedure", "list", p.Procedures),
		line(get, "/tinh/thu-tuc/:code", "procedure", "list", p.Procedure),
		line(get, "/tinh/thu-tuc/:code/xac-nhan", "procedure", "set", p.ConfirmProcedure),
		line(post, "/tinh/thu-tuc/:code", "procedure", "set", p.SetProcedure),

		line(get, slipsPath, "tenant", "read", p.SlipTemplates),
		line(get, slipsPath+"/:mau", "tenant", "read", p.SlipTemplate),
		line(post, slipsPath+"/:mau", "tenant", "read", p.SetSlipTemplate), // previews; saving asks for tenant manage

		line(get, "/tinh/tin-bao", "tenant", "read", p.NoticeTexts),
		line(get, "/tinh/tin-bao/:tin/:kenh", "tenant", "read", p.NoticeText),
		line(post, "/tinh/tin-bao/:tin/:kenh", "tenant", "manage", p.SaveNoticeText),

		line(get, "/tinh/nhac-viec", "tenant", "read", p.Reminders),
		line(post, "/tinh/nhac-viec", "tenant", "manage", p.SetReminders),

		line(get, archivePath, "tenant", "read", p.Archive),
		line(post, archivePath, "tenant", "manage", p.SetArchive),

		line(get, handoverPath, "tenant", "read", p.HandoverRules),
		line(post, handoverPath, "tenant", "manage", p.SetHandoverRules),

		line(get, "/tinh/vai-tro", "role", "list", p.Roles),
		line(get, "/tinh/vai-tro/:role", "role", "list", p.Role),
		line(post, "/tinh/vai-tro/:role", "role", "set", p.SetRole),

		line(get, "/tinh/ho-so", "dossier", "read_with_reason", p.AskDossier),
		line(post, "/tinh/ho-so", "dossier", "read_with_reason", p.ReadDossier),
		line(get, "/tinh/lich-su", "history", "read", p.History),
	}...)
}
