package resident

import (
	"net/http"
	"strconv"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// full reads the dossier of the address; a draft leads to its own page.
func (p *Pages) full(c *web.Ctx) (f dossiers.Full, to string, err error) {
	id, err := c.ID("id")
	if err != nil {
		return f, "", dossiers.NotFound()
	}
	if f, err = p.Dossiers.Open(c.Context(), id); err != nil {
		return f, "", err
	}
	if f.State == dossiers.Draft {
		return f, "/hs/" + id.String(), nil
	}
	return f, "", nil
}

// about is the frame of a page about one dossier, with its office's name and phone.
func (p *Pages) about(c *web.Ctx, f *dossiers.Full, title string) view.Shell {
	s := p.private(c, title)
	if u, err := p.Units.ByID(c.PublicContext(), f.Competent); err == nil {
		p.office(&s, u)
	}
	return s
}

// Dossier is one dossier as its resident follows it.
func (p *Pages) Dossier(c *web.Ctx) error { return p.dossierPage(c, http.StatusOK, nil) }

func (p *Pages) dossierPage(c *web.Ctx, status int, bad map[string]string) error {
	f, to, err := p.full(c)
	if err != nil {
		return err
	}
	if to != "" {
		return c.Go(to)
	}
	pub := c.PublicContext()
	x, err := p.byRevision(pub, f.Revision)
	if err != nil {
		return err
	}
	u, err := p.Units.ByID(pub, f.Competent)
	if err != nil {
		return err
	}
	here := "/ho-so/" + f.ID.String()
	v := view.Dossier{
		Shell: p.private(c, x.PlainName), ID: f.ID.String(), Title: x.PlainName, For: f.ApplicantName, Code: f.CodeText(),
		State: i18n.ResidentState(string(f.State)), Tone: i18n.StateTone(string(f.State)), Place: p.place(pub, u), Timeline: p.timeline(c, &f), Papers: p.fileList(f.Papers, "/tep/", ""),
		Slip: here + "/giay-hen", SlipText: "In giấy hẹn", Fold: f.State.Ended(),
		Words: here + "/tin-nhan", WordsText: "Tin nhắn với quầy một cửa",
	}
	v.Letters = letters(&f)
	p.office(&v.Shell, u)
	switch f.State {
	case dossiers.Submitted:
		v.SlipText = "Bản in có mã hồ sơ"
	case dossiers.Declined, dossiers.Stopped:
		v.Slip = ""
	}
	if f.CrossBoundary() {
		if r, err := p.Units.ByID(pub, *f.Receiving); err == nil {
			pl := p.place(pub, r)
			v.Receiving = &pl
		}
	}
	p.holder(c, &f, &v)
	p.lead(c, &f, &v)
	if err := p.clock(c, &f, &v); err != nil {
		return err
	}
	for _, s := range x.Revision.Form.Sections {
		if g := answerRows(s, f.Answers, ""); len(g.Rows) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	if f.State.Can(dossiers.ActWithdraw) && !signedBy(&f) {
		v.Withdraw, v.WithdrawText = here+"/rut", "Rút hồ sơ"
	}
	if f.State.Can(dossiers.ActRate) {
		r, err := p.Dossiers.RatingOf(c.Context(), f.ID)
		if err != nil {
			return err
		}
		if v.Rate = here + "/danh-gia"; r != nil {
			v.Rate, v.Rated = "", "Ông/Bà đã chấm "+strconv.Itoa(r.Stars)+" trên 5. Cảm ơn Ông/Bà."
		}
	}
	if v.Seen, err = p.seen(c, f.ID); err != nil {
		return err
	}
	p.shown(c, &f, &v, bad)
	return c.Page(status, view.DossierPage(v))
}

// signedBy tells whether the result is past the signature, when nothing is withdrawn any more.
func signedBy(f *dossiers.Full) bool {
	s, ok := f.Terms.StepByKey(f.Step)
	return ok && f.State == dossiers.Processing && s.Role == "clerk"
}

// holder says who has it now, and what is being done by whom.
func (p *Pages) holder(c *web.Ctx, f *dossiers.Full, v *view.Dossier) {
	if f.Holder == nil || f.State.Ended() {
		return
	}
	v.Holder = p.officeName(c.PublicContext(), f.Holder)
	for i := len(f.Tasks) - 1; i >= 0; i-- {
		if t := f.Tasks[i]; t.DoneAt == nil {
			who := i18n.RoleLabel(t.Role)
			if t.AssigneeName != "" {
				who = t.AssigneeName + " (" + lowerFirst(who) + ")"
			}
			v.Doing = t.Title + ": " + who
			if t.DueAt != nil {
				v.Doing += ", xong trước " + i18n.Promise(*t.DueAt)
			}
			v.Doing += "."
			return
		}
	}
}

// lead says what is happening now and what the resident has to do.
func (p *Pages) lead(c *web.Ctx, f *dossiers.Full, v *view.Dossier) {
	office := p.officeName(c.PublicContext(), &f.Competent)
	here := "/ho-so/" + f.ID.String()
	switch f.State {
	case dossiers.Submitted:
		v.Lead = "Hồ sơ đã đến quầy một cửa và đang chờ xem. Đã gửi chưa phải là đã tiếp nhận."
		if f.DueAt != nil {
			v.Lead += " Quầy trả lời chậm nhất " + i18n.Promise(*f.DueAt) + "."
		}
	case dossiers.InTransit:
		v.Lead = "Hồ sơ đang chuyển đến " + office + ". Thời hạn bắt đầu tính khi nơi đó nhận hồ sơ."
	case dossiers.Accepted, dossiers.Processing:
		v.Lead = office + " đang giải quyết hồ sơ." + sectorText(f.Sector)
	case dossiers.AwaitingSupplement:
		v.Lead = "Hồ sơ đang chờ Ông/Bà bổ sung. Thời gian chờ không tính vào thời hạn."
		if s := f.OpenSupplement(); s != nil {
			v.Need = &view.Need{Title: "Cần Ông/Bà bổ sung " + plural(len(s.Items), "mục"), Text: s.Message, Until: i18n.Promise(s.ClosesAt), Href: here + "/bo-sung", Button: "Bổ sung giấy tờ"}
			for _, it := range s.Items {
				v.Need.Items = append(v.Need.Items, it.Title+": "+lowerFirst(dossiers.SupplementReasons[it.Reason]))
			}
		}
	case dossiers.AwaitingPayment:
		v.Lead = "Hồ sơ đang chờ Ông/Bà thực hiện nghĩa vụ tài chính. Thời gian chờ không tính vào thời hạn."
		if o := f.OpenObligation(); o != nil {
			v.Need = needOf(o, office)
		}
	case dossiers.WithdrawalRequested:
		v.Lead = office + " đang xem yêu cầu rút hồ sơ. Trong lúc đó thời hạn vẫn tính."
	case dossiers.Declined:
		v.Lead = "Hồ sơ không được tiếp nhận. Lý do và việc cần làm ghi ở dưới. Ông/Bà nộp lại được, không mất quyền gì."
	case dossiers.Stopped:
		v.Lead = map[string]string{
			"withdrawn":         "Hồ sơ đã dừng vì Ông/Bà rút lại.",
			"supplement_lapsed": "Hồ sơ đã dừng vì hết thời hạn bổ sung mà chưa nhận được giấy tờ. Ông/Bà nộp hồ sơ mới được.",
			"stopped_by_office": "Cơ quan giải quyết đã dừng hồ sơ. Lý do ghi ở dưới.",
		}[f.EndedBy]
	case dossiers.Decided:
		v.Lead = "Đã có kết quả."
	case dossiers.Returned:
		v.Lead = "Đã trả kết quả."
		if f.ReturnedAt != nil {
			v.Lead = "Đã trả kết quả lúc " + i18n.DateTime(*f.ReturnedAt) + "."
		}
		for _, h := range f.History {
			if d := readData(h.Data); h.Kind == "dossier.returned" && d.Post != "" {
				v.Lead = "Đã gửi kết quả lúc " + i18n.DateTime(h.At) + ". " + postedText(d) + ", đến: " + orText(f.PostAddress(), "địa chỉ Ông/Bà đã ghi") + "."
			}
		}
	}
	if r := f.LiveResult(); r != nil && r.State == "issued" {
		v.Result = p.result(c, f, r)
	}
	for i := len(f.Results) - 1; i >= 0; i-- {
		if e := f.Results[i]; e.EndedAt != nil {
			v.Ended = append(v.Ended, endedResult(f, &e))
		}
	}
}

// sectorText says where the dossier stands in the sector system that decides it.
func sectorText(x *dossiers.SectorCase) string {
	if x == nil || x.State != "open" {
		return ""
	}
	s := " Hồ sơ ở " + x.Name() + ", số " + x.Number + "."
	if x.StatusAt != nil {
		s += " Trạng thái ở đó lúc " + i18n.DateTime(*x.StatusAt) + ": " + lowerFirst(x.Status) + "."
	}
	return s
}

// needOf says what has to be paid, to whom, and what to do then. Nothing is paid here.
func needOf(o *dossiers.Obligation, office string) *view.Need {
	n := &view.Need{
		Title: "Cần Ông/Bà nộp " + i18n.Money(o.Amount), Text: "Nộp xong, Ông/Bà mang hoặc gửi biên lai, giấy nộp tiền đến quầy một cửa " + office + " để hồ sơ được giải quyết tiếp.",
		Items: []string{"Khoản phải nộp: " + o.Purpose, "Nơi nộp: " + o.Payee, "Theo thông báo số " + o.NoticeNumber + " ngày " + i18n.Date(o.NoticeDate)},
	}
	if o.DueOn != nil {
		n.Items = append(n.Items, "Hạn nộp theo thông báo: "+i18n.DateLong(*o.DueOn))
	}
	n.Items = append(n.Items, "Chỉ nộp theo thông báo. Cán bộ không bao giờ yêu cầu chuyển tiền vào tài khoản cá nhân.")
	return n
}

// endedResult says of an issued result that it no longer holds.
func endedResult(f *dossiers.Full, r *dossiers.Result) ui.NoticeProps {
	out := ui.NoticeProps{Kind: "bad", Title: r.Title + ", số " + r.Number + ": đã bị thu hồi"}
	if r.State == "revoked" {
		out.Text = "Thu hồi lúc " + i18n.DateTime(*r.EndedAt) + ". Lý do: " + r.RevokeReason + ". Căn cứ: " + r.RevokeBasis + ". Bản này không dùng được nữa. Không đồng ý, Ông/Bà có quyền khiếu nại; quầy một cửa hướng dẫn cách làm."
		return out
	}
	out.Kind, out.Title, out.Text = "warn", r.Title+", số "+r.Number+": đã được thay thế", "Bản này không dùng được nữa từ "+i18n.DateTime(*r.EndedAt)+"."
	for _, n := range f.Results {
		if r.ReplacedBy != nil && n.ID == *r.ReplacedBy {
			out.Text = "Được thay bằng bản đính chính số " + n.Number + " lúc " + i18n.DateTime(*r.EndedAt) + ". Chỗ sửa: " + n.Correction + ". Bản cũ không dùng được nữa."
		}
	}
	return out
}

func (p *Pages) result(c *web.Ctx, f *dossiers.Full, r *dossiers.Result) *view.Result {
	v := &view.Result{Title: r.Title, Number: r.Number, Outcome: i18n.OutcomeLabel(string(r.Outcome)), Tone: ui.OK}
	if r.ApprovedName != "" {
		v.By = r.ApprovedTitle + " " + r.ApprovedName + ", " + p.officeName(c.PublicContext(), &f.Competent)
	}
	if r.IssuedAt != nil {
		v.Issued = i18n.LegalDate(*r.IssuedAt)
	}
	if r.Outcome == dossiers.Refused {
		v.Tone, v.Reason = ui.Late, r.Reason
		v.Right = "Không đồng ý với kết quả này, Ông/Bà có quyền khiếu nại trong 90 ngày theo Luật Khiếu nại, hoặc khởi kiện tại Tòa án. Quầy một cửa hướng dẫn cách làm."
	}
	if r.Document != nil {
		v.Open = "/tep/" + r.Document.String()
		v.Download = v.Open + "?tai=1"
	}
	for _, k := range f.Copies {
		if k.State == "issued" && k.Document != nil && k.CheckCode != nil {
			v.Copies = append(v.Copies, ui.File{Name: k.Title, Href: "/tep/" + k.Document.String(), Kind: "PDF", Note: "Số chứng thực " + k.Number + ", mã kiểm tra " + *k.CheckCode})
		}
	}
	if r.CheckCode != nil {
		v.CheckCode = *r.CheckCode
	}
	if f.State == dossiers.Decided && f.ReturnMethod == "counter" {
		at := p.officeName(c.PublicContext(), &f.Competent)
		if f.CrossBoundary() {
			at = p.officeName(c.PublicContext(), f.Receiving)
		}
		v.Where = "Bản giấy: mang căn cước đến quầy một cửa " + at + " trong giờ làm việc."
		if f.CrossBoundary() && f.ResultPlace != "receiving" {
			v.Where = "Bản giấy đang chuyển về quầy một cửa " + at + ". Có tin nhắn khi nhận được."
		}
	}
	if f.State == dossiers.Decided && f.ReturnMethod == "post" {
		v.Where = "Bản giấy được gửi qua bưu chính đến: " + orText(f.PostAddress(), "địa chỉ Ông/Bà đã ghi") + "."
	}
	return v
}

// clock explains the promised date; before the clock started it is only expected.
func (p *Pages) clock(c *web.Ctx, f *dossiers.Full, v *view.Dossier) error {
	if f.State == dossiers.InTransit && f.SubmittedAt != nil {
		t, err := p.Dossiers.Expected(c.Context(), f.Terms, f.Channel, f.Competent, p.Now())
		if err == nil {
			v.PromiseKind, v.Promise = "Dự kiến trả kết quả", i18n.Promise(t)
		}
		return nil
	}
	if len(f.Clock) == 0 {
		return nil
	}
	e, err := p.Dossiers.Explain(c.Context(), f.Dossier)
	if err != nil {
		return err
	}
	cal, err := p.Units.CalendarFor(c.PublicContext(), f.Competent)
	if err != nil {
		return err
	}
	v.Why = e.ForResident()
	v.Clock = clockTable(e, cal.DayMinutes(), f.Clock)
	now := p.Now()
	if f.DueAt != nil && (f.State == dossiers.Accepted || f.State == dossiers.Processing || f.State == dossiers.WithdrawalRequested) {
		v.PromiseKind, v.Promise = "Hẹn trả kết quả", i18n.Promise(*f.DueAt)
		v.Left = upperFirst(deadlines.FormatLeft(cal, now, *f.DueAt)) + "."
		if e.Promise.UsedMinutes > 0 {
			v.Used = "Đã dùng " + deadlines.FormatWork(e.Promise.UsedMinutes, cal.DayMinutes()) + ". "
		}
		if now.After(*f.DueAt) {
			v.Late = p.officeName(c.PublicContext(), &f.Competent) + " xin lỗi Ông/Bà vì hồ sơ đang trễ hẹn. Cơ quan giải quyết phải báo lý do và ngày trả mới; chưa thấy báo thì Ông/Bà gọi số ở cuối trang."
		}
	} else if f.PromisedFirst != nil && f.DecidedAt != nil {
		v.PromiseKind, v.Promise = "Đã hẹn trả", i18n.Promise(*f.PromisedFirst)
	}
	return nil
}

var whyDay = map[deadlines.Why]string{
	deadlines.Received: "ngày nhận hồ sơ, chưa tính", deadlines.TooLate: "nhận sau giờ chốt, tính từ ngày làm việc sau", deadlines.OffWeek: "nghỉ cuối tuần", deadlines.OffHoliday: "nghỉ lễ",
	deadlines.OffClosure: "nơi này đóng cửa", deadlines.Waiting: "chờ Ông/Bà bổ sung, không tính", deadlines.RolledOver: "ngày cuối rơi vào ngày nghỉ, chuyển sang ngày làm việc sau",
}

// clockTable is the account day by day.
func clockTable(e deadlines.Explanation, dayMinutes int, ledger []dossiers.ClockRow) ui.ClockProps {
	out := ui.ClockProps{Promise: i18n.Promise(e.Promise.Due)}
	if e.Promise.Due.IsZero() {
		out.Promise = "ngày này"
	}
	for _, r := range e.Rows {
		d := ui.ClockDay{Date: r.Day.Prose(), Why: whyDay[r.Why]}
		if r.Why == deadlines.Waiting && r.Pause > 0 && r.Pause <= len(ledger) && ledger[r.Pause-1].PauseKind == string(deadlines.WaitTax) {
			d.Why = "chờ Ông/Bà nộp nghĩa vụ tài chính, không tính"
		}
		if r.Name != "" {
			d.Why = r.Name
		}
		switch {
		case r.Minutes > 0:
			d.Counted = deadlines.FormatWork(r.Minutes, 0)
		case r.Days > 0:
			d.Counted = "1 ngày"
		default:
			d.Counted, d.Off = "không tính", true
		}
		d.Total = strconv.Itoa(r.Total) + " ngày"
		if e.ByMinutes() {
			d.Total = deadlines.FormatWork(r.Total, dayMinutes)
		}
		out.Days = append(out.Days, d)
	}
	return out
}

// seen lists who opened the papers of a dossier, the resident's own looks left out.
func (p *Pages) seen(c *web.Ctx, id uuid.UUID) ([]view.Fact, error) {
	list, err := p.Documents.Accesses(c.Context(), id, 50)
	if err != nil {
		return nil, err
	}
	var out []view.Fact
	for _, a := range list {
		if a.ActorKind != "resident" {
			out = append(out, p.access(c, a))
		}
	}
	return out, nil
}

func (p *Pages) access(c *web.Ctx, a documents.Access) view.Fact {
	what := map[string]string{documents.View: "xem", documents.Download: "tải về", documents.Print: "in", documents.Listed: "xem tên (không mở tệp)"}[a.Purpose]
	who := a.ActorName
	if o := p.officeName(c.PublicContext(), a.TenantID); o != "" {
		who += ", " + o
	}
	return view.Fact{Key: i18n.DateTime(a.At), Value: who + " " + what + " " + orText(a.Name, "một tệp")}
}

// timeOf is the moment behind a pointer, zero for none.
func timeOf(t *time.Time) time.Time {
	if t == nil {
		return time.Time{}
	}
	return *t
}
