package console_test

import (
	"bytes"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"motcua/app/apptest"
	"motcua/app/signing"
	"motcua/storage/pgtest"
)

// thursday is the next one that is not today: the world's offices are open
// since the moment it was made.
var thursday = func() time.Time {
	zone := time.FixedZone("+07", 7*3600)
	now := time.Now().In(zone)
	return time.Date(now.Year(), now.Month(), now.Day()+1+(int(time.Thursday)+6-int(now.Weekday()))%7, 0, 0, 0, 0, zone)
}()

// atWork is a clock that stands at an hour of a working day.
func atWork(hour, minute int) apptest.Option {
	at := thursday.Add(time.Duration(hour)*time.Hour + time.Duration(minute)*time.Minute)
	return apptest.At(func() time.Time { return at })
}

// paper is what is typed about the n-th paper.
func paper(v url.Values, n, title, pages, copies string) url.Values {
	v.Set("d"+n+"_ten", title)
	v.Set("d"+n+"_trang", pages)
	v.Set("d"+n+"_ban", copies)
	return v
}

// pickProcedure is the value of a lane's procedure by its name.
func pickProcedure(t *testing.T, p *apptest.Page, name string) string {
	t.Helper()
	v := ""
	p.Find("#lam-ngay [name=thu_tuc]").Each(func(_ int, s *goquerySelection) {
		if strings.HasPrefix(p.Read(`label[for="`+s.AttrOr("id", "")+`"]`), name) {
			v = s.AttrOr("value", "")
		}
	})
	if v == "" {
		t.Fatalf("%q is not in the lane: %s", name, p.Read("#lam-ngay fieldset"))
	}
	return v
}

// TestLaneFees: the fee by pages and copies, as the law has it, through the page.
func TestLaneFees(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t, atWork(9, 0))
	c := w.Officer("kimboi.tiepnhan")
	p := see(t, c.Get("/cb/lam-ngay"), 200)
	copies := pickProcedure(t, p, "Chứng thực bản sao")
	for _, x := range []struct{ pages, copies, want string }{
		{"1", "1", "2.000"}, {"2", "1", "4.000"}, {"3", "1", "5.000"}, {"5", "2", "14.000"}, {"10", "3", "36.000"}, {"198", "1", "200.000"}, {"500", "2", "400.000"},
	} {
		p := see(t, c.Submit(p, "#lam-ngay", paper(url.Values{"thu_tuc": {copies}}, "1", "Bằng tốt nghiệp", x.pages, x.copies)), 200)
		if got := p.Read("#tien .big"); got != "Phí: "+x.want+"\u00a0đ" && got != "Phí: "+x.want+" đ" {
			t.Errorf("%s pages, %s copies: %q, want %s", x.pages, x.copies, got, x.want)
		}
	}
	// three papers at once, and a signature, which costs the same however long
	v := paper(paper(paper(url.Values{"thu_tuc": {copies}}, "1", "Bằng tốt nghiệp", "2", "2"), "2", "Giấy khai sinh", "1", "1"), "3", "Học bạ", "20", "1")
	must(t, see(t, c.Submit(p, "#lam-ngay", v), 200), "Bằng tốt nghiệp (2 trang, 2 bản)", "32.000")
	v = paper(url.Values{"thu_tuc": {pickProcedure(t, p, "Chứng thực chữ ký")}}, "1", "Sơ yếu lý lịch", "", "2")
	must(t, see(t, c.Submit(p, "#lam-ngay", v), 200), "Phí: 10.000")
}

