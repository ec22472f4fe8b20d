package builder

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/builder"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Versions lists the revisions of a procedure, the nation's and the province's
// own, and starts a new one.
func (p *Pages) Versions(c *web.Ctx) error { return p.versionsPage(c, http.StatusOK, nil) }

// StartVersion opens a draft.
func (p *Pages) StartVersion(c *web.Ctx) error {
	x, err := p.Revisions.Subject(c.Context(), c.Param("code"))
	if err != nil {
		return err
	}
	in := procedures.StartDraft{Procedure: x.ID}
	if from := c.Form("from"); from != "" {
		if in.From, err = uuid.Parse(from); err != nil {
			return p.versionsPage(c, http.StatusUnprocessableEntity, fault.New(fault.Invalid, "revision.from", "Chọn bản để bắt đầu trong danh sách."))
		}
	}
	id, err := p.Revisions.StartDraft(c.Context(), in)
	if fault.Is(err, fault.NotFound) {
		err = fault.New(fault.Invalid, "revision.from", "Chọn bản để bắt đầu trong danh sách.")
	}
	if mendable(err) {
		return p.versionsPage(c, web.Status(err), err)
	}
	if err != nil {
		return err
	}
	return c.Go(p.versionPath(x.Code, id))
}

// versionsPath and versionPath are the addresses of a procedure's versions.
func (p *Pages) versionsPath(code string) string { return p.Base + "/" + code + "/phien-ban" }

func (p *Pages) versionPath(code string, id uuid.UUID) string {
	return p.versionsPath(code) + "/" + id.String()
}

func (p *Pages) versionsPage(c *web.Ctx, status int, err error) error {
	x, verr := p.Revisions.Subject(c.Context(), c.Param("code"))
	if verr != nil {
		return verr
	}
	list, verr := p.Revisions.List(c.Context(), x.ID)
	if verr != nil {
		return verr
	}
	v := view.Versions{Head: p.versionHead(c, x, "Các phiên bản", p.Base+"/"+x.Code, "Thủ tục"), Action: p.versionsPath(x.Code), Own: x.Province == p.province(c), Compare: p.versionsPath(x.Code) + "/so-sanh", Names: p.namesPath(x.Code)}
	_, v.Head.Frame.Problems = problems(err)
	if c.Query("da") == "xoa" {
		v.Head.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: "Đã xóa bản nháp.", Alert: true}}
	}
	now := p.Now()
	v.MayEdit = c.May("procedure", "edit") && (x.RetiredFrom == nil || x.RetiredFrom.After(now))
	if x.RetiredFrom != nil {
		v.Retired = "Thủ tục này bị bãi bỏ từ " + i18n.Date(*x.RetiredFrom) + ". Lý do: " + x.RetiredNote
	} else if x.Province == p.province(c) && c.May("procedure", "publish") {
		v.Retire = p.Base + "/" + x.Code + "/bai-bo"
	}
	v.From = ui.ChoiceField{Field: ui.Field{Name: "from", Label: "Bắt đầu từ"}, Empty: "Bản đang áp dụng"}
	for _, r := range list {
		tone, state := versionState(r, now)
		name := versionName(r)
		did := r.PublishedName
		at := r.PublishedAt
		if r.Open() {
			did, at = r.UpdatedName, &r.UpdatedAt
			if p.own(c, r) {
				v.Open = p.versionPath(x.Code, r.ID)
			}
		} else {
			v.From.Options = append(v.From.Options, ui.Option{Value: r.ID.String(), Text: name})
		}
		when := ""
		if at != nil && did != "" {
			when = i18n.DateTime(*at)
		}
		note := r.Note
		if r.RetiredNote != "" {
			note = strings.TrimPrefix(note+"; ngừng: "+r.RetiredNote, "; ")
		}
		v.Rows = append(v.Rows, ui.Row{Cells: []ui.Cell{
			{Text: name, Href: p.versionPath(x.Code, r.ID), Head: true},
			ui.T(ofWhom(r.Province)), ui.S(tone, state), ui.T(day(r.From)), ui.T(day(r.RetiredFrom)),
			{Text: did, Hint: when},
			ui.T(note),
		}})
	}
	v.A, v.B = p.twoVersions(list, "", "")
	if !p.National {
		up, verr := p.Revisions.Upstream(c.Context(), x.ID)
		if verr != nil {
			return verr
		}
		if up != nil && c.May("procedure", "edit") {
			v.Upstream = p.versionsPath(x.Code) + "/cap-nhat"
			v.UpText = "Trung ương đã công bố bản số " + strconv.Itoa(up.After.No) + ", có " + strconv.Itoa(len(up.Changes)) + " chỗ khác bản số " + strconv.Itoa(up.Before.No) + " mà bản của tỉnh dựa vào."
		}
	}
	return c.Page(status, view.VersionsPage(v))
}

