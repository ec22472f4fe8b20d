package console

import (
	"context"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/ui"
)

// AskRebase says whether a dossier may move to the revision that holds now,
// and what would change for it; where it may not, why.
func (p *Pages) AskRebase(c *web.Ctx) error { return p.rebasePage(c, nil) }

// Rebase moves it.
func (p *Pages) Rebase(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	f, err := p.Dossiers.Open(c.Context(), r.ID)
	if err != nil {
		return err
	}
	to, err := p.rebaseTo(c.PublicContext(), &f)
	if err != nil {
		return err
	}
	if err := p.Dossiers.Rebase(c.Context(), r, to, said(c.Form("reason"))); err != nil {
		return p.rebasePage(c, err)
	}
	return c.Go(path(r.ID.String(), ""))
}

// rebaseTo is the revision that new dossiers start on at the competent office.
func (p *Pages) rebaseTo(ctx context.Context, f *dossiers.Full) (to dossiers.RebaseTo, err error) {
	u, err := p.Offices.ByID(ctx, f.Competent)
	if err != nil {
		return to, err
	}
	old, err := p.Catalogue.RevisionByID(ctx, f.Revision)
	if err != nil {
		return to, err
	}
	next, err := p.Catalogue.Holding(ctx, f.Procedure, u.Province)
	if err != nil {
		return to, err
	}
	return dossiers.RebaseTo{ID: next.ID, No: next.No, Old: &old.Revision, OldNo: old.No, New: &next.Revision, Area: u.AreaClass, Prov: u.Province, Commune: u.Code}, nil
}

func (p *Pages) rebasePage(c *web.Ctx, failed error) error {
	reason := said(c.Form("reason"))
	a, err := p.actPage(c, "phien-ban", "Chuyển sang bản quy định mới", "Chuyển hồ sơ sang bản mới", failed, []string{"reason"}, ui.Pair{Key: "Lý do", Value: reason})
	if err != nil {
		return err
	}
	v := view.Rebase{Reason: area("reason", "Lý do, căn cứ chuyển tiếp", "", reason, a.errs, 3)}
	if a.Moved == nil {
		to, err := p.rebaseTo(c.PublicContext(), &a.dossier)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return err
		}
		if err == nil {
			if v.Why, err = p.Dossiers.RebaseFaults(c.Context(), &a.dossier, to); err != nil {
				return err
			}
			changes, err := revision.Diff(to.Old, to.New)
			if err != nil {
				return err
			}
			for _, x := range changes {
				v.Changes = append(v.Changes, ui.Row{Cells: []ui.Cell{{Text: x.Place, Head: true}, ui.T(dash(x.Before)), ui.T(dash(x.After))}})
			}
		}
	}
	a.Lead = "Hồ sơ vẫn theo bản quy định lúc bắt đầu, trừ khi chuyển ở đây. Chỉ chuyển được khi mọi điều đã hẹn không xấu đi."
	v.ActForm = a.ActForm
	return c.Page(a.status, view.RebasePage(v))
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
