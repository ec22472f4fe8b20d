package builder_test

import (
	"net/url"
	"strings"
	"testing"

	"motcua/app/apptest"
)

// pairs reads a definition grid.
func pairs(p *apptest.Page) map[string]string {
	out := map[string]string{}
	for _, dt := range p.Find("main dt").EachIter() {
		out[strings.Join(strings.Fields(dt.Text()), " ")] = strings.Join(strings.Fields(dt.Next().Text()), " ")
	}
	return out
}

func TestTrialOfADraft(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Officer(admin)
	base := draftOf(t, c, "/tinh/thu-tuc/1.004873")
	trial := strings.TrimSuffix(base, "/soan") + "/anh-huong"
	want(t, c.Get(trial), 200, "Chạy thử trên hồ sơ")

	// a question more, a shorter time
	p := c.Submit(c.Get(base+"/form.sections.1"), `main form[action$="/sap"]`, url.Values{"viec": {"them"}})
	last, _ := p.Find("ol.blist li a").Last().Attr("href")
	c.Submit(c.Get(last), "main form", url.Values{"label": {"Màu mắt"}, "name": {"eye_colour"}, "required": {"1"}})
	want(t, c.Submit(c.Get(trial), "main form", nil), 200, "Không có gì bị thay đổi khi chạy thử")

	w.Work()
	var got map[string]string
	w.Eventually("every office tried the draft", func() bool {
		p = c.Get(trial)
		got = pairs(p)
		return p.Find("main a:contains('Xem tiến độ mới')").Length() == 0
	})
	if number(t, got["Hồ sơ một năm qua đã chạy thử"]) == 0 {
		t.Fatalf("nothing was tried: %v", got)
	}
	if got["Màu mắt"] != got["Hồ sơ một năm qua đã chạy thử"]+" hồ sơ" {
		t.Errorf("each past dossier lacks the new question: %v", got)
	}
	if strings.Contains(p.Body, "H44.") {
		t.Error("a dossier's code is on the province's page")
	}

	// published by another person; the open dossiers are as they were
	version := strings.TrimSuffix(base, "/soan")
	want(t, c.Submit(c.Get(version), `main form[action$="/gui-duyet"]`, nil), 200)
	d := w.Officer("phutho.kiemsoat")
	want(t, d.Submit(d.Get(version), `main form[action$="/cong-bo"]`, url.Values{"note": {"125/QĐ-UBND ngày 20/11/2026"}}), 200, "Đã công bố")
	p = d.Submit(d.Get(trial), `main form[action$="/doi-chieu"]`, nil)
	w.Eventually("every office looked again", func() bool {
		got = pairs(d.Get(trial))
		return got["Vẫn theo bản cũ, ngày hẹn cũ"] == got["Hồ sơ đang mở, vẫn theo bản cũ"]
	})
	if got["Đổi mà không rõ vì sao"] != "0" {
		t.Errorf("something moved: %v", got)
	}
}
