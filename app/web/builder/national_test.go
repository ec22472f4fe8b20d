package builder_test

import (
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
)

const (
	operator = "vanhanh"
	second   = "vanhanh.kiemsoat"
	national = "/nen-tang/thu-tuc"
)

// A change of the nation's, written on the operator's pages by one person and
// published by another, reaches the province that has its own as a change to
// accept, and the others at once.
func TestOperatorPublishesANationalChange(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	minh, ngoc, khai, van := w.Officer(operator), w.Officer(second), w.Officer(admin), w.Officer(controller)

	// the province goes by its own
	at := khai.Submit(khai.Get(married+"/phien-ban"), "main form[method=post]", nil).URL.Path
	khai.Submit(khai.Get(at+"/soan/chung"), `main form[action$="/soan/chung"]`, url.Values{"who": {"Người dân của tỉnh"}})
	want(t, khai.Submit(khai.Get(at), "form[action$=gui-duyet]", nil), 200, "Chờ duyệt")
	want(t, van.Submit(van.Get(at), "form[action$=cong-bo]", url.Values{"note": {"12/QĐ-UBND ngày 1/11/2026"}}), 200, "Bản số 1 của tỉnh")

	want(t, minh.Get(national+"?q=doc+than"), 200, "1.004873", "Đang áp dụng")
	if p := minh.Get(national + "?q=khong+co+viec+nay"); p.Status != 200 || !strings.Contains(p.Text(), "sẽ hiện ở đây") {
		t.Errorf("an empty search: %d", p.Status)
	}
	want(t, minh.Get(national+"?loc=tinh"), 200, "1.004873")
	want(t, minh.Get(national+"/1.004873"), 200, "Tỉnh Phú Thọ", "Bản số 1")
	list := minh.Get(national + "/1.004873/phien-ban")
	want(t, list, 200, "Bản số 1 của trung ương")
	p := minh.Submit(list, "main form[method=post]", nil)
	want(t, p, 200, "Bản đang soạn", "1 tỉnh có bản riêng", "Bản riêng số 1")
	here := p.URL.Path
	if !strings.HasPrefix(here, national+"/1.004873/phien-ban/") {
		t.Fatal(here)
	}
	want(t, minh.Get(national), 200, "Đang soạn và chờ duyệt")
	// the same builder: a part, an item of a list, the preview, the walk
	want(t, minh.Get(here+"/soan"), 200, "Người dân cần khoảng")
	want(t, minh.Submit(minh.Get(here+"/soan/chung"), `main form[action$="/soan/chung"]`, url.Values{"who": {"Công dân"}, "summary": {"Tóm tắt của trung ương"}}), 200, "Đã lưu")
	want(t, minh.Get(here+"/soan/components.0"), 200, "Ảnh mẫu")
	want(t, minh.Get(here+"/soan/xem-truoc"), 200, "Như người dân thấy")
	want(t, minh.Get(here+"/chay-quy-trinh"), 200, "Nhận lúc")
	want(t, minh.Get(here), 200, "Tóm tắt của trung ương")
	for _, who := range []*apptest.Client{khai, w.Officer("hcm.quantri")} {
		if p := who.Get(strings.Replace(here, "/nen-tang", "/tinh", 1)); p.Status != 404 {
			t.Errorf("a province opens the nation's draft: %d", p.Status)
		}
		if p := who.Get(here); p.Status != 403 {
			t.Errorf("a province opens the operator's page: %d", p.Status)
		}
	}
	if p := minh.Get(strings.Replace(at, "/tinh", "/nen-tang", 1)); p.Status != 404 {
		t.Errorf("the operator opens a province's version: %d", p.Status)
	}

	want(t, minh.Submit(minh.Get(here), "form[action$=gui-duyet]", nil), 200, "Chờ duyệt", "Ông/Bà sửa bản này lần cuối")
	want(t, minh.PostForm(here+"/cong-bo", url.Values{"from": {"31/12/2027"}, "note": {"163/QĐ-BTP"}}), 403, "không tự công bố được")
	want(t, ngoc.Submit(ngoc.Get(here), "form[action$=cong-bo]", url.Values{"note": {""}}), 422, "Ghi số và ngày quyết định")
	want(t, ngoc.Submit(ngoc.Get(here), "form[action$=cong-bo]", url.Values{"note": {"163/QĐ-BTP ngày 1/11/2026"}}), 200, "Bản số 2 của trung ương", "Đang áp dụng", "Công bố bản số 2")
	want(t, ngoc.Get(national+"/1.004873/phien-ban/so-sanh"), 200, "Từ bản số 1 của trung ương sang bản số 2 của trung ương", "Tóm tắt của trung ương")
	want(t, ngoc.Get("/nen-tang/lich-su"), 200, "Công bố bản số 2")

	want(t, khai.Get(married+"/phien-ban"), 200, "Trung ương đã công bố bản số 2")
	up := khai.Get(married + "/phien-ban/cap-nhat")
	want(t, up, 200, "Tóm tắt của trung ương", "Người dân của tỉnh")
	want(t, khai.Submit(up, "main form", url.Values{"accept": {"summary"}}), 200, "Tóm tắt của trung ương")
	if p := w.Officer("hcm.quantri").Get(married + "/phien-ban"); !strings.Contains(p.Text(), "Bản số 2 của trung ương") {
		t.Error("another province does not see it")
	}

	want(t, ngoc.Submit(ngoc.Get(here), "form[action$=ngung]", url.Values{"why": {"Quyết định 170/QĐ-BTP"}}), 200, "Hết hiệu lực")
}

