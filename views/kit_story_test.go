package views_test

import (
	"context"
	"fmt"
	"io"

	"github.com/a-h/templ"

	"motcua/app/apptest/look"
	"motcua/views/i18n"
	"motcua/views/layout"
	"motcua/views/ui"
)

// frame is layout.Resident, Console, Province or Platform.
type frame func(layout.Data) templ.Component

// in puts parts into a frame, one after the other.
func in(f frame, d layout.Data, parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return f(d).Render(templ.WithChildren(ctx, all(parts...)), w)
	})
}

func all(parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		ctx = templ.ClearChildren(ctx)
		for _, p := range parts {
			if err := p.Render(ctx, w); err != nil {
				return err
			}
		}
		return nil
	})
}

// with gives a component its children.
func with(c templ.Component, parts ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return c.Render(templ.WithChildren(ctx, all(parts...)), w)
	})
}

func h2(text string) templ.Component { return templ.Raw("<h2>" + templ.EscapeString(text) + "</h2>") }

func para(text string) templ.Component {
	return templ.Raw("<p>" + templ.EscapeString(text) + "</p>")
}

var resident = layout.Data{
	Title: "Trang chủ", Office: "UBND xã Mẫu", HelpPhone: "0210 000 0000",
	HelpHours: "7:30–11:30 và 13:30–17:00, thứ Hai đến thứ Sáu", Simulated: "VNeID và tin nhắn",
	Nav:     []ui.Tab{{Text: "Làm việc mới", Href: "/", Current: true}, {Text: "Tra cứu", Href: "/tra-cuu"}, {Text: "Hồ sơ của tôi", Href: "/ho-so", Counted: true, Count: 2}},
	Foot:    []ui.Tab{{Text: "Trợ giúp", Href: "/tro-giup"}, {Text: "Quyền riêng tư", Href: "/chinh-sach"}},
	SignIn:  "/dang-nhap",
	Version: "a1b2c3",
}

var console = layout.Data{
	Title: "Việc của tôi", Office: "UBND xã Mẫu", HelpPhone: "0210 000 0000", Home: "/c",
	Person: &layout.Person{Name: "Nguyễn Thị Hạnh", Role: "Tiếp nhận, quầy 2", Href: "/c/toi"},
	Nav: []ui.Tab{
		{Text: "Hôm nay", Href: "/c"},
		{Text: "Tiếp nhận", Href: "/c/tiep-nhan"},
		{Text: "Chờ tiếp nhận", Href: "/c/cho", Counted: true, Count: 7},
		{Text: "Việc của tôi", Href: "/c/viec", Current: true, Counted: true, Count: 50, Late: true},
		{Text: "Trình ký", Href: "/c/ky", Counted: true},
		{Text: "Tất cả hồ sơ", Href: "/c/tim"},
	},
	Simulated: "VNeID, tin nhắn",
	Version:   "a1b2c3",
}

func titled(d layout.Data, title string) layout.Data { d.Title = title; return d }

var thumb = []ui.File{
	{Name: "Giấy chứng sinh", Href: "/f/1", Thumb: "/anh.svg", Note: "1 trang, 346 KB, gửi lúc 14:05", Status: "Đọc rõ", Tone: ui.OK, Remove: "/f/1/bo"},
	{Name: "Văn bản ủy quyền có công chứng của người mẹ.pdf", Kind: "PDF", Note: "3 trang, 1,2 MB"},
}

