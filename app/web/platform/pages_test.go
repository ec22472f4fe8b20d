package platform_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

func want(t *testing.T, p *apptest.Page, status int, says ...string) {
	t.Helper()
	all := strings.Join(strings.Fields(p.Text()), " ")
	if p.Status != status {
		t.Fatalf("%s answers %d, want %d: %.2000s", p.URL, p.Status, status, all)
	}
	for _, s := range says {
		if !strings.Contains(all, s) {
			t.Errorf("%s does not say %q: %.2000s", p.URL, s, all)
		}
	}
}

func TestOnboardingAProvince(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer("vanhanh")
	want(t, c.Get("/nen-tang"), 200, "Tỉnh Phú Thọ", "3/148", "Thành phố Hà Nội", "Không đo được")
	want(t, c.PostForm("/nen-tang/tinh/01/moi", url.Values{"full_name": {"Lê Thị Tâm"}, "username": {"hanoi.quantri"}}), 409, "Mở tỉnh trên nền tảng trước")
	p := c.PostForm("/nen-tang/tinh/01/mo", url.Values{"prefix": {"ha noi"}, "template": {"{seq:4}"}})
	want(t, p, 422, "Nhập mã tỉnh có dạng H44", "Mẫu mã phải có")
	if p.Find("#f-prefix").AttrOr("value", "") != "ha noi" {
		t.Error("typed words are lost")
	}
	v := url.Values{"prefix": {"H26"}, "template": {"{unit}-{yyMMdd}-{seq:4}"}}
	want(t, c.PostForm("/nen-tang/tinh/01/mo", v), 200, "Đang hoạt động", "Mở Thành phố Hà Nội trên nền tảng, mã đơn vị bắt đầu bằng H26")
	want(t, c.PostForm("/nen-tang/tinh/01/mo", v), 200) // a second click
	want(t, c.PostForm("/nen-tang/tinh/01/moi", url.Values{"full_name": {"Lê Thị Tâm"}, "username": {"vanhanh"}}), 422, "đã có người dùng")
	p = c.PostForm("/nen-tang/tinh/01/moi", url.Values{"full_name": {"Lê Thị Tâm"}, "username": {"hanoi.quantri"}, "title": {"Chuyên viên"}})
	want(t, p, 200, "Chỉ hiện một lần")
	link, err := url.Parse(strings.TrimSpace(p.Find("p.code").Text()))
	if err != nil || !strings.HasPrefix(link.Path, "/cb/kich-hoat/") {
		t.Fatalf("link %v %v", link, err)
	}
	const password = "mùa thu Hà Nội cây cơm nguội vàng"
	n := w.Anybody()
	n.PostForm(link.Path, url.Values{"password": {password}, "again": {password}})
	want(t, n.Get("/tinh"), 200, "thành phố Hà Nội", "0/126 đơn vị đang hoạt động")
	want(t, n.Get("/tinh/lich-su"), 200, "Mở thành phố Hà Nội trên nền tảng")
	want(t, c.Get("/nen-tang/lich-su"), 200, "Mời một quản trị cấp tỉnh của Thành phố Hà Nội")
	want(t, c.Get("/nen-tang/tinh/99"), 404)
}

// The operator sees how much files take and says how much they may, with a reason.
func TestQuotas(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer("vanhanh")
	const at = "/nen-tang/dung-luong"
	want(t, c.Get(at), 200, "Tỉnh Phú Thọ", "Tài liệu")
	want(t, c.Get(at+"?tinh=25&don_vi=04978"), 200, "Đặt dung lượng của Xã Kim Bôi")
	want(t, c.Get(at+"?tinh=99"), 404)
	want(t, c.Get(at+"?tinh=79&don_vi=04978"), 404)
	p := c.PostForm(at, url.Values{"tinh": {"25"}, "quota": {"x"}, "reason": {"Công văn 12/2026"}})
	want(t, p, 422, "Nhập số GB")
	if p.Find("[name=quota]").AttrOr("value", "") != "x" || p.Find("[name=reason]").AttrOr("value", "") != "Công văn 12/2026" {
		t.Error("typed words are lost")
	}
	want(t, c.PostForm(at, url.Values{"tinh": {"25"}, "quota": {"500"}}), 422, "Ghi lý do")
	want(t, c.PostForm(at, url.Values{"tinh": {"25"}, "quota": {"500"}, "reason": {"Công văn 12/2026"}}), 200, "trên 500,0 GB (0%)", "Đặt dung lượng lưu trữ của Tỉnh Phú Thọ: 500,0 GB. Lý do: Công văn 12/2026")
	want(t, c.PostForm(at, url.Values{"tinh": {"25"}, "don_vi": {"04978"}, "quota": {"10"}, "reason": {"Số hóa sổ cũ"}}), 200, "10,0 GB", "Số hóa sổ cũ")
	want(t, c.Get("/nen-tang/lich-su"), 200, "Đặt dung lượng lưu trữ của Xã Kim Bôi, Tỉnh Phú Thọ: 10,0 GB")
	want(t, w.Officer("kimboi.vanthu").Get("/cb/luu-tru"), 200, "trên 10,0 GB", "Cả tỉnh", "trên 500,0 GB")
	if p := w.Officer("phutho.quantri").PostForm(at, url.Values{"tinh": {"25"}, "quota": {"9"}, "reason": {"x"}}); p.Status == 200 && strings.Contains(p.Body, "Đã đặt") {
		t.Error("a province sets its own limit")
	}
}

