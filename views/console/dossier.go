package console

import (
	"motcua/views/layout"
	"motcua/views/ui"
)

// Head is the top bar of a dossier.
type Head struct {
	Code, Applicant, Procedure string
	State, Tone, Outcome       string
	Step, Holder, Assignee     string
	Due, DueTone, DueAt        string
}

// Act is a button of the act bar: a link, or a form of its own when Post is set.
type Act struct {
	ui.Btn
	Post string
}

// Dossier is the page of one dossier.
type Dossier struct {
	Undo        *Undo  // the message of the last act, while it can be taken back
	Words       string // link to the conversation with the resident
	Hold        string // link to hold it; "" for who may not
	Known       string // who was reminded of it and has it in hand
	MayAck      bool   // this officer was reminded and did not say so yet
	Frame       layout.Data
	Head        Head
	ID, Version string
	Queue       string // the list it was opened from
	Prev, Next  string
	Acts        []Act
	Tell        string
	Moved       *ui.MovedProps
	Errors      map[string]string

	CanVerify bool
	Papers    []Paper
	Batches   []ui.Tab   // scans of several papers, to be parted
	Pulled    []ui.Tab   // papers to be read in a register: title, its name as Href, component as Key
	Portal    *Filing    // nil: it was not filed on the national portal
	Lookups   []ui.Event // what registers said
	LookUp    string     // the page that asks; "" when this officer may not now
	Replaced  int
	Reasons   []ui.Option
	Shown     *Shown

	People, Answers []ui.SummaryRow
	Held            []ui.SummaryRow // what holds against the declaration, by papers that were confirmed
	Facts           []ui.Pair
	Slips           []ui.Tab
	Where           []ui.Event // papers and the paper result: where they are
	Results         []Result
	Supplements     []ui.Event
	Obligations     []ui.Event
	Asked           []ui.Event // questions to other offices
	Steps           []ui.Event
	Clock           []string
	History         []ui.Event
	Messages        []ui.Event
	Statuses        []ui.Event // what the national portal was told
}

// Paper is one paper with its verdict.
type Paper struct {
	ID, Title, Sub           string
	State, Tone              string
	Reason, Checked          string
	Href, Open               string // the file; this page with the paper open
	Required, Old, Current   bool
	Verdict, ReasonKey, Note string // ok, bad or empty; what the form shows
	Error                    string
	Data, DataHref           string    // how far its data is confirmed; where that is done, "" not by this officer
	From                     string    // of a paper out of the resident's own: where it came from
	Scan, ScanTone, ScanNote string    // what looking for malware came to, where somebody must know
	Signed, SignedTone       string    // what its digital signatures are worth; "" without any
	Signatures               []ui.Pair // who, and why
}

// was is the verdict that is stored already.
func (p Paper) was() string {
	switch p.Tone {
	case ui.OK:
		return "ok"
	case ui.Late:
		return "bad"
	}
	return ""
}

// Shown is the open paper: a few of its pages.
type Shown struct {
	Title, Href string
	Searchable  string // the copy with its words
	Pages       []ShownPage
	Where       string // which pages these are, of how many
	Prev, Next  string // the pages before and after these
	Failed      string // why it could not be read, and what to do
	Reading     string // how far it is read; empty: nothing is under way
	Reload      string // this part again, while it is being read
	Notes       []string
}

// ShownPage is one page of it.
type ShownPage struct {
	N         int
	Src, Note string
}

// Result is one result in work or issued.
type Result struct {
	Title, Outcome, State, Number, Content, Reason, SentBack, Href string
	Ended                                                          string // revoked or replaced: when, by whom, why
	Signs                                                          []ui.Pair
}

// Undo is a message that waits and may be taken back by who caused it.
type Undo struct {
	Action, Event, At string
	What              string
	Left              int // seconds
}
