package console_test

import (
	"bytes"
	"context"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/documents"
	"motcua/app/signing"
	"motcua/storage/pgtest"
	"motcua/tenants"
)

// submitted works a dossier of Kim Bôi until its draft waits for the signature.
func submitted(t *testing.T, w *apptest.World) (path string) {
	t.Helper()
	handler := w.Officer("kimboi.thuly")
	d, _ := filed(t, w, apptest.KimBoi, "1.004873")
	pressed(t, w.Officer("kimboi.tiepnhan"), d, "tiep-nhan")
	p := pressed(t, handler, d, "nhan-viec")
	if p.Find("#kiem-tra").Length() > 0 {
		v := url.Values{}
		p.Find("#kiem-tra input[type=radio][value=ok]").Each(func(_ int, s *goquery.Selection) { v.Set(s.AttrOr("name", ""), "ok") })
		see(t, handler.Submit(p, "#kiem-tra", v), 200)
	}
	see(t, act(t, handler, d, "du-thao", nil), 200)
	see(t, act(t, w.Officer("kimboi.lanhdaophong"), d, "ky-nhay", nil), 200)
	return d
}

func dossierID(path string) string { return path[strings.LastIndex(path, "/")+1:] }

// choose is the form of the batch with these dossiers, as the page offers them.
func choose(t *testing.T, p *apptest.Page, paths ...string) url.Values {
	t.Helper()
	v := url.Values{"title": {"CHỦ TỊCH"}}
	for _, d := range paths {
		x := p.Find(`input[name=ho_so][value^="` + dossierID(d) + `:"]`)
		if x.Length() != 1 {
			t.Fatalf("%s is not offered: %s", d, p.Read("main"))
		}
		v.Add("ho_so", x.AttrOr("value", ""))
	}
	return v
}

