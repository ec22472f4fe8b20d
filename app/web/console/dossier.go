package console

import (
	"context"
	"net/http"
	"slices"
	"strconv"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/notices"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Dossier shows one dossier: papers left, data right, and the acts that this
// officer may do in this state at this step.
func (p *Pages) Dossier(c *web.Ctx) error { return p.dossierPage(c, http.StatusOK, nil) }

func (p *Pages) dossierPage(c *web.Ctx, status int, failed error) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	f, err := p.Dossiers.Open(c.Context(), id)
	if err != nil {
		return err
	}
	files, err := p.Documents.ForDossier(c.Context(), id)
	if err != nil {
		return err
	}
	if c.Part() == "xem" { // the open paper asks for itself while it is read
		v := view.Dossier{ID: id.String()}
		if err := p.papers(c, &f, files, &v); err != nil {
			return err
		}
		return c.Page(http.StatusOK, view.ViewerPart(v.Shown))
	}
	messages, err := p.Dossiers.Messages(c.Context(), id)
	if err != nil {
		return err
	}
	r, err := p.readerOf(c, &f)
	if err != nil {
		return err
	}
	v := view.Dossier{Frame: p.frame(c, "Hồ sơ "+f.CodeText()), Head: p.head(c, &f), ID: id.String(), Version: strconv.Itoa(f.Version), Queue: oneOf(c.Form("hang"), queueKeys()...)}
	switch {
	case status == http.StatusConflict && len(acts(&f, r)) > 0:
		v.Frame.Notices = append(v.Frame.Notices, p.faster(&f))
	case status == http.StatusConflict:
		v.Moved = p.moved(&f, nil)
	case failed != nil:
		v.Errors, v.Frame.Problems = problems(failed)
	}
	if n := sectorNotice(&f); n != nil {
		v.Frame.Notices = append(v.Frame.Notices, *n)
	}
	if f.Asking != nil && f.Asking.State != "draft" {
		v.Frame.Notices = append(v.Frame.Notices, draftNotices(f.Asking, c.Visitor.Staff)...)
	}
	if err := p.neighbours(c, &f, &v); err != nil {
		return err
	}
	for i, a := range acts(&f, r) {
		v.Acts = append(v.Acts, p.button(a, i == 0, &v))
	}
	v.Tell = tellFirst(acts(&f, r))
	v.CanVerify = mayVerify(&f, r)
	if err := p.papers(c, &f, files, &v); err != nil {
		return err
	}
	if err := p.signatures(c, &f, files, &v); err != nil {
		return err
	}
	v.Facts = p.facts(c.Context(), &f)
	v.People = p.parties(&f)
	v.Answers = p.answers(c.Context(), &f)
	v.History = p.history(&f, func(h *dossiers.HistoryEntry) string {
		if h.TenantID == nil {
			return ""
		}
		return p.office(c.Context(), h.TenantID)
	})
	v.Pulled = p.pulled(c, &f)
	v.Results = p.results(&f, files)
	v.Supplements = p.supplements(&f)
	v.Obligations = p.obligations(&f)
	v.Messages = p.messages(messages)
	v.Slips = slipLinks(&f)
	if v.Undo, err = p.undoable(c, id); err != nil {
		return err
	}
	v.Where = p.where(c, &f)
	v.Words = path(id.String(), "tin-nhan")
	if v.Known, v.MayAck, err = p.reminded(c, id); err != nil {
		return err
	}
	if e, err := p.Dossiers.Explain(c.Context(), f.Dossier); err != nil {
		return err
	} else if len(f.Clock) > 0 {
		v.Clock = e.ForOfficer()
	}
	unit := p.unitTitles(c)
	for _, t := range f.Tasks {
		v.Steps = append(v.Steps, taskEvent(t, unit))
	}
	if v.Asked, err = p.asked(c, &f); err != nil {
		return err
	}
	for _, part := range []func(*web.Ctx, *dossiers.Full, *view.Dossier) error{p.fromPortal, p.lookups, p.statuses, p.held} {
		if err := part(c, &f, &v); err != nil {
			return err
		}
	}
	return c.Page(status, view.DossierPage(v))
}

