package dossiers

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base32"
	"encoding/json"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
)

// Result is what the office issues: a document with a number.
type Result struct {
	ID             uuid.UUID  `db:"id"`
	KindCode       string     `db:"kind_code"`
	Title          string     `db:"title"`
	Outcome        Outcome    `db:"outcome"`
	State          string     `db:"state"` // drafted, initialled, approved, numbered, issued, sent_back
	Content        string     `db:"content"`
	Reason         string     `db:"reason"` // why refused
	Document       *uuid.UUID `db:"document_id"`
	Number         string     `db:"number"`
	DraftedBy      uuid.UUID  `db:"drafted_by"`
	DraftedName    string     `db:"drafted_name"`
	DraftedAt      time.Time  `db:"drafted_at"`
	InitialledName string     `db:"initialled_name"`
	InitialledAt   *time.Time `db:"initialled_at"`
	ApprovedBy     *uuid.UUID `db:"approved_by"`
	ApprovedName   string     `db:"approved_name"`
	ApprovedTitle  string     `db:"approved_title"`
	ApprovedAt     *time.Time `db:"approved_at"`
	NumberedName   string     `db:"numbered_name"`
	IssuedAt       *time.Time `db:"issued_at"`
	CheckCode      *string    `db:"check_code"`
	SentBackReason string     `db:"sent_back_reason"`
	Sector         string     `db:"sector"` // key of the sector system that decided; "" this office
	// A document that was submitted for signature, with what the office draws it
	// from; nil for results that are signed on paper or elsewhere.
	Draft       *uuid.UUID      `db:"draft_document"`
	DraftSHA256 []byte          `db:"draft_sha256"`
	Letter      json.RawMessage `db:"letter"`
	Places      json.RawMessage `db:"places"`
	Body        string          `db:"body"`            // of it, what the handler typed
	Signed      *uuid.UUID      `db:"signed_document"` // with the person's signature
	NumberedAt  *time.Time      `db:"numbered_at"`
	Entry       *uuid.UUID      `db:"entry_id"` // the register's line whose certified e-copy it is, see Full.Copies
	EndedResult
}

const resultColumns = `id, kind_code, title, outcome, state, content, reason, document_id, number, drafted_by, drafted_name, drafted_at, initialled_name, initialled_at,
	approved_by, approved_name, approved_title, approved_at, numbered_name, issued_at, check_code, sent_back_reason, sector,
	draft_document, draft_sha256, letter, places, body, signed_document, numbered_at, entry_id, ` + endedColumns

// DraftResult is what the handler proposes.
type DraftResult struct {
	Outcome Outcome
	Content string // the text of the document
	Reason  string // refusals: reason, legal ground, right to complain
	Fixes   string // of a correction: what it puts right
	Paper   *SubmittedPaper
}

// SubmittedPaper is the document of a draft: what will be signed, byte by byte.
type SubmittedPaper struct {
	SHA256    []byte
	CheckCode string // drawn on it
	Letter    any    // what it was drawn from, and where the signatures go; kept as JSON
	Places    any
	Body      string // of it, what the handler typed
	// Attach writes the stored file's row.
	Attach Attach
}

// Attach writes the row of a stored file inside an act's transaction.
type Attach = func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)

// DraftResult proposes the decision and passes it on for initials or
// signature. Scope: the holder. Faults: Invalid, Conflict.
func (s *Service) DraftResult(ctx context.Context, r Ref, n DraftResult) error {
	f := map[string]string{}
	if n.Outcome != Granted && n.Outcome != Refused {
		f["outcome"] = "Chọn đồng ý hoặc từ chối"
	}
	if note(n.Content) == "" {
		f["content"] = "Soạn nội dung kết quả"
	}
	if n.Outcome == Refused && note(n.Reason) == "" {
		f["reason"] = "Ghi lý do từ chối và quyền khiếu nại"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	return s.change(ctx, r, ActDraftResult, func(ctx context.Context, c *change) (event, error) {
		if err := c.at(revision.Draft); err != nil {
			return event{}, err
		}
		if err := c.notInSector(ctx); err != nil {
			return event{}, err
		}
		var unchecked int
		if err := c.tx.QueryRow(ctx, `SELECT count(*) FROM app.paper WHERE dossier_id = $1 AND state = 'pending' AND document_id IS NOT NULL`, c.d.ID).Scan(&unchecked); err != nil {
			return event{}, err
		}
		if unchecked > 0 && n.Outcome == Granted {
			return event{}, fault.New(fault.Invalid, "dossier.unchecked_papers", fmt.Sprintf("Còn %d giấy tờ chưa kiểm tra. Kiểm tra hết rồi trình kết quả.", unchecked))
		}
		kind, title := c.t.Result.Code, c.t.Result.Title
		if n.Outcome == Refused { // a letter, not what was asked for
			kind, title = "", "Văn bản từ chối giải quyết"
		}
		if err := c.propose(ctx, n, Result{KindCode: kind, Title: title, Outcome: n.Outcome}); err != nil {
			return event{}, err
		}
		if err := c.pass(ctx, c.d.Step, ""); err != nil {
			return event{}, err
		}
		next, _ := c.t.StepByKey(c.d.Step)
		return event{kind: "dossier.result_drafted", silent: true, data: map[string]any{"step": next.Title}}, nil
	})
}

// propose writes a drafted result of r's kind, title and outcome, in the place of
// r.Replaces.
func (c *change) propose(ctx context.Context, n DraftResult, r Result) error {
	var p SubmittedPaper
	var doc *uuid.UUID
	var code *string
	if n.Paper != nil {
		p, code = *n.Paper, &n.Paper.CheckCode
		id, err := p.Attach(ctx, c.tx, c.d.ID)
		if err != nil {
			return err
		}
		doc = &id
	}
	_, err := c.tx.Exec(ctx, `INSERT INTO app.result (id, dossier_id, tenant_id, kind_code, title, outcome, content, reason, drafted_by, drafted_name, drafted_at, draft_document, draft_sha256, check_code, letter, places, body, replaces, correction)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19)`,
		newID(), c.d.ID, c.me, r.KindCode, r.Title, r.Outcome, n.Content, n.Reason, c.actor.ID, c.actor.Name, c.now, doc, p.SHA256, code, p.Letter, p.Places, p.Body, r.Replaces, note(n.Fixes))
	return err
}

func (c *change) results(ctx context.Context, states ...string) ([]Result, error) {
	rows, err := c.tx.Query(ctx, `SELECT `+resultColumns+` FROM app.result WHERE dossier_id = $1 AND state = ANY ($2) AND entry_id IS NULL FOR UPDATE`, c.d.ID, states)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowToStructByName[Result])
}