func fields(bad bool) []templ.Component {
	e := func(s string) string {
		if bad {
			return s
		}
		return ""
	}
	yes := []ui.Option{{Value: "co", Text: "Có"}, {Value: "khong", Text: "Không"}, {Value: "?", Text: "Tôi không chắc", Hint: "Quầy một cửa sẽ hỏi lại, không bị trả hồ sơ."}}
	return []templ.Component{
		ui.PersonName(ui.Field{Name: "name", Label: "Họ, chữ đệm, tên", Hint: "Như trên căn cước", Value: "Quách Thị Nguyệt Ánh", Complete: "name", Error: e("Nhập họ và tên như trên căn cước")}),
		ui.DateInput(ui.DateField{Field: ui.Field{Name: "born", Label: "Ngày sinh", Hint: "Ví dụ: 28 8 2026", Error: e("Nhập ngày sinh không sau ngày hôm nay")}, Day: "28", Month: "8", Year: "2027", BirthDate: true}),
		ui.DateInput(ui.DateField{Field: ui.Field{Name: "elder", Label: "Ngày sinh của người mất", Error: e("Nhập năm sinh")}, Year: "", Partial: true}),
		ui.IDNumber(ui.Field{Name: "pid", Label: "Số định danh", Hint: "12 số trên căn cước", Value: "0173 4821", Error: e("Số định danh có 12 số, đang thiếu 4 số")}),
		ui.Phone(ui.Field{Name: "phone", Label: "Điện thoại nhận tin", Value: "0912 345 678", Error: e("Nhập số điện thoại 10 số, bắt đầu bằng 0")}),
		ui.Email(ui.Field{Name: "mail", Label: "Thư điện tử", Optional: true, Error: e("Nhập địa chỉ có dấu @, ví dụ sen@example.vn")}),
		ui.Number(ui.Field{Name: "copies", Label: "Số bản", Value: "2", Error: e("Nhập số bản từ 1 đến 20")}),
		ui.Money(ui.Field{Name: "capital", Label: "Vốn kinh doanh (đồng)", Value: "12.000.000", Error: e("Nhập số tiền, ví dụ 12.000.000")}),
		ui.Select(ui.ChoiceField{Field: ui.Field{Name: "nation", Label: "Dân tộc", Value: "muong", Error: e("Chọn dân tộc")}, Empty: "Chọn", Options: []ui.Option{{Value: "kinh", Text: "Kinh"}, {Value: "muong", Text: "Mường"}}}),
		ui.Radios(ui.ChoiceField{Field: ui.Field{Name: "married", Label: "Ông/Bà đã từng kết hôn chưa?", Value: "khong", Error: e("Chọn Có hoặc Không")}, Options: yes}),
		ui.Radios(ui.ChoiceField{Field: ui.Field{Name: "sex", Label: "Giới tính", Error: e("Chọn giới tính")}, Options: yes[:2], Inline: true}),
		ui.Checkboxes(ui.ChoiceField{Field: ui.Field{Name: "how", Label: "Nhận tin bằng", Optional: true, Error: e("Chọn ít nhất một cách")}, Options: []ui.Option{{Value: "sms", Text: "Tin nhắn", Chosen: true}, {Value: "mail", Text: "Thư điện tử"}}}),
		ui.Address(ui.AddressField{Field: ui.Field{Name: "home", Label: "Nơi thường trú", Hint: "Địa chỉ mới hoặc cũ đều được", Error: e("Chọn xã, phường")}, Province: "25", Provinces: []ui.Option{{Value: "25", Text: "Phú Thọ"}, {Value: "79", Text: "Thành phố Hồ Chí Minh"}}, CommunesURL: "/xa", Hamlet: "Khu 3"}),
		ui.Textarea(ui.TextareaField{Field: ui.Field{Name: "note", Label: "Mục đích sử dụng", Value: "Để đăng ký kết hôn", Error: e("Nhập mục đích, tối đa 200 chữ")}}),
		ui.OneTimeCode(ui.Field{Name: "otp", Label: "Mã xác nhận", Hint: "6 số trong tin nhắn gửi đến •••• ••• 678", Error: e("Mã không khớp. Nhập lại mã mới nhất")}),
		ui.Password(ui.Field{Name: "pw", Label: "Mật khẩu", Error: e("Tên đăng nhập hoặc mật khẩu chưa đúng")}),
		ui.FileInput(ui.FileField{Field: ui.Field{Name: "paper", Label: "Giấy chứng sinh", Hint: "Đặt giấy nơi sáng, thấy đủ bốn góc.", Error: e("Ảnh bị mờ, chưa đọc được chữ. Chụp lại ở nơi sáng hơn và giữ chắc tay.")}, Files: thumb, Upload: "/tai-len"}),
		ui.Checkbox(ui.CheckField{Field: ui.Field{Name: "oath", Label: "Tôi chịu trách nhiệm về những điều đã khai", Hint: "Theo Luật Hộ tịch", Error: e("Đánh dấu vào ô này để nộp hồ sơ")}, Checked: !bad}),
	}
}

