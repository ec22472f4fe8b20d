package exchange_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/dossiers"
	"motcua/app/exchange"
	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/tenants"
)

func ignoreLater(err error) error {
	var later notices.Later
	if errors.As(err, &later) {
		return nil
	}
	return err
}

// The database's copy of the codes says the same as the one in Go.
func TestNationalCodes(t *testing.T) {
	t.Parallel()
	w := start(t)
	for _, s := range []dossiers.State{dossiers.Draft, dossiers.Submitted, dossiers.InTransit, dossiers.Accepted, dossiers.Declined, dossiers.Processing, dossiers.AwaitingSupplement, dossiers.AwaitingPayment, dossiers.WithdrawalRequested, dossiers.Stopped, dossiers.Decided, dossiers.Returned} {
		if n := w.count(`SELECT app.national_code($1)`, string(s)); n != s.NationalCode() {
			t.Errorf("%s: %d and %d", s, n, s.NationalCode())
		}
	}
}

// clock is set by hand: back-off is waited out in no time.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time        { c.mu.Lock(); defer c.mu.Unlock(); return c.at }
func (c *clock) later(d time.Duration) { c.mu.Lock(); defer c.mu.Unlock(); c.at = c.at.Add(d) }

// Each status goes once and in order, through a portal that is down, slow and
// refusing; what is refused for good waits for people, and what comes after it waits too.
func TestStatusesInOrder(t *testing.T) {
	t.Parallel()
	w := start(t)
	c := &clock{at: time.Now()}
	w.Exchange.Now, w.Exchange.Timeout = c.now, 100*time.Millisecond
	code := "G22.99-261126-000009"
	id := w.landed(code)
	row := func() (s string) {
		t.Helper()
		must(t, w.su.QueryRow(t.Context(), `SELECT string_agg(code || ' ' || state, ', ' ORDER BY seq) FROM app.status_outbox WHERE dossier_id = $1`, id).Scan(&s))
		return s
	}
	push := func(want string) {
		t.Helper()
		must(t, ignoreLater(w.Exchange.Push(w.worker(), id)))
		if got := row(); got != want {
			t.Fatalf("outbox: %q, wanted %q", got, want)
		}
	}
	w.sim.Behave(exchange.Down, "")
	push("1 waiting")
	must(t, w.Dossiers.Accept(w.officer("Hạnh"), ref(id)))
	push("1 waiting, 2 waiting") // not due yet: not even asked
	if n := w.count(`SELECT attempts FROM app.status_outbox WHERE dossier_id = $1 AND code = 1`, id); n != 1 {
		t.Errorf("%d attempts", n)
	}
	if n := w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'push_status' AND args ->> 'dossier_id' = $1 AND scheduled_at > now() + interval '10 seconds'`, id.String()); n != 1 {
		t.Errorf("%d jobs for the next try", n)
	}
	// slow: it takes the message, and nobody hears so
	w.sim.Behave(exchange.Slow, "")
	c.later(time.Minute)
	push("1 waiting, 2 waiting")
	w.sim.Behave(exchange.Polite, "")
	c.later(time.Minute)
	push("1 acked, 2 acked")
	if got := strings.Join(w.heard(code), " "); got != "1 2" {
		t.Errorf("the portal heard %q", got)
	}
	arrived, _, _ := w.sim.Heard()
	if a := arrived[len(arrived)-1]; a.Times != 2 || a.MaTTHC != "1.004873" || a.ChuHoSo != "Bùi Thị Sen" || a.KenhThucHien != "2" || a.NgayNopHoSo == "" || a.NgayTiepNhan != "" {
		t.Errorf("the first message: %+v", a)
	}
	if a := arrived[0]; a.NgayTiepNhan == "" || a.NgayHenTra == "" || a.DonViXuLy == "" || a.QuaTrinhXuLy.NguoiXuLy != "Hạnh" || a.Receipt == "" {
		t.Errorf("the second message: %+v", a)
	}
	if n := w.count(`SELECT count(*) FROM app.status_outbox WHERE dossier_id = $1 AND receipt LIKE 'MP-%' AND ended_at IS NOT NULL`, id); n != 2 {
		t.Errorf("%d acknowledgements", n)
	}
	// refused for good
	w.sim.Behave(exchange.Refusing, "")
	must(t, w.Dossiers.Stop(w.officer("Lâm"), ref(id), "Người dân xin dừng, Điều 1"))
	push("1 acked, 2 acked, 8 dead")
	w.sim.Behave(exchange.Polite, "")
	push("1 acked, 2 acked, 8 dead")
	var letter uuid.UUID
	must(t, w.su.QueryRow(t.Context(), `SELECT id FROM app.status_outbox WHERE dossier_id = $1 AND state = 'dead'`, id).Scan(&letter))
	elsewhere := tenants.With(t.Context(), tenants.Tenant(apptest.HoaBinh, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Ai đó"}))
	if err := w.Exchange.Resend(elsewhere, letter); !fault.Is(err, fault.Conflict) {
		t.Errorf("another office sent it again: %v", err)
	}
	if err := w.Exchange.Skip(w.officer("Thao"), letter, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("left out without a reason: %v", err)
	}
	must(t, w.Exchange.Resend(w.officer("Thao"), letter))
	if err := w.Exchange.Resend(w.officer("Thao"), letter); !fault.Is(err, fault.Conflict) {
		t.Errorf("twice: %v", err)
	}
	push("1 acked, 2 acked, 8 acked")
	if n := w.count(`SELECT count(*) FROM app.audit_entry WHERE subject_id = $1 AND kind = 'dossier.status_resent' AND actor_name = 'Thao'`, id); n != 1 {
		t.Errorf("%d entries of the log", n)
	}
}

// Many jobs at once send each status once, in order.
func TestStatusesAtOnce(t *testing.T) {
	t.Parallel()
	w := start(t)
	code := "G22.99-261126-000010"
	id := w.landed(code)
	must(t, w.Dossiers.Accept(w.officer("Hạnh"), ref(id)))
	must(t, w.Dossiers.Stop(w.officer("Lâm"), ref(id), "Xin dừng, Điều 1"))
	var wait sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wait.Go(func() { errs[i] = w.Exchange.Push(w.worker(), id) })
	}
	wait.Wait()
	must(t, errors.Join(errs...))
	if got := fmt.Sprint(w.heard(code)); got != "[1 2 8]" {
		t.Errorf("the portal heard %s", got)
	}
	arrived, _, _ := w.sim.Heard()
	for _, a := range arrived {
		if a.Times != 1 {
			t.Errorf("%s came %d times", a.TrangThaiHoSo, a.Times)
		}
	}
	// what nobody asked for any more is found by the sweep, of the whole office
	if _, err := w.su.Exec(t.Context(), `DELETE FROM app.river_job`); err != nil {
		t.Fatal(err)
	}
	if _, err := w.su.Exec(t.Context(), `UPDATE app.status_outbox SET state = 'waiting', receipt = '', ended_at = NULL, created_at = now() - interval '1 hour' WHERE dossier_id = $1`, id); err != nil {
		t.Fatal(err)
	}
	_, err := w.Exchange.CatchUp(w.worker(), 10*time.Minute)
	must(t, err)
	if n := w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'push_status' AND args ->> 'dossier_id' = $1`, id.String()); n != 1 {
		t.Errorf("%d jobs", n)
	}
}

