package resident

import (
	"net/http"

	"motcua/app/dossiers"
	"motcua/app/web"
	view "motcua/views/resident"
	"motcua/views/ui"
)

var receiveWays = []ui.Option{
	{Value: "electronic", Text: "Bản điện tử", Hint: "Tải về từ trang hồ sơ ngay khi có kết quả."},
	{Value: "counter", Text: "Nhận tại quầy một cửa", Hint: "Mang theo căn cước."},
	{Value: "post", Text: "Qua bưu chính", Hint: "Ông/Bà trả cước cho bưu tá khi nhận."},
}

// receiveForm is how the result reaches the person.
type receiveForm struct{ How, Address string }

// Validate gives a sentence for each box that is wrong.
func (f receiveForm) Validate() map[string]string {
	bad := map[string]string{}
	if !hasOption(receiveWays, f.How) {
		bad["cach"] = "Chọn một cách nhận kết quả"
	}
	if f.How == "post" && len([]rune(f.Address)) < 10 {
		bad["dia_chi"] = "Ghi địa chỉ nhận: số nhà hoặc thôn, xã, tỉnh"
	}
	return bad
}

func (d *draft) receiveForm() receiveForm {
	f := receiveForm{Address: d.Answers[keyPost]}
	if d.Answers[keyPickup] != "" {
		f.How = d.ReturnMethod
	}
	return f
}

func (d *draft) receiveDone() bool { return len(d.receiveForm().Validate()) == 0 }

// Receive asks how the result shall be handed over.
func (p *DraftPages) Receive(c *web.Ctx, d *draft) error {
	f := d.receiveForm()
	f.Address = orText(f.Address, d.profile.Address)
	return c.Page(http.StatusOK, view.ReceivePage(p.receivePage(c, d, f, nil)))
}

func (p *DraftPages) receivePage(c *web.Ctx, d *draft, f receiveForm, bad map[string]string) view.Receive {
	return view.Receive{
		Shell: p.shell(c, d, "Nhận kết quả", ui.Problems(bad, "cach", "dia_chi")...), Back: d.base, Action: d.base + "/nhan-ket-qua", Return: backTo(c),
		How:     ui.ChoiceField{Field: ui.Field{Name: "cach", Label: "Nhận kết quả bằng cách nào?", Heading: true, Value: f.How, Error: bad["cach"]}, Options: receiveWays},
		Address: ui.Field{Name: "dia_chi", Label: "Địa chỉ nhận qua bưu chính", Hint: "Chỉ điền khi chọn nhận qua bưu chính.", Value: f.Address, Error: bad["dia_chi"], MaxLen: 300, Optional: f.How != "post", Complete: "street-address"},
	}
}

// AnswerReceive keeps it.
func (p *DraftPages) AnswerReceive(c *web.Ctx, d *draft) error {
	f := receiveForm{How: c.Form("cach"), Address: query(c.Form("dia_chi"), 300)}
	bad := f.Validate()
	save := map[string]string{keyPost: f.Address}
	if bad["cach"] == "" {
		save[keyPickup] = "1"
		if err := p.Dossiers.ChangeDraft(d.ctx, d.ID, dossiers.DraftChange{ReturnMethod: &f.How}); err != nil {
			return err
		}
	}
	if err := p.Dossiers.SaveAnswers(d.ctx, d.ID, save); err != nil {
		return err
	}
	if len(bad) > 0 && c.Form("sau") == "" {
		return c.Page(http.StatusUnprocessableEntity, view.ReceivePage(p.receivePage(c, d, f, bad)))
	}
	return p.next(c, d.base+"/nhan-ket-qua")
}