// head is what stands on top of every page about a dossier.
func (p *Pages) head(c *web.Ctx, f *dossiers.Full) view.Head {
	h := view.Head{Code: f.CodeText(), Applicant: f.ApplicantName, Procedure: f.Terms.Name, State: i18n.StateLabel(string(f.State)), Tone: i18n.StateTone(string(f.State))}
	if f.DueAt != nil && !f.State.Ended() {
		h.Due, h.DueTone = i18n.Due(p.Now(), *f.DueAt, soonBefore(*f.DueAt))
		h.DueAt = i18n.Promise(*f.DueAt)
	}
	if f.State == dossiers.AwaitingSupplement && f.SupplementClosesAt != nil {
		h.DueAt = "Chờ người dân đến " + i18n.Promise(*f.SupplementClosesAt)
	}
	if o := f.OpenObligation(); o != nil {
		h.DueAt = "Chờ người dân nộp " + i18n.Money(o.Amount)
		if o.DueOn != nil {
			h.DueAt += ", hạn " + i18n.Date(*o.DueOn)
		}
	}
	if f.Outcome != nil {
		h.Outcome = i18n.OutcomeLabel(string(*f.Outcome))
	}
	if st, ok := f.Terms.StepByKey(f.Step); ok && !f.State.Ended() {
		h.Step = st.Title
	} else if f.InLane() && f.State != dossiers.Returned {
		h.Step = stepTitle(f.Step)
	}
	switch {
	case f.Holder != nil:
		h.Holder = p.office(c.Context(), f.Holder)
	case f.State == dossiers.InTransit:
		h.Holder = "trên đường đến " + p.office(c.Context(), &f.Competent)
	}
	if n := len(f.Tasks); n > 0 && f.Assignee != nil {
		h.Assignee = f.Tasks[n-1].AssigneeName
	}
	return h
}

func queueKeys() []string {
	out := make([]string, len(queues))
	for i, q := range queues {
		out[i] = q.key
	}
	return out
}

// neighbours finds the dossier after this one in the list it was opened from;
// the one before is the page that led here.
func (p *Pages) neighbours(c *web.Ctx, f *dossiers.Full, v *view.Dossier) error {
	q, ok := queueBy(c.Form("hang"))
	if !ok {
		return nil
	}
	if before, err := uuid.Parse(c.Query("truoc")); err == nil {
		v.Prev = path(before.String(), "") + "?hang=" + q.key
	}
	next, ok, err := p.nextIn(c, q, f)
	if err == nil && ok {
		v.Next = path(next.String(), "") + "?hang=" + q.key + "&truoc=" + f.ID.String()
	}
	return err
}

// nextIn is the dossier after f in a queue, by f's own place in its order.
func (p *Pages) nextIn(c *web.Ctx, q queue, f *dossiers.Full) (uuid.UUID, bool, error) {
	at := dossiers.FarFuture
	switch {
	case q.of == dossiers.QueueRecent && f.SubmittedAt != nil:
		at = *f.SubmittedAt
	case f.DueAt != nil:
		at = *f.DueAt
	}
	rows, err := p.Dossiers.Worklist(c.Context(), p.list(c, q, dossiers.Cursor{At: at, ID: f.ID}, 1))
	if err != nil || len(rows) == 0 || rows[0].Role&reading == 0 {
		return uuid.Nil, false, err
	}
	return rows[0].ID, true, nil
}

func (p *Pages) button(a act, main bool, v *view.Dossier) view.Act {
	b := view.Act{Btn: ui.Btn{Text: a.text}}
	if !main {
		b.Kind = "secondary"
	}
	if a.danger {
		b.Kind = "danger"
	}
	if main {
		b.Key = "Ctrl+Enter"
	}
	if a.page {
		b.Href = a.at(v.ID)
		if a.href != "" {
			b.Href = a.href
			return b
		}
		if v.Queue != "" {
			b.Href += map[bool]string{true: "?", false: "&"}[a.step == ""] + "hang=" + v.Queue
		}
		return b
	}
	b.Post = a.at(v.ID)
	if a.slug == "tiep-nhan" && v.Queue == "intake" {
		b.Text, b.Name, b.Value = "Tiếp nhận, mở hồ sơ sau", "tiep_theo", "1"
	}
	return b
}

