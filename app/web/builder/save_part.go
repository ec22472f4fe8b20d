package builder

import (
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/procedures/rules"
	"motcua/app/web"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// SavePart saves what was typed into one part.
func (p *Pages) SavePart(c *web.Ctx) error {
	posted := c.Posted()
	return p.change(c, posted, func(b *building, n map[string]any, r *revision.Revision) map[string]string {
		say := map[string]string{}
		for _, x := range shapes[patternOf(c.Param("muc"))].parts {
			if x.only != nil && !slices.Contains(x.only, orElse(posted.Get("type"), text(n["type"]))) {
				if _, sent := posted[x.name]; !sent {
					delete(n, x.name) // another type has other values
				}
				continue
			}
			if x.kind != asRule {
				if s := x.read(n, posted[x.name]); s != "" {
					say[x.name] = s
				}
				continue
			}
			v, err := readRule(x, posted)
			if err != nil {
				say[x.name] = err.Error()
				continue
			}
			want := x.want
			if x.name == "expr" {
				want = map[string]rules.Type{"text": rules.Text, "yesno": rules.YesNo, "date": rules.Date}[posted.Get("of")]
				if want == "" {
					want = rules.Number
				}
			}
			if s, _ := ruleFault(r, v, want); s != "" {
				say[x.name] = s
				continue
			}
			if v == nil {
				delete(n, x.name)
			} else {
				n[x.name] = v
			}
		}
		return say
	})
}

// change applies an edit to the version that was on the screen and saves it;
// what others saved meanwhile is merged, or asked about.
func (p *Pages) change(c *web.Ctx, posted url.Values, edit func(*building, map[string]any, *revision.Revision) map[string]string) error {
	b, err := p.building(c)
	if err != nil {
		return err
	}
	path := c.Param("muc")
	if _, ok := shapes[patternOf(path)]; !ok {
		return noPart()
	}
	seen, err := strconv.Atoi(posted.Get("version"))
	if err != nil {
		return fault.New(fault.Invalid, "revision.version", "Mở lại trang rồi sửa lại.")
	}
	if b.edited.State != procedures.Draft {
		return fault.New(fault.Conflict, "revision.state", "Bản này không còn là bản nháp nên không sửa được.")
	}
	base := &b.edited.Content
	if seen != b.edited.Version.Version {
		if base, err = p.Revisions.ReadAt(c.Context(), b.edited.ID, seen); err != nil {
			return p.refused(c, b, posted, err)
		}
	}
	mine, err := base.Tree()
	if err != nil {
		return err
	}
	work := &building{b.subject, b.edited, mine, b.base}
	n, err := work.tree.node(path)
	if err != nil {
		return p.refused(c, b, posted, err)
	}
	if say := edit(work, n, base); len(say) > 0 {
		return p.partPage(c, http.StatusUnprocessableEntity, b, posted, say, nil)
	}
	_, content, err := work.tree.revision()
	if err != nil {
		return p.refused(c, b, posted, err)
	}
	take := map[string]string{}
	for k, v := range posted {
		if at, ok := strings.CutPrefix(k, "keep_"); ok && len(v) > 0 {
			take[at] = v[0]
		}
	}
	saved, err := p.Revisions.SaveDraft(c.Context(), procedures.SaveDraft{ID: b.edited.ID, Seen: seen, Content: content, Take: take})
	var clash *procedures.Clash
	if errors.As(err, &clash) {
		return p.partPage(c, http.StatusConflict, b, posted, nil, clash)
	}
	if err != nil {
		return p.refused(c, b, posted, err)
	}
	done := "luu"
	if len(saved.Merged) > 0 {
		done = "gop"
	}
	return c.Go(b.base + "/" + path + "?da=" + done)
}

// refused shows a fault on the part's page, with everything typed.
func (p *Pages) refused(c *web.Ctx, b *building, posted url.Values, err error) error {
	if f := fault.As(err); f != nil && (f.Kind == fault.Invalid || f.Kind == fault.Conflict || f.Kind == fault.NotFound) {
		if _, gone := b.tree.node(c.Param("muc")); gone == nil {
			return p.partPage(c, web.Status(err), b, posted, map[string]string{"": f.Text}, nil)
		}
	}
	return err
}

func clashBox(x *procedures.Clash) *ui.ConflictProps {
	out := &ui.ConflictProps{}
	for _, part := range x.Parts {
		out.Who, out.When = part.By, i18n.DateTime(part.At)
		out.Fields = append(out.Fields, ui.ConflictField{Name: part.Path, Label: part.Place, Mine: part.Mine, Theirs: part.Theirs})
	}
	return out
}
