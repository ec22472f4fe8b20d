package console

import (
	"net/http"
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/keys"
	"motcua/app/results"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
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
	return c.Page(a.status, view.ReviewPage(review(&a)))
}

// review is what every page before a signature shows: the text, the file, what changed.
func review(a *actPage) view.Review {
	r := a.dossier.InWork()
	v := view.Review{ActForm: a.ActForm, Text: draftText(&a.dossier), About: correctedBy(&a.dossier, r), Against: "So với bản bị trả lại"}
	if r != nil && results.Outside(*r) != uuid.Nil {
		v.Document = path(a.dossier.ID.String(), "van-ban")
	}
	if v.About != "" {
		v.Against = "So với bản đã phát hành"
	}
	for _, l := range results.Compare(&a.dossier) {
		v.Changes = append(v.Changes, view.DiffLine(l))
	}
	return v
}

// ResultDocument shows the document of a result on its way, with “DỰ THẢO” across it.
func (p *Pages) ResultDocument(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	pdf, name, err := p.Results.Look(c.Context(), id)
	if err != nil {
		return err
	}
	return c.File("application/pdf", name, pdf)
}

// AskApprove shows the draft to the signatory with the ways to sign it.
func (p *Pages) AskApprove(c *web.Ctx) error { return p.approvePage(c, nil) }

// Approve is the signatory's ký duyệt: with the own key where there is one.
func (p *Pages) Approve(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	title := oneOf(title(c), titles...)
	if title == "" {
		return p.approvePage(c, fault.Fields(map[string]string{"title": "Chọn cách ghi chức vụ người ký"}))
	}
	done, err := p.Results.Sign(c.Context(), []dossiers.Ref{r}, title, c.Form("secret"))
	if err == nil {
		err = done[0].Err
	}
	if err != nil {
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
	down := unavailable(&failed)
	a, err := p.actPage(c, "ky-duyet", "Ký duyệt kết quả", "Ký duyệt", failed, []string{"title", "secret"})
	if err != nil {
		return err
	}
	a.isDown(down)
	chosen := title(c)
	if chosen == "" {
		chosen = likelyTitle(c.Visitor.Title)
	}
	a.Tell = "Sau khi ký, người dân không rút hồ sơ được nữa. Văn thư cấp số và phát hành."
	if a.dossier.InCorrection() != nil {
		a.Tell = "Văn thư cấp số mới và phát hành. Tới lúc đó bản cũ vẫn có hiệu lực."
	}
	v := review(&a)
	v.Radio = &ui.ChoiceField{Field: ui.Field{Name: "title", Label: "Ghi chức vụ người ký", Value: chosen, Error: a.errs["title"]}}
	for _, t := range titles {
		v.Radio.Options = append(v.Radio.Options, ui.Option{Value: t, Text: oneLine(t)})
	}
	if v.Document != "" {
		if v.Key, v.KeyWarns, v.Secret, err = p.signsWith(c, a.errs, false); err != nil {
			return err
		}
	}
	return c.Page(a.status, view.ReviewPage(v))
}

// unavailable takes a fault of a key, its provider or the timestamps out of what
// a page cannot go on with: the page comes again with its sentence.
func unavailable(failed *error) string {
	x := fault.As(*failed)
	if x == nil || x.Kind != fault.Unavailable || !strings.HasPrefix(x.Key, "signing.") && !strings.HasPrefix(x.Key, "keys.") {
		return ""
	}
	*failed = nil
	return x.Text
}

// isDown says on the page that nothing was signed.
func (a *actPage) isDown(text string) {
	if text != "" {
		a.status = http.StatusServiceUnavailable
		a.Frame.Notices = append(a.Frame.Notices, ui.NoticeProps{Kind: "warn", Alert: true, Title: "Chưa ký được", Text: text})
	}
}

// signsWith says which key signs, what is wrong with it, and what it asks for.
func (p *Pages) signsWith(c *web.Ctx, errs map[string]string, office bool) (pairs []ui.Pair, warns string, secret *ui.Field, err error) {
	find, whose := p.Keys.Mine, "của Ông/Bà"
	if office {
		find, whose = p.Keys.OfOffice, "của cơ quan"
	}
	k, err := find(c.Context())
	if keys.None(err) {
		return nil, "Chưa có khóa ký số " + whose + " trong hệ thống: việc ký được ghi nhận, văn bản ký số ở ngoài rồi tải lên khi phát hành. Đăng ký khóa ở mục “Khóa ký số”.", nil, nil
	}
	if err != nil {
		return nil, "", nil, err
	}
	pairs = []ui.Pair{{Key: "Ký bằng khóa", Value: k.Subject}, {Key: "Hiệu lực đến", Value: i18n.Date(k.ValidUntil)}}
	if k.Ending(p.Now()) {
		warns = endingText(k, p.Now())
	}
	if k.Asks {
		secret = &ui.Field{Name: "secret", Label: capital(k.SecretName()) + " của khóa ký", Hint: "Không lưu lại.", Error: errs["secret"], MaxLen: 200, Width: "20"}
	}
	return pairs, warns, secret, nil
}

// likelyTitle guesses from the officer's own title.
func likelyTitle(own string) string {
	if hasFold(own, "phó") {
		return titles[1]
	}
	return titles[0]
}
