// Package deadletters is the page on which a province (its own offices) or the
// operator (all) sees what the national portal was not told, without a dossier
// or a person, and sends it again. Mounted by both.
package deadletters

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"motcua/app/exchange"
	"motcua/app/fault"
	"motcua/app/web"
	"motcua/tenants/registry"
	view "motcua/views/deadletters"
	"motcua/views/i18n"
	"motcua/views/layout"
	"motcua/views/ui"
)

// Pages is one door's side of it. All fields are required.
type Pages struct {
	Path  string // "/tinh/lien-thong", "/nen-tang/lien-thong"
	Door  web.Door
	Frame func(c *web.Ctx, title string) layout.Data

	Exchange *exchange.Link
	Offices  *registry.Units
	Now      func() time.Time
}

// Routes is the part of the table.
func (p *Pages) Routes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Path: p.Path, Door: p.Door, Object: "exchange", Action: "read", Do: p.show},
		{Method: http.MethodPost, Path: p.Path, Door: p.Door, Object: "exchange", Action: "resend", Do: p.resend},
	}
}

// lagMinutes is how long a status may wait before the operator is told: the law
// wants it within ten minutes (Decree 301/2026), and a back-off needs some.
const lagMinutes = 30

func (p *Pages) show(c *web.Ctx) error { return p.page(c, nil) }

// resend sends the dead letters of an office again.
func (p *Pages) resend(c *web.Ctx) error {
	id, err := uuid.Parse(c.Form("don_vi"))
	if err != nil {
		return fault.New(fault.NotFound, "unit.not_found")
	}
	n, err := p.Exchange.ResendOffice(c.Context(), id)
	if fault.Is(err, fault.Conflict) {
		return p.page(c, err)
	} else if err != nil {
		return err
	}
	return c.Go(p.Path + "?da=" + strconv.Itoa(n))
}

func (p *Pages) page(c *web.Ctx, failed error) error {
	offices, err := p.Exchange.ByOffice(c.Context())
	if err != nil {
		return err
	}
	letters, err := p.Exchange.Dead(c.Context(), 100)
	if err != nil {
		return err
	}
	name := func(id uuid.UUID) string {
		if u, err := p.Offices.ByID(c.PublicContext(), id); err == nil {
			return u.Long()
		}
		return "Đơn vị khác"
	}
	v := view.Page{Frame: p.Frame(c, "Liên thông với Cổng quốc gia"), Action: p.Path, AsOf: "số liệu đến " + i18n.DateTime(p.Now()), MayResend: c.May("exchange", "resend")}
	status := http.StatusOK
	if failed != nil {
		status = http.StatusConflict
		v.Frame.Problems = []ui.Problem{{Text: fault.As(failed).Text}}
	}
	if n, err := strconv.Atoi(c.Query("da")); err == nil {
		v.Done = fmt.Sprintf("Đã xếp gửi lại %d trạng thái.", n)
	}
	v.Notices = Notices(p.Exchange, offices, p.Now())
	for _, o := range offices {
		x := view.Office{ID: o.Tenant.String(), Name: name(o.Tenant), Waiting: strconv.Itoa(o.Waiting), Dead: o.Dead, Oldest: "–"}
		if o.Oldest != nil {
			x.Oldest = i18n.DateTime(*o.Oldest)
		}
		v.Offices = append(v.Offices, x)
	}
	for _, l := range letters {
		v.Letters = append(v.Letters, ui.Row{Cells: []ui.Cell{{Text: l.ID.String()[:8], Head: true}, ui.T(name(l.Tenant)), ui.T(i18n.NationalStatus(l.Code)), ui.T(i18n.ExchangeReason(l.FailedKey)), ui.N(strconv.Itoa(l.Attempts)), ui.T(i18n.DateTime(l.EndedAt))}})
	}
	return c.Page(status, view.Show(v))
}

// Notices say what has to be known of the exchange: what is dead, what waits too long.
func Notices(l *exchange.Link, offices []exchange.Office, now time.Time) []ui.NoticeProps {
	x, out := exchange.Sum(offices), []ui.NoticeProps(nil)
	if !l.Configured() {
		return append(out, ui.NoticeProps{Kind: "warn", Text: fmt.Sprintf("Chưa kết nối Cổng quốc gia: %d trạng thái đang được giữ lại.", x.Waiting)})
	}
	if x.Dead > 0 {
		out = append(out, ui.NoticeProps{Kind: "bad", Text: fmt.Sprintf("Liên thông Cổng quốc gia: %d trạng thái không gửi được, cần gửi lại hoặc bỏ qua.", x.Dead)})
	}
	if x.Oldest != nil && now.Sub(*x.Oldest).Minutes() > lagMinutes {
		out = append(out, ui.NoticeProps{Kind: "bad", Text: fmt.Sprintf("Liên thông Cổng quốc gia: %d trạng thái đang chờ, lâu nhất từ %s.", x.Waiting, i18n.DateTime(*x.Oldest))})
	}
	return out
}
