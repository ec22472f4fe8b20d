package revision

// Role of a step; the same words as package authz.
type Role string

// The roles that steps need (DOMAIN.md c).
const (
	Receptionist Role = "receptionist"
	Handler      Role = "handler"
	UnitHead     Role = "unit_head" // ký nháy
	Signatory    Role = "signatory" // Chủ tịch, Phó Chủ tịch: ký duyệt
	Clerk        Role = "clerk"     // văn thư: số, chữ ký cơ quan
)

// The keys of the steps that every workflow is made of.
const (
	StepReceive  = "receive"
	StepAssign   = "assign"
	StepAppraise = "appraise"
	StepInitial  = "initial"
	StepApprove  = "approve"
	StepNumber   = "number"
)

// Step is one stage of the internal process. The hours of all steps add up to
// the promise (8 to the working day); where an office's day is shorter the
// clock scales them, see StepMinutes.
type Step struct {
	Key   string `json:"key"`
	Title string `json:"title"`
	Role  Role   `json:"role"`
	Hours int    `json:"hours"`
}

// Workflow shares out the hours of a promise over the usual hands: receive,
// assign, appraise, initial, approve, number. Up to a day nobody assigns.
func Workflow(total int, appraise string) []Step {
	if appraise == "" {
		appraise = "Thẩm định hồ sơ, dự thảo kết quả"
	}
	receive := Step{StepReceive, "Số hóa, chuyển hồ sơ", Receptionist, 0}
	assign := Step{StepAssign, "Phân công xử lý", UnitHead, 0}
	work := Step{StepAppraise, appraise, Handler, 0}
	initial := Step{StepInitial, "Kiểm tra, ký nháy", UnitHead, 0}
	approve := Step{StepApprove, "Ký duyệt kết quả", Signatory, 0}
	number := Step{StepNumber, "Cấp số, ký số cơ quan, phát hành", Clerk, 0}
	switch {
	case total < 5: // a promise in hours
		work.Hours = total
		return []Step{work}
	case total <= 8:
		receive.Hours, initial.Hours, approve.Hours, number.Hours = 1, 1, 1, 1
		work.Hours = total - 4
		return []Step{receive, work, initial, approve, number}
	}
	part := func(percent int) int { return max(total*percent/100, 1) }
	receive.Hours, assign.Hours, number.Hours = min(part(5), 4), min(part(5), 4), min(part(5), 4)
	initial.Hours, approve.Hours = min(part(10), 16), min(part(10), 16)
	work.Hours = total - receive.Hours - assign.Hours - number.Hours - initial.Hours - approve.Hours
	return []Step{receive, assign, work, initial, approve, number}
}

// StepMinutes shares out the working minutes of a promise over the steps, in
// proportion to their hours; the last step ends with the promise.
func StepMinutes(steps []Step, total int) []int {
	sum := 0
	for _, s := range steps {
		sum += s.Hours
	}
	out := make([]int, len(steps))
	used, hours := 0, 0
	for i, s := range steps {
		hours += s.Hours
		if sum > 0 {
			out[i] = total*hours/sum - used
		}
		used += out[i]
	}
	return out
}

// Step finds one by its key.
func (r *Revision) Step(key string) (Step, bool) {
	for _, s := range r.Steps {
		if s.Key == key {
			return s, true
		}
	}
	return Step{}, false
}

// NextStep is the step after key; after "" the first. ok is false at the end.
func (r *Revision) NextStep(key string) (Step, bool) {
	if key == "" && len(r.Steps) > 0 {
		return r.Steps[0], true
	}
	for i, s := range r.Steps {
		if s.Key == key && i+1 < len(r.Steps) {
			return r.Steps[i+1], true
		}
	}
	return Step{}, false
}
