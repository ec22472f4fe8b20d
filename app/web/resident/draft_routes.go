package resident

import (
	"net/http"

	"motcua/app/web"
	"motcua/app/web/pieces"
)

// Routes are the draft's lines of the table behind one door. edit is the action
// of filling in, file that of handing in. Residents fill in without an account
// and file from level 1 (a phone code) on.
func (p *DraftPages) Routes(door web.Door, object, edit, file string) []web.Route {
	level := 0
	if door == web.Resident {
		level = 1
	}
	at := p.Base + "/:id"
	get := func(path string, do func(*web.Ctx, *draft) error) web.Route {
		return web.Route{Method: http.MethodGet, Path: at + path, Door: door, Object: object, Action: edit, Do: p.page(do)}
	}
	post := func(path string, do func(*web.Ctx, *draft) error) web.Route {
		return web.Route{Method: http.MethodPost, Path: at + path, Door: door, Object: object, Action: edit, Do: p.page(do)}
	}
	upload := func(r web.Route) web.Route { r.Body = uploadBody; return r }
	list := []web.Route{
		get("", p.Tasks),
		get("/cho-ai", p.Who), post("/cho-ai", p.AnswerWho),
		get("/phan/:n", p.Questions), post("/phan/:n", p.Answer), post("/phan/:n/luu", p.Autosave), post("/phan/:n/hoi", p.Ask),
		get("/giay/:giay", p.Papers), upload(post("/giay/:giay", p.AddPapers)), upload(post("/giay/:giay/tep", p.UploadPapers)), upload(post("/giay/:giay/bo/:anh", p.RemovePaper)),
		get("/nhan-ket-qua", p.Receive), post("/nhan-ket-qua", p.AnswerReceive),
		get("/tep/:tep", p.Document), get("/tep/:tep/xem", p.Preview),
		get("/noi-nop", p.Office), post("/noi-nop", p.ChangeOffice),
		get("/kiem-tra", p.Check),
		{Method: http.MethodPost, Path: at + "/nop", Door: door, Level: level, Object: object, Action: file, Do: p.page(p.File)},
		{Method: http.MethodGet, Path: at + "/da-gui", Door: door, Object: object, Action: edit, Do: p.Sent},
	}
	list = append(list, pieces.Routes(at+"/giay/:giay/gui", web.Route{Door: door, Object: object, Action: edit}, p.Documents, p.pieces)...)
	if !p.Helped {
		list = append(list, post("/xoa", p.Remove), post("/giay/:giay/dung-lai", p.Reuse))
	}
	return list
}
