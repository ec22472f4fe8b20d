package resident

import (
	"net/http"
	"strings"
	"time"

	"motcua/app/dossiers"
	"motcua/app/people"
	"motcua/app/procedures/revision"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

var whoFor = []ui.Option{
	{Value: "self", Text: "Tôi", Hint: "Cả khi làm khai sinh cho con mình: cha hoặc mẹ là người đứng tên."},
	{Value: "child", Text: "Con của tôi"},
	{Value: "parent", Text: "Cha hoặc mẹ tôi"},
	{Value: "relative", Text: "Vợ, chồng, ông, bà, anh, chị, em ruột của tôi"},
	{Value: "authorised", Text: "Người ủy quyền cho tôi", Hint: "Cần văn bản ủy quyền, trừ khi pháp luật không đòi."},
}

// whoForm is who the draft is for and who files it.
type whoForm struct {
	For, Name, ID, Phone string
	asked                bool // the boxes of the one who files were on the page
}

// Validate gives the form as it is kept, and a sentence for each box that is wrong.
func (f whoForm) Validate() (whoForm, map[string]string) {
	bad := map[string]string{}
	if !hasOption(whoFor, f.For) {
		bad["cho"] = "Chọn hồ sơ đứng tên ai"
	}
	if f.For == "self" || bad["cho"] != "" {
		return f, bad
	}
	kept, wrong := revision.CheckSection(revision.Form{}, revision.Section{Fields: []revision.Field{
		{Name: "ten", Label: "Họ, chữ đệm, tên", Type: revision.Name, Required: true, Max: 80},
		{Name: "so", Label: "Số định danh cá nhân", Type: revision.IDNumber, Required: true},
		{Name: "dien_thoai", Label: "Số điện thoại", Type: revision.Phone, Required: true},
	}}, map[string]string{"ten": f.Name, "so": f.ID, "dien_thoai": f.Phone}, nil, time.Time{})
	f.Name, f.ID, f.Phone = orText(kept["ten"], f.Name), orText(kept["so"], f.ID), orText(kept["dien_thoai"], f.Phone)
	return f, wrong
}

func hasOption(list []ui.Option, value string) bool {
	for _, o := range list {
		if o.Value == value {
			return true
		}
	}
	return false
}

// filer is who files when it is for somebody else: as typed, else as the profile knows her.
func (d *draft) filer() whoForm {
	return whoForm{For: d.Answers[keyFor], Name: orText(d.Answers[keyByName], d.profile.FullName), ID: orText(d.Answers[keyByID], d.profile.IDNumber), Phone: orText(d.Answers[keyByPhone], d.profile.Phone), asked: true}
}

func (d *draft) whoDone() bool {
	if d.Answers[keyFor] == "" {
		return false
	}
	_, bad := d.filer().Validate()
	return len(bad) == 0
}

// Who asks whose matter it is.
func (p *DraftPages) Who(c *web.Ctx, d *draft) error {
	return c.Page(http.StatusOK, view.WhoPage(p.who(c, d, d.filer(), nil)))
}

func (p *DraftPages) who(c *web.Ctx, d *draft, f whoForm, bad map[string]string) view.Who {
	v := view.Who{
		Back: d.base, Action: d.base + "/cho-ai", Return: backTo(c), Other: f.For != "" && f.For != "self",
		For:   ui.ChoiceField{Field: ui.Field{Name: "cho", Label: "Hồ sơ này đứng tên ai?", Heading: true, Value: f.For, Error: bad["cho"]}, Options: whoFor},
		Name:  ui.Field{Name: "ten", Label: "Họ, chữ đệm, tên", Value: f.Name, Error: bad["ten"], Complete: "name"},
		ID:    ui.Field{Name: "so", Label: "Số định danh cá nhân", Hint: "12 chữ số, in trên thẻ căn cước.", Value: f.ID, Error: bad["so"]},
		Phone: ui.Field{Name: "dien_thoai", Label: "Số điện thoại nhận tin", Value: i18n.Phone(f.Phone), Error: bad["dien_thoai"], Complete: "tel"},
	}
	if f.For == "authorised" {
		v.Proof = "Chuẩn bị văn bản ủy quyền để chụp ở phần giấy tờ, nếu thủ tục này yêu cầu."
	}
	v.Shell = p.shell(c, d, "Hồ sơ đứng tên ai", ui.Problems(bad, "cho", "ten", "so", "dien_thoai")...)
	return v
}

// AnswerWho keeps it. For somebody else the page comes again and asks who files.
func (p *DraftPages) AnswerWho(c *web.Ctx, d *draft) error {
	f := whoForm{For: c.Form("cho"), Name: query(c.Form("ten"), 200), ID: query(c.Form("so"), 40), Phone: query(c.Form("dien_thoai"), 40), asked: c.Form("hoi_nguoi_nop") != ""}
	if !f.asked {
		old := d.filer()
		f.Name, f.ID, f.Phone = old.Name, old.ID, old.Phone
	}
	f, bad := f.Validate()
	save := map[string]string{}
	if hasOption(whoFor, f.For) {
		save[keyFor] = f.For
	}
	if f.asked {
		save[keyByName], save[keyByID], save[keyByPhone] = f.Name, f.ID, f.Phone
	}
	if err := p.Dossiers.SaveAnswers(d.ctx, d.ID, save); err != nil {
		return err
	}
	here := d.base + "/cho-ai"
	if c.Form("sau") == "" {
		if len(bad) > 0 && (f.asked || bad["cho"] != "") {
			return c.Page(http.StatusUnprocessableEntity, view.WhoPage(p.who(c, d, f, bad)))
		}
		if f.For != "self" && !f.asked { // now who files is asked, with what is known of her
			if r := backTo(c); r != "" {
				return c.Go(here + "?ve=" + r)
			}
			return c.Go(here)
		}
	}
	return p.next(c, here)
}

// parties are who the dossier is filed for and by, with how sure their identity is.
func (d *draft) parties(answers map[string]string, who people.Profile) (applicant dossiers.Party, submitter *dossiers.Party) {
	x := revision.PersonOf(answers, revision.Applicant)
	applicant = dossiers.Party{
		FullName: x["full_name"], IDNumber: x["id_number"], BirthDate: x["birth_date"], Gender: x["gender"], Phone: x["phone"], Email: x["email"], Address: x["address"],
		Authority: "self",
	}
	if d.forSelf() {
		id := who.ID
		applicant.Resident = &id
		applicant.IdentityLevel = min(who.Level, 1)
		if who.IDNumber != "" && who.IDNumber == applicant.IDNumber {
			applicant.IdentityLevel = who.Level
		}
		return applicant, nil
	}
	f := d.filer()
	s := dossiers.Party{Resident: &who.ID, FullName: f.Name, IDNumber: f.ID, Phone: f.Phone, Email: who.Email, Authority: "relative", IdentityLevel: min(who.Level, 1)}
	if d.Answers[keyFor] == "authorised" {
		s.Authority = "authorised"
	}
	if who.IDNumber != "" && who.IDNumber == f.ID {
		s.IdentityLevel = who.Level
	}
	return applicant, &s
}

// notMe tells that somebody signs in as one person and writes another's number as her own.
func (d *draft) notMe(answers map[string]string) bool {
	id := answers[revision.Applicant+"_id_number"]
	return d.forSelf() && d.profile.IDNumber != "" && id != "" && id != d.profile.IDNumber
}

func whoText(key string) string {
	for _, o := range whoFor {
		if o.Value == key {
			return strings.TrimSpace(o.Text)
		}
	}
	return ""
}
