package console

import (
	"net/http"
	"strconv"

	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

const exchangePath = "/cb/lien-thong"

// ExchangeState shows what this office could not tell the national portal.
func (p *Pages) ExchangeState(c *web.Ctx) error { return p.exchangePage(c, nil) }

// ResendStatus sends a dead letter again.
func (p *Pages) ResendStatus(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.exchangeDone(c, p.Exchange.Resend(c.Context(), id), "gui-lai")
}

// SkipStatus leaves a dead letter out, with a reason.
func (p *Pages) SkipStatus(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return err
	}
	return p.exchangeDone(c, p.Exchange.Skip(c.Context(), id, said(c.Form("reason_"+id.String()))), "bo-qua")
}

func (p *Pages) exchangeDone(c *web.Ctx, err error, done string) error {
	if fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid) {
		return p.exchangePage(c, err)
	} else if err != nil {
		return err
	}
	return c.Go(exchangePath + "?da=" + done)
}

func (p *Pages) exchangePage(c *web.Ctx, failed error) error {
	dead, err := p.Exchange.DeadHere(c.Context())
	if err != nil {
		return err
	}
	waits, err := p.Exchange.WaitingHere(c.Context())
	if err != nil {
		return err
	}
	v := view.Exchange{Frame: p.frame(c, "Liên thông với Cổng quốc gia"), Connected: p.Exchange.Configured(), MayResend: c.May("exchange", "resend")}
	status := http.StatusOK
	var errs map[string]string
	switch {
	case fault.Is(failed, fault.Invalid):
		status = http.StatusUnprocessableEntity
		var problem []ui.Problem
		errs, problem = problems(failed)
		for _, x := range problem {
			x.Field = "reason_" + c.Param("id")
			v.Frame.Problems = append(v.Frame.Problems, x)
		}
	case failed != nil:
		status = http.StatusConflict
		_, v.Frame.Problems = problems(failed)
	}
	switch c.Query("da") {
	case "gui-lai":
		v.Done = "Đã xếp gửi lại. Trạng thái sau của hồ sơ đi tiếp khi Cổng nhận bản tin này."
	case "bo-qua":
		v.Done = "Đã bỏ qua bản tin. Các trạng thái sau của hồ sơ được gửi tiếp."
	}
	v.Waits = "Không có trạng thái nào đang chờ gửi."
	if waits.Oldest != nil {
		v.Waits = strconv.Itoa(waits.Waiting) + " trạng thái đang chờ gửi, lâu nhất từ " + i18n.DateTime(*waits.Oldest) + "."
	}
	for _, s := range dead {
		l := view.DeadStatus{ID: s.ID.String(), Code: s.DossierNo, Href: path(s.Dossier.String(), ""), Status: i18n.NationalStatus(s.Code), At: i18n.DateTime(s.HappenedAt), Why: i18n.ExchangeReason(s.FailedKey), Tries: strconv.Itoa(s.Attempts)}
		if s.Behind > 0 {
			l.Behind = strconv.Itoa(s.Behind) + " trạng thái sau đang chờ"
		}
		l.Reason = ui.Field{Name: "reason_" + l.ID, Label: "Lý do bỏ qua", MaxLen: 500, Value: c.Form("reason_" + l.ID)}
		if l.ID == c.Param("id") {
			l.Reason.Error = errs["reason"]
		}
		v.Letters = append(v.Letters, l)
	}
	return c.Page(status, view.ExchangePage(v))
}
