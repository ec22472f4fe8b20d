package console

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"motcua/app/authz"
	"motcua/app/dossiers"
	"motcua/app/people"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/tenants/registry"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// laneForm is the immediate lane's screen as typed: the person, the papers,
// what is asked once, whose signature.
type laneForm struct {
	counterForm
	Rows   []map[string]string // by the role of a box: ten, trang, ban, or x_ and the question
	Common map[string]string
	Signer string
	Slip   bool

	checked dossiers.LaneChecked
	rowErrs []map[string]string
}

// laneRequest is what may be done on the screen, and what was chosen.
type laneRequest struct {
	office  registry.Unit
	offered []laneProcedure
	laneProcedure
	signers []people.Member
}

type laneProcedure struct {
	procedure *procedures.Procedure
	revision  *procedures.Revision
	form      dossiers.LaneForm
}

// laneRows is how many lines the empty screen has; laneMore how many "Thêm dòng" adds.
const (
	laneRows = 3
	laneMore = 3
)

// Lane is the immediate lane's screen. htmx asks for the list below alone.
func (p *Pages) Lane(c *web.Ctx) error {
	if c.Query("phan") == "cho" {
		w, err := p.laneWaiting(c)
		if err != nil {
			return err
		}
		return c.Page(http.StatusOK, view.LaneWaitingPart(w))
	}
	f := readLane(c)
	return p.lanePage(c, http.StatusOK, &f)
}

func readLane(c *web.Ctx) laneForm {
	f := laneForm{counterForm: readCounter(c), Common: map[string]string{}, Signer: c.Form("nguoi_ky"), Slip: c.Form("in_m01") != ""}
	n, err := strconv.Atoi(c.Form("so_dong"))
	if err != nil {
		n = laneRows
	}
	if c.Form("them_dong") != "" {
		n += laneMore
	}
	for i := range min(max(n, 1), dossiers.MostImmediateLines) {
		row := map[string]string{}
		for k, v := range c.Posted() {
			if role, ok := strings.CutPrefix(k, laneBox(i, "")); ok && len(v) > 0 {
				row[role] = short(v[0], 400)
			}
		}
		f.Rows = append(f.Rows, row)
	}
	for k, v := range c.Posted() {
		if q, ok := strings.CutPrefix(k, "c_"); ok && len(v) > 0 {
			f.Common[q] = short(v[0], 400)
		}
	}
	return f
}

// laneBox is the name of a box: the line and what the box is for, so that what
// was typed stays when another procedure is chosen.
func laneBox(line int, role string) string { return "d" + strconv.Itoa(line+1) + "_" + role }

func laneRole(l dossiers.LaneForm, question string) string {
	switch question {
	case l.Title:
		return "ten"
	case l.Pages:
		return "trang"
	case l.Copies:
		return "ban"
	}
	return "x_" + question
}

// lookLane finds what the lane offers here and checks what was typed.
func (p *Pages) lookLane(c *web.Ctx, f *laneForm) (laneRequest, error) {
	ctx := c.PublicContext()
	var r laneRequest
	at, err := p.Offices.ByID(ctx, c.Scope().Tenant)
	if err != nil {
		return r, err
	}
	r.office = at
	all, err := p.Catalogue.Offered(ctx, at)
	if err != nil {
		return r, err
	}
	for _, x := range all {
		rev, err := p.Catalogue.Holding(ctx, x.ID, at.Province)
		if err != nil {
			return r, err
		}
		form, ok := dossiers.LaneFormOf(&rev.Revision)
		if !ok || procedures.Decide(&rev.Revision, revision.BoundaryNone, at, at, p.Now()).Act != procedures.ActReceive {
			continue
		}
		r.offered = append(r.offered, laneProcedure{x, rev, form})
	}
	for _, x := range r.offered {
		if x.procedure.ID.String() == f.Procedure || r.procedure == nil && f.Procedure == "" {
			r.laneProcedure = x
		}
	}
	if r.procedure == nil && len(r.offered) > 0 {
		r.laneProcedure = r.offered[0]
	}
	if r.procedure == nil {
		return r, nil
	}
	f.Procedure = r.procedure.ID.String()
	if r.signers, err = p.signers(c); err != nil {
		return r, err
	}
	f.check(r, p.Now())
	return r, nil
}

// signers are those of this office whose signature may be asked for: never the officer's own.
func (p *Pages) signers(c *web.Ctx) ([]people.Member, error) {
	all, err := p.People.Holders(c.Context(), c.Scope().Tenant, authz.Signatory)
	var out []people.Member
	for _, m := range all {
		if m.ID != c.Visitor.Staff {
			out = append(out, m)
		}
	}
	return out, err
}

