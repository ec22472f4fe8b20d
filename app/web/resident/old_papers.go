package resident

import (
	"strconv"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

const claimAt = "/giay-to-cu"

// provenLevel is how sure her identity must be: seen at a counter, or VNeID.
const provenLevel = 2

// ClaimOld says that an earlier result that waits for its owner is the
// resident's own.
func (p *Pages) ClaimOld(c *web.Ctx) error {
	id, err := c.ID("to")
	if err != nil {
		return notThere()
	}
	number := []rune(c.Form("so"))
	err = p.OldPapers.Claim(c.Context(), id, string(number[:min(len(number), 60)]))
	if fault.Is(err, fault.Conflict) {
		return p.vaultPage(c, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return c.Go(vaultAt)
}

// oldPapers shows what waits under her name and birth date, and what became of
// her claims.
func (p *Pages) oldPapers(c *web.Ctx, v *view.Vault) error {
	if c.Visitor.Level < provenLevel {
		return nil
	}
	offers, err := p.OldPapers.Offered(c.Context())
	if err != nil {
		return err
	}
	claims, err := p.OldPapers.Claims(c.Context())
	if err != nil {
		return err
	}
	text := func(year int, office uuid.UUID) string {
		return "Năm " + strconv.Itoa(year) + ", " + orText(p.officeName(c.PublicContext(), &office), "cơ quan cấp") + "."
	}
	for _, o := range offers {
		v.Offers = append(v.Offers, view.OldOffer{
			Title: o.Title, Text: text(o.Year, o.Office), Action: claimAt + "/" + o.Paper.String(),
			Number: ui.Field{Name: "so", Label: "Số ghi trên giấy", Hint: "Nếu Ông/Bà còn giữ bản giấy. Không nhớ thì để trống.", MaxLen: 60, Optional: true, Width: "20", Complete: "off"},
		})
	}
	for _, k := range claims {
		x := view.OldClaim{Title: k.Title, Text: text(k.Year, k.Office), Chip: "Chờ cơ quan đối chiếu", Tone: ui.Waiting}
		switch k.State {
		case "placed":
			x.Chip, x.Tone = "Đã vào Giấy tờ của tôi", ui.OK
		case "refused":
			x.Chip, x.Tone = "Không phải của Ông/Bà", ui.Done
			x.Text += " " + k.Reason
		}
		if k.DecidedAt != nil {
			x.Text += " Trả lời lúc " + i18n.DateTime(*k.DecidedAt) + "."
		}
		v.Claims = append(v.Claims, x)
	}
	return nil
}
