package dossiers

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Supplement is one request for more or better papers (M02): all faults in one letter.
type Supplement struct {
	ID               uuid.UUID        `db:"id"`
	Round            int              `db:"round"`
	State            string           `db:"state"` // open, answered, lapsed, cancelled
	BeforeAcceptance bool             `db:"before_acceptance"`
	Items            []SupplementItem `db:"items"`
	Message          string           `db:"message"`
	LeaderReason     string           `db:"leader_reason"`
	AgreedName       string           `db:"agreed_name"` // the leader who agreed to a further or late request
	AskedName        string           `db:"asked_name"`
	AskedAt          time.Time        `db:"asked_at"`
	ClosesAt         time.Time        `db:"closes_at"`
	AnsweredAt       *time.Time       `db:"answered_at"`
}

// SupplementItem is one fault: which paper or answer, why, and what to do.
type SupplementItem struct {
	Component string   `json:"component"` // key of a component, or AnswersItem
	Title     string   `json:"title"`
	Reason    string   `json:"reason"` // blurred, pages_missing, expired, wrong_person, missing, other
	Note      string   `json:"note"`
	Marks     []Mark   `json:"marks,omitempty"`  // where on the pictures
	Fields    []string `json:"fields,omitempty"` // of AnswersItem: keys of the answers to put right
}

// Marks tells whether the request asks for that component: all else is locked.
func (s *Supplement) Marks(component string) bool {
	return slices.ContainsFunc(s.Items, func(it SupplementItem) bool { return it.Component == component })
}

// AnswersItem stands for what was declared, in the place of a component's key.
const AnswersItem = "answers"

// SupplementReasons is the library of reasons, by key.
var SupplementReasons = map[string]string{
	"blurred": "Ảnh bị mờ, chưa đọc được chữ", "pages_missing": "Thiếu trang", "expired": "Giấy tờ hết hạn",
	"wrong_person": "Giấy tờ của người khác", "missing": "Chưa có giấy tờ này", "other": "Lý do khác",
}

const supplementColumns = `id, round, state, before_acceptance, items, message, leader_reason, agreed_name, asked_name, asked_at, closes_at, answered_at`

// SupplementAnswer is what a resident sends besides her files.
type SupplementAnswer struct {
	Note    string
	Answers map[string]string // what she declares anew, of the fields that were marked
}

// AnswerSupplement is AnswerSupplementWith for somebody who corrects no answers.
func (s *Service) AnswerSupplement(ctx context.Context, r Ref, note string) error {
	return s.AnswerSupplementWith(ctx, r, SupplementAnswer{Note: note})
}

// AnswerSupplementWith sends the resident's answer. The pause ends when she
// sends, not when an officer opens it. Answers that were not asked for are
// refused, by the database too. Scope: resident. Faults: Invalid with the
// marked papers that have no new file (one that is shown at the counter: neither
// a file nor a word); NotFound; Conflict.
func (s *Service) AnswerSupplementWith(ctx context.Context, r Ref, a SupplementAnswer) error {
	d, err := s.ByID(ctx, r.ID)
	if err != nil {
		return err
	}
	if !d.State.Can(ActAnswerSupplement) {
		return movedOn()
	}
	if r.Version == 0 {
		r.Version = d.Version
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	cal, err := s.calendar(ctx, d.Competent, t.Field)
	if err != nil {
		return err
	}
	now := s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		sup, err := openSupplement(ctx, tx, d.ID)
		if err != nil {
			return err
		}
		missing := map[string]string{}
		for _, it := range sup.Items {
			if c, ok := t.Component(it.Component); ok && (c.Upload || c.Shown && a.Note == "") {
				var n int
				if err := tx.QueryRow(ctx, `SELECT count(*) FROM app.paper WHERE dossier_id = $1 AND component = $2 AND round = $3 AND document_id IS NOT NULL`, d.ID, it.Component, sup.Round).Scan(&n); err != nil {
					return err
				}
				switch {
				case n > 0:
				case c.Shown:
					missing["paper_"+it.Component] = "Gửi ảnh hoặc tệp, hoặc viết ở lời nhắn: đã xuất trình ở đâu, ngày nào"
				default:
					missing["paper_"+it.Component] = "Gửi lại ảnh hoặc tệp của giấy tờ: " + it.Title
				}
			}
		}
		if len(missing) > 0 {
			return fault.Fields(missing)
		}
		to, lawful := Processing, d.LawfulDue
		var due *time.Time
		var entry *deadlines.Entry
		k := &clock{}
		if sup.BeforeAcceptance {
			to = Submitted
			at, err := intakeDue(cal, now, t.Intake)
			if err != nil {
				return err
			}
			due = &at
		} else {
			if k, err = s.clockOf(ctx, tx, &d, t, cal); err != nil {
				return err
			}
			kind := deadlines.Resume
			if k.policy.OnSupplement == deadlines.RestartOnSupplement {
				kind = deadlines.Restart
			}
			entry = &deadlines.Entry{Kind: kind, At: now, LegalBasis: t.Supplement.Basis}
			p, err := deadlines.Compute(k.under(kind), k.policy, append(k.ledger, *entry), now)
			if err != nil {
				return err
			}
			due, lawful = nilTime(p.Due), nilTime(p.LawfulDue)
		}
		if len(a.Answers) > 0 {
			if _, err := tx.Exec(ctx, `SELECT app.correct_answers($1, $2, $3)`, d.ID, r.Version, a.Answers); err != nil {
				return pg.Translate(err)
			}
			r.Version++
		}
		if _, err := tx.Exec(ctx, `SELECT app.resident_move($1, $2, $3, $4, $5, '')`, d.ID, r.Version, to, due, lawful); err != nil {
			return pg.Translate(err)
		}
		if entry != nil {
			if err := k.add(ctx, tx, &d, *entry); err != nil {
				return err
			}
		}
		if err := audit.Write(ctx, tx, audit.Entry{
			Subject: "dossier", SubjectID: d.ID, Kind: "dossier.supplement_answered", Public: true, At: now,
			Data: map[string]any{"round": sup.Round, "note": a.Note, "promise": due, "fields": slices.Sorted(maps.Keys(a.Answers))},
		}); err != nil {
			return err
		}
		return s.tell(ctx, tx, args.NotifyDossier{Ref: args.For(ctx, d.Competent), DossierID: d.ID, Event: "dossier.supplement_answered", Version: r.Version + 1})
	})
}

