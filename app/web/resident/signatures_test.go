package resident_test

import (
	"bytes"
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/signing"
	"motcua/app/signing/pdffile"
	"motcua/tenants"
)

// What is wrong with a signature reaches the one who hands the paper in before
// she files, and the officer after: another content put over the signed one
// (shadow replace), something added in a later revision, and a byte range that
// leaves the beginning out. One that holds warns nobody.
func TestTamperedSignaturesAreToldBeforeFilingAndToTheOfficer(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	honest := signedBy(t, w)
	later := func(change func(f *pdffile.File, u *pdffile.Update, at pdffile.Ref, root, page pdffile.Dict)) []byte {
		t.Helper()
		f, err := pdffile.Open(honest)
		must(t, err)
		at, root, err := f.Catalog()
		must(t, err)
		pages, err := f.Dict(root["Pages"])
		must(t, err)
		kids, err := f.Array(pages["Kids"])
		must(t, err)
		page, err := f.Dict(kids[0])
		must(t, err)
		u := f.Update()
		change(f, u, at, root, page)
		out, _ := u.Bytes()
		return out
	}
	shadow := later(func(_ *pdffile.File, u *pdffile.Update, _ pdffile.Ref, _, page pdffile.Dict) {
		u.Set(page["Contents"].(pdffile.Ref), pdffile.Stream{Dict: pdffile.Dict{}, Own: []byte("BT ET")})
	})
	added := later(func(_ *pdffile.File, u *pdffile.Update, at pdffile.Ref, root, _ pdffile.Dict) {
		root["OpenAction"] = u.Add(pdffile.Dict{"S": pdffile.Name("Named"), "N": pdffile.Name("NextPage")})
		u.Set(at, root)
	})
	at := regexp.MustCompile(`/ByteRange \[0 (\d+) +(\d+) +(\d+) *\]`).FindSubmatchIndex(honest)
	var from int
	_, err := fmt.Sscan(string(honest[at[2]:at[3]]), &from)
	must(t, err)
	cut := bytes.Clone(honest)
	text9 := fmt.Sprintf("/ByteRange [9 %d %s %s]", from-9, honest[at[4]:at[5]], honest[at[6]:at[7]])
	copy(cut[at[0]:at[1]], text9+strings.Repeat(" ", at[1]-at[0]-len(text9)))

	c, officer := w.Resident(quan, quanIs), w.Officer("kimboi.tiepnhan")
	for name, x := range map[string]struct {
		pdf  []byte
		says string // "" nothing is wrong
	}{
		"goc.pdf": {honest, ""}, "noi-dung-khac.pdf": {shadow, "trang 1 đã bị thay đổi"}, "them-vao.pdf": {added, "đã bị thay đổi"}, "pham-vi.pdf": {cut, "không bảo vệ từ đầu tệp"},
	} {
		base := start(t, c, marital).URL.Path
		c.Submit(c.Get(base+"/cho-ai"), "form[action$='/cho-ai']", url.Values{"cho": {"self"}})
		fill(t, c, base, divorced)
		c.Submit(c.Get(base+"/giay/giay_ly_hon"), "form[action$='/giay_ly_hon']", nil, apptest.Upload{Field: "tep", Name: name, Data: x.pdf})
		c.Submit(c.Get(base+"/nhan-ket-qua"), "form[action$='/nhan-ket-qua']", url.Values{"cach": {"electronic"}})
		id := uuid.MustParse(strings.TrimPrefix(base, "/hs/"))
		worker := tenants.With(t.Context(), tenants.Worker(apptest.KimBoi))
		docs, err := w.Documents.ForDossier(worker, id)
		must(t, err)
		for _, d := range docs {
			must(t, w.App.Checking.Incoming(worker, d.ID)) // as its job does
		}
		check := c.Get(base + "/kiem-tra")
		warned := strings.Contains(text(check, "main"), "Chữ ký số trong tệp “"+name+"” không hợp lệ")
		if warned != (x.says != "") || !strings.Contains(text(check, "main"), x.says) {
			t.Errorf("%s: before filing she reads %s", name, text(check, "main"))
		}
		if p := c.Submit(check, "form[action$='/nop']", url.Values{"cam_doan": {"1"}}); p.Status != 200 || !strings.HasSuffix(p.URL.Path, "/da-gui") {
			t.Fatalf("%s: a warning stops her: %d", name, p.Status)
		}
		said := text(officer.Get("/cb/ho-so/"+id.String()), "main")
		if strings.Contains(said, "Chữ ký số không hợp lệ") != (x.says != "") || !strings.Contains(said, x.says) || x.says == "" && !strings.Contains(said, "Chữ ký số hợp lệ (mô phỏng)") {
			t.Errorf("%s: the officer reads %s", name, said)
		}
	}
}

// signedBy is a paper with the simulated signature of an office that this deployment believes.
func signedBy(t *testing.T, w *apptest.World) []byte {
	t.Helper()
	id, err := w.Keys.Pretend.Issue("", "UBND xã Mẫu", w.Now())
	must(t, err)
	p := fpdf.New("P", "mm", "A4", "")
	p.AddPage()
	p.SetFont("Helvetica", "", 12)
	p.Cell(40, 10, "Giay ly hon")
	var b bytes.Buffer
	must(t, p.Output(&b))
	signed, err := (&signing.Signer{Identity: id, Stamps: w.Keys.Stamps, Now: w.Now}).Sign(t.Context(), b.Bytes(), signing.Options{Name: "UBND xã Mẫu"})
	must(t, err)
	return signed
}
