package platform

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/keeping"
	"motcua/app/web"
	"motcua/tenants/registry"
	"motcua/views/i18n"
	view "motcua/views/platform"
	"motcua/views/ui"
)

const storagePath = "/nen-tang/dung-luong"

// quotaForm sets how much a province or one of its offices may take.
type quotaForm struct {
	province, office string // codes; office "" is the province together
	gb, reason       string
}

// Storage shows the room that files take: of the provinces, or of the offices of one.
func (p *Pages) Storage(c *web.Ctx) error {
	return p.storagePage(c, http.StatusOK, quotaForm{province: cut(c.Query("tinh"), 2), office: cut(c.Query("don_vi"), 10)}, nil)
}

// SetQuota sets a quota, with its reason.
func (p *Pages) SetQuota(c *web.Ctx) error {
	f := quotaForm{cut(c.Form("tinh"), 2), cut(c.Form("don_vi"), 10), cut(strings.TrimSpace(c.Form("quota")), 8), cut(c.Form("reason"), 300)}
	var gb int64
	if f.gb != "" {
		var err error
		if gb, err = strconv.ParseInt(f.gb, 10, 64); err != nil || gb < 1 || gb > 1<<20 {
			return p.storagePage(c, http.StatusUnprocessableEntity, f, fault.Fields(map[string]string{"quota": "Nhập số GB từ 1 trở lên, ví dụ 200. Để trống thì dùng mức chung."}))
		}
	}
	err := func() error {
		if f.office == "" {
			return p.Keeping.SetLimit(c.Context(), f.province, gb<<30, f.reason)
		}
		o, err := p.Offices.ByCode(c.PublicContext(), f.office)
		if err != nil {
			return err
		}
		return p.Keeping.SetQuota(c.Context(), o.ID, gb<<30, f.reason)
	}()
	if fault.Is(err, fault.Invalid) {
		return p.storagePage(c, http.StatusUnprocessableEntity, f, err)
	}
	if err != nil {
		return err
	}
	return c.Go(storagePath + "?tinh=" + f.province + "&da=luu")
}

func (p *Pages) storagePage(c *web.Ctx, status int, f quotaForm, failed error) error {
	list, err := p.Keeping.Provinces(c.Context(), true)
	if err != nil {
		return err
	}
	v := view.Storage{Frame: p.frame(c, "Dung lượng lưu trữ")}
	if c.Query("da") == "luu" && failed == nil {
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã đặt dung lượng.", Alert: true}}
	}
	var sum keeping.ProvinceUsage
	var one *keeping.ProvinceUsage
	for i, x := range list {
		sum.Documents, sum.Bytes = sum.Documents+x.Documents, sum.Bytes+x.Bytes
		if x.Province == f.province {
			one = &list[i]
		}
	}
	if one != nil {
		return p.storageOf(c, status, v, *one, f, failed)
	}
	if f.province != "" {
		return fault.New(fault.NotFound, "province.not_found", "Không tìm thấy tỉnh này.")
	}
	v.Facts = []ui.Pair{{Key: "Tài liệu", Value: i18n.Number(sum.Documents)}, {Key: "Dung lượng", Value: keeping.BytesText(sum.Bytes)}, {Key: "Mức chung của một đơn vị", Value: quotaText(p.Keeping.Quota)}}
	v.Cols = []ui.Col{{Text: "Tỉnh, thành phố"}, {Text: "Đơn vị có tệp", Num: true}, {Text: "Tài liệu", Num: true}, {Text: "Đang dùng", Num: true}, {Text: "Được dùng chung", Num: true}, {Text: "Tình trạng"}}
	for _, x := range list {
		u, err := p.Offices.Province(c.PublicContext(), x.Province)
		if err != nil {
			return err
		}
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{{Text: u.FullName, Href: storagePath + "?tinh=" + x.Province, Head: true}, ui.N(i18n.Number(int64(x.Offices))), ui.N(i18n.Number(x.Documents)), ui.N(keeping.BytesText(x.Bytes)), ui.N(quotaText(x.Quota)), roomState(x.Quota, x.Percent(), x.Full(), x.Strained)}})
	}
	return c.Page(status, view.StoragePage(v))
}

