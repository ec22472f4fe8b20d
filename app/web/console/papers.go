package console

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

const papersAt = "/cb/ban-giao"

// Papers is the desk of papers on their way: what lies here and belongs
// elsewhere, by destination, and the lists to hand over, on their way and to confirm.
func (p *Pages) Papers(c *web.Ctx) error { return p.papersPage(c, http.StatusOK, nil) }

// MakeList gathers the chosen dossiers into a list for one office.
func (p *Pages) MakeList(c *web.Ctx) error {
	n := dossiers.NewHandoverList{ID: formID(c, "danh_sach"), Carrier: short(c.Form("carrier_"+c.Form("noi_nhan")), 250)}
	to, err := uuid.Parse(c.Form("noi_nhan"))
	if err != nil {
		return noPapers()
	}
	n.To = to
	n.Lines = ids(c.Posted()["dong"])
	switch err := p.Dossiers.MakeHandoverList(c.Context(), n); {
	case err == nil:
		return c.Go(papersAt + "/" + n.ID.String())
	case fault.Is(err, fault.Invalid):
		return p.papersPage(c, http.StatusUnprocessableEntity, err)
	case fault.Is(err, fault.Conflict):
		return p.papersPage(c, http.StatusConflict, err)
	default:
		return err
	}
}

func noPapers() error {
	return fault.New(fault.NotFound, "handover_list.not_found", "Không tìm thấy danh sách bàn giao này.")
}

func (p *Pages) papersPage(c *web.Ctx, status int, failed error) error {
	d, err := p.Dossiers.HandoverDesk(c.Context())
	if err != nil {
		return err
	}
	v := view.Papers{Frame: p.frame(c, "Bàn giao giấy tờ"), Action: papersAt, Remark: "Giấy tờ, kết quả bản giấy đi theo danh sách có hai bên xác nhận."}
	errs, _ := problems(failed)
	if e := errs["carrier"]; e != "" {
		v.Frame.Problems = ui.Problems(map[string]string{"carrier_" + c.Form("noi_nhan"): e})
	} else {
		v.Frame.Problems = ui.Problems(errs)
	}
	if fault.Is(failed, fault.Conflict) {
		v.Frame.Problems, v.Frame.Notices = nil, append(v.Frame.Notices, ui.NoticeProps{Kind: "warn", Alert: true, Title: "Việc vừa rồi chưa được ghi.", Text: fault.As(failed).Text})
	}
	if v.Post, err = p.toPost(c, errs); err != nil {
		return err
	}
	if n, err := strconv.Atoi(c.Query("da_gui")); err == nil && n > 0 && n <= dossiers.MostToPost {
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "ok", Text: "Đã ghi nhận gửi " + i18n.Number(int64(n)) + " kết quả. Người dân được báo số bưu gửi."})
	}
	reads, err := p.readable(c, d.Waiting)
	if err != nil {
		return err
	}
	late := 0
	byTo := map[uuid.UUID]int{}
	for _, l := range d.Waiting {
		if l.Late(p.Now()) {
			late++
		}
		i, ok := byTo[l.To]
		if !ok {
			i = len(v.Piles)
			byTo[l.To] = i
			mine := c.Form("noi_nhan") == l.To.String()
			pile := view.Pile{To: l.To.String(), Office: p.office(c.Context(), &l.To), List: newID().String(), Carrier: ui.Field{Name: "carrier_" + l.To.String(), Label: "Người chuyển", Hint: "Họ tên, hoặc số bưu gửi. Để trống nếu chưa biết.", Optional: true, Width: "20", MaxLen: 200}}
			if mine && failed != nil {
				pile.Carrier.Value, pile.Carrier.Error, pile.Error = short(c.Form(pile.Carrier.Name), 250), errs["carrier"], errs["dong"]
			}
			v.Piles = append(v.Piles, pile)
		}
		v.Piles[i].Rows = append(v.Piles[i].Rows, ui.Row{
			Select: l.ID.String(), SelectLabel: "Chọn hồ sơ " + l.Code,
			Cells: []ui.Cell{lineLink(l, reads), ui.T(l.Applicant), {Text: what(l), Hint: l.Procedure}, p.lineDue(l, "từ "+i18n.DateTime(l.Since))},
		})
	}
	for _, x := range []struct {
		in  []dossiers.HandoverList
		out *[]ui.Row
	}{{d.Made, &v.Made}, {d.Sent, &v.Sent}, {d.Coming, &v.Coming}, {d.Done, &v.Done}} {
		for _, l := range x.in {
			if l.Late(p.Now()) {
				late++
			}
			*x.out = append(*x.out, p.listRow(c, l))
		}
	}
	if late > 0 {
		v.Late = i18n.Number(int64(late)) + " việc bàn giao đã quá hạn. Giấy tờ nhận trước giờ chốt giao trong ngày, nhận sau giờ chốt giao sáng hôm sau."
	}
	return c.Page(status, view.PapersPage(v))
}

// what travels, in words.
func what(l dossiers.HandoverLine) string {
	if l.Kind == dossiers.TravelResult {
		return "Kết quả bản giấy"
	}
	return strings.Join(l.Papers, "; ")
}

// readable are the dossiers of these lines that this office reads.
func (p *Pages) readable(c *web.Ctx, lines []dossiers.HandoverLine) (map[uuid.UUID]bool, error) {
	list := make([]uuid.UUID, len(lines))
	for i, l := range lines {
		list[i] = l.Dossier
	}
	return p.Dossiers.Readable(c.Context(), list)
}

// lineLink leads to the dossier where this office reads it.
func lineLink(l dossiers.HandoverLine, reads map[uuid.UUID]bool) ui.Cell {
	if !reads[l.Dossier] {
		return ui.T(l.Code)
	}
	return ui.L(l.Code, path(l.Dossier.String(), ""))
}

func (p *Pages) lineDue(l dossiers.HandoverLine, hint string) ui.Cell {
	text, tone := i18n.Due(p.Now(), l.DueAt, soonBefore(l.DueAt))
	return ui.Cell{View: ui.ChipWith(tone, text, i18n.DateTime(l.DueAt)), Hint: hint}
}

func (p *Pages) listRow(c *web.Ctx, l dossiers.HandoverList) ui.Row {
	other, way := l.To, "Giao đến "
	if l.To == c.Scope().Tenant {
		other, way = l.From, "Nhận từ "
	}
	n := i18n.Number(int64(l.Lines)) + " hồ sơ"
	if l.Missing > 0 {
		n += ", " + i18n.Number(int64(l.Missing)) + " không nhận được"
	}
	due := ui.T(i18n.DateTime(l.DueAt))
	if l.State == "made" || l.State == "handed" {
		text, tone := i18n.Due(p.Now(), l.DueAt, soonBefore(l.DueAt))
		due = ui.Cell{View: ui.ChipWith(tone, text, i18n.DateTime(l.DueAt))}
	}
	text, tone := listState(l)
	return ui.Row{Cells: []ui.Cell{ui.L(l.Number(), papersAt+"/"+l.ID.String()), ui.T(way + p.office(c.Context(), &other)), ui.T(n), due, ui.S(tone, text)}}
}

func listState(l dossiers.HandoverList) (text, tone string) {
	switch l.State {
	case "made":
		return "Chưa giao", ui.Draft
	case "handed":
		return "Đã giao, chờ bên nhận", ui.Soon
	case "received":
		if l.Missing > 0 {
			return "Nhận thiếu", ui.Late
		}
		return "Đã nhận", ui.Done
	}
	return "Đã hủy", ui.Draft
}