func form(parts ...templ.Component) templ.Component {
	return with(ui.Form(ui.FormProps{Action: "/gui", ID: "f", Key: "0197", Version: "3", Multipart: true, Autosave: "/luu"}), append(parts,
		with(ui.Buttons(), ui.Button(ui.Btn{Text: "Tiếp tục"}), ui.Button(ui.Btn{Text: "Lưu lại, làm sau", Kind: "secondary", Name: "later", Value: "1"}), ui.Button(ui.Btn{Text: "Bỏ hồ sơ này", Kind: "danger", FormAction: "/bo"})))...)
}

// answers are the rows of a check page.
var answers = []ui.SummaryRow{
	{Key: "Họ, chữ đệm, tên", Value: "Bùi Gia An", Href: "#s"},
	{Key: "Ngày sinh", Value: "28/08/2026", Href: "#s"},
	{Key: "Nơi sinh", Value: "Trung tâm Y tế khu vực Mẫu", Href: "#s"},
	{Key: "Số định danh", Value: i18n.MaskID("017384004821")},
	{Key: "Giấy chứng sinh", Value: "1 ảnh, đã gửi xong", Href: "#s", Files: thumb[:1]},
	{Key: "Phí, lệ phí", Value: i18n.Money(0)},
	{Key: "Tình trạng", Value: "", Chip: "Đúng hạn", Tone: ui.OK},
}

var clock = ui.ClockProps{Promise: "10:00 thứ Tư, 25/11/2026", Rule: "3 ngày làm việc, tính từ 10:00 thứ Sáu 20/11/2026.", Open: true, Days: []ui.ClockDay{
	{Date: "thứ Sáu, 20/11/2026", Counted: "5 giờ", Total: "5 giờ", Why: "từ lúc tiếp nhận 10:00"},
	{Date: "thứ Bảy, 21/11/2026", Counted: "không tính", Off: true, Why: "nghỉ cuối tuần"},
	{Date: "thứ Hai, 23/11/2026", Counted: "8 giờ", Total: "13 giờ"},
	{Date: "thứ Ba, 24/11/2026", Counted: "không tính", Off: true, Why: "nghỉ lễ"},
	{Date: "thứ Tư, 25/11/2026", Counted: "3 giờ", Total: "16 giờ"},
}}

var happened = []ui.Event{
	{Title: "Đã nộp hồ sơ", When: "14:05, 05/09/2026", Who: "Bùi Thị Sen", Status: "Xong", Tone: ui.Done},
	{Title: "Đã tiếp nhận", When: "8:10, 07/09/2026", Who: "Bà Nguyễn Thị Hạnh, quầy một cửa", Status: "Xong", Tone: ui.Done, Href: "/gh", Link: "Giấy hẹn (PDF, 38 KB)"},
	{Title: "Thẩm định", Who: "Công chức Tư pháp – Hộ tịch", Note: "Đang chờ Ông/Bà bổ sung; thời gian chờ không tính.", Status: "Chờ bổ sung", Tone: ui.Waiting, Current: true},
	{Title: "Trả kết quả", Status: "Chưa đến", Tone: ui.Draft},
}

func worklist(n int) []ui.Row {
	who := []string{"Bùi Thị Sen", "Đinh Văn Khoát", "Nguyễn Văn Phú", "Hà Thị Ánh", "Quách Thị Ngọc"}
	what := []string{"Đăng ký khai sinh", "Chứng thực bản sao từ bản chính", "Xác nhận tình trạng hôn nhân"}
	chip := []ui.Cell{ui.S(ui.Late, "Quá hạn 1 ngày"), ui.S(ui.Soon, "Còn 4 giờ"), ui.S(ui.OK, "Còn 2 ngày"), ui.S(ui.Waiting, "Chờ bổ sung")}
	var rows []ui.Row
	for i := range n {
		code := fmt.Sprintf("H44.12-260905-%04d", 101+i)
		rows = append(rows, ui.Row{Select: code, SelectLabel: "Chọn hồ sơ " + code, Off: i == 4, Cells: []ui.Cell{
			ui.L(code, "/c/hs/"+code), ui.T(who[i%5]), ui.T(what[i%3]), ui.T("Thẩm định"), ui.T("Đinh Văn Lâm"), ui.T(fmt.Sprintf("%02d/09/2026", 7+i%20)), chip[i%4],
		}})
	}
	return rows
}

