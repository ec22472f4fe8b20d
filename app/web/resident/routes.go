package resident

import (
	"net/http"

	"motcua/app/web"
)

const (
	get  = http.MethodGet
	post = http.MethodPost
)

// Draft are the pages of the resident's own drafts, under /hs.
func (p *Pages) Draft() *DraftPages { return &DraftPages{Pages: p, Base: "/hs"} }

// Routes is the portal's part of the route table.
func (p *Pages) Routes() []web.Route {
	own := func(method, path string, level int, action string, do web.Handler) web.Route {
		return web.Route{Method: method, Path: path, Door: web.Resident, Level: level, Object: "own", Action: action, Do: do}
	}
	list := []web.Route{
		{Method: get, Path: "/", Door: web.Public, Do: p.Home},
		{Method: get, Path: "/tim", Door: web.Public, Do: p.Search},
		{Method: get, Path: "/xa", Door: web.Public, Do: p.ChoosePlace},
		{Method: post, Path: "/xa", Door: web.Public, Do: p.KeepPlace},
		{Method: get, Path: "/thu-tuc/:code", Door: web.Public, Do: p.Procedure},
		{Method: get, Path: "/thu-tuc/:code/in", Door: web.Public, Do: p.PrintPapers},
		{Method: get, Path: "/thu-tuc/:code/noi-nop", Door: web.Public, Do: p.WhereToFile},
		own(post, "/thu-tuc/:code/bat-dau", 0, "draft", p.StartDraft),

		{Method: get, Path: "/dang-nhap", Door: web.Public, Do: p.SignIn},
		{Method: get, Path: "/dang-nhap/vneid", Door: web.Public, Limit: "sign-in", Do: p.BeginVNeID},
		{Method: post, Path: "/dang-nhap/vneid", Door: web.Public, Limit: "sign-in", Do: p.BeginVNeID},
		{Method: get, Path: "/dang-nhap/vneid/xong", Door: web.Public, Limit: "sign-in", Do: p.EndVNeID},
		{Method: post, Path: "/dang-nhap/ma", Door: web.Public, Limit: "code", Do: p.SendCode},
		{Method: post, Path: "/dang-nhap/xac-nhan", Door: web.Public, Limit: "code", Do: p.ConfirmCode},
		{Method: post, Path: "/dang-xuat", Door: web.Public, Do: p.SignOut},

		own(get, "/tep/:tep", 0, "read", p.Document),
		own(get, "/tep/:tep/xem", 0, "read", p.Preview),
		{Method: get, Path: "/qr/:ma", Door: web.Public, Do: p.QR},
	}
	return append(list, p.Draft().Routes(web.Resident, "own", "draft", "file")...)
}
