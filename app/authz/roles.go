package authz

import (
	"slices"

	"motcua/app/fault"
	"motcua/tenants"
)

// The roles. Several per person; that nobody signs what they drafted is
// checked per result, in dossiers.
const (
	PlatformOperator = "platform_operator"
	ProvincialAdmin  = "provincial_admin"
	ProcedureControl = "procedure_controller" // of a province: writes and reviews procedures, and nothing else
	CommuneAdmin     = "commune_admin"
	CentreDirector   = "centre_director"
	Receptionist     = "receptionist"
	Handler          = "handler"
	UnitHead         = "unit_head"
	Signatory        = "signatory"
	Clerk            = "clerk"
	Cashier          = "cashier"
	Helper           = "helper"
	Resident         = "resident" // never granted: everybody who files for themselves
)

// roleNames are the roles as screens call them.
var roleNames = map[string]string{
	PlatformOperator: "Vận hành nền tảng",
	ProvincialAdmin:  "Quản trị cấp tỉnh",
	ProcedureControl: "Kiểm soát thủ tục hành chính",
	CommuneAdmin:     "Quản trị hệ thống cấp xã",
	CentreDirector:   "Giám đốc Trung tâm",
	Receptionist:     "Tiếp nhận và trả kết quả",
	Handler:          "Chuyên viên thụ lý",
	UnitHead:         "Lãnh đạo phòng (ký nháy)",
	Signatory:        "Lãnh đạo UBND (ký duyệt)",
	Clerk:            "Văn thư",
	Cashier:          "Thu phí, lệ phí",
	Helper:           "Người hỗ trợ nộp hồ sơ",
	Resident:         "Người dân",
}

// officeRoles are the roles of an office that holds dossiers; a province may change what they may do.
var officeRoles = []string{CommuneAdmin, CentreDirector, Receptionist, Handler, UnitHead, Signatory, Clerk, Cashier, Helper}

// RoleName is what screens call a role; the role itself when it is unknown.
func RoleName(role string) string {
	if n := roleNames[role]; n != "" {
		return n
	}
	return role
}

// Grantable lists the roles that an actor of that kind of scope may grant in
// a tenant of that kind (commune, department, province, platform).
// A commune's own admin is granted by the province, everything else in the
// commune by that admin; a province's first admin comes from the operator.
func Grantable(scope tenants.Kind, tenantKind string) []string {
	switch scope {
	case tenants.KindTenant:
		return officeRoles[1:]
	case tenants.KindProvince:
		if tenantKind == "province" {
			return append([]string{ProvincialAdmin, ProcedureControl}, officeRoles...)
		}
		return officeRoles
	case tenants.KindPlatform:
		if tenantKind == "province" {
			return []string{ProvincialAdmin}
		}
	}
	return nil
}

func mayGrant(scope tenants.Kind, tenantKind, role string) error {
	if roleNames[role] == "" || role == Resident {
		return fault.Fields(map[string]string{"role": "Vai trò này không có trong danh mục. Chọn một vai trò trong danh sách."})
	}
	if slices.Contains(Grantable(scope, tenantKind), role) {
		return nil
	}
	text := "Tài khoản này không được giao vai trò “" + RoleName(role) + "”."
	if scope == tenants.KindTenant && role == CommuneAdmin {
		text = "Vai trò “" + RoleName(role) + "” do quản trị cấp tỉnh giao. Đề nghị liên hệ quản trị cấp tỉnh."
	}
	return fault.New(fault.Forbidden, "role.not_grantable", text)
}
