package console

import (
	"net/http"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/keeping"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

const (
	archiveAt      = "/cb/luu-tru"
	candidateCount = 100
)

// Archive shows what is past its term, the lists to destroy, what is held and
// how much room the files take.
func (p *Pages) Archive(c *web.Ctx) error { return p.archivePage(c, nil) }

// ProposeDestruction makes a list of the chosen dossiers.
func (p *Pages) ProposeDestruction(c *web.Ctx) error {
	id := formID(c, "id")
	var chosen []uuid.UUID
	for _, s := range c.Posted()["ho_so"] {
		if x, err := uuid.Parse(s); err == nil {
			chosen = append(chosen, x)
		}
	}
	if err := p.Keeping.Propose(c.Context(), id, chosen, short(c.Form("ghi_chu"), 300)); fault.Is(err, fault.Invalid) || fault.Is(err, fault.Conflict) {
		return p.archivePage(c, err)
	} else if err != nil {
		return err
	}
	return c.Go(archiveAt + "/" + id.String())
}

func (p *Pages) archivePage(c *web.Ctx, failed error) error {
	v := view.Archive{Frame: p.frame(c, "Lưu trữ"), MayPropose: c.May("archive", "propose"), ID: newID().String()}
	v.Note = ui.Field{Name: "ghi_chu", Label: "Ghi chú", Hint: "Ví dụ: đợt tiêu hủy năm 2026.", Value: short(c.Form("ghi_chu"), 300), Optional: true, MaxLen: 300}
	status := http.StatusOK
	if failed != nil {
		status = web.Status(failed)
		text := fault.As(failed).Text
		if text == "" {
			text = "Có người vừa lập danh mục với hồ sơ đã chọn. Xem lại rồi chọn tiếp."
		}
		v.Frame.Problems = []ui.Problem{{Text: text}}
	}
	list, err := p.Keeping.Candidates(c.Context(), candidateCount+1)
	if err != nil {
		return err
	}
	if len(list) > candidateCount {
		list = list[:candidateCount]
		v.More = "Hiện 100 hồ sơ cũ nhất. Lập danh mục xong sẽ thấy các hồ sơ tiếp theo."
	}
	reads := c.May("dossier", "read")
	for _, x := range list {
		r := ui.Row{Cells: []ui.Cell{codeCell(x.Code, x.ID, reads), ui.T(x.Procedure), ui.T(i18n.Date(x.Ended)), ui.T(x.ClassName), ui.T(i18n.Date(x.KeptUntil)), candidateState(x)}}
		if x.Free() {
			r.Select, r.SelectLabel = x.ID.String(), "Chọn hồ sơ "+x.Code
		}
		v.Candidates = append(v.Candidates, r)
	}
	lists, err := p.Keeping.Lists(c.Context(), 50)
	if err != nil {
		return err
	}
	for _, l := range lists {
		tone, text := destructionState(l)
		v.Lists = append(v.Lists, ui.Row{Cells: []ui.Cell{ui.L(l.Number(), archiveAt+"/"+l.ID.String()), {Text: l.ProposedName, Hint: i18n.DateTime(l.ProposedAt)}, ui.N(i18n.Number(int64(l.Items))), {Text: l.DecidedName, Hint: dateTimeOr(l.DecidedAt)}, ui.S(tone, text)}})
	}
	holds, err := p.Keeping.Holds(c.Context(), 100)
	if err != nil {
		return err
	}
	for _, h := range holds {
		v.Holds = append(v.Holds, ui.Row{Cells: []ui.Cell{codeCell(h.Code, h.Dossier, reads), ui.T(h.Reason), ui.T(h.Basis), {Text: h.PlacedName, Hint: i18n.DateTime(h.PlacedAt)}}})
	}
	var near []ui.NoticeProps
	if v.Room, near, err = p.room(c); err != nil {
		return err
	}
	v.Frame.Notices = append(v.Frame.Notices, near...)
	classes, err := p.Keeping.Classes(c.Context())
	if err != nil {
		return err
	}
	for _, k := range classes {
		basis := ui.T(k.Basis)
		if !k.Confirmed {
			basis.Hint = "Chưa xác nhận"
		}
		v.Classes = append(v.Classes, ui.Row{Cells: []ui.Cell{{Text: k.Name, Head: true}, ui.T(keeping.YearsText(k.Years)), ui.T(keeping.FromText(k.From)), basis}})
	}
	return c.Page(status, view.ArchivePage(v))
}

func codeCell(code string, id uuid.UUID, reads bool) ui.Cell {
	if !reads {
		return ui.T(code)
	}
	return ui.L(code, path(id.String(), ""))
}

func candidateState(x keeping.Candidate) ui.Cell {
	switch {
	case x.Held:
		return ui.S(ui.Waiting, "Đang được giữ")
	case x.Question:
		return ui.S(ui.Waiting, "Người dân đang hỏi, chưa trả lời")
	case x.Locked:
		return ui.S(ui.Waiting, "Kết quả còn khóa lưu trữ")
	case !x.Confirmed:
		return ui.S(ui.Waiting, "Tỉnh chưa xác nhận thời hạn lưu trữ")
	}
	return ui.S(ui.Draft, "Có thể đưa vào danh mục")
}

func destructionState(l keeping.List) (tone, text string) {
	switch l.State {
	case keeping.Refused:
		return ui.Done, "Không đồng ý"
	case keeping.Approved:
		return ui.Soon, "Đang hủy"
	case keeping.Done:
		return ui.Done, "Đã hủy " + i18n.Number(int64(l.Destroyed)) + "/" + i18n.Number(int64(l.Items))
	}
	return ui.Waiting, "Chờ người khác quyết định"
}

// room says how much the files of this office take, what is wrong with them,
// and when the office or its province is nearly full.
func (p *Pages) room(c *web.Ctx) (pairs []ui.Pair, near []ui.NoticeProps, err error) {
	u, err := p.Keeping.Usage(c.Context(), c.Scope().Tenant)
	if err != nil {
		return nil, nil, err
	}
	prov, err := p.Keeping.ProvinceRoom(c.Context())
	if err != nil {
		return nil, nil, err
	}
	swept := "chưa đối chiếu lần nào"
	if u.SweptAt != nil {
		swept = "không thiếu tệp nào, đối chiếu lúc " + i18n.DateTime(*u.SweptAt)
		if u.Missing > 0 {
			swept = i18n.Number(int64(u.Missing)) + " tài liệu không còn tệp trong kho, đang khôi phục; đối chiếu lúc " + i18n.DateTime(*u.SweptAt)
		}
	}
	pairs = []ui.Pair{{Key: "Tài liệu đang giữ", Value: i18n.Number(u.Documents)}, {Key: "Dung lượng", Value: keeping.RoomText(u)}, {Key: "Tệp trong kho", Value: swept}}
	warn := func(percent int, full bool, text string) {
		n := ui.NoticeProps{Kind: "warn", Title: "Dung lượng lưu trữ sắp hết", Text: text}
		if full {
			n.Kind, n.Title = "bad", "Đã hết dung lượng lưu trữ"
		}
		if percent >= keeping.WarnPercent {
			near = append(near, n)
		}
	}
	warn(u.Percent(), u.Full(), "Đơn vị: "+keeping.RoomText(u))
	if prov.Quota > 0 {
		pairs = append(pairs, ui.Pair{Key: "Cả tỉnh", Value: keeping.ProvinceRoomText(prov)})
		warn(prov.Percent(), prov.Full(), "Các đơn vị trong tỉnh: "+keeping.ProvinceRoomText(prov))
	}
	return pairs, near, nil
}
