package console

import (
	"motcua/app/dossiers"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// fromPortal says what came with a dossier from the national portal, and what
// is missing.
func (p *Pages) fromPortal(c *web.Ctx, f *dossiers.Full, v *view.Dossier) error {
	x, err := p.Dossiers.FilingOf(c.Context(), f.ID)
	if err != nil || x == nil {
		return err
	}
	v.Portal = &view.Filing{When: i18n.DateTime(x.ReceivedAt)}
	for _, b := range x.Problems {
		v.Portal.Problems = append(v.Portal.Problems, b.Say)
	}
	for _, t := range x.Files {
		e := ui.Event{Title: t.Title, Who: t.Name}
		switch t.State {
		case "stored":
			continue // stands among the papers
		case "failed":
			e.Status, e.Tone, e.Note = "Không tải được", ui.Late, sentences([]string{i18n.ExchangeReason(t.FailedKey), "Yêu cầu người dân bổ sung"})
		default:
			e.Status, e.Tone, e.Note = "Đang tải từ Cổng", ui.Waiting, i18n.ExchangeReason(t.FailedKey)
		}
		v.Portal.Files = append(v.Portal.Files, e)
	}
	return nil
}

// statuses are what the national portal was told of a dossier.
func (p *Pages) statuses(c *web.Ctx, f *dossiers.Full, v *view.Dossier) error {
	if !p.Exchange.Configured() {
		return nil
	}
	list, err := p.Exchange.OfDossier(c.Context(), f.ID)
	for _, s := range list {
		v.Statuses = append(v.Statuses, ui.Event{
			Title: i18n.NationalStatus(s.Code), When: i18n.DateTime(s.HappenedAt), Note: sentences([]string{prefixed("Số biên nhận ", s.Receipt), i18n.ExchangeReason(s.FailedKey)}),
			Status: i18n.SentLabel(s.State), Tone: i18n.SentTone(s.State),
		})
	}
	return err
}
