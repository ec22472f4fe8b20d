package resident_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/dossiers"
	"motcua/tenants"
)

func TestAnEarlierResultIsReused(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	a, first := filed(t, w)
	handler := at(t, "Bùi Quang Lâm")
	ref := func() dossiers.Ref {
		d, err := w.Dossiers.ByID(handler, first)
		must(t, err)
		return dossiers.Ref{ID: first, Version: d.Version}
	}
	must(t, w.Dossiers.Accept(handler, ref()))
	must(t, w.Dossiers.Assign(handler, ref(), uuid.NewSHA1(apptest.KimBoi, []byte("Bùi Quang Lâm")), "Bùi Quang Lâm"))
	issue(t, w, first)
	f, err := w.Dossiers.Open(handler, first)
	must(t, err)
	result := f.LiveResult()
	if result.KindCode == "" {
		t.Fatal("the result has no code")
	}
	document := result.Document.String()
	w.Publish(apptest.RichCode, "Hỗ trợ làm lại nhà", strings.Replace(apptest.Rich, `"accept": ["image"]`, `"replaced_by": ["`+result.KindCode+`"]`, 1))
	if p := w.Anybody().Get("/thu-tuc/" + apptest.RichCode); !strings.Contains(text(p, "main"), "chọn dùng lại, không phải nộp lại") {
		t.Error("the procedure's page does not say so")
	}

	// somebody else is neither offered it nor takes it by its id
	b := w.Resident("017184000123", "Bùi Thị Sen")
	theirs := start(t, b, apptest.RichCode).URL.Path + "/giay/anh_nha"
	if p := b.Get(theirs); p.Status != 200 || strings.Contains(p.Body, "Dùng giấy này") {
		t.Fatalf("another person is offered it: %d", p.Status)
	}
	if p := b.PostForm(theirs+"/dung-lai", url.Values{"giay_cu": {document}}); p.Status != 404 {
		t.Fatalf("another person takes it: %d", p.Status)
	}
	if p := w.Anybody().PostForm(theirs+"/dung-lai", url.Values{"giay_cu": {document}}); p.Status == 200 && strings.Contains(p.Body, result.Number) {
		t.Fatal("nobody signed in reads it")
	}

	base := start(t, a, apptest.RichCode).URL.Path
	page := base + "/giay/anh_nha"
	p := a.Get(page)
	offer := text(p, "form[action$='/dung-lai']")
	if !strings.Contains(offer, result.Title+" số "+result.Number+" ngày ") {
		t.Fatalf("not offered: %q %s", offer, text(p, "main"))
	}
	const button, reuse = "Dùng giấy này", "form[action$='/dung-lai']"
	yes := url.Values{"dong_y_" + document: {"1"}}
	done := a.Submit(p, reuse, yes)
	if done.Status != 200 || done.URL.Path != page || !strings.Contains(text(done, ".files"), "dùng lại kết quả số "+result.Number) || strings.Contains(text(done, "main"), button) {
		t.Fatalf("%d %s: %s", done.Status, done.URL, text(done, "main"))
	}
	if again := a.Submit(p, reuse, yes); again.Status != 200 || again.Find(".files li").Length() != 1 {
		t.Fatalf("clicked twice: %d, %d files", again.Status, again.Find(".files li").Length())
	}
	if p := a.PostForm(base+"/giay/anh_nha/dung-lai", url.Values{"giay_cu": {uuid.NewString()}}); p.Status != 404 {
		t.Errorf("a result that is none: %d", p.Status)
	}

	// taken off and taken again; then it counts as handed in and the officer sees what it is
	id := uuid.MustParse(strings.TrimPrefix(base, "/hs/"))
	who, err := w.Dossiers.ByID(handler, first)
	must(t, err)
	me := tenants.With(t.Context(), tenants.Resident(who.Resident, tenants.Actor{Kind: "resident", ID: who.Resident, Name: quanIs}))
	papers, err := w.Dossiers.Papers(me, id)
	must(t, err)
	if off := a.PostForm(page+"/bo/"+papers[0].ID.String(), nil); off.Status != 200 || off.Find(".files li").Length() != 0 {
		t.Fatalf("taken off: %d", off.Status)
	}
	a.Submit(a.Get(page), reuse, yes)
	papers, err = w.Dossiers.Papers(me, id)
	must(t, err)
	if len(papers) != 1 || papers[0].Document == nil || papers[0].Note != dossiers.ReusedMark+"kết quả số "+result.Number {
		t.Fatalf("%+v", papers)
	}
	x, err := w.Documents.Get(me, *papers[0].Document)
	must(t, err)
	y, err := w.Documents.Get(me, *result.Document)
	must(t, err)
	if string(x.SHA256) != string(y.SHA256) || x.ObjectKey == y.ObjectKey || x.Purpose != "paper" || x.TenantID != apptest.KimBoi {
		t.Errorf("no copy of it: %+v", x)
	}
	richly(t, a, base, nil)
	if p := a.Submit(a.Get(base+"/kiem-tra"), "form[action$='/nop']", url.Values{"cam_doan": {"1"}}); p.Status != 200 || !strings.HasSuffix(p.URL.Path, "/da-gui") {
		t.Fatalf("file: %d %s", p.Status, text(p, "main"))
	}
	o := w.Officer("kimboi.tiepnhan").Get("/cb/ho-so/" + id.String())
	if !strings.Contains(text(o, "main"), "Dùng lại kết quả số "+result.Number) || !strings.Contains(text(o, "main"), "Người dân cho dùng giấy tờ đã có") {
		t.Errorf("the officer does not see it: %d %s", o.Status, text(o, "main"))
	}
}
