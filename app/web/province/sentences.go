package province

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"

	"github.com/google/uuid"

	"motcua/app/authz"
	"motcua/app/governing"
	"motcua/app/procedures/revision"
	"motcua/app/web/builder"
)

// sentence says in Vietnamese what an act of the history was. office names a
// tenant: "xã Kim Bôi". A kind that is not known yet is shown as it is, never hidden.
func sentence(a governing.Act, office func(uuid.UUID) string) string {
	var d struct {
		UnitTitle                                  string `json:"unit_title"`
		Role, Object, Action, Office, Name, Prefix string
		Tenant                                     uuid.UUID
		Roles                                      []string
		Allow                                      *bool
		HoursChanged                               bool   `json:"hours_changed"`
		TenantName                                 string `json:"tenant_name"`
		NonBoundary                                string `json:"non_boundary"`
		Phone, Address, Reason                     string
		National                                   bool
		Taken, Changed, Unchanged, Refused         int
		Form                                       string
		Version, Letters                           int
	}
	if err := json.Unmarshal(a.Data, &d); err != nil {
		return a.Kind
	}
	who := a.Person
	if who == "" {
		who = "một cán bộ"
	}
	at := ""
	if d.Tenant != uuid.Nil {
		at = " tại " + office(d.Tenant)
	}
	role := "“" + authz.RoleName(d.Role) + "”"
	where := "mọi xã trong tỉnh"
	if d.Tenant != uuid.Nil {
		where = office(d.Tenant)
	}
	switch a.Kind {
	case "procedure.imported":
		return fmt.Sprintf("Nhập danh mục thủ tục từ tệp: %d mới, %d thay đổi, %d không đổi, %d bị từ chối", d.Taken, d.Changed, d.Unchanged, d.Refused)
	case "exchange.resent":
		return fmt.Sprintf("Gửi lại %d trạng thái lên Cổng quốc gia của %s", d.Letters, d.Name)
	case "province.slip_worded":
		return "Sửa lời văn mẫu phiếu " + d.Form + ", thành bản " + strconv.Itoa(d.Version)
	case "notice_text.saved":
		ch := map[string]string{"sms": "tin nhắn", "email": "thư điện tử"}[d.Action]
		if d.National {
			return "Dùng lại mẫu quốc gia cho " + ch + " “" + d.Name + "”"
		}
		return "Viết lại " + ch + " “" + d.Name + "”"
	case "role.granted":
		return "Giao vai trò " + role + " cho " + who + at
	case "role.revoked":
		return "Thu vai trò " + role + " của " + who + at
	case "role.override_set":
		act := "“" + actText(authz.Permission{Object: d.Object, Action: d.Action}) + "”"
		switch {
		case d.Allow == nil:
			return "Trả quyền " + act + " của vai trò " + role + " về mẫu quốc gia"
		case *d.Allow:
			return "Cho vai trò " + role + " quyền " + act
		}
		return "Bỏ quyền " + act + " của vai trò " + role
	case "province.reminders_set":
		return "Đặt quy tắc nhắc việc của tỉnh"
	case "province.retention_set":
		return "Đặt thời hạn lưu trữ của một loại hồ sơ"
	case "province.retention_reset":
		return "Dùng lại thời hạn lưu trữ chung của một loại hồ sơ"
	case "tenant.quota_set":
		return "Đặt dung lượng lưu trữ của đơn vị"
	case "province.quota_set":
		return "Đặt dung lượng chung của các đơn vị trong tỉnh"
	case "province.handover_rules_set":
		return "Đặt thời gian luân chuyển, bàn giao của tỉnh"
	case "account.invited":
		names := make([]string, len(d.Roles))
		for i, r := range d.Roles {
			names[i] = authz.RoleName(r)
		}
		s := "Mời " + who + at
		if len(names) > 0 {
			s += ", vai trò " + strings.Join(names, ", ")
		}
		return s
	case "account.reinvited":
		return "Tạo đường dẫn kích hoạt mới cho " + who
	case "account.unit_set":
		return "Xếp " + who + " vào phòng, đơn vị: " + d.UnitTitle
	case "tenant.unit_created":
		return "Thêm phòng, đơn vị " + d.UnitTitle + " của " + office(a.SubjectID)
	case "tenant.unit_renamed":
		return "Đổi tên phòng, đơn vị " + d.UnitTitle + " của " + office(a.SubjectID)
	case "tenant.unit_closed":
		return "Đóng phòng, đơn vị " + d.UnitTitle + " của " + office(a.SubjectID)
	case "tenant.unit_opened":
		return "Mở lại phòng, đơn vị " + d.UnitTitle + " của " + office(a.SubjectID)
	case "account.disabled":
		return "Khóa tài khoản của " + who
	case "account.enabled":
		return "Mở lại tài khoản của " + who
	case "tenant.contact_set":
		s := fmt.Sprintf("Sửa liên hệ của %s: điện thoại %s, địa chỉ %s", lowerFirst(d.Office), d.Phone, d.Address)
		if d.HoursChanged {
			s += "; đổi giờ làm việc"
		}
		return s
	case "tenant.outage_announced":
		return "Ghi sự cố hệ thống của " + lowerFirst(d.Office) + ": " + d.Reason
	case "tenant.calendar_changed":
		return "Đổi lịch làm việc của " + lowerFirst(d.Office) + ": " + d.Reason
	case "tenant.details_changed":
		return fmt.Sprintf("Sửa liên hệ của %s: điện thoại %s, địa chỉ %s", office(a.SubjectID), d.Phone, d.Address)
	case "tenant.went_live":
		return "Mở " + lowerFirst(d.Office) + " trên hệ thống"
	case "procedure.turned_on":
		return "Bật thủ tục “" + d.Name + "” cho " + where
	case "procedure.turned_off":
		return "Tắt thủ tục “" + d.Name + "” cho " + where
	case "procedure.boundary_set":
		return "Đặt phạm vi tiếp nhận của thủ tục “" + d.Name + "”: " + strings.ToLower(boundaryText(revision.Boundary(d.NonBoundary)))
	case "procedure.named":
		return "Sửa tên và cách gọi của thủ tục “" + d.Name + "”. " + builder.NamedText(a.Data)
	case "procedure.retired":
		return "Bãi bỏ thủ tục “" + d.Name + "”"
	case "revision.draft_started", "revision.saved", "revision.submitted", "revision.returned", "revision.published", "revision.retired", "revision.upstream_accepted", "revision.tried", "revision.locked", "revision.unlocked", "revision.lock_taken_over":
		act, why := builder.RevisionAct(a.Kind, a.Data)
		if why != "" && a.Kind != "revision.saved" {
			act += " (" + why + ")"
		}
		return "Thủ tục “" + d.Name + "”: " + lowerFirst(act)
	case "revision.draft_deleted":
		return "Thủ tục “" + d.Name + "”: xóa bản nháp"
	case "province.onboarded":
		return "Mở " + lowerFirst(d.Name) + " trên nền tảng, mã đơn vị bắt đầu bằng " + d.Prefix
	}
	return a.Kind
}
