package people

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

func TestUnitsOfAnOffice(t *testing.T) {
	w := setup(t)
	admin := tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Quản trị"}
	here, there := tenants.With(t.Context(), tenants.Tenant(kimBoi, admin)), tenants.With(t.Context(), tenants.Tenant(hoaBinh, admin))
	prov := tenants.With(t.Context(), tenants.Province("25", admin))
	su := pgtest.Conn(t, w.u.SuperURL)
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	refused := func(what string, err error, kind fault.Kind, say string) {
		t.Helper()
		f := fault.As(err)
		if f == nil || f.Kind != kind || !strings.Contains(f.Text+f.Fields["title"]+f.Fields["unit"], say) {
			t.Errorf("%s: %v", what, err)
		}
	}
	titles := func() string {
		t.Helper()
		us, err := w.s.Units(here, kimBoi)
		ok(err)
		var out []string
		for _, u := range us {
			s := u.Key + "=" + u.Title
			if u.ClosedAt != nil {
				s += " (đóng)"
			}
			out = append(out, s)
		}
		return strings.Join(out, "; ")
	}
	usualOnes := titles()
	if !strings.HasPrefix(usualOnes, "trung_tam=") || strings.Count(usualOnes, ";") != 4 {
		t.Fatal(usualOnes)
	}

	key, err := w.s.CreateUnit(here, "  Phòng  Giáo dục và Đào tạo")
	ok(err)
	if key != "phong_giao_duc_va_dao_tao" {
		t.Error(key)
	}
	_, err = w.s.CreateUnit(here, "phòng giáo dục VÀ đào tạo")
	refused("the same name", err, fault.Invalid, "Đã có đơn vị")
	_, err = w.s.CreateUnit(here, " ")
	refused("no name", err, fault.Invalid, "Nhập tên")
	_, err = w.s.CreateUnit(here, "---")
	refused("no letters", err, fault.Invalid, "chữ cái")
	_, err = w.s.CreateUnit(here, strings.Repeat("x", 200))
	refused("a long name", err, fault.Invalid, "120")
	ok(w.s.RenameUnit(here, "kinh_te", "Phòng Kinh tế"))
	refused("another's name", w.s.RenameUnit(here, "van_phong", "Phòng Kinh tế"), fault.Invalid, "Đã có")
	refused("no such unit", w.s.RenameUnit(here, "x", "Phòng X"), fault.NotFound, "")
	refused("the neighbour's unit", w.s.RenameUnit(there, key, "Phòng khác"), fault.NotFound, "")
	if s := titles(); !strings.Contains(s, "kinh_te=Phòng Kinh tế;") || !strings.Contains(s, key+"=Phòng Giáo dục và Đào tạo") {
		t.Error(s)
	}

	// people come into it, at invitation and later
	_, err = w.s.InviteStaff(here, NewStaff{Username: "thu.mot", FullName: "Nguyễn Văn Một", Roles: []string{"handler"}, Unit: "khong_co"})
	refused("invited into a unit that is not there", err, fault.Invalid, "danh sách")
	one, err := w.s.InviteStaff(here, NewStaff{Username: "thu.mot", FullName: "Nguyễn Văn Một", Roles: []string{"handler"}, Unit: key})
	ok(err)
	two, err := w.s.InviteStaff(here, NewStaff{Username: "thu.hai", FullName: "Nguyễn Văn Hai", Roles: []string{"handler"}})
	ok(err)
	ok(w.s.SetUnit(prov, kimBoi, two.StaffID, "kinh_te")) // the province does it too
	refused("somebody else's officer", w.s.SetUnit(there, hoaBinh, two.StaffID, "kinh_te"), fault.NotFound, "")
	refused("another office's people from here", w.s.SetUnit(there, kimBoi, two.StaffID, "kinh_te"), fault.NotFound, "")
	for who, want := range map[uuid.UUID]string{one.StaffID: key, two.StaffID: "kinh_te"} {
		if m, err := w.s.Member(here, kimBoi, who); err != nil || m.Unit != want {
			t.Error(m.Unit, err)
		}
	}

	// only an empty one closes
	refused("people in it", w.s.CloseUnit(here, key), fault.Conflict, "Còn 1 người")
	ok(w.s.SetUnit(here, kimBoi, one.StaffID, ""))
	var dossier uuid.UUID
	ok(su.QueryRow(t.Context(), `WITH p AS (INSERT INTO app.procedure (id, code, name, plain_name, field, level, search_text) VALUES (gen_random_uuid(), 'U.1', 'x', 'x', 'x', 'x', 'x') RETURNING id),
		r AS (INSERT INTO app.revision (id, procedure_id, no, state, published_from, data) SELECT gen_random_uuid(), id, 1, 'published', now(), '{}' FROM p RETURNING id, procedure_id),
		c AS (INSERT INTO app.resident (id, full_name, level) VALUES (gen_random_uuid(), 'Sen', 0) RETURNING id)
		INSERT INTO app.dossier (id, code, procedure_id, revision_id, channel, filing, resident_id, receiving_tenant, competent_tenant, holder_tenant, state, submitted_at)
		SELECT gen_random_uuid(), 'U-1', r.procedure_id, r.id, 'counter', 'counter', c.id, $1, $1, $1, 'processing', now() FROM r, c RETURNING id`, kimBoi).Scan(&dossier))
	_, err = su.Exec(t.Context(), `INSERT INTO app.task (id, dossier_id, tenant_id, seq, step, title, role, unit, started_at) VALUES (gen_random_uuid(), $1, $2, 1, 'x', 'x', 'handler', $3, now())`, dossier, kimBoi, key)
	ok(err)
	refused("work for it", w.s.CloseUnit(here, key), fault.Conflict, "Còn 1 việc")
	_, err = su.Exec(t.Context(), `UPDATE app.task SET done_at = now() WHERE dossier_id = $1`, dossier)
	ok(err)
	ok(w.s.CloseUnit(here, key))
	refused("closed twice", w.s.CloseUnit(here, key), fault.Conflict, "đã đóng")
	refused("into a closed one", w.s.SetUnit(here, kimBoi, one.StaffID, key), fault.Invalid, "danh sách")
	if s := titles(); !strings.HasSuffix(s, key+"=Phòng Giáo dục và Đào tạo (đóng)") {
		t.Error(s)
	}
	again, err := w.s.CreateUnit(here, "Phòng Giáo dục và Đào tạo") // the name is free, the key is not
	ok(err)
	if again != key+"_2" {
		t.Error(again)
	}
	refused("opened beside its namesake", w.s.ReopenUnit(here, key), fault.Conflict, "tên này")
	ok(w.s.CloseUnit(here, again))
	ok(w.s.ReopenUnit(here, key))
	refused("the province does not keep a commune's units", w.s.CloseUnit(prov, key), fault.Forbidden, "")

	// the centre has its own, and the neighbour nothing of all that
	if us, err := w.s.Units(tenants.With(t.Context(), tenants.Tenant(phuTho, admin)), phuTho); err != nil || len(us) != 1 || us[0].Key != "trung_tam" {
		t.Error(us, err)
	}
	if us, err := w.s.Units(there, hoaBinh); err != nil || len(us) != 5 {
		t.Error(us, err)
	}
	if us, err := w.s.Units(there, kimBoi); err == nil && slices.ContainsFunc(us, func(u Unit) bool { return u.Key == key }) {
		t.Error("LEAK: the neighbour's units", us)
	}
	var written int
	ok(su.QueryRow(t.Context(), `SELECT count(*) FROM app.audit_entry WHERE kind IN ('tenant.unit_created', 'tenant.unit_renamed', 'tenant.unit_closed', 'tenant.unit_opened', 'account.unit_set')`).Scan(&written))
	if written != 2+1+2+1+2 {
		t.Error("audit entries:", written)
	}
}
