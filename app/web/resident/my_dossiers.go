package resident

import (
	"net/http"

	"motcua/app/dossiers"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
)

// Mine lists the resident's dossiers: what needs her first, then what moves, then what is done.
func (p *Pages) Mine(c *web.Ctx) error {
	list, err := p.Dossiers.Mine(c.Context())
	if err != nil {
		return err
	}
	v := view.Mine{Shell: p.private(c, "Hồ sơ của tôi")}
	if c.Visitor.Level < 2 {
		v.Weak = "Ông/Bà chưa xác nhận danh tính, nên trang này chỉ hiện hồ sơ làm trên máy này hoặc bằng số điện thoại này."
	}
	if v.Drafts, err = p.drafts(c, 100); err != nil {
		return err
	}
	for _, d := range list {
		if d.State == dossiers.Draft {
			continue
		}
		x, err := p.byRevision(c.PublicContext(), d.Revision)
		if err != nil {
			return err
		}
		k := view.Card{Title: x.PlainName, For: d.ApplicantName, Code: d.CodeText(), Href: "/ho-so/" + d.ID.String(), State: i18n.ResidentState(string(d.State)), Tone: i18n.StateTone(string(d.State)), Now: p.nowAt(c, &d)}
		switch {
		case d.State == dossiers.AwaitingSupplement || d.State == dossiers.AwaitingPayment:
			v.Needs = append(v.Needs, k)
		case d.State == dossiers.Decided && d.ReturnMethod == "electronic":
			v.Needs = append(v.Needs, k)
		case d.State.Ended() && d.State != dossiers.Decided:
			v.Done = append(v.Done, k)
		default:
			v.Moving = append(v.Moving, k)
		}
	}
	return c.Page(http.StatusOK, view.MinePage(v))
}

// nowAt is where a dossier is, in one line.
func (p *Pages) nowAt(c *web.Ctx, d *dossiers.Dossier) string {
	at := p.officeName(c.PublicContext(), &d.Competent)
	if d.Holder != nil {
		at = p.officeName(c.PublicContext(), d.Holder)
	}
	switch d.State {
	case dossiers.Submitted:
		if d.DueAt != nil {
			return at + " trả lời chậm nhất " + i18n.Promise(*d.DueAt) + "."
		}
	case dossiers.InTransit:
		return "Đang chuyển đến " + p.officeName(c.PublicContext(), &d.Competent) + "."
	case dossiers.AwaitingSupplement:
		if d.SupplementClosesAt != nil {
			return "Gửi bổ sung chậm nhất " + i18n.Promise(*d.SupplementClosesAt) + "."
		}
	case dossiers.AwaitingPayment:
		return "Chờ nộp nghĩa vụ tài chính theo thông báo đã gửi."
	case dossiers.Declined, dossiers.Stopped, dossiers.Returned:
		return at + "."
	case dossiers.Decided:
		return "Kết quả ở " + at + "."
	}
	if d.DueAt != nil {
		return "Đang ở " + at + ". Hẹn trả " + i18n.Promise(*d.DueAt) + "."
	}
	return "Đang ở " + at + "."
}
