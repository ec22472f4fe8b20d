package console_test

import (
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
	"motcua/storage/pgtest"
)

// One dossier through branches, a question to another commune, a step back,
// and up to the province, each step over HTTP by whoever has to do it.
func TestBranchesAQuestionAndTheProvince(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	w.Work()
	at, _ := filed(t, w, apptest.KimBoi, "1.004873")
	desk := w.Officer("kimboi.tiepnhan")
	see(t, desk.Submit(see(t, desk.Get(at), 200), "form[action*=tiep-nhan]", nil), 200)
	w.OnSteps(t, at, "kimboi.thuly", apptest.BranchedSteps()...)
	id := at[strings.LastIndex(at, "/")+1:]
	handler, asked := w.Officer("kimboi.thuly"), w.Officer("hoabinh.thuly")
	p := see(t, handler.Get(at), 200)
	must(t, p, "Xong: Kiểm tra hồ sơ")
	p = see(t, handler.Submit(see(t, handler.Get(at+"/xong-buoc"), 200), "main form", url.Values{"note": {"Đủ"}}), 200)
	must(t, p, "Xong: Xác minh tại thôn", "Gửi: Hỏi xã khác")

	// the question, with one paper
	p = see(t, handler.Get(at+"/xin-y-kien?buoc=ask"), 200)
	must(t, p, "Xác minh nơi cư trú trước đây", "Thời hạn hồ sơ tạm dừng khi chờ", "3 ngày làm việc")
	p = see(t, handler.Submit(p, "main form", url.Values{"q": {"phường Hòa Bình"}, "tim": {"1"}, "question": {"Ông Khang có cư trú tại phường không?"}}), 200)
	paper := p.Find("input[name=papers]").First().AttrOr("value", "")
	p = see(t, handler.Submit(p, "main form", url.Values{"to": {apptest.HoaBinh.String()}, "question": {"Ông Khang có cư trú tại phường không?"}, "papers": {paper}, "tim": {""}}), 200)
	must(t, p, "Thu hồi câu hỏi", "Chờ trả lời", "Ông Khang có cư trú")

	// who is asked sees that and no more
	must(t, see(t, asked.Get("/cb"), 200), "Xin ý kiến")
	p = see(t, asked.Get("/cb/xin-y-kien"), 200)
	must(t, p, "Xác minh nơi cư trú trước đây")
	href := p.Find("main table a").First().AttrOr("href", "")
	p = see(t, asked.Get(href), 200)
	must(t, p, "Ông Khang có cư trú tại phường không?", "UBND xã Kim Bôi")
	if paper != "" {
		see(t, asked.Get("/cb/tep/"+paper), 200)
	}
	see(t, asked.Get(at), 404)
	see(t, w.Officer("daoxa.thuly").Get(href), 404)
	see(t, handler.Get(href), 404)
	see(t, asked.Submit(p, "main form", url.Values{}), 422)
	see(t, asked.Submit(p, "main form", url.Values{"verdict": {"agree"}, "answer": {"Có, từ năm 2019"}}), 200)
	see(t, asked.Submit(p, "main form", url.Values{"verdict": {"agree"}}), 409)

	// a job takes the answer to the asker; the other branch is done; both meet
	su := pgtest.Conn(t, w.DB.SuperURL)
	w.Eventually("the answer is taken", func() bool {
		var n int
		return su.QueryRow(t.Context(), `SELECT count(*) FROM app.consultation WHERE dossier_id = $1 AND taken_at IS NOT NULL`, id).Scan(&n) == nil && n == 1
	})
	p = see(t, handler.Get(at), 200)
	must(t, p, "Đã trả lời", "Có, từ năm 2019")
	p = see(t, handler.Submit(see(t, handler.Get(at+"/xong-buoc"), 200), "main form", nil), 200)
	must(t, p, "Xong: Tổng hợp, trình tỉnh", "Trả lại bước trước")
	p = see(t, handler.Get(at+"/tra-du-thao"), 200)
	must(t, p, "Trả lại bước nào", "Xác minh tại thôn")
	see(t, handler.Submit(p, "main form", url.Values{"to": {"visit"}}), 422)
	p = see(t, handler.Submit(p, "main form", url.Values{"to": {"visit"}, "reason": {"Thiếu chữ ký trưởng thôn"}}), 200)
	must(t, p, "Xong: Xác minh tại thôn")
	see(t, handler.Submit(see(t, handler.Get(at+"/xong-buoc"), 200), "main form", nil), 200)
	p = see(t, handler.Submit(see(t, handler.Get(at+"/xong-buoc"), 200), "main form", nil), 200)
	must(t, p, "Chuyển thẩm quyền lên cấp tỉnh", "Thẩm định lần hai")
	if p.Find("main form[action$=xong-buoc], main a[href*=du-thao]").Length() > 0 {
		t.Error("the commune may still act")
	}

	// the province's handler finds it, takes it, drafts
	prov := w.Officer("phutho.trungtam.thuly")
	p = see(t, prov.Get("/cb/ho-so?hang=work"), 200)
	if p.Find(`main table a[href*="`+id+`"]`).Length() == 0 {
		t.Fatal("not in the province's list: ", p.Read("main"))
	}
	p = see(t, prov.Get(at), 200)
	see(t, prov.Submit(p, "form[action*=nhan-viec]", nil), 200)
	must(t, see(t, prov.Get(at), 200), "Soạn kết quả, trình ký")
	// its administrators have no business with dossiers
	see(t, w.Officer("phutho.quantri").Get("/cb"), 403)
}
