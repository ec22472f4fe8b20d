// Package i18n holds the words and the formats of the screen: Vietnamese labels for states, roles and channels, and
// dates, money and numbers as official Vietnamese writes them. It imports nothing of ours and knows no time zone but
// Asia/Ho_Chi_Minh.
package i18n

// label is a word on the screen with the tone of its chip (views/ui).
type label struct{ text, tone string }

// states are the states of a dossier, seen by officers.
var states = map[string]label{
	"draft":                {"Nháp", "nhap"},
	"submitted":            {"Chờ tiếp nhận", "sap"},
	"in_transit":           {"Đang luân chuyển", "sap"},
	"accepted":             {"Đã tiếp nhận", "ok"},
	"declined":             {"Không tiếp nhận", "qua"},
	"processing":           {"Đang xử lý", "ok"},
	"awaiting_supplement":  {"Chờ bổ sung", "bs"},
	"awaiting_payment":     {"Chờ nghĩa vụ tài chính", "bs"},
	"withdrawal_requested": {"Xin rút hồ sơ", "sap"},
	"stopped":              {"Dừng xử lý", "nhap"},
	"decided":              {"Đã có kết quả", "xong"},
	"returned":             {"Đã trả kết quả", "xong"},
}

// residentStates say the same to the person whose dossier it is.
var residentStates = map[string]string{
	"draft":                "Đang làm dở, chưa nộp",
	"submitted":            "Đã gửi, chờ quầy một cửa trả lời",
	"in_transit":           "Đang chuyển đến cơ quan giải quyết",
	"accepted":             "Đã được tiếp nhận",
	"declined":             "Không được tiếp nhận",
	"processing":           "Đang xử lý",
	"awaiting_supplement":  "Cần Ông/Bà bổ sung giấy tờ",
	"awaiting_payment":     "Cần Ông/Bà nộp nghĩa vụ tài chính",
	"withdrawal_requested": "Đang xem xét yêu cầu rút hồ sơ",
	"stopped":              "Đã dừng xử lý",
	"decided":              "Đã có kết quả, chờ Ông/Bà nhận",
	"returned":             "Đã trả kết quả",
}

// nationalStates are the names under which the national portal knows the states (DESIGN.md section 5).
var nationalStates = map[string]label{
	"submitted":            {"Mới đăng ký", "1"},
	"in_transit":           {"Được tiếp nhận", "2"},
	"accepted":             {"Được tiếp nhận", "2"},
	"declined":             {"Không được tiếp nhận", "3"},
	"processing":           {"Đang xử lý", "4"},
	"awaiting_supplement":  {"Yêu cầu bổ sung giấy tờ", "5"},
	"awaiting_payment":     {"Yêu cầu thực hiện nghĩa vụ tài chính", "6"},
	"withdrawal_requested": {"Công dân yêu cầu rút hồ sơ", "7"},
	"stopped":              {"Dừng xử lý", "8"},
	"decided":              {"Đã xử lý xong", "9"},
	"returned":             {"Đã trả kết quả", "10"},
}

var roles = map[string]string{
	"platform_operator": "Vận hành nền tảng",
	"provincial_admin":  "Quản trị tỉnh",
	"commune_admin":     "Quản trị xã",
	"centre_director":   "Giám đốc Trung tâm Phục vụ hành chính công",
	"receptionist":      "Tiếp nhận và trả kết quả",
	"handler":           "Công chức chuyên môn",
	"unit_head":         "Phụ trách đơn vị (ký nháy)",
	"signatory":         "Lãnh đạo ký duyệt",
	"clerk":             "Văn thư",
	"cashier":           "Thu phí, lệ phí",
	"helper":            "Người hỗ trợ",
	"resident":          "Người dân",
}

var channels = map[string]string{
	"online":  "Trực tuyến, tự nộp",
	"helped":  "Trực tuyến, nộp hộ có đồng ý",
	"counter": "Tại quầy",
	"post":    "Qua bưu chính",
	"portal":  "Cổng Dịch vụ công quốc gia",
}

var pickups = map[string]string{
	"counter":    "Tại quầy một cửa",
	"post":       "Qua bưu chính",
	"electronic": "Bản điện tử",
}

var outcomes = map[string]string{"granted": "Đồng ý giải quyết", "refused": "Từ chối giải quyết"}

var kinds = map[string]string{
	"commune": "Xã", "ward": "Phường", "special_zone": "Đặc khu", "department": "Sở", "province": "Tỉnh",
}

func lookup(m map[string]string, key string) string {
	if v, ok := m[key]; ok {
		return v
	}
	return key
}

// StateLabel is a dossier state for officers; an unknown key is shown as it is.
func StateLabel(state string) string {
	if l, ok := states[state]; ok {
		return l.text
	}
	return state
}

// StateTone is the chip tone of a state: ok, sap, qua, bs, xong or nhap.
func StateTone(state string) string {
	if l, ok := states[state]; ok {
		return l.tone
	}
	return "nhap"
}

// ResidentState is a dossier state in the resident's words.
func ResidentState(state string) string { return lookup(residentStates, state) }

// NationalState is the national code and name of a state; both empty for a draft.
func NationalState(state string) (code, name string) {
	l := nationalStates[state]
	return l.tone, l.text
}

// RoleLabel is a staff role.
func RoleLabel(role string) string { return lookup(roles, role) }

// ChannelLabel is how a dossier was filed.
func ChannelLabel(channel string) string { return lookup(channels, channel) }

// PickupLabel is how the result is received.
func PickupLabel(pickup string) string { return lookup(pickups, pickup) }

// OutcomeLabel is what was decided.
func OutcomeLabel(outcome string) string { return lookup(outcomes, outcome) }

// KindLabel is a kind of tenant.
func KindLabel(kind string) string { return lookup(kinds, kind) }
