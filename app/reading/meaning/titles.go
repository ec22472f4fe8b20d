package meaning

import (
	"slices"
	"strings"
)

var kindTitles = map[string]string{
	BirthProof: "Giấy chứng sinh", BirthDeclaration: "Tờ khai đăng ký khai sinh", DeathProof: "Giấy báo tử", DeathDeclaration: "Tờ khai đăng ký khai tử",
	MaritalDeclaration: "Tờ khai cấp giấy xác nhận tình trạng hôn nhân", Residence: "Tờ khai thay đổi thông tin cư trú (CT01)", HouseholdBusiness: "Giấy đề nghị đăng ký hộ kinh doanh",
	"to_khai_ket_hon": "Tờ khai đăng ký kết hôn", "giay_khai_sinh": "Giấy khai sinh", "giay_chung_nhan_ket_hon": "Giấy chứng nhận kết hôn", "trich_luc_khai_tu": "Trích lục khai tử",
	MaritalStatus: "Giấy xác nhận tình trạng hôn nhân", "to_khai_ban_sao_trich_luc": "Tờ khai cấp bản sao trích lục hộ tịch", "giay_chung_nhan_hkd": "Giấy chứng nhận đăng ký hộ kinh doanh",
	Card: "Thẻ căn cước", "giay_uy_quyen": "Giấy ủy quyền", "quyet_dinh": "Quyết định", Other: "Giấy tờ khác",
}

// Title is what a kind of paper is called; "" for none of those known.
func Title(kind string) string { return kindTitles[kind] }

// Kinds are the kinds of papers that may be chosen, Other last.
func Kinds() []string {
	out := make([]string, 0, len(kinds)+1)
	for _, k := range kinds {
		out = append(out, k.name)
	}
	return append(out, Other)
}

// Reusable tells whether a paper of that kind serves in another dossier too.
// Declarations and requests are made for one; an authorisation names its matter.
func Reusable(kind string) bool {
	switch kind {
	case "", Residence, HouseholdBusiness, "giay_uy_quyen":
		return false
	}
	return !strings.HasPrefix(kind, "to_khai_")
}

// KindsIn are the reusable kinds of papers that a text names: the title of what
// a procedure asks for ("Bản sao Giấy khai sinh của trẻ").
func KindsIn(text string) []string {
	return slices.DeleteFunc(titled(plainWords(text)), func(k string) bool { return !Reusable(k) })
}

// KindsNamed are all the kinds of papers that a text may mean: those it names,
// and an identity card where it asks for any proof of who somebody is.
func KindsNamed(text string) []string {
	words := plainWords(text)
	out := titled(words)
	for _, t := range identity {
		if within(words, t) && !slices.Contains(out, Card) {
			out = append(out, Card)
		}
	}
	return out
}

var identity = titles("Giấy tờ tùy thân", "Căn cước", "Chứng minh nhân dân", "Số định danh")

func titled(words []string) []string {
	var out []string
	for _, k := range kinds {
		for _, t := range k.titles {
			if within(words, t) && !slices.Contains(out, k.name) {
				out = append(out, k.name)
			}
		}
	}
	return out
}

func within(words, part []string) bool {
	for i := 0; i+len(part) <= len(words); i++ {
		if slices.Equal(words[i:i+len(part)], part) {
			return true
		}
	}
	return false
}

// ValidMonths is how long a paper of that kind holds from the day it was issued;
// 0: no term. Decree 123/2015/NĐ-CP article 23: six months for the marital status.
func ValidMonths(kind string) int {
	if kind == MaritalStatus {
		return 6
	}
	return 0
}

// whose names the person of a field on the screen.
var whose = map[who]string{
	child: "trẻ", mother: "mẹ", father: "cha", requester: "người yêu cầu", head: "chủ hộ", deceased: "người chết", owner: "chủ hộ kinh doanh", wife: "vợ", husband: "chồng",
}