func tellFirst(as []act) string {
	if len(as) == 0 {
		return ""
	}
	return as[0].tell
}

// facts are the short data at the right.
func (p *Pages) facts(ctx context.Context, f *dossiers.Full) []ui.Pair {
	channel := f.Channel
	if f.Filing == "helped" {
		channel = "helped"
	}
	out := []ui.Pair{{Key: "Cách nộp", Value: i18n.ChannelLabel(channel)}}
	if f.SubmittedAt != nil {
		out = append(out, ui.Pair{Key: "Nộp lúc", Value: i18n.DateTime(*f.SubmittedAt)})
	}
	if f.AcceptedAt != nil {
		out = append(out, ui.Pair{Key: "Tiếp nhận lúc", Value: i18n.DateTime(*f.AcceptedAt)})
	}
	out = append(out, ui.Pair{Key: "Nơi tiếp nhận", Value: p.office(ctx, f.Receiving)}, ui.Pair{Key: "Cơ quan có thẩm quyền", Value: p.office(ctx, &f.Competent)})
	if f.Supporting != nil {
		out = append(out, ui.Pair{Key: "Nơi giúp nộp", Value: p.office(ctx, f.Supporting)})
	}
	out = append(out, ui.Pair{Key: "Nhận kết quả", Value: i18n.PickupLabel(f.ReturnMethod)})
	if a := f.PostAddress(); a != "" {
		out = append(out, ui.Pair{Key: "Gửi kết quả đến", Value: a})
	}
	if f.PromisedFirst != nil {
		out = append(out, ui.Pair{Key: "Hẹn lần đầu", Value: i18n.Promise(*f.PromisedFirst)})
	}
	out = append(out, sectorFacts(f)...)
	if f.State == dossiers.Decided && f.CrossBoundary() {
		out = append(out, ui.Pair{Key: "Bản giấy của kết quả", Value: map[string]string{"competent": "Ở cơ quan giải quyết", "on_the_way": "Đang trên đường về nơi tiếp nhận", "receiving": "Ở nơi tiếp nhận"}[f.ResultPlace]})
	}
	return out
}

func (p *Pages) results(f *dossiers.Full, files []documents.Document) []view.Result {
	var out []view.Result
	for i := len(f.Results) - 1; i >= 0; i-- {
		r := f.Results[i]
		v := view.Result{Title: r.Title, Outcome: i18n.OutcomeLabel(string(r.Outcome)), State: resultState(r.State), Content: r.Content, Reason: r.Reason, Number: r.Number, SentBack: r.SentBackReason}
		if r.Correction != "" {
			v.Reason = "đính chính. " + r.Correction
		}
		wrote := "Soạn"
		if r.Sector != "" {
			wrote = "Ghi vào đây"
		}
		v.Signs = append(v.Signs, ui.Pair{Key: wrote, Value: r.DraftedName + ", " + i18n.DateTime(r.DraftedAt)})
		if r.InitialledAt != nil {
			v.Signs = append(v.Signs, ui.Pair{Key: "Ký nháy", Value: r.InitialledName + ", " + i18n.DateTime(*r.InitialledAt)})
		}
		if r.Sector != "" && r.ApprovedAt != nil { // a day, not a moment
			v.Signs = append(v.Signs, ui.Pair{Key: r.ApprovedTitle, Value: r.ApprovedName + ", ngày " + i18n.Date(*r.ApprovedAt)})
		} else if r.ApprovedAt != nil {
			v.Signs = append(v.Signs, ui.Pair{Key: r.ApprovedTitle, Value: r.ApprovedName + ", " + i18n.DateTime(*r.ApprovedAt)})
		}
		if r.IssuedAt != nil {
			v.Signs = append(v.Signs, ui.Pair{Key: "Phát hành", Value: i18n.DateTime(*r.IssuedAt)})
		}
		if r.State == "revoked" {
			v.Ended = "Thu hồi " + i18n.DateTime(*r.EndedAt) + ", " + r.RevokedName + " quyết định. Lý do: " + r.RevokeReason + " Căn cứ: " + r.RevokeBasis
		} else if r.State == "replaced" {
			v.Ended = "Được thay bằng bản đính chính lúc " + i18n.DateTime(*r.EndedAt) + "."
		}
		if r.Document != nil {
			v.Href = "/cb/tep/" + r.Document.String()
			if i := slices.IndexFunc(files, func(d documents.Document) bool { return d.ID == *r.Document }); i >= 0 && files[i].LockLate(p.Now()) {
				v.Signs = append(v.Signs, ui.Pair{Key: "Khóa lưu trữ", Value: "Chưa khóa được tệp trong kho; hệ thống đang thử lại"})
			}
		}
		out = append(out, v)
	}
	for _, k := range f.Copies {
		v := view.Result{Title: "Bản sao điện tử: " + k.Title, Outcome: i18n.OutcomeLabel(string(k.Outcome)), State: resultState(k.State), Number: k.Number}
		if k.Document != nil {
			v.Href = "/cb/tep/" + k.Document.String()
		}
		out = append(out, v)
	}
	return out
}

