package console

import (
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// titles are how a signature is printed (NĐ 30/2020/NĐ-CP, annex I): in one's own right, for the head, for the body, by authorisation.
var titles = []string{"CHỦ TỊCH", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN\nCHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH", "TL. CHỦ TỊCH", "TUQ. CHỦ TỊCH"}

// AskInitial shows the draft to the unit head.
func (p *Pages) AskInitial(c *web.Ctx) error { return p.initialPage(c, nil) }

// Initial is the unit head's ký nháy.
func (p *Pages) Initial(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err := p.Dossiers.Initial(c.Context(), r); err != nil {
		return p.initialPage(c, err)
	}
	return p.signed(c, "initial")
}

func (p *Pages) initialPage(c *web.Ctx, failed error) error {
	a, err := p.actPage(c, "ky-nhay", "Ký nháy dự thảo", "Ký nháy", failed, nil)
	if err != nil {
		return err
	}
	a.Tell = "Dự thảo chuyển đến người ký duyệt."
	return c.Page(a.status, view.TextActPage(view.TextAct{ActForm: a.ActForm, Quote: draftText(&a.dossier)}))
}

// AskApprove shows the draft to the signatory with the ways to sign it.
func (p *Pages) AskApprove(c *web.Ctx) error { return p.approvePage(c, nil) }

// Approve is the signatory's ký duyệt.
func (p *Pages) Approve(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	title := oneOf(title(c), titles...)
	if title == "" {
		return p.approvePage(c, fault.Fields(map[string]string{"title": "Chọn cách ghi chức vụ người ký"}))
	}
	if err := p.Dossiers.Approve(c.Context(), r, title); err != nil {
		return p.approvePage(c, err)
	}
	return p.signed(c, "sign")
}

// signed opens the next draft that waits for the same signature: forty in a row.
func (p *Pages) signed(c *web.Ctx, key string) error {
	q, _ := queueBy(key)
	if c.Form("hang") != key {
		return c.Go(path(c.Param("id"), ""))
	}
	return c.Go("/cb/ho-so?hang=" + q.key)
}

// title is the chosen title; a browser sends line ends as CRLF.
func title(c *web.Ctx) string { return normalLines(c.Form("title")) }

func (p *Pages) approvePage(c *web.Ctx, failed error) error {
	a, err := p.actPage(c, "ky-duyet", "Ký duyệt kết quả", "Ký duyệt", failed, []string{"title"})
	if err != nil {
		return err
	}
	chosen := title(c)
	if chosen == "" {
		chosen = likelyTitle(c.Visitor.Title)
	}
	var os []ui.Option
	for _, t := range titles {
		os = append(os, ui.Option{Value: t, Text: oneLine(t)})
	}
	a.Tell = "Sau khi ký, người dân không rút hồ sơ được nữa. Văn thư cấp số và phát hành."
	return c.Page(a.status, view.TextActPage(view.TextAct{
		ActForm: a.ActForm, Quote: draftText(&a.dossier),
		Radio: &ui.ChoiceField{Field: ui.Field{Name: "title", Label: "Ghi chức vụ người ký", Value: chosen, Error: a.errs["title"]}, Options: os},
	}))
}

// likelyTitle guesses from the officer's own title.
func likelyTitle(own string) string {
	if hasFold(own, "phó") {
		return titles[1]
	}
	return titles[0]
}
