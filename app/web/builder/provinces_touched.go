package builder

import (
	"slices"
	"strconv"

	"github.com/google/uuid"

	"motcua/app/procedures"
	"motcua/app/web"
	view "motcua/views/builder"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// provincesTouched counts, for a national version, the dossiers of each
// province under it, and says which provinces go by one of their own.
func (p *Pages) provincesTouched(c *web.Ctx, e *procedures.Edited, of uuid.UUID, text string, v *view.Version) error {
	list, err := p.Revisions.PinnedByProvince(c.Context(), of)
	if err != nil {
		return err
	}
	own, err := p.Catalogue.Adjusted(c.PublicContext(), e.Procedure)
	if err != nil {
		return err
	}
	open, drafts := 0, 0
	for _, t := range list {
		open, drafts = open+t.Open, drafts+t.Drafts
	}
	v.TouchedText = "Không có hồ sơ nào chưa xong " + text + "."
	if len(list) > 0 {
		v.TouchedText = i18n.Number(int64(open)) + " hồ sơ đang giải quyết và " + i18n.Number(int64(drafts)) + " bản nháp của người dân ở " + strconv.Itoa(len(list)) + " tỉnh " + text + "."
	}
	if len(own) > 0 {
		v.TouchedText += " " + strconv.Itoa(len(own)) + " tỉnh có bản riêng: hồ sơ ở đó theo bản của tỉnh, và tỉnh được báo các thay đổi để chọn nhận."
	}
	for province := range own {
		if !slices.ContainsFunc(list, func(t procedures.TouchedProvince) bool { return t.Province == province }) {
			list = append(list, procedures.TouchedProvince{Province: province})
		}
	}
	slices.SortStableFunc(list, func(a, b procedures.TouchedProvince) int { return b.Open - a.Open })
	for _, t := range list {
		name, by := "Tỉnh "+t.Province, "Trung ương"
		if u, err := p.Offices.Centre(c.PublicContext(), t.Province); err == nil {
			name = u.ProvinceFull
		}
		if r := own[t.Province]; r != nil {
			by = "Bản riêng số " + strconv.Itoa(r.No)
		}
		v.Touched = append(v.Touched, ui.Row{Cells: []ui.Cell{{Text: name, Head: true}, ui.N(i18n.Number(int64(t.Open))), ui.N(i18n.Number(int64(t.Drafts))), ui.T(by)}})
	}
	return nil
}
