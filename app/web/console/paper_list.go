package console

import (
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/slips"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// PaperList shows one hand-over list with what this side may confirm.
func (p *Pages) PaperList(c *web.Ctx) error { return p.paperListPage(c, http.StatusOK, nil) }

// HandOverList says that the papers left.
func (p *Pages) HandOverList(c *web.Ctx) error {
	return p.onList(c, func(id uuid.UUID) error { return p.Dossiers.HandOverList(c.Context(), id) })
}

// CancelList takes a list apart that was not handed over.
func (p *Pages) CancelList(c *web.Ctx) error {
	return p.onList(c, func(id uuid.UUID) error { return p.Dossiers.CancelHandoverList(c.Context(), id) })
}

// ReceiveList says line by line what came.
func (p *Pages) ReceiveList(c *web.Ctx) error {
	return p.onList(c, func(id uuid.UUID) error {
		_, lines, err := p.Dossiers.HandoverList(c.Context(), id)
		if err != nil {
			return err
		}
		var answers []dossiers.LineAnswer
		for _, l := range lines {
			n := strconv.Itoa(l.Position)
			if v := c.Form("nhan_" + n); v != "" {
				answers = append(answers, dossiers.LineAnswer{Line: l.ID, Came: v == "co", Reason: short(c.Form("ly_do_"+n), 600)})
			}
		}
		return p.Dossiers.ReceiveHandoverList(c.Context(), id, answers)
	})
}

func (p *Pages) onList(c *web.Ctx, act func(uuid.UUID) error) error {
	id, err := c.ID("id")
	if err != nil {
		return noPapers()
	}
	switch err := act(id); {
	case err == nil:
		return c.Go(papersAt + "/" + id.String())
	case fault.Is(err, fault.Invalid):
		return p.paperListPage(c, http.StatusUnprocessableEntity, err)
	case fault.Is(err, fault.Conflict):
		return p.paperListPage(c, http.StatusConflict, err)
	default:
		return err
	}
}

func (p *Pages) paperListPage(c *web.Ctx, status int, failed error) error {
	id, err := c.ID("id")
	if err != nil {
		return noPapers()
	}
	l, lines, err := p.Dossiers.HandoverList(c.Context(), id)
	if err != nil {
		return err
	}
	v := view.PaperList{Frame: p.frame(c, "Danh sách bàn giao "+l.Number()), Title: "Danh sách bàn giao " + l.Number(), Back: papersAt, PDF: papersAt + "/" + id.String() + "/phieu"}
	v.State, v.Tone = listState(l)
	if l.Late(p.Now()) {
		v.Late = "Quá hạn: hai bên phải xác nhận trước " + i18n.Promise(l.DueAt) + "."
	}
	if l.State == "cancelled" {
		v.PDF = ""
	}
	v.Facts = told(
		ui.Pair{Key: "Bên giao", Value: p.office(c.Context(), &l.From)}, ui.Pair{Key: "Bên nhận", Value: p.office(c.Context(), &l.To)},
		ui.Pair{Key: "Người lập", Value: l.MadeName + ", " + i18n.DateTime(l.MadeAt)}, ui.Pair{Key: "Hai bên xác nhận chậm nhất", Value: i18n.Promise(l.DueAt)}, ui.Pair{Key: "Người chuyển", Value: l.Carrier},
		ui.Pair{Key: "Bên giao xác nhận", Value: confirmed(l.HandedName, l.HandedAt)}, ui.Pair{Key: "Bên nhận xác nhận", Value: confirmed(l.ReceivedName, l.ReceivedAt)})
	at := papersAt + "/" + id.String()
	sender := l.From == c.Scope().Tenant
	if sender && l.State == "made" {
		v.HandOver, v.Cancel = at+"/giao", at+"/huy"
	}
	if !sender && l.State == "handed" {
		v.Receive = at + "/nhan"
	}
	errs := map[string]string{}
	switch {
	case fault.Is(failed, fault.Conflict):
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "warn", Alert: true, Title: "Việc vừa rồi chưa được ghi.", Text: fault.As(failed).Text})
	case failed != nil:
		var order []string
		for _, x := range lines {
			order = append(order, "ly_do_"+strconv.Itoa(x.Position))
		}
		errs, v.Frame.Problems = problems(failed, order...)
	}
	reads, err := p.readable(c, lines)
	if err != nil {
		return err
	}
	for _, x := range lines {
		row := p.paperLine(c, l, x, failed != nil, errs)
		row.Href = lineLink(x, reads).Href
		v.Lines = append(v.Lines, row)
	}
	return c.Page(status, view.PaperListPage(v))
}

