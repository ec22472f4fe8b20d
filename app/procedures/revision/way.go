package revision

// Channel is how a dossier comes in.
type Channel string

// The channels; the national codes are 1 counter, 2 online, 3 post.
const (
	Counter Channel = "counter"
	Online  Channel = "online"
	Post    Channel = "post"
)

// Channels in the order in which screens list them.
var Channels = []Channel{Online, Counter, Post}

// Filed says where a channel is filed.
type Filed string

// Where it is filed.
const (
	Here      Filed = "here"  // in this product
	Portal    Filed = "dvcqg" // on the national portal or VNeID; its code comes back
	Elsewhere Filed = "none"  // not with us: Place says where
)

// Way is one channel: where it is filed, where it is decided, time and fee.
type Way struct {
	Filed Filed  `json:"filed"`
	Place string `json:"place,omitempty"` // for Portal and Elsewhere: where to go, in words
	// Decided says in words who decides elsewhere. System is the key of the
	// sector system that the dossier is entered in and whose number, status and
	// result come back (SectorSystems); "" it is decided in this product.
	Decided string `json:"decided,omitempty"`
	System  string `json:"system,omitempty"`
	// Terms are tried in order, the first that fits wins; the last has neither
	// case nor area. Empty: the law does not state a time, see Clock.Fallback.
	Terms   []Term `json:"terms,omitempty"`
	Fee     *int64 `json:"fee,omitempty"`      // đồng; nil: set by the province or unknown, never zero
	FeeUnit string `json:"fee_unit,omitempty"` // "" for the dossier; page, copy
	FeeNote string `json:"fee_note,omitempty"`
	FeeDue  string `json:"fee_due,omitempty"` // filing, acceptance, return
}

// Unit of time; the same words as package deadlines.
type Unit string

// The units.
const (
	Hours        Unit = "working_hour"
	WorkingDays  Unit = "working_day"
	CalendarDays Unit = "calendar_day"
	Months       Unit = "month"
	SameDay      Unit = "same_day"
)

// Term is a time the law gives, for a case or a class of area.
type Term struct {
	Amount int    `json:"amount"`
	Unit   Unit   `json:"unit"`
	Case   string `json:"case,omitempty"` // Case.Key; "" every case
	Area   string `json:"area,omitempty"` // difficult: communes of difficult areas; "" every area
	When   *Rule  `json:"when,omitempty"`
	Note   string `json:"note,omitempty"`
}

// AreaDifficult is the class of communes that some laws give more time.
const AreaDifficult = "difficult"

// Clock is how the time is counted and what may move it.
type Clock struct {
	AfterHour string `json:"after_hour"`         // received at or after it counts from the next working day: 15:00
	DayRule   string `json:"day_rule,omitempty"` // hours (default) or civil, see package deadlines
	// OnSupplement is pause (waiting is not counted) or restart (counted again
	// from zero). Both exist in law; it belongs to the procedure (DOMAIN.md b).
	OnSupplement string `json:"on_supplement"`
	// SupplementDays are the working days a resident has to supplement; then
	// the dossier may be stopped. 7 is the window of Decree 301/2026, used
	// where the procedure's own law is silent.
	SupplementDays int `json:"supplement_days"`
	// SupplementRounds an officer may ask for alone; further rounds need a
	// leader's reason ("in one time": Decree 118/2025 article 17).
	SupplementRounds int `json:"supplement_rounds"`
	// AskDays are the working days after the dossier came, or came back, in
	// which papers may be asked for once it is accepted; 0 is 3, the term of
	// Decree 61/2018 article 19.2, below 0 none. Before acceptance the intake
	// hours are the term.
	AskDays int `json:"ask_days,omitempty"`
	// AskLate is what holds after that term: leader (default), with a leader's
	// reason; refuse, not at all.
	AskLate string `json:"ask_late,omitempty"`
	// OnLapse is what follows when nothing was sent within the window: phase
	// (default), declined (M03) before acceptance and stopped (M05) after it;
	// stop, stopped in both.
	OnLapse string `json:"on_lapse,omitempty"`
	// IntakeHours are the working hours in which a filing must be answered. 8
	// is what the systems in use do; no law was found for it.
	IntakeHours int `json:"intake_hours"`
	// ExtendMax is the longest extension that goes with an apology (M04), once, in
	// the unit of the term. No text was found that sets it (confidence BG): 0 is
	// what the province's rule says, below 0 none.
	ExtendMax int `json:"extend_max,omitempty"`
	// Fallback is promised when the law states no time; screens say so.
	Fallback   Term   `json:"fallback"`
	LegalBasis string `json:"legal_basis,omitempty"` // of the time and of its pauses
	// Variants change the policy for some dossiers; the first that holds.
	Variants []ClockVariant `json:"variants,omitempty"`
}