// lines are the typed lines under the questions of this procedure's form;
// index tells which line of the screen each is.
func (f *laneForm) lines(r laneProcedure) (rows []map[string]string, index []int) {
	for i, typed := range f.Rows {
		row := map[string]string{}
		for _, q := range r.form.Lines {
			row[q.Name] = typed[laneRole(r.form, q.Name)]
			if row[q.Name] == "" {
				row[q.Name] = r.form.Usual(&r.revision.Revision, q)
			}
		}
		if !r.form.Empty(row) {
			rows, index = append(rows, row), append(index, i)
		}
	}
	return rows, index
}

// check reads the lines by the rules of the form and works out the fees.
func (f *laneForm) check(r laneRequest, now time.Time) {
	for _, q := range r.form.Common {
		if f.Common[q.Name] == "" && q.Required {
			f.Common[q.Name] = r.form.Usual(&r.revision.Revision, q)
		}
	}
	rows, index := f.lines(r.laneProcedure)
	f.checked = r.form.Check(&r.revision.Revision, dossiers.LaneAnswers{
		Profile: f.profile(), Common: f.Common, Rows: rows, Facts: dossiers.LaneFacts(r.office.Province, r.office.Code, r.office.AreaClass, now),
	})
	f.rowErrs = make([]map[string]string, len(f.Rows))
	for i, e := range f.checked.Rows {
		f.rowErrs[index[i]] = e
	}
}

// lanePage shows the screen with what was typed; errors are shown when status says so.
func (p *Pages) lanePage(c *web.Ctx, status int, f *laneForm) error {
	r, err := p.lookLane(c, f)
	if err != nil {
		return err
	}
	v := view.Lane{Frame: p.frame(c, "Làm ngay tại quầy")}
	if v.Waiting, err = p.laneWaiting(c); err != nil {
		return err
	}
	if r.procedure == nil {
		v.None = "Đơn vị chưa nhận thủ tục nào trả kết quả ngay. Việc khác tiếp nhận ở màn hình Tiếp nhận tại quầy."
		return c.Page(status, view.LanePage(v))
	}
	v.Counter = p.counterView(c, &f.counterForm, request{office: r.office})
	v.Procedure = ui.ChoiceField{Inline: true, Field: ui.Field{Name: "thu_tuc", Label: "Thủ tục làm ngay", Value: f.Procedure, Error: f.errs["thu_tuc"], Attrs: lookAgain("/cb/lam-ngay")}}
	for _, x := range r.offered {
		v.Procedure.Options = append(v.Procedure.Options, ui.Option{Value: x.procedure.ID.String(), Text: x.procedure.PlainName})
	}
	p.laneFields(c, f, r, status != http.StatusOK, &v)
	v.Frame.Problems = ui.Problems(f.errs, append(append([]string{}, counterOrder...), "lines")...)
	if len(f.errs) == 0 {
		v.Counter.Query.Focus = false
		if f.Number != "" && f.Name != "" && len(f.checked.Lines) == 0 {
			v.Lines.Rows[0][0].Field.Focus = true
		}
	}
	v.Frame.Notices = append(v.Frame.Notices, p.laneDone(c)...)
	return c.Page(status, view.LanePage(v))
}

// laneFields is the part of the screen that correcting what was sent back shows too.
func (p *Pages) laneFields(c *web.Ctx, f *laneForm, r laneRequest, failed bool, v *view.Lane) {
	v.Lines = f.linesView(r.laneProcedure, failed)
	for _, q := range r.form.Common {
		if q.ShowIf != nil && !q.ShowIf.Holds(f.Common) {
			continue
		}
		field := ui.Field{Name: "c_" + q.Name, Label: q.Label, Value: f.Common[q.Name]}
		if failed && f.checked.Common[q.Name] != "" {
			field.Error = f.checked.Common[q.Name]
			f.errs[field.Name] = field.Error
		}
		if o := laneOptions(q); o != nil {
			field.Attrs = lookAgain(c.Request().URL.Path)
			v.Common = append(v.Common, ui.ChoiceField{Field: field, Options: o})
		} else {
			field.MaxLen = q.Max
			v.Texts = append(v.Texts, field)
		}
	}
	if failed && f.checked.Common[""] != "" {
		f.errs[""] = f.checked.Common[""]
	}
	v.Fees = p.laneFees(c, f, r)
	v.Signer = ui.ChoiceField{Field: ui.Field{Name: "nguoi_ky", Label: "Trình ai ký", Value: f.Signer, Error: f.errs["nguoi_ky"]}, Empty: "Ai có thẩm quyền cũng được"}
	for _, m := range r.signers {
		v.Signer.Options = append(v.Signer.Options, ui.Option{Value: m.ID.String(), Text: dotted(m.FullName, m.Title)})
	}
	v.Slip = ui.CheckField{Field: ui.Field{Name: "in_m01", Label: "Người dân cần giấy tiếp nhận (M01)"}, Checked: f.Slip}
}

