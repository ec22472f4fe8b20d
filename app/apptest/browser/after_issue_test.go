package browser_test

import (
	"bytes"
	"context"
	"path"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// afterIssue sees what becomes of results: one is asked to be revoked while a
// correction of it is on its way, another's number is made void before it is issued.
func (b *eyes) afterIssue(t *testing.T, a *album) {
	su := pgtest.Conn(t, b.w.DB.SuperURL)
	as := func(username string) (context.Context, *apptest.Client) {
		var id uuid.UUID
		var name string
		if err := su.QueryRow(t.Context(), `SELECT id, full_name FROM app.staff WHERE username = $1`, username).Scan(&id, &name); err != nil {
			t.Fatal(err)
		}
		return tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", ID: id, Name: name})), b.w.Officer(username)
	}
	see := func(who string, c *apptest.Client, at string) { a.saw(who, c.Browser(), c.Get(at)) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	of := func(sql string) (r dossiers.Ref) {
		t.Helper()
		if err := su.QueryRow(t.Context(), sql, apptest.KimBoi).Scan(&r.ID); err != nil {
			t.Fatal(err)
		}
		return r
	}
	lam, handler := as("kimboi.thuly")
	_, chair := as("kimboi.chutich")
	huong, _ := as("kimboi.chutich")
	van, clerk := as("kimboi.vanthu")

	r := of(`SELECT d.id FROM app.dossier d JOIN app.result r ON r.dossier_id = d.id WHERE d.competent_tenant = $1 AND d.state IN ('decided', 'returned') AND d.step <> 'return_now' AND r.state = 'issued' AND r.sector = '' AND r.document_id IS NOT NULL ORDER BY d.id LIMIT 1`)
	at := "/cb/ho-so/" + r.ID.String()
	see("kimboi.thuly", handler, at)
	see("kimboi.thuly", handler, at+"/thu-hoi")
	see("kimboi.thuly", handler, at+"/dinh-chinh")
	must(b.w.Dossiers.AskRevocation(lam, r, "Ghi sai họ tên", "Điều 12 Luật Hộ tịch"))
	must(b.w.Dossiers.DraftCorrection(lam, r, dossiers.DraftResult{Content: "Nội dung đúng", Fixes: "Họ tên đúng là Bùi Thị Sen"}))
	see("kimboi.chutich", chair, at+"/quyet-thu-hoi")
	see("kimboi.chutich", chair, at+"/ky-duyet")
	see("kimboi.chutich", chair, at+"/tra-du-thao")
	see("kimboi.chutich", chair, "/cb/sau-phat-hanh")
	must(b.w.Dossiers.Approve(huong, r, "CHỦ TỊCH"))
	must(b.w.Dossiers.Number(van, r))
	see("kimboi.vanthu", clerk, at+"/phat-hanh")

	// a result that waits for its office: numbered, and the number to be made void
	x := dossiers.Ref{ID: uuid.MustParse(path.Base(b.w.Accepted(t, "1.004873")))}
	b.batch(t, as, see, x.ID)
	head, _ := as("kimboi.lanhdaophong")
	for range 8 { // as far as its own steps ask for; an act whose step has not come is refused
		f, err := b.w.Dossiers.Open(lam, x.ID)
		must(err)
		var vs []dossiers.Verdict
		for _, p := range f.Papers {
			if p.State == "pending" {
				vs = append(vs, dossiers.Verdict{Paper: p.ID, OK: true})
			}
		}
		_ = b.w.Dossiers.Verify(lam, x, vs)
		_ = b.w.Dossiers.Assign(head, x, scopeOf(lam).Actor.ID, scopeOf(lam).Actor.Name)
		_ = b.w.Dossiers.DraftResult(lam, x, dossiers.DraftResult{Outcome: dossiers.Granted, Content: "Nội dung"})
		_ = b.w.Dossiers.Initial(head, x)
		_ = b.w.Dossiers.Approve(huong, x, "CHỦ TỊCH")
		if b.w.Dossiers.Number(van, x) == nil {
			break
		}
		_ = b.w.Dossiers.FinishStep(lam, x, "", "")
	}
	see("kimboi.vanthu", clerk, "/cb/ho-so/"+x.ID.String()+"/huy-so")
	must(b.w.Dossiers.OpenBook(van, "Sổ thử quyển", 2, 41, "{so}/{nam}-Q{quyen}"))
	_, err := b.w.Dossiers.VoidNext(van, "Sổ thử quyển", "Đã ghi tay")
	must(err)
	see("kimboi.vanthu", clerk, "/cb/so")
	a.saw("kimboi.vanthu", clerk.Browser(), clerk.PostForm("/cb/so/mo", map[string][]string{"other": {"Sổ thử quyển"}, "book": {"x"}, "opening": {"0"}}))
	see("kimboi.vanthu", clerk, "/cb/so/xem?so=S%E1%BB%95+th%E1%BB%AD+quy%E1%BB%83n")
}

func scopeOf(ctx context.Context) tenants.Scope {
	s, _ := tenants.From(ctx)
	return s
}

// batch sees a feeder's file of a dossier while it waits, and as it looks parted.
func (b *eyes) batch(t *testing.T, as func(string) (context.Context, *apptest.Client), see func(string, *apptest.Client, string), dossier uuid.UUID) {
	office, desk := as("kimboi.tiepnhan")
	file := apptest.SignedPDF(t)
	at := "/cb/ho-so/" + dossier.String()
	see("kimboi.tiepnhan", desk, at+"/them-giay-to")
	d, err := b.w.Dossiers.TakeBatch(office, b.w.Documents, dossier, documents.Incoming{Name: "lo.pdf", File: bytes.NewReader(file), Size: int64(len(file))})
	if err != nil {
		t.Fatal(err)
	}
	see("kimboi.tiepnhan", desk, at+"/quet/"+d.ID.String())
	if _, _, err := b.w.Documents.DigitizeDocument(tenants.With(t.Context(), tenants.Worker(apptest.KimBoi)), d.ID); err != nil {
		t.Error(err)
	}
	see("kimboi.tiepnhan", desk, at+"/quet/"+d.ID.String())
}
