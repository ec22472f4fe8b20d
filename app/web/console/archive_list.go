package console

import (
	"encoding/hex"
	"net/http"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/keeping"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// keptWords is why a dossier of a list stays.
var keptWords = map[string]string{
	"decided": "Giữ lại theo quyết định", "refused": "Không đồng ý hủy", "held": "Đang được giữ theo yêu cầu", "question": "Người dân đang hỏi, chưa trả lời", "kept": "Chưa hết hạn lưu trữ",
	"locked": "Kết quả còn khóa lưu trữ", "unconfirmed": "Tỉnh chưa xác nhận thời hạn lưu trữ", "unclassified": "Thủ tục chưa xếp loại lưu trữ", "open": "Hồ sơ chưa kết thúc", "moved": "Hồ sơ không còn thuộc đơn vị", "in_use": "Còn dữ liệu khác dẫn đến hồ sơ",
}

// DestructionList shows one list: to whoever may, with the form to decide it; to
// all, to print.
func (p *Pages) DestructionList(c *web.Ctx) error { return p.destructionPage(c, http.StatusOK, nil) }

// DecideDestruction is the second person's word.
func (p *Pages) DecideDestruction(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return noList()
	}
	in := keeping.Decision{List: id, Approve: c.Form("quyet_dinh") == "huy", Words: short(c.Form("words"), 1000)}
	for _, s := range c.Posted()["giu"] {
		if x, err := uuid.Parse(s); err == nil {
			in.Keep = append(in.Keep, x)
		}
	}
	switch err := p.Keeping.Decide(c.Context(), in); {
	case err == nil:
		return c.Go(archiveAt + "/" + id.String())
	case fault.Is(err, fault.Invalid), fault.Is(err, fault.Conflict), fault.HasKey(err, "destruction.own"):
		return p.destructionPage(c, web.Status(err), err)
	default:
		return err
	}
}

func noList() error {
	return fault.New(fault.NotFound, "destruction.not_found", "Không tìm thấy danh mục tiêu hủy này.")
}

func (p *Pages) destructionPage(c *web.Ctx, status int, failed error) error {
	id, err := c.ID("id")
	if err != nil {
		return noList()
	}
	l, items, proofs, err := p.Keeping.List(c.Context(), id)
	if err != nil {
		return err
	}
	_, state := destructionState(l)
	v := view.DestructionList{Frame: p.frame(c, "Danh mục tiêu hủy "+l.Number()), Title: "Danh mục tiêu hủy số " + l.Number()}
	v.Facts = []ui.Pair{{Key: "Đơn vị", Value: c.Office.Full}, {Key: "Người lập", Value: l.ProposedName + ", " + i18n.DateTime(l.ProposedAt)}, {Key: "Tình trạng", Value: state}}
	add := func(key, value string) {
		if value != "" {
			v.Facts = append(v.Facts, ui.Pair{Key: key, Value: value})
		}
	}
	add("Ghi chú", l.Note)
	if l.DecidedAt != nil {
		add("Người quyết định", l.DecidedName+", "+i18n.DateTime(*l.DecidedAt))
		add("Quyết định", l.Decision)
	}
	add("Hủy xong lúc", dateTimeOr(l.FinishedAt))
	errs := map[string]string{}
	if failed != nil {
		errs, v.Frame.Problems = problems(failed, "words", "keep")
		if len(v.Frame.Problems) == 0 {
			v.Frame.Problems = []ui.Problem{{Text: fault.As(failed).Text}}
		}
	}
	switch decides := c.May("archive", "decide"); {
	case l.State != keeping.Proposed || !decides:
	case l.ProposedBy == c.Visitor.Staff:
		v.Why = "Ông/Bà lập danh mục này nên không tự quyết định được. Cần một người khác có quyền quyết định tiêu hủy."
	default:
		v.Decide = archiveAt + "/" + id.String()
	}
	v.Words = area("words", "Số, ngày quyết định; hoặc lý do không đồng ý", "Ví dụ: Quyết định 12/QĐ-UBND ngày 26/11/2026.", short(c.Form("words"), 1000), errs, 2)
	reads := c.May("dossier", "read")
	for _, i := range items {
		state := ui.S(ui.Waiting, "Chờ quyết định")
		switch {
		case i.State == "destroyed":
			state = ui.S(ui.Done, "Đã hủy")
		case i.State == "kept":
			state = ui.S(ui.OK, orElse(keptWords[i.Reason], i.Reason))
		case l.State == keeping.Approved:
			state = ui.S(ui.Soon, "Đang hủy")
		}
		r := ui.Row{Cells: []ui.Cell{codeCell(i.Code, i.Dossier, reads && i.State != "destroyed"), ui.T(i.Class), ui.T(i18n.Date(i.KeptUntil)), state}}
		if v.Decide != "" {
			r.Select, r.SelectLabel = i.Dossier.String(), "Giữ lại hồ sơ "+i.Code
		}
		v.Items = append(v.Items, r)
	}
	for _, x := range proofs {
		v.Proofs = append(v.Proofs, ui.Row{Cells: []ui.Cell{{Text: x.Code, Head: true}, ui.T(x.Procedure), ui.T(x.Basis), ui.N(i18n.Number(int64(x.Files))), ui.T(hex.EncodeToString(x.Digest)), ui.T(i18n.DateTime(x.DestroyedAt))}})
	}
	if len(proofs) > 0 {
		v.Signers = []ui.SlipSign{{Role: "Người lập danh mục", Name: l.ProposedName}, {Role: "Người quyết định", Name: l.DecidedName}}
	}
	return c.Page(status, view.DestructionListPage(v))
}

func dateTimeOr(t *time.Time) string {
	if t == nil {
		return ""
	}
	return i18n.DateTime(*t)
}
