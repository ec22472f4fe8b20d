package province

import (
	"motcua/app/authz"
	"motcua/app/procedures/revision"
)

// acts are the permissions as the matrix of roles calls them.
var acts = map[string]string{
	"dossier.list": "Xem danh sách hồ sơ", "dossier.read": "Xem hồ sơ", "dossier.receive": "Tiếp nhận tại quầy", "dossier.accept": "Tiếp nhận hồ sơ trực tuyến",
	"dossier.decline": "Từ chối tiếp nhận", "dossier.assign": "Phân công", "dossier.verify": "Thẩm định", "dossier.ask_supplement": "Yêu cầu bổ sung",
	"dossier.hand_back": "Chuyển kết quả về quầy", "dossier.return": "Trả kết quả", "dossier.send_handover": "Luân chuyển đi", "dossier.receive_handover": "Nhận luân chuyển",
	"dossier.refuse_handover": "Từ chối luân chuyển", "dossier.stop": "Dừng xử lý", "dossier.decide_withdrawal": "Quyết định yêu cầu rút", "dossier.extend": "Gia hạn",
	"dossier.draft_result": "Soạn dự thảo kết quả", "dossier.initial": "Ký nháy", "dossier.approve": "Ký duyệt", "dossier.number": "Cấp số", "dossier.issue": "Phát hành, đóng dấu",
	"charge.list": "Xem phí, lệ phí", "charge.collect": "Thu phí, lệ phí", "help.start": "Nộp hộ có đồng ý",
	"people.list": "Xem nhân sự", "people.manage": "Mời và khóa tài khoản", "people.grant": "Giao vai trò", "role.list": "Xem vai trò",
	"procedure.list": "Xem danh mục thủ tục", "tenant.read": "Xem thiết lập đơn vị", "tenant.manage": "Sửa thiết lập đơn vị", "report.read": "Xem số liệu", "history.read": "Xem nhật ký thiết lập",
}

// objects group the permissions.
var objects = []struct{ key, text string }{
	{"dossier", "Hồ sơ"}, {"help", "Nộp hộ"}, {"charge", "Phí, lệ phí"}, {"people", "Nhân sự"}, {"role", "Vai trò"}, {"procedure", "Thủ tục"}, {"tenant", "Đơn vị"}, {"report", "Số liệu"}, {"history", "Nhật ký"},
}

// actText is what screens call a permission; its own key when it is unknown.
func actText(p authz.Permission) string {
	if t := acts[p.Object+"."+p.Action]; t != "" {
		return t
	}
	return p.Object + "." + p.Action
}

// boundaryText is how far away a procedure may be received.
func boundaryText(b revision.Boundary) string {
	switch b {
	case revision.BoundaryProvince:
		return "Mọi xã trong tỉnh"
	case revision.BoundaryNation:
		return "Mọi xã trong cả nước"
	}
	return "Chỉ nơi có thẩm quyền"
}
