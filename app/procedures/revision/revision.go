// Package revision is what one published version of a procedure says: who is
// competent, how it is filed, how long it takes, what it costs, which papers
// it asks for, which questions it puts, through which hands it goes and what
// comes out. It is law kept as data: the JSON in app.revision.data, nothing
// more. A leaf: no database, no clock, standard library and x/text only, so
// the migrations that load it and the pages that show it read the same words.
//
// A revision never changes once published; a dossier stays with the one it
// was started on. Conditions are equality with an earlier answer; they grow
// into expressions later without changing what is stored around them.
package revision

// Competence says which office decides.
type Competence string

// The kinds of competence (DOMAIN.md d).
const (
	Residence Competence = "residence" // where the person has permanent or temporary residence
	Land      Competence = "land"      // where the land or the building lies
	Seat      Competence = "seat"      // where the business is seated; any commune of that province
	Record    Competence = "record"    // the office that keeps the book or issued the paper
	Any       Competence = "any"       // every commune: no territory
)

// Boundary says how far away from the competent office a dossier may be received.
type Boundary string

// The scopes of reception (Decree 118/2025 article 14 as amended by 309/2026).
const (
	BoundaryNone     Boundary = "none"     // at the competent office only
	BoundaryProvince Boundary = "province" // at every commune of the same province
	BoundaryNation   Boundary = "nation"   // at every commune
)

// Revision is one version of a procedure.
type Revision struct {
	Decision   string   `json:"decision"`              // of the ministry that published it: 163/QĐ-BTP
	LegalBasis []string `json:"legal_basis,omitempty"` // laws and decrees, as residents may read them
	Confidence string   `json:"confidence,omitempty"`  // high, medium, low: how sure the reference data is
	// Unconfirmed names what the source does not state: time, fee, channels. Screens say so.
	Unconfirmed []string `json:"unconfirmed,omitempty"`

	Summary string   `json:"summary"` // what the person gets, one sentence
	Who     string   `json:"who"`     // who may ask, one sentence
	Notes   []string `json:"notes,omitempty"`
	Urgency string   `json:"urgency,omitempty"` // when to come: "trong 60 ngày từ ngày sinh"

	Competence     Competence `json:"competence"`
	CompetenceText string     `json:"competence_text"`     // "UBND cấp xã nơi Ông/Bà thường trú hoặc tạm trú"
	NonBoundary    Boundary   `json:"non_boundary"`        // default; a province's list overrides it
	HelpOnly       bool       `json:"help_only,omitempty"` // another commune only helps to file online (hộ tịch)
	Immediate      bool       `json:"immediate,omitempty"` // one screen at the counter: receive, sign, number, fee, return
	Presence       string     `json:"presence,omitempty"`  // who must come in person, and when; "" nobody

	Ways       map[Channel]Way `json:"ways"`
	Clock      Clock           `json:"clock"`
	Cases      []Case          `json:"cases,omitempty"`
	Components []Component     `json:"components"`
	Form       Form            `json:"form"`
	Steps      []Step          `json:"steps"`
	Results    []Result        `json:"results"`
}

// Case is a situation that changes time or papers; it follows from an answer.
type Case struct {
	Key   string     `json:"key"`
	Title string     `json:"title"`
	When  *Condition `json:"when,omitempty"` // nil never holds by itself: an officer chooses it
}

// Result is what the office issues.
type Result struct {
	Code     string `json:"code,omitempty"` // national result code KQ.G15.000038; "" unknown
	Title    string `json:"title"`
	Register string `json:"register,omitempty"` // the book whose numbers it takes
	Outcome  string `json:"outcome"`            // granted, refused, or notice (goes out on the way)
}

// Outcomes of a result.
const (
	Granted = "granted"
	Refused = "refused"
	Notice  = "notice"
)

// CaseOf gives the key of the first case whose condition holds, "" for the ordinary one.
func (r *Revision) CaseOf(answers map[string]string) string {
	for _, c := range r.Cases {
		if c.When != nil && c.When.Holds(answers) {
			return c.Key
		}
	}
	return ""
}

// MainResult is the first result that grants; the zero Result when there is none.
func (r *Revision) MainResult() Result {
	for _, x := range r.Results {
		if x.Outcome == Granted {
			return x
		}
	}
	return Result{}
}
