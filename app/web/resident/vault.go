package resident

import (
	"net/http"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/reading/meaning"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

const vaultAt = "/giay-to"

// Vault lists the resident's own papers: what they are, until when they hold,
// who used them and who looked.
func (p *Pages) Vault(c *web.Ctx) error { return p.vaultPage(c, http.StatusOK, nil) }

func (p *Pages) vaultPage(c *web.Ctx, status int, failed error) error {
	list, err := p.Dossiers.Vault(c.Context())
	if err != nil {
		return err
	}
	uses, err := p.Dossiers.VaultUses(c.Context())
	if err != nil {
		return err
	}
	looks, err := p.Documents.AccessesMine(c.Context(), 300)
	if err != nil {
		return err
	}
	source := map[uuid.UUID]uuid.UUID{} // of a copy
	receipts := map[uuid.UUID][]view.UseReceipt{}
	for _, u := range uses {
		if u.Document != nil {
			source[*u.Document] = u.Source
		}
		receipts[u.Source] = append(receipts[u.Source], p.useLine(c, u))
	}
	seen := map[uuid.UUID][]view.Fact{}
	for _, a := range looks {
		id := a.DocumentID
		if s, ok := source[id]; ok {
			id = s
		}
		seen[id] = append(seen[id], p.access(c, a))
	}
	v := view.Vault{Shell: p.private(c, "Giấy tờ của tôi"), Waits: c.Visitor.Level < 2}
	if failed != nil {
		v.Problems = []ui.Problem{{Text: fault.As(failed).Text}}
	}
	if err := p.oldPapers(c, &v); err != nil {
		return err
	}
	for _, x := range list {
		k := p.vaultCard(c, x)
		k.Used, k.Seen = receipts[x.Document], seen[x.Document]
		if x.Removed {
			v.Out = append(v.Out, k)
			if c.Query("bo") == x.Document.String() {
				v.Taken, v.Back = x.Title, k.Remove
			}
			continue
		}
		v.Items = append(v.Items, k)
	}
	return c.Page(status, view.VaultPage(v))
}

func (p *Pages) useLine(c *web.Ctx, u dossiers.VaultUse) view.UseReceipt {
	to := orText(p.officeName(c.PublicContext(), &u.Tenant), "nơi giải quyết")
	r := view.UseReceipt{When: i18n.DateTime(u.At), What: "dùng cho hồ sơ gửi " + to + ".", Said: u.Statement, Digest: u.Digest()}
	if u.Document == nil {
		r.What = "chọn dùng cho hồ sơ gửi " + to + ", rồi bỏ ra trước khi nộp."
	}
	return r
}

func (p *Pages) vaultCard(c *web.Ctx, x dossiers.VaultItem) view.VaultCard {
	k := view.VaultCard{ID: x.Document.String(), Title: x.Title, Apart: ", số " + orText(x.Number, "không ghi") + ", từ hồ sơ " + orText(x.Code, "cũ"), Kind: "Kết quả", Open: "/tep/" + x.Document.String(), Save: "/tep/" + x.Document.String() + "?tai=1"}
	office := p.officeName(c.PublicContext(), x.Office)
	row := func(key, value string) {
		if value != "" {
			k.Rows = append(k.Rows, ui.SummaryRow{Key: key, Value: value})
		}
	}
	if x.Result == nil {
		k.Kind, k.Remove = "Giấy đã xác nhận", vaultAt+"/"+x.Document.String()+"/bo"
		if t := meaning.Title(x.Kind); x.Kind != meaning.Other && t != x.Title {
			row("Loại giấy", t)
		}
	}
	row("Số", x.Number)
	if x.Result == nil {
		row("Nơi cấp", x.Issuer)
		row("Nơi xác nhận", office)
	} else {
		row("Nơi cấp", office)
	}
	if x.IssuedOn != nil {
		row("Ngày cấp", i18n.Date(*x.IssuedOn))
	}
	if x.ExpiresOn != nil {
		row("Dùng được đến hết", i18n.Date(*x.ExpiresOn))
		switch {
		case x.Expired(p.Now()):
			k.Chip, k.Tone, k.Remind = "Hết hạn", ui.Late, "Giấy đã hết hạn nên không được đề nghị dùng lại. Cần dùng thì làm giấy mới."
		case x.EndsSoon(p.Now()):
			k.Chip, k.Tone, k.Remind = "Sắp hết hạn", ui.Soon, "Giấy sắp hết hạn. Cần dùng sau ngày đó thì làm giấy mới trước."
		default:
			k.Chip, k.Tone = "Còn hạn", ui.OK
		}
	}
	row("Từ hồ sơ", x.Code)
	return k
}

// TakeOut takes a confirmed paper out of the resident's own, or puts it back.
func (p *Pages) TakeOut(c *web.Ctx) error {
	id, err := c.ID("tep")
	if err != nil {
		return notThere()
	}
	back := c.Form("viec") == "lai"
	if err := p.Dossiers.RemoveFromVault(c.Context(), id, back); err != nil {
		return err
	}
	if back {
		return c.Go(vaultAt)
	}
	return c.Go(vaultAt + "?bo=" + id.String())
}
