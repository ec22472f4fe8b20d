package resident

import (
	"net/http"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
)

// Sent is the page after filing: what arrived, where it is, what happens next.
func (p *DraftPages) Sent(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	if p.Helped {
		return p.sentForHelper(c, id)
	}
	f, err := p.Dossiers.Open(c.Context(), id)
	if err != nil {
		return err
	}
	if f.State == dossiers.Draft {
		return c.Go(p.Base + "/" + id.String())
	}
	u, err := p.Units.ByID(c.PublicContext(), f.Competent)
	if err != nil {
		return err
	}
	v := view.Sent{
		Shell: p.private(c, "Đã gửi hồ sơ"), Code: f.CodeText(), QR: "/qr/" + f.CodeText(), Procedure: f.Terms.Name, Office: u.Office(),
		Place: p.place(c.PublicContext(), u), Follow: "/ho-so/" + id.String(), Slip: "/ho-so/" + id.String() + "/giay-hen",
	}
	p.office(&v.Shell, u)
	if f.State == dossiers.Submitted && f.DueAt != nil {
		v.AnswerBy = i18n.Promise(*f.DueAt)
	}
	v.Files = p.fileList(f.Papers, "/tep/", "")
	for k := range f.Answers {
		if k[0] != '_' {
			v.Answers++
		}
	}
	for _, x := range f.Parties {
		if x.Role == "submitter" {
			if x.Phone != "" {
				v.Phone = i18n.MaskPhone(x.Phone)
			}
			v.Unproven = x.IdentityLevel < 2
		}
	}
	return c.Page(http.StatusOK, view.SentPage(v))
}

// sentForHelper shows code and office; the dossier itself is closed to the helper now.
func (p *DraftPages) sentForHelper(c *web.Ctx, id uuid.UUID) error {
	r, err := p.Dossiers.Listed(c.Context(), id)
	if err != nil {
		return err
	}
	v := view.Sent{Code: r.Code, QR: "/qr/" + r.Code, Helper: true, LeaveTo: p.LeaveTo}
	v.Shell = p.Shell(c, "Đã gửi hồ sơ")
	return c.Page(http.StatusOK, view.SentPage(v))
}
