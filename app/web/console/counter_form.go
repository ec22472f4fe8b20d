package console

import (
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/people"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/tenants/registry"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// counterForm is a person at the counter and what she came for, as typed.
// Receiving and helping begin with the same screen.
type counterForm struct {
	ID                                            uuid.UUID
	Scan                                          string
	Number, Name, Birth, Gender, Phone, Address   string
	ByName, ByNumber, ByPhone, Authority          string // who files, when it is for somebody else
	Org, Tax                                      string // an organisation whose matter it is
	Query, Procedure, Place, Office, Case, Return string
	errs                                          map[string]string
	typed                                         map[string]string // the declaration's questions
	fromCode                                      string            // the person as a card's square code said it; "" typed
}

func readCounter(c *web.Ctx) counterForm {
	f := counterForm{
		ID: formID(c, "id"), Scan: short(c.Form("scan"), 1000), Number: revision.CleanIDNumber(said(c.Form("id_number"))), Name: short(c.Form("full_name"), 200), Birth: short(c.Form("birth_date"), 20),
		Gender: oneOf(c.Form("gender"), "Nam", "Nữ"), Phone: short(c.Form("phone"), 30), Address: short(c.Form("address"), 300),
		ByName: short(c.Form("by_name"), 200), ByNumber: revision.CleanIDNumber(said(c.Form("by_number"))), ByPhone: short(c.Form("by_phone"), 30), Authority: oneOf(c.Form("authority"), "relative", "authorised", "representative"),
		Org: short(c.Form("org"), 200), Tax: short(c.Form("tax"), 20), Query: short(c.Form("q"), 200), Procedure: c.Form("thu_tuc"), Place: short(c.Form("noi"), 200), Office: c.Form("co_quan"),
		Case: c.Form("truong_hop"), Return: oneOf(c.Form("nhan"), "counter", "post", "electronic"), errs: map[string]string{},
	}
	f.Return = orElse(f.Return, "counter")
	if was := c.Form("tu_ma"); was == f.person() { // nothing was changed since
		f.fromCode = was
	}
	f.readCard()
	return f
}

// readCard puts what the scanner typed into the fields: the text of the card's
// square code, or the twelve digits alone.
func (f *counterForm) readCard() {
	switch {
	case f.Scan == "":
		return
	case !strings.Contains(f.Scan, "|"):
		n := revision.CleanIDNumber(f.Scan)
		if e := revision.IDNumberFault(n); e != "" {
			f.errs["scan"] = e
			return
		}
		if f.Number != n { // another person: nothing of the last one stays
			f.fromCode = ""
			f.Number, f.Name, f.Birth, f.Gender, f.Address, f.Phone = n, "", "", "", "", ""
		}
	default:
		card, err := revision.ParseIDCard(f.Scan)
		if err != nil {
			f.errs["scan"] = err.Error()
			return
		}
		if f.Number != card.ID {
			f.Phone = ""
		}
		f.Number, f.Name, f.Birth, f.Gender, f.Address = card.ID, card.FullName, dateText(card.BirthDate), card.Gender, card.Address
		f.fromCode = f.person()
	}
	f.Scan = ""
}

// person is what a card says, to tell whether it was changed since.
func (f *counterForm) person() string {
	if f.Number == "" {
		return ""
	}
	return strings.Join([]string{f.Number, f.Name, f.Birth, f.Gender, f.Address}, "|")
}

// readCardPicture does the same with a photo or scan of the card. The picture
// is looked at and not kept.
func (p *Pages) readCardPicture(c *web.Ctx, f *counterForm) error {
	const field = "anh_the"
	if !hasFile(c, field) {
		return nil
	}
	in, head, err := c.Request().FormFile(field)
	if err != nil {
		return err
	}
	defer in.Close()
	codes, err := p.Documents.CodesOf(c.Context(), in, head.Size, head.Filename)
	switch {
	case fault.Is(err, fault.Invalid):
		f.errs[field] = fileFault(err)
	case err != nil:
		return err
	case len(codes) == 0:
		f.errs[field] = "Không thấy mã QR trong ảnh. Chụp lại mặt thẻ có mã QR: đủ sáng, không lóa, mã nằm trọn trong ảnh; hoặc dùng máy quét, gõ số định danh."
	default:
		for _, text := range codes {
			if f.Scan, err = text, nil; strings.Contains(text, "|") {
				break
			}
		}
		if !strings.Contains(f.Scan, "|") {
			f.Scan, f.errs[field] = "", "Mã QR trong ảnh không phải của thẻ căn cước. Chụp mặt thẻ có mã QR rồi chọn lại ảnh."
			return nil
		}
		if f.readCard(); f.errs["scan"] != "" {
			f.Scan, f.errs[field] = "", f.errs["scan"]
			delete(f.errs, "scan")
		}
	}
	return nil
}

// seen is the person as people keeps her; what is wrong with it goes beside the fields.
func (f *counterForm) seen(now time.Time) people.Seen {
	birth := ""
	if f.Birth != "" {
		if birth = revision.ReadDate(f.Birth, true); birth == "" || birth > now.In(i18n.Zone).Format("2006-01-02") {
			f.errs["birth_date"] = "Nhập ngày sinh như trên thẻ, ví dụ 12/03/1984"
		}
	}
	if e := revision.IDNumberFault(f.Number); e != "" {
		f.errs["id_number"] = e
	} else if e := revision.IDNumberDisagrees(f.Number, f.Gender, birth); e != "" {
		f.errs["id_number"] = e
	}
	if f.ByNumber != "" {
		if e := revision.IDNumberFault(f.ByNumber); e != "" {
			f.errs["by_number"] = e
		}
	}
	if (f.ByNumber != "" || f.ByPhone != "") && f.ByName == "" {
		f.errs["by_name"] = "Nhập họ tên người nộp thay"
	}
	if f.Org != "" && f.Tax == "" {
		f.errs["tax"] = "Nhập mã số thuế hoặc mã số tổ chức"
	}
	return people.Seen{IDNumber: f.Number, FullName: f.Name, Birth: birth, Gender: f.Gender, Phone: f.Phone, Address: f.Address}
}

// add puts the sentences of a fault beside the fields.
func (f *counterForm) add(err error) bool {
	x := fault.As(err)
	if x.Kind != fault.Invalid {
		return false
	}
	for k, s := range x.Fields {
		f.errs[k] = s
	}
	if len(x.Fields) == 0 {
		f.errs[""] = x.Text
	}
	return true
}

// profile is what the card says, under the names that forms are prefilled by.
func (f *counterForm) profile() map[string]string {
	phone, _ := people.NormalPhone(f.Phone)
	return map[string]string{"full_name": f.Name, "birth_date": revision.ReadDate(f.Birth, true), "gender": f.Gender, "id_number": f.Number, "phone": phone, "address": f.Address}
}

// place is the commune whose time and fees hold: the one asked for where the province decides.
func (r request) place() registry.Unit {
	if r.rule.Competent.Kind == registry.KindProvince {
		return r.office
	}
	return r.rule.Competent
}

// request is what the person came for, looked up.
type request struct {
	procedure *procedures.Procedure
	revision  *procedures.Revision
	office    registry.Unit // asked for; Decide may say another
	rule      procedures.Reception
	found     []procedures.Hit
	places    []registry.Hit

	form    revision.Form // the declaration's questions, with the communes that addresses name
	answers map[string]string
	wrong   map[string]string // sentences by question
	caseOf  string            // the case that follows from the answers
}

// look finds the procedure, the office and the rule of reception. Nothing
// chosen is no fault: the page then asks.
func (p *Pages) look(c *web.Ctx, f *counterForm) (request, error) {
	ctx, here := c.PublicContext(), c.Scope().Tenant
	var r request
	at, err := p.Offices.ByID(ctx, here)
	if err != nil {
		return r, err
	}
	r.office = at
	if err := p.lookProcedure(c, f, at, &r); err != nil {
		return r, err
	}
	if f.Place != "" {
		if r.places, err = p.Offices.Search(ctx, f.Place, 6); err != nil {
			return r, err
		}
		if len(r.places) == 0 {
			f.errs["noi"] = "Không thấy xã, phường nào có tên này. Thử tên khác hoặc thêm tên tỉnh."
		}
	}
	if id, err := uuid.Parse(f.Office); err == nil {
		if u, err := p.Offices.ByID(ctx, id); err == nil && u.Kind == registry.KindCommune {
			r.office = u
		}
	}
	if len(r.places) > 0 && f.Place != c.Form("noi_truoc") && !inPlaces(r.places, r.office.ID) {
		r.office = r.places[0].Unit // a new search: its best answer, the others stand below it
	}
	f.Office = r.office.ID.String()
	if r.procedure == nil {
		return r, nil
	}
	r.revision, err = p.Catalogue.Holding(ctx, r.procedure.ID, r.office.Province)
	if fault.Is(err, fault.NotFound) { // another province's own
		f.errs["thu_tuc"] = "Thủ tục này chỉ có ở tỉnh khác, không có ở " + lowerFirst(r.office.ProvinceFull)
		r.procedure, f.Procedure = nil, ""
		return r, nil
	}
	if err != nil {
		return r, err
	}
	p.readAnswers(c, f, &r)
	to, err := p.routed(c, f, r)
	if err != nil {
		return r, err
	}
	if to.Province != r.office.Province {
		if r.revision, err = p.Catalogue.Holding(ctx, r.procedure.ID, to.Province); err != nil {
			return r, err
		}
	}
	switch {
	case to.Moved && to.Kind == registry.KindCommune: // the address says who decides
		r.office = to.Unit
		f.Office = to.ID.String()
	case to.Kind == registry.KindProvince && r.office.Kind == registry.KindCommune: // the commune stays what rules ask about
		r.answers[dossiers.AnswerCommune] = r.office.Code
	}
	b, err := p.Catalogue.NonBoundaryFor(ctx, r.procedure.ID, to.Province)
	if err != nil {
		return r, err
	}
	r.rule = procedures.Decide(&r.revision.Revision, b, at, to.Unit, p.Now())
	if to.Moved {
		r.rule.Say += " " + strings.ReplaceAll(to.Why(), "của Ông/Bà ", "")
	}
	if to.Kind == registry.KindProvince && to.Route.To != revision.ToProvince && !strings.Contains(r.procedure.Level, "Cấp tỉnh") {
		r.rule.Act, r.rule.Say = procedures.ActRefuse, "Thủ tục này do xã, phường giải quyết. Trả lời câu hỏi dưới đây hoặc tìm xã, phường ở ô Nơi giải quyết."
		return r, nil
	}
	if on, err := p.Catalogue.IsOffered(ctx, r.procedure.ID, r.rule.Competent); err != nil {
		return r, err
	} else if !on && r.rule.Act != procedures.ActRefuse {
		r.rule.Act, r.rule.Say = procedures.ActRefuse, r.rule.Competent.Office()+" hiện không nhận thủ tục này. Gọi "+orElse(i18n.Phone(r.rule.Competent.Phone), "cơ quan đó")+" để hỏi nơi nộp."
	}
	return r, nil
}

func (p *Pages) lookProcedure(c *web.Ctx, f *counterForm, at registry.Unit, r *request) error {
	ctx := c.PublicContext()
	var err error
	if f.Query != "" {
		if r.found, err = p.Catalogue.Find(ctx, f.Query, at); err != nil {
			return err
		}
		if len(r.found) == 0 {
			f.errs["q"] = "Không thấy thủ tục nào. Thử từ khác, ví dụ: xác nhận độc thân."
		}
	} else {
		all, err := p.Catalogue.Offered(ctx, at)
		if err != nil {
			return err
		}
		for _, x := range all[:min(len(all), 5)] {
			r.found = append(r.found, procedures.Hit{Procedure: x, Offered: true})
		}
	}
	r.found = r.found[:min(len(r.found), 5)]
	id, bad := uuid.Parse(f.Procedure)
	if bad == nil {
		r.procedure, err = p.Catalogue.ByID(ctx, id)
		if fault.Is(err, fault.NotFound) {
			r.procedure, err = nil, nil
		}
		if err != nil {
			return err
		}
	}
	if f.Query != "" && f.Query != c.Form("q_truoc") && len(r.found) > 0 && (r.procedure == nil || !inFound(r.found, r.procedure.ID)) {
		r.procedure = r.found[0].Procedure // a new search: its best answer
	}
	f.Procedure = ""
	if r.procedure != nil {
		f.Procedure = r.procedure.ID.String()
	}
	return nil
}

func inFound(hits []procedures.Hit, id uuid.UUID) bool {
	for _, h := range hits {
		if h.ID == id {
			return true
		}
	}
	return false
}

func inPlaces(hits []registry.Hit, id uuid.UUID) bool {
	for _, h := range hits {
		if h.Unit.ID == id {
			return true
		}
	}
	return false
}

// counterView is the part of the screen that receiving and helping share.
func (p *Pages) counterView(c *web.Ctx, f *counterForm, r request) view.Counter {
	e := f.errs
	v := view.Counter{
		ID: f.ID.String(), QueryBefore: f.Query, PlaceBefore: f.Place, FromCode: f.fromCode,
		Scan:    ui.Field{Name: "scan", Label: "Quét mã QR căn cước, hoặc gõ số định danh", Key: "F4", Value: f.Scan, Error: e["scan"], MaxLen: 1000, Attrs: map[string]any{"spellcheck": "false"}},
		Number:  ui.Field{Name: "id_number", Label: "Số định danh", Value: f.Number, Error: e["id_number"], MaxLen: 20, Mode: "numeric"},
		Name:    ui.Field{Name: "full_name", Label: "Họ, chữ đệm, tên", Value: f.Name, Error: e["full_name"], MaxLen: 200},
		Birth:   ui.Field{Name: "birth_date", Label: "Ngày sinh", Value: f.Birth, Error: e["birth_date"], MaxLen: 20},
		Gender:  ui.ChoiceField{Field: ui.Field{Name: "gender", Label: "Giới tính", Value: f.Gender, Error: e["gender"]}, Empty: "–", Options: []ui.Option{{Value: "Nam", Text: "Nam"}, {Value: "Nữ", Text: "Nữ"}}},
		Phone:   ui.Field{Name: "phone", Label: "Điện thoại", Value: f.Phone, Error: e["phone"], MaxLen: 30, Mode: "tel"},
		Address: ui.Field{Name: "address", Label: "Nơi cư trú", Value: f.Address, Error: e["address"], MaxLen: 300},

		ByName: ui.Field{Name: "by_name", Label: "Người nộp", Value: f.ByName, Error: e["by_name"], MaxLen: 200}, ByNumber: ui.Field{Name: "by_number", Label: "Số định danh người nộp", Value: f.ByNumber, Error: e["by_number"], MaxLen: 20, Mode: "numeric"},
		ByPhone: ui.Field{Name: "by_phone", Label: "Điện thoại người nộp", Value: f.ByPhone, Error: e["by_phone"], MaxLen: 30, Mode: "tel"},
		Authority: ui.ChoiceField{
			Field: ui.Field{Name: "authority", Label: "Nộp với tư cách", Value: f.Authority}, Empty: "Tự nộp",
			Options: []ui.Option{{Value: "relative", Text: "Người thân"}, {Value: "authorised", Text: "Được ủy quyền"}, {Value: "representative", Text: "Người đại diện"}},
		},
		Org: ui.Field{Name: "org", Label: "Tên tổ chức", Value: f.Org, Error: e["org"], MaxLen: 200}, Tax: ui.Field{Name: "tax", Label: "Mã số thuế", Value: f.Tax, Error: e["tax"], MaxLen: 20},
		OtherOpen: f.ByName != "" || f.Org != "" || e["by_name"] != "" || e["by_number"] != "" || e["tax"] != "",

		Query:     ui.Field{Name: "q", Label: "Thủ tục", Value: f.Query, Error: e["q"], MaxLen: 200},
		Procedure: ui.ChoiceField{Field: ui.Field{Name: "thu_tuc", Label: "Chọn thủ tục", Value: f.Procedure, Error: e["thu_tuc"]}},
		Place:     ui.Field{Name: "noi", Label: "Nơi giải quyết", Value: f.Place, Error: e["noi"], MaxLen: 200},
		Office:    ui.ChoiceField{Field: ui.Field{Name: "co_quan", Label: "Chọn nơi giải quyết", Value: f.Office}},
	}
	again := lookAgain(c.Request().URL.Path)
	v.Procedure.Attrs, v.Office.Attrs = again, again
	for _, h := range r.found {
		o := ui.Option{Value: h.ID.String(), Text: h.PlainName}
		if !h.Offered {
			o.Text += " (đơn vị không nhận)"
		}
		v.Procedure.Options = append(v.Procedure.Options, o)
	}
	if r.procedure != nil && !inFound(r.found, r.procedure.ID) {
		v.Procedure.Options = append([]ui.Option{{Value: f.Procedure, Text: r.procedure.PlainName}}, v.Procedure.Options...)
	}
	v.Office.Options = officeOptions(p.unit(c.Context(), ptr(c.Scope().Tenant)), r)
	switch {
	case len(f.errs) > 0:
	case f.Number == "":
		v.Scan.Focus = true
	case f.Name == "":
		v.Name.Focus = true
	case r.procedure == nil || c.Form("thu_tuc") == "" && f.Query == "":
		v.Query.Focus = true
	}
	return v
}

// lookAgain makes a choice show its rule, papers and date at once; without
// scripts the buttons beside the fields do it.
func lookAgain(page string) map[string]any {
	return map[string]any{"hx-post": page, "hx-trigger": "change", "hx-include": "closest form", "hx-target": "#duoi", "hx-select": "#duoi", "hx-swap": "outerHTML", "hx-sync": "closest form:replace"}
}

func officeOptions(here registry.Unit, r request) []ui.Option {
	out := []ui.Option{{Value: here.ID.String(), Text: here.FullName + " (tại đây)"}}
	for _, h := range r.places {
		if h.Unit.ID == here.ID {
			continue
		}
		o := ui.Option{Value: h.Unit.ID.String(), Text: h.Unit.Long(), Hint: h.Note}
		if h.Ask {
			o.Hint += ". Hỏi người dân ở thôn nào."
		}
		out = append(out, o)
	}
	if r.office.ID != here.ID && !inPlaces(r.places, r.office.ID) {
		out = append(out, ui.Option{Value: r.office.ID.String(), Text: r.office.Long()})
	}
	return out
}

func ptr[T any](v T) *T { return &v }

// counterOrder is the order of the fields on the screen.
var counterOrder = []string{"scan", "anh_the", "id_number", "full_name", "birth_date", "gender", "phone", "address", "by_name", "by_number", "by_phone", "org", "tax", "q", "thu_tuc", "noi", "co_quan"}