func (p *Pages) paperLine(c *web.Ctx, l dossiers.HandoverList, x dossiers.HandoverLine, again bool, errs map[string]string) view.PaperLine {
	n := strconv.Itoa(x.Position)
	out := view.PaperLine{Code: x.Code, Applicant: x.Applicant, Procedure: x.Procedure, What: what(x), Due: i18n.DateTime(x.DueAt), Reason: x.Reason, Answered: confirmed(x.AnsweredName, x.AnsweredAt)}
	switch x.State {
	case "received":
		out.State, out.Tone = "Đã nhận", ui.OK
	case "missing":
		out.State, out.Tone = "Không nhận được", ui.Late
	case "listed":
		out.State, out.Tone = "Chưa giao", ui.Draft
		if x.HandedAt != nil {
			out.State, out.Tone = "Đang trên đường", ui.Soon
		}
	}
	if l.To == c.Scope().Tenant && l.State == "handed" && x.State == "listed" {
		came := "co"
		if again {
			came = oneOf(c.Form("nhan_"+n), "co", "khong")
		}
		out.Answer = &view.LineAnswer{
			Came:   ui.ChoiceField{Field: ui.Field{Name: "nhan_" + n, Label: "Hồ sơ " + x.Code, Value: came}, Inline: true, Options: []ui.Option{{Value: "co", Text: "Đã nhận"}, {Value: "khong", Text: "Không nhận được"}}},
			Reason: ui.Field{Name: "ly_do_" + n, Label: "Lý do không nhận được", Value: short(c.Form("ly_do_"+n), 600), Error: errs["ly_do_"+n], Width: "20", MaxLen: 500},
		}
	}
	return out
}

func confirmed(name string, at *time.Time) string {
	if at == nil {
		return ""
	}
	return name + ", " + i18n.DateTime(*at)
}

// PaperListSlip is the list as M06, to print and to sign.
func (p *Pages) PaperListSlip(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return noPapers()
	}
	l, lines, err := p.Dossiers.HandoverList(c.Context(), id)
	if err != nil {
		return err
	}
	u, err := p.Offices.ByID(c.PublicContext(), l.From)
	if err != nil {
		return err
	}
	t, err := p.Portal.Templates.Current(c.PublicContext(), u.Province, slips.M06)
	if err != nil {
		return err
	}
	h := slips.Handover{
		Number: l.Number(), From: u.Office(), To: p.office(c.Context(), &l.To), Carrier: l.Carrier, MadeName: l.MadeName, MadeAt: l.MadeAt, Due: l.DueAt,
		HandedName: l.HandedName, HandedAt: orZero(l.HandedAt), ReceivedName: l.ReceivedName, ReceivedAt: orZero(l.ReceivedAt), Draft: l.State == "made",
	}
	for _, x := range lines {
		row := slips.HandoverLine{Code: x.Code, Applicant: x.Applicant, Procedure: x.Procedure, Due: x.DueAt, Answered: orZero(x.AnsweredAt), Came: x.State == "received", Note: x.Reason}
		if x.Kind == dossiers.TravelPapers {
			row.What = slices.Clone(x.Papers)
		}
		h.Lines = append(h.Lines, row)
	}
	s := slips.MakeHandover(slips.Data{Parent: u.Office(), Place: u.Name, HelpPhone: u.Phone, HelpAt: u.Address, Now: p.Now()}, h, t)
	b, err := slips.PDF(s, p.Now())
	if err != nil {
		return err
	}
	return c.File("application/pdf", "ban-giao-"+strings.ReplaceAll(l.Number(), "/", "-")+".pdf", b)
}

func orZero(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