func (c *change) result(ctx context.Context, states ...string) (Result, error) {
	rows, err := c.tx.Query(ctx, `SELECT `+resultColumns+` FROM app.result WHERE dossier_id = $1 AND state = ANY ($2) AND entry_id IS NULL FOR UPDATE`, c.d.ID, states)
	if err != nil {
		return Result{}, err
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Result])
	if err == pgx.ErrNoRows {
		return r, movedOn()
	}
	return r, err
}

// Initial is the unit head's ký nháy. Scope: the holder.
func (s *Service) Initial(ctx context.Context, r Ref) error {
	return s.change(ctx, r, ActInitial, func(ctx context.Context, c *change) (event, error) {
		if err := c.at(revision.Initial); err != nil {
			return event{}, err
		}
		res, err := c.result(ctx, "drafted", "initialled")
		if err != nil {
			return event{}, err
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.result SET state = 'initialled', initialled_by = $2, initialled_name = $3, initialled_at = $4 WHERE id = $1`, res.ID, c.actor.ID, c.actor.Name, c.now); err != nil {
			return event{}, err
		}
		return event{kind: "dossier.result_initialled", silent: true}, c.pass(ctx, c.d.Step, "")
	})
}

// Approval is the signatory's ký duyệt.
type Approval struct {
	// Title is printed with the name (CHỦ TỊCH, KT. CHỦ TỊCH PHÓ CHỦ TỊCH, …).
	Title string
	// Of a digital signature: the digest of the submitted document that was
	// signed, and the row of the signed file. nil: signed elsewhere.
	Submitted []byte
	Attach    Attach
}

// Approve records that the signatory signed, on paper or elsewhere; see ApproveSigned.
func (s *Service) Approve(ctx context.Context, r Ref, title string) error {
	return s.ApproveSigned(ctx, r, Approval{Title: title})
}

// ApproveSigned records that the signatory signed a result, or a correction of
// one. Never the person who drafted it. Scope: the holder; of a correction the
// competent tenant. Faults: Forbidden for one's own draft; Conflict also when
// what was signed is not what is submitted now.
func (s *Service) ApproveSigned(ctx context.Context, r Ref, a Approval) error {
	return s.onResult(ctx, r, ActApprove, revision.Sign, inWork[:2], func(ctx context.Context, c *change, res Result) (event, error) {
		if res.DraftedBy == c.actor.ID {
			return event{}, OwnDraft()
		}
		var signed *uuid.UUID
		if a.Attach != nil {
			if !bytes.Equal(a.Submitted, res.DraftSHA256) {
				return event{}, DraftChanged()
			}
			id, err := a.Attach(ctx, c.tx, c.d.ID)
			if err != nil {
				return event{}, err
			}
			signed = &id
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.result SET state = 'approved', approved_by = $2, approved_name = $3, approved_title = $4, approved_at = $5, signed_document = $6 WHERE id = $1`, res.ID, c.actor.ID, c.actor.Name, a.Title, c.now, signed); err != nil {
			return event{}, err
		}
		return res.event("approved", map[string]any{"digital": signed != nil}), c.passOn(ctx, res)
	})
}

// ChangedSince is the refusal of an act on what somebody else changed meanwhile.
func ChangedSince() error { return changedSince() }