// A dossier that another office received is told of by whoever moves it, in one
// order; its day of acceptance goes out when the competent office has it.
func TestStatusesAcrossOffices(t *testing.T) {
	t.Parallel()
	w := start(t)
	var id, from, to uuid.UUID
	var code string
	must(t, w.su.QueryRow(t.Context(), `SELECT d.id, d.code, d.receiving_tenant, d.competent_tenant FROM app.dossier d JOIN app.handover h ON h.dossier_id = d.id AND h.state = 'delivered' WHERE d.state = 'in_transit' ORDER BY d.id LIMIT 1`).Scan(&id, &code, &from, &to))
	there := tenants.With(t.Context(), tenants.Tenant(to, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Hiền"}))
	must(t, w.Dossiers.ReceiveHandover(there, ref(id)))
	if n := w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'push_status' AND args ->> 'tenant_id' = $1 AND args ->> 'dossier_id' = $2`, to.String(), id.String()); n != 1 {
		t.Errorf("%d jobs of the competent office", n)
	}
	elsewhere := apptest.GoVap
	if from == elsewhere || to == elsewhere {
		elsewhere = apptest.DaoXa
	}
	must(t, w.Exchange.Push(tenants.With(t.Context(), tenants.Worker(elsewhere)), id))
	if h := w.heard(code); len(h) != 0 {
		t.Errorf("a stranger's job told of it: %v", h)
	}
	must(t, w.Exchange.Push(tenants.With(t.Context(), tenants.Worker(to)), id))
	arrived, _, _ := w.sim.Heard()
	if len(arrived) == 0 || arrived[0].MaHoSo != code || arrived[0].TrangThaiHoSo != "2" || arrived[0].NgayTiepNhan == "" || arrived[0].NoiNopHoSo == arrived[0].DonViXuLy {
		t.Errorf("the portal heard %+v", arrived)
	}
	if n := w.count(`SELECT count(*) FROM app.status_outbox WHERE dossier_id = $1 AND tenant_id = $2 AND state = 'acked'`, id, from); n < 3 {
		t.Errorf("%d statuses stand with the office that received it", n)
	}
}
