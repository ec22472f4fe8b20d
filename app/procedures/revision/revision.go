// Package revision is what one published version of a procedure says: who is
// competent, how it is filed, how long it takes, what it costs, which papers
// it asks for, which questions it puts, through which hands it goes and what
// comes out. It is law kept as data: the JSON in app.revision.data, nothing
// more. A leaf: no database, no clock, standard library and x/text only, so
// the migrations that load it and the pages that show it read the same words.
//
// A revision never changes once published; a dossier stays with the one it
// was started on. Conditions, amounts and routes are rules over the answers,
// see Rule.
package revision

import (
	"encoding/json"
	"slices"
)

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
	Retention      string     `json:"retention,omitempty"` // class of RetentionClasses; "" that of the field

	Ways  map[Channel]Way `json:"ways"`
	Fees  []Fee           `json:"fees,omitempty"` // none: the one fee of the way
	Clock Clock           `json:"clock"`
	Cases []Case          `json:"cases,omitempty"`
	// Screening names questions of the form that are put before anything else:
	// they choose the case and drop papers that are not needed.
	Screening   []string      `json:"screening,omitempty"`
	Eligibility []Eligibility `json:"eligibility,omitempty"`
	Routing     []Route       `json:"routing,omitempty"` // none: the commune that Competence says
	Components  []Component   `json:"components"`
	Form        Form          `json:"form"`
	Steps       []Step        `json:"steps"`
	Results     []Result      `json:"results"`
}

// UnmarshalJSON reads a revision and prepares its rules.
func (r *Revision) UnmarshalJSON(b []byte) error {
	type plain Revision
	*r = Revision{}
	if err := json.Unmarshal(b, (*plain)(r)); err != nil {
		return err
	}
	r.Prepare()
	return nil
}

// Eligibility is a condition of who may ask. Where it is known not to hold,
// Say tells why and Instead names the procedure that fits, if there is one.
type Eligibility struct {
	Key     string `json:"key"`
	Rule    *Rule  `json:"rule"`
	Say     string `json:"say"`
	Instead string `json:"instead,omitempty"` // code of a procedure
}

// Ineligible are the conditions that the answers are known not to meet.
func (r *Revision) Ineligible(answers map[string]string) []Eligibility {
	var out []Eligibility
	for _, e := range r.Eligibility {
		if e.Rule.Fails(answers) {
			out = append(out, e)
		}
	}
	return out
}

// Route sends a dossier elsewhere than to the commune that Competence says.
type Route struct {
	When   *Rule  `json:"when,omitempty"`   // nil always
	To     string `json:"to"`               // commune, province: the provincial centre decides, or unit: of the chosen commune
	Field  string `json:"field,omitempty"`  // the address question that says which commune, or whose province; "" the chosen commune's
	Within string `json:"within,omitempty"` // of a commune: province when any commune of the address's province may decide
	Unit   string `json:"unit,omitempty"`   // the unit there whose people work it
	Note   string `json:"note,omitempty"`   // said to residents and officers
}

// Where a route leads.
const (
	ToCommune  = "commune"
	ToProvince = "province"
	ToUnit     = "unit"
)

// WithinProvince is a route to any commune of a province.
const WithinProvince = "province"

// RouteFor is the first route that holds; ok is false when none does.
func (r *Revision) RouteFor(facts Facts, answers map[string]string) (x Route, ok bool) {
	all := facts.With(answers)
	for _, x := range r.Routing {
		if x.When.Holds(all) {
			return x, true
		}
	}
	return Route{}, false
}

// RoutesTo tells whether some route leads there.
func (r *Revision) RoutesTo(to string) bool {
	return slices.ContainsFunc(r.Routing, func(x Route) bool { return x.To == to })
}

// Case is a situation that changes time or papers; it follows from an answer.
type Case struct {
	Key   string `json:"key"`
	Title string `json:"title"`
	When  *Rule  `json:"when,omitempty"` // nil never holds by itself: an officer chooses it
}

// Result is what the office issues.
type Result struct {
	Code     string `json:"code,omitempty"` // national result code KQ.G15.000038; "" unknown
	Title    string `json:"title"`
	Register string `json:"register,omitempty"` // the book whose numbers it takes
	Outcome  string `json:"outcome"`            // granted, refused, or notice (goes out on the way)
	// Retention is its class where it is kept longer than the dossier; with it the whole dossier is.
	Retention string `json:"retention,omitempty"`
	// Words are what its letter begins with, one paragraph a line, before the handler
	// edits it; {co_quan}, {thu_tuc} and the like are filled in (Placeholders). "" the usual.
	Words string `json:"words,omitempty"`
}

// Placeholders are what the words of a result may name in braces.
var Placeholders = []string{"co_quan", "thu_tuc", "ma_ho_so", "chu_ho_so", "ngay_tiep_nhan"}

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
