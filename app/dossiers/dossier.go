// Package dossiers is the life of a dossier: filing, receiving, handing over,
// working, deciding, returning. Each act is one use-case in one file and one
// transaction: lock, pure rule, write, audit entry, jobs (DESIGN.md section 5).
package dossiers

import (
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
)

// State of a dossier (DESIGN.md section 5; national codes in NationalCode).
type State string

// The states.
const (
	Draft               State = "draft"
	Submitted           State = "submitted"
	InTransit           State = "in_transit"
	Accepted            State = "accepted"
	Declined            State = "declined"
	Processing          State = "processing"
	AwaitingSupplement  State = "awaiting_supplement"
	AwaitingPayment     State = "awaiting_payment"
	WithdrawalRequested State = "withdrawal_requested"
	Stopped             State = "stopped"
	Decided             State = "decided"
	Returned            State = "returned"
)

// NationalCode is the status code exchanged with the national portal (DOMAIN.md b).
func (s State) NationalCode() int {
	switch s {
	case Submitted:
		return 1
	case InTransit, Accepted:
		return 2
	case Declined:
		return 3
	case Processing:
		return 4
	case AwaitingSupplement:
		return 5
	case AwaitingPayment:
		return 6
	case WithdrawalRequested:
		return 7
	case Stopped:
		return 8
	case Decided:
		return 9
	case Returned:
		return 10
	}
	return 0
}

// Ended tells whether nothing more will be decided.
func (s State) Ended() bool {
	return s == Declined || s == Stopped || s == Decided || s == Returned
}

// Act is something a person or a job does to a dossier.
type Act string

// The acts. Permission names in the route table are the same words.
const (
	ActAccept           Act = "accept"
	ActDecline          Act = "decline"
	ActAskSupplement    Act = "ask_supplement"
	ActAnswerSupplement Act = "answer_supplement"
	ActLapse            Act = "lapse_supplement"
	ActAskPayment       Act = "ask_payment"
	ActRecordPayment    Act = "record_payment"
	ActCoordinate       Act = "coordinate"
	ActReceiveHandover  Act = "receive_handover"
	ActRefuseHandover   Act = "refuse_handover"
	ActAssign           Act = "assign"
	ActTake             Act = "take"
	ActVerify           Act = "verify"
	ActAddPaper         Act = "add_paper"
	ActDraftResult      Act = "draft_result"
	ActInitial          Act = "initial"
	ActApprove          Act = "approve"
	ActSendBack         Act = "send_back"
	ActFinishStep       Act = "finish_step"
	ActConsult          Act = "consult"
	ActTakeAnswer       Act = "take_answer"
	ActSector           Act = "sector"
	ActNumber           Act = "number"
	ActIssue            Act = "issue"
	ActHandBack         Act = "hand_back"
	ActReturn           Act = "return"
	ActWithdraw         Act = "withdraw"
	ActDecideWithdrawal Act = "decide_withdrawal"
	ActStop             Act = "stop"
	ActExtend           Act = "extend"
	ActRebase           Act = "rebase"
	ActRate             Act = "rate"
)

// may lists in which states each act is possible at all. The database keeps
// its own copy of the moves (app.dossier_guard).
var may = map[Act][]State{
	ActAccept:           {Submitted},
	ActDecline:          {Submitted},
	ActAskSupplement:    {Submitted, Accepted, Processing},
	ActAnswerSupplement: {AwaitingSupplement},
	ActLapse:            {AwaitingSupplement},
	ActAskPayment:       {Accepted, Processing},
	ActRecordPayment:    {AwaitingPayment},
	ActCoordinate:       {Submitted},
	ActReceiveHandover:  {InTransit},
	ActRefuseHandover:   {InTransit},
	ActAssign:           {Accepted, Processing},
	ActTake:             {Accepted, Processing},
	ActVerify:           {Submitted, Accepted, Processing},
	ActAddPaper:         {Submitted, Accepted, Processing},
	ActDraftResult:      {Processing},
	ActInitial:          {Processing},
	ActApprove:          {Processing},
	ActSendBack:         {Accepted, Processing},
	ActFinishStep:       {Accepted, Processing},
	ActConsult:          {Accepted, Processing},
	ActTakeAnswer:       {Accepted, Processing, AwaitingSupplement, AwaitingPayment, WithdrawalRequested},
	ActSector:           {Processing},
	ActNumber:           {Processing},
	ActIssue:            {Processing},
	ActHandBack:         {Decided},
	ActReturn:           {Decided},
	ActWithdraw:         {Submitted, Accepted, Processing, AwaitingSupplement, AwaitingPayment},
	ActDecideWithdrawal: {WithdrawalRequested},
	ActStop:             {Accepted, Processing, AwaitingPayment},
	ActExtend:           {Accepted, Processing},
	ActRebase:           {Submitted, Accepted, Processing},
	ActRate:             {Decided, Returned},
}

