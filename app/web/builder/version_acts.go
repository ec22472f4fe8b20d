package builder

import (
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/procedures"
	"motcua/app/web"
	"motcua/views/i18n"
)

// act does something to the version of the address and goes back to it; what
// can be mended is shown on its page with everything typed kept.
func (p *Pages) act(c *web.Ctx, f versionForm, said string, do func(e *procedures.Edited, seen int) error) error {
	x, e, err := p.version(c)
	if err != nil {
		return err
	}
	if f.from == "" {
		f.from = i18n.Date(p.Now())
	}
	if !p.own(c, e.Version) {
		return fault.New(fault.Forbidden, "revision.national", "Bản của trung ương không do tỉnh sửa hay công bố.")
	}
	seen, err := strconv.Atoi(c.Form("version"))
	if err != nil || seen < 0 {
		seen = 0
	}
	err = do(e, seen)
	if mendable(err) {
		return p.versionPage(c, web.Status(err), f, err)
	}
	if err != nil {
		return err
	}
	return c.Go(p.versionPath(x.Code, e.ID) + "?da=" + said)
}

// SubmitVersion gives a draft to somebody else to review.
func (p *Pages) SubmitVersion(c *web.Ctx) error {
	return p.act(c, versionForm{}, "gui", func(e *procedures.Edited, seen int) error { return p.Revisions.Submit(c.Context(), e.ID, seen) })
}

// ReturnVersion gives it back with the reason.
func (p *Pages) ReturnVersion(c *web.Ctx) error {
	f := versionForm{reason: cut(c.Form("reason"), 2000)}
	return p.act(c, f, "tra", func(e *procedures.Edited, seen int) error {
		return p.Revisions.Return(c.Context(), e.ID, seen, f.reason)
	})
}

// PublishVersion makes it hold from a day.
func (p *Pages) PublishVersion(c *web.Ctx) error {
	f := versionForm{from: cut(strings.TrimSpace(c.Form("from")), 20), note: cut(strings.TrimSpace(c.Form("note")), 300)}
	return p.act(c, f, "cong-bo", func(e *procedures.Edited, seen int) error {
		at, err := p.moment(c.Form("from"))
		if err != nil {
			return err
		}
		unheld, err := p.unheld(c, e)
		if err != nil {
			return err
		}
		if err := governing.StepsRefused(unheld); err != nil {
			return err
		}
		return p.Revisions.Publish(c.Context(), procedures.PublishRevision{ID: e.ID, Seen: seen, From: at, Note: &f.note})
	})
}

// unheld are the steps that nobody in some office could do; offices of a
// province with a version of its own do not work by the nation's.
func (p *Pages) unheld(c *web.Ctx, e *procedures.Edited) ([]governing.Unheld, error) {
	skip := map[string]bool{}
	if p.National {
		own, err := p.Catalogue.Adjusted(c.PublicContext(), e.Procedure)
		if err != nil {
			return nil, err
		}
		for province := range own {
			skip[province] = true
		}
	}
	return p.Governing.UnheldSteps(c.Context(), e.Procedure, &e.Content, skip)
}

// RetireVersion ends it from a day.
func (p *Pages) RetireVersion(c *web.Ctx) error {
	f := versionForm{from: cut(strings.TrimSpace(c.Form("from")), 20), why: cut(strings.TrimSpace(c.Form("why")), 300)}
	return p.act(c, f, "ngung", func(e *procedures.Edited, _ int) error {
		at, err := p.moment(c.Form("from"))
		if err != nil {
			return err
		}
		return renamed(p.Revisions.Retire(c.Context(), procedures.Retirement{ID: e.ID, From: at, Note: f.why}), "note", "why")
	})
}

// renamed moves a field's sentence to the name that the page gives the field.
func renamed(err error, from, to string) error {
	f := fault.As(err)
	if f == nil || f.Fields[from] == "" {
		return err
	}
	out := map[string]string{}
	for k, v := range f.Fields {
		if k == from {
			k = to
		}
		out[k] = v
	}
	return fault.Fields(out)
}

// DeleteVersion throws a draft away.
func (p *Pages) DeleteVersion(c *web.Ctx) error {
	x, e, err := p.version(c)
	if err != nil {
		return err
	}
	seen, err := strconv.Atoi(c.Form("version"))
	if err != nil || seen < 0 {
		seen = 0
	}
	err = p.Revisions.DeleteDraft(c.Context(), e.ID, seen)
	if mendable(err) {
		return p.versionPage(c, web.Status(err), versionForm{from: i18n.Date(p.Now())}, err)
	}
	if err != nil {
		return err
	}
	if _, err := p.Revisions.Subject(c.Context(), x.Code); fault.Is(err, fault.NotFound) { // it went with its only draft
		return c.Go(p.Base)
	}
	return c.Go(p.versionsPath(x.Code) + "?da=xoa")
}