// The nation's procedures begin on a page or in a file, go out as a file, and end.
func TestNationalProcedureFromStartToEnd(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	minh, khai := w.Officer(operator), w.Officer(admin)
	want(t, minh.Submit(minh.Get(national+"/moi"), "main form", url.Values{"name": {"Cấp thẻ thử"}, "field": {"Hộ tịch"}}), 422, "Nhập mã thủ tục trong Cơ sở dữ liệu quốc gia")
	p := minh.Submit(minh.Get(national+"/moi"), "main form", url.Values{"name": {"Cấp thẻ thử"}, "field": {"Hộ tịch"}, "code": {"9.000001"}})
	want(t, p, 200, "Bản đang soạn", "Cấp thẻ thử (9.000001)")
	here := p.URL.Path
	want(t, minh.Get(national+"?loc=chua"), 200, "Cấp thẻ thử", "Chưa áp dụng")
	if p := khai.Get("/tinh/thu-tuc/9.000001/phien-ban"); p.Status != 404 {
		t.Errorf("a province sees it before it is published: %d", p.Status)
	}
	yaml := minh.Get(national + "/1.004873/xuat.yaml")
	if yaml.Status != 200 || !strings.Contains(yaml.Body, "1.004873") {
		t.Fatalf("export: %d %.300s", yaml.Status, yaml.Body)
	}
	send := func(name, data string) *apptest.Page {
		return minh.PostFiles(national+"/nhap", nil, apptest.Upload{Field: "tep", Name: name, Data: []byte(data)})
	}
	p = send("a.yaml", yaml.Body)
	want(t, p, 200, "Không đổi1")
	p = send("a.csv", "code,name,field,level,decision_no\n1.004873,Thủ tục cấp Giấy xác nhận tình trạng hôn nhân,Hộ tịch,Cấp Xã,99/QĐ-BTP\n9.000002,Cấp giấy thử,Hộ tịch,Cấp xã,1/QĐ-BTP\nx,Hỏng,Hộ tịch,Cấp xã,\n")
	want(t, p, 200, "Bị từ chối1", "Cấp giấy thử", "Nhập 2 thủ tục")
	if other := khai.Get(strings.Replace(p.URL.Path, "/nen-tang", "/tinh", 1)); other.Status != 404 {
		t.Errorf("a province reads the operator's file: %d", other.Status)
	}
	want(t, minh.Submit(p, "main form", nil), 200, "Đã nhập: 1 thủ tục mới, 1 thay đổi", "bản nháp quốc gia")
	want(t, minh.Get(national+"/1.004873/phien-ban"), 200, "Bản đang soạn")
	want(t, send("a.csv", "code,name,field,level,decision_no\n9.000002,Cấp giấy thử,Hộ tịch,Cấp xã,1/QĐ-BTP\n"), 200, "Không đổi1")

	want(t, minh.Submit(minh.Get(here), "form[action$=xoa]", nil), 200, "Danh mục thủ tục quốc gia")
	want(t, minh.Get(national+"/9.000001/phien-ban"), 404)
	want(t, minh.Submit(minh.Get(national+"/2.000815/bai-bo"), "main form", url.Values{"note": {"Quyết định 1/QĐ-BTP"}}), 200, "bị bãi bỏ")
	want(t, minh.Get(national+"?loc=bai-bo"), 200, "2.000815")
}