// OwnDraft is the refusal of a signature under what one drafted.
func OwnDraft() error {
	return fault.New(fault.Forbidden, "result.own_draft", "Ông/Bà đã soạn kết quả này nên không được ký duyệt. Người khác có thẩm quyền cần ký.")
}

// DraftChanged is the refusal of a signature under something else than what was submitted.
func DraftChanged() error {
	return fault.New(fault.Conflict, "result.document_changed", "Văn bản đã thay đổi sau khi trình ký nên không được ký. Trả lại để trình bản mới.")
}

// Number is văn thư giving the next number of the register: no gaps, no
// doubles, whoever else numbers at the same moment. A correction takes a number
// of its own; the wrong result keeps its. Scope: the holder; of a correction the
// competent tenant.
func (s *Service) Number(ctx context.Context, r Ref) error {
	return s.onResult(ctx, r, ActNumber, revision.NumberIt, []string{"approved"}, func(ctx context.Context, c *change, res Result) (event, error) {
		n, err := c.takeNumber(ctx, c.registerOf(res))
		if err != nil {
			return event{}, err
		}
		return res.event("numbered", map[string]any{"number": n.Text}), c.numbered(ctx, res.ID, n)
	})
}

// Issue stores the signed document. A first result decides the dossier: the
// clock stops; a correction takes the place of the result that it puts right,
// and the resident is told. attach writes the stored file's row. Scope: the
// holder; of a correction the competent tenant. Fault: Conflict, also when what
// it corrects was revoked meanwhile.
func (s *Service) Issue(ctx context.Context, r Ref, attach Attach) error {
	return s.onResult(ctx, r, ActIssue, revision.NumberIt, []string{"numbered"}, func(ctx context.Context, c *change, res Result) (event, error) {
		doc, err := attach(ctx, c.tx, c.d.ID)
		if err != nil {
			return event{}, err
		}
		var e event
		if res.Replaces != nil {
			if e, err = c.replace(ctx, res); err != nil {
				return event{}, err
			}
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.result SET state = 'issued', document_id = $2, issued_at = $3, check_code = coalesce(check_code, $4) WHERE id = $1`, res.ID, doc, c.now, CheckCode()); err != nil {
			return event{}, err
		}
		if res.Replaces != nil {
			return e, nil
		}
		return c.decide(ctx, res.Outcome, res.Number, res.Reason)
	})
}

// replace ends the result whose place by takes.
func (c *change) replace(ctx context.Context, by Result) (event, error) {
	old, err := c.result(ctx, "issued")
	if err != nil {
		return event{}, err
	}
	if old.ID != *by.Replaces {
		return event{}, movedOn()
	}
	if _, err := c.tx.Exec(ctx, `UPDATE app.result SET state = 'replaced', ended_at = $2, replaced_by = $3 WHERE id = $1`, old.ID, c.now, by.ID); err != nil {
		return event{}, err
	}
	if _, err := c.tx.Exec(ctx, `UPDATE app.result_revocation SET state = 'refused', decided_by = $2, decided_name = $3, decided_at = $4, answer = 'Đã thay bằng kết quả đính chính' WHERE result_id = $1 AND state = 'asked' AND asked_by <> $2`,
		old.ID, c.actor.ID, c.actor.Name, c.now); err != nil {
		return event{}, err
	}
	return event{kind: "dossier.result_replaced", data: map[string]any{"code": c.d.CodeText(), "number": by.Number, "old_number": old.Number, "reason": by.Correction}}, nil
}

// decide ends the work on a dossier whose result is there: the clock stops,
// the resident is told, the result waits to be returned.
func (c *change) decide(ctx context.Context, o Outcome, number, reason string) (event, error) {
	k, err := c.clock(ctx)
	if err != nil {
		return event{}, err
	}
	if err := k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Stop, At: c.now}); err != nil {
		return event{}, err
	}
	if err := c.closeTask(ctx, "done", ""); err != nil {
		return event{}, err
	}
	c.d.State, c.d.Outcome, c.d.DecidedAt, c.d.DueAt = Decided, &o, &c.now, nil
	c.d.Step, c.d.Assignee = "return", nil
	if c.d.CrossBoundary() { // on paper it goes back to the counter that received the dossier
		due, err := c.papersDue(ctx)
		if err != nil {
			return event{}, err
		}
		c.then = append(c.then, func(ctx context.Context) error {
			return c.s.papersWait(ctx, c.tx, c.d.ID, TravelResult, c.t.Name, due)
		})
	}
	return event{kind: "dossier.decided", data: map[string]any{
		"code": c.d.CodeText(), "outcome": o, "number": number, "reason": reason,
		"on_time": c.d.LawfulDue == nil || !c.now.After(*c.d.LawfulDue),
	}}, nil
}

// CheckCode is what the public check takes: 80 random bits, no guessing.
func CheckCode() string {
	b := make([]byte, 10)
	_, _ = rand.Read(b) // never fails (crypto/rand)
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(b)
}
