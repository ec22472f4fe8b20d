package console_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/app/procedures/revision"
)

// The admin makes a unit, puts people in it, and steps of that unit go to them.
func TestUnitsAndTheWorkOfTheirPeople(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	admin := w.Officer("kimboi.quantri")
	p := see(t, admin.Get("/cb/phong-ban"), 200)
	must(t, p, "Phòng Kinh tế", "Chưa có người")
	see(t, admin.Submit(p, "main form", url.Values{"title": {" "}}), 422)
	p = see(t, admin.Submit(p, "main form", url.Values{"title": {"Phòng Giáo dục"}}), 200)
	must(t, p, "Phòng Giáo dục", "phong_giao_duc", "Chưa có ai")
	at := p.URL.Path
	p = see(t, admin.Submit(p, "form[action$=phong_giao_duc]", url.Values{"title": {"Phòng Giáo dục và Khoa học"}}), 200)
	must(t, p, "Phòng Giáo dục và Khoa học", "Đã lưu")

	// at invitation
	p = see(t, admin.Get("/cb/nhan-su/moi"), 200)
	must(t, p, "Phòng Giáo dục và Khoa học")
	p = see(t, admin.Submit(p, "main form", url.Values{"full_name": {"Đinh Văn Khoát"}, "username": {"kimboi.khoat"}, "roles": {"handler"}, "unit": {"phong_giao_duc"}}), 200)
	member := p.Find("main a").Last().AttrOr("href", "")
	must(t, see(t, admin.Get(at), 200), "Đinh Văn Khoát", "Chỉ đóng được khi không còn người")
	see(t, admin.PostForm(at+"/dong", nil), 409)
	// and later
	see(t, admin.Submit(see(t, admin.Get(member), 200), "form[action$='/don-vi']", url.Values{"unit": {""}}), 200)
	must(t, see(t, admin.Submit(see(t, admin.Get(at), 200), "form[action$='/dong']", nil), 200), "Đã đóng")
	see(t, admin.PostForm(member+"/don-vi", url.Values{"unit": {"phong_giao_duc"}}), 422)
	p = see(t, admin.Get("/cb/nhan-su"), 200)
	toan := p.Find("main table a").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Text() == "Quách Văn Toàn" }).AttrOr("href", "")
	p = see(t, admin.Submit(see(t, admin.Get(toan), 200), "form[action$='/don-vi']", url.Values{"unit": {"kinh_te"}}), 200)
	must(t, p, "Phòng Kinh tế")
	must(t, see(t, admin.Get("/cb/lich-su"), 200), "Thêm phòng, đơn vị", "Đổi tên phòng, đơn vị", "Đóng phòng, đơn vị", "Xếp vào phòng, đơn vị")

	// a step of that unit: its people alone are offered, and only they do it
	dossier := w.Accepted(t, "1.004873")
	w.OnSteps(
		t, dossier, "kimboi.thuly",
		revision.Step{Key: "check", Title: "Kiểm tra", Role: revision.Handler, Kind: revision.Work, Hours: 8},
		revision.Step{Key: "survey", Title: "Khảo sát", Role: revision.Handler, Unit: "kinh_te", Kind: revision.Work, Hours: 8},
		revision.Step{Key: "draft", Title: "Dự thảo", Role: revision.Handler, Kind: revision.Draft, Hours: 8},
	)
	thuly := w.Officer("kimboi.thuly")
	see(t, thuly.Submit(see(t, thuly.Get(dossier+"/xong-buoc"), 200), "main form", nil), 200)
	p = see(t, w.Officer("kimboi.lanhdaophong").Get(dossier+"/phan-cong"), 200)
	must(t, p, "Quách Văn Toàn")
	if strings.Contains(p.Read("main form"), "Bùi Quang Lâm") {
		t.Error("somebody of another unit is offered")
	}

	// others look and do not touch; another office's is not there
	see(t, w.Officer("kimboi.giamdoc").Get("/cb/phong-ban"), 200)
	see(t, w.Officer("kimboi.giamdoc").PostForm("/cb/phong-ban", url.Values{"title": {"Phòng khác"}}), 403)
	see(t, w.Officer("daoxa.quantri").Get(at), 404)
	see(t, w.Officer("daoxa.quantri").PostForm(member+"/don-vi", url.Values{"unit": {"kinh_te"}}), 404)

	// the same pages serve the provincial centre; its province's pages say it too
	centre := w.Officer("phutho.trungtam.quantri")
	p = see(t, centre.Submit(see(t, centre.Get("/cb/phong-ban"), 200), "main form", url.Values{"title": {"Sở Nội vụ"}}), 200)
	must(t, p, "so_noi_vu")
	prov := w.Officer("phutho.quantri")
	p = see(t, prov.Get("/tinh/nhan-su"), 200)
	khoa := p.Find("main table a").FilterFunction(func(_ int, s *goquery.Selection) bool { return s.Text() == "Nguyễn Đăng Khoa" }).AttrOr("href", "")
	p = see(t, prov.Submit(see(t, prov.Get(khoa), 200), "form[action$='/don-vi']", url.Values{"unit": {"so_noi_vu"}}), 200)
	must(t, p, "Đã lưu phòng, đơn vị")
	must(t, see(t, centre.Get("/cb/phong-ban/so_noi_vu"), 200), "Nguyễn Đăng Khoa")
	see(t, prov.PostForm("/tinh/nhan-su/"+uuid.NewString()+"/don-vi", url.Values{"unit": {"so_noi_vu"}}), 404)
	must(t, see(t, prov.Get("/tinh/lich-su"), 200), "Sở Nội vụ")
}
