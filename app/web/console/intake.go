package console

import (
	"net/http"
	"slices"
	"strings"

	"github.com/google/uuid"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/reading/meaning"
	"motcua/app/web"
	"motcua/app/web/resident"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// Intake is the counter's one screen: person, procedure, office, papers.
func (p *Pages) Intake(c *web.Ctx) error {
	f := readCounter(c)
	return p.intakePage(c, http.StatusOK, &f, nil)
}

// Receive takes the dossier in, or shows the screen again: every button but
// "Tiếp nhận" only looks things up. htmx then swaps the problems alone, so
// that files already chosen stay in their fields.
func (p *Pages) Receive(c *web.Ctx) error {
	f := readCounter(c)
	if c.Form("nhan_ho_so") == "" {
		if err := p.readCardPicture(c, &f); err != nil {
			return err
		}
		return p.intakePage(c, http.StatusOK, &f, nil)
	}
	r, err := p.look(c, &f)
	if err != nil {
		return err
	}
	if f.Number == "" && hasFile(c, "anh_the") {
		f.errs["anh_the"] = "Bấm Đọc thẻ để lấy thông tin từ ảnh thẻ, xem lại rồi bấm tiếp nhận."
	}
	seen := f.seen(p.Now())
	switch {
	case r.procedure == nil:
		f.errs["thu_tuc"] = "Chọn thủ tục"
	case r.rule.Act != procedures.ActReceive && r.rule.Act != procedures.ActHandover:
		f.errs["thu_tuc"] = r.rule.Say
	}
	for name, say := range r.wrong {
		f.errs[declared+name] = say
	}
	papers := p.checklist(c, &f, r)
	for _, x := range papers {
		if x.Required && x.Form.Value == "" {
			f.errs["form_"+x.Key] = "Còn thiếu: " + x.Title
		}
	}
	if len(f.errs) > 0 {
		return p.intakePage(c, http.StatusUnprocessableEntity, &f, nil)
	}
	who, err := p.People.CounterPerson(c.Context(), seen)
	if err != nil {
		if f.add(err) {
			return p.intakePage(c, http.StatusUnprocessableEntity, &f, nil)
		}
		return err
	}
	if c.Form("van_nhan") == "" {
		like, err := p.Dossiers.OpenLike(c.Context(), who, r.procedure.ID)
		if err != nil {
			return err
		}
		like = without(like, f.ID)
		if len(like) > 0 {
			return p.intakePage(c, http.StatusUnprocessableEntity, &f, like)
		}
	}
	return p.receive(c, &f, r, who, seen, papers)
}

func (p *Pages) receive(c *web.Ctx, f *counterForm, r request, who uuid.UUID, seen people.Seen, papers []view.CounterPaper) error {
	n := dossiers.CounterIntake{
		ID: f.ID, Procedure: r.procedure.ID, Revision: r.revision.ID, Case: f.Case, Competent: r.rule.Competent.ID, Resident: who,
		Answers: r.answers, ReturnMethod: f.Return,
	}
	n.Applicants, n.Submitter = f.parties(who, seen)
	var kept []*documents.Document
	drop := func() {
		for _, d := range kept {
			if d.DossierID == nil { // never became a row: a refused filing, or the second of two clicks
				p.Documents.Discard(c.Context(), *d)
			}
		}
	}
	own := false
	for _, x := range papers {
		if (x.Form.Value == "" || x.Form.Value == ownForm) && !hasFile(c, "file_"+x.Key) {
			own = own || x.Form.Value == ownForm
			continue
		}
		if x.Form.Value == ownForm { // the file is what she brought after all
			x.Form.Value = "copy"
		}
		cp := dossiers.CounterPaper{Component: x.Key, Title: x.Title, Required: x.Required, Form: orElse(x.Form.Value, "copy")}
		if hasFile(c, "file_"+x.Key) {
			d, err := p.take(c, "file_"+x.Key, documents.Paper, "", x.Accept...)
			if err != nil {
				drop()
				if fault.Is(err, fault.Unavailable) {
					f.errs[""] = "Kho lưu tệp đang không phản hồi, hồ sơ chưa được nhận. Chờ một phút rồi bấm lại, hoặc nhận bản giấy và quét sau."
					return p.intakePage(c, http.StatusServiceUnavailable, f, nil)
				}
				if f.add(err) {
					return p.intakePage(c, http.StatusUnprocessableEntity, f, nil)
				}
				return err
			}
			kept = append(kept, d)
			cp.Attach = p.attach(d)
		}
		n.Papers = append(n.Papers, cp)
	}
	out, err := p.Dossiers.ReceiveAtCounter(c.Context(), n)
	if err != nil {
		for _, d := range kept {
			d.DossierID = nil // the transaction took its rows back
		}
	}
	drop()
	if err != nil {
		if f.add(err) {
			return p.intakePage(c, http.StatusUnprocessableEntity, f, nil)
		}
		return err
	}
	if own { // asked for next, while she is there
		return c.Go(path(out.ID.String(), "giay-da-co"))
	}
	return c.Go(path(out.ID.String(), "giay-hen?moi=1"))
}

// ownForm is the form of a paper that the person does not bring because some
// office confirmed or issued it: it is looked for, with her consent, as soon as
// there is a dossier.
const ownForm = "own"

// mayHave tells whether a paper may be among her own: this office decides, she
// files herself, and it is of a kind that is kept.
func (p *Pages) mayHave(f *counterForm, r request, x revision.Component) bool {
	return r.rule.Act == procedures.ActReceive && f.ByName == "" && (x.Kind == revision.Submit || x.Kind == revision.Present) && (len(x.Replaces) > 0 || len(meaning.KindsIn(x.Title)) > 0)
}

// parties are whose matter it is and who stands at the counter.
func (f *counterForm) parties(who uuid.UUID, seen people.Seen) ([]dossiers.Party, *dossiers.Party) {
	phone, _ := people.NormalPhone(seen.Phone)
	x := dossiers.Party{Resident: &who, FullName: seen.FullName, IDNumber: seen.IDNumber, BirthDate: seen.Birth, Gender: seen.Gender, Phone: phone, Address: seen.Address, Authority: "self", IdentityLevel: 2}
	switch {
	case f.Org != "":
		x.Authority = "representative"
		return []dossiers.Party{{Kind: "organisation", FullName: f.Org, TaxCode: f.Tax, Phone: phone, Address: seen.Address}}, &x
	case f.ByName != "":
		by, _ := people.NormalPhone(f.ByPhone)
		x.IdentityLevel = 0 // her card was shown by somebody else, if at all
		return []dossiers.Party{x}, &dossiers.Party{FullName: f.ByName, IDNumber: f.ByNumber, Phone: by, Authority: orElse(f.Authority, "authorised"), IdentityLevel: 2}
	}
	return []dossiers.Party{x}, nil
}

func hasFile(c *web.Ctx, field string) bool {
	m := c.Request().MultipartForm
	return m != nil && len(m.File[field]) > 0 && (m.File[field][0].Size > 0 || m.File[field][0].Filename != "")
}

func without(in []dossiers.Dossier, id uuid.UUID) []dossiers.Dossier {
	var out []dossiers.Dossier
	for _, d := range in {
		if d.ID != id {
			out = append(out, d)
		}
	}
	return out
}

// checklist is what this case asks for, with the form in which each paper is here.
func (p *Pages) checklist(c *web.Ctx, f *counterForm, r request) []view.CounterPaper {
	if r.revision == nil {
		return nil
	}
	var out []view.CounterPaper
	scans := false
	was := strings.Split(c.Form("liet_ke"), ",") // what was on the screen
	for _, x := range r.revision.ComponentsFor(f.Case, r.answers) {
		if x.Kind == revision.Note {
			continue
		}
		declaration, shown := x.Kind == revision.ByForm, x.Kind == revision.Present
		v := view.CounterPaper{
			Key: x.Key, Title: x.Title, Note: dotted(x.Condition, x.Note), Required: declaration || x.Required && x.Condition == "", Scan: !shown, Accept: x.Accept, FileError: f.errs["file_"+x.Key],
			Form: ui.ChoiceField{Field: ui.Field{Name: "form_" + x.Key, Label: "Bản nhận: " + x.Title, HideLabel: true, Value: oneOf(c.Form("form_"+x.Key), "original", "certified", "copy", "electronic", ownForm), Error: f.errs["form_"+x.Key]}, Empty: "Chưa có", Options: paperForms},
		}
		if declaration { // its note is for those who fill it in online
			v.Note = ""
		}
		if shown {
			v.Form.Empty, v.Form.Options = "Chưa xem", []ui.Option{{Value: "original", Text: "Đã xem"}}
		}
		if name := resident.RegisterName(x.Pull); name != "" { // read instead of asked for
			v.Required = false
			v.Form.Empty, v.Form.Options = "Chưa tra cứu", append([]ui.Option{{Value: "electronic", Text: "Đã tra cứu trong " + name}}, paperForms...)
		}
		if p.mayHave(f, r, x) {
			v.Form.Options = append(slices.Clone(v.Form.Options), ui.Option{Value: ownForm, Text: "Dùng giấy đã có"})
		} else if v.Form.Value == ownForm {
			v.Form.Value = ""
		}
		if v.Scan && !scans {
			v.First, scans = true, true
		}
		if slices.Index(was, f.Procedure) != 0 || !slices.Contains(was, x.Key) {
			v.New = true
		}
		if v.New && (v.Required || shown) {
			v.Form.Value = "original"
			if x.Originals == 0 && x.Copies > 0 {
				v.Form.Value = "copy"
			}
		}
		out = append(out, v)
	}
	return out
}

func (p *Pages) intakePage(c *web.Ctx, status int, f *counterForm, like []dossiers.Dossier) error {
	r, err := p.look(c, f)
	if err != nil {
		return err
	}
	v := view.Intake{Frame: p.frame(c, "Tiếp nhận tại quầy"), Counter: p.counterView(c, f, r), Papers: p.checklist(c, f, r), ListOf: f.Procedure}
	for _, x := range v.Papers {
		v.ListOf += "," + x.Key
	}
	v.Counter.Picture = &ui.FileField{Field: ui.Field{Name: "anh_the", Error: f.errs["anh_the"]}}
	order := counterOrder
	if r.revision != nil {
		order = append(slices.Clone(order), p.questionsView(c, f, r, &v)...)
	}
	v.Frame.Problems = ui.Problems(f.errs, order...)
	if len(like) > 0 {
		v.Frame.Problems = append(v.Frame.Problems, ui.Problem{Field: "van_nhan", Text: "Người này đang có hồ sơ cùng thủ tục: " + codes(like)})
		for _, d := range like {
			v.Like = append(v.Like, ui.Tab{Text: d.CodeText() + ", " + i18n.StateLabel(string(d.State)), Href: path(d.ID.String(), "")})
		}
	}
	if c.Part() == "loi" {
		return c.Page(status, view.IntakeProblems(v))
	}
	if r.procedure != nil {
		v.Rule = r.rule.Say
		v.RuleKind = map[procedures.Act]string{procedures.ActReceive: "ok", procedures.ActHandover: "", procedures.ActHelp: "warn", procedures.ActRefuse: "bad"}[r.rule.Act]
		v.MayReceive = r.rule.Act == procedures.ActReceive || r.rule.Act == procedures.ActHandover
		v.MayHelp = r.rule.Act == procedures.ActHelp && c.May("help", "start")
		v.AskAnyway = len(r.revision.Routing) > 0 && len(v.Deciding) > 0
		v.PaperList = "/thu-tuc/" + r.procedure.Code + "/in"
		if v.MayReceive {
			if err := p.preview(c, f, r, &v); err != nil {
				return err
			}
		}
		v.CaseOf = r.caseOf
		if len(r.revision.Cases) > 0 {
			v.Case = &ui.ChoiceField{Field: ui.Field{Name: "truong_hop", Label: "Trường hợp", Value: f.Case}, Empty: "Thông thường"}
			for _, x := range r.revision.Cases {
				v.Case.Options = append(v.Case.Options, ui.Option{Value: x.Key, Text: x.Title})
			}
		}
	}
	if status == http.StatusUnprocessableEntity && c.Request().MultipartForm != nil && len(c.Request().MultipartForm.File) > 0 {
		v.Frame.Notices = append(v.Frame.Notices, ui.NoticeProps{Kind: "warn", Text: "Tệp đã chọn chưa được lưu. Sửa xong, chọn lại tệp rồi bấm tiếp nhận."})
	}
	return c.Page(status, view.IntakePage(v))
}

// preview is the right-hand side: the date, the fee, how the result comes.
func (p *Pages) preview(c *web.Ctx, f *counterForm, r request, v *view.Intake) error {
	t, err := p.Dossiers.Terms(c.PublicContext(), dossiers.TermsQuery{Revision: r.revision.ID, Case: f.Case, Answers: r.answers, Competent: r.rule.Competent.ID})
	if err != nil {
		return err
	}
	at, err := p.Dossiers.Expected(c.Context(), t, "counter", r.rule.Competent.ID, p.Now())
	if err != nil {
		return err
	}
	label := "Hẹn trả"
	if r.rule.Act == procedures.ActHandover {
		label = "Hẹn trả (dự kiến)"
	}
	v.Preview = []ui.Pair{{Key: label, Value: i18n.Promise(at)}, {Key: "Cơ quan giải quyết", Value: r.rule.Competent.Office()}}
	v.Preview = append(v.Preview, p.charges(r, f)...)
	v.Return = ui.ChoiceField{
		Inline: true, Field: ui.Field{Name: "nhan", Label: "Nhận kết quả", Value: f.Return},
		Options: []ui.Option{{Value: "counter", Text: "Tại quầy"}, {Value: "post", Text: "Bưu chính"}, {Value: "electronic", Text: "Bản điện tử"}},
	}
	return nil
}

func codes(ds []dossiers.Dossier) string {
	var out []string
	for _, d := range ds {
		out = append(out, d.CodeText())
	}
	return strings.Join(out, ", ")
}
