package province_test

import (
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
)

// Every page of the province, in a browser, with axe.
func TestPagesInABrowser(t *testing.T) {
	w := apptest.Start(t)
	c := w.Officer("phutho.quantri")
	staff := c.Get("/tinh/xa/04978/nhan-su").Find("main tbody a").First().AttrOr("href", "")
	if staff == "" {
		t.Fatal("nobody works at xã Kim Bôi")
	}
	look.Live(t, w.URL, c.Cookies(), []look.Address{
		{Name: "tinh-dieu-hanh", Path: "/tinh"},
		{Name: "tinh-xa", Path: "/tinh/xa/04978"},
		{Name: "tinh-xa-thiet-lap", Path: "/tinh/xa/04978/thiet-lap"},
		{Name: "tinh-xa-chua-mo", Path: "/tinh/xa/04831/thiet-lap"},
		{Name: "tinh-xa-mo", Path: "/tinh/xa/04831/mo"},
		{Name: "tinh-xa-nhan-su", Path: "/tinh/xa/04978/nhan-su"},
		{Name: "tinh-nguoi", Path: staff},
		{Name: "tinh-moi", Path: "/tinh/xa/04831/nhan-su/moi"},
		{Name: "tinh-xa-lich-su", Path: "/tinh/xa/04978/lich-su"},
		{Name: "tinh-phu-xanh", Path: "/tinh/phu-xanh"},
		{Name: "tinh-thu-tuc", Path: "/tinh/thu-tuc"},
		{Name: "tinh-mot-thu-tuc", Path: "/tinh/thu-tuc/1.004873"},
		{Name: "tinh-xac-nhan", Path: "/tinh/thu-tuc/1.004873/xac-nhan?viec=tat"},
		{Name: "tinh-vai-tro", Path: "/tinh/vai-tro"},
		{Name: "tinh-mot-vai-tro", Path: "/tinh/vai-tro/receptionist"},
		{Name: "tinh-nhan-su", Path: "/tinh/nhan-su"},
		{Name: "tinh-ho-so", Path: "/tinh/ho-so"},
		{Name: "tinh-lich-su", Path: "/tinh/lich-su"},
	}, look.Desk)
}
