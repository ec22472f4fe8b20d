package province

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/province"
	"motcua/views/ui"
)

// boundaries in the order of the form.
var boundaries = []revision.Boundary{revision.BoundaryNone, revision.BoundaryProvince, revision.BoundaryNation}

// Procedure is one procedure in this province: who offers it, how far away it
// may be received, and the ways to change both.
func (p *Pages) Procedure(c *web.Ctx) error {
	x, err := p.procedure(c)
	if fault.Is(err, fault.NotFound) { // its own, and not published yet: there are only its versions
		if s, err := p.Revisions.Subject(c.Context(), c.Param("code")); err == nil {
			return c.Go(versionsPath(s.Code))
		}
	}
	if err != nil {
		return err
	}
	ctx := c.PublicContext()
	units, err := p.Offices.ByProvince(ctx, c.Office.Province)
	if err != nil {
		return err
	}
	b, err := p.Catalogue.NonBoundaryFor(ctx, x.ID, c.Office.Province)
	if err != nil {
		return err
	}
	v := view.Procedure{Frame: p.frame(c, x.PlainName), Name: x.PlainName, Legal: x.Name, Action: "/tinh/thu-tuc/" + x.Code, Versions: versionsPath(x.Code), MayEdit: c.May("procedure", "set"), CommuneLevel: communeLevel(x), HelpOnly: x.Revision.HelpOnly}
	n := 0
	for _, u := range units {
		on, err := p.Catalogue.IsOffered(ctx, x.ID, u)
		if err != nil {
			return err
		}
		text := u.FullName + " (đang tắt)"
		if on {
			n++
			text = u.FullName + " (đang bật)"
		} else {
			v.Off = append(v.Off, u.FullName)
		}
		v.Commune.Options = append(v.Commune.Options, ui.Option{Value: u.Code, Text: text})
	}
	slices.SortFunc(v.Commune.Options, func(a, b ui.Option) int { return strings.Compare(a.Text, b.Text) })
	if len(v.Off) == len(units) {
		v.Off = nil
	}
	v.Tone, v.State, _ = offerState(v.CommuneLevel, n, len(units))
	holds := "Trung ương, số " + strconv.Itoa(x.Revision.No)
	if h, err := p.Catalogue.Holding(ctx, x.ID, c.Office.Province); err == nil && h.Province != "" {
		holds = "Tỉnh, số " + strconv.Itoa(h.No)
	}
	v.Facts = []ui.Pair{{Key: "Mã", Value: x.Code}, {Key: "Lĩnh vực", Value: x.Field}, {Key: "Cấp giải quyết", Value: x.Level}, {Key: "Phiên bản", Value: holds}, {Key: "Phạm vi tiếp nhận", Value: boundaryText(b)}}
	v.Commune.Field = ui.Field{Name: "xa", Label: "Đơn vị"}
	v.Boundary = ui.ChoiceField{Field: ui.Field{Name: "pham-vi", Label: "Phạm vi tiếp nhận", Value: string(b)}}
	for _, k := range boundaries {
		v.Boundary.Options = append(v.Boundary.Options, ui.Option{Value: string(k), Text: boundaryText(k)})
	}
	v.AllOn, v.AllOff = n < len(units), n > 0
	if c.Query("da") == "luu" {
		v.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã lưu. Người dân thấy thay đổi trong vòng một phút.", Alert: true}}
	}
	return c.Page(http.StatusOK, view.ProcedurePage(v))
}

func (p *Pages) procedure(c *web.Ctx) (*procedures.Procedure, error) {
	x, err := p.Catalogue.ByCode(c.PublicContext(), c.Param("code"))
	if err == nil && x.Province != "" && x.Province != c.Office.Province {
		return p.Catalogue.ByCode(c.PublicContext(), "")
	}
	return x, err
}

// change is one change of a procedure that the page asks to confirm.
type change struct {
	what    string // bat, tat, pham-vi
	commune *governing.Office
	to      revision.Boundary
}

