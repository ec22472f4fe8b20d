package console

import (
	"net/http"
	"strconv"
	"strings"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

const (
	postAt  = papersAt + "/buu-dien"
	carrier = "Bưu điện" // public post (bưu chính công ích) unless something else is typed
)

// Post records which results were given to a carrier: those whose number is
// typed in. Each for itself; what failed stays typed.
func (p *Pages) Post(c *web.Ctx) error {
	list, err := p.Dossiers.ToPost(c.Context())
	if err != nil {
		return err
	}
	wrong, sent := map[string]string{}, 0
	for _, x := range list {
		name := postName(x)
		typed := short(c.Form(name), 100)
		if typed == "" {
			continue
		}
		err := p.Dossiers.ReturnByPost(c.Context(), dossiers.Ref{ID: x.Dossier}, short(c.Form("don_vi"), 100), typed)
		switch {
		case err == nil:
			sent++
		case fault.Is(err, fault.Invalid):
			f := fault.As(err).Fields
			if f["number"] != "" {
				wrong[name] = f["number"]
			}
			if f["carrier"] != "" {
				wrong["don_vi"] = f["carrier"]
			}
		case fault.Is(err, fault.Conflict): // somebody was faster: it is off the list
		default:
			return err
		}
	}
	switch {
	case len(wrong) > 0:
	case sent > 0:
		return c.Go(papersAt + "?da_gui=" + strconv.Itoa(sent) + "#buu-dien")
	case numbersTyped(c): // the second of two clicks: they are off the list
		return c.Go(papersAt + "#buu-dien")
	default:
		wrong["so"] = "Ghi số bưu gửi của ít nhất một hồ sơ"
	}
	return p.papersPage(c, http.StatusUnprocessableEntity, fault.Fields(wrong))
}

func numbersTyped(c *web.Ctx) bool {
	for name := range c.Posted() {
		if strings.HasPrefix(name, "so_") && strings.TrimSpace(c.Form(name)) != "" {
			return true
		}
	}
	return false
}

func postName(x dossiers.ToPost) string { return "so_" + x.Dossier.String() }

// toPost is the part of the desk about the post; nil when nothing waits for it.
func (p *Pages) toPost(c *web.Ctx, errs map[string]string) (*view.Post, error) {
	list, err := p.Dossiers.ToPost(c.Context())
	if err != nil || len(list) == 0 {
		return nil, err
	}
	v := &view.Post{Action: postAt, Error: errs["so"], Carrier: ui.Field{Name: "don_vi", Label: "Đơn vị chuyển phát", Value: orElse(short(c.Form("don_vi"), 100), carrier), Error: errs["don_vi"], Width: "20", MaxLen: 100}}
	for _, x := range list {
		name := postName(x)
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{
			{Text: x.Code, Href: path(x.Dossier.String(), ""), Hint: prefixed("Số ", x.Number)},
			{Text: x.Applicant, Hint: sentences([]string{orElse(x.Address, "Chưa ghi địa chỉ: gọi người dân hỏi"), i18n.Phone(x.Phone)})},
			ui.T(i18n.DateTime(x.Decided)),
			{View: ui.Input(ui.Field{Name: name, Label: "Số bưu gửi của " + x.Code, HideLabel: true, Optional: true, Value: short(c.Form(name), 100), Error: errs[name], Width: "20", MaxLen: 40})},
		}})
	}
	return v, nil
}