var attributeTitles = map[string]string{
	"name": "Họ tên", "birth_date": "Ngày sinh", "birth_year": "Năm sinh", "birth_time": "Giờ sinh", "birth_place": "Nơi sinh", "death_date": "Ngày chết", "death_time": "Giờ chết", "death_year": "Năm chết", "death_place": "Nơi chết",
	"gender": "Giới tính", "id": "Số định danh", "old_id": "Số CMND cũ", "id_number": "Số định danh", "passport": "Số hộ chiếu", "id_issued": "Ngày cấp căn cước", "id_issuer": "Nơi cấp căn cước", "ethnicity": "Dân tộc", "nationality": "Quốc tịch",
	"residence": "Nơi cư trú", "hometown": "Quê quán", "phone": "Số điện thoại", "email": "Thư điện tử", "relation": "Quan hệ", "cause": "Nguyên nhân chết", "occupation": "Nghề nghiệp",
	"number": "Số giấy", "book": "Quyển số", "commune": "Nơi gửi (xã, phường)", "copies": "Số bản", "status": "Tình trạng hôn nhân", "purpose": "Mục đích", "request": "Nội dung đề nghị",
	"business_name": "Tên hộ kinh doanh", "business_address": "Địa điểm kinh doanh", "industry": "Ngành nghề", "industry_code": "Mã ngành nghề", "capital_vnd": "Vốn (đồng)", "start_date": "Ngày bắt đầu", "amount_vnd": "Số tiền (đồng)",
	"date": "Ngày ghi trên giấy", "place": "Nơi lập giấy", "tax_code": "Mã số thuế", "issuer": "Nơi cấp giấy", "expires": "Ngày hết hạn", "requester": "Người yêu cầu", "owner": "Chủ hộ kinh doanh",
}

// FieldTitle is what a field is called on the screen; a field of a paper that
// nobody described is called as its own label was.
func FieldTitle(name string) string {
	if t := attributeTitles[name]; t != "" {
		return t
	}
	if w, what := Person(name); w != "" && attributeTitles[what] != "" {
		return attributeTitles[what] + " " + whose[who(w)]
	}
	return strings.ToUpper(name[:1]) + strings.ReplaceAll(name[1:], "_", " ")
}

// Person parts the name of a field into whom it is about ("mother") and what it
// says ("name"); about is "" where the paper has one main person or none.
func Person(field string) (about, what string) {
	if field == string(requester) || field == string(owner) {
		return field, "name"
	}
	for w := range whose {
		if rest, ok := strings.CutPrefix(field, string(w)+"_"); ok {
			return string(w), rest
		}
	}
	return "", field
}

// FieldsFor are the fields that a paper of that kind usually has, for adding one
// that was not found.
func FieldsFor(kind string) []string {
	out := []string{"number", "date", "issuer"}
	add := func(w who, what ...string) {
		for _, x := range what {
			n := x
			for _, k := range kinds {
				if k.name == kind {
					n = fieldName(k, w, x)
				}
			}
			if !slices.Contains(out, n) {
				out = append(out, n)
			}
		}
	}
	add(self, "name", "birth_date", "gender", "id", "ethnicity", "nationality", "residence", "hometown")
	switch kind {
	case BirthProof, BirthDeclaration, "giay_khai_sinh":
		add(child, "name", "birth_date", "gender", "birth_place")
		add(mother, "name", "birth_date", "id", "residence")
		add(father, "name", "birth_date", "id", "residence")
	case DeathProof, DeathDeclaration, "trich_luc_khai_tu":
		add(deceased, "death_date", "death_place", "cause")
	case "giay_chung_nhan_ket_hon", "to_khai_ket_hon":
		add(wife, "name", "birth_date", "id", "residence")
		add(husband, "name", "birth_date", "id", "residence")
	case HouseholdBusiness, "giay_chung_nhan_hkd":
		out = append(out, "business_name", "business_address", "industry", "capital_vnd")
	case MaritalDeclaration, MaritalStatus:
		out = append(out, "status", "purpose")
	}
	return out
}
