package slips

import "time"

// Data is what is known of one dossier, in words and moments. A field that is
// not known, or that the reader may not see, is empty.
type Data struct {
	Parent    string // "UBND xã Kim Bôi"
	Place     string // "Kim Bôi"
	HelpPhone string
	HelpAt    string // where help is given
	HelpMail  string
	Website   string

	Number int // of the slip in its office's register of the year; 0: not issued
	Year   int

	Code   string
	Track  string // absolute address of the tracking page
	Online bool
	Sent   bool // sent online and not taken in yet

	Applicant, Submitter, Address, Phone, Email, IDNumber string

	Procedure string
	Competent string
	Consulted []string
	Papers    []Paper
	Lines     []Line // of certified copies and signatures, in place of papers
	Sets      int
	Term      string // "10 ngày làm việc"
	Pickup    string
	Charges   []Row
	Officer   string // who took it in

	Received time.Time
	Answer   time.Time // until when a dossier sent online is answered
	Expected time.Time // nothing runs yet: "dự kiến"
	Promise  time.Time
	Stage2   bool      // decided elsewhere than received
	Handed   time.Time // when the deciding office received it
	First    time.Time // the first promise, when it is all that is left
	Finished time.Time // when the result was there

	Supplement *Supplement
	Refusal    *Refusal
	Apology    *Apology
	Stop       *Stop
	Moves      []Move

	Now time.Time
}

// Paper is one paper handed in.
type Paper struct {
	Title string
	Form  string // original, certified, copy; anything else is electronic
	Pages int    // 0: not counted
}

// Line is one paper laid on the desk to be certified.
type Line struct {
	Title  string
	Pages  int // 0: not counted
	Copies int
}

// Supplement is what M02 asks for.
type Supplement struct {
	Round   int
	Items   []Item
	Message string
	By      string
	At      time.Time
	Until   time.Time
}

// Item is one paper that is missing or faulty, with the reason.
type Item struct{ Title, Form, Reason string }

// Refusal is M03.
type Refusal struct {
	Reason, Remedy, Basis string
	By                    string
	At                    time.Time
}

// Apology is M04.
type Apology struct {
	Reason, Unit        string
	Old, New            time.Time
	Signer, SignerTitle string // no signer: a draft that waits for one
	At                  time.Time
}

// Stop is M05.
type Stop struct {
	Reason, Basis string
	By            string
	At            time.Time
}

// Move is one passing of the dossier from hand to hand, for M06.
type Move struct {
	From, To, FromName, ToName string
	What                       string
	At                         time.Time
	Due, Done                  time.Time
	Note                       string
}
