package resident

import (
	"net/http"

	"motcua/app/web"
	"motcua/app/web/pieces"
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
	upload := func(r web.Route) web.Route { r.Body = uploadBody; return r }
	limited := func(r web.Route, name string) web.Route { r.Limit = name; return r }
	begins := func(r web.Route) web.Route { r.Begins = true; return r }
	list := []web.Route{
		{Method: get, Path: "/", Door: web.Public, Do: p.Home},
		{Method: get, Path: "/tim", Door: web.Public, Do: p.Search},
		{Method: get, Path: "/xa", Door: web.Public, Do: p.ChoosePlace},
		{Method: post, Path: "/xa", Door: web.Public, Do: p.KeepPlace},
		{Method: get, Path: "/thu-tuc.jsonld", Door: web.Public, Do: p.CatalogueData},
		{Method: get, Path: "/niem-yet", Door: web.Public, Do: p.Posted},
		{Method: get, Path: "/niem-yet/phi-dia-gioi", Door: web.Public, Do: p.PostedBoundary},
		{Method: get, Path: "/thu-tuc/:code", Door: web.Public, Do: p.Procedure},
		{Method: get, Path: "/thu-tuc/:code/in", Door: web.Public, Do: p.PrintPapers},
		{Method: get, Path: "/thu-tuc/:code/hoi", Door: web.Public, Do: p.Precheck},
		{Method: get, Path: "/thu-tuc/:code/noi-nop", Door: web.Public, Do: p.WhereToFile},
		begins(own(post, "/thu-tuc/:code/bat-dau", 0, "draft", p.StartDraft)),

		{Method: get, Path: "/dang-nhap", Door: web.Public, Do: p.SignIn},
		{Method: get, Path: "/dang-nhap/vneid", Door: web.Public, Limit: "sign-in", Do: p.BeginVNeID},
		{Method: post, Path: "/dang-nhap/vneid", Door: web.Public, Limit: "sign-in", Do: p.BeginVNeID},
		{Method: get, Path: "/dang-nhap/vneid/xong", Door: web.Public, Limit: "sign-in", Do: p.EndVNeID},
		{Method: post, Path: "/dang-nhap/ma", Door: web.Public, Limit: "code", Do: p.SendCode},
		{Method: post, Path: "/dang-nhap/xac-nhan", Door: web.Public, Limit: "code", Do: p.ConfirmCode},
		{Method: post, Path: "/dang-xuat", Door: web.Public, Do: p.SignOut},
		{Method: post, Path: "/may-dung-chung", Door: web.Public, Do: p.SharedDevice},

		own(get, "/ho-so", 0, "read", p.Mine),
		own(get, "/ho-so/:id", 0, "read", p.Dossier),
		own(get, "/ho-so/:id/giay-hen", 0, "read", p.Slip),
		own(get, "/ho-so/:id/phieu/:mau", 0, "read", p.SlipNamed),
		own(get, "/ho-so/:id/bo-sung", 0, "answer", p.Supplement),
		upload(own(post, "/ho-so/:id/bo-sung", 1, "answer", p.AnswerSupplement)),
		upload(own(post, "/ho-so/:id/bo-sung/:giay/tep", 1, "answer", p.UploadSupplement)),
		upload(own(post, "/ho-so/:id/bo-sung/:giay/bo/:anh", 1, "answer", p.RemoveSupplementPaper)),
		own(post, "/ho-so/:id/ban-du-thao", 1, "answer", p.AnswerDraft),
		own(get, "/ho-so/:id/tin-nhan", 1, "read", p.Words),
		upload(own(post, "/ho-so/:id/tin-nhan", 1, "answer", p.AskCounter)),
		own(get, "/ho-so/:id/rut", 1, "withdraw", p.AskWithdraw),
		own(post, "/ho-so/:id/rut", 1, "withdraw", p.Withdraw),
		own(get, "/ho-so/:id/danh-gia", 1, "rate", p.AskRating),
		own(post, "/ho-so/:id/danh-gia", 1, "rate", p.Rate),
		own(get, "/tai-khoan", 1, "read", p.Account),
		own(post, "/tai-khoan", 1, "read", p.SaveContact),
		own(post, "/tai-khoan/nhan-tin", 1, "read", p.SaveHowToTell),
		own(post, "/tai-khoan/may/:may", 1, "read", p.EndDevice),
		own(get, vaultAt, 1, "read", p.Vault),
		own(post, vaultAt+"/:tep/bo", 1, "answer", p.TakeOut),
		limited(own(post, claimAt+"/:to", provenLevel, "answer", p.ClaimOld), "claim"),
		own(get, "/tep/:tep", 0, "read", p.Document),
		own(get, "/tep/:tep/xem", 0, "read", p.Preview),
		own(get, "/tep/:tep/trang/:trang", 0, "read", p.PagePicture),

		{Method: get, Path: "/tra-cuu", Door: web.Public, Do: p.Track},
		{Method: post, Path: "/tra-cuu", Door: web.Public, Limit: "track", Do: p.Look},
		{Method: get, Path: "/kiem-tra-ket-qua", Door: web.Public, Limit: "track", Do: p.CheckResult},
		{Method: post, Path: "/kiem-tra-ket-qua", Door: web.Public, Limit: "check-file", Body: checkBody, Do: p.CheckFile},
		{Method: get, Path: "/tro-giup", Door: web.Public, Do: p.Help},
		{Method: get, Path: "/tiep-can", Door: web.Public, Do: p.Accessibility},
		{Method: get, Path: "/quyen-rieng-tu", Door: web.Public, Do: p.Privacy},
		{Method: get, Path: "/mau-giay/:mau", Door: web.Public, Do: p.SamplePicture},
		{Method: get, Path: "/qr/:ma", Door: web.Public, Do: p.QR},
	}
	list = append(list, pieces.Routes("/ho-so/:id/bo-sung/:giay/gui", web.Route{Door: web.Resident, Level: 1, Object: "own", Action: "answer"}, p.Documents, p.supplementPieces)...)
	return append(list, p.Draft().Routes(web.Resident, "own", "draft", "file")...)
}
