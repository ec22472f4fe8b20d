package builder

import (
	"motcua/app/procedures/revision"
	"motcua/app/procedures/rules"
	"motcua/views/ui"
)

// partKind says how a value of a revision is typed.
type partKind int

// The kinds.
const (
	asText partKind = iota
	asLong
	asNumber
	asBool
	asChoice
	asChecks  // several of a list
	asLines   // one text a line
	asOptions // "mã = chữ", one a line
	asRule
)

// part is one value of a node that can be edited.
type part struct {
	name, label, hint string
	kind              partKind
	options           []ui.Option
	want              rules.Type // of a rule
	width             string
	only              []string // of a question: the types that have it
}

// branch is a list below a node.
type branch struct {
	name, title, item string
	fresh             func() map[string]any
	when              func(node map[string]any) bool
}

// shape says what a node of the tree holds; pages are made of it.
type shape struct {
	title    string // of a page that has no name of its own
	named    string // the part that names the node
	place    string // how Problems name it: prefix before its key
	key      string // the part that is its key
	parts    []part
	branches []branch
}

func choice(pairs ...string) []ui.Option {
	var out []ui.Option
	for i := 0; i+1 < len(pairs); i += 2 {
		out = append(out, ui.Option{Value: pairs[i], Text: pairs[i+1]})
	}
	return out
}

// when is the condition that many nodes have.
func when(name, label string) part {
	return part{name: name, label: label, kind: asRule, want: rules.YesNo, hint: "Để trống là luôn luôn."}
}

const keyHint = "Chữ thường không dấu, số, gạch dưới. Không đổi sau khi công bố."

var questionTypes = choice("text", "Chữ ngắn", "longtext", "Chữ nhiều dòng", "name", "Họ tên", "number", "Số", "money", "Số tiền (đồng)", "date", "Ngày", "partial_date", "Ngày hoặc chỉ năm",
	"id_number", "Số định danh", "phone", "Điện thoại", "email", "Thư điện tử", "person", "Một người (khối câu hỏi)", "address", "Địa chỉ hai cấp", "choice", "Chọn một", "multichoice", "Chọn nhiều",
	"yesno", "Có hoặc không", "group", "Nhóm lặp lại", "file", "Giấy tờ", "calc", "Tự tính", "info", "Thông tin, không hỏi")

func questionParts(inGroup bool) []part {
	types := questionTypes
	if inGroup {
		types = nil
		for _, o := range questionTypes {
			if o.Value != "group" && o.Value != "file" && o.Value != "calc" {
				types = append(types, o)
			}
		}
	}
	text := []string{"text", "longtext", "name", "email", "address"}
	return []part{
		{name: "label", label: "Câu hỏi", hint: "Ngắn, không viết tắt.", kind: asText},
		{name: "name", label: "Tên biến", hint: keyHint, kind: asText, width: "20"},
		{name: "type", label: "Kiểu", kind: asChoice, options: types},
		{name: "hint", label: "Lời chỉ dẫn", hint: "Một câu, kèm ví dụ.", kind: asText},
		{name: "required", label: "Bắt buộc trả lời", kind: asBool},
		{name: "options", label: "Các lựa chọn", hint: "Mỗi dòng một lựa chọn: ma = Chữ hiện ra.", kind: asOptions, only: []string{"choice", "multichoice"}},
		{name: "parts", label: "Các phần của một người", hint: "Mỗi dòng một phần: full_name, birth_date, gender, id_number, passport, ethnicity, nationality, address, phone, email. Thêm dấu ? nếu không bắt buộc.", kind: asLines, only: []string{"person"}},
		{name: "min", label: "Nhỏ nhất", kind: asNumber, width: "10", only: []string{"number", "money"}},
		{name: "max", label: "Lớn nhất, hoặc số ký tự tối đa", kind: asNumber, width: "10", only: append(text, "number", "money")},
		{name: "decimal", label: "Có phần thập phân", kind: asBool, only: []string{"number", "money"}},
		{name: "when", label: "Ngày phải", kind: asChoice, options: choice("", "bất kỳ", "past", "không sau hôm nay", "future", "không trước hôm nay"), only: []string{"date", "partial_date"}},
		{name: "pattern", label: "Mẫu chữ (biểu thức chính quy)", kind: asText, only: []string{"text"}},
		{name: "say", label: "Lời nhắc khi không đúng mẫu", kind: asText, only: []string{"text"}},
		{name: "item", label: "Gọi mỗi dòng là", hint: "Ví dụ: Người con.", kind: asText, only: []string{"group"}},
		{name: "min_items", label: "Ít nhất mấy dòng", kind: asNumber, width: "4", only: []string{"group"}},
		{name: "max_items", label: "Nhiều nhất mấy dòng", kind: asNumber, width: "4", only: []string{"group"}},
		{name: "component", label: "Mã giấy tờ", kind: asText, width: "20", only: []string{"file"}},
		{name: "expr", label: "Công thức", kind: asRule, want: rules.Number, only: []string{"calc"}},
		{name: "of", label: "Kết quả là", kind: asChoice, options: choice("", "số", "money", "số tiền", "text", "chữ", "yesno", "có hoặc không", "date", "ngày"), only: []string{"calc"}},
		{name: "prefill", label: "Điền sẵn từ", hint: "profile (cả khối một người), profile.full_name…, hoặc earlier.tên_biến của hồ sơ trước; ở nhóm lặp lại, earlier.tên_nhóm điền từng hàng.", kind: asText, width: "20"},
		{name: "missing", label: "Lời nhắc khi bỏ trống", hint: "Để trống thì tự đặt theo câu hỏi.", kind: asText},
		when("show_if", "Chỉ hỏi khi"),
	}
}

