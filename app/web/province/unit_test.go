package province

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/authz"
	"motcua/app/governing"
	"motcua/app/reports"
	"motcua/migrations"
)

func TestPeriodOfWholeMonths(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 30, 18, 0, 0, 0, time.UTC) // 1 December in Vietnam
	for _, x := range []struct{ from, to, want, words string }{
		{"", "", "2026-01 2026-12", "năm 2026 đến nay"},
		{"2026-03", "2026-03", "2026-03 2026-03", "tháng 3/2026"},
		{"2026-09", "2026-02", "2026-02 2026-09", "tháng 2/2026 đến tháng 9/2026"},
		{"nonsense", "2031-05", "2026-01 2026-12", "năm 2026 đến nay"},
		{"0001-01", "2025-12", "2025-12 2026-01", "tháng 12/2025 đến tháng 1/2026"},
	} {
		p := readPeriod(x.from, x.to, now)
		if got := p.from.Format(monthForm) + " " + p.to.Format(monthForm); got != x.want || p.words(now) != x.words {
			t.Errorf("%q to %q: %s, %s", x.from, x.to, got, p.words(now))
		}
	}
}

func TestCommunesAreArranged(t *testing.T) {
	t.Parallel()
	of := func(name string, received, onTime, late, overdue int64) line {
		return line{Office: governing.Office{Name: name}, CommuneFigures: reports.CommuneFigures{Received: received, DecidedOnTime: onTime, DecidedLate: late, Overdue: overdue}}
	}
	lines := []line{of("Ỷ La", 100, 50, 50, 2), of("Ân Tình", 5, 0, 5, 3), of("An Bình", 100, 90, 10, 0), of("Đà Bắc", 0, 0, 0, 0)}
	for key, want := range map[string]string{
		"ten": "An Bình, Ân Tình, Đà Bắc, Ỷ La", "quahan": "Ân Tình, Ỷ La, An Bình, Đà Bắc",
		"dunghan": "Ỷ La, An Bình, Ân Tình, Đà Bắc", // five decided are too few to be ranked
		"nghin":   "Ỷ La, An Bình, Ân Tình, Đà Bắc", "khac": "Ân Tình, Ỷ La, An Bình, Đà Bắc",
	} {
		arrange(lines, orderBy(key))
		var names []string
		for _, l := range lines {
			names = append(names, l.Name)
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%s: %s", key, got)
		}
	}
	if u := urgent(lines, 5); len(u) != 2 || u[0].Name != "Ân Tình" {
		t.Errorf("urgent: %v", u)
	}
}

func TestHeat(t *testing.T) {
	t.Parallel()
	for n, want := range map[int64]int{0: 0, 1: 1, 25: 1, 26: 2, 50: 2, 51: 3, 75: 3, 76: 4, 100: 4} {
		if got := heatOfCount(n, 100); got != want {
			t.Errorf("%d of 100: %d", n, got)
		}
	}
	for v, want := range map[float64]int{100: 0, 98: 0, 97.9: 1, 90: 2, 80: 3, 12: 4} {
		if got := heatOfShare(v, onTimeLimits); got != want {
			t.Errorf("%v %%: %d", v, got)
		}
	}
}