func worklistPage() templ.Component {
	cols := []ui.Col{{Text: "Mã hồ sơ"}, {Text: "Người nộp"}, {Text: "Thủ tục"}, {Text: "Bước"}, {Text: "Người giữ"}, {Text: "Hạn", Sort: "?sort=due", Dir: "ascending"}, {Text: "Tình trạng"}}
	return in(layout.Console, console,
		ui.Heading("Việc của tôi", "50 hồ sơ, 10 quá hạn"),
		ui.Tabs("Lọc theo tình trạng", []ui.Tab{{Text: "Tất cả", Href: "?", Current: true, Counted: true, Count: 50}, {Text: "Quá hạn", Href: "?q", Counted: true, Count: 10, Late: true}, {Text: "Chờ bổ sung", Href: "?b", Counted: true, Count: 6}}),
		with(ui.Form(ui.FormProps{Action: "/c/viec", Method: "get", Search: true, Inline: true}),
			ui.Input(ui.Field{Name: "q", Label: "Tìm mã, tên, số định danh", Type: "search", Key: "/", Width: "20"}),
			ui.Select(ui.ChoiceField{Field: ui.Field{Name: "f", Label: "Bộ lọc đã lưu"}, Options: []ui.Option{{Value: "1", Text: "Quá hạn và sắp đến hạn"}}}),
			ui.Button(ui.Btn{Text: "Lọc"})),
		with(ui.Form(ui.FormProps{Action: "/c/viec", Key: "k"}),
			ui.DataTable(ui.TableProps{Caption: "Hồ sơ được giao cho tôi, xếp theo hạn gần nhất", HideCaption: true, Cols: cols, Select: "ids", Worklist: true}, worklist(50)),
			with(ui.SelectionBar(), ui.Button(ui.Btn{Text: "Chuyển xử lý", Kind: "secondary"}))),
		ui.Pager(ui.PagerProps{Next: "?after=x", Text: "Dòng 1 đến 50", Target: "#main"}))
}

func intakePage() templ.Component {
	left := with(ui.Form(ui.FormProps{Action: "/c/tiep-nhan", Key: "k"}),
		ui.IDNumber(ui.Field{Name: "card", Label: "Quét QR căn cước, hoặc gõ số định danh", Key: "F4", Focus: true, Width: "20"}),
		with(ui.Card(), para("Bùi Thị Sen, nữ, sinh 12/03/1984. Khu 3, xã Mẫu, tỉnh Phú Thọ")),
		ui.Input(ui.Field{Name: "proc", Label: "Thủ tục", Value: "xac nhan tinh trang hon nhan"}),
		ui.FileInput(ui.FileField{Field: ui.Field{Name: "scan", Label: "Giấy tờ chứng minh"}, NoCamera: true, ChooseKey: "F8", Files: thumb[:1]}),
		with(ui.Buttons(), ui.Button(ui.Btn{Text: "Tiếp nhận và in giấy hẹn", Key: "F9"}), ui.Button(ui.Btn{Text: "Chưa đủ giấy tờ", Kind: "secondary"})))
	right := with(ui.Section("hen", "Giấy hẹn"), ui.DefinitionGrid([]ui.Pair{{Key: "Hẹn trả", Value: "10:00, thứ Tư 09/09/2026"}, {Key: "Phí", Value: i18n.Money(0)}}))
	return in(layout.Console, titled(console, "Tiếp nhận tại quầy"), ui.Heading("Tiếp nhận tại quầy", "Lượt A-027, quầy 2"), with(ui.Columns(), left, right))
}