func terms(ch string) branch {
	return branch{name: "terms", title: "Thời hạn, theo thứ tự; dòng cuối dùng cho mọi trường hợp", item: "thời hạn", fresh: func() map[string]any {
		return map[string]any{"amount": number(1), "unit": "working_day"}
	}}
}

var units = choice("working_day", "ngày làm việc", "working_hour", "giờ làm việc", "calendar_day", "ngày", "month", "tháng", "same_day", "trong ngày")

var roles = choice("receptionist", "Tiếp nhận và trả kết quả", "handler", "Thụ lý", "unit_head", "Lãnh đạo phòng", "signatory", "Chủ tịch, Phó Chủ tịch", "clerk", "Văn thư")

// sectorChoices are where a way may be decided.
func sectorChoices() []ui.Option {
	out := []ui.Option{{Value: "", Text: "tại hệ thống này"}}
	for _, s := range revision.SectorSystems {
		back := "cán bộ ghi kết quả"
		if s.Back == revision.BackAutomatic {
			back = "kết quả tự về nếu đã kết nối"
		}
		out = append(out, ui.Option{Value: s.Key, Text: s.Name + " (" + back + ")"})
	}
	return out
}

// retentionChoices are the classes that a revision may name; without one, as said.
func retentionChoices(without string) []ui.Option {
	out := []ui.Option{{Value: "", Text: without}}
	for _, c := range revision.RetentionClasses {
		out = append(out, ui.Option{Value: c.Key, Text: c.Name})
	}
	return out
}

func way() shape {
	return shape{title: "Cách nộp", place: "ways.", parts: []part{
		{name: "filed", label: "Nộp ở đâu", kind: asChoice, options: choice("here", "tại hệ thống này", "dvcqg", "Cổng Dịch vụ công quốc gia", "none", "nơi khác")},
		{name: "place", label: "Nơi nộp, bằng lời", hint: "Khi không nộp tại hệ thống này.", kind: asText},
		{name: "system", label: "Giải quyết ở đâu", hint: "Ở hệ thống chuyên ngành thì cán bộ nhập hồ sơ vào đó; số, trạng thái và kết quả từ đó quay về hồ sơ.", kind: asChoice, options: sectorChoices()},
		{name: "decided", label: "Nơi giải quyết, bằng lời", hint: "Khi nơi khác giải quyết, ví dụ Công an cấp xã. Để trống thì dùng tên hệ thống.", kind: asText},
		{name: "fee", label: "Mức thu niêm yết (đồng)", hint: "Để trống nếu chưa biết mức thu; không thu thì ghi 0.", kind: asNumber, width: "10"},
		{name: "fee_unit", label: "Tính theo", kind: asChoice, options: choice("", "hồ sơ", "page", "trang", "copy", "bản")},
		{name: "fee_note", label: "Ghi chú mức thu", kind: asText},
		{name: "fee_due", label: "Thu khi", kind: asChoice, options: choice("", "tiếp nhận", "filing", "nộp", "acceptance", "tiếp nhận", "return", "trả kết quả")},
	}, branches: []branch{terms("")}}
}

