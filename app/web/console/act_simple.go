package console

import (
	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/web"
)

// These acts need nothing but their button.

// ReceiveHandover takes a delivered dossier over.
func (p *Pages) ReceiveHandover(c *web.Ctx) error {
	return p.do(c, func(r dossiers.Ref) error { return p.Dossiers.ReceiveHandover(c.Context(), r) })
}

// Number gives the next number of the register.
func (p *Pages) Number(c *web.Ctx) error {
	return p.do(c, func(r dossiers.Ref) error { return p.Dossiers.Number(c.Context(), r) })
}

// HandBack sends the paper result on its way to the office that received the dossier.
func (p *Pages) HandBack(c *web.Ctx) error {
	return p.do(c, func(r dossiers.Ref) error { return p.Dossiers.HandBack(c.Context(), r) })
}

// ConfirmHandBack says that the paper result arrived here.
func (p *Pages) ConfirmHandBack(c *web.Ctx) error {
	return p.do(c, func(r dossiers.Ref) error { return p.Dossiers.ConfirmHandBack(c.Context(), r) })
}

// Accept takes an online filing in, with the verdicts given on the same page,
// and goes on to the next in the queue when that was asked for.
func (p *Pages) Accept(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	next := uuid.Nil
	if q, ok := queueBy(c.Form("hang")); ok && c.Form("tiep_theo") == "1" {
		f, err := p.Dossiers.Open(c.Context(), r.ID)
		if err != nil {
			return err
		}
		if next, _, err = p.nextIn(c, q, &f); err != nil {
			return err
		}
	}
	if vs := verdicts(c); len(vs) > 0 && c.May("dossier", "verify") {
		if err := p.Dossiers.Verify(c.Context(), r, vs); err != nil {
			return p.dossierAgain(c, err)
		}
		r.Version++
	}
	if err := p.Dossiers.Accept(c.Context(), r); err != nil {
		return p.dossierAgain(c, err)
	}
	switch {
	case next != uuid.Nil:
		return c.Go(path(next.String(), "") + "?hang=intake&truoc=" + r.ID.String())
	case c.Form("tiep_theo") == "1":
		return c.Go("/cb/ho-so?hang=intake")
	}
	return c.Go(path(r.ID.String(), ""))
}

// Verify records what the officer saw of each paper.
func (p *Pages) Verify(c *web.Ctx) error {
	return p.do(c, func(r dossiers.Ref) error {
		vs := verdicts(c)
		if len(vs) == 0 && !judged(c) {
			return noVerdict
		}
		if len(vs) == 0 {
			return nil // all of it stands there already
		}
		return p.Dossiers.Verify(c.Context(), r, vs)
	})
}