// TestLaneThroughTheDay: the counter prepares, another person signs several at
// once, the counter returns; the register has it all.
func TestLaneThroughTheDay(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t, atWork(9, 0))
	desk, chair := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.chutich")
	send := func(id string) *apptest.Page {
		p := see(t, desk.Get("/cb/lam-ngay"), 200)
		v := paper(paper(url.Values{"thu_tuc": {pickProcedure(t, p, "Chứng thực bản sao")}, "scan": {cardSen}, "trinh_ky": {"1"}}, "1", "Bằng tốt nghiệp", "2", "2"), "2", "Giấy khai sinh", "1", "1")
		if id != "" {
			v.Set("id", id)
		}
		return see(t, desk.Submit(p, "#lam-ngay", v), 200)
	}
	before := see(t, desk.Get("/cb/lam-ngay"), 200).Find("#cho tbody tr").Length()
	p := send("")
	must(t, p, "Đã trình ký", "Bùi Thị Sen", "Chờ ký", "Hẹn trả")
	id := p.URL.Query().Get("trinh")
	must(t, send(id), "Đã trình ký") // the same form again
	p = send("")
	if n := p.Find("#cho tbody tr").Length() - before; n != 2 {
		t.Errorf("%d dossiers wait, want 2", n)
	}
	mine := map[string]bool{id: true, p.URL.Query().Get("trinh"): true}
	if a, ok := p.Find("#cho").Attr("hx-trigger"); !ok || a != "every 15s" {
		t.Error("the list does not look again by itself")
	}
	if q := desk.Get("/cb/lam-ngay/cho-ky"); q.Status != 403 {
		t.Errorf("the counter opens the list of signatures: %d", q.Status)
	}

	// two browsers of signatories see the same list; the slower one is told
	first, second := see(t, chair.Get("/cb/lam-ngay/cho-ky"), 200), see(t, chair.Get("/cb/lam-ngay/cho-ky"), 200)
	all := url.Values{}
	first.Find("[name=ho_so]").Each(func(_ int, s *goquerySelection) {
		if v := s.AttrOr("value", ""); mine[strings.Split(v, ":")[0]] {
			all.Add("ho_so", v)
		}
	})
	if len(all["ho_so"]) != 2 {
		t.Fatalf("the signatory sees %d", len(all["ho_so"]))
	}
	must(t, see(t, chair.Submit(first, "main form", nil), 422), "chọn ít nhất một hồ sơ")
	p = see(t, chair.Submit(first, "main form", all), 200)
	must(t, p, "Đã ký 2 hồ sơ")
	numbers := p.ReadAll("main tbody tr td:first-child") // newest first
	if len(numbers) != 4 || !follow(numbers) {
		t.Fatalf("numbers %v", numbers)
	}
	must(t, see(t, chair.Submit(second, "main form", all), 409), "Chưa ký được", "Hồ sơ đã sang bước khác")

	p = see(t, desk.Get("/cb/lam-ngay"), 200)
	must(t, p, "Đã ký", "số "+numbers[3]+" đến "+numbers[2])
	p = see(t, desk.Submit(p, "form[action='/cb/lam-ngay/"+id+"/tra']", url.Values{"how": {"cash"}}), 200)
	must(t, p, "đã thu 10.000", "tiền mặt")
	// the other one is given for nothing, with a reason
	other := ""
	for x := range mine {
		if x != id {
			other = "/cb/lam-ngay/" + x
		}
	}
	q := see(t, desk.Get(other), 200)
	q = see(t, desk.Submit(q, "form[action$='/tra']", url.Values{"how": {"exempt"}}), 422)
	must(t, q, "Ghi lý do không thu phí")
	see(t, desk.Submit(q, "form[action$='/tra']", url.Values{"how": {"exempt"}, "note": {"Hộ nghèo"}}), 200)

	must(t, see(t, w.Officer("kimboi.vanthu").Get("/cb/so-chung-thuc"), 200), "Sổ chứng thực bản sao từ bản chính", "Bằng tốt nghiệp", numbers[0], numbers[3], "017184000123", "Hộ nghèo", "Cộng 4 việc, 6 bản, đã thu 10.000")
	certifiedCopy(t, w, desk, chair)
	if strings.Contains(see(t, w.Officer("hoabinh.vanthu").Get("/cb/so-chung-thuc"), 200).Body, "017184000123") {
		t.Error("another office prints this register")
	}
	must(t, see(t, desk.Get("/cb/ho-so/"+id), 200), "Đã trả kết quả", "tiền mặt")
}

// follow tells whether numbers like 07/2026 go down one by one.
func follow(numbers []string) bool {
	last := 0
	for i, x := range numbers {
		n, err := strconv.Atoi(strings.TrimSuffix(x, "/2026"))
		if err != nil || i > 0 && n != last-1 {
			return false
		}
		last = n
	}
	return true
}

