package console_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/google/uuid"

	"motcua/app/apptest"
	"motcua/tenants"
)

// corrected puts right what stands on an issued result: drawn from the dossier
// with one fact corrected, signed among others, numbered and signed by the office.
func corrected(t *testing.T, w *apptest.World, d string) {
	t.Helper()
	handler, chair, clerk := w.Officer("kimboi.thuly"), w.Officer("kimboi.chutich"), w.Officer("kimboi.vanthu")
	ctx := tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.Actor{Kind: "staff", ID: uuid.New(), Name: "Ai đó"}))
	code := func(state string) (code, number string) {
		t.Helper()
		f, err := w.Dossiers.Open(ctx, uuid.MustParse(dossierID(d)))
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range f.Results {
			if r.State == state {
				return *r.CheckCode, r.Number
			}
		}
		t.Fatal("no result is", state)
		return
	}
	old, number := code("issued")

	p := see(t, handler.Get(d+"/dinh-chinh"), 200)
	name := p.Find("input[name^=fact_]").First()
	was := name.AttrOr("value", "")
	if was == "" || !strings.Contains(p.Find("textarea[name=content]").Text(), "xác nhận") {
		t.Fatalf("the correction begins with nothing: %s", p.Read("main"))
	}
	is := was + " Hoa"
	v := url.Values{name.AttrOr("name", ""): {is}, "content": {"Xác nhận bà " + was + " đã nộp đủ giấy tờ."}}
	p = see(t, act(t, handler, d, "dinh-chinh", v), 422) // the wrong name again, nothing said of what is put right, nothing looked at
	must(t, p, "Ghi chỗ sai và nội dung đúng", "Sửa chỗ khác với hồ sơ", "đã nộp đủ giấy tờ")
	if got := p.Find("input[name^=fact_]").First().AttrOr("value", ""); got != is {
		t.Errorf("what was typed is gone: %q", got)
	}
	v.Set("fixes", "Họ tên đúng là "+is)
	v.Set("content", "Xác nhận bà "+is+" đã nộp đủ giấy tờ.")
	must(t, see(t, act(t, handler, d, "dinh-chinh", v), 422), "Đối chiếu rồi đánh dấu")
	v.Set("checked", "1")
	v.Set("xem", "1")
	if pdf := act(t, handler, d, "dinh-chinh", v); !strings.HasPrefix(pdf.Body, "%PDF-") {
		t.Errorf("no preview: %d", pdf.Status)
	}
	v.Del("xem")
	see(t, act(t, handler, d, "dinh-chinh", v), 200)

	p = see(t, chair.Get(d+"/ky-duyet"), 200)
	must(t, p, "Bản đính chính, thay kết quả số "+number, "So với bản đã phát hành", "đính chính và thay thế văn bản số "+number)
	p = see(t, chair.Get("/cb/trinh-ky"), 200)
	see(t, chair.PostForm("/cb/trinh-ky", choose(t, p, d)), 200)
	see(t, act(t, clerk, d, "cap-so", nil), 200)
	must(t, see(t, clerk.Get("/kiem-tra-ket-qua?ma="+old), 200), "đang còn trong sổ")
	p = see(t, act(t, clerk, d, "phat-hanh", nil), 200)
	file := clerk.Get(p.Find("#ket-qua a[href^='/cb/tep/']").AttrOr("href", ""))
	othersAgree(t, []byte(file.Body), 3)
	report, err := w.Keys.Checker().Verify(t.Context(), []byte(file.Body))
	if err != nil || len(report.Signatures) != 3 || report.Signatures[2].Later != "nothing" {
		t.Errorf("%+v %v", report, err)
	}
	anybody := w.Anybody()
	must(t, see(t, anybody.Get("/kiem-tra-ket-qua?ma="+old), 200), "thay thế")
	now, _ := code("issued")
	if gone, _ := code("replaced"); gone != old || now == old {
		t.Error("the old code is not the replaced one's")
	}
	p = see(t, anybody.Get("/kiem-tra-ket-qua?ma="+now), 200)
	p.Find("script").Each(func(_ int, s *goquery.Selection) { s.Remove() })
	if strings.Contains(p.Read("main"), "thay thế") || strings.Contains(p.Read("main"), is) {
		t.Error(p.Read("main"))
	}
}
