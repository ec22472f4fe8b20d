package console

import (
	"net/http"
	"strconv"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// reader is the officer of this request.
func (p *Pages) reader(c *web.Ctx) reader {
	return reader{
		linked: p.linked, tenant: c.Scope().Tenant, staff: c.Visitor.Staff, may: func(action string) bool { return c.May("dossier", action) },
		newer: func(f *dossiers.Full) bool {
			h, err := p.Catalogue.Holding(c.PublicContext(), f.Procedure, c.Office.Province)
			return err == nil && h.ID != f.Revision
		},
	}
}

// readerOf is the officer of this request before one dossier: with roles and
// unit, and what of it waits for others. Only open steps need to know.
func (p *Pages) readerOf(c *web.Ctx, f *dossiers.Full) (reader, error) {
	r := p.reader(c)
	if f.State != dossiers.Processing && f.State != dossiers.Accepted || len(openSteps(f)) == 0 {
		return r, nil
	}
	asks := false
	for _, t := range openSteps(f) {
		st, _ := f.Terms.StepByKey(t.Step)
		asks = asks || st.Kind == revision.AskOthers
	}
	m, err := p.People.Member(c.Context(), r.tenant, r.staff)
	if err != nil {
		return r, err
	}
	r.roles, r.unit = m.Roles, m.Unit
	if !asks {
		return r, nil
	}
	qs, err := p.Dossiers.Consultations(c.Context(), f.ID)
	r.waits, r.inTime = map[string]bool{}, map[string]bool{}
	for _, q := range qs {
		if q.TakenAt == nil && (q.State == "open" || q.State == "answered") {
			r.waits[q.Step] = true
			r.inTime[q.Step] = r.inTime[q.Step] || q.State == "answered" || q.DueAt != nil && p.Now().Before(*q.DueAt)
		}
	}
	return r, err
}

// path is the address of a dossier, or of an act on it.
func path(id, slug string) string {
	if slug == "" {
		return "/cb/ho-so/" + id
	}
	return "/cb/ho-so/" + id + "/" + slug
}

// actPage is what stands around the fields of one act: the dossier's head, the
// version, what went wrong, and what the resident will receive.
//
// err is what the use-case said to the last attempt. Invalid gives the page
// again with its sentences (422). Conflict gives it again with everything
// typed (409): when the act is still possible, with the name of who was
// faster; when the dossier went on, with the typed text in boxes to copy from.
// Anything else comes back as fatal.
type actPage struct {
	view.ActForm
	dossier dossiers.Full
	step    string // that the act is about
	status  int
	errs    map[string]string
}

func (p *Pages) actPage(c *web.Ctx, slug, title, submit string, err error, order []string, typed ...ui.Pair) (actPage, error) {
	out := actPage{status: http.StatusOK, errs: map[string]string{}}
	id, fatal := c.ID("id")
	if fatal != nil {
		return out, dossiers.NotFound()
	}
	if err != nil && !fault.Is(err, fault.Invalid) && !fault.Is(err, fault.Conflict) {
		return out, err
	}
	if out.dossier, fatal = p.Dossiers.Open(c.Context(), id); fatal != nil {
		return out, fatal
	}
	f := &out.dossier
	r, fatal := p.readerOf(c, f)
	if fatal != nil {
		return out, fatal
	}
	a, still := allowed(f, r, slug, c.Form("buoc"))
	out.step = a.step
	if out.step == "" {
		out.step = f.Step
	}
	a.slug = slug
	out.ActForm = view.ActForm{
		Frame: p.frame(c, title), Head: p.head(c, f), Action: a.at(id.String()), Back: path(id.String(), ""),
		Version: strconv.Itoa(f.Version), Title: title, Submit: submit, Tell: a.tell, Danger: a.danger, Queue: oneOf(c.Form("hang"), queueKeys()...),
	}
	switch {
	case !still:
		out.status = http.StatusConflict
		out.Moved = p.moved(f, typed)
	case fault.Is(err, fault.Invalid):
		out.status = http.StatusUnprocessableEntity
		out.errs, out.Frame.Problems = problems(err, order...)
	case err != nil:
		out.status = http.StatusConflict
		out.Frame.Notices = append(out.Frame.Notices, p.faster(f))
	}
	return out, nil
}

// moved says that the dossier is elsewhere by now and keeps what was typed.
func (p *Pages) moved(f *dossiers.Full, typed []ui.Pair) *ui.MovedProps {
	m := &ui.MovedProps{State: i18n.StateLabel(string(f.State)), Href: path(f.ID.String(), "")}
	m.Who, m.When = lastChange(f)
	for _, t := range typed {
		if t.Value != "" {
			m.Typed = append(m.Typed, t)
		}
	}
	return m
}

// faster names who changed the dossier while this page was open.
func (p *Pages) faster(f *dossiers.Full) ui.NoticeProps {
	who, when := lastChange(f)
	what := "cập nhật hồ sơ"
	if n := len(f.History); n > 0 {
		what = "“" + eventTitle(f.History[n-1].Kind) + "”"
	}
	return ui.NoticeProps{
		Kind: "warn", Alert: true, Title: who + " vừa ghi " + what + " lúc " + when + ".",
		Text: "Việc của Ông/Bà chưa được ghi, phần đã nhập vẫn còn. Xem lại thông tin mới rồi bấm lần nữa.",
	}
}

func lastChange(f *dossiers.Full) (who, when string) {
	if n := len(f.History); n > 0 {
		return f.History[n-1].ActorName, i18n.DateTime(f.History[n-1].At)
	}
	return "Người khác", i18n.DateTime(f.UpdatedAt)
}

// do runs an act that needs nothing but its button. On a conflict the dossier
// is shown as it is now, with who was faster.
func (p *Pages) do(c *web.Ctx, fn func(dossiers.Ref) error) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if err = fn(r); err == nil {
		return c.Go(path(r.ID.String(), "") + inQueue(c))
	}
	return p.dossierAgain(c, err)
}

// dossierAgain shows the dossier after an act on it failed.
func (p *Pages) dossierAgain(c *web.Ctx, err error) error {
	switch {
	case fault.Is(err, fault.Conflict):
		return p.dossierPage(c, http.StatusConflict, err)
	case fault.Is(err, fault.Invalid):
		return p.dossierPage(c, http.StatusUnprocessableEntity, err)
	}
	return err
}

// inQueue keeps the list that the dossier was opened from.
func inQueue(c *web.Ctx) string {
	if q, ok := queueBy(c.Form("hang")); ok {
		return "?hang=" + q.key
	}
	return ""
}