// TestLaneSentBack: what the signatory returns is corrected on the same questions and goes again.
func TestLaneSentBack(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t, atWork(15, 30))
	desk, chair := w.Officer("kimboi.tiepnhan"), w.Officer("kimboi.chutich")
	p := see(t, desk.Get("/cb/lam-ngay"), 200)
	must(t, p, "Nhận sau giờ nhận trả trong ngày", thursday.AddDate(0, 0, 1).Format("02/01/2006"))
	v := paper(url.Values{"thu_tuc": {pickProcedure(t, p, "Chứng thực bản sao")}, "scan": {cardSen}, "trinh_ky": {"1"}, "in_m01": {"1"}}, "1", "Bằng tốt nghiệp", "2", "1")
	p = see(t, desk.Submit(p, "#lam-ngay", v), 200)
	must(t, p, "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", thursday.AddDate(0, 0, 1).Format("02/01/2006"), "Bằng tốt nghiệp") // M01 was asked for
	id := strings.Split(p.URL.Path, "/")[3]
	must(t, see(t, desk.Get("/cb/ho-so/"+id), 200), "từ 15:00 trở đi") // the ledger explains the date
	one := see(t, chair.Get("/cb/lam-ngay/"+id), 200)
	must(t, see(t, chair.Submit(one, "form[action$='/tra-quay']", nil), 422), "Ghi lý do trả lại")
	see(t, chair.Submit(one, "form[action$='/tra-quay']", url.Values{"reason": {"Bằng có bốn trang"}}), 200)
	p = see(t, desk.Get("/cb/lam-ngay/"+id), 200)
	must(t, p, "Bằng có bốn trang")
	if got := p.Find("[name=d1_trang]").AttrOr("value", ""); got != "2" {
		t.Errorf("what was typed is gone: %q", got)
	}
	must(t, see(t, desk.Submit(p, "#lam-ngay", url.Values{"d1_trang": {"nhiều"}, "trinh_ky": {"1"}}), 422), "Dòng 1")
	must(t, see(t, desk.Submit(p, "#lam-ngay", url.Values{"d1_trang": {"4"}, "trinh_ky": {"1"}}), 200), "Đã trình ký", "4 trang")
}

// TestLaneRefuses: mistakes are said beside their boxes with everything kept; one's own work is not signed.
func TestLaneRefuses(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t, atWork(9, 0))
	desk := w.Officer("kimboi.tiepnhan")
	p := see(t, desk.Get("/cb/lam-ngay"), 200)
	p = see(t, desk.Submit(p, "#lam-ngay", url.Values{"trinh_ky": {"1"}}), 422)
	must(t, p, "Ghi ít nhất một giấy tờ")
	p = see(t, desk.Submit(p, "#lam-ngay", paper(url.Values{"trinh_ky": {"1"}, "scan": {cardSen}}, "2", "", "3", "0")), 422)
	must(t, p, "Dòng 2")
	if got := p.Find("[name=d2_trang]").AttrOr("value", ""); got != "3" || p.Find("[name=full_name]").AttrOr("value", "") != "Bùi Thị Sen" {
		t.Errorf("what was typed is gone: %q", got)
	}
	// without scripts there are more lines by a button
	p = see(t, desk.Submit(p, "#lam-ngay", url.Values{"them_dong": {"1"}}), 200)
	if n := p.Find("#duoi tbody tr").Length(); n != 6 {
		t.Errorf("%d lines", n)
	}
	for _, who := range []string{"kimboi.thuly", "kimboi.vanthu", "kimboi.quantri"} {
		if q := w.Officer(who).Get("/cb/lam-ngay"); q.Status != 403 {
			t.Errorf("%s opens the lane: %d", who, q.Status)
		}
	}
}

func laneValues(kv ...string) url.Values {
	v := url.Values{}
	for i := 0; i+1 < len(kv); i += 2 {
		v.Set(kv[i], kv[i+1])
	}
	return v
}

func urlEscape(s string) string { return url.QueryEscape(s) }

