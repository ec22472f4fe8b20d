package console

import (
	"net/http"
	"net/url"
	"time"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/slips"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// bookStates are the states by which the book can be narrowed, in their order.
var bookStates = []dossiers.State{dossiers.Submitted, dossiers.InTransit, dossiers.Accepted, dossiers.Processing, dossiers.AwaitingSupplement, dossiers.AwaitingPayment, dossiers.Declined, dossiers.Stopped, dossiers.Decided, dossiers.Returned}

// FollowBook shows the book M07 for some days, on a page, or as a file with
// ?dang=pdf and ?dang=csv.
func (p *Pages) FollowBook(c *web.Ctx) error {
	today := p.Now().In(i18n.Zone).Format("2006-01-02")
	errs := map[string]string{}
	q := dossiers.FollowBook{From: day(c.Query("tu"), today, "tu", errs), To: day(c.Query("den"), today, "den", errs), Place: oneOf(c.Query("noi"), "here", "elsewhere")}
	for _, s := range bookStates {
		if string(s) == c.Query("trang-thai") {
			q.State = s
		}
	}
	last := q.To
	q.To = q.To.AddDate(0, 0, 1)
	var lines []dossiers.BookLine
	if len(errs) == 0 {
		var err error
		if lines, err = p.Dossiers.Follow(c.Context(), q); fault.Is(err, fault.Invalid) {
			errs, _ = problems(err, "den")
		} else if err != nil {
			return err
		}
	}
	b, err := p.book(c, q.From, last, lines)
	if err != nil {
		return err
	}
	if len(errs) == 0 {
		name := "so-theo-doi-" + q.From.Format("20060102") + "-" + last.Format("20060102")
		switch c.Query("dang") {
		case "pdf":
			pdf, err := slips.PDF(b.Slip, p.Now())
			if err != nil {
				return err
			}
			return c.File("application/pdf", name+".pdf", pdf)
		case "csv":
			out, err := b.CSV()
			if err != nil {
				return err
			}
			return c.File("text/csv; charset=utf-8", name+".csv", out)
		}
	}
	return p.bookPage(c, q, last, b, lines, errs)
}

func (p *Pages) book(c *web.Ctx, from, to time.Time, lines []dossiers.BookLine) (slips.Book, error) {
	u, err := p.Offices.ByID(c.PublicContext(), c.Scope().Tenant)
	if err != nil {
		return slips.Book{}, err
	}
	t, err := p.Portal.Templates.Current(c.PublicContext(), u.Province, slips.M07)
	if err != nil {
		return slips.Book{}, err
	}
	d := slips.Data{Parent: u.Office(), Place: u.Name, HelpPhone: u.Phone, HelpAt: u.Address, Now: p.Now()}
	rows := make([]slips.BookLine, len(lines))
	for i, l := range lines {
		r := slips.BookLine{Code: l.Code, Title: l.Title, Applicant: l.Applicant, Address: l.Address, Phone: l.Phone, Received: l.Submitted, By: l.ReceivedBy, Out: i18n.PickupLabel(l.Return), Note: i18n.StateLabel(string(l.State))}
		r.In = i18n.ChannelLabel(l.Channel)
		if l.Filing == "helped" {
			r.In = i18n.ChannelLabel("helped")
		}
		switch {
		case l.Accepted == nil:
		case l.Due != nil && !l.State.Ended():
			r.Promise = *l.Due
		case l.First != nil:
			r.Promise = *l.First
		}
		if l.Returned != nil {
			r.Returned = *l.Returned
		}
		if l.Competent != u.ID {
			r.Note += "; chuyển " + p.office(c.Context(), &l.Competent)
		}
		rows[i] = r
	}
	return slips.MakeBook(d, from, to, rows, t), nil
}

func (p *Pages) bookPage(c *web.Ctx, q dossiers.FollowBook, last time.Time, b slips.Book, lines []dossiers.BookLine, errs map[string]string) error {
	v := view.FollowBook{
		Frame: p.frame(c, slips.M07.Title()), Slip: slips.HTML(b.Slip, ""),
		From:  ui.Field{Name: "tu", Label: "Từ ngày", Value: orElse(short(c.Query("tu"), 12), i18n.Date(q.From)), Width: "10", MaxLen: 12, Error: errs["tu"]},
		To:    ui.Field{Name: "den", Label: "Đến ngày", Value: orElse(short(c.Query("den"), 12), i18n.Date(last)), Width: "10", MaxLen: 12, Error: errs["den"]},
		State: ui.ChoiceField{Field: ui.Field{Name: "trang-thai", Label: "Trạng thái", Value: string(q.State)}, Empty: "Tất cả"},
		Place: ui.ChoiceField{Field: ui.Field{Name: "noi", Label: "Nơi giải quyết", Value: q.Place}, Empty: "Tất cả", Options: []ui.Option{{Value: "here", Text: "Tại đây"}, {Value: "elsewhere", Text: "Đã chuyển nơi khác"}}},
	}
	for _, s := range bookStates {
		v.State.Options = append(v.State.Options, ui.Option{Value: string(s), Text: i18n.StateLabel(string(s))})
	}
	status := http.StatusOK
	if len(errs) > 0 {
		status = http.StatusUnprocessableEntity
		v.Frame.Problems = ui.Problems(errs, "tu", "den")
		return c.Page(status, view.FollowBookPage(v))
	}
	keep := url.Values{"tu": {i18n.Date(q.From)}, "den": {i18n.Date(last)}, "trang-thai": {string(q.State)}, "noi": {q.Place}}
	v.PDF, v.CSV = "/cb/so-theo-doi?dang=pdf&"+keep.Encode(), "/cb/so-theo-doi?dang=csv&"+keep.Encode()
	v.Empty = len(lines) == 0
	for _, l := range lines {
		v.Open = append(v.Open, path(l.ID.String(), ""))
	}
	if len(lines) >= dossiers.MostRegisterLines {
		v.More = "Chỉ có " + i18n.Number(dossiers.MostRegisterLines) + " hồ sơ đầu. Chọn khoảng ngày ngắn hơn."
	}
	return c.Page(status, view.FollowBookPage(v))
}
