package slips

import "slices"

// Form is the number of a printed form.
type Form string

// The forms of TT 03/2025/TT-VPCP, Phụ lục I.
const (
	M01 Form = "M01" // Giấy tiếp nhận hồ sơ và hẹn trả kết quả
	M02 Form = "M02" // Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ
	M03 Form = "M03" // Phiếu từ chối tiếp nhận giải quyết hồ sơ
	M04 Form = "M04" // Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết
	M05 Form = "M05" // Thông báo dừng giải quyết hồ sơ
	M06 Form = "M06" // Phiếu kiểm soát quá trình giải quyết hồ sơ
	M07 Form = "M07" // Sổ theo dõi hồ sơ
)

// Forms are all of them in their order.
var Forms = []Form{M01, M02, M03, M04, M05, M06, M07}

var titles = map[Form]string{
	M01: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", M02: "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", M03: "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
	M04: "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết", M05: "Thông báo dừng giải quyết hồ sơ",
	M06: "Phiếu kiểm soát quá trình giải quyết hồ sơ", M07: "Sổ theo dõi hồ sơ",
}

// Title is the form's name, as the law gives it.
func (f Form) Title() string { return titles[f] }

// Known tells whether there is such a form.
func (f Form) Known() bool { return titles[f] != "" }

// Size is the paper.
type Size int

// A5 for slips, A4 for letters and books.
const (
	A5 Size = iota
	A5Wide
	A4
	A4Wide
)

// Slip is what stands on the paper, from top to bottom.
type Slip struct {
	Form           Form
	Size           Size
	Parent, Office string // letterhead: the body above, the centre
	Number         string // "Số: 12/XL-TTPVHCC"
	PlaceDate      string // "Kim Bôi, ngày 05 tháng 9 năm 2026"
	Title          string
	Draft          string // printed in a box on top: not issued yet
	Code           string // of the dossier, under its bars
	Book           string // "Quyển số: …; Số thứ tự: …"
	Track          string // address behind the QR picture
	Lead           []string
	Rows           []Row
	Tables         []Table
	Texts          []string
	Left, Right    Sign
	CopyTo         []string // "Nơi nhận"
	Foot           string
	Form0          bool // no form of the law: the proof of sending before anybody took it in
}

// Row is one fact. A fact without a value is not printed.
type Row struct {
	Key, Value string
	Strong     bool   `json:",omitempty"`
	Covered    string `json:",omitempty"` // what stands there where paper may lie about; "": the same
}

// Cover is the slip with its personal numbers covered.
func (s Slip) Cover() Slip {
	s.Rows = slices.Clone(s.Rows)
	for i, r := range s.Rows {
		if r.Covered != "" {
			s.Rows[i].Value = r.Covered
		}
	}
	return s
}

// Table stands after the rows.
type Table struct {
	Title string
	Cols  []Col
	Rows  [][]string
	Foot  string
}

// Col is a column with its share of the width.
type Col struct {
	Text   string
	Share  float64
	Centre bool
}

// Sign is one place for a signature.
type Sign struct{ Role, Note, Name string }
