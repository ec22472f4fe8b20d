package demo

import (
	"context"
	"fmt"

	"github.com/google/uuid"

	"motcua/app/authz"
	"motcua/app/fault"
	"motcua/app/governing"
	"motcua/app/people"
	"motcua/migrations"
	"motcua/tenants"
)

// Password of every demo account. Known to everybody; a deployment without
// DEMO=true never creates these accounts.
const Password = "Mot-Cua-demo-2026"

// Account is one demo login.
type Account struct {
	Username string
	FullName string
	Title    string
	Office   string // tenant code
	Place    string // for the printout
	Roles    []string
}

// offices are the four that are staffed in full.
var offices = []struct{ prefix, code, place, short string }{
	{"kimboi", "04978", "xã Kim Bôi", "xã"},
	{"hoabinh", "04795", "phường Hòa Bình", "phường"},
	{"daoxa", "08662", "xã Đào Xá", "xã"},
	{"govap", "26884", "phường Gò Vấp", "phường"},
}

// Accounts are all demo logins: two operators and two people in each
// provincial centre (who publish each other's procedures), and one
// person per role in each of the four offices.
func Accounts() []Account {
	out := []Account{
		{"vanhanh", "Phạm Quang Minh", "Vận hành nền tảng", "platform", "nền tảng", []string{authz.PlatformOperator}},
		{"vanhanh.kiemsoat", "Vũ Thị Bích Ngọc", "Kiểm soát danh mục quốc gia", "platform", "nền tảng", []string{authz.PlatformOperator}},
		{"phutho.quantri", "Trần Đức Khải", "Chuyên viên kiểm soát thủ tục", "T25", "tỉnh Phú Thọ", []string{"provincial_admin"}},
		{"phutho.kiemsoat", "Đỗ Thị Vân", "Trưởng phòng Kiểm soát thủ tục hành chính", "T25", "tỉnh Phú Thọ", []string{authz.ProcedureControl}},
		// who decides what passes up from a commune (two-level procedures)
		{"phutho.trungtam.quantri", "Cao Thị Nga", "Quản trị Trung tâm", "T25", "tỉnh Phú Thọ", []string{authz.CommuneAdmin}},
		{"phutho.trungtam.giamdoc", "Tạ Quang Huy", "Giám đốc Trung tâm Phục vụ hành chính công tỉnh", "T25", "tỉnh Phú Thọ", []string{authz.CentreDirector}},
		{"phutho.trungtam.tiepnhan", "Hoàng Thị Lý", "Chuyên viên Trung tâm Phục vụ hành chính công tỉnh", "T25", "tỉnh Phú Thọ", []string{authz.Receptionist}},
		{"phutho.trungtam.thuly", "Nguyễn Đăng Khoa", "Chuyên viên sở chuyên ngành", "T25", "tỉnh Phú Thọ", []string{authz.Handler}},
		{"phutho.trungtam.lanhdao", "Phan Thị Tuyết", "Trưởng phòng", "T25", "tỉnh Phú Thọ", []string{authz.UnitHead}},
		{"phutho.trungtam.chutich", "Vũ Đình Quang", "Phó Chủ tịch UBND tỉnh", "T25", "tỉnh Phú Thọ", []string{authz.Signatory}},
		{"phutho.trungtam.vanthu", "Lương Thị Nhàn", "Văn thư", "T25", "tỉnh Phú Thọ", []string{authz.Clerk}},
		{"hcm.quantri", "Lê Minh Thư", "Chuyên viên kiểm soát thủ tục", "T79", "Thành phố Hồ Chí Minh", []string{"provincial_admin"}},
		{"hcm.kiemsoat", "Nguyễn Quốc Huy", "Trưởng phòng Kiểm soát thủ tục hành chính", "T79", "Thành phố Hồ Chí Minh", []string{authz.ProcedureControl}},
	}
	who := [][4]string{ // role key, title, role, then a name per office
		{"quantri", "Quản trị hệ thống", "commune_admin", ""},
		{"giamdoc", "Giám đốc Trung tâm", "centre_director", ""},
		{"tiepnhan", "Công chức tiếp nhận", "receptionist", ""},
		{"thuly", "Công chức Tư pháp – Hộ tịch", "handler", ""},
		{"thuly2", "Công chức Địa chính – Xây dựng", "handler", ""},
		{"lanhdaophong", "Trưởng phòng", "unit_head", ""},
		{"chutich", "Chủ tịch UBND", "signatory", ""},
		{"phochutich", "Phó Chủ tịch UBND", "signatory", ""},
		{"vanthu", "Văn thư", "clerk", ""},
		{"thuphi", "Thu phí", "cashier", ""},
		{"hotro", "Tổ công nghệ số cộng đồng", "helper", ""},
	}
	names := [][]string{
		{"Bùi Văn Thao", "Đinh Thị Hòa", "Nguyễn Thị Hạnh", "Bùi Quang Lâm", "Quách Văn Toàn", "Hà Thị Nhung", "Bạch Thị Hương", "Đinh Công Sự", "Xa Thị Vân", "Bùi Thị Thủy", "Hoàng Linh"},
		{"Nguyễn Văn Bình", "Trần Thị Mai", "Lê Thị Hiền", "Phùng Văn Hải", "Đỗ Minh Tuấn", "Nguyễn Thu Hà", "Trần Quốc Việt", "Vũ Thị Lan", "Đặng Thị Yến", "Phạm Thị Nga", "Tạ Khánh Linh"},
		{"Cao Văn Dũng", "Hà Thị Tâm", "Nguyễn Thị Thắm", "Trần Văn Khoát", "Lê Đình Phú", "Phùng Thị Liên", "Đinh Văn Hợp", "Nguyễn Thị Thanh", "Tạ Thị Loan", "Hà Thị Bích", "Lê Ngọc Ánh"},
		{"Huỳnh Thanh Tùng", "Võ Thị Kim Chi", "Nguyễn Ngọc Trâm", "Phan Hoàng Nam", "Trần Bảo Quốc", "Lê Thị Mỹ Dung", "Nguyễn Thành Trung", "Đặng Thị Hồng", "Bùi Thị Cẩm", "Ngô Thị Thu", "Trịnh Gia Bảo"},
	}
	for i, o := range offices {
		for j, w := range who {
			title := w[1]
			if w[2] == "signatory" {
				title += " " + o.place
			}
			out = append(out, Account{o.prefix + "." + w[0], names[i][j], title, o.code, o.place, []string{w[2]}})
		}
	}
	return out
}