func dossierPage() templ.Component {
	conflict := ui.ConflictProps{Who: "Nguyễn Thị Hạnh (Tư pháp – Hộ tịch)", When: "14:05", Merged: []string{"Điện thoại"}, Fields: []ui.ConflictField{{Name: "home", Label: "Nơi cư trú", Mine: "Khu 3, xã Mẫu", Theirs: "Khu 4, xã Mẫu"}, {Name: "note", Label: "Ghi chú", Theirs: "Đã gọi"}}}
	return in(layout.Console, titled(console, "Hồ sơ H44.12-260905-0101"),
		ui.StepLinks("/c/hs/a", "/c/hs/b"),
		ui.Heading("Xác nhận tình trạng hôn nhân", "Bùi Thị Sen · H44.12-260905-0101"),
		ui.Notice(ui.NoticeProps{Kind: "ok", Text: "Đã chuyển cho Đinh Văn Lâm lúc 14:05."}), ui.Notice(ui.NoticeProps{Kind: "warn", Title: "Hồ sơ này sẽ trễ lúc 17:00", Text: "Xin lỗi và hẹn lại trước giờ đó."}), ui.Notice(ui.NoticeProps{Kind: "bad", Text: "Chưa gửi được tin nhắn.", Alert: true}),
		ui.Tabs("Phần của hồ sơ", []ui.Tab{{Text: "Nội dung", Href: "?n", Current: true}, {Text: "Giấy tờ", Href: "?g", Counted: true, Count: 2}, {Text: "Nhật ký", Href: "?k"}}),
		with(ui.Form(ui.FormProps{Action: "/x", Key: "k", Version: "4"}), ui.Conflict(conflict), ui.Button(ui.Btn{Text: "Lưu", Key: "Ctrl+Enter"})),
		ui.Moved(ui.MovedProps{State: "Chờ ký", Who: "Đinh Văn Lâm", When: "14:07", Typed: []ui.Pair{{Key: "Ý kiến", Value: "Đủ điều kiện"}}, Href: "/c/hs/a"}),
		with(ui.Columns(), all(ui.SummaryList(answers)), all(ui.Timeline(happened))),
		ui.Clock(clock), ui.Details("Căn cứ pháp lý", true), ui.Empty(ui.EmptyProps{Text: "Chưa có giấy tờ nào ở đây.", Action: "Bỏ bộ lọc", Href: "?"}),
		ui.Progress(ui.ProgressProps{ID: "p", Label: "Tiến độ gửi", Value: 240, Max: 410, Text: "240 KB trên 410 KB"}))
}

func dashPage() templ.Component {
	cols := []ui.Col{{Text: "Xã"}, {Text: "Hộ tịch", Num: true}, {Text: "Chứng thực", Num: true}, {Text: "Đất đai", Num: true}, {Text: "Hộ kinh doanh", Num: true}, {Text: "Trên 1.000", Num: true}}
	var rows []ui.Row
	for i := range 5 {
		rows = append(rows, ui.Row{Cells: []ui.Cell{{Text: fmt.Sprintf("Xã Mẫu %02d", i+1), Href: "#x", Head: true}, ui.Heat(i, fmt.Sprint(i*4), "#c"), ui.Heat(4-i, fmt.Sprint(16-i*4), "#c"), ui.Heat(3, "11", "#c"), ui.Heat(0, "0", ""), ui.N("24,0")}})
	}
	return in(layout.Province, titled(console, "Tỉnh Phú Thọ, tháng 9/2026"),
		ui.Heading("Tỉnh Phú Thọ, tháng 9/2026", "số liệu đến 14:05 hôm nay, 148 xã"),
		with(ui.Tiles(), ui.Target(ui.TargetProps{Label: "Đúng hạn", Text: "97,1%", Share: 97, Target: 98, Note: "chỉ tiêu 98%", Href: "#d"}), ui.Target(ui.TargetProps{Label: "Trực tuyến nộp hộ", Text: "22,8%", Share: 23, Target: 20, Note: "chỉ tiêu 20%"}), ui.Target(ui.TargetProps{Label: "Số hóa hồ sơ", Text: "88,0%", Share: 88, Target: 100, Note: "chỉ tiêu 100%"}), ui.Target(ui.TargetProps{Label: "Quá hạn đang treo", Text: "312", NoBar: true, Note: "giảm 41 so với tuần trước"})),
		ui.DataTable(ui.TableProps{Caption: "Hồ sơ quá hạn theo xã và lĩnh vực", Cols: cols}, rows),
		with(ui.Table(ui.TableProps{Caption: "Bảng không có liên kết", Cols: cols[:2]}), templ.Raw("<tr><td>Xã Mẫu 01</td><td class=\"r\">5</td></tr>")))
}

