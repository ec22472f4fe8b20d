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
//
// Without Next a step is followed by the one after it in the list.
type Step struct {
	Key   string   `json:"key"`
	Title string   `json:"title"`
	Kind  StepKind `json:"kind,omitempty"` // "" follows from role and place, see NewFlow
	Role  Role     `json:"role"`
	Unit  string   `json:"unit,omitempty"` // key of the unit whose people do it; "" the dossier's
	At    string   `json:"at,omitempty"`   // "" the commune (or who was competent from the start); province: competence passes to the provincial centre, and back with the next step that is not there
	Hours int      `json:"hours"`
	When  *Rule    `json:"when,omitempty"` // the step is left out when this does not hold
	Next  []Next   `json:"next,omitempty"` // the first that holds, or with Parallel every one that holds
	// Parallel begins all branches at once; they meet in a step with Join,
	// which begins when every branch has come to it.
	Parallel bool     `json:"parallel,omitempty"`
	Join     bool     `json:"join,omitempty"`
	SendBack []string `json:"send_back,omitempty"` // steps it may be sent back to, with a reason
	Request  *Request `json:"request,omitempty"`   // of a request step: whom it asks
	Note     string   `json:"note,omitempty"`
}

// StepKind is what a step does. Flow says what an unnamed kind is.
type StepKind string

// The kinds of step.
const (
	Auto      StepKind = ""        // follows from the role and the place in the workflow, see NewFlow
	Intake    StepKind = "intake"  // receiving, digitizing, giving to somebody: done by accepting and assigning
	Work      StepKind = "work"    // is done and passed on
	Draft     StepKind = "draft"   // drafts the result
	Initial   StepKind = "initial" // ký nháy
	Sign      StepKind = "sign"    // signs the result
	NumberIt  StepKind = "number"  // gives it its number and the office's signature
	AskOthers StepKind = "request" // asks another tenant or unit, with a clock of its own
)

// StepEnd is where a step leads that has nothing after it; no step has this key.
const StepEnd = "end"

// AtProvince is the place of steps that the provincial centre does.
const AtProvince = "province"

// Next is where a step leads.
type Next struct {
	To   string `json:"to"` // a step's key, or StepEnd
	When *Rule  `json:"when,omitempty"`
	Say  string `json:"say,omitempty"` // the condition in words, for the picture; "" is made of the rule
}

// Request is what a step asks of another tenant or unit, or of the resident:
// whether the result is right as drafted (To is AskApplicant).
type Request struct {
	To      string `json:"to"`              // commune (Field says which), province, unit (Unit says which), or applicant
	Field   string `json:"field,omitempty"` // address question whose commune is asked; group.question: those of all its rows
	Unit    string `json:"unit,omitempty"`
	Title   string `json:"title"` // what is asked
	Amount  int    `json:"amount"`
	Time    Unit   `json:"time_unit"`
	Silence string `json:"silence"`          // SilenceConsent: no answer in time is a yes; SilenceWait: the answer is needed
	Pauses  bool   `json:"pauses,omitempty"` // the dossier's clock stands still meanwhile
	Basis   string `json:"basis,omitempty"`  // legal basis, demanded when it pauses
}

// What silence of the one asked means, and whom a request goes to.
const (
	SilenceConsent = "consent"
	SilenceWait    = "wait"

	AskCommune  = "commune"
	AskProvince = "province"
	AskUnit     = "unit"
	// AskApplicant shows the draft to the resident who filed online; a dossier
	// that came in another way, and a refusal, pass the step by.
	AskApplicant = "applicant"
)

// Unit of an office, by the key that steps and people carry.
type OfficeUnit struct{ Key, Title string }

// OfficeUnits are the usual ones of a commune since July 2025 (DOMAIN.md c).
var OfficeUnits = []OfficeUnit{
	{"trung_tam", "Trung tâm Phục vụ hành chính công"},
	{"kinh_te", "Phòng Kinh tế (Kinh tế, Hạ tầng và Đô thị)"},
	{"van_hoa_xa_hoi", "Phòng Văn hóa – Xã hội"},
	{"van_phong", "Văn phòng HĐND và UBND"},
	{"tu_phap", "Tư pháp – Hộ tịch"},
}

// CentreUnits are those of a provincial centre; its departments it adds itself.
var CentreUnits = []OfficeUnit{{"trung_tam", "Trung tâm Phục vụ hành chính công tỉnh"}}

// UnitTitle is what screens call a unit; the key itself when it is unknown.
func UnitTitle(key string) string {
	for _, u := range OfficeUnits {
		if u.Key == key {
			return u.Title
		}
	}
	return key
}

// Roles of steps in the order of a usual workflow.
var Roles = []Role{Receptionist, Handler, UnitHead, Signatory, Clerk}

// Title is what screens call the role in a workflow.
func (r Role) Title() string {
	switch r {
	case Receptionist:
		return "Tiếp nhận và trả kết quả"
	case Handler:
		return "Chuyên viên thụ lý"
	case UnitHead:
		return "Lãnh đạo phòng"
	case Signatory:
		return "Lãnh đạo UBND"
	case Clerk:
		return "Văn thư"
	}
	return string(r)
}

// KindOf is what a step does by itself; what follows from its place, Flow knows.
func (s Step) KindOf() StepKind {
	switch {
	case s.Kind != Auto:
		return s.Kind
	case s.Request != nil:
		return AskOthers
	case s.Role == Signatory:
		return Sign
	case s.Role == Clerk:
		return NumberIt
	}
	return Work
}

// Workflow shares out the hours of a promise over the usual hands: receive,
// assign, appraise, initial, approve, number. Up to a day nobody assigns.
func Workflow(total int, appraise string) []Step {
	if appraise == "" {
		appraise = "Thẩm định hồ sơ, dự thảo kết quả"
	}
	receive := Step{Key: StepReceive, Title: "Số hóa, chuyển hồ sơ", Role: Receptionist}
	assign := Step{Key: StepAssign, Title: "Phân công xử lý", Role: UnitHead}
	work := Step{Key: StepAppraise, Title: appraise, Role: Handler}
	initial := Step{Key: StepInitial, Title: "Kiểm tra, ký nháy", Role: UnitHead}
	approve := Step{Key: StepApprove, Title: "Ký duyệt kết quả", Role: Signatory}
	number := Step{Key: StepNumber, Title: "Cấp số, ký số cơ quan, phát hành", Role: Clerk}
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
