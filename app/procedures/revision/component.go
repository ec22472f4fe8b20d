package revision

// Kind says what becomes of a component.
type Kind string

// The kinds of component.
const (
	Submit  Kind = "submit"  // handed in: a file or a paper that is scanned
	Present Kind = "present" // shown at the counter or read from a register; not kept
	ByForm  Kind = "form"    // the declaration itself: answered by the questions
	Note    Kind = "note"    // a condition or information; nothing to hand in
)

// Component is one paper the procedure asks for.
type Component struct {
	Key       string   `json:"key"`
	Title     string   `json:"title"`
	Kind      Kind     `json:"kind"`
	Group     string   `json:"group,omitempty"`     // Case.Key; "" every case
	Condition string   `json:"condition,omitempty"` // in words: "nếu nhờ người khác nộp"
	When      *Rule    `json:"when,omitempty"`      // asked for only then
	Required  bool     `json:"required"`
	Originals int      `json:"originals,omitempty"`
	Copies    int      `json:"copies,omitempty"`
	Digitize  bool     `json:"digitize,omitempty"` // counts in the digitized share (Circular 01/2023/TT-VPCP)
	Note      string   `json:"note,omitempty"`
	Replaces  []string `json:"replaced_by,omitempty"` // result codes that make it unnecessary
	Accept    []string `json:"accept,omitempty"`      // image, pdf, office; none: image and pdf
	Sample    string   `json:"sample,omitempty"`      // id of a sample picture
	Pull      string   `json:"pull,omitempty"`        // register that officers read instead (Decree 118/2025 article 4): population, civil_status, land, business, insurance
}

// What a component accepts, and where officers may read instead.
var (
	Accepts   = []string{"image", "pdf", "office"}
	Registers = []string{"population", "civil_status", "land", "business", "insurance"}
)

// ComponentsFor gives the components of a case and of the answers, notes left in.
func (r *Revision) ComponentsFor(caseKey string, answers map[string]string) []Component {
	answers = Facts{Case: caseKey}.beside(answers)
	var out []Component
	for _, c := range r.Components {
		if c.Group != "" && c.Group != caseKey || !c.When.Holds(answers) {
			continue
		}
		out = append(out, c)
	}
	return out
}

// ToHandIn are the components that need a file or a paper.
func (r *Revision) ToHandIn(caseKey string, answers map[string]string) []Component {
	var out []Component
	for _, c := range r.ComponentsFor(caseKey, answers) {
		if c.Kind == Submit {
			out = append(out, c)
		}
	}
	return out
}

// Component finds one by its key.
func (r *Revision) Component(key string) (Component, bool) {
	for _, c := range r.Components {
		if c.Key == key {
			return c, true
		}
	}
	return Component{}, false
}
