package province

import (
	"slices"

	"motcua/app/authz"
	"motcua/app/procedures/revision"
)

// acts are the permissions as the matrix of roles calls them, in the order of
// a dossier's life.
var acts = []struct{ object, action, text string }{
	{"dossier", "list", "Xem danh sách hồ sơ"},
	{"dossier", "read", "Xem hồ sơ"},
	{"dossier", "receive", "Tiếp nhận tại quầy"},
	{"dossier", "accept", "Tiếp nhận hồ sơ trực tuyến"},
	{"dossier", "decline", "Từ chối tiếp nhận"},
	{"dossier", "receive_handover", "Nhận luân chuyển"},
	{"dossier", "refuse_handover", "Từ chối luân chuyển"},
	{"dossier", "coordinate", "Điều phối hồ sơ bị từ chối luân chuyển"},
	{"office_key", "manage", "Đăng ký khóa ký số của cơ quan"},
	{"dossier", "hand_over_papers", "Bàn giao giấy tờ, kết quả bản giấy"},
	{"dossier", "assign", "Phân công"},
	{"dossier", "take", "Tự nhận việc"},
	{"dossier", "verify", "Thẩm định"},
	{"dossier", "ask_supplement", "Yêu cầu bổ sung"},
	{"dossier", "hold", "Giữ hồ sơ không cho hủy (thanh tra, khiếu nại, vụ án)"},
	{"archive", "read", "Xem hồ sơ hết hạn lưu trữ và danh mục tiêu hủy"},
	{"archive", "propose", "Lập danh mục tiêu hủy hồ sơ"},
	{"archive", "digitize", "Số hóa giấy tờ đã cấp trước đây"},
	{"archive", "decide", "Quyết định tiêu hủy hồ sơ (không phải người lập danh mục)"},
	{"dossier", "agree_supplement", "Duyệt yêu cầu bổ sung thêm lần, quá hạn"},
	{"dossier", "ask_payment", "Yêu cầu thực hiện nghĩa vụ tài chính"},
	{"dossier", "record_payment", "Ghi nhận nghĩa vụ tài chính"},
	{"dossier", "extend", "Gia hạn"},
	{"dossier", "rebase", "Chuyển sang bản quy định mới"},
	{"dossier", "finish_step", "Xong bước, chuyển tiếp"},
	{"dossier", "sector", "Ghi số, trạng thái, kết quả từ hệ thống chuyên ngành"},
	{"dossier", "consult", "Xin ý kiến cơ quan khác"},
	{"dossier", "answer_consultation", "Trả lời cơ quan khác"},
	{"dossier", "draft_result", "Soạn dự thảo kết quả"},
	{"dossier", "initial", "Ký nháy"},
	{"dossier", "approve", "Ký duyệt"},
	{"dossier", "send_back", "Trả bước, dự thảo về để sửa"},
	{"dossier", "number", "Cấp số"},
	{"dossier", "issue", "Phát hành, đóng dấu"},
	{"dossier", "ask_revoke", "Đề nghị thu hồi kết quả"},
	{"dossier", "revoke", "Quyết định thu hồi kết quả"},
	{"register", "manage", "Mở, khóa quyển, hủy số của sổ"},
	{"dossier", "hand_back", "Chuyển kết quả về quầy"},
	{"dossier", "return", "Trả kết quả"},
	{"dossier", "decide_withdrawal", "Quyết định yêu cầu rút"},
	{"dossier", "stop", "Dừng xử lý"},
	{"help", "start", "Nộp hộ có đồng ý"},
	{"charge", "list", "Xem phí, lệ phí"},
	{"charge", "collect", "Thu phí, lệ phí"},
	{"people", "list", "Xem nhân sự"},
	{"people", "manage", "Mời và khóa tài khoản"},
	{"unit", "manage", "Đặt phòng, đơn vị của cơ quan"},
	{"people", "grant", "Giao vai trò"},
	{"role", "list", "Xem vai trò"},
	{"procedure", "list", "Xem danh mục thủ tục"},
	{"procedure", "set", "Bật tắt thủ tục"},
	{"procedure", "edit", "Soạn thủ tục"},
	{"procedure", "publish", "Duyệt, công bố thủ tục"},
	{"procedure", "unlock", "Mở khóa bản đang soạn"},
	{"tenant", "read", "Xem thiết lập đơn vị"},
	{"tenant", "manage", "Sửa thiết lập đơn vị"},
	{"exchange", "read", "Xem liên thông với Cổng quốc gia"},
	{"exchange", "resend", "Gửi lại trạng thái lên Cổng quốc gia"},
	{"report", "read", "Xem số liệu"},
	{"history", "read", "Xem nhật ký thiết lập"},
}

// actText is what screens call a permission; its own key when it is unknown.
func actText(p authz.Permission) string {
	for _, a := range acts {
		if a.object == p.Object && a.action == p.Action {
			return a.text
		}
	}
	return p.Object + "." + p.Action
}

// ordered puts permissions into the order of acts, unknown ones last.
func ordered(list []authz.Permission) []authz.Permission {
	at := func(p authz.Permission) int {
		for i, a := range acts {
			if a.object == p.Object && a.action == p.Action {
				return i
			}
		}
		return len(acts)
	}
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b authz.Permission) int { return at(a) - at(b) })
	return out
}

// boundaryText is how far away a procedure may be received.
func boundaryText(b revision.Boundary) string {
	switch b {
	case revision.BoundaryProvince:
		return "Trong tỉnh"
	case revision.BoundaryNation:
		return "Cả nước"
	}
	return "Nơi có thẩm quyền"
}
