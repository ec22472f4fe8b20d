package console

import (
	"net/http"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// lookupBasis is the ground that stands in the form; the officer may name another.
const lookupBasis = "Khoản 2a Điều 4 Nghị định 118/2025/NĐ-CP: cơ quan tự khai thác dữ liệu đã có"

// AskLookup asks what to look up: about whom, in which register, on which ground.
func (p *Pages) AskLookup(c *web.Ctx) error { return p.lookupPage(c, nil) }

// Lookup asks the register. Whatever comes of it stands on the dossier; no
// answer stops nothing.
func (p *Pages) Lookup(c *web.Ctx) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	party, _ := uuid.Parse(c.Form("party")) // none: said beside the field
	n := dossiers.NewLookup{ID: formID(c, "khoa"), Party: party, Register: oneOf(c.Form("register"), dossiers.RegisterPopulation, dossiers.RegisterCivilStatus), Basis: short(c.Form("basis"), 400)}
	err = p.Exchange.Ask(c.Context(), id, n)
	switch {
	case fault.Is(err, fault.Invalid):
		return p.lookupPage(c, err)
	case err != nil:
		return p.dossierAgain(c, err)
	}
	return c.Go(path(id.String(), "") + "#tra-cuu")
}

func (p *Pages) lookupPage(c *web.Ctx, failed error) error {
	id, err := c.ID("id")
	if err != nil {
		return dossiers.NotFound()
	}
	f, err := p.Dossiers.Open(c.Context(), id)
	if err != nil {
		return err
	}
	if !p.mayLookUp(c, &f) {
		return p.dossierAgain(c, fault.New(fault.Conflict, "dossier.moved_on"))
	}
	status, errs, v := http.StatusOK, map[string]string{}, view.Lookup{}
	v.ActForm = view.ActForm{
		Frame: p.frame(c, "Tra cứu cơ sở dữ liệu"), Head: p.head(c, &f), Action: path(id.String(), "tra-cuu"), Back: path(id.String(), ""), Title: "Tra cứu cơ sở dữ liệu", Submit: "Tra cứu",
		Lead: "Cơ sở dữ liệu chỉ trả lời khớp, không khớp, không có dữ liệu hoặc không đủ căn cứ. Câu hỏi, căn cứ và tên cán bộ được ghi vào nhật ký mà người dân đọc được.",
		Tell: "Không tra được thì làm bằng giấy, hồ sơ không bị dừng.",
	}
	if failed != nil {
		status = http.StatusUnprocessableEntity
		errs, v.Frame.Problems = problems(failed, "party", "register", "basis")
	}
	v.Key = formID(c, "khoa").String()
	v.Party = ui.ChoiceField{Field: ui.Field{Name: "party", Label: "Người cần tra cứu", Value: c.Form("party"), Error: errs["party"]}}
	for _, x := range f.Parties {
		if x.Role == "submitter" && hasSame(f.Parties, x) {
			continue
		}
		v.Party.Options = append(v.Party.Options, ui.Option{Value: x.ID.String(), Text: x.FullName, Hint: dotted(map[string]string{"applicant": "chủ hồ sơ", "submitter": "người nộp"}[x.Role], orElse(x.IDNumber, "chưa có số định danh"))})
	}
	if v.Party.Value == "" && len(v.Party.Options) > 0 {
		v.Party.Value = v.Party.Options[0].Value
	}
	v.Register = ui.ChoiceField{Field: ui.Field{Name: "register", Label: "Tra cứu trong", Value: orElse(c.Form("register"), orElse(oneOf(c.Query("csdl"), dossiers.RegisterCivilStatus), dossiers.RegisterPopulation)), Error: errs["register"]}, Options: []ui.Option{
		{Value: dossiers.RegisterPopulation, Text: i18n.LookupRegister(dossiers.RegisterPopulation)},
		{Value: dossiers.RegisterCivilStatus, Text: i18n.LookupRegister(dossiers.RegisterCivilStatus)},
	}}
	basis := c.Form("basis")
	if failed == nil {
		basis = lookupBasis
	}
	v.Basis = ui.Field{Name: "basis", Label: "Căn cứ", Hint: "Bên kia trả lời “không đủ căn cứ” khi căn cứ không cho phép hỏi.", Value: basis, Error: errs["basis"], MaxLen: 300}
	return c.Page(status, view.LookupPage(v))
}

// mayLookUp: whoever checks papers, where the dossier is held, while papers count.
func (p *Pages) mayLookUp(c *web.Ctx, f *dossiers.Full) bool {
	return f.Holder != nil && *f.Holder == c.Scope().Tenant && f.State.Can(dossiers.ActVerify) && c.May("dossier", "verify")
}

// hasSame tells whether the one who files is an applicant too.
func hasSame(list []dossiers.Party, x dossiers.Party) bool {
	for _, y := range list {
		if y.Role == "applicant" && y.FullName == x.FullName && y.IDNumber == x.IDNumber {
			return true
		}
	}
	return false
}

// lookups are the answers on a dossier's page.
func (p *Pages) lookups(c *web.Ctx, f *dossiers.Full, v *view.Dossier) error {
	list, err := p.Dossiers.Lookups(c.Context(), f.ID)
	if err != nil {
		return err
	}
	for _, l := range list {
		e := ui.Event{Title: l.Subject + ": " + i18n.LookupRegister(l.Register), Who: l.AskedName, When: i18n.DateTime(l.AskedAt), Status: i18n.LookupVerdict(string(l.Verdict)), Tone: i18n.LookupTone(string(l.Verdict))}
		var lines []string
		switch l.Verdict {
		case dossiers.RegisterMismatch:
			lines = append(lines, "Khác nhau: "+joined(fieldNames(l.Differs)))
		case dossiers.RegisterMatch:
			lines = append(lines, "Đã so "+joined(fieldNames(l.Asked)))
		case dossiers.RegisterSilent:
			lines = append(lines, i18n.ExchangeReason(l.FailedKey))
		}
		lines = append(lines, "Căn cứ: "+l.Basis, prefixed("Số tra cứu: ", l.Reference))
		e.Note = sentences(lines)
		v.Lookups = append(v.Lookups, e)
	}
	if p.mayLookUp(c, f) {
		v.LookUp = path(f.ID.String(), "tra-cuu")
	}
	return nil
}

func fieldNames(keys []string) []string {
	out := make([]string, len(keys))
	for i, k := range keys {
		out[i] = i18n.LookupField(k)
	}
	return out
}
