package province_test

import (
	"context"
	"io"
	"net/url"
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
	"motcua/app/dossiers"
	"motcua/tenants"
)

// answer is the page that a form was answered with.
type answer struct{ *apptest.Page }

func (a answer) Render(_ context.Context, w io.Writer) error {
	_, err := io.WriteString(w, a.Body)
	return err
}

// The states that only a form brings about: mistakes, links shown once, what was found.
func TestAnswersInABrowser(t *testing.T) {
	w := apptest.Start(t)
	c := w.Officer(admin)
	rows, err := w.Dossiers.Worklist(tenants.With(t.Context(), tenants.Tenant(apptest.KimBoi, tenants.System)), dossiers.List{Queue: dossiers.QueueRecent, Limit: 1})
	if err != nil || len(rows) == 0 {
		t.Fatal(err)
	}
	bad := settings("12")
	self := c.Get("/tinh/nhan-su").Find("main tbody a").First().AttrOr("href", "")
	staff := c.Get(kimBoi+"/nhan-su").Find("main tbody a").First().AttrOr("href", "")
	look.Pages(t, []look.Page{
		{Name: "tinh-thiet-lap-sai", View: answer{c.PostForm(kimBoi+"/thiet-lap", bad)}},
		{Name: "tinh-mo-thieu", View: answer{c.PostForm(daBac+"/mo", url.Values{"x": {"1"}})}},
		{Name: "tinh-moi-sai", View: answer{c.PostForm(daBac+"/nhan-su/moi", url.Values{"full_name": {"X"}, "username": {"Ô"}, "email": {"a"}, "phone": {"1"}, "role": {"clerk"}})}},
		{Name: "tinh-moi-xong", View: answer{c.PostForm(daBac+"/nhan-su/moi", url.Values{"full_name": {"Xa Văn Quyết"}, "username": {"dabac.quantri"}, "role": {"commune_admin"}})}},
		{Name: "tinh-nguoi-moi-lai", View: answer{c.PostForm(staff+"/moi-lai", url.Values{"x": {"1"}})}},
		{Name: "tinh-nguoi-khoa", View: answer{c.PostForm(staff+"/tai-khoan", url.Values{"act": {"close"}})}},
		{Name: "tinh-quan-tri-cuoi", View: answer{c.PostForm(self+"/vai-tro", url.Values{"x": {"1"}})}},
		{Name: "tinh-thu-tuc-sai", View: answer{c.PostForm(married, url.Values{"viec": {"pham-vi"}, "pham-vi": {"nation"}})}},
		{Name: "tinh-thu-tuc-khong-thay", View: answer{c.Get("/tinh/thu-tuc?q=khong+co+thu+tuc+nay")}},
		{Name: "tinh-thu-tuc-dat-dai", View: answer{c.Get("/tinh/thu-tuc/1.013978")}},
		{Name: "tinh-ho-so-sai", View: answer{c.PostForm("/tinh/ho-so", url.Values{"code": {""}, "reason": {"xem"}})}},
		{Name: "tinh-ho-so-mo", View: answer{c.PostForm("/tinh/ho-so", url.Values{"code": {rows[0].Code}, "reason": {"Kiểm tra phản ánh quá hạn"}})}},
		{Name: "tinh-khong-co-xa", View: answer{c.Get(goVap)}},
	}, look.Desk)
}
