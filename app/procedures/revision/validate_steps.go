package revision

import "slices"

func (r *Revision) validateSteps(bad func(string, string, ...any)) {
	if len(r.Steps) > MostSteps {
		bad("steps", "Có %d bước, tối đa %d", len(r.Steps), MostSteps)
		return
	}
	sum, seen := 0, map[string]bool{}
	for _, s := range r.Steps {
		if s.Key == "" || s.Title == "" || seen[s.Key] || s.Hours < 1 {
			bad("steps."+s.Key, "Bước thiếu mã, tên hoặc số giờ, hoặc trùng mã")
		}
		if !slices.Contains([]Role{Receptionist, Handler, UnitHead, Signatory, Clerk}, s.Role) {
			bad("steps."+s.Key, "Không có vai trò %q", s.Role)
		}
		seen[s.Key] = true
		sum += s.Hours
	}
	if t := r.Promise(); sum != t.OfficeHours() {
		bad("steps", "Các bước cộng lại %d giờ, thời hạn là %d giờ", sum, t.OfficeHours())
	}
}
