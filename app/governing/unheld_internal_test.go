package governing

import (
	"fmt"
	"testing"

	"motcua/app/procedures/revision"
)

func TestStepsThatNobodyHolds(t *testing.T) {
	t.Parallel()
	steps := []revision.Step{
		{Key: "check", Title: "Kiểm tra", Role: revision.Handler, Kind: revision.Work, Unit: "kinh_te"},
		{Key: "again", Title: "Thẩm định", Role: revision.Handler, At: revision.AtProvince},
		{Key: "approve", Title: "Ký", Role: revision.Signatory, At: revision.AtProvince},
		{Key: "number", Title: "Cấp số", Role: revision.Clerk, At: revision.AtProvince},
	}
	ordinary := []revision.Step{{Key: "check", Title: "Kiểm tra", Role: revision.Handler}, {Key: "approve", Title: "Ký", Role: revision.Signatory}, {Key: "number", Title: "Cấp số", Role: revision.Clerk}}
	for _, c := range []struct {
		o    holding
		want string
	}{
		{holding{Office: "Xã A", Kind: "commune", Held: []string{"handler/"}}, "[]"}, // says no units
		{holding{Office: "Xã A", Kind: "commune", Held: []string{"handler/kinh_te"}, Units: []string{"kinh_te"}}, "[]"},
		{holding{Office: "Xã A", Kind: "commune", Held: []string{"handler/tu_phap", "clerk/kinh_te"}, Units: []string{"tu_phap", "kinh_te"}}, "[{Xã A Kiểm tra handler kinh_te}]"},
		{holding{Office: "Xã A", Kind: "commune", Held: []string{"clerk/"}}, "[{Xã A Kiểm tra handler }]"},
		{holding{Office: "Tỉnh", Kind: "province", Held: []string{"handler/", "signatory/"}}, "[{Tỉnh Cấp số clerk }]"},
	} {
		if got := fmt.Sprint(c.o.unheld(&revision.Revision{Steps: steps})); got != c.want {
			t.Errorf("%+v: %s, want %s", c.o, got, c.want)
		}
	}
	// where routing leads, all steps are done there, by the unit that it names
	up := []revision.Route{{To: revision.ToProvince, Unit: "kinh_te"}}
	down := []revision.Route{{To: revision.ToUnit, Unit: "kinh_te"}, {To: revision.ToProvince}}
	for _, c := range []struct {
		o     holding
		route []revision.Route
		want  string
	}{
		{holding{Office: "Tỉnh", Kind: "province", Held: []string{"handler/"}}, nil, "[]"}, // does nothing of it
		{holding{Office: "Tỉnh", Kind: "province", Held: []string{"handler/", "signatory/"}}, up, "[{Tỉnh Cấp số clerk }]"},
		{holding{Office: "Tỉnh", Kind: "province", Held: []string{"handler/tu_phap", "clerk/kinh_te", "signatory/"}, Units: []string{"tu_phap", "kinh_te"}}, up, "[{Tỉnh Kiểm tra handler kinh_te}]"},
		{holding{Office: "Tỉnh", Kind: "province", Held: []string{"handler/tu_phap", "clerk/kinh_te", "signatory/"}, Units: []string{"tu_phap", "kinh_te"}}, down, "[]"},
		{holding{Office: "Xã A", Kind: "commune", Held: []string{"handler/tu_phap", "clerk/kinh_te", "signatory/"}, Units: []string{"tu_phap", "kinh_te"}}, down, "[{Xã A Kiểm tra handler kinh_te}]"},
		{holding{Office: "Xã A", Kind: "commune", Held: []string{"clerk/", "signatory/"}}, down, "[{Xã A Kiểm tra handler }]"},
	} {
		if got := fmt.Sprint(c.o.unheld(&revision.Revision{Steps: ordinary, Routing: c.route})); got != c.want {
			t.Errorf("%+v %v: %s, want %s", c.o, c.route, got, c.want)
		}
	}
}
