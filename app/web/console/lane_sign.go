package console

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// LaneSigning lists what waits for a signature at the counter.
func (p *Pages) LaneSigning(c *web.Ctx) error {
	return p.signingPage(c, http.StatusOK, nil)
}

// LaneSign signs the chosen dossiers, each in a transaction of its own: what
// somebody else was faster with does not hold up the others.
func (p *Pages) LaneSign(c *web.Ctx) error {
	title := oneOf(title(c), titles...)
	chosen := c.Posted()["ho_so"]
	switch {
	case title == "":
		return p.signingPage(c, http.StatusUnprocessableEntity, []ui.Pair{{Key: "Chức vụ", Value: "chọn cách ghi chức vụ người ký"}})
	case len(chosen) == 0:
		return p.signingPage(c, http.StatusUnprocessableEntity, []ui.Pair{{Key: "Hồ sơ", Value: "chọn ít nhất một hồ sơ để ký"}})
	case len(chosen) > 200:
		chosen = chosen[:200]
	}
	var failed []ui.Pair
	signed, status := 0, http.StatusConflict
	for _, x := range chosen {
		id, version, _ := strings.Cut(x, ":")
		r := dossiers.Ref{Version: -1}
		r.ID, _ = uuid.Parse(id)
		if n, err := strconv.Atoi(version); err == nil && n > 0 {
			r.Version = n
		}
		_, err := p.Dossiers.SignImmediate(c.Context(), r, title)
		switch {
		case err == nil:
			signed++
			if x := p.signCopies(c, r); x != nil {
				failed = append(failed, *x)
			}
		case fault.Is(err, fault.NotFound), fault.Is(err, fault.Conflict), fault.Is(err, fault.Forbidden):
			failed = append(failed, ui.Pair{Key: p.codeOf(c, r.ID), Value: fault.As(err).Text})
			if fault.Is(err, fault.NotFound) && len(chosen) == 1 {
				return err
			}
		default:
			return err
		}
	}
	if len(failed) == 0 {
		return c.Go("/cb/lam-ngay/cho-ky?da_ky=" + strconv.Itoa(signed))
	}
	return p.signingPage(c, status, failed)
}

// codeOf names a dossier of this office; one that is not its own has no name.
func (p *Pages) codeOf(c *web.Ctx, id uuid.UUID) string {
	d, err := p.Dossiers.ByID(c.Context(), id)
	if err != nil {
		return "Hồ sơ"
	}
	return d.CodeText()
}

func (p *Pages) signingPage(c *web.Ctx, status int, failed []ui.Pair) error {
	lines, err := p.Dossiers.Immediate(c.Context())
	if err != nil {
		return err
	}
	v := view.LaneSigning{Frame: p.frame(c, "Ký tại quầy"), Outcomes: failed}
	if n, err := strconv.Atoi(c.Query("da_ky")); err == nil && n > 0 && n <= 200 {
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "ok", Text: "Đã ký " + strconv.Itoa(n) + " hồ sơ. Quầy đóng dấu và trả."})
	}
	me := c.Visitor.Staff
	var mine, others, own []ui.Row
	for _, d := range byDossier(lines) {
		x := d[0]
		if x.Step != dossiers.StepSignNow {
			continue
		}
		row := p.signingRow(c, d)
		switch {
		case x.PreparedBy == me:
			row.Off, row.Select = true, ""
			row.Cells[3] = ui.Cell{Text: x.PreparedName, Hint: "Ông/Bà đã lập, người khác ký"}
			own = append(own, row)
		case x.AddressedTo != nil && *x.AddressedTo == me:
			row.Cells[3].Hint = "trình Ông/Bà"
			mine = append(mine, row)
		default:
			others = append(others, row)
		}
	}
	v.Rows = append(append(mine, others...), own...)
	v.Title = ui.ChoiceField{Field: ui.Field{Name: "title", Label: "Ghi chức vụ người ký", Value: orElse(title(c), likelyTitle(c.Visitor.Title))}}
	for _, t := range titles {
		v.Title.Options = append(v.Title.Options, ui.Option{Value: t, Text: oneLine(t)})
	}
	if v.Signed, err = p.signedToday(c); err != nil {
		return err
	}
	return c.Page(status, view.LaneSigningPage(v))
}

func (p *Pages) signingRow(c *web.Ctx, d []dossiers.RegisterLine) ui.Row {
	x := d[0]
	due := ui.T("")
	if x.DueAt != nil {
		text, tone := i18n.Due(p.Now(), *x.DueAt, soonBefore(*x.DueAt))
		due = ui.Cell{View: ui.ChipWith(tone, text, i18n.Promise(*x.DueAt))}
	}
	return ui.Row{
		Select: x.Dossier.String() + ":" + strconv.Itoa(x.Version), SelectLabel: "Chọn hồ sơ " + x.Code,
		Cells: []ui.Cell{ui.L(x.Code, "/cb/lam-ngay/"+x.Dossier.String()), ui.T(x.ApplicantName), {Text: papersText(d), Hint: p.procedure(c.Context(), &x.Procedure)}, ui.T(x.PreparedName), ui.T(i18n.Time(x.ReceivedAt)), due},
	}
}

// signedToday is what this officer signed since midnight, newest first.
func (p *Pages) signedToday(c *web.Ctx) ([]ui.Row, error) {
	y, m, d := p.Now().In(i18n.Zone).Date()
	from := time.Date(y, m, d, 0, 0, 0, 0, i18n.Zone)
	lines, err := p.Dossiers.Register(c.Context(), from, from.AddDate(0, 0, 1), "")
	if err != nil {
		return nil, err
	}
	var out []ui.Row
	for i := len(lines) - 1; i >= 0 && len(out) < 40; i-- {
		x := lines[i]
		if x.SignedBy != nil && *x.SignedBy == c.Visitor.Staff {
			out = append(out, ui.Row{Cells: []ui.Cell{ui.T(x.Number), ui.T(x.Title), ui.T(x.ApplicantName), ui.T(i18n.Time(*x.SignedAt)), ui.L(x.Code, path(x.Dossier.String(), ""))}})
		}
	}
	return out, nil
}
