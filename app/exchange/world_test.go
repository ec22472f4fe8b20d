package exchange_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"strconv"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
	"motcua/app/dossiers"
	"motcua/app/exchange"
	"motcua/app/notices"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

type world struct {
	*apptest.World
	t   *testing.T
	su  *pgx.Conn
	sim *exchange.Simulated
}

func start(t *testing.T, o ...apptest.Option) *world {
	t.Helper()
	w := &world{World: apptest.Start(t, o...), t: t}
	w.su, w.sim = pgtest.Conn(t, w.DB.SuperURL), w.Exchange.Portal.(*exchange.Simulated)
	return w
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) worker() context.Context {
	return tenants.With(w.t.Context(), tenants.Worker(apptest.KimBoi))
}

func (w *world) officer(name string) context.Context {
	return tenants.With(w.t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", ID: uuid.NewSHA1(apptest.KimBoi, []byte(name)), Name: name}))
}

// filing is a dossier of Kim Bôi on the portal, in order but for its form and papers.
func (w *world) filing(code, message string) exchange.Filing {
	u, err := w.Units.ByID(tenants.With(w.t.Context(), tenants.Public()), apptest.KimBoi)
	must(w.t, err)
	return exchange.Filing{
		MaGoiTin: message, MaHoSo: code, MaTTHC: "1.004873", DonViXuLy: u.UnitCode, NgayNopHoSo: time.Now().Add(-time.Hour).Format("20060102150405"),
		ChuHoSo:       exchange.Person{HoTen: "Bùi Thị Sen", SoDinhDanh: "017162000456", NgaySinh: "19620203", GioiTinh: "2", SoDienThoai: "0912345678", DiaChi: "xóm Bưa, xã Kim Bôi"},
		DuLieuBieuMau: map[string]string{"applicant_full_name": "Bùi Thị Sen", "khong_co_truong_nay": "x"}, TaiKhoanDuocXacThucVoiVNeID: "1",
	}
}

// send posts a body as the portal would, signed unless sign is told otherwise.
func (w *world) send(body []byte, secret string) (int, string) {
	w.t.Helper()
	req, err := http.NewRequestWithContext(w.t.Context(), http.MethodPost, w.URL+"/lien-thong/ho-so", bytes.NewReader(body))
	must(w.t, err)
	seconds := strconv.FormatInt(time.Now().Unix(), 10)
	req.Header.Set("X-Timestamp", seconds)
	req.Header.Set("X-Signature", notices.Sign([]byte(secret), seconds, body))
	resp, err := http.DefaultClient.Do(req)
	must(w.t, err)
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	must(w.t, err)
	return resp.StatusCode, string(b)
}

func (w *world) file(f exchange.Filing) (int, string) {
	w.t.Helper()
	b, err := json.Marshal(f)
	must(w.t, err)
	return w.send(b, apptest.PortalSecret)
}

// landed files one and gives its id.
func (w *world) landed(code string) uuid.UUID {
	w.t.Helper()
	if status, answer := w.file(w.filing(code, "msg-"+code)); status != http.StatusOK {
		w.t.Fatalf("%d %s", status, answer)
	}
	d, err := w.Dossiers.ByCode(w.worker(), code)
	must(w.t, err)
	return d.ID
}

func (w *world) count(sql string, args ...any) (n int) {
	w.t.Helper()
	must(w.t, w.su.QueryRow(w.t.Context(), sql, args...).Scan(&n))
	return n
}

// heard lists the codes that the portal heard of a dossier, in the order they came.
func (w *world) heard(code string) (out []string) {
	arrived, _, _ := w.sim.Heard()
	for i := len(arrived) - 1; i >= 0; i-- {
		if arrived[i].MaHoSo == code {
			out = append(out, arrived[i].TrangThaiHoSo)
		}
	}
	return out
}

func ref(id uuid.UUID) dossiers.Ref { return dossiers.Ref{ID: id} }