// staffed are the communes besides the four that get dossiers: their people
// have accounts that nobody has activated yet.
func staffed(all []governing.Office, want int) []governing.Office {
	var out []governing.Office
	four := map[string]bool{}
	for _, o := range offices {
		four[o.code] = true
	}
	for i, o := range all {
		if four[o.Code] {
			continue
		}
		if i%max(len(all)/max(want, 1), 1) == 0 && len(out) < want {
			out = append(out, o)
		}
	}
	return out
}

// accounts makes the logins through the same invitations as everybody's, and
// brings both provinces with all their communes live.
func (w *World) accounts(ctx context.Context) error {
	sys := tenants.Actor{Kind: "system", Name: "Dữ liệu mẫu"}
	var rest []Account
	for _, a := range Accounts() {
		if a.Office != "platform" {
			rest = append(rest, a)
			continue
		}
		if w.active[a.Username] {
			continue
		}
		inv, err := w.People.AddOperator(tenants.With(ctx, tenants.Identity()), people.NewStaff{Username: a.Username, FullName: a.FullName, Title: a.Title, Home: migrations.PlatformTenant, Roles: a.Roles})
		if err != nil {
			return fmt.Errorf("operator: %w", err)
		}
		if err := w.activate(ctx, a, inv); err != nil {
			return err
		}
	}
	plat := tenants.With(ctx, tenants.Platform(sys))
	for code, prefix := range map[string]string{"25": "H44", "79": "H29"} {
		if err := w.Governing.OnboardProvince(plat, code, prefix, ""); err != nil && !fault.HasKey(err, "province.live") {
			return err
		}
	}
	for _, a := range rest {
		scope := plat
		if a.Roles[0] != authz.ProvincialAdmin { // the operator makes a province's first people, the province the others
			scope = tenants.With(ctx, tenants.Province(provinceOf(a.Office), sys))
		}
		if w.active[a.Username] {
			continue
		}
		var inv people.Invited
		var err error
		if s, there := w.staff[a.Username]; there {
			inv, err = w.People.Reinvite(scope, s.ID)
		} else {
			inv, err = w.People.InviteStaff(scope, people.NewStaff{Username: a.Username, FullName: a.FullName, Title: a.Title, Home: migrations.TenantID(a.Office), Roles: a.Roles})
		}
		if err != nil {
			return fmt.Errorf("account %s: %w", a.Username, err)
		}
		if err := w.activate(ctx, a, inv); err != nil {
			return err
		}
	}
	for _, code := range []string{"25", "79"} {
		if err := w.bringLive(tenants.With(ctx, tenants.Province(code, sys)), code); err != nil {
			return err
		}
	}
	return nil
}

