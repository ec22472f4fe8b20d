package revision

import "strings"

// Gender options, as the identity card prints them.
var genders = []Option{{"Nam", "Nam"}, {"Nữ", "Nữ"}}

// personParts are the questions a person block is made of.
var personParts = map[string]Field{
	"full_name":   {Label: "Họ, chữ đệm, tên", Type: Name, Max: 80},
	"birth_date":  {Label: "Ngày, tháng, năm sinh", Hint: "Chỉ nhớ năm thì điền năm.", Type: PartialDate, When: "past"},
	"gender":      {Label: "Giới tính", Type: Choice, Options: genders},
	"id_number":   {Label: "Số định danh cá nhân", Hint: "12 chữ số, in trên thẻ căn cước.", Type: IDNumber},
	"passport":    {Label: "Số hộ chiếu hoặc giấy tờ thay thế", Type: Text, Max: 30},
	"ethnicity":   {Label: "Dân tộc", Type: Text, Max: 40},
	"nationality": {Label: "Quốc tịch", Type: Text, Max: 60},
	"address":     {Label: "Nơi cư trú", Hint: "Thôn, tổ hoặc số nhà; xã, phường; tỉnh.", Type: Address, Max: 250},
	"phone":       {Label: "Số điện thoại", Type: Phone},
	"email":       {Label: "Thư điện tử", Type: Email, Max: 120},
}

var defaultParts = []string{"full_name", "birth_date", "gender", "id_number", "address"}

// person spells out a block: block name, underscore, part.
func (f Field) person() []Input {
	parts := f.Parts
	if len(parts) == 0 {
		parts = defaultParts
	}
	var out []Input
	for i, p := range parts {
		p, optional := strings.CutSuffix(p, "?")
		q := personParts[p]
		q.Name = f.Name + "_" + p
		q.Required = f.Required && !optional
		q.ShowIf = f.ShowIf
		if f.Prefill == "profile" {
			q.Prefill = "profile." + p
		}
		in := Input{Field: q, Block: f.Name, Part: p}
		if i == 0 {
			in.BlockTitle = f.Label
			if f.Hint != "" {
				in.Hint = f.Hint
			}
		}
		out = append(out, in)
	}
	return out
}