// readChange reads a change from form or address.
func (p *Pages) readChange(c *web.Ctx, get func(string) string) (change, error) {
	ch := change{what: get("viec"), to: revision.Boundary(get("pham-vi"))}
	switch ch.what {
	case "pham-vi":
		if !slices.Contains(boundaries, ch.to) {
			return ch, fault.New(fault.Invalid, "procedure.boundary", "Chọn phạm vi tiếp nhận trong danh sách.")
		}
		return ch, nil
	case "bat", "tat":
	default:
		return ch, fault.New(fault.Invalid, "procedure.change", "Chọn bật, tắt hoặc đổi phạm vi tiếp nhận.")
	}
	if code := get("xa"); code != "" {
		u, err := p.Offices.ByCode(c.PublicContext(), code)
		if err != nil {
			return ch, err
		}
		o, err := p.Governing.Office(c.Context(), u.ID)
		if err != nil {
			return ch, err
		}
		ch.commune = &o
	}
	return ch, nil
}

// ConfirmProcedure names the effect of a change before it is made.
func (p *Pages) ConfirmProcedure(c *web.Ctx) error {
	ch, err := p.readChange(c, c.Query)
	if err != nil {
		return err
	}
	return p.confirmPage(c, http.StatusOK, ch, nil)
}

// SetProcedure makes a confirmed change.
func (p *Pages) SetProcedure(c *web.Ctx) error {
	ch, err := p.readChange(c, c.Form)
	if err != nil {
		return err
	}
	x, err := p.procedure(c)
	if err != nil {
		return err
	}
	tenant := uuid.Nil
	if ch.commune != nil {
		tenant = ch.commune.ID
	}
	if ch.what == "pham-vi" {
		err = p.Catalogue.SetBoundary(c.Context(), x.ID, ch.to)
	} else {
		err = p.Catalogue.SetOffer(c.Context(), x.ID, tenant, ch.what == "bat")
	}
	if mendable(err) {
		return p.confirmPage(c, web.Status(err), ch, err)
	}
	if err != nil {
		return err
	}
	return c.Go("/tinh/thu-tuc/" + x.Code + "?da=luu")
}

func (p *Pages) confirmPage(c *web.Ctx, status int, ch change, err error) error {
	x, xerr := p.procedure(c)
	if xerr != nil {
		return xerr
	}
	units, xerr := p.Offices.ByProvince(c.PublicContext(), c.Office.Province)
	if xerr != nil {
		return xerr
	}
	v := view.Confirm{Frame: p.frame(c, "Xác nhận"), Back: "/tinh/thu-tuc/" + x.Code, Action: "/tinh/thu-tuc/" + x.Code, Name: x.PlainName, Hidden: []ui.Pair{{Key: "viec", Value: ch.what}}}
	_, v.Frame.Problems = problems(err)
	who := "mọi xã, phường, đặc khu trong tỉnh"
	reach := strconv.Itoa(len(units)) + " xã"
	if ch.commune != nil {
		who, reach = inText(*ch.commune), "1 xã"
		v.Hidden = append(v.Hidden, ui.Pair{Key: "xa", Value: ch.commune.Code})
	}
	switch ch.what {
	case "bat":
		v.Title, v.Button = "Bật thủ tục cho "+who, "Bật thủ tục"
		v.Effects = []string{"Ảnh hưởng " + reach + ".", "Người dân tìm thấy thủ tục và nộp được hồ sơ mới ở đó."}
	case "tat":
		v.Title, v.Button, v.Danger = "Tắt thủ tục cho "+who, "Tắt thủ tục", true
		v.Effects = []string{"Ảnh hưởng " + reach + ".", "Người dân không nộp được hồ sơ mới ở đó.", "Hồ sơ đã nộp vẫn được giải quyết đến cùng, hạn không đổi."}
	case "pham-vi":
		v.Title, v.Button = "Đổi phạm vi tiếp nhận", "Đổi phạm vi"
		v.Hidden = append(v.Hidden, ui.Pair{Key: "pham-vi", Value: string(ch.to)})
		v.Effects = []string{"Ảnh hưởng " + reach + ".", "Phạm vi mới: " + strings.ToLower(boundaryText(ch.to)) + ".", "Hồ sơ đang luân chuyển không bị kéo lại."}
	}
	if ch.commune == nil && ch.what != "pham-vi" {
		v.Effects = append(v.Effects, "Thiết lập riêng từng xã của thủ tục này hết hiệu lực.")
	}
	return c.Page(status, view.ConfirmPage(v))
}