// Can tells whether the act is possible in that state.
func (s State) Can(a Act) bool {
	for _, x := range may[a] {
		if x == s {
			return true
		}
	}
	return false
}

// Outcome of a decided dossier.
type Outcome string

// The outcomes.
const (
	Granted Outcome = "granted"
	Refused Outcome = "refused"
)

// Dossier is one request under one procedure.
type Dossier struct {
	ID                 uuid.UUID         `db:"id"`
	Code               *string           `db:"code"`
	Procedure          uuid.UUID         `db:"procedure_id"`
	Revision           uuid.UUID         `db:"revision_id"`
	Case               string            `db:"case_key"`
	Channel            string            `db:"channel"` // counter, online, post
	Filing             string            `db:"filing"`  // self, helped, counter
	Resident           uuid.UUID         `db:"resident_id"`
	Receiving          *uuid.UUID        `db:"receiving_tenant"`
	Competent          uuid.UUID         `db:"competent_tenant"`
	Supporting         *uuid.UUID        `db:"supporting_tenant"`
	Former             *uuid.UUID        `db:"former_tenant"` // competent before it passed on: the commune, or the centre after it passed back
	Holder             *uuid.UUID        `db:"holder_tenant"`
	State              State             `db:"state"`
	Outcome            *Outcome          `db:"outcome"`
	EndedBy            string            `db:"ended_by"` // declined, withdrawn, supplement_lapsed, stopped_by_office
	Version            int               `db:"version"`
	ApplicantName      string            `db:"applicant_name"`
	Answers            map[string]string `db:"answers"`
	ReturnMethod       string            `db:"return_method"`
	Step               string            `db:"step"`
	Assignee           *uuid.UUID        `db:"assignee"`
	DueAt              *time.Time        `db:"due_at"`
	PromisedFirst      *time.Time        `db:"promised_first"`
	LawfulDue          *time.Time        `db:"lawful_due"`
	SupplementClosesAt *time.Time        `db:"supplement_closes_at"`
	SupplementRounds   int               `db:"supplement_rounds"`
	PapersRequired     int               `db:"papers_required"`
	PapersDigitized    int               `db:"papers_digitized"`
	ResultPlace        string            `db:"result_place"` // competent, on_the_way, receiving
	CreatedAt          time.Time         `db:"created_at"`
	UpdatedAt          time.Time         `db:"updated_at"`
	SubmittedAt        *time.Time        `db:"submitted_at"`
	AcceptedAt         *time.Time        `db:"accepted_at"`
	DecidedAt          *time.Time        `db:"decided_at"`
	ReturnedAt         *time.Time        `db:"returned_at"`

	worked *int  // minutes that the office worked on it, once its clock stopped; written, never read
	was    State // as it was locked
}

// CodeText is the dossier code, empty for a draft.
func (d *Dossier) CodeText() string {
	if d.Code == nil {
		return ""
	}
	return *d.Code
}

// AnswerCommune is the key in Answers under which the commune that was chosen
// is kept (its five digits) when the provincial centre decides: the law's time
// and what rules ask about the place stay those of the commune.
const AnswerCommune = "_commune"

// AnswerPost is the key in Answers under which the address for the post is kept.
const AnswerPost = "_post"

// PostAddress is where the result is posted to; empty for other ways of return.
func (d *Dossier) PostAddress() string {
	if d.ReturnMethod != "post" {
		return ""
	}
	return d.Answers[AnswerPost]
}

// CrossBoundary tells whether another tenant received it than decides it.
func (d *Dossier) CrossBoundary() bool { return d.Receiving != nil && *d.Receiving != d.Competent }

// movedOn is the conflict of somebody who was overtaken.
func movedOn() error {
	return fault.New(fault.Conflict, "dossier.moved_on", "Hồ sơ đã sang bước khác. Tải lại trang để xem tình trạng mới.")
}

// changedSince is the conflict of two people who acted at once.
func changedSince() error {
	return fault.New(fault.Conflict, "dossier.version", "Hồ sơ vừa được người khác cập nhật. Xem lại nội dung mới rồi làm tiếp.")
}

// NotFound is the one answer for a missing dossier and for somebody else's.
func NotFound() error {
	return fault.New(fault.NotFound, "dossier.not_found", "Không tìm thấy hồ sơ này.")
}
