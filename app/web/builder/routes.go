package builder

import (
	"net/http"

	"motcua/app/procedures/exchange"
	"motcua/app/web"
)

// Routes is the table of these pages with the permission of each.
func (p *Pages) Routes() []web.Route {
	const get, post = http.MethodGet, http.MethodPost
	line := func(method, path, action string, do web.Handler) web.Route {
		return web.Route{Method: method, Path: p.Base + path, Door: p.Door, Object: "procedure", Action: action, Do: do}
	}
	with := func(r web.Route, body int64) web.Route { r.Body = body; return r }
	const versions, version = "/:code/phien-ban", "/:code/phien-ban/:ban"
	out := []web.Route{
		line(get, "/nhap", "edit", p.AskImport),
		with(line(post, "/nhap", "edit", p.CheckImport), exchange.MaxBytes+1<<20),
		line(get, "/nhap/:id", "edit", p.ImportReport),
		line(post, "/nhap/:id", "edit", p.ConfirmImport),
		line(get, "/moi", "edit", p.AskNewProcedure),
		line(post, "/moi", "edit", p.NewProcedure),
		line(get, "/:code/xuat.yaml", "list", p.ExportYAML),
		line(get, "/:code/xuat.json", "list", p.ExportJSON),
		line(get, "/:code/ten-goi", "list", p.Names),
		line(post, "/:code/ten-goi", "edit", p.SaveNames),
		line(get, "/:code/bai-bo", "publish", p.AskRetireProcedure),
		line(post, "/:code/bai-bo", "publish", p.RetireProcedure),

		line(get, versions, "list", p.Versions),
		line(post, versions, "edit", p.StartVersion),
		line(get, versions+"/so-sanh", "list", p.Compare),
		line(get, version, "list", p.ShowVersion),
		line(get, version+"/chay-quy-trinh", "list", p.WalkVersion),
		line(post, version+"/gui-duyet", "edit", p.SubmitVersion),
		line(post, version+"/tra-lai", "publish", p.ReturnVersion),
		line(post, version+"/cong-bo", "publish", p.PublishVersion),
		line(post, version+"/ngung", "publish", p.RetireVersion),
		line(post, version+"/xoa", "edit", p.DeleteVersion),

		line(get, version+"/soan", "list", p.Build),
		line(get, version+"/soan/co-mat", "list", p.Presence),
		line(post, version+"/soan/khoa", "edit", p.LockDraft),
		line(post, version+"/soan/mo-khoa", "edit", p.UnlockDraft),
		line(post, version+"/soan/lay-khoa", "unlock", p.TakeOverLock),
		line(get, version+"/soan/xem-truoc", "list", p.PreviewPart),
		line(get, version+"/soan/:muc", "list", p.BuildPart),
		line(post, version+"/soan/:muc", "edit", p.SavePart),
		line(post, version+"/soan/:muc/sap", "edit", p.ArrangePart),
		with(line(post, version+"/soan/:muc/anh-mau", "edit", p.SaveSample), sampleBody),

		line(get, version+"/anh-huong", "list", p.Trial),
		line(post, version+"/anh-huong", "edit", p.StartTrial),
		line(post, version+"/anh-huong/doi-chieu", "publish", p.CheckTrial),
	}
	if p.National {
		return out
	}
	// what only a province has: the nation above it
	return append(out,
		line(get, versions+"/cap-nhat", "edit", p.Upstream),
		line(post, versions+"/cap-nhat", "edit", p.AcceptUpstream),
	)
}
