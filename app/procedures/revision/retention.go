package revision

import "slices"

// RetentionClass is how long something is kept, as an installation ships it. A
// province changes years and basis of a class, never its key (app/keeping).
type RetentionClass struct{ Key, Name string }

// RetentionClasses are the classes that a revision may name (Luật Lưu trữ
// 33/2024/QH15; which term the law in force gives is unconfirmed).
var RetentionClasses = []RetentionClass{
	{"ho_tich", "Đăng ký hộ tịch"},
	{"dat_dai", "Đất đai, xây dựng"},
	{"chung_thuc_chu_ky", "Chứng thực chữ ký"},
	{"chung_thuc_hop_dong", "Chứng thực hợp đồng, giao dịch"},
	{"tthc_10", "Thủ tục hành chính, 10 năm"},
	{"tthc_20", "Thủ tục hành chính, 20 năm"},
	{"tthc_70", "Thủ tục hành chính, 70 năm"},
	{"vinh_vien", "Vĩnh viễn"},
}

// validateRetention refuses a class that nobody ships.
func (r *Revision) validateRetention(bad func(string, string, ...any)) {
	known := func(key string) bool {
		return key == "" || slices.ContainsFunc(RetentionClasses, func(c RetentionClass) bool { return c.Key == key })
	}
	if !known(r.Retention) {
		bad("retention", "Chọn thời hạn lưu trữ trong danh mục (đang là %q)", r.Retention)
	}
	for _, x := range r.Results {
		if !known(x.Retention) {
			bad("results", "%s: chọn thời hạn lưu trữ trong danh mục (đang là %q)", x.Title, x.Retention)
		}
	}
}

func retentionWords() map[string]string {
	out := map[string]string{}
	for _, c := range RetentionClasses {
		out[c.Key] = c.Name
	}
	return out
}
