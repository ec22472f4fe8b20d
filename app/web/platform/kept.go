package platform

import (
	"fmt"

	"motcua/app/keeping"
	"motcua/app/web"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// keptNotices says how much all files take, which offices run out of room and
// where documents have no file any more.
func (p *Pages) keptNotices(c *web.Ctx) ([]ui.NoticeProps, error) {
	total, err := p.Keeping.Totals(c.Context())
	if err != nil {
		return nil, err
	}
	out := []ui.NoticeProps{{Text: fmt.Sprintf("Kho tệp: %s tài liệu, %s, tính đến lần đối chiếu gần nhất của từng đơn vị.", i18n.Number(total.Documents), keeping.BytesText(total.Bytes))}}
	provinces, err := p.Keeping.Provinces(c.Context(), false)
	if err != nil {
		return nil, err
	}
	for _, x := range provinces {
		if x.Percent() < keeping.WarnPercent {
			continue
		}
		u, err := p.Offices.Province(c.PublicContext(), x.Province)
		if err != nil {
			return nil, err
		}
		out = append(out, ui.NoticeProps{Kind: "warn", Text: "Dung lượng của " + u.FullName + ": " + keeping.ProvinceRoomText(x)})
	}
	list, err := p.Keeping.Strained(c.Context(), 20)
	if err != nil {
		return nil, err
	}
	for _, u := range list {
		o, err := p.Offices.ByID(c.PublicContext(), u.Tenant)
		if err != nil {
			return nil, err
		}
		if u.Missing > 0 {
			out = append(out, ui.NoticeProps{Kind: "bad", Text: fmt.Sprintf("%s: %s tài liệu không còn tệp trong kho. Khôi phục từ bản sao lưu; lần đối chiếu sau tự bỏ cảnh báo.", o.FullName, i18n.Number(int64(u.Missing)))})
		}
		if u.Percent() >= keeping.WarnPercent {
			out = append(out, ui.NoticeProps{Kind: "warn", Text: o.FullName + ": " + keeping.RoomText(u)})
		}
	}
	return out, nil
}