func slipPage() templ.Component {
	s := ui.SlipProps{
		Parent: "UBND xã Mẫu", Office: "Trung tâm Phục vụ hành chính công", Number: "Số: 0123/TNHS", FormNo: "01", Title: "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", PlaceDate: "Mẫu, ngày 05 tháng 9 năm 2026", Code: "H44.12-260905-0123", QR: "/anh.svg", Draft: "DỰ KIẾN",
		Rows: []ui.Pair{{Key: "Tiếp nhận hồ sơ của", Value: "Bùi Thị Sen"}, {Key: "Nội dung", Value: "Xác nhận tình trạng hôn nhân"}, {Key: "Ngày hẹn trả kết quả", Value: "10:00, ngày 09 tháng 9 năm 2026"}},
		Left: ui.SlipSign{Role: "NGƯỜI NỘP HỒ SƠ", Note: "(Ký và ghi rõ họ tên)", Name: "Bùi Thị Sen"}, Right: ui.SlipSign{Role: "NGƯỜI TIẾP NHẬN HỒ SƠ", Note: "(Ký và ghi rõ họ tên)", Name: "Nguyễn Thị Hạnh"}, Foot: "Tra cứu bằng mã QR hoặc gọi 0210 000 0000.",
	}
	return with(layout.Print(titled(resident, "Giấy hẹn"), "/c"), with(ui.Slip(s), para("Thành phần hồ sơ: tờ khai (01 bản chính).")))
}

