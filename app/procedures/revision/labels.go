package revision

import (
	"encoding/json"
	"strconv"
	"strings"
)

// labels are the parts of a revision as screens call them, by "list.name"
// where one name means two things, else by name. A name that is not here is
// shown as it is, so a new field is never hidden.
var labels = map[string]string{
	"decision": "Quyết định công bố", "legal_basis": "Căn cứ pháp lý", "confidence": "Độ tin cậy", "unconfirmed": "Chưa xác nhận",
	"summary": "Kết quả nhận được", "who": "Ai làm được", "notes": "Lưu ý", "urgency": "Khi nào cần làm",
	"competence": "Cơ quan giải quyết", "competence_text": "Cơ quan giải quyết (bằng lời)", "non_boundary": "Phạm vi tiếp nhận", "help_only": "Nơi khác chỉ giúp nộp",
	"immediate": "Giải quyết ngay", "presence": "Ai phải có mặt", "retention": "Thời hạn lưu trữ", "ways": "Cách nộp", "clock": "Cách tính thời hạn", "cases": "Trường hợp", "components": "Giấy tờ",
	"form": "Câu hỏi", "sections": "", "fields": "", "steps": "Quy trình", "results": "Kết quả", "screening": "Câu hỏi sàng lọc", "eligibility": "Điều kiện",
	"fees": "Phí, lệ phí", "variants": "Cách tính riêng", "silence": "Khi không trả lời", "pauses": "Tạm dừng thời hạn", "basis": "Căn cứ", "time_unit": "Đơn vị thời gian", "field": "Câu hỏi", "pattern": "Mẫu phải khớp", "item": "Tên một dòng", "of": "Kiểu kết quả", "routing": "Nơi nhận việc", "within": "Trong phạm vi", "checks": "Kiểm tra chéo", "letters": "Mẫu thư",

	"key": "Mã", "name": "Mã", "title": "Tên", "label": "Nhãn", "hint": "Gợi ý", "type": "Kiểu", "required": "Bắt buộc", "options": "Lựa chọn", "max": "Lớn nhất", "min": "Nhỏ nhất",
	"decimal": "Số lẻ", "show_if": "Chỉ hỏi khi", "prefill": "Điền sẵn từ", "missing": "Câu nhắc khi bỏ trống", "parts": "Các phần", "text": "Chữ", "value": "Giá trị",
	"when": "Khi nào", "fields.when": "Ngày được chọn", "kind": "Loại", "group": "Trường hợp", "condition": "Điều kiện (bằng lời)", "originals": "Bản chính", "copies": "Bản sao",
	"digitize": "Số hóa", "note": "Ghi chú", "replaced_by": "Thay bằng kết quả", "sample": "Ảnh mẫu", "accept": "Loại tệp nhận", "pull": "Cán bộ tra được",
	"filed": "Nộp ở đâu", "place": "Nơi nộp", "decided": "Nơi giải quyết", "system": "Hệ thống chuyên ngành", "terms": "Thời hạn", "fee": "Phí, lệ phí", "fee_unit": "Đơn vị tính phí", "fee_note": "Ghi chú phí", "fee_due": "Khi nào nộp phí",
	"after_hour": "Sau giờ này tính ngày sau", "day_rule": "Cách tính ngày", "on_supplement": "Khi bổ sung giấy tờ", "supplement_days": "Số ngày để bổ sung", "supplement_rounds": "Số lần bổ sung", "ask_days": "Số ngày được yêu cầu bổ sung", "ask_late": "Khi yêu cầu bổ sung muộn", "on_lapse": "Khi hết hạn bổ sung",
	"intake_hours": "Giờ để trả lời tiếp nhận", "fallback": "Thời hạn khi luật không nêu", "role": "Vai trò", "hours": "Số giờ", "unit": "Phòng, bộ phận", "at": "Ở đâu", "next": "Bước sau", "to": "Chuyển tới",
	"parallel": "Làm song song", "join": "Chờ đủ các nhánh", "send_back": "Được trả về", "request": "Xin ý kiến", "code": "Mã kết quả", "register": "Sổ", "outcome": "Kết luận",
	"amount": "Số tiền", "due": "Khi nào nộp", "rule": "Quy tắc", "say": "Câu báo", "instead": "Làm gì thay", "expr": "Công thức", "component": "Giấy tờ", "min_items": "Ít nhất", "max_items": "Nhiều nhất",
	"online": "Trực tuyến", "counter": "Tại quầy", "post": "Bưu chính",
}

