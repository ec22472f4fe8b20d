package builder_test

import (
	"strings"
	"testing"

	"motcua/app/apptest"
)

const table = "code,name,field,level,decision_no\n1.004873,Thủ tục cấp Giấy xác nhận tình trạng hôn nhân,Hộ tịch,Cấp Xã,99/QĐ-BTP\nH44-009,Hỗ trợ trồng chè,Trồng trọt,Cấp xã,1/QĐ-UBND\nx,Hỏng,Hộ tịch,Cấp xã,\n"

func TestImportProcedures(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c, hcm := w.Officer(admin), w.Officer("hcm.quantri")
	send := func(name, data string) *apptest.Page {
		return c.PostFiles("/tinh/thu-tuc/nhap", nil, apptest.Upload{Field: "tep", Name: name, Data: []byte(data)})
	}
	want(t, c.Get("/tinh/thu-tuc"), 200, "Nhập danh mục từ tệp")
	want(t, c.Get("/tinh/thu-tuc/nhap"), 200, "Kiểm tra tệp")
	for _, x := range []struct{ name, data, say string }{
		{"a.csv", "", "Tệp trống"},
		{"a.csv", "a,b\n1,2\n", "Thiếu cột"},
		{"a.csv", "code,name\n1,\xd0\xe3\n", "UTF-8"},
		{"a.json", "{\"procedures\": [\n", "dòng 1"},
		{"a.yaml", "a: &a [1]\nb: *a\n", "neo"},
	} {
		want(t, send(x.name, x.data), 422, x.say)
	}
	want(t, c.PostForm("/tinh/thu-tuc/nhap", nil), 422, "Chọn tệp")

	p := send("Danh mục.csv", table)
	want(t, p, 200, "Danh mục.csv", "không được nhập", "Hỗ trợ trồng chè", "không đúng dạng", "Nhập 2 thủ tục thành bản nháp")
	kept := p.URL.Path
	if foreign, missing := hcm.Get(kept), hcm.Get("/tinh/thu-tuc/nhap/"+apptest.Missing().String()); foreign.Status != 404 || text(foreign, "main h1") != text(missing, "main h1") {
		t.Errorf("another province's file: %d", foreign.Status)
	}
	p = c.Submit(p, "main form", nil)
	want(t, p, 200, "1 thủ tục mới, 1 thay đổi, 0 không đổi, 1 bị từ chối")
	want(t, c.Get(kept), 404, "Chọn lại tệp")
	want(t, c.Get("/tinh/lich-su"), 200, "Nhập danh mục thủ tục từ tệp: 1 mới, 1 thay đổi")
	p = send("lan-hai.csv", table)
	want(t, p, 200, "không có gì để nhập")
	if strings.Contains(hcm.Get("/tinh/thu-tuc").Body, "trồng chè") {
		t.Error("an imported draft shows in another province")
	}

	for ext, first := range map[string]string{"yaml": `code: "1.004873"`, "json": "{\n  \"code\": \"1.004873\""} {
		e := c.Get("/tinh/thu-tuc/1.004873/xuat." + ext)
		if e.Status != 200 || !strings.HasPrefix(e.Body, first) || !strings.Contains(e.Header.Get("Content-Disposition"), "thu-tuc-1.004873."+ext) {
			t.Errorf("export: %d %.60q", e.Status, e.Body)
		}
		if ext == "yaml" {
			want(t, send("lai.yaml", e.Body), 200, "Quyết định") // the draft of the import says another decision than what holds
		}
	}
	want(t, c.Get("/tinh/thu-tuc/H44-009/xuat.yaml"), 200, "Hỗ trợ trồng chè")
	want(t, hcm.Get("/tinh/thu-tuc/H44-009/xuat.yaml"), 404)
}
