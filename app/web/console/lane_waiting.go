package console

import (
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// byDossier puts the lines of each dossier together, in their order.
func byDossier(lines []dossiers.RegisterLine) [][]dossiers.RegisterLine {
	var out [][]dossiers.RegisterLine
	for _, x := range lines {
		if n := len(out); n > 0 && out[n-1][0].Dossier == x.Dossier {
			out[n-1] = append(out[n-1], x)
			continue
		}
		out = append(out, []dossiers.RegisterLine{x})
	}
	return out
}

// laneWaiting is the office's list: what can be returned first, then what was
// sent back, then what waits for a signature.
func (p *Pages) laneWaiting(c *web.Ctx) (view.LaneWaiting, error) {
	lines, err := p.Dossiers.Immediate(c.Context())
	if err != nil {
		return view.LaneWaiting{}, err
	}
	names, err := p.signerNames(c)
	if err != nil {
		return view.LaneWaiting{}, err
	}
	var v view.LaneWaiting
	order := map[string]int{dossiers.StepReturnNow: 0, dossiers.StepFixNow: 1, dossiers.StepSignNow: 2}
	sorted := make([][]view.LaneRow, 3)
	for _, d := range byDossier(lines) {
		sorted[order[d[0].Step]] = append(sorted[order[d[0].Step]], p.laneRow(c, d, names))
		v.Poll = v.Poll || d[0].Step == dossiers.StepSignNow
	}
	for _, rows := range sorted {
		v.Rows = append(v.Rows, rows...)
	}
	return v, nil
}

func (p *Pages) laneRow(c *web.Ctx, d []dossiers.RegisterLine, names map[uuid.UUID]string) view.LaneRow {
	x := d[0]
	r := view.LaneRow{ID: x.Dossier.String(), Code: x.Code, Href: "/cb/lam-ngay/" + x.Dossier.String(), Name: x.ApplicantName, Papers: papersText(d), Version: strconv.Itoa(x.Version)}
	sum, known := lineTotal(d)
	r.Fee = "ghi khi trả"
	if known {
		r.Fee = i18n.Money(sum)
	}
	if x.DueAt != nil {
		text, _ := i18n.Due(p.Now(), *x.DueAt, soonBefore(*x.DueAt))
		r.Due = text + ", hẹn " + i18n.Promise(*x.DueAt)
	}
	switch x.Step {
	case dossiers.StepSignNow:
		r.State, r.Tone = "Chờ ký", ui.Waiting
		if x.AddressedTo != nil {
			r.Remark = "gửi " + names[*x.AddressedTo]
		}
	case dossiers.StepFixNow:
		r.State, r.Tone, r.Remark = "Trả lại quầy", ui.Late, "mở để sửa"
	default:
		r.State, r.Tone, r.Remark = "Đã ký", ui.OK, "số "+numbersText(d)
		if known && c.May("dossier", "return") {
			r.Pay = []ui.Btn{
				{Text: "Tiền mặt", Name: "how", Value: dossiers.PaidCash, Attrs: map[string]any{"id": "tm-" + r.ID}},
				{Text: "Chuyển khoản", Kind: "secondary", Name: "how", Value: dossiers.PaidTransfer, Attrs: map[string]any{"id": "ck-" + r.ID}},
			}
			if sum == 0 {
				r.Pay = r.Pay[:1]
				r.Pay[0].Text = "Trả, không có phí"
			}
		}
	}
	return r
}

// signerNames are those who may sign here, by id.
func (p *Pages) signerNames(c *web.Ctx) (map[uuid.UUID]string, error) {
	all, err := p.People.ListStaff(c.Context(), c.Scope().Tenant)
	out := map[uuid.UUID]string{}
	for _, m := range all {
		out[m.ID] = m.FullName
	}
	return out, err
}

// papersText is what a dossier is about, in a cell.
func papersText(d []dossiers.RegisterLine) string {
	var out []string
	for _, x := range d {
		out = append(out, dossiers.ImmediateLine{Title: x.Title, Pages: x.Pages, Copies: x.Copies}.Said())
	}
	if len(out) > 3 {
		return strings.Join(out[:2], "; ") + " và " + strconv.Itoa(len(out)-2) + " giấy tờ nữa"
	}
	return strings.Join(out, "; ")
}

func numbersText(d []dossiers.RegisterLine) string {
	if len(d) == 1 {
		return d[0].Number
	}
	return d[0].Number + " đến " + d[len(d)-1].Number
}

func lineTotal(d []dossiers.RegisterLine) (int64, bool) {
	var lines []dossiers.ImmediateLine
	for _, x := range d {
		lines = append(lines, dossiers.ImmediateLine{Fee: x.Fee})
	}
	return dossiers.LaneTotal(lines)
}
