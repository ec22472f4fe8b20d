package province_test

import (
	"bytes"
	"net/url"
	"os/exec"
	"strings"
	"testing"

	"motcua/app/apptest"
)

// A province words its forms: what is wrong stands beside the text, nothing is
// saved by looking, versions stay, and what residents and officers of its
// communes print follows, another province's does not.
func TestSlipTemplates(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c, other := w.Officer(admin), w.Officer("hcm.quantri")
	want(t, c.Get("/tinh/mau-phieu"), 200, "M01", "M07", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "Mẫu chung")
	const at = "/tinh/mau-phieu/m01"
	p := c.Get(at)
	want(t, p, 200, "Lời mở đầu", "{ma_ho_so}", "BẢN XEM THỬ", "Nguyễn Thị Ví Dụ")
	form := "main form[action$='/m01']"

	bad := c.Submit(p, form, url.Values{"viec": {"luu"}, "opening": {"Xin chào {ma_ho_xo}"}, "signer": {""}})
	want(t, bad, 422, "Không có {ma_ho_xo}. Ý là {ma_ho_so}?", "Nhập chức danh người ký", "Xin chào {ma_ho_xo}")
	typed := url.Values{"opening": {"Trung tâm đã nhận hồ sơ {ma_ho_so} của {chu_ho_so}."}}
	typed.Set("viec", "xem")
	want(t, c.Submit(p, form, typed), 200, "Trung tâm đã nhận hồ sơ H00.00-", "của Nguyễn Thị Ví Dụ.")
	typed.Set("viec", "pdf")
	if text := copied(t, c.Submit(p, form, typed)); !strings.Contains(text, "của Nguyễn Thị Ví Dụ.") || !strings.Contains(text, "BẢN XEM THỬ") {
		t.Error(text)
	}
	want(t, c.Get("/tinh/mau-phieu"), 200, "Mẫu chung")
	typed.Set("viec", "luu")
	want(t, c.Submit(p, form, typed), 200, "Đã lưu", "Bản 1")
	// a second save from the page of before
	typed.Set("opening", "Chữ của người chậm hơn")
	want(t, c.Submit(p, form, typed), 409, "Người khác vừa lưu", "Chữ của người chậm hơn")
	want(t, c.Get(at+"?ban=0"), 200, "Bộ phận Tiếp nhận và Trả kết quả")
	want(t, c.Get("/tinh/lich-su"), 200, "Sửa lời văn mẫu phiếu M01, thành bản 1")
	if strings.Contains(other.Get(at).Body, "Trung tâm đã nhận hồ sơ") {
		t.Error("another province's wording is shown")
	}
	want(t, c.Get("/tinh/mau-phieu/m09"), 404)

	// what a commune prints follows
	d := w.Accepted(t, "1.001612")
	desk := w.Officer("kimboi.tiepnhan")
	want(t, desk.Get(d+"/giay-hen"), 200, "Trung tâm đã nhận hồ sơ H")
	for _, m := range []string{"m01", "m06"} {
		text := copied(t, desk.Get(d+"/phieu/"+m+".pdf"))
		for _, x := range []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Mã hồ sơ: H"} {
			if !strings.Contains(text, x) {
				t.Errorf("%s does not say %q: %s", m, x, text)
			}
		}
	}
	want(t, desk.Get(d+"/phieu/m03.pdf"), 404)
	want(t, desk.Get(d+"/phieu/m99.pdf"), 404)
	if far := w.Officer("govap.tiepnhan").Get(d + "/phieu/m01.pdf"); far.Status != 404 {
		t.Errorf("another commune reads the slip: %d", far.Status)
	}

	// the book of those days, on a page and as files
	want(t, desk.Get("/cb/so-theo-doi"), 200, "Sổ theo dõi hồ sơ", "Cộng ")
	if text := copied(t, desk.Get("/cb/so-theo-doi?dang=pdf")); !strings.Contains(text, "SỔ THEO DÕI HỒ SƠ") || !strings.Contains(text, "Trích yếu") {
		t.Error(text)
	}
	if csv := desk.Get("/cb/so-theo-doi?dang=csv"); csv.Status != 200 || !strings.HasPrefix(csv.Body, "\ufeffSTT,Mã hồ sơ,Trích yếu,Số bộ,Chủ hồ sơ,Địa chỉ,SĐT,Ngày tiếp nhận,Ngày hẹn trả,Ngày trả,Người nhận hồ sơ") || strings.Count(csv.Body, "\n") < 2 {
		t.Errorf("%d %.400s", csv.Status, csv.Body)
	}
	want(t, desk.Get("/cb/so-theo-doi?tu=32/13/2026"), 422, "Nhập ngày có thật")
	want(t, desk.Get("/cb/so-theo-doi?tu=01/01/2020"), 422, "tối đa 92 ngày")
}

// copied is the text of a PDF as a reader copies it.
func copied(t *testing.T, p *apptest.Page) string {
	t.Helper()
	if p.Status != 200 || p.Header.Get("Content-Type") != "application/pdf" || !strings.HasPrefix(p.Body, "%PDF-1.") {
		t.Fatalf("%s answers %d %s: %.300s", p.URL, p.Status, p.Header.Get("Content-Type"), p.Body)
	}
	x := exec.Command("pdftotext", "-enc", "UTF-8", "-", "-")
	x.Stdin = bytes.NewReader([]byte(p.Body))
	out, err := x.Output()
	if err != nil {
		t.Skip("pdftotext is not there:", err)
	}
	return strings.Join(strings.Fields(string(out)), " ")
}