func resultState(s string) string {
	switch s {
	case "drafted":
		return "Dự thảo"
	case "initialled":
		return "Đã ký nháy"
	case "approved":
		return "Đã ký duyệt"
	case "numbered":
		return "Đã cấp số"
	case "issued":
		return "Đã phát hành"
	case "revoked":
		return "Đã thu hồi"
	case "replaced":
		return "Đã được thay thế"
	}
	return "Trả lại người soạn"
}

func (p *Pages) supplements(f *dossiers.Full) []ui.Event {
	var out []ui.Event
	for i := len(f.Supplements) - 1; i >= 0; i-- {
		s := f.Supplements[i]
		e := ui.Event{
			Title: "Yêu cầu bổ sung lần " + strconv.Itoa(s.Round), Who: s.AskedName, When: i18n.DateTime(s.AskedAt), Current: s.State == "open",
			Status: map[string]string{"open": "Đang chờ", "answered": "Đã bổ sung", "lapsed": "Hết hạn", "cancelled": "Đã hủy"}[s.State], Tone: map[string]string{"open": ui.Waiting, "answered": ui.OK, "lapsed": ui.Late}[s.State],
		}
		var lines []string
		for _, it := range s.Items {
			lines = append(lines, it.Title+": "+reasonText(it.Reason, it.Note))
		}
		lines = append(lines, prefixed("Lời nhắn: ", s.Message), prefixed("Lý do của lãnh đạo: ", s.LeaderReason), "Gửi lại trước "+i18n.Promise(s.ClosesAt))
		e.Note = sentences(lines)
		out = append(out, e)
	}
	return out
}

func taskEvent(t dossiers.Task, unit func(key string) string) ui.Event {
	e := ui.Event{Title: t.Title, When: "từ " + i18n.DateTime(t.StartedAt), Who: t.AssigneeName, Current: t.DoneAt == nil}
	if t.DueAt != nil {
		e.When += ", hạn bước " + i18n.DateTime(*t.DueAt)
	}
	if t.DoneAt != nil {
		e.When += ", xong " + i18n.DateTime(*t.DoneAt)
	}
	if t.Role != "" && t.AssigneeName == "" {
		e.Who = dotted(i18n.RoleLabel(t.Role), unit(t.Unit))
	}
	if t.Outcome == "sent_back" {
		e.Status, e.Tone = "Đã trả lại", ui.Soon
	}
	return e
}

func (p *Pages) messages(in []dossiers.Message) []ui.Event {
	var out []ui.Event
	for _, m := range in {
		e := ui.Event{Title: map[string]string{"sms": "Tin nhắn", "email": "Thư điện tử", "zns": "Zalo"}[m.Channel] + " đến " + masked(m.Channel, m.Address), Note: m.Body, When: i18n.DateTime(m.CreatedAt)}
		var why string
		e.Status, e.Tone, why = noticeState(m)
		e.Who = dotted(notices.Title(m.Template), why)
		out = append(out, e)
	}
	return out
}

func masked(channel, address string) string {
	if channel != "email" {
		return i18n.MaskPhone(address)
	}
	return address
}