// What holds when papers are asked for late, and when none come.
const (
	AskWithLeader = "leader"
	AskRefused    = "refuse"
	LapseByPhase  = "phase"
	LapseStops    = "stop"
)

// ClockVariant is what a law says otherwise for some dossiers; what is left empty stays.
type ClockVariant struct {
	When             *Rule  `json:"when"`
	AfterHour        string `json:"after_hour,omitempty"`
	DayRule          string `json:"day_rule,omitempty"`
	OnSupplement     string `json:"on_supplement,omitempty"`
	SupplementDays   int    `json:"supplement_days,omitempty"`
	SupplementRounds int    `json:"supplement_rounds,omitempty"`
	AskDays          int    `json:"ask_days,omitempty"`
	AskLate          string `json:"ask_late,omitempty"`
	OnLapse          string `json:"on_lapse,omitempty"`
	LegalBasis       string `json:"legal_basis,omitempty"`
}

// ClockFor is the clock of one dossier.
func (r *Revision) ClockFor(answers map[string]string) Clock {
	c := r.Clock
	for _, v := range c.Variants {
		if !v.When.Holds(answers) {
			continue
		}
		or(&c.AfterHour, v.AfterHour)
		or(&c.DayRule, v.DayRule)
		or(&c.OnSupplement, v.OnSupplement)
		or(&c.SupplementDays, v.SupplementDays)
		or(&c.SupplementRounds, v.SupplementRounds)
		or(&c.AskDays, v.AskDays)
		or(&c.AskLate, v.AskLate)
		or(&c.OnLapse, v.OnLapse)
		or(&c.LegalBasis, v.LegalBasis)
		break
	}
	c.Variants = nil
	return c
}

func or[T comparable](dst *T, v T) {
	var zero T
	if v != zero {
		*dst = v
	}
}

// DefaultClock is what holds where a procedure's own law is silent. All of it
// is data of the revision and may be adjusted by a later one.
func DefaultClock() Clock {
	return Clock{
		AfterHour: "15:00", OnSupplement: "restart", SupplementDays: 7, SupplementRounds: 1, IntakeHours: 8,
		Fallback:   Term{Amount: 10, Unit: WorkingDays, Note: "Pháp luật chưa nêu thời hạn"},
		LegalBasis: "Nghị định 118/2025/NĐ-CP, được sửa đổi bởi Nghị định 309/2026/NĐ-CP",
	}
}

// TermFor gives the time of a channel for a case and a class of area, and for
// the answers where a time depends on them (nil: none given). stated is false
// when the law gives none and the fallback is used. An unknown channel is
// counted like the counter.
func (r *Revision) TermFor(ch Channel, caseKey, area string, answers map[string]string) (t Term, stated bool) {
	w, ok := r.Ways[ch]
	if !ok {
		w = r.Ways[Counter]
	}
	for _, t := range w.Terms {
		if (t.Case == "" || t.Case == caseKey) && (t.Area == "" || t.Area == area) && t.When.Holds(answers) {
			return t, true
		}
	}
	return r.Clock.Fallback, false
}

// Takes tells whether a channel is filed in this product.
func (r *Revision) Takes(ch Channel) bool {
	w, ok := r.Ways[ch]
	return ok && w.Filed == Here
}

// OfficeHours turns a term into the hours that internal processes are written
// in: 8 to the working day, 5 working days to 7 calendar days.
func (t Term) OfficeHours() int {
	switch t.Unit {
	case Hours:
		return max(t.Amount, 1)
	case WorkingDays:
		return t.Amount * 8
	case CalendarDays:
		return max((t.Amount*40+3)/7, 1)
	case Months:
		return t.Amount * 22 * 8
	}
	return 8
}