// storageOf shows one province: its offices, the form, and what was set before.
func (p *Pages) storageOf(c *web.Ctx, status int, v view.Storage, x keeping.ProvinceUsage, f quotaForm, failed error) error {
	prov, err := p.Offices.Province(c.PublicContext(), x.Province)
	if err != nil {
		return err
	}
	offices, err := p.Keeping.OfficesIn(c.Context(), x.Province)
	if err != nil {
		return err
	}
	v.Province = prov.FullName
	v.Facts = []ui.Pair{{Key: "Tài liệu", Value: i18n.Number(x.Documents)}, {Key: "Dung lượng cả tỉnh", Value: keeping.ProvinceRoomText(x)}}
	if x.Reason != "" {
		v.Facts = append(v.Facts, ui.Pair{Key: "Lý do đặt", Value: x.Reason})
	}
	v.Cols = []ui.Col{{Text: "Đơn vị"}, {Text: "Tài liệu", Num: true}, {Text: "Đang dùng", Num: true}, {Text: "Được dùng", Num: true}, {Text: "Lý do đặt"}, {Text: "Tình trạng"}}
	names := map[uuid.UUID]registry.Unit{}
	var chosen *keeping.Usage
	for i, u := range offices {
		o, err := p.Offices.ByID(c.PublicContext(), u.Tenant)
		if err != nil {
			return err
		}
		names[u.Tenant] = o
		if o.Code == f.office {
			chosen = &offices[i]
		}
		quota := quotaText(u.Quota)
		if !u.Own {
			quota += " (mức chung)"
		}
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{{Text: o.FullName, Href: storagePath + "?tinh=" + x.Province + "&don_vi=" + o.Code + "#dat", Head: true}, ui.N(i18n.Number(u.Documents)), ui.N(keeping.BytesText(u.Bytes)), ui.N(quota), ui.T(u.Reason), roomState(u.Quota, u.Percent(), u.Full(), 0)}})
	}
	if f.office != "" && chosen == nil {
		return fault.New(fault.NotFound, "tenant.not_found", "Không tìm thấy đơn vị này trong tỉnh.")
	}
	bad, probs := problems(failed, "quota", "reason")
	v.Frame.Problems = probs
	if c.May("province", "onboard") {
		v.Set = &view.Quota{Title: "Đặt dung lượng chung của tỉnh", Now: keeping.ProvinceRoomText(x), Province: x.Province, Office: f.office}
		gb, hint := x.Quota>>30, "Mọi đơn vị của tỉnh cộng lại. Để trống thì không giới hạn."
		if chosen != nil {
			v.Set.Title, v.Set.Now, v.Set.Back = "Đặt dung lượng của "+names[chosen.Tenant].FullName, keeping.RoomText(*chosen), storagePath+"?tinh="+x.Province
			gb, hint = 0, "Để trống thì dùng mức chung: "+quotaText(p.Keeping.Quota)+"."
			if chosen.Own {
				gb = chosen.Quota >> 30
			}
		}
		typed := f.gb
		if failed == nil && gb > 0 {
			typed = strconv.FormatInt(gb, 10)
		}
		v.Set.Bytes = ui.Field{Name: "quota", Label: "Dung lượng tối đa, GB", Hint: hint + " Hết dung lượng thì chỉ dừng số hóa theo đợt; hồ sơ của người dân luôn được nhận.", Value: typed, Error: bad["quota"], MaxLen: 8, Optional: true}
		v.Set.Reason = ui.Field{Name: "reason", Label: "Lý do", Hint: "Ví dụ: số, ngày văn bản đề nghị. Không ghi tên người.", Value: f.reason, Error: bad["reason"], MaxLen: 300}
	}
	subject := x.Tenant
	if chosen != nil {
		subject = chosen.Tenant
	}
	acts, err := p.Governing.History(c.Context(), subject, governing.Before{}, 50)
	if err != nil {
		return err
	}
	for _, a := range acts {
		if strings.HasSuffix(a.Kind, ".quota_set") {
			v.History = append(v.History, p.historyRows(c, []governing.Act{a})...)
		}
	}
	return c.Page(status, view.StoragePage(v))
}

func quotaText(bytes int64) string {
	if bytes <= 0 {
		return "không giới hạn"
	}
	return keeping.BytesText(bytes)
}

// roomState says in words how near the limit is.
func roomState(quota int64, percent int, full bool, strained int) ui.Cell {
	switch {
	case full:
		return ui.S(ui.Late, "Đã hết")
	case percent >= keeping.WarnPercent:
		return ui.S(ui.Soon, "Sắp hết, "+strconv.Itoa(percent)+"%")
	case strained > 0:
		return ui.S(ui.Soon, i18n.Number(int64(strained))+" đơn vị sắp hết")
	case quota > 0:
		return ui.S(ui.OK, strconv.Itoa(percent)+"%")
	}
	return ui.S(ui.OK, "Đủ")
}