func (p *Pages) versionHead(c *web.Ctx, x procedures.Subject, title, back, backText string) view.ProcedureHead {
	return view.ProcedureHead{Frame: p.Frame(c, title+" – "+x.PlainName), Back: back, BackText: backText, Name: title, Hint: x.PlainName + " (" + x.Code + ")"}
}

// twoVersions are the choices of a comparison.
func (p *Pages) twoVersions(list []procedures.Version, a, b string) (x, y ui.ChoiceField) {
	x = ui.ChoiceField{Field: ui.Field{Name: "a", Label: "Bản trước", Value: a}}
	y = ui.ChoiceField{Field: ui.Field{Name: "b", Label: "Bản sau", Value: b}}
	for _, r := range list {
		o := ui.Option{Value: r.ID.String(), Text: versionName(r)}
		x.Options, y.Options = append(x.Options, o), append(y.Options, o)
	}
	if len(list) > 1 && a == "" && b == "" {
		x.Value, y.Value = list[1].ID.String(), list[0].ID.String()
	}
	return x, y
}

// versionName is "Bản số 2 của tỉnh", "Bản số 1 của trung ương", "Bản đang soạn".
func versionName(v procedures.Version) string {
	switch {
	case v.State == procedures.Draft:
		return "Bản đang soạn"
	case v.State == procedures.InReview:
		return "Bản chờ duyệt"
	}
	return "Bản số " + strconv.Itoa(v.No) + " của " + strings.ToLower(ofWhom(v.Province))
}

func ofWhom(province string) string {
	if province == "" {
		return "Trung ương"
	}
	return "Tỉnh"
}

// versionState is where a version stands in its life.
func versionState(v procedures.Version, now time.Time) (tone, text string) {
	switch {
	case v.State == procedures.Draft:
		return ui.Draft, "Đang soạn"
	case v.State == procedures.InReview:
		return ui.Waiting, "Chờ duyệt"
	case v.State == procedures.Retired, v.RetiredFrom != nil && !v.RetiredFrom.After(now):
		return ui.Done, "Hết hiệu lực"
	case v.From.After(now):
		return ui.Soon, "Sắp áp dụng"
	}
	return ui.OK, "Đang áp dụng"
}

func day(t *time.Time) string {
	if t == nil {
		return "–"
	}
	if t.In(deadlines.Zone).Format("15:04") == "00:00" {
		return i18n.Date(*t)
	}
	return i18n.DateTime(*t)
}

// diffRows says changes as the table shows them.
func diffRows(changes []revision.Change) []view.DiffRow {
	var out []view.DiffRow
	for _, c := range changes {
		out = append(out, diffRow(c))
	}
	return out
}

func diffRow(c revision.Change) view.DiffRow {
	r := view.DiffRow{Place: c.Place, Before: c.Before, After: c.After, Tone: ui.Soon, Kind: "Đổi"}
	switch c.Kind {
	case revision.Added:
		r.Tone, r.Kind = ui.OK, "Thêm"
	case revision.Removed:
		r.Tone, r.Kind = ui.Late, "Bỏ"
	case revision.Moved:
		r.Tone, r.Kind = ui.Draft, "Đổi thứ tự"
	}
	return r
}

// moment reads a day as people type it: today is at once (the zero moment), a
// later one its first minute.
func (p *Pages) moment(s string) (time.Time, error) {
	if strings.TrimSpace(s) == "" {
		return time.Time{}, fault.Fields(map[string]string{"from": "Nhập ngày, ví dụ: " + i18n.Date(p.Now()) + "."})
	}
	d, err := deadlines.ReadDay(s)
	if err != nil {
		return time.Time{}, fault.Fields(map[string]string{"from": "Nhập ngày theo thứ tự ngày/tháng/năm, ví dụ: " + i18n.Date(p.Now()) + "."})
	}
	if d == deadlines.DayOf(p.Now()) {
		return time.Time{}, nil
	}
	return d.Time(), nil
}