// Every kind that is written about settings, accounts and roles has a sentence
// of its own, and an unknown one is shown, not hidden.
func TestSentences(t *testing.T) {
	t.Parallel()
	kimBoi := migrations.TenantID("04978")
	office := func(id uuid.UUID) string {
		if id == kimBoi {
			return "xã Kim Bôi"
		}
		return "một đơn vị"
	}
	for _, x := range []struct {
		kind, data, want string
	}{
		{"role.granted", `{"role":"handler","tenant":"` + kimBoi.String() + `"}`, "Giao vai trò “Chuyên viên thụ lý” cho Bùi Quang Lâm tại xã Kim Bôi"},
		{"role.revoked", `{"role":"clerk","tenant":"` + kimBoi.String() + `"}`, "Thu vai trò “Văn thư” của Bùi Quang Lâm tại xã Kim Bôi"},
		{"role.override_set", `{"role":"clerk","object":"dossier","action":"number","allow":false}`, "Bỏ quyền “Cấp số” của vai trò “Văn thư”"},
		{"role.override_set", `{"role":"clerk","object":"dossier","action":"number","allow":null}`, "Trả quyền “Cấp số” của vai trò “Văn thư” về mẫu quốc gia"},
		{"account.invited", `{"roles":["handler"],"tenant":"` + kimBoi.String() + `"}`, "Mời Bùi Quang Lâm tại xã Kim Bôi, vai trò Chuyên viên thụ lý"},
		{"account.reinvited", `{}`, "Tạo đường dẫn kích hoạt mới cho Bùi Quang Lâm"},
		{"account.disabled", `{}`, "Khóa tài khoản của Bùi Quang Lâm"},
		{"account.enabled", `{}`, "Mở lại tài khoản của Bùi Quang Lâm"},
		{"tenant.contact_set", `{"office":"Xã Kim Bôi","phone":"0218","address":"Bo","hours_changed":true}`, "Sửa liên hệ của xã Kim Bôi: điện thoại 0218, địa chỉ Bo; đổi giờ làm việc"},
		{"tenant.details_changed", `{"phone":"0218","address":"Bo","email":""}`, "Sửa liên hệ của xã Kim Bôi: điện thoại 0218, địa chỉ Bo"},
		{"tenant.went_live", `{"office":"Xã Kim Bôi"}`, "Mở xã Kim Bôi trên hệ thống"},
		{"procedure.turned_off", `{"procedure":"1.1","name":"Đăng ký kết hôn"}`, "Tắt thủ tục “Đăng ký kết hôn” cho mọi xã trong tỉnh"},
		{"procedure.turned_on", `{"name":"Đăng ký kết hôn","tenant":"` + kimBoi.String() + `","tenant_name":"Xã Kim Bôi"}`, "Bật thủ tục “Đăng ký kết hôn” cho xã Kim Bôi"},
		{"procedure.boundary_set", `{"name":"Sổ đỏ","non_boundary":"province"}`, "Đặt phạm vi tiếp nhận của thủ tục “Sổ đỏ”: trong tỉnh"},
		{"province.onboarded", `{"name":"Tỉnh Phú Thọ","prefix":"H44"}`, "Mở tỉnh Phú Thọ trên nền tảng, mã đơn vị bắt đầu bằng H44"},
		{"something.new", `{}`, "something.new"},
		{"role.granted", `not json`, "role.granted"},
	} {
		if got := sentence(governing.Act{Kind: x.kind, SubjectID: kimBoi, Data: json.RawMessage(x.data), Person: "Bùi Quang Lâm"}, office); got != x.want {
			t.Errorf("%s: %s", x.kind, got)
		}
	}
}

// Every permission that a role of an office can have is called by a name.
func TestPermissionsHaveNames(t *testing.T) {
	t.Parallel()
	f, err := migrations.Data().Open("permissions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 50 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for _, r := range rows[1:] {
		for _, role := range authz.OfficeRoles() {
			if p := (authz.Permission{Object: r[1], Action: r[2]}); r[0] == role && strings.Contains(actText(p), ".") {
				t.Errorf("%v has no name on the screen", p)
			}
		}
	}
}

func TestPlaceInTheHistory(t *testing.T) {
	t.Parallel()
	b := governing.Before{At: time.UnixMicro(1763000000123456).UTC(), Seq: 7, Subject: uuid.Must(uuid.NewV7())}
	if got := readBefore(beforeText(b)); got != b {
		t.Errorf("%v", got)
	}
	for _, s := range []string{"", "1", "1.2.3", "x.1." + b.Subject.String(), "99999999999999999999.1." + b.Subject.String(), "1.99999999999." + b.Subject.String()} {
		if got := readBefore(s); got != (governing.Before{}) {
			t.Errorf("%q: %v", s, got)
		}
	}
}
