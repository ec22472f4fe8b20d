package platform_test

import (
	"testing"

	"motcua/app/apptest"
	"motcua/app/apptest/look"
)

// Every page of the operator, in a browser, with axe.
func TestPagesInABrowser(t *testing.T) {
	w := apptest.Start(t)
	look.Live(t, w.URL, w.Officer("vanhanh").Cookies(), []look.Address{
		{Name: "nen-tang", Path: "/nen-tang"},
		{Name: "nen-tang-tinh", Path: "/nen-tang/tinh/25"},
		{Name: "nen-tang-tinh-chua-mo", Path: "/nen-tang/tinh/01"},
		{Name: "nen-tang-viec-nen", Path: "/nen-tang/viec-nen"},
		{Name: "nen-tang-lich-su", Path: "/nen-tang/lich-su"},
	}, look.Desk)
}
