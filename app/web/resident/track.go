package resident

import (
	"net/http"
	"strings"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// Track asks for a code and four digits; a slip's QR picture brings the code along.
func (p *Pages) Track(c *web.Ctx) error {
	return c.Page(http.StatusOK, view.TrackPage(p.track(c, query(c.Query("ma"), 60), "", nil)))
}

func (p *Pages) track(c *web.Ctx, code, last4 string, bad map[string]string) view.Track {
	v := view.Track{
		Shell: p.private(c, "Xem hồ sơ đến đâu"),
		Code:  ui.Field{Name: "ma", Label: "Mã hồ sơ", Hint: "Ví dụ: H44.04978-260907-0001. Gõ liền hoặc có dấu cách đều được.", Value: code, Error: bad["ma"], MaxLen: 60, Width: "20"},
		Last4: ui.Field{Name: "so", Label: "4 số cuối điện thoại hoặc số định danh", Value: last4, Error: bad["so"], Mode: "numeric", Width: "4", MaxLen: 10},
	}
	v.Problems = ui.Problems(bad, "ma", "so")
	return v
}

// Look answers it. Wrong code and wrong digits look the same; both ends are limited.
func (p *Pages) Look(c *web.Ctx) error {
	code, last4 := query(c.Form("ma"), 60), strings.TrimSpace(query(c.Form("so"), 10))
	bad := map[string]string{}
	clean := dossiers.CleanCode(code)
	if !codeForm.MatchString(clean) {
		bad["ma"] = "Nhập mã hồ sơ như trên giấy hẹn"
	}
	if len(last4) != 4 || strings.Trim(last4, "0123456789") != "" {
		bad["so"] = "Nhập đúng 4 chữ số cuối"
	}
	if len(bad) > 0 {
		return c.Page(http.StatusUnprocessableEntity, view.TrackPage(p.track(c, code, last4, bad)))
	}
	if err := p.People.Take(c.PublicContext(), people.LimitTrackCode, clean); err != nil {
		return err
	}
	t, err := p.Dossiers.Track(c.PublicContext(), clean, last4)
	if fault.Is(err, fault.NotFound) {
		v := p.track(c, code, last4, nil)
		v.None = fault.As(err).Text
		return c.Page(http.StatusNotFound, view.TrackPage(v))
	}
	if err != nil {
		return err
	}
	v := p.track(c, "", "", nil)
	if v.Found, err = p.tracked(c, clean, t); err != nil {
		return err
	}
	if t.State == dossiers.Processing {
		x, err := p.Dossiers.TrackSector(c.PublicContext(), clean, last4)
		if err != nil {
			return err
		}
		if x != nil { // where and since when; number and words are for who signs in
			at := i18n.DateTime(x.EnteredAt)
			if x.StatusAt != nil {
				at = i18n.DateTime(*x.StatusAt)
			}
			v.Found.Facts = append(v.Found.Facts, view.Fact{Key: "Đang giải quyết trên", Value: revision.SectorName(x.System) + ", cập nhật " + at})
		}
	}
	c.Response().Header().Set("Cache-Control", "no-store")
	return c.Page(http.StatusOK, view.TrackPage(v))
}

func (p *Pages) tracked(c *web.Ctx, code string, t dossiers.Tracked) (*view.Tracked, error) {
	x, err := p.Procedures.ByID(c.PublicContext(), t.Procedure)
	if err != nil {
		return nil, err
	}
	u, err := p.Units.ByID(c.PublicContext(), t.Competent)
	if err != nil {
		return nil, err
	}
	d := dossiers.Dossier{State: t.State, EndedBy: t.EndedBy, Competent: t.Competent, Receiving: t.Receiving, DueAt: t.DueAt, SupplementClosesAt: t.SupplementClosesAt}
	v := &view.Tracked{Code: code, Procedure: x.PlainName, State: i18n.ResidentState(string(t.State)), Tone: i18n.StateTone(string(t.State)), Lead: p.nowAt(c, &d), Place: p.place(c.PublicContext(), u), SignIn: "/dang-nhap?tiep=/ho-so"}
	add := func(key, value string) {
		if value != "" {
			v.Facts = append(v.Facts, view.Fact{Key: key, Value: value})
		}
	}
	add("Cơ quan giải quyết", officeText(u))
	if t.Receiving != nil && *t.Receiving != t.Competent {
		add("Nơi tiếp nhận", p.officeName(c.PublicContext(), t.Receiving))
	}
	add("Đã nộp", i18n.DateTime(timeOf(t.SubmittedAt)))
	add("Đã tiếp nhận", i18n.DateTime(timeOf(t.AcceptedAt)))
	if t.Outcome != nil {
		add("Kết quả", i18n.OutcomeLabel(string(*t.Outcome)))
	}
	add("Có kết quả", i18n.DateTime(timeOf(t.DecidedAt)))
	add("Đã trả", i18n.DateTime(timeOf(t.ReturnedAt)))
	return v, nil
}
