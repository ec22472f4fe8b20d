package meaning

import "strings"

// Kinds of papers. They are data of procedures' components too, so they stay.
const (
	BirthProof         = "giay_chung_sinh"
	BirthDeclaration   = "to_khai_khai_sinh"
	DeathProof         = "giay_bao_tu"
	DeathDeclaration   = "to_khai_khai_tu"
	MaritalDeclaration = "to_khai_tinh_trang_hon_nhan"
	Residence          = "ct01"
	HouseholdBusiness  = "giay_de_nghi_hkd"
	MaritalStatus      = "giay_xac_nhan_tinh_trang_hon_nhan"
	Card               = "can_cuoc"
	Other              = "khac" // none of those known
)

// kind is how a kind of paper is told and what its main person is called.
type kind struct {
	name    string
	titles  [][]string
	self    who // whom unprefixed labels are about
	speaker who // who says "Tôi là"
}

func titles(list ...string) [][]string {
	var out [][]string
	for _, s := range list {
		out = append(out, plainWords(s))
	}
	return out
}

// kinds, the more particular before what it contains.
var kinds = []kind{
	{BirthProof, titles("Giấy chứng sinh", "Giấy chứng nhận chứng sinh"), mother, mother},
	{BirthDeclaration, titles("Tờ khai đăng ký khai sinh", "Tờ khai đăng ký lại khai sinh", "Tờ khai khai sinh"), child, requester},
	{DeathProof, titles("Giấy báo tử", "Giấy chứng tử", "Giấy xác nhận báo tử"), deceased, other},
	{DeathDeclaration, titles("Tờ khai đăng ký khai tử", "Tờ khai khai tử"), deceased, requester},
	{MaritalDeclaration, titles("Tờ khai cấp giấy xác nhận tình trạng hôn nhân", "Tờ khai xác nhận tình trạng hôn nhân", "Tờ khai đề nghị cấp giấy xác nhận tình trạng hôn nhân"), self, self},
	{Residence, titles("Tờ khai thay đổi thông tin cư trú", "Mẫu CT01", "Phiếu khai thay đổi thông tin cư trú"), self, self},
	{HouseholdBusiness, titles("Giấy đề nghị đăng ký hộ kinh doanh", "Giấy đề nghị đăng ký thành lập hộ kinh doanh", "Đơn đề nghị đăng ký hộ kinh doanh"), owner, owner},
	{"to_khai_ket_hon", titles("Tờ khai đăng ký kết hôn", "Tờ khai đăng ký lại kết hôn"), self, self},
	{"giay_khai_sinh", titles("Giấy khai sinh", "Trích lục khai sinh"), child, other},
	{"giay_chung_nhan_ket_hon", titles("Giấy chứng nhận kết hôn", "Trích lục kết hôn", "Giấy đăng ký kết hôn"), self, other},
	{"trich_luc_khai_tu", titles("Trích lục khai tử"), deceased, other},
	{MaritalStatus, titles("Giấy xác nhận tình trạng hôn nhân"), self, other},
	{"to_khai_ban_sao_trich_luc", titles("Tờ khai cấp bản sao trích lục hộ tịch", "Tờ khai cấp bản sao trích lục"), self, requester},
	{"giay_chung_nhan_hkd", titles("Giấy chứng nhận đăng ký hộ kinh doanh"), owner, owner},
	{Card, titles("Căn cước công dân", "Thẻ căn cước"), self, other},
	{"giay_uy_quyen", titles("Giấy ủy quyền", "Hợp đồng ủy quyền"), self, self},
	{"quyet_dinh", titles("Quyết định"), self, other},
}

var unknownKind = kind{Other, nil, self, self}

// kindOf finds the title of a paper: one of those known, alone at the beginning
// of a line, the highest one and in capitals before others. Titles also stand in
// sentences ("theo giấy chứng sinh số 12"), which are in small letters and lower.
func kindOf(ts []token) kind {
	best, at, rank := unknownKind, len(ts), 0
	for i, t := range ts {
		if !t.first && !t.wide {
			continue
		}
		for _, k := range kinds {
			for _, w := range k.titles {
				n, _ := phrase(ts, i, w)
				if n == 0 || i+n <= len(ts) && ts[i+n-1].colon {
					continue
				}
				words := said(ts[i : i+n])
				r := 2*n + 1
				switch {
				case mostlyUpper(words):
					r += 100
				case w[0] == plainOf("Mẫu"):
				case i+n < len(ts) && !ts[i+n].first || !capital(words): // a sentence
					continue
				}
				if r > rank || r == rank && i < at {
					best, at, rank = k, i, r
				}
			}
		}
	}
	return best
}

// KindOf tells which paper begins on a page, by its title; "" none of those known.
func KindOf(p Page) string {
	if k := kindOf(tokens([]Page{p})); k.name != Other {
		return k.name
	}
	return ""
}

// mostlyUpper forgives an l for an I.
func mostlyUpper(s string) bool {
	up, low := 0, 0
	for _, r := range s {
		switch {
		case strings.ContainsRune("l|1", r):
		case strings.ToUpper(string(r)) == string(r) && strings.ToLower(string(r)) != string(r):
			up++
		case strings.ToLower(string(r)) == string(r) && strings.ToUpper(string(r)) != string(r):
			low++
		}
	}
	return up > 3 && low <= up/6
}

// fieldName names a field as procedures and forms do: what the paper is mainly
// about has no prefix where no second person could be meant.
func fieldName(k kind, w who, what string) string {
	switch w {
	case speaker:
		w = k.speaker
	case self:
		w = k.self
	}
	switch {
	case w == nobody || w == self:
		return what
	case what == "birth_date" && (w == child), what == "birth_time" && w == child, what == "birth_place" && w == child, what == "birth_year" && w == child:
		return what
	case strings.HasPrefix(what, "death_") && w == deceased, what == "cause" && w == deceased:
		return what
	case what == "phone" && (w == requester || w == k.self), what == "email" && (w == requester || w == k.self):
		return what
	case what == "name" && w == requester, what == "name" && w == owner:
		return string(w)
	}
	return string(w) + "_" + what
}
