package resident

import (
	"context"
	"fmt"
	"mime"
	"path"
	"slices"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
)

// reuse is where one of the person's own papers may do for a component: in a
// draft, or in the answer to a request for papers that is not sent yet.
type reuse struct {
	ctx               context.Context
	dossier           *dossiers.Dossier
	component         revision.Component
	papers            []dossiers.Paper // of the dossier, whatever component and round
	procedure, office string           // as the consent names them
	tick              string           // begins the names of the boxes
}

// ownPapers are what is offered for it, and the receipts of what was used already.
type ownPapers struct {
	reuse
	list []dossiers.VaultItem
	used map[uuid.UUID]dossiers.VaultUse // by the copy
}

// own finds the person's papers that do for a component and were not handed in
// as it yet; what an officer sent back is not offered as the same paper again.
func (p *Pages) own(r reuse) (ownPapers, error) {
	o := ownPapers{reuse: r}
	vault, err := p.Dossiers.Vault(r.ctx)
	if err != nil {
		return o, err
	}
	uses, err := p.Dossiers.VaultUsesOn(r.ctx, r.dossier.ID)
	if err != nil {
		return o, err
	}
	o.used = map[uuid.UUID]dossiers.VaultUse{}
	for _, y := range of(r.papers, r.component.Key) {
		if y.Document == nil {
			continue
		}
		if u, ok := uses[*y.Document]; ok {
			o.used[u.Source] = u
		}
	}
	o.list = slices.DeleteFunc(dossiers.Fitting(vault, r.component, r.dossier.ID, p.Now()), func(v dossiers.VaultItem) bool { _, ok := o.used[v.Document]; return ok })
	return o, nil
}

// ReusedID makes the copy of a paper one document, however often it is asked for.
func ReusedID(dossier uuid.UUID, component string, source uuid.UUID) uuid.UUID {
	return uuid.NewSHA1(dossier, []byte("reuse\x00"+component+"\x00"+source.String()))
}

// itemText names a paper: title, number, day, who issued or confirmed it.
func (p *Pages) itemText(c *web.Ctx, v dossiers.VaultItem) string {
	s := v.Title
	if v.Number != "" {
		s += " số " + v.Number
	}
	if v.IssuedOn != nil {
		s += " ngày " + i18n.Date(*v.IssuedOn)
	}
	if from := orText(v.Issuer, p.officeName(c.PublicContext(), v.Office)); from != "" && (v.Result != nil || v.Issuer != "") {
		s += ", " + from + " cấp"
	}
	return s
}

// consent is what the person agrees to when she ticks, and what is written down.
func (p *Pages) consent(c *web.Ctx, r reuse, v dossiers.VaultItem) string {
	return fmt.Sprintf("Tôi đồng ý dùng %s cho hồ sơ %s gửi %s. Nơi này được xem bản sao và dữ liệu đã xác nhận của giấy, chỉ để giải quyết hồ sơ này.", p.itemText(c, v), r.procedure, r.office)
}

const unagreed = "Đánh dấu đồng ý cho dùng giấy này"

// offers shows them; refused names the box that was left empty.
func (p *Pages) offers(c *web.Ctx, o ownPapers, refused string) []view.ReuseOffer {
	var out []view.ReuseOffer
	for _, v := range o.list {
		x := view.ReuseOffer{ID: v.Document.String(), Tick: o.tick + v.Document.String(), Href: "/tep/" + v.Document.String(), Text: p.itemText(c, v), Consent: p.consent(c, o.reuse, v)}
		if v.Result == nil {
			x.Note = p.officeName(c.PublicContext(), v.Office) + " đã xác nhận ngày " + i18n.Date(timeOf(v.ConfirmedAt)) + "."
		}
		if v.EndsSoon(p.Now()) {
			x.Note += " Còn dùng được đến hết " + i18n.Date(*v.ExpiresOn) + "."
		}
		if x.Tick == refused {
			x.Error = unagreed
		}
		out = append(out, x)
	}
	return out
}

// receipts are the uses of the person's own papers for it, as the papers stand.
func (o ownPapers) receipts(papers []dossiers.Paper) []view.UseReceipt {
	var out []view.UseReceipt
	for _, y := range of(papers, o.component.Key) {
		for _, u := range o.used {
			if y.Document != nil && *y.Document == *u.Document {
				out = append(out, view.UseReceipt{When: i18n.DateTime(u.At), What: useText(u), Said: u.Statement, Digest: u.Digest()})
			}
		}
	}
	return out
}

func useText(u dossiers.VaultUse) string {
	if u.Number != "" {
		return u.Title + " số " + u.Number
	}
	return u.Title
}

// use hands in one of the person's own papers, after she agreed to it: its
// bytes are copied under the office that decides this dossier, so that neither
// office reads the other's files. empty is the name of the box that she left
// empty; what was used already stays used.
func (p *Pages) use(c *web.Ctx, r reuse, item string) (empty string, err error) {
	o, err := p.own(r)
	if err != nil {
		return "", err
	}
	i := slices.IndexFunc(o.list, func(v dossiers.VaultItem) bool { return v.Document.String() == item })
	if i < 0 {
		if id, err := uuid.Parse(item); err == nil && o.used[id].Document != nil {
			return "", nil // clicked twice
		}
		return "", fault.New(fault.NotFound, "vault.not_found", "Không tìm thấy giấy này trong Giấy tờ của tôi.")
	}
	v := o.list[i]
	if tick := r.tick + item; c.Form(tick) == "" {
		return tick, nil
	}
	doc, err := p.copyItem(r, v)
	if err != nil {
		return "", err
	}
	err = p.Dossiers.UseVault(r.ctx, r.dossier.ID, r.component.Key, v, p.consent(c, r, v), func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		err := p.Documents.Record(ctx, tx, dossier, &doc)
		return doc.ID, err
	})
	if err != nil {
		p.Documents.Discard(r.ctx, doc)
		if fault.HasKey(err, "row.exists") {
			err = nil
		}
	}
	return "", err
}

// copyItem copies the bytes of a paper under the key of the office that decides.
func (p *Pages) copyItem(r reuse, v dossiers.VaultItem) (documents.Document, error) {
	o, err := p.Documents.Open(r.ctx, v.Document, documents.View)
	if err != nil {
		return documents.Document{}, err
	}
	defer o.Content.Close()
	return p.Documents.Copy(r.ctx, r.dossier.Competent, o, documents.Incoming{ID: ReusedID(r.dossier.ID, r.component.Key, v.Document), Name: CopyName(v.Title, v.Number, o.Document)})
}

// CopyName is how the copy of a paper is called.
func CopyName(title, number string, of documents.Document) string {
	if number != "" {
		title += " số " + strings.ReplaceAll(number, "/", "-")
	}
	ext := path.Ext(of.Name)
	if ext == "" {
		if list, _ := mime.ExtensionsByType(of.ContentType); len(list) > 0 {
			ext = list[0]
		}
	}
	return title + ext
}