// Before a national version holds, every commune that would go by it is asked:
// what it means for its dossiers, and whether somebody there can do each step.
func TestNationalDraftIsTriedAndRefusedWhereNobodyCanDoAStep(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	minh, ngoc := w.Officer(operator), w.Officer(second)
	here := minh.Submit(minh.Get(national+"/1.004873/phien-ban"), "main form[method=post]", nil).URL.Path
	trial := here + "/anh-huong"
	want(t, minh.Get(here), 200, "Ảnh hưởng đến hồ sơ")
	p := minh.Submit(minh.Get(here+"/soan/form.sections.1"), `main form[action$="/sap"]`, url.Values{"viec": {"them"}})
	last, _ := p.Find("ol.blist li a").Last().Attr("href")
	minh.Submit(minh.Get(last), "main form", url.Values{"label": {"Màu mắt"}, "name": {"eye_colour"}, "required": {"1"}})
	p = minh.Get(trial)
	want(t, p, 200, "Chạy thử trên hồ sơ")
	want(t, minh.Submit(p, "main form", nil), 200, "Không có gì bị thay đổi khi chạy thử")
	w.Work()
	var got map[string]string
	w.Eventually("every office of the nation tried the draft", func() bool {
		p = minh.Get(trial)
		got = pairs(p)
		return p.Find("main a:contains('Xem tiến độ mới')").Length() == 0
	})
	tried := got["Hồ sơ một năm qua đã chạy thử"]
	if number(t, tried) == 0 || got["Màu mắt"] != tried+" hồ sơ" {
		t.Fatalf("each past dossier lacks the new question: %v", got)
	}
	of, ok := p.Find("main td a, main th a").First().Attr("href")
	if !ok {
		t.Fatal("no province to look at")
	}
	p = minh.Get(of)
	want(t, p, 200, "Theo đơn vị, ")
	if strings.Contains(p.Body, "H44.") {
		t.Error("a dossier's code is on the operator's page")
	}
	if p := w.Officer(admin).Get(strings.Replace(trial, "/nen-tang", "/tinh", 1)); p.Status != 404 {
		t.Errorf("a province opens the nation's trial: %d", p.Status)
	}

	// one commune has nobody for a step
	want(t, minh.Submit(minh.Get(here), "form[action$=gui-duyet]", nil), 200, "Chờ duyệt")
	note := url.Values{"note": {"163/QĐ-BTP ngày 1/11/2026"}}
	clerk := func(disabled string) {
		db, err := pgx.Connect(t.Context(), w.DB.SuperURL)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close(context.Background())
		if n, err := db.Exec(t.Context(), `UPDATE app.staff SET disabled_at = `+disabled+` WHERE username = 'govap.vanthu'`); err != nil || n.RowsAffected() != 1 {
			t.Fatal(n, err)
		}
	}
	clerk("now()")
	p = ngoc.Submit(ngoc.Get(here), "form[action$=cong-bo]", note)
	want(t, p, 422, "Gò Vấp", "Thành phố Hồ Chí Minh", "chưa có văn thư")
	clerk("NULL")
	want(t, ngoc.Submit(ngoc.Get(here), "form[action$=cong-bo]", note), 200, "Bản số 2 của trung ương")
}