// shapes are the nodes by the pattern of their path; numbers stand as *.
var shapes = map[string]shape{
	"chung": {title: "Thông tin chung", parts: []part{
		{name: "summary", label: "Người dân nhận được gì", hint: "Một câu.", kind: asText},
		{name: "who", label: "Ai được yêu cầu", hint: "Một câu.", kind: asText},
		{name: "decision", label: "Quyết định công bố", hint: "Số và ký hiệu, ví dụ 163/QĐ-BTP.", kind: asText, width: "20"},
		{name: "legal_basis", label: "Căn cứ pháp lý", hint: "Mỗi dòng một văn bản.", kind: asLines},
		{name: "notes", label: "Điều cần biết", hint: "Mỗi dòng một câu.", kind: asLines},
		{name: "urgency", label: "Khi nào nên đến", kind: asText},
		{name: "presence", label: "Ai phải có mặt, khi nào", hint: "Để trống nếu không ai phải đến.", kind: asText},
		{name: "retention", label: "Thời hạn lưu trữ hồ sơ", hint: "Số năm của mỗi loại do tỉnh đặt ở trang Lưu trữ.", kind: asChoice, options: retentionChoices("theo lĩnh vực")},
		{name: "screening", label: "Câu hỏi kiểm tra trước", hint: "Mỗi dòng một tên biến, nhiều nhất 5. Giúp chọn trường hợp và bớt giấy tờ.", kind: asLines},
		{name: "unconfirmed", label: "Chưa xác nhận", hint: "Mỗi dòng: time, fee hoặc channels. Trang công khai ghi rõ.", kind: asLines},
	}},
	"tham-quyen": {title: "Thẩm quyền và phạm vi", parts: []part{
		{name: "competence", label: "Nơi có thẩm quyền theo", kind: asChoice, options: choice("residence", "nơi cư trú", "land", "nơi có đất, công trình", "seat", "nơi đặt trụ sở kinh doanh", "record", "nơi giữ sổ gốc", "any", "mọi nơi")},
		{name: "competence_text", label: "Cơ quan giải quyết, bằng lời", kind: asText},
		{name: "non_boundary", label: "Tiếp nhận không phụ thuộc địa giới", kind: asChoice, options: choice("none", "không", "province", "trong tỉnh", "nation", "toàn quốc")},
		{name: "help_only", label: "Nơi khác chỉ giúp nộp trực tuyến (hộ tịch)", kind: asBool},
		{name: "immediate", label: "Làm ngay tại quầy, một màn hình", kind: asBool},
	}, branches: []branch{{name: "routing", title: "Đường chuyển hồ sơ", item: "đường chuyển", fresh: func() map[string]any { return map[string]any{"to": "commune"} }}}},
	"routing.*": {title: "Đường chuyển", parts: []part{
		{name: "to", label: "Chuyển đến", kind: asChoice, options: choice("commune", "xã, phường", "province", "trung tâm cấp tỉnh", "unit", "một phòng của nơi đã chọn")},
		{name: "field", label: "Câu hỏi địa chỉ chỉ ra nơi giải quyết", hint: "Tên biến của câu hỏi kiểu địa chỉ. Để trống thì theo xã, phường mà người nộp chọn.", kind: asText, width: "20"},
		{name: "within", label: "Xã, phường nào giải quyết", kind: asChoice, options: choice("", "đúng xã, phường ấy", "province", "bất kỳ xã, phường nào trong tỉnh ấy")},
		{name: "unit", label: "Phòng ở nơi đến", kind: asText, width: "20"},
		{name: "note", label: "Lời giải thích", kind: asText},
		when("when", "Khi"),
	}},
	"form": {title: "Câu hỏi", branches: []branch{
		{name: "sections", title: "Các phần; mỗi phần là một trang của người dân", item: "phần", fresh: func() map[string]any {
			return map[string]any{"key": "phan_moi", "title": "Phần mới", "fields": []any{map[string]any{"name": "cau_hoi_moi", "label": "Câu hỏi mới", "type": "text"}}}
		}},
		{name: "checks", title: "Phép kiểm tra giữa các câu", item: "phép kiểm tra", fresh: func() map[string]any {
			return map[string]any{"at": "", "rule": "true", "say": "Xem lại câu trả lời này"}
		}},
	}},
	"form.sections.*": {named: "title", place: "form.", key: "key", parts: []part{
		{name: "title", label: "Tên phần", kind: asText},
		{name: "key", label: "Mã", hint: keyHint, kind: asText, width: "20"},
		{name: "hint", label: "Lời chỉ dẫn", kind: asText},
		when("show_if", "Chỉ hỏi phần này khi"),
	}, branches: []branch{{name: "fields", title: "Câu hỏi", item: "câu hỏi", fresh: func() map[string]any {
		return map[string]any{"name": "cau_hoi_moi", "label": "Câu hỏi mới", "type": "text"}
	}}}},
	"form.sections.*.fields.*": {named: "label", place: "form.", key: "name", parts: questionParts(false), branches: []branch{{
		name: "fields", title: "Câu hỏi của mỗi dòng", item: "câu hỏi", when: func(n map[string]any) bool { return n["type"] == "group" },
		fresh: func() map[string]any {
			return map[string]any{"name": "cau_hoi_moi", "label": "Câu hỏi mới", "type": "text"}
		},
	}}},
	"form.sections.*.fields.*.fields.*": {named: "label", place: "form.", key: "name", parts: questionParts(true)},
	"form.checks.*": {title: "Phép kiểm tra", place: "checks.", key: "at", parts: []part{
		{name: "at", label: "Nhắc tại câu hỏi", hint: "Tên biến.", kind: asText, width: "20"},
		{name: "rule", label: "Điều phải đúng", kind: asRule, want: rules.YesNo},
		{name: "say", label: "Lời nhắc khi không đúng", kind: asText},
	}},
	"truong-hop": {title: "Trường hợp và điều kiện", branches: []branch{
		{name: "cases", title: "Trường hợp đổi giấy tờ, thời hạn hoặc mức thu", item: "trường hợp", fresh: func() map[string]any {
			return map[string]any{"key": "truong_hop_moi", "title": "Trường hợp mới"}
		}},
		{name: "eligibility", title: "Điều kiện được yêu cầu", item: "điều kiện", fresh: func() map[string]any {
			return map[string]any{"key": "dieu_kien_moi", "rule": "true", "say": "Chưa đủ điều kiện"}
		}},
	}},
	"cases.*": {named: "title", place: "cases.", key: "key", parts: []part{
		{name: "title", label: "Tên trường hợp", kind: asText},
		{name: "key", label: "Mã", hint: keyHint, kind: asText, width: "20"},
		{name: "when", label: "Là trường hợp này khi", hint: "Để trống thì cán bộ chọn.", kind: asRule, want: rules.YesNo},
	}},
	"eligibility.*": {named: "say", place: "eligibility.", key: "key", parts: []part{
		{name: "key", label: "Mã", hint: keyHint, kind: asText, width: "20"},
		{name: "rule", label: "Được yêu cầu khi", kind: asRule, want: rules.YesNo},
		{name: "say", label: "Giải thích khi không đủ điều kiện", kind: asText},
		{name: "instead", label: "Thủ tục nên làm thay", hint: "Mã thủ tục, để trống nếu không có.", kind: asText, width: "20"},
	}},
	"giay-to": {title: "Giấy tờ", branches: []branch{{name: "components", title: "Thành phần hồ sơ", item: "giấy tờ", fresh: func() map[string]any {
		return map[string]any{"key": "giay_to_moi", "title": "Giấy tờ mới", "kind": "submit", "required": true, "originals": number(1), "digitize": true}
	}}}},
	"components.*": {named: "title", place: "components.", key: "key", parts: []part{
		{name: "title", label: "Tên giấy tờ", kind: asText},
		{name: "key", label: "Mã", hint: keyHint, kind: asText, width: "20"},
		{name: "kind", label: "Cách xử lý", kind: asChoice, options: choice("submit", "phải nộp", "present", "xuất trình", "form", "trả lời thay tờ khai", "note", "lưu ý")},
		{name: "group", label: "Chỉ trong trường hợp", hint: "Mã trường hợp, để trống là mọi trường hợp.", kind: asText, width: "20"},
		{name: "condition", label: "Khi nào cần, bằng lời", hint: "Ví dụ: nếu nhờ người khác nộp.", kind: asText},
		{name: "required", label: "Bắt buộc có tệp", kind: asBool},
		{name: "originals", label: "Số bản chính", kind: asNumber, width: "4"},
		{name: "copies", label: "Số bản sao", kind: asNumber, width: "4"},
		{name: "digitize", label: "Tính vào tỷ lệ số hóa", kind: asBool},
		{name: "note", label: "Ghi chú", kind: asText},
		{name: "replaced_by", label: "Kết quả đã có thay được giấy này", hint: "Mỗi dòng một mã kết quả, ví dụ KQ.G15.000031.", kind: asLines},
		{name: "accept", label: "Loại tệp nhận", hint: "Không chọn là ảnh và PDF.", kind: asChecks, options: choice("image", "ảnh", "pdf", "PDF", "office", "tệp văn phòng")},
		{name: "pull", label: "Cán bộ tra cứu thay ở", kind: asChoice, options: choice("", "không tra cứu được", "population", "CSDL quốc gia về dân cư", "civil_status", "CSDL hộ tịch", "land", "CSDL đất đai", "business", "CSDL đăng ký kinh doanh", "insurance", "CSDL bảo hiểm")},
		{name: "sample", label: "Ảnh mẫu", hint: "Ảnh mới thì gửi ở cuối trang.", kind: asChoice},
		when("when", "Chỉ cần khi"),
	}},
	"cach-nop": {title: "Cách nộp, thời hạn, mức thu", branches: []branch{{name: "fees", title: "Các khoản thu; không có thì theo mức niêm yết của cách nộp", item: "khoản thu", fresh: func() map[string]any {
		return map[string]any{"key": "le_phi", "title": "Lệ phí", "amount": "0", "due": "acceptance"}
	}}}},
	"ways.counter":         way(),
	"ways.online":          way(),
	"ways.post":            way(),
	"ways.counter.terms.*": term, "ways.online.terms.*": term, "ways.post.terms.*": term,
	"fees.*": {named: "title", place: "fees.", key: "key", parts: []part{
		{name: "title", label: "Tên khoản thu", kind: asText},
		{name: "key", label: "Mã", hint: keyHint, kind: asText, width: "20"},
		{name: "kind", label: "Loại", kind: asChoice, options: choice("", "lệ phí", "phi", "phí")},
		{name: "amount", label: "Số tiền (đồng)", hint: "Số, hoặc công thức theo dossier.pages, dossier.copies và câu trả lời.", kind: asRule, want: rules.Number},
		{name: "council", label: "Hội đồng nhân dân tỉnh đặt mức; để trống số tiền là chưa biết, không phải không thu", kind: asBool},
		{name: "due", label: "Thu khi", kind: asChoice, options: choice("filing", "nộp", "acceptance", "tiếp nhận", "return", "trả kết quả")},
		{name: "note", label: "Ghi chú", kind: asText},
		when("when", "Chỉ thu khi"),
	}},
	"clock": {title: "Cách tính thời hạn", parts: []part{
		{name: "after_hour", label: "Nhận từ giờ này thì tính từ ngày làm việc sau", hint: "Dạng 15:00, để trống nếu không có.", kind: asText, width: "4"},
		{name: "day_rule", label: "Ngày làm việc tính theo", kind: asChoice, options: choice("", "giờ làm việc", "civil", "ngày, không tính ngày nhận")},
		{name: "on_supplement", label: "Khi yêu cầu bổ sung", kind: asChoice, options: choice("restart", "tính lại từ đầu", "pause", "tạm dừng")},
		{name: "supplement_days", label: "Hạn bổ sung (ngày làm việc)", kind: asNumber, width: "4"},
		{name: "supplement_rounds", label: "Số lần yêu cầu không cần lãnh đạo duyệt", kind: asNumber, width: "4"},
		{name: "ask_days", label: "Được yêu cầu bổ sung trong (ngày làm việc từ khi nhận đủ)", hint: "Để trống hoặc 0 là 3 ngày; số âm là không giới hạn. Trước tiếp nhận thì theo hạn trả lời tiếp nhận.", kind: asNumber, width: "4"},
		{name: "ask_late", label: "Yêu cầu bổ sung sau hạn đó", kind: asChoice, options: choice("", "phải có lý do của lãnh đạo", "refuse", "không được yêu cầu nữa")},
		{name: "on_lapse", label: "Hết hạn bổ sung mà không nhận được", kind: asChoice, options: choice("", "trước tiếp nhận: không tiếp nhận (M03); sau: dừng giải quyết (M05)", "stop", "dừng giải quyết (M05)")},
		{name: "intake_hours", label: "Trả lời tiếp nhận trực tuyến trong (giờ làm việc)", kind: asNumber, width: "4"},
		{name: "extend_max", label: "Được gia hạn thêm nhiều nhất", hint: "Theo đơn vị của thời hạn. Để trống thì theo quy định của tỉnh; -1 là không được gia hạn.", kind: asNumber, width: "4"},
		{name: "legal_basis", label: "Căn cứ của thời hạn và tạm dừng", kind: asText},
	}, branches: []branch{{name: "variants", title: "Cách tính khác cho một số hồ sơ", item: "cách tính", fresh: func() map[string]any { return map[string]any{"when": "false"} }}}},
	"clock.fallback": {title: "Thời hạn khi pháp luật chưa nêu", parts: term.parts[:2]},
	"clock.variants.*": {title: "Cách tính khác", parts: []part{
		{name: "when", label: "Khi", kind: asRule, want: rules.YesNo},
		{name: "after_hour", label: "Nhận từ giờ này thì tính từ ngày sau", kind: asText, width: "4"},
		{name: "day_rule", label: "Ngày làm việc tính theo", kind: asChoice, options: choice("", "như trên", "hours", "giờ làm việc", "civil", "ngày")},
		{name: "on_supplement", label: "Khi yêu cầu bổ sung", kind: asChoice, options: choice("", "như trên", "restart", "tính lại từ đầu", "pause", "tạm dừng")},
		{name: "supplement_days", label: "Hạn bổ sung (ngày làm việc)", kind: asNumber, width: "4"},
		{name: "supplement_rounds", label: "Số lần yêu cầu không cần lãnh đạo duyệt", kind: asNumber, width: "4"},
		{name: "ask_days", label: "Được yêu cầu bổ sung trong (ngày làm việc)", kind: asNumber, width: "4"},
		{name: "ask_late", label: "Yêu cầu bổ sung sau hạn đó", kind: asChoice, options: choice("", "như trên", "leader", "phải có lý do của lãnh đạo", "refuse", "không được yêu cầu nữa")},
		{name: "on_lapse", label: "Hết hạn bổ sung mà không nhận được", kind: asChoice, options: choice("", "như trên", "phase", "trước tiếp nhận: M03; sau: M05", "stop", "dừng giải quyết (M05)")},
		{name: "legal_basis", label: "Căn cứ", kind: asText},
	}},
	"quy-trinh": {title: "Quy trình", branches: []branch{{name: "steps", title: "Các bước", item: "bước", fresh: func() map[string]any {
		return map[string]any{"key": "buoc_moi", "title": "Bước mới", "role": "handler", "hours": number(1)}
	}}}},
	"steps.*": {named: "title", place: "steps.", key: "key", parts: []part{
		{name: "title", label: "Tên bước", kind: asText},
		{name: "key", label: "Mã", hint: keyHint, kind: asText, width: "20"},
		{name: "kind", label: "Loại", kind: asChoice, options: choice("", "theo vai trò", "sign", "ký kết quả", "number", "cấp số, phát hành", "request", "hỏi cơ quan khác")},
		{name: "role", label: "Ai làm", kind: asChoice, options: roles},
		{name: "unit", label: "Phòng", hint: "Để trống là phòng của hồ sơ.", kind: asText, width: "20"},
		{name: "at", label: "Làm ở", kind: asChoice, options: choice("", "cơ quan có thẩm quyền", "province", "trung tâm cấp tỉnh (chuyển thẩm quyền)")},
		{name: "hours", label: "Thời gian (giờ, 8 giờ một ngày)", hint: "Cộng các bước phải bằng thời hạn.", kind: asNumber, width: "4"},
		{name: "parallel", label: "Các nhánh sau bước này bắt đầu cùng lúc", kind: asBool},
		{name: "join", label: "Chờ mọi nhánh đến đủ", kind: asBool},
		{name: "send_back", label: "Được trả lại bước", hint: "Mỗi dòng một mã bước.", kind: asLines},
		{name: "note", label: "Ghi chú", kind: asText},
		when("when", "Chỉ có bước này khi"),
	}, branches: []branch{{name: "next", title: "Bước tiếp theo; để trống là bước kế trong danh sách", item: "bước tiếp", fresh: func() map[string]any { return map[string]any{"to": ""} }}}},
	"steps.*.next.*": {title: "Bước tiếp", parts: []part{
		{name: "to", label: "Đến bước", hint: "Mã bước.", kind: asText, width: "20"},
		when("when", "Khi"),
		{name: "say", label: "Điều kiện bằng lời, trên sơ đồ", hint: "Để trống thì tự viết từ điều kiện.", kind: asText},
	}},
	"steps.*.request": {title: "Hỏi cơ quan khác", parts: []part{
		{name: "to", label: "Hỏi", kind: asChoice, options: choice("commune", "xã, phường khác", "province", "trung tâm cấp tỉnh", "unit", "phòng trong cơ quan", "applicant", "người nộp: xem bản dự thảo")},
		{name: "field", label: "Câu hỏi địa chỉ chỉ ra xã", kind: asText, width: "20"},
		{name: "unit", label: "Phòng", kind: asText, width: "20"},
		{name: "title", label: "Hỏi điều gì", kind: asText},
		{name: "amount", label: "Trả lời trong", kind: asNumber, width: "4"},
		{name: "time_unit", label: "Đơn vị", kind: asChoice, options: units[:4]},
		{name: "silence", label: "Nếu không trả lời", kind: asChoice, options: choice("consent", "coi là đồng ý", "wait", "phải chờ")},
		{name: "pauses", label: "Thời hạn của hồ sơ tạm dừng trong lúc chờ", kind: asBool},
		{name: "basis", label: "Căn cứ tạm dừng", kind: asText},
	}},
	"ket-qua": {title: "Kết quả", branches: []branch{{name: "results", title: "Kết quả cấp ra", item: "kết quả", fresh: func() map[string]any { return map[string]any{"title": "Kết quả mới", "outcome": "granted"} }}}},
	"results.*": {named: "title", parts: []part{
		{name: "title", label: "Tên kết quả", kind: asText},
		{name: "code", label: "Mã kết quả quốc gia", hint: "Ví dụ KQ.G15.000031.", kind: asText, width: "20"},
		{name: "register", label: "Sổ cấp số", kind: asText},
		{name: "words", label: "Lời của văn bản, sau phần điền sẵn từ hồ sơ", hint: "Điền được: {co_quan}, {chu_ho_so}, {thu_tuc}, {ma_ho_so}, {ngay_tiep_nhan}. Để trống: cơ quan xác nhận nội dung là đúng theo hồ sơ.", kind: asLong},
		{name: "outcome", label: "Là", kind: asChoice, options: choice("granted", "đồng ý", "refused", "từ chối", "notice", "thông báo")},
		{name: "retention", label: "Thời hạn lưu trữ, nếu lâu hơn hồ sơ", hint: "Khi đó cả hồ sơ được giữ lâu như kết quả.", kind: asChoice, options: retentionChoices("như hồ sơ")},
	}},
}

var term = shape{title: "Thời hạn", parts: []part{
	{name: "amount", label: "Số", hint: "Trong ngày thì để trống.", kind: asNumber, width: "4"},
	{name: "unit", label: "Đơn vị", kind: asChoice, options: units},
	{name: "case", label: "Trường hợp", hint: "Mã trường hợp, để trống là mọi trường hợp.", kind: asText, width: "20"},
	{name: "area", label: "Địa bàn", kind: asChoice, options: choice("", "mọi địa bàn", revision.AreaDifficult, "địa bàn khó khăn")},
	when("when", "Khi"),
	{name: "note", label: "Ghi chú", kind: asText},
}}

// rootPages edit parts that lie at the top of the tree.
var rootPages = []string{"chung", "tham-quyen", "form", "truong-hop", "giay-to", "cach-nop", "clock", "quy-trinh", "ket-qua"}