func (w *World) activate(ctx context.Context, a Account, inv people.Invited) error {
	if _, err := w.People.AcceptInvite(tenants.With(ctx, tenants.Identity()), inv.Token, Password); err != nil {
		return fmt.Errorf("activate %s: %w", a.Username, err)
	}
	w.staff[a.Username] = staffer{inv.StaffID, a.FullName, a.Title}
	return nil
}

// bringLive gives each commune of a province its contact and first people, and opens it.
func (w *World) bringLive(ctx context.Context, province string) error {
	all, err := w.Governing.Offices(ctx)
	if err != nil {
		return err
	}
	extra := map[uuid.UUID]bool{}
	for _, o := range staffed(all, w.ExtraCommunes) {
		extra[o.ID] = true
	}
	for i, o := range all {
		if w.Only != nil && !w.Only[o.Code] {
			continue
		}
		if extra[o.ID] {
			w.extra = append(w.extra, o)
		}
		if o.LiveFrom != nil {
			continue
		}
		address := o.Address
		if address == "" {
			address = "Trụ sở UBND " + o.FullName
		}
		if err := w.Governing.SetContact(ctx, o.ID, governing.Contact{Phone: fmt.Sprintf("02%s%07d", province[:1], 1000000+i*37), Address: address}); err != nil {
			return fmt.Errorf("%s: %w", o.FullName, err)
		}
		if o.Admins == 0 || extra[o.ID] {
			roles := [][]string{{"commune_admin"}}
			if extra[o.ID] {
				roles = append(roles, []string{"receptionist", "clerk"}, []string{"handler"}, []string{"unit_head"}, []string{"signatory"})
			}
			for j, rs := range roles {
				p := w.folk.next(localOf(province), o.FullName)
				user := fmt.Sprintf("xa%s.%s", o.Code, []string{"quantri", "motcua", "thuly", "truongphong", "chutich"}[j])
				if _, there := w.staff[user]; there {
					continue
				}
				inv, err := w.People.InviteStaff(ctx, people.NewStaff{Username: user, FullName: p.Name, Title: []string{"Quản trị hệ thống", "Công chức một cửa", "Công chức thụ lý", "Trưởng phòng", "Chủ tịch UBND"}[j], Home: o.ID, Roles: rs})
				if err != nil {
					return fmt.Errorf("%s: %w", user, err)
				}
				w.staff[user] = staffer{inv.StaffID, p.Name, ""}
			}
		}
		if err := w.Governing.GoLive(ctx, o.ID); err != nil {
			return fmt.Errorf("%s: %w", o.FullName, err)
		}
	}
	return nil
}

func provinceOf(code string) string {
	if code == "26884" || code == "T79" {
		return "79"
	}
	return "25"
}

func localOf(province string) string {
	if province == "25" {
		return "Hòa Bình (Mường)"
	}
	return ""
}
