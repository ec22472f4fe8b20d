package results

import "testing"

func TestWhatDiffersFromTheDossier(t *testing.T) {
	t.Parallel()
	k := learn([]string{"Bùi Thị Sen"}, []string{"017184000123", "12/03/1962", "20 tháng 11", "ngày 05 tháng 9 năm 2026", "Nguyễn Văn Hòa"})
	for text, want := range map[string]Finding{
		"Ông/Bà Bùi Thị Sen, sinh ngày 12 tháng 3 năm 1962, số 017184000123.": {},
		"bà Nguyễn Văn Hòa, ngày 5/9/2026":                                    {},
		"Bà Bùi Thị Sến xin xác nhận":                                         {"Bùi Thị Sến", "hồ sơ ghi Bùi Thị Sen", true},
		"Bà Bùi Thi Sen xin xác nhận":                                         {"Bùi Thi Sen", "hồ sơ ghi Bùi Thị Sen", true},
		"Ông Trần Văn Lâm đi cùng":                                            {"Trần Văn Lâm", "không có trong hồ sơ", false},
		"số định danh 017184000132":                                           {"017184000132", "hồ sơ ghi 017184000123", true},
		"số định danh 025184999999":                                           {"025184999999", "không có trong hồ sơ", false},
		"sinh ngày 13/03/1962":                                                {"13/03/1962", "hồ sơ ghi 12/3/1962", true},
		"từ 01/01/2020":                                                       {"01/01/2020", "không có trong hồ sơ", false},
	} {
		got := check(text, k)
		switch {
		case want.Text == "" && len(got) > 0, want.Text != "" && (len(got) != 1 || got[0] != want):
			t.Errorf("%s: %+v", text, got)
		}
	}
}
