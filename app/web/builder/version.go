package builder

import (
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/tenants"
	view "motcua/views/builder"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// versionForm is what the acts on a version's page were sent with.
type versionForm struct{ from, note, reason, why string }

// ShowVersion is one version: what it changes, what is wrong with it, whom it
// touches, what was done to it, and what may be done next.
func (p *Pages) ShowVersion(c *web.Ctx) error {
	return p.versionPage(c, http.StatusOK, versionForm{from: i18n.Date(p.Now())}, nil)
}

// version reads the procedure and the version of the address.
func (p *Pages) version(c *web.Ctx) (procedures.Subject, *procedures.Edited, error) {
	x, err := p.Revisions.Subject(c.Context(), c.Param("code"))
	if err != nil {
		return x, nil, err
	}
	missing := fault.New(fault.NotFound, "revision.not_found", "Không có phiên bản này. Xem các phiên bản của thủ tục.")
	id, err := uuid.Parse(c.Param("ban"))
	if err != nil {
		return x, nil, missing
	}
	e, err := p.Revisions.Read(c.Context(), id)
	switch {
	case fault.Is(err, fault.NotFound) || err == nil && (e.Procedure != x.ID || e.Province != "" && e.Province != p.province(c)):
		return x, nil, missing
	case err != nil:
		return x, nil, err
	}
	return x, e, nil
}

func (p *Pages) versionPage(c *web.Ctx, status int, f versionForm, failed error) error {
	x, e, err := p.version(c)
	if err != nil {
		return err
	}
	here := p.versionPath(x.Code, e.ID)
	v := view.Version{Head: p.versionHead(c, x, versionName(e.Version), p.versionsPath(x.Code), "Các phiên bản"), Seen: strconv.Itoa(e.Version.Version), Facts: versionFacts(e.Version), Returned: e.ReviewNote}
	if _, err := p.meet(c, e, &v.Head, procedures.Looks); err != nil {
		return err
	}
	v.Walk = here + "/chay-quy-trinh"
	v.Tone, v.State = versionState(e.Version, p.Now())
	bad, probs := problems(failed, "from", "note", "reason", "why")
	v.Head.Frame.Problems = probs
	if said := versionSaid[c.Query("da")]; said != "" && failed == nil {
		v.Head.Frame.Notices = []ui.NoticeProps{{Kind: "ok", Text: said, Alert: true}}
	}
	if err := p.versionDiff(c, x, e, &v); err != nil {
		return err
	}
	if err := p.versionTouched(c, e, &v); err != nil {
		return err
	}
	own := p.own(c, e.Version)
	if own {
		v.More = append(v.More, ui.Tab{Text: "Ảnh hưởng đến hồ sơ", Href: here + "/anh-huong"}, ui.Tab{Text: "Xem từng phần", Href: here + "/soan"})
	}
	for _, ext := range []string{"yaml", "json"} {
		v.More = append(v.More, ui.Tab{Text: "Xuất tệp " + strings.ToUpper(ext), Href: p.Base + "/" + x.Code + "/xuat." + ext + "?ban=" + e.ID.String()})
	}
	edit, publish := c.May("procedure", "edit") && own, c.May("procedure", "publish") && own
	if e.Open() && own {
		ps, err := p.Revisions.Problems(c.Context(), e.ID)
		if err != nil {
			return err
		}
		v.Checked = true
		for _, x := range ps {
			v.Problems = append(v.Problems, ui.Pair{Key: x.Place, Value: x.Say})
		}
		unheld, err := p.unheld(c, e)
		if err != nil {
			return err
		}
		for _, u := range unheld[:min(len(unheld), 20)] {
			v.Problems = append(v.Problems, ui.Pair{Key: "Người làm", Value: u.Say()})
		}
	}
	switch {
	case e.State == procedures.Draft && edit:
		v.Submit, v.Delete = here+"/gui-duyet", here+"/xoa"
		v.Edit, v.EditText = here+"/soan", "Soạn nội dung"
	case e.State == procedures.InReview:
		if publish {
			v.Publish = here + "/cong-bo"
			v.FourEyes = e.UpdatedBy != nil && *e.UpdatedBy == c.Visitor.Staff
			note := f.note
			if note == "" {
				note = e.Note
			}
			v.From = ui.Field{Name: "from", Label: "Áp dụng từ ngày", Hint: "Hôm nay là áp dụng ngay. Không công bố lùi ngày.", Value: f.from, Error: bad["from"], Width: "10"}
			v.Note = ui.Field{Name: "note", Label: "Số và ngày quyết định công bố", Hint: "Ví dụ: 125/QĐ-UBND ngày 20/11/2026", Value: note, Error: bad["note"], MaxLen: 300}
		}
		if publish {
			v.Return = here + "/tra-lai"
			v.Reason = ui.TextareaField{Field: ui.Field{Name: "reason", Label: "Cần sửa gì", Value: f.reason, Error: bad["reason"], MaxLen: 2000}}
		}
	case e.State == procedures.Published && publish && (e.RetiredFrom == nil || e.RetiredFrom.After(p.Now())):
		v.Retire = here + "/ngung"
		at := f.from
		v.RetireFrom = ui.Field{Name: "from", Label: "Ngừng áp dụng từ ngày", Value: at, Error: bad["from"], Width: "10"}
		v.RetireReason = ui.Field{Name: "why", Label: "Lý do, quyết định", Value: f.why, Error: bad["why"], MaxLen: 300}
		v.RetireEffects = []string{"Hồ sơ mới theo bản của trung ương.", "Hồ sơ đang giải quyết và bản nháp người dân đã mở vẫn theo bản này."}
		switch {
		case p.National:
			v.RetireEffects[0] = "Tỉnh chưa có bản riêng không còn bản nào áp dụng, nên không nhận hồ sơ mới."
		case x.Province != "":
			v.RetireEffects[0] = "Thủ tục này không còn bản nào áp dụng, nên không nhận hồ sơ mới."
		}
		if e.From.After(p.Now()) {
			v.RetireEffects[0] = "Bản này sẽ không được áp dụng; bản trước nó tiếp tục áp dụng."
		}
	}
	lines, err := audit.Of(c.Context(), p.Revisions.DB, "revision", e.ID, 60)
	if err != nil {
		return err
	}
	for _, l := range lines {
		title, note := RevisionAct(l.Kind, l.Data)
		v.History = append(v.History, ui.Event{Title: title, When: i18n.DateTime(l.At), Who: l.ActorName, Note: note})
	}
	return c.Page(status, view.VersionPage(v))
}

var versionSaid = map[string]string{
	"gui": "Đã gửi duyệt. Nội dung đứng yên cho tới khi được công bố hoặc trả lại.", "tra": "Đã trả lại để sửa.", "cong-bo": "Đã công bố. Hồ sơ mới theo bản này từ ngày áp dụng.",
	"ngung": "Đã ghi ngừng áp dụng.", "nhan": "Đã đưa thay đổi của trung ương vào bản này.",
}

func versionFacts(v procedures.Version) []ui.Pair {
	did := func(name string) string {
		if name == "" {
			return "hệ thống"
		}
		return name
	}
	out := []ui.Pair{{Key: "Của", Value: ofWhom(v.Province)}}
	if v.From != nil {
		out = append(out, ui.Pair{Key: "Áp dụng từ", Value: day(v.From)})
	}
	if v.RetiredFrom != nil {
		out = append(out, ui.Pair{Key: "Đến", Value: day(v.RetiredFrom)})
	}
	if v.Open() {
		out = append(out, ui.Pair{Key: "Bắt đầu soạn", Value: did(v.CreatedName) + ", " + i18n.DateTime(v.CreatedAt)}, ui.Pair{Key: "Sửa lần cuối", Value: did(v.UpdatedName) + ", " + i18n.DateTime(v.UpdatedAt)})
	}
	if v.SubmittedAt != nil {
		out = append(out, ui.Pair{Key: "Gửi duyệt", Value: did(v.SubmittedName) + ", " + i18n.DateTime(*v.SubmittedAt)})
	}
	if v.PublishedAt != nil {
		out = append(out, ui.Pair{Key: "Công bố", Value: did(v.PublishedName) + ", " + i18n.DateTime(*v.PublishedAt)})
	}
	if v.Note != "" {
		out = append(out, ui.Pair{Key: "Quyết định", Value: v.Note})
	}
	if v.RetiredNote != "" {
		out = append(out, ui.Pair{Key: "Lý do ngừng", Value: v.RetiredNote + " (" + did(v.RetiredName) + ")"})
	}
	return out
}

// versionDiff compares with what a dossier would start on without this version:
// an open one with what holds, a published one with the one before it.
func (p *Pages) versionDiff(c *web.Ctx, x procedures.Subject, e *procedures.Edited, v *view.Version) error {
	list, err := p.Revisions.List(c.Context(), x.ID)
	if err != nil {
		return err
	}
	var other *procedures.Version
	now := p.Now()
	for i, r := range list {
		switch {
		case r.ID == e.ID || r.Open() || e.Province == "" && r.Province != "":
		case e.Open() && r.Holds(now) && (other == nil || r.Province != ""):
			other = &list[i]
		case !e.Open() && r.From != nil && e.From != nil && r.From.Before(*e.From) && (other == nil || r.Province == e.Province && other.Province != e.Province):
			other = &list[i]
		}
	}
	if other == nil {
		v.Against = "Khác bản trước"
		v.Diff = nil
		return nil
	}
	o, err := p.Revisions.Read(c.Context(), other.ID)
	if err != nil {
		return err
	}
	changes, err := revision.Diff(&o.Content, &e.Content)
	if err != nil {
		return err
	}
	v.Against = "Khác gì so với " + lowerFirst(versionName(*other))
	v.Diff = diffRows(changes)
	return nil
}

// versionTouched counts the dossiers under the version, or under the one that it would follow.
func (p *Pages) versionTouched(c *web.Ctx, e *procedures.Edited, v *view.Version) error {
	of := e.ID
	text := "theo bản này"
	v.TouchedWhat = p.word("Ở bước", "Bản áp dụng tại tỉnh")
	if e.Open() {
		h, err := p.Catalogue.Holding(c.PublicContext(), e.Procedure, p.province(c))
		switch {
		case fault.Is(err, fault.NotFound):
			v.TouchedText = "Chưa có hồ sơ nào của thủ tục này."
			return nil
		case err != nil:
			return err
		}
		of, text = h.ID, "theo bản đang áp dụng, và vẫn theo bản đó sau khi công bố bản này"
	}
	if p.National {
		return p.provincesTouched(c, e, of, text, v)
	}
	list, err := p.Revisions.Pinned(c.Context(), of)
	if err != nil {
		return err
	}
	type count struct {
		open, drafts int
		steps        []string
	}
	by, order, open, drafts := map[tenants.ID]*count{}, []tenants.ID{}, 0, 0
	for _, t := range list {
		n := by[t.Tenant]
		if n == nil {
			n = &count{}
			by[t.Tenant], order = n, append(order, t.Tenant)
		}
		if t.State == "draft" {
			n.drafts, drafts = n.drafts+t.N, drafts+t.N
			continue
		}
		n.open, open = n.open+t.N, open+t.N
		if s, ok := e.Content.Step(t.Step); ok {
			n.steps = append(n.steps, s.Title+" ("+strconv.Itoa(t.N)+")")
		}
	}
	if len(order) == 0 {
		v.TouchedText = "Không có hồ sơ nào chưa xong " + text + "."
		return nil
	}
	v.TouchedText = i18n.Number(int64(open)) + " hồ sơ đang giải quyết và " + i18n.Number(int64(drafts)) + " bản nháp của người dân ở " + strconv.Itoa(len(order)) + " đơn vị " + text + "."
	for _, t := range order {
		n := by[t]
		slices.Sort(n.steps)
		v.Touched = append(v.Touched, ui.Row{Cells: []ui.Cell{{Text: upperFirst(p.officeName(c, t)), Head: true}, ui.N(strconv.Itoa(n.open)), ui.N(strconv.Itoa(n.drafts)), ui.T(strings.Join(slices.Compact(n.steps), ", "))}})
	}
	return nil
}

// RevisionAct says an act of a revision's own chain.
func RevisionAct(kind string, data json.RawMessage) (title, note string) {
	var d struct {
		No, Changes, Accepted, Of int
		Reason, Note, From        string
		Places                    []string
		Clone, New                bool
	}
	_ = json.Unmarshal(data, &d) // what does not fit is left out
	switch kind {
	case "revision.draft_started":
		switch {
		case d.New:
			return "Tạo thủ tục và bắt đầu soạn", ""
		case d.Clone:
			return "Bắt đầu soạn, chép từ thủ tục khác", ""
		case d.Of > 0:
			return "Bắt đầu soạn theo bản mới của trung ương", "Nhận " + strconv.Itoa(d.Accepted) + " trong " + strconv.Itoa(d.Of) + " thay đổi"
		}
		return "Bắt đầu soạn", ""
	case "revision.saved":
		return "Sửa " + strconv.Itoa(d.Changes) + " chỗ", strings.Join(d.Places, "; ")
	case "revision.tried":
		return "Chạy thử trên hồ sơ của các đơn vị", ""
	case "revision.locked":
		return "Khóa bản nháp để sửa", ""
	case "revision.unlocked":
		return "Mở khóa bản nháp", ""
	case "revision.lock_taken_over":
		return "Lấy khóa của " + d.From, d.Reason
	case "revision.submitted":
		return "Gửi duyệt", ""
	case "revision.returned":
		return "Trả lại để sửa", d.Reason
	case "revision.published":
		return "Công bố bản số " + strconv.Itoa(d.No), d.Note
	case "revision.retired":
		return "Ngừng áp dụng", d.Reason
	case "revision.upstream_accepted":
		return "Đưa thay đổi của trung ương vào", "Nhận " + strconv.Itoa(d.Accepted) + " trong " + strconv.Itoa(d.Of) + " thay đổi"
	}
	return kind, ""
}
