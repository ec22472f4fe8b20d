package console

import (
	"slices"
	"strconv"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// AskConsult asks whom to ask, what, and which papers they need to see.
func (p *Pages) AskConsult(c *web.Ctx) error { return p.consultPage(c, nil) }

// Consult sends the question.
func (p *Pages) Consult(c *web.Ctx) error {
	r, err := ref(c)
	if err != nil {
		return err
	}
	if c.Form("tim") == "1" {
		return p.consultPage(c, nil)
	}
	a := dossiers.AskConsultation{Step: c.Form("buoc"), Question: said(c.Form("question")), Documents: ids(c.Posted()["papers"])}
	if to := ids(c.Posted()["to"]); len(to) > 0 {
		a.To, a.More = to[0], to[1:]
	}
	if err := p.Dossiers.AskConsultation(c.Context(), r, a); err != nil {
		return p.consultPage(c, err)
	}
	return c.Go(path(r.ID.String(), "") + inQueue(c))
}

// Recall takes a question back.
func (p *Pages) Recall(c *web.Ctx) error {
	return p.do(c, func(r dossiers.Ref) error { return p.Dossiers.RecallConsultation(c.Context(), r, c.Form("buoc")) })
}

// ids are those of what was ticked; what is no id is no choice.
func ids(ticked []string) (out []uuid.UUID) {
	for _, s := range ticked {
		if id, err := uuid.Parse(s); err == nil {
			out = append(out, id)
		}
	}
	return out
}

func (p *Pages) consultPage(c *web.Ctx, failed error) error {
	question, q := said(c.Form("question")), said(c.Form("q"))
	a, err := p.actPage(c, "xin-y-kien", "Xin ý kiến", "Gửi câu hỏi", failed, []string{"to", "question"}, ui.Pair{Key: "Nội dung hỏi", Value: question})
	if err != nil {
		return err
	}
	v := view.Consult{ActForm: a.ActForm, To: ui.ChoiceField{Field: ui.Field{Name: "to", Label: "Cơ quan được hỏi", Value: c.Form("to"), Error: a.errs["to"]}}}
	st, ok := a.dossier.Terms.StepByKey(a.step)
	if !ok || st.Request == nil { // it went on: the page says so
		return c.Page(a.status, view.ConsultPage(v))
	}
	v.Title, v.Lead, v.Tell = st.Title, requestLead(st.Request), "Nơi được hỏi chỉ thấy mã hồ sơ, tên thủ tục, tên người nộp, câu hỏi và giấy tờ được chọn."
	if question == "" && failed == nil {
		question = st.Request.Title
	}
	v.Question = area("question", "Cần xác minh hoặc cho ý kiến việc gì", "", question, a.errs, 4)
	if err := p.consultTargets(c, &a.dossier, st, q, &v); err != nil {
		return err
	}
	v.Papers = ui.ChoiceField{Field: ui.Field{Name: "papers", Label: "Giấy tờ gửi kèm", Hint: "Chỉ chọn giấy tờ cần để trả lời.", Optional: true}}
	chosen := c.Posted()["papers"]
	for _, x := range a.dossier.Papers {
		if x.Document != nil && x.State != "replaced" {
			id := x.Document.String()
			v.Papers.Options = append(v.Papers.Options, ui.Option{Value: id, Text: x.Title, Chosen: slices.Contains(chosen, id)})
		}
	}
	return c.Page(a.status, view.ConsultPage(v))
}

// consultTargets are the offices that a step may ask: the commune of the
// address that the revision names, another one that is looked up, the
// province's centre, or a unit of this office.
func (p *Pages) consultTargets(c *web.Ctx, f *dossiers.Full, st dossiers.Step, q string, v *view.Consult) error {
	ticked := c.Posted()["to"]
	add := func(id, text, hint string) {
		if !slices.ContainsFunc(v.To.Options, func(o ui.Option) bool { return o.Value == id }) {
			v.To.Options = append(v.To.Options, ui.Option{Value: id, Text: text, Hint: hint, Chosen: slices.Contains(ticked, id)})
		}
		if v.To.Value == "" {
			v.To.Value = id
		}
	}
	switch st.Request.To {
	case revision.AskUnit:
		add(c.Scope().Tenant.String(), p.unitTitles(c)(st.Request.Unit), "Trong "+c.Office.Full)
		return nil
	case revision.AskProvince:
		u, err := p.Offices.Centre(c.PublicContext(), c.Office.Province)
		if err == nil {
			add(u.ID.String(), u.FullName, "")
		}
		return err
	}
	v.Many = true
	v.To.Label, v.To.Hint = "Cơ quan được hỏi", "Chọn được nhiều nơi. Bước này xong khi mọi nơi đã trả lời."
	v.Query = ui.Field{Name: "q", Label: "Tìm xã, phường khác", Hint: "Tên hiện nay hoặc trước 01/07/2025.", Value: q, Width: "20", MaxLen: 200, Optional: true}
	for _, code := range st.Request.Places(f.Answers) {
		if u, err := p.Offices.ByCode(c.PublicContext(), code); err == nil && u.ID != c.Scope().Tenant {
			add(u.ID.String(), u.Long(), "Theo địa chỉ trong hồ sơ")
			if len(c.Posted()) == 0 {
				v.To.Options[len(v.To.Options)-1].Chosen = true // the page as it opens
			}
		}
	}
	if q == "" && len(v.To.Options) == 0 {
		q = f.Answers[st.Request.Field]
	}
	found, err := p.communeOptions(c, q)
	if err != nil {
		return err
	}
	for _, o := range found {
		if o.Value != c.Scope().Tenant.String() {
			add(o.Value, o.Text, o.Hint)
		}
	}
	for _, id := range ids(ticked) { // before the search
		if u, err := p.Offices.ByID(c.PublicContext(), id); err == nil && u.ID != c.Scope().Tenant {
			add(u.ID.String(), u.Long(), "")
		}
	}
	return nil
}

var unitText = map[revision.Unit]string{revision.Hours: "giờ làm việc", revision.WorkingDays: "ngày làm việc", revision.CalendarDays: "ngày", revision.Months: "tháng"}

func requestLead(q *revision.Request) string {
	s := "Trả lời trong " + strconv.Itoa(q.Amount) + " " + unitText[q.Time] + ", tính theo lịch làm việc của nơi được hỏi."
	if q.Time == revision.SameDay {
		s = "Trả lời trong ngày, theo lịch làm việc của nơi được hỏi."
	}
	if q.Silence == revision.SilenceConsent {
		s += " Hết hạn không trả lời coi như đồng ý."
	}
	if q.Pauses {
		s += " Thời hạn hồ sơ tạm dừng khi chờ (" + q.Basis + ")."
	}
	return s
}

// asked are a dossier's questions to others, the newest first.
func (p *Pages) asked(c *web.Ctx, f *dossiers.Full) ([]ui.Event, error) {
	qs, err := p.Dossiers.Consultations(c.Context(), f.ID)
	if err != nil {
		return nil, err
	}
	var out []ui.Event
	for _, q := range slices.Backward(qs) {
		e := ui.Event{Title: orElse(q.Title, "Câu hỏi") + ": " + p.askedWhom(c, q), Who: q.AskedName, When: i18n.DateTime(q.AskedAt), Note: q.Question, Current: q.State == "open"}
		e.Status, e.Tone = consultationState(q)
		if q.State == "answered" {
			e.Note = sentences([]string{"Hỏi: " + q.Question, verdictText(q.Verdict) + prefixed(": ", q.Answer), "Người trả lời: " + q.AnsweredName})
		} else if q.DueAt != nil && q.State == "open" {
			e.Note = sentences([]string{q.Question, "Trả lời chậm nhất " + i18n.Promise(*q.DueAt)})
		}
		out = append(out, e)
	}
	for _, x := range slices.Backward(f.Shown) {
		e := ui.Event{Title: "Bản dự thảo gửi người nộp xem", When: i18n.DateTime(x.ShownAt), Note: "Trả lời chậm nhất " + i18n.Promise(x.DueAt) + ". Hết hạn không trả lời coi như đồng ý.", Current: x.State == "open"}
		e.Status, e.Tone = shownState(x.State)
		if x.Remark != "" {
			e.Note = "Người nộp ghi: " + x.Remark
		}
		out = append(out, e)
	}
	return out, nil
}

func shownState(state string) (text, tone string) {
	switch state {
	case "confirmed":
		return "Người nộp đồng ý", ui.OK
	case "change_asked":
		return "Người nộp đề nghị sửa", ui.Late
	}
	return consultationState(dossiers.Consultation{State: state})
}

func (p *Pages) askedWhom(c *web.Ctx, q dossiers.Consultation) string {
	if q.ToUnit != "" {
		return p.unitTitles(c)(q.ToUnit)
	}
	return p.office(c.Context(), &q.To)
}

func consultationState(q dossiers.Consultation) (text, tone string) {
	switch q.State {
	case "answered":
		return "Đã trả lời", ui.OK
	case "lapsed":
		return "Hết hạn, coi như đồng ý", ui.OK
	case "cancelled":
		if q.ClosedReason == dossiers.ClosedRecalled || q.ClosedReason == "" {
			return "Đã thu hồi", ui.Draft
		}
		return "Không cần trả lời nữa", ui.Draft
	}
	return "Chờ trả lời", ui.Waiting
}

func verdictText(v string) string {
	switch v {
	case dossiers.VerdictAgree:
		return "Đồng ý"
	case dossiers.VerdictDisagree:
		return "Không đồng ý"
	}
	return "Cung cấp thông tin"
}