// stories is every component and state once.
func stories() []look.Page {
	ps := []look.Page{
		{Name: "home", View: in(layout.Resident, resident, ui.Heading("Ông/Bà cần làm việc gì?", ""),
			with(ui.Form(ui.FormProps{Action: "/tim", Method: "get", Search: true, Inline: true}), ui.Input(ui.Field{Name: "q", Label: "Gõ việc cần làm, có dấu hoặc không dấu đều được", Hint: "Ví dụ: khai sinh, sao y, doc than", Type: "search", Grow: true}), ui.Button(ui.Btn{Text: "Tìm"})),
			with(ui.Section("dodang", "Hồ sơ đang làm dở"), para("Đăng ký khai sinh cho Bùi Gia An"), ui.Chip(ui.Draft, "Đã lưu lúc 14:05, ngày 05/09/2026"), with(ui.Buttons(), ui.Button(ui.Btn{Text: "Làm tiếp", Href: "/hs/1"}))),
			h2("Việc thường làm"), ui.Links([]ui.Tab{{Text: "Đăng ký khai sinh", Href: "#1"}, {Text: "Chứng thực bản sao", Href: "#2"}, {Text: "Xác nhận tình trạng hôn nhân", Href: "#3"}}),
			h2("Đã nộp rồi?"), with(ui.Buttons(), ui.Button(ui.Btn{Text: "Xem hồ sơ đến đâu", Href: "/tra-cuu", Kind: "secondary"})))},
		{Name: "fields", View: in(layout.Resident, titled(resident, "Thông tin"), append([]templ.Component{ui.BackLink("/", "Quay lại"), ui.Heading("Thông tin của cháu", "Phần 1 trên 2")}, form(fields(false)...))...)},
		{Name: "fields-wrong", View: in(layout.Resident, problems(titled(resident, "Thông tin")), ui.BackLink("/", "Quay lại"), ui.Heading("Thông tin của cháu", ""), form(fields(true)...))},
		{Name: "question", View: in(layout.Resident, titled(resident, "Ngày sinh của cháu"), ui.BackLink("/", "Quay lại"), form(ui.DateInput(ui.DateField{Field: ui.Field{Name: "born", Label: "Ngày sinh của cháu", Heading: true, Hint: "Ví dụ: 28 8 2026"}})))},
		{Name: "console-fields", View: in(layout.Console, problems(titled(console, "Thông tin")), ui.Heading("Sửa thông tin", ""), form(fields(true)...))},
		{Name: "check", View: in(layout.Resident, titled(resident, "Kiểm tra lại"), ui.BackLink("/", "Quay lại"), ui.Heading("Kiểm tra lại trước khi nộp", ""), ui.SummaryList(answers), form())},
		{Name: "tasks", View: in(layout.Resident, titled(resident, "Các phần"), ui.Heading("Đăng ký khai sinh", "còn khoảng 4 phút"), ui.TaskList([]ui.Task{{Title: "Khai thông tin của cháu", Href: "#1", Status: "Xong"}, {Title: "Chụp giấy chứng sinh", Href: "#2", Status: "Làm tiếp", Tone: ui.Soon}, {Title: "Kiểm tra và nộp", Hint: "Làm được khi hai phần trên đã xong", Status: "Chưa làm được"}}))},
		{Name: "sent", View: in(layout.Resident, titled(resident, "Đã gửi"), with(ui.Confirmation(ui.ConfirmProps{Title: "Hồ sơ đã được gửi", Code: "H44.12-260905-0123", QR: "/anh.svg", Text: "Đã gửi đến UBND xã Mẫu."}), para("Trả lời việc tiếp nhận chậm nhất 08:00 thứ Ba, 08/09/2026.")), ui.FileList(thumb), with(ui.Buttons(), ui.PrintButton("In trang này")))},
		{Name: "status", View: in(layout.Resident, titled(resident, "Hồ sơ"), ui.Heading("Đăng ký khai sinh: Bùi Gia An", ""), ui.Confirmation(ui.ConfirmProps{Small: true, Title: "Hồ sơ đã được tiếp nhận", Code: "H44.12-260905-0123", Text: "Hẹn trả kết quả: thứ Ba, 08/09/2026"}), with(ui.Inset(), para("Đang ở: chị Hạnh, quầy một cửa. Việc tiếp: thẩm định trước thứ Tư.")), h2("Hồ sơ đang ở đâu"), ui.Timeline(happened), ui.Clock(clock))},
		{Name: "worklist", View: worklistPage()},
		{Name: "intake", View: intakePage()},
		{Name: "dossier", View: dossierPage()},
		{Name: "dash", View: dashPage()},
		{Name: "slip", View: slipPage()},
		{Name: "platform", View: in(layout.Platform, titled(console, "Tỉnh"), ui.Heading("Các tỉnh", ""), ui.Empty(ui.EmptyProps{Text: "Chưa có tỉnh nào.", Action: "Thêm tỉnh", Href: "/p/moi"}))},
	}
	for _, status := range []int{400, 401, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503} {
		d := layout.SystemData{Data: resident, Status: status, Ref: "0197-ab12", Dense: status == 403}
		d.Title = ""
		ps = append(ps, look.Page{Name: fmt.Sprint(status), View: layout.System(d), Sizes: []look.Size{look.Phone}})
	}
	for i := range ps {
		if name := ps[i].Name; name == "home" || name == "fields-wrong" || name == "status" || name == "dossier" {
			ps[i].Sizes = []look.Size{look.Narrow, look.Phone, look.Desk}
		}
	}
	return ps
}

func problems(d layout.Data) layout.Data {
	d.Problems = ui.Problems(map[string]string{"": "Hồ sơ này đã có ở phường khác.", "name": "Nhập họ và tên như trên căn cước", "born": "Nhập ngày sinh không sau ngày hôm nay", "home": "Chọn xã, phường", "paper": "Ảnh bị mờ, chưa đọc được chữ."}, "name", "born", "home", "paper")
	return d
}