// certifiedCopy: the scans of two originals, a PDF and a photograph, become a
// copy each with its number, the officer's statement, two signatures that hold,
// and an answer of the public check.
func certifiedCopy(t *testing.T, w *apptest.World, desk, chair *apptest.Client) {
	t.Helper()
	p := see(t, desk.Get("/cb/lam-ngay"), 200)
	p = see(t, desk.Submit(p, "#lam-ngay", paper(url.Values{"thu_tuc": {pickProcedure(t, p, "Chứng thực bản sao")}, "scan": {cardSen}, "trinh_ky": {"1"}}, "1", "Bằng lái xe", "1", "1")), 200)
	alone := "/cb/lam-ngay/" + p.URL.Query().Get("trinh")
	if n := see(t, desk.Get(alone), 200).Find("form[action$='/ban-quet']").Length(); n != 1 {
		t.Fatalf("%d scans of one original", n)
	}
	p = see(t, desk.Get("/cb/lam-ngay"), 200)
	p = see(t, desk.Submit(p, "#lam-ngay", paper(paper(url.Values{"thu_tuc": {pickProcedure(t, p, "Chứng thực bản sao")}, "scan": {cardSen}, "trinh_ky": {"1"}}, "1", "Bằng lái xe", "1", "1"), "2", "Sổ tiết kiệm", "1", "1")), 200)
	here := "/cb/lam-ngay/" + p.URL.Query().Get("trinh")
	one := see(t, desk.Get(here), 200)
	scan := fpdf.New("P", "mm", "A4", "")
	scan.AddPage()
	scan.SetFont("Helvetica", "", 20)
	scan.Cell(40, 10, "BANG LAI XE 790123456789")
	var b bytes.Buffer
	if err := scan.Output(&b); err != nil {
		t.Fatal(err)
	}
	must(t, see(t, desk.Submit(one, "form[action$='/ban-quet']", nil), 422), "Chọn bản quét của bản chính")
	var lines []string
	one.Find("[name=ban_chinh]").Each(func(_ int, s *goquerySelection) { lines = append(lines, s.AttrOr("value", "")) })
	if len(lines) != 2 {
		t.Fatalf("%d originals", len(lines))
	}
	scanned := func(of *apptest.Page, line, name string, data []byte) *apptest.Page {
		return see(t, desk.Submit(of, "form:has([value='"+line+"'])", nil, apptest.Upload{Field: "ban_quet_" + line, Name: name, Data: data}), 200)
	}
	must(t, scanned(scanned(one, lines[0], "bang.pdf", b.Bytes()), lines[1], "so.jpg", jpeg(t)), "Có bản quét")

	p = see(t, chair.Get("/cb/lam-ngay/cho-ky"), 200)
	chosen := url.Values{}
	p.Find("[name=ho_so]").Each(func(_ int, s *goquerySelection) {
		if v := s.AttrOr("value", ""); strings.HasPrefix(v, here[len("/cb/lam-ngay/"):]) {
			chosen.Add("ho_so", v)
		}
	})
	must(t, see(t, chair.Submit(p, "main form", chosen), 200), "Đã ký 1 hồ sơ")
	p = see(t, desk.Get(here), 200)
	copies := p.Find(`a[href^="/cb/tep/"]`)
	if copies.Length() != 2 || strings.Count(p.Find("main").Text(), "Bản sao điện tử đã ký số") != 2 {
		t.Fatalf("%d copies: %s", copies.Length(), p.Find("main").Text())
	}
	any := w.Anybody()
	for i, title := range []string{"Bằng lái xe", "Sổ tiết kiệm"} {
		file := desk.Get(copies.Eq(i).AttrOr("href", ""))
		r, err := w.App.Keys.Checker().Verify(t.Context(), []byte(file.Body))
		if err != nil || len(r.Signatures) != 2 || r.Signatures[0].Verdict != signing.Valid || r.Signatures[1].Verdict != signing.Valid {
			t.Fatalf("signatures of the copy: %+v %v", r.Signatures, err)
		}
		agreed(t, []byte(file.Body))
		q := any.Submit(any.Get("/kiem-tra-ket-qua"), "form[method=post]", nil, apptest.Upload{Field: "tep", Name: "ban-sao.pdf", Data: []byte(file.Body)})
		must(t, q, "Tệp đúng là bản đã phát hành", "UBND xã Kim Bôi", title, "mô phỏng")
		if strings.Contains(q.Body, "Bùi Thị Sen") {
			t.Error("the public reads whose it is")
		}
	}
	su := pgtest.Conn(t, w.DB.SuperURL)
	var numbers, codes int
	if err := su.QueryRow(t.Context(), `SELECT count(DISTINCT number), count(DISTINCT check_code) FROM app.result WHERE entry_id IS NOT NULL`).Scan(&numbers, &codes); err != nil || numbers != 2 || codes != 2 {
		t.Errorf("%d numbers, %d codes: %v", numbers, codes, err)
	}
	// no copy of a line under another number, or twice
	if _, err := su.Exec(t.Context(), `INSERT INTO app.result (id, dossier_id, tenant_id, entry_id, title, outcome, state, drafted_by, drafted_name, drafted_at) SELECT gen_random_uuid(), dossier_id, tenant_id, entry_id, title, outcome, state, drafted_by, drafted_name, drafted_at FROM app.result WHERE entry_id IS NOT NULL`); err == nil {
		t.Error("an original has two copies")
	}
}

// agreed is what others say of a file of ours with two signatures.
func agreed(t *testing.T, pdf []byte) {
	t.Helper()
	name := filepath.Join(t.TempDir(), "ban-sao.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, x := range []struct {
		want string
		n    int
		args []string
	}{{"No syntax or stream encoding errors found", 1, []string{"qpdf", "--check", name}}, {"Signature is Valid", 2, []string{"pdfsig", "-nocert", name}}} {
		if _, err := exec.LookPath(x.args[0]); err != nil {
			t.Logf("%s is not installed", x.args[0])
			continue
		}
		out, err := exec.CommandContext(t.Context(), x.args[0], x.args[1:]...).CombinedOutput()
		if strings.Count(string(out), x.want) != x.n {
			t.Errorf("%s: %v %s", x.args[0], err, out)
		}
	}
}
