package resident

import (
	"errors"
	"fmt"
	"hash/fnv"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"motcua/app/deadlines"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/issuing"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/app/web/questions"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// Check shows everything as the office will see it.
func (p *DraftPages) Check(c *web.Ctx, d *draft) error { return p.check(c, d, http.StatusOK, nil) }

func (p *DraftPages) check(c *web.Ctx, d *draft, status int, bad map[string]string) error {
	rev := d.proc.Revision
	kept, _ := revision.CheckAnswers(d.form, d.Answers, p.today())
	shown := questions.Merged(d.Answers, kept) // with what is worked out of the answers
	v := view.Check{
		Shell: p.shell(c, d, "Kiểm tra lại", ui.Problems(bad)...), Back: d.base, Procedure: d.proc.PlainName, Office: officeText(d.unit), OfficeWhy: p.whereWhy(d),
		Action: d.base + "/nop", Key: newKey(), Version: d.seenAs(kept), Button: "Nộp hồ sơ",
		Declare: ui.CheckField{Field: ui.Field{Name: "cam_doan", Label: "Tôi cam đoan những điều đã khai là đúng sự thật và chịu trách nhiệm trước pháp luật.", Error: bad["cam_doan"]}},
	}
	for _, t := range openTasks(p.tasks(d)) {
		v.Missing = append(v.Missing, ui.Tab{Text: t.title, Href: t.href + "?ve=kiem-tra"})
	}
	if d.notMe(kept) {
		v.Missing = append(v.Missing, ui.Tab{Text: "Số định danh khác với tài khoản đang đăng nhập. Sửa lại, hoặc chọn làm hồ sơ cho người khác.", Href: d.base + "/cho-ai?ve=kiem-tra"})
	}
	v.Doubts = slices.Sorted(maps.Values(revision.Warnings(d.form, kept)))
	broken, err := p.brokenSignatures(d)
	if err != nil {
		return err
	}
	v.Doubts = append(v.Doubts, broken...)
	v.Groups = append(v.Groups, view.CheckGroup{Title: "Đứng tên hồ sơ", Rows: p.whoRows(d)})
	for i, s := range d.form.Sections {
		if g := answerRows(s, shown, d.base+"/phan/"+strconv.Itoa(i+1)+"?ve=kiem-tra"); len(g.Rows) > 0 {
			v.Groups = append(v.Groups, g)
		}
	}
	for _, x := range d.toHandIn() {
		files := p.fileList(of(d.papers, x.Key), d.base+"/tep/", "")
		r := ui.SummaryRow{Key: x.Title, Value: plural(len(files), "tệp"), Href: d.base + "/giay/" + x.Key + "?ve=kiem-tra", Files: files}
		if len(files) == 0 {
			r.Value = "Chưa có"
			if !x.Required {
				r.Value = "Không gửi"
			}
		}
		v.Papers = append(v.Papers, r)
	}
	how := ui.SummaryRow{Key: "Cách nhận kết quả", Value: "Chưa chọn", Href: d.base + "/nhan-ket-qua?ve=kiem-tra"}
	if d.Answers[keyPickup] != "" {
		how.Value = i18n.PickupLabel(d.ReturnMethod)
		if d.ReturnMethod == "post" {
			how.Value += ": " + d.Answers[keyPost]
		}
	}
	facts := issuing.FactsOf(rev, d.place, kept, p.today())
	v.Receive = append(append([]ui.SummaryRow{how}, ChargeRows(rev, facts, kept)...), ui.SummaryRow{Key: "Thời hạn giải quyết", Value: issuing.TermOf(rev, facts, kept)})
	for _, x := range d.pulled() {
		v.Papers = append(v.Papers, ui.SummaryRow{Key: x.Title, Value: "Cơ quan tự tra cứu, Ông/Bà không phải nộp"})
	}
	if err := p.answerBy(c, d, &v); err != nil {
		return err
	}
	p.standing(c, d, &v)
	return c.Page(status, view.CheckPage(v))
}

// seenAs marks what the check page showed: the same as long as nothing that
// goes to the office changed, whatever the row's version did meanwhile.
func (d *draft) seenAs(kept map[string]string) string {
	h := fnv.New64a()
	for _, k := range slices.Sorted(maps.Keys(kept)) {
		fmt.Fprintf(h, "%q=%q\n", k, kept[k])
	}
	for _, x := range d.papers {
		fmt.Fprintln(h, x.ID, x.Document)
	}
	fmt.Fprintln(h, d.Competent, d.ReturnMethod, d.filer(), d.Answers[keyPost])
	return strconv.FormatUint(h.Sum64(), 36)
}

// answerBy is when the counter answers at the latest, if filed now.
func (p *DraftPages) answerBy(c *web.Ctx, d *draft, v *view.Check) error {
	t, err := p.Dossiers.TermsFor(d.ctx, &d.Dossier)
	if err != nil {
		return err
	}
	cal, err := p.Units.CalendarFor(c.PublicContext(), d.Competent)
	if err != nil {
		return err
	}
	due, err := deadlines.AddWorkingMinutes(cal, p.Now(), t.Intake)
	if err == nil {
		v.Answer = i18n.Promise(due)
	}
	return nil
}

// standing says how sure the office can be who files.
func (p *DraftPages) standing(c *web.Ctx, d *draft, v *view.Check) {
	switch {
	case p.Helped:
		v.Level = "Danh tính đã được đối chiếu tại quầy."
	case !known(c):
		v.SignIn = "/dang-nhap?tiep=" + urlQuery(d.base+"/kiem-tra")
	case c.Visitor.Level >= 3:
		v.Level = "Danh tính đã xác nhận bằng VNeID."
	case c.Visitor.Level == 2:
		v.Level = "Danh tính đã đối chiếu tại quầy."
	default:
		v.Low = "Ông/Bà đăng nhập bằng số điện thoại nên hồ sơ được đánh dấu chưa xác nhận danh tính. Quầy một cửa đối chiếu căn cước trước khi tiếp nhận."
	}
}

func (p *DraftPages) whoRows(d *draft) []ui.SummaryRow {
	rows := []ui.SummaryRow{{Key: "Hồ sơ đứng tên", Value: orText(whoText(d.Answers[keyFor]), "Chưa chọn"), Href: d.base + "/cho-ai?ve=kiem-tra"}}
	if !d.forSelf() {
		f := d.filer()
		rows = append(rows, ui.SummaryRow{Key: "Người nộp thay", Value: f.Name + ", " + i18n.Phone(f.Phone), Href: d.base + "/cho-ai?ve=kiem-tra"})
	}
	return rows
}

// answerRows are the questions of a section with their answers; href leads to change them.
func answerRows(s revision.Section, answers map[string]string, href string) view.CheckGroup {
	g := view.CheckGroup{Title: s.Title}
	for _, l := range questions.Lines(s, answers) {
		q := l.Question
		r := ui.SummaryRow{Key: l.Label, Value: l.Value}
		if q.Block != "" && q.BlockTitle != "" && q.BlockTitle != s.Title && len(l.Parts) == 0 {
			r.Key = l.Label + " (" + lowerFirst(q.BlockTitle) + ")"
		}
		if href != "" && q.Type != revision.Calc {
			r.Href = href + "#" + ui.ID(q.Name)
		}
		for _, x := range l.Parts {
			if x.Value != "" || x.Question.Required {
				r.Pairs = append(r.Pairs, ui.Pair{Key: x.Label, Value: orText(x.Value, "Chưa trả lời")})
			}
		}
		if r.Value == "" && len(l.Parts) == 0 {
			if !q.Required && href == "" {
				continue
			}
			r.Value = "Chưa trả lời"
			switch {
			case q.Type == revision.Calc:
				r.Value = "Chưa tính được"
			case !q.Required:
				r.Value = "Không điền"
			}
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}

// File hands the draft in. Two clicks file once. Faults: those of Dossiers.File.
func (p *DraftPages) File(c *web.Ctx, d *draft) error {
	if c.Form("cam_doan") == "" {
		return p.check(c, d, http.StatusUnprocessableEntity, map[string]string{"cam_doan": "Đánh dấu vào ô cam đoan để nộp hồ sơ"})
	}
	kept, wrong := revision.CheckAnswers(d.form, d.Answers, p.today())
	if to, ok := p.routed(d); ok && len(wrong) == 0 {
		return p.check(c, d, http.StatusUnprocessableEntity, map[string]string{"": "Hồ sơ này không nộp đến " + officeText(d.unit) + ". " + to.Why() + " Chuyển nơi nộp sang " + officeText(to.Unit) + " rồi nộp"})
	}
	if len(wrong) > 0 || len(openTasks(p.tasks(d))) > 0 || d.notMe(kept) {
		return p.check(c, d, http.StatusUnprocessableEntity, map[string]string{"": "Còn việc chưa xong, xem danh sách dưới đây"})
	}
	if v := c.Form("version"); v != "" && v != d.seenAs(kept) {
		// the other of two clicks may have filed it while this one was reading the papers
		if _, now := p.open(c); errors.Is(now, errFiled) || fault.Is(now, fault.NotFound) && p.filedByHelper(c) {
			return c.Go(d.base + "/da-gui")
		}
		return p.check(c, d, http.StatusConflict, map[string]string{"": "Hồ sơ vừa được sửa ở máy khác. Xem lại bản mới dưới đây rồi nộp"})
	}
	if err := p.takes(c, d.proc, d.unit); fault.Is(err, fault.Invalid) {
		return p.check(c, d, http.StatusUnprocessableEntity, map[string]string{"": fault.As(err).Text})
	} else if err != nil {
		return err
	}
	err := p.hand(d, kept)
	for try := 0; fault.HasKey(err, "dossier.version") && try < 3; try++ { // an autosave came between
		err = p.hand(d, kept)
	}
	if err != nil {
		return err // "already filed" leads to the confirmation, see page
	}
	return c.Go(d.base + "/da-gui")
}

// hand writes the checked answers and the parties, and files.
func (p *DraftPages) hand(d *draft, kept map[string]string) error {
	// what other answers no longer call for does not go to the office
	save := map[string]string{}
	for k := range d.Answers {
		if !strings.HasPrefix(k, "_") {
			save[k] = kept[k]
		}
	}
	for k, v := range kept {
		save[k] = v
	}
	applicant, submitter := d.parties(kept, d.profile)
	caseKey := d.proc.Revision.CaseOf(kept)
	_, err := p.Dossiers.HandIn(d.ctx, dossiers.Ref{ID: d.ID}, save, dossiers.DraftChange{Applicant: &applicant, Submitter: submitter, Case: &caseKey})
	return err
}