func openSupplement(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (Supplement, error) {
	rows, err := tx.Query(ctx, `SELECT `+supplementColumns+` FROM app.supplement WHERE dossier_id = $1 AND state = 'open'`, dossier)
	if err != nil {
		return Supplement{}, err
	}
	sup, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[Supplement])
	if err == pgx.ErrNoRows {
		return sup, movedOn()
	}
	return sup, err
}

// LapseSupplement ends a dossier that was not supplemented in its window, as
// its revision says: stopped (M05), or declined (M03) when it was never taken
// in. Scope: worker of the holder. Precondition: still waiting, and the
// window has closed; else it does nothing.
func (s *Service) LapseSupplement(ctx context.Context, id uuid.UUID) error {
	d, err := s.ByID(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	if d.State != AwaitingSupplement || d.SupplementClosesAt == nil || s.Now().Before(*d.SupplementClosesAt) {
		return nil
	}
	return s.change(ctx, Ref{ID: id, Version: d.Version}, ActLapse, func(ctx context.Context, c *change) (event, error) {
		if _, err := c.tx.Exec(ctx, `UPDATE app.supplement SET state = 'lapsed' WHERE dossier_id = $1 AND state = 'open'`, id); err != nil {
			return event{}, err
		}
		if c.d.AcceptedAt == nil && !c.t.Supplement.Stops {
			c.d.State, c.d.EndedBy, c.d.DueAt, c.d.SupplementClosesAt = Declined, "supplement_lapsed", nil, nil
			return event{kind: "dossier.declined", data: map[string]any{
				"code": c.d.CodeText(), "reason": "Hết thời hạn bổ sung mà chưa nhận được giấy tờ", "remedy": "Chuẩn bị đủ giấy tờ đã được yêu cầu rồi nộp hồ sơ mới",
			}}, nil
		}
		return c.stop(ctx, "supplement_lapsed", map[string]any{"reason": "Hết thời hạn bổ sung mà chưa nhận được giấy tờ", "closed": c.d.SupplementClosesAt})
	})
}

// stop ends the clock and the dossier.
func (c *change) stop(ctx context.Context, by string, data map[string]any) (event, error) {
	k, err := c.clock(ctx)
	if err != nil {
		return event{}, err
	}
	if len(k.ledger) > 0 {
		if err := k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Stop, At: c.now}); err != nil {
			return event{}, err
		}
	}
	if err := c.closeTask(ctx, "stopped", ""); err != nil {
		return event{}, err
	}
	if err := c.cancelConsultation(ctx, "", by); err != nil {
		return event{}, err
	}
	if c.d.State == AwaitingPayment {
		if _, err := c.tx.Exec(ctx, `UPDATE app.financial_obligation SET state = 'cancelled' WHERE dossier_id = $1 AND state = 'open'`, c.d.ID); err != nil {
			return event{}, err
		}
	}
	c.d.State, c.d.EndedBy, c.d.DueAt, c.d.SupplementClosesAt = Stopped, by, nil, nil
	data["code"] = c.d.CodeText()
	return event{kind: "dossier.stopped", data: data}, nil
}

// Stop ends an accepted dossier with a legal reason (M05). Scope: the holder.
func (s *Service) Stop(ctx context.Context, r Ref, reason string) error {
	if err := required("reason", strings.TrimSpace(reason), "Ghi lý do và căn cứ dừng giải quyết"); err != nil {
		return err
	}
	return s.change(ctx, r, ActStop, func(ctx context.Context, c *change) (event, error) {
		return c.stop(ctx, "stopped_by_office", map[string]any{"reason": reason})
	})
}

// recount refreshes how many required papers have a file that an officer confirmed.
func (c *change) recount(ctx context.Context) error {
	return c.tx.QueryRow(ctx, `SELECT count(DISTINCT component) FROM app.paper WHERE dossier_id = $1 AND required AND state = 'confirmed' AND document_id IS NOT NULL`, c.d.ID).Scan(&c.d.PapersDigitized)
}

// me is the tenant or resident of the context, for rules that need to know.
func scope(ctx context.Context) tenants.Scope { sc, _ := tenants.From(ctx); return sc }
