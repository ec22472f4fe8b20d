package console

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/app/web/resident"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// OwnPapers is the page where the counter asks for papers that the person
// already has: what she agrees to first, then what fits this dossier.
func (p *Pages) OwnPapers(c *web.Ctx) error { return p.ownPapersPage(c, nil) }

// AskOwnPapers writes down that she agreed, or hands in one of the papers.
func (p *Pages) AskOwnPapers(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	if c.Form("dung") != "" {
		err = p.useOwn(c, id, c.Form("dung"))
	} else {
		err = p.agreeOwn(c, id)
	}
	if err != nil {
		return p.ownPapersPage(c, err)
	}
	return c.Go(path(id.String(), "giay-da-co"))
}

func (p *Pages) agreeOwn(c *web.Ctx, id uuid.UUID) error {
	f, err := p.Dossiers.Open(c.Context(), id)
	if err != nil {
		return err
	}
	consent, err := uuid.Parse(c.Form("lan"))
	if err != nil {
		consent = uuid.New()
	}
	statement := p.ownStatement(c, &f)
	if c.Form("dong_y") == "" {
		statement = ""
	}
	return p.Dossiers.AskOwnPapers(c.Context(), id, consent, oneOf(c.Form("cach"), "spoken_at_counter", "signature"), statement)
}

// ownStatement is what is read to the person, and kept as she heard it.
func (p *Pages) ownStatement(c *web.Ctx, f *dossiers.Full) string {
	name, number := f.ApplicantName, "…"
	for _, x := range f.Parties {
		if x.Role == "submitter" {
			name, number = x.FullName, orElse(x.IDNumber, "…")
		}
	}
	return fmt.Sprintf("Tôi là %s, số định danh %s. Tôi đồng ý để cán bộ %s của %s xem tên, số, nơi cấp của những giấy tờ tôi đã có trong kho dữ liệu điện tử mà hợp với giấy tờ hồ sơ %s cần (%s), và dùng bản sao của giấy cần đến, chỉ để giải quyết hồ sơ này. Tôi xem được ai đã xem, đã dùng ở mục Giấy tờ của tôi.",
		name, number, c.Visitor.Name, c.Office.Full, f.CodeText(), f.Terms.Name)
}

// useOwn copies the paper under this office's key and hands it in; what is
// there already stays once.
func (p *Pages) useOwn(c *web.Ctx, id uuid.UUID, what string) error {
	list, err := p.Dossiers.OwnPapers(c.Context(), id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(o dossiers.OwnPaper) bool { return ownValue(o) == what })
	if i < 0 {
		return nil // used already, or no longer fits: the list says what there is
	}
	o := list[i]
	src, err := p.Documents.OpenListed(c.Context(), id, o.Source)
	if err != nil {
		return err
	}
	defer src.Content.Close()
	d, err := p.Documents.Copy(c.Context(), c.Scope().Tenant, src, documents.Incoming{ID: resident.ReusedID(id, o.Component, o.Source), Name: resident.CopyName(o.Title, o.Number, src.Document)})
	if err != nil {
		return err
	}
	err = p.Dossiers.UseOwnPaper(c.Context(), id, o, func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		err := p.Documents.Record(ctx, tx, dossier, &d)
		return d.ID, err
	})
	if err != nil {
		p.Documents.Discard(c.Context(), d)
		if fault.HasKey(err, "row.exists") {
			return nil
		}
	}
	return err
}

func ownValue(o dossiers.OwnPaper) string { return o.Component + "." + o.Source.String() }

func (p *Pages) ownPapersPage(c *web.Ctx, failed error) error {
	if fault.HasKey(failed, "vault.no_consent") { // the two hours are over: asked again
		failed = nil
	}
	a, err := p.actPage(c, "giay-da-co", "Giấy tờ người dân đã có", "Ghi đồng ý, tìm giấy tờ", failed, []string{"cach", "dong_y"})
	if err != nil {
		return err
	}
	f := &a.dossier
	v := view.OwnPapers{ActForm: a.ActForm, Slip: path(f.ID.String(), "giay-hen")}
	if v.Moved != nil {
		return c.Page(a.status, view.OwnPapersPage(v))
	}
	given, err := p.Dossiers.OwnPapersConsent(c.Context(), f.ID)
	if err != nil {
		return err
	}
	if given == nil {
		v.Statement, v.Consent = p.ownStatement(c, f), uuid.NewString()
		v.Method = consentMethod(c, a.errs)
		v.Agree = ui.CheckField{Field: ui.Field{Name: "dong_y", Label: "Đã xem căn cước, đọc to nội dung trên và người dân đồng ý", Error: a.errs["dong_y"]}, Checked: c.Form("dong_y") != ""}
		return c.Page(a.status, view.OwnPapersPage(v))
	}
	v.Given, v.Said = fmt.Sprintf("Người dân đã đồng ý (%s) lúc %s, trước %s.", consentText[given.Method], i18n.DateTime(given.GivenAt), given.StaffName), given.Statement
	used, err := p.Dossiers.VaultUsesOn(c.Context(), f.ID)
	if err != nil {
		return err
	}
	for _, x := range f.Papers {
		if x.Document == nil {
			continue
		}
		if u, ok := used[*x.Document]; ok {
			v.Used = append(v.Used, p.fromVault(c, u))
		}
	}
	list, err := p.Dossiers.OwnPapers(c.Context(), f.ID)
	if err != nil {
		return err
	}
	for _, k := range f.Terms.Components {
		g := view.OwnGroup{Title: k.Title}
		for _, o := range list {
			if o.Component == k.Key {
				g.Items = append(g.Items, p.ownLine(c, o))
			}
		}
		if len(g.Items) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	return c.Page(a.status, view.OwnPapersPage(v))
}

func (p *Pages) ownLine(c *web.Ctx, o dossiers.OwnPaper) view.OwnLine {
	text := []string{o.Title}
	if o.Number != "" {
		text = append(text, "số "+o.Number)
	}
	if o.IssuedOn != nil {
		text = append(text, "ngày "+i18n.Date(*o.IssuedOn))
	}
	x := view.OwnLine{Value: ownValue(o), Text: strings.Join(text, " ")}
	at := p.office(c.Context(), o.Office)
	switch {
	case o.Result != nil:
		x.Note = at + " cấp."
	default:
		x.Note = dotted(o.Issuer, at+" đã xác nhận "+dayText(o)) + "."
	}
	if o.ExpiresOn != nil {
		x.Note += " Dùng được đến hết " + i18n.Date(*o.ExpiresOn) + "."
	}
	return x
}

func dayText(o dossiers.OwnPaper) string {
	if o.ConfirmedAt == nil {
		return ""
	}
	return "ngày " + i18n.Date(*o.ConfirmedAt)
}

var consentText = map[string]string{"spoken_at_counter": "nói tại quầy", "signature": "ký giấy"}

// consentMethod is how the person at the counter agrees.
func consentMethod(c *web.Ctx, errs map[string]string) ui.ChoiceField {
	return ui.ChoiceField{
		Inline: true, Field: ui.Field{Name: "cach", Label: "Người dân đồng ý bằng cách", Value: oneOf(c.Form("cach"), "spoken_at_counter", "signature"), Error: errs["cach"]},
		Options: []ui.Option{{Value: "spoken_at_counter", Text: "Nói đồng ý tại quầy"}, {Value: "signature", Text: "Ký giấy đồng ý"}},
	}
}