func TestOneActSignsManyAndSaysOfEach(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	chair, clerk := w.Officer("kimboi.chutich"), w.Officer("kimboi.vanthu")
	a, b, c := submitted(t, w), submitted(t, w), submitted(t, w)
	ctx := tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Ai đó"}))
	su := pgtest.Conn(t, w.DB.SuperURL)

	// somebody with the database in hand puts another, whole file in the place of what was submitted
	other, err := w.Documents.Keep(ctx, apptest.KimBoi, documents.Draft, "khac.pdf", pdf(t))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := su.Exec(t.Context(), `UPDATE app.document d SET object_key = $2, wrapped_key = $3, sha256 = $4, size = $5 FROM app.result r WHERE r.dossier_id = $1 AND d.id = r.draft_document`, dossierID(b), other.ObjectKey, other.WrappedKey, other.SHA256, other.Size); err != nil {
		t.Fatal(err)
	}
	// and the digest beside it cannot be exchanged by the application
	if _, err := su.Exec(t.Context(), `UPDATE app.result SET draft_sha256 = $2 WHERE dossier_id = $1`, dossierID(b), other.SHA256); err == nil {
		t.Error("what was submitted can be exchanged")
	}

	p := see(t, chair.Get("/cb/trinh-ky"), 200)
	must(t, p, "(mô phỏng)")
	see(t, chair.PostForm("/cb/trinh-ky", url.Values{"title": {"CHỦ TỊCH"}}), 422)
	p = see(t, chair.PostForm("/cb/trinh-ky", choose(t, p, a, b, c)), 409)
	must(t, p, "2 đã ký, 1 chưa ký", "Văn bản đã thay đổi sau khi trình ký")
	left := p.Find("input[name=ho_so][checked]")
	if left.Length() != 1 || !strings.HasPrefix(left.AttrOr("value", ""), dossierID(b)) {
		t.Errorf("what failed is not what stays chosen: %d", left.Length())
	}
	var state string
	if err := su.QueryRow(t.Context(), `SELECT state || coalesce(signed_document::text, '-') FROM app.result WHERE dossier_id = $1`, dossierID(b)).Scan(&state); err != nil || state != "initialled-" {
		t.Errorf("of the one that was not signed something is written: %s %v", state, err)
	}
	if w.Officer("kimboi.thuly").Get("/cb/trinh-ky").Status != 403 {
		t.Error("a handler reaches the signatory's page")
	}

	// a: signed by the office too
	see(t, act(t, clerk, a, "cap-so", nil), 200)
	p = see(t, act(t, clerk, a, "phat-hanh", nil), 200)
	file := clerk.Get(p.Find("#ket-qua a[href^='/cb/tep/']").AttrOr("href", ""))
	issued := []byte(file.Body)
	report, err := w.Keys.Checker().Verify(ctx, issued)
	if err != nil || len(report.Signatures) != 3 {
		t.Fatal(err, report)
	}
	for i, f := range report.Signatures {
		if f.Verdict != signing.Valid || f.Level != signing.LevelBT || !f.Simulated {
			t.Errorf("signature %d: %+v", i, f)
		}
	}
	if report.Signatures[0].Organization == report.Signatures[0].Signer || report.Signatures[1].Signer != "UBND xã Kim Bôi (mô phỏng)" {
		t.Errorf("the person signs first, then the office: %s, %s", report.Signatures[0].Signer, report.Signatures[1].Signer)
	}
	othersAgree(t, issued, 3)
	corrected(t, w, a)
	if _, err := su.Exec(t.Context(), `UPDATE app.dossier SET version = version + 1, return_method = 'post', answers = answers || '{"_post": "xóm Mớ Đá, xã Kim Bôi"}' WHERE id = $1`, dossierID(a)); err != nil {
		t.Fatal(err)
	}
	posted(t, w, a)

	// c: the office gave its key back, so the file is signed outside; anything else than that file is refused, and the number stays
	see(t, clerk.PostForm("/cb/khoa-ky/co-quan", url.Values{"thoi_dung": {"1"}}), 200)
	see(t, act(t, clerk, c, "cap-so", nil), 200)
	p = see(t, clerk.Get(c+"/phat-hanh"), 200)
	number := p.Read("main p")
	base := []byte(clerk.Get(p.Find("a[href^='/cb/tep/']").AttrOr("href", "")).Body)
	upload := func(b []byte) *apptest.Page {
		return act(t, clerk, c, "phat-hanh", nil, apptest.Upload{Field: "file", Name: "ket-qua.pdf", Data: b})
	}
	outside := func(b []byte) []byte {
		t.Helper()
		id, err := w.Keys.Pretend.Issue("", "UBND xã Kim Bôi", w.Now())
		if err != nil {
			t.Fatal(err)
		}
		out, err := (&signing.Signer{Identity: id, Stamps: w.Keys.Stamps, Now: w.Now}).Sign(t.Context(), b, signing.Options{})
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	see(t, act(t, clerk, c, "phat-hanh", nil), 422)
	must(t, see(t, upload(outside(pdf(t))), 422), "không phải văn bản đã trình ký")
	must(t, see(t, upload(base), 422), "chưa có chữ ký số mới")
	must(t, see(t, upload(append(bytes.Clone(base), "% thêm"...)), 422), "Tệp")
	if again := see(t, clerk.Get(c+"/phat-hanh"), 200).Read("main p"); again != number {
		t.Errorf("another number after a failure: %q, %q", number, again)
	}
	must(t, see(t, upload(outside(base)), 200), "Đã có kết quả")
}

// othersAgree asks poppler and qpdf.
func othersAgree(t *testing.T, pdf []byte, n int) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "f.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	said, err := exec.CommandContext(ctx, "pdfsig", "-nocert", name).CombinedOutput()
	if err != nil || strings.Count(string(said), "Signature is Valid.") != n || !strings.Contains(string(said), "Total document signed") {
		t.Errorf("pdfsig: %v\n%s", err, said)
	}
	if said, err := exec.CommandContext(ctx, "qpdf", "--check", name).CombinedOutput(); err != nil {
		t.Errorf("qpdf: %v\n%s", err, said)
	}
	if keep := os.Getenv("KEEP_ISSUED"); keep != "" {
		_ = os.WriteFile(keep, pdf, 0o600)
	}
}
