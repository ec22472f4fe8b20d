package ui

import "github.com/a-h/templ"

// Col is a column head.
type Col struct {
	Text string
	Num  bool   // right-aligned figures
	Hide bool   // the head is for screen readers only
	Sort string // URL that sorts by it
	Dir  string // aria-sort: "ascending", "descending"
}

// TableProps is a table. A caption is required; HideCaption keeps it for screen readers.
type TableProps struct {
	Caption     string
	HideCaption bool
	Cols        []Col
	ID          string // of the wrapper, for htmx
	Select      string // name of the row checkboxes: adds "choose all"
	Worklist    bool   // Alt+↓ and Alt+↑ move between the rows' links
	NoFocus     bool   // the cells hold links, so the scrolling box needs no tab stop of its own (Rows: found out)
}

// Cell is one cell of [DataTable]: text, a link, a chip or any component.
type Cell struct {
	Text string
	Href string
	Tone string // shows Text as a chip
	Num  bool
	Head bool   // row heading
	Heat int    // 0 to 4, with Hot
	Hot  bool   // heat table cell
	Hint string // second line
	View templ.Component
}

// Row is one row of [DataTable].
type Row struct {
	Cells       []Cell
	Select      string // value of the checkbox; "" for none
	SelectLabel string // "Chọn hồ sơ H44.12-260905-0101"
	Selected    bool
	Off         bool // taken by somebody else, greyed
	ID          string
}

// T, L, N and S are short forms of cells: text, link, figure, chip (state).
func T(text string) Cell       { return Cell{Text: text} }
func L(text, href string) Cell { return Cell{Text: text, Href: href} }
func N(text string) Cell       { return Cell{Text: text, Num: true} }
func S(tone, text string) Cell { return Cell{Text: text, Tone: tone} }

// Heat is a figure of a heat table; level is 0 to 4.
func Heat(level int, text, href string) Cell {
	return Cell{Text: text, Href: href, Num: true, Hot: true, Heat: min(max(level, 0), 4)}
}

func (c Cell) class() string {
	s := ""
	if c.Num {
		s = "r"
	}
	if c.Hot {
		s += " h" + string(rune('0'+min(max(c.Heat, 0), 4)))
	}
	return s
}

func hasLinks(rows []Row) bool {
	for _, r := range rows {
		if r.Select != "" {
			return true
		}
		for _, c := range r.Cells {
			if c.Href != "" || c.View != nil {
				return true
			}
		}
	}
	return false
}

// ConflictProps is the panel when two people changed the same thing.
type ConflictProps struct {
	Who    string // "Nguyễn Thị Hạnh (Tư pháp – Hộ tịch)"
	When   string // "14:05"
	Fields []ConflictField
	Merged []string // labels of what was merged silently
}

// ConflictField is one field with both values; the choice is sent as keep_<Name> = "mine" or "theirs".
type ConflictField struct {
	Name, Label, Mine, Theirs string
}

// MovedProps says that the dossier went on meanwhile; what was typed stays to be copied.
type MovedProps struct {
	State, Who, When string
	Typed            []Pair
	Href             string // the dossier as it is now
}

// ClockDay is one line of the explanation of a date.
type ClockDay struct {
	Date    string // "thứ Ba, 24/11/2026"
	Counted string // "8 giờ", "1 ngày", "không tính"
	Why     string // "nghỉ lễ", "tạm dừng: chờ bổ sung (căn cứ …)"
	Off     bool   // does not count
	Total   string // sum so far
}

// ClockProps explains a promised date, day by day.
type ClockProps struct {
	Promise string // "17:00 thứ Tư, 25/11/2026"
	Rule    string // "3 ngày làm việc, tính từ …"
	Days    []ClockDay
	Open    bool // unfolded
}

// SlipProps is the frame of a printed form (M01 to M07), A5.
type SlipProps struct {
	Parent, Office string // upper body and office, in the head at the left
	Number         string // "Số: 12/TNHS"
	FormNo, Title  string // "M01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả"
	PlaceDate      string // "Kim Bôi, ngày 05 tháng 9 năm 2026"
	Code, QR       string // code and URL of its picture
	Bars           string // URL of the picture of its bars
	Book           string // "Quyển số: …; Số thứ tự: …"
	Lead           []string
	Draft          string // "BẢN NHÁP"; "" when issued
	Rows           []Pair
	Tables         []SlipTable
	Texts          []string
	CopyTo         []string // "Nơi nhận", in place of the left signature
	Left, Right    SlipSign
	Foot           string
}

func (t SlipTable) label() string {
	if t.Title == "" {
		return "Bảng"
	}
	return t.Title
}

// SlipTable stands after the facts.
type SlipTable struct {
	Title string
	Cols  []string
	Rows  [][]string
}

// SlipSign is one signature place.
type SlipSign struct{ Role, Note, Name string }