// words are values that are words of the code, by field.
var words = map[string]map[string]string{
	"competence":    {"residence": "nơi cư trú", "land": "nơi có đất, công trình", "seat": "nơi đặt trụ sở", "record": "nơi lưu sổ, cấp giấy", "any": "mọi xã, phường"},
	"non_boundary":  {"none": "chỉ nơi có thẩm quyền", "province": "trong tỉnh", "nation": "cả nước"},
	"filed":         {"here": "tại hệ thống này", "dvcqg": "Cổng Dịch vụ công quốc gia", "none": "nơi khác"},
	"system":        sectorWords(),
	"on_supplement": {"pause": "tạm dừng thời hạn", "restart": "tính lại từ đầu"},
	"outcome":       {"granted": "đồng ý", "refused": "từ chối", "notice": "thông báo"},
	"role":          {"receptionist": "tiếp nhận", "handler": "thụ lý", "unit_head": "lãnh đạo phòng", "signatory": "lãnh đạo UBND", "clerk": "văn thư"},
	"kind":          {"submit": "nộp", "present": "xuất trình", "form": "tờ khai", "note": "ghi chú", "phi": "phí", "le_phi": "lệ phí", "sign": "ký", "number": "cấp số", "request": "xin ý kiến"},
	"when":          {"past": "đến hôm nay", "future": "từ hôm nay"},
	"due":           {"filing": "khi nộp", "acceptance": "khi tiếp nhận", "return": "khi trả kết quả"},
	"fee_due":       {"filing": "khi nộp", "acceptance": "khi tiếp nhận", "return": "khi trả kết quả"},
	"fee_unit":      {"page": "trang", "copy": "bản"},
	"retention":     retentionWords(),
	"confidence":    {"high": "cao", "medium": "vừa", "low": "thấp"},
	"type": {
		"text": "chữ ngắn", "longtext": "chữ dài", "number": "số", "money": "số tiền", "date": "ngày", "partial_date": "ngày (có thể chỉ có năm)", "id_number": "số định danh", "phone": "số điện thoại",
		"email": "thư điện tử", "name": "họ tên", "person": "khối thông tin người", "address": "địa chỉ", "choice": "chọn một", "multichoice": "chọn nhiều", "yesno": "có hoặc không", "info": "thông tin",
		"group": "nhóm lặp lại", "file": "tệp giấy tờ", "calc": "tự tính",
	},
}

var unitWords = map[Unit]string{Hours: "giờ làm việc", WorkingDays: "ngày làm việc", CalendarDays: "ngày", Months: "tháng", SameDay: "trong ngày"}

// Words says a term: "3 ngày làm việc".
func (t Term) Words() string {
	if t.Unit == SameDay {
		return "trong ngày"
	}
	u := unitWords[t.Unit]
	if u == "" {
		u = string(t.Unit)
	}
	return strconv.Itoa(t.Amount) + " " + u
}

func labelOf(list, name string) string {
	if s, ok := labels[list+"."+name]; ok {
		return s
	}
	if s, ok := labels[name]; ok {
		return s
	}
	return name
}

// say is a part as a person reads it: words for values, one line for an item.
func say(name string, n *node) string {
	if n == nil {
		return ""
	}
	if n.named {
		var parts []string
		for _, k := range n.names {
			s := say(k, n.at[k])
			switch {
			case s == "":
			case n.list:
				parts = append(parts, s)
			case labelOf(name, k) == "":
				parts = append(parts, s)
			default:
				parts = append(parts, labelOf(name, k)+": "+s)
			}
		}
		if n.list {
			return strings.Join(parts, ", ")
		}
		return strings.Join(parts, "; ")
	}
	raw := []byte(n.text())
	var s string
	if json.Unmarshal(raw, &s) == nil {
		if w := words[name][s]; w != "" {
			return w
		}
		return s
	}
	switch string(raw) {
	case "true":
		return "có"
	case "false":
		return "không"
	}
	var t Term
	if json.Unmarshal(raw, &t) == nil && t.Unit != "" {
		return sayTerm(t)
	}
	var rule struct {
		CEL   string   `json:"cel"`
		Field string   `json:"field"`
		In    []string `json:"in"`
	}
	if json.Unmarshal(raw, &rule) == nil {
		switch {
		case rule.CEL != "":
			return rule.CEL
		case rule.Field != "":
			return rule.Field + " là " + strings.Join(rule.In, " hoặc ")
		}
	}
	if i, err := strconv.ParseInt(string(raw), 10, 64); err == nil && (name == "fee" || name == "amount") {
		return dong(i)
	}
	return string(raw)
}

func sayTerm(t Term) string {
	s := t.Words()
	if t.Case != "" {
		s += ", trường hợp " + t.Case
	}
	if t.Area == AreaDifficult {
		s += ", địa bàn khó khăn"
	}
	if t.Note != "" {
		s += " (" + t.Note + ")"
	}
	return s
}

// dong writes an amount: "1.500.000 đồng".
func dong(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s + " đồng"
}
