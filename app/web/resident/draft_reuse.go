package resident

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"mime"
	"net/http"
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

// reusable are the person's own papers that do for a component and were not
// handed in as it yet.
func (p *DraftPages) reusable(d *draft, x revision.Component) ([]dossiers.VaultItem, error) {
	if p.Helped {
		return nil, nil
	}
	vault, err := p.Dossiers.Vault(d.ctx)
	have := of(d.papers, x.Key)
	return slices.DeleteFunc(dossiers.Fitting(vault, x, d.ID, p.Now()), func(v dossiers.VaultItem) bool {
		return slices.ContainsFunc(have, func(y dossiers.Paper) bool { return *y.Document == reusedID(d.ID, x.Key, v.Document) })
	}), err
}

// reusedID makes the copy of a paper one document, however often it is asked for.
func reusedID(dossier uuid.UUID, component string, source uuid.UUID) uuid.UUID {
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
func (p *DraftPages) consent(c *web.Ctx, d *draft, v dossiers.VaultItem) string {
	return fmt.Sprintf("Tôi đồng ý dùng %s cho hồ sơ %s gửi %s. Nơi này được xem bản sao và dữ liệu đã xác nhận của giấy, chỉ để giải quyết hồ sơ này.", p.itemText(c, v), d.proc.PlainName, d.unit.Office())
}

func (p *DraftPages) reuseOffers(c *web.Ctx, d *draft, list []dossiers.VaultItem, refused string) []view.ReuseOffer {
	var out []view.ReuseOffer
	for _, v := range list {
		o := view.ReuseOffer{ID: v.Document.String(), Href: "/tep/" + v.Document.String(), Text: p.itemText(c, v), Consent: p.consent(c, d, v)}
		if v.Result == nil {
			o.Note = p.officeName(c.PublicContext(), v.Office) + " đã xác nhận ngày " + i18n.Date(timeOf(v.ConfirmedAt)) + "."
		}
		if v.EndsSoon(p.Now()) {
			o.Note += " Còn dùng được đến hết " + i18n.Date(*v.ExpiresOn) + "."
		}
		if o.ID == refused {
			o.Error = "Đánh dấu đồng ý cho dùng giấy này"
		}
		out = append(out, o)
	}
	return out
}

// receipts are the uses of the person's own papers for one component.
func (p *DraftPages) receipts(c *web.Ctx, d *draft, component string) ([]view.UseReceipt, error) {
	if p.Helped {
		return nil, nil
	}
	uses, err := p.Dossiers.VaultUsesOn(d.ctx, d.ID)
	if err != nil {
		return nil, err
	}
	var out []view.UseReceipt
	for _, y := range of(d.papers, component) {
		if u, ok := uses[*y.Document]; ok {
			out = append(out, view.UseReceipt{When: i18n.DateTime(u.At), What: useText(u), Said: u.Statement, Digest: u.Digest()})
		}
	}
	return out, nil
}

func useText(u dossiers.VaultUse) string {
	if u.Number != "" {
		return u.Title + " số " + u.Number
	}
	return u.Title
}

// Reuse hands in one of the person's own papers, after she agreed to it: its
// bytes are copied under the office that decides this dossier, so that neither
// office reads the other's files.
func (p *DraftPages) Reuse(c *web.Ctx, d *draft) error {
	_, x, err := p.paperOf(c, d)
	if err != nil {
		return err
	}
	here := d.base + "/giay/" + x.Key
	list, err := p.reusable(d, x)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(v dossiers.VaultItem) bool { return v.Document.String() == c.Form("giay_cu") })
	if i < 0 {
		if slices.ContainsFunc(of(d.papers, x.Key), func(y dossiers.Paper) bool {
			id, err := uuid.Parse(c.Form("giay_cu"))
			return err == nil && *y.Document == reusedID(d.ID, x.Key, id)
		}) {
			return c.Go(here + back(c, "?")) // clicked twice
		}
		return fault.New(fault.NotFound, "vault.not_found", "Không tìm thấy giấy này trong Giấy tờ của tôi.")
	}
	v := list[i]
	if c.Form("dong_y_"+v.Document.String()) == "" {
		return p.papersPage(c, d, http.StatusUnprocessableEntity, "", v.Document.String())
	}
	doc, err := p.copyItem(d, x, v)
	if err != nil {
		return err
	}
	err = p.Dossiers.UseVault(d.ctx, d.ID, x.Key, v, p.consent(c, d, v), func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		err := p.Documents.Record(ctx, tx, dossier, &doc)
		return doc.ID, err
	})
	if err != nil {
		p.Documents.Discard(d.ctx, doc)
		if !fault.HasKey(err, "row.exists") {
			return err
		}
	}
	return c.Go(here + back(c, "?"))
}

func (p *DraftPages) copyItem(d *draft, x revision.Component, v dossiers.VaultItem) (documents.Document, error) {
	o, err := p.Documents.Open(d.ctx, v.Document, documents.View)
	if err != nil {
		return documents.Document{}, err
	}
	defer o.Content.Close()
	b, err := io.ReadAll(o.Content)
	if err != nil {
		return documents.Document{}, err
	}
	name := v.Title
	if v.Number != "" {
		name += " số " + strings.ReplaceAll(v.Number, "/", "-")
	}
	ext := path.Ext(o.Name)
	if ext == "" {
		if list, _ := mime.ExtensionsByType(o.ContentType); len(list) > 0 {
			ext = list[0]
		}
	}
	doc, err := p.Documents.Store(d.ctx, d.Competent, documents.Incoming{ID: reusedID(d.ID, x.Key, v.Document), Name: name + ext, File: bytes.NewReader(b), Size: int64(len(b))})
	if err == nil && !bytes.Equal(doc.SHA256, o.SHA256) {
		p.Documents.Discard(d.ctx, doc)
		err = fmt.Errorf("reuse: the copy of document %s differs", o.ID)
	}
	return doc, err
}