func TestJobHealth(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer("vanhanh")
	want(t, c.Get("/nen-tang/viec-nen"), 200, "Chưa ghi lần nào")
	db := pgtest.Conn(t, w.DB.SuperURL)
	for _, x := range []struct {
		kind   string
		tenant any
		ok, ko *time.Time
	}{
		{"sweep_tenant", apptest.KimBoi, at(-time.Minute), nil},
		{"sweep_tenant", apptest.HoaBinh, at(-2 * time.Minute), at(-time.Minute)},
		{"anchor_audit", apptest.KimBoi, at(-90 * time.Hour), nil},
		{"digitize", apptest.KimBoi, at(-90 * time.Hour), nil},
	} {
		if _, err := db.Exec(t.Context(), `INSERT INTO app.job_run (kind, tenant_id, last_success_at, last_failure_at) VALUES ($1, $2, $3, $4)`, x.kind, x.tenant, x.ok, x.ko); err != nil {
			t.Fatal(err)
		}
	}
	want(t, c.Get("/nen-tang/viec-nen"), 200, "Lỗi ở 1 đơn vị", "Im lặng", "Chạy tốt", "không đo được")
	want(t, c.Get("/nen-tang"), 200, "lần chạy gần nhất bị lỗi ở 1 đơn vị", "Neo nhật ký hằng ngày: im lặng từ")
}

func at(d time.Duration) *time.Time { x := time.Now().Add(d); return &x }

// The operator's pages name no person of any office, and its scope reads none.
func TestOperatorSeesNoPersonAndNoDossier(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	super := pgtest.Conn(t, w.DB.SuperURL)
	var names []string
	rows, err := super.Query(t.Context(), `SELECT full_name FROM app.staff WHERE username <> 'vanhanh' UNION SELECT full_name FROM app.party UNION SELECT full_name FROM app.resident WHERE full_name <> '' UNION SELECT code FROM app.dossier WHERE code IS NOT NULL`)
	if err != nil {
		t.Fatal(err)
	}
	for rows.Next() {
		var s string
		if err := rows.Scan(&s); err != nil {
			t.Fatal(err)
		}
		names = append(names, s)
	}
	if rows.Err() != nil || len(names) < 100 {
		t.Fatalf("only %d names to look for: %v", len(names), rows.Err())
	}
	// a province that worked on its roles and people has names in its history
	a := w.Officer("phutho.quantri")
	want(t, a.Submit(a.Get("/tinh/vai-tro/clerk"), "main form", url.Values{"p_report_read": {"allow"}}), 200, "Tỉnh thêm")
	want(t, a.Get("/tinh/lich-su"), 200, "Trần Đức Khải")
	c := w.Officer("vanhanh")
	for _, path := range []string{"/nen-tang", "/nen-tang/tinh/25", "/nen-tang/tinh/79", "/nen-tang/viec-nen", "/nen-tang/lich-su"} {
		p := c.Get(path)
		want(t, p, 200)
		for _, n := range names {
			if strings.Contains(p.Text(), n) {
				t.Errorf("%s names %q", path, n)
			}
		}
	}
	for _, path := range []string{"/cb", "/cb/ho-so", "/tinh", "/tinh/xa/04978", "/tinh/ho-so", "/tinh/nhan-su"} {
		if p := c.Get(path); p.Status != 403 {
			t.Errorf("%s answers the operator %d", path, p.Status)
		}
	}
	for _, who := range []string{"phutho.quantri", "kimboi.quantri", "kimboi.tiepnhan"} {
		if p := w.Officer(who).Get("/nen-tang"); p.Status != 403 {
			t.Errorf("%s: %d", who, p.Status)
		}
	}
	ctx := tenants.With(t.Context(), tenants.Platform(tenants.System))
	for _, table := range []string{"dossier", "tenant_dossier", "party", "resident", "staff", "document", "audit_entry WHERE subject <> 'province'"} {
		n := -1
		err := w.App.DB.Tx(ctx, func(tx pgx.Tx) error { return tx.QueryRow(ctx, "SELECT count(*) FROM app."+table).Scan(&n) })
		if err == nil && n != 0 {
			t.Errorf("the platform scope reads %d rows of %s", n, table)
		}
	}
}
