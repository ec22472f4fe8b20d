package governing

import (
	"fmt"
	"testing"

	"motcua/app/procedures/revision"
)

func TestStepsThatNobodyHolds(t *testing.T) {
	t.Parallel()
	flow := revision.NewFlow([]revision.Step{
		{Key: "check", Title: "Kiểm tra", Role: revision.Handler, Kind: revision.Work, Unit: "kinh_te"},
		{Key: "again", Title: "Thẩm định", Role: revision.Handler, At: revision.AtProvince},
		{Key: "approve", Title: "Ký", Role: revision.Signatory, At: revision.AtProvince},
		{Key: "number", Title: "Cấp số", Role: revision.Clerk, At: revision.AtProvince},
	})
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
		if got := fmt.Sprint(c.o.unheld(flow)); got != c.want {
			t.Errorf("%+v: %s, want %s", c.o, got, c.want)
		}
	}
}