// linesView are the boxes of the papers.
func (f *laneForm) linesView(r laneProcedure, failed bool) view.LaneLines {
	v := view.LaneLines{More: len(f.Rows) < dossiers.MostImmediateLines}
	if failed {
		v.Error = f.errs["lines"]
	}
	for _, q := range r.form.Lines {
		v.Cols = append(v.Cols, ui.Col{Text: q.Label})
	}
	for i, typed := range f.Rows {
		var row []view.LaneBox
		for _, q := range r.form.Lines {
			role := laneRole(r.form, q.Name)
			b := ui.Field{Name: laneBox(i, role), Label: q.Label + ", dòng " + strconv.Itoa(i+1), HideLabel: true, Value: typed[role], MaxLen: 300, Attrs: laneCount()}
			if failed && f.rowErrs[i][q.Name] != "" {
				b.Error = f.rowErrs[i][q.Name]
				f.errs[b.Name] = "Dòng " + strconv.Itoa(i+1) + ": " + lowerFirst(b.Error)
			}
			if o := laneOptions(q); o != nil {
				if b.Value == "" {
					b.Value = r.form.Usual(&r.revision.Revision, q)
				}
				row = append(row, view.LaneBox{Choice: &ui.ChoiceField{Field: b, Options: o}})
				continue
			}
			switch role {
			case "trang", "ban":
				b.Mode, b.Width, b.MaxLen = "numeric", "4", 6
			}
			row = append(row, view.LaneBox{Field: b})
		}
		v.Rows = append(v.Rows, row)
	}
	return v
}

func laneOptions(q revision.Field) []ui.Option {
	switch q.Type {
	case revision.YesNo:
		return []ui.Option{{Value: "no", Text: "Không"}, {Value: "yes", Text: "Có"}}
	case revision.Choice:
		var out []ui.Option
		for _, o := range q.Options {
			out = append(out, ui.Option{Value: o.Value, Text: o.Text})
		}
		return out
	}
	return nil
}

// laneCount works the fee out again when a box was changed; without scripts
// Enter or any button beside the fields does it.
func laneCount() map[string]any {
	return map[string]any{"hx-post": "/cb/lam-ngay", "hx-trigger": "change", "hx-include": "closest form", "hx-target": "#tien", "hx-select": "#tien", "hx-swap": "outerHTML", "hx-sync": "closest form:replace"}
}

// laneFees says what each line costs, the sum and the date.
func (p *Pages) laneFees(c *web.Ctx, f *laneForm, r laneRequest) view.LaneFees {
	var v view.LaneFees
	for _, x := range f.checked.Lines {
		fee := "chưa rõ"
		if x.Fee != nil {
			fee = i18n.Money(*x.Fee)
		}
		v.Lines = append(v.Lines, ui.Pair{Key: x.Said(), Value: fee})
	}
	sum, known := dossiers.LaneTotal(f.checked.Lines)
	switch {
	case len(f.checked.Lines) == 0:
		v.Total = "Phí: " + i18n.Money(0)
	case !known:
		v.Total = "Phí: theo quy định của tỉnh, ghi khi trả"
	default:
		v.Total = "Phí: " + i18n.Money(sum)
	}
	now := p.Now()
	t, err := p.Dossiers.Terms(c.PublicContext(), dossiers.TermsQuery{Revision: r.revision.ID, Competent: r.office.ID})
	if err != nil {
		return v
	}
	due, err := p.Dossiers.Expected(c.Context(), t, "counter", r.office.ID, now)
	if err != nil {
		return v
	}
	v.Promise = i18n.Promise(due)
	if i18n.Date(due) != i18n.Date(now) {
		v.Remark = "Nhận sau giờ nhận trả trong ngày (15 giờ) hoặc ngoài giờ làm việc: tính từ ngày làm việc tiếp theo."
	}
	return v
}
