package deadlines

import "time"

// Kind of ledger entry.
type Kind string

const (
	Start   Kind = "start"
	Pause   Kind = "pause"
	Resume  Kind = "resume"
	Restart Kind = "restart" // from zero; also ends an open pause
	Extend  Kind = "extend"  // Amount in the policy's unit
	Stop    Kind = "stop"
)

// PauseKind says whom the dossier waits for.
type PauseKind string

const (
	WaitApplicant PauseKind = "applicant"    // supplement, confirmation
	WaitAgency    PauseKind = "other_agency" // opinion, check, field survey
	WaitTax       PauseKind = "tax"          // financial obligations
	WaitOutage    PauseKind = "outage"       // announced outage
)

// Entry is one row of a dossier's ledger.
type Entry struct {
	Kind       Kind      `json:"kind"`
	At         time.Time `json:"at"`
	PauseKind  PauseKind `json:"pause_kind,omitempty"`
	LegalBasis string    `json:"legal_basis,omitempty"` // without it a pause or restart moves Due but not LawfulDue
	Actor      string    `json:"actor,omitempty"`       // who did it, as officers may read it
	Amount     int       `json:"amount,omitempty"`      // extend only
	Reason     string    `json:"reason,omitempty"`      // extend: told to the resident
}

// Ledger is the ordered history of one clock.
type Ledger []Entry

// State of a clock.
type State string

const (
	NotStarted State = "none"
	Running    State = "running"
	Paused     State = "paused"
	Stopped    State = "stopped"
)

// interval is a pause; an open one has no end yet.
type interval struct {
	from, to minute
	open     bool
	entry    int // index in the ledger
}

// history is a ledger read up to its end.
type history struct {
	state       State
	firstOrigin minute // of the first start
	origin      minute // of the last start or restart
	originEntry int
	amount      int
	pauses      []interval
	stop        minute
}

// replay reads the ledger. With lawful set, extensions and whatever has no legal basis are left out.
func replay(p Policy, l Ledger, lawful bool, buf []interval) (history, error) {
	h := history{state: NotStarted, pauses: buf[:0]}
	last, kept := minute(0), false // kept: the open pause is in h.pauses
	for i, e := range l {
		m := minuteOf(e.At)
		if d := m.day(); d < firstDay || d > lastDay {
			return h, refuse("day.range", "entry %d is dated %s, outside 1976..2200", i+1, d)
		}
		if i > 0 && m < last {
			return h, refuse("ledger.order", "entry %d (%s) is earlier than the one before it", i+1, e.Kind)
		}
		last = m
		switch {
		case h.state == Stopped:
			return h, refuse("ledger.stopped", "entry %d (%s) comes after stop", i+1, e.Kind)
		case h.state == NotStarted && e.Kind != Start:
			return h, kindOr(e.Kind, refuse("ledger.start", "entry %d (%s) comes before start", i+1, e.Kind))
		}
		counts := !lawful || e.LegalBasis != ""
		switch e.Kind {
		case Start:
			if h.state != NotStarted {
				return h, refuse("ledger.start", "entry %d starts a clock that has started", i+1)
			}
			h.state, h.firstOrigin, h.origin, h.originEntry, h.amount = Running, m, m, i, p.Amount
		case Pause:
			if h.state == Paused {
				return h, refuse("ledger.pause", "entry %d pauses a paused clock", i+1)
			}
			switch e.PauseKind {
			case "", WaitApplicant, WaitAgency, WaitTax, WaitOutage:
			default:
				return h, refuse("ledger.pausekind", "entry %d has unknown pause kind %q", i+1, e.PauseKind)
			}
			if kept = counts; kept {
				h.pauses = append(h.pauses, interval{from: m, open: true, entry: i})
			}
			h.state = Paused
		case Resume:
			if h.state != Paused {
				return h, refuse("ledger.resume", "entry %d resumes a clock that is not paused", i+1)
			}
			h.close(m, kept)
			h.state, kept = Running, false
		case Restart:
			h.close(m, kept)
			if counts {
				h.origin, h.originEntry, h.amount, h.pauses = m, i, p.Amount, h.pauses[:0]
			}
			h.state, kept = Running, false
		case Extend:
			if e.Amount < 1 {
				return h, refuse("ledger.extend", "entry %d extends by %d", i+1, e.Amount)
			}
			if !lawful {
				h.amount += e.Amount
			}
		case Stop:
			h.close(m, kept)
			h.state, h.stop, kept = Stopped, m, false
		default:
			return h, kindOr(e.Kind, nil)
		}
	}
	return h, p.checkAmount(h.amount)
}

// kindOr blames the kind when it is unknown, else gives the other error.
func kindOr(k Kind, other error) error {
	switch k {
	case Start, Pause, Resume, Restart, Extend, Stop:
		return other
	}
	return refuse("ledger.kind", "unknown kind of entry %q", k)
}

func (h *history) close(m minute, kept bool) {
	if !kept {
		return
	}
	p := &h.pauses[len(h.pauses)-1]
	p.to, p.open = m, false
}
