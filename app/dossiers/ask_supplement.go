package dossiers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/jobs/args"
)

// AskSupplement is what the officer decided to ask for.
type AskSupplement struct {
	Items        []SupplementItem
	Message      string
	LeaderReason string // of a further round, or of one after its term
	Leads        bool   // whoever asks holds dossier.agree_supplement: the reason is enough
}

// Marks and fields that one item may carry.
const (
	mostMarks  = 20
	mostFields = 60
)

// check refuses what cannot be sent, with a sentence beside its field.
func (a AskSupplement) check() error {
	f := map[string]string{}
	if len(a.Items) == 0 {
		f["items"] = "Chọn ít nhất một giấy tờ cần bổ sung"
	}
	seen := map[string]bool{}
	for _, it := range a.Items {
		if seen[it.Component] {
			f["items"] = "Mỗi giấy tờ chỉ nêu một lần"
		}
		seen[it.Component] = true
		if _, ok := SupplementReasons[it.Reason]; !ok {
			f["reason_"+it.Component] = "Chọn lý do cho giấy tờ này"
		} else if it.Reason == "other" && strings.TrimSpace(it.Note) == "" && len(it.Marks) == 0 && len(it.Fields) == 0 {
			f["note_"+it.Component] = "Ghi rõ cần bổ sung gì"
		}
		if len(it.Marks) > mostMarks || len(it.Fields) > mostFields {
			f["items"] = "Quá nhiều chỗ được khoanh cho một giấy tờ"
		}
		for _, m := range it.Marks {
			if !m.fits() {
				f["items"] = "Có chỗ khoanh nằm ngoài ảnh. Khoanh lại"
			}
		}
		for _, k := range it.Fields {
			if k == "" || k[0] == '_' || it.Component != AnswersItem {
				f["items"] = "Có nội dung khai không yêu cầu sửa được"
			}
		}
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	return nil
}

// AskSupplement asks the resident once for everything that is wrong (NĐ
// 309/2026 Đ.17.2.a). Before acceptance a new intake clock follows the answer;
// after it the clock pauses, or restarts when the revision says so. A further
// round, or one after the revision's term, needs a leader (see
// ProposeSupplement). Scope: the holder. Faults: Invalid, NotFound, Conflict.
func (s *Service) AskSupplement(ctx context.Context, r Ref, a AskSupplement) error {
	if err := a.check(); err != nil {
		return err
	}
	return s.change(ctx, r, ActAskSupplement, func(ctx context.Context, c *change) (event, error) {
		return c.askSupplement(ctx, a, c.actor.ID, c.actor.Name)
	})
}

// askSupplement sends the request; by is who found the faults and answers for them.
func (c *change) askSupplement(ctx context.Context, a AskSupplement, by uuid.UUID, byName string) (event, error) {
	round := c.d.SupplementRounds + 1
	need, err := c.needsLeader(ctx)
	if err != nil {
		return event{}, err
	}
	agreed := ""
	if a.LeaderReason = strings.TrimSpace(a.LeaderReason); need != "" {
		switch {
		case !a.Leads:
			return event{}, fault.Fields(map[string]string{"leader_reason": need + ". Trình lãnh đạo duyệt"})
		case a.LeaderReason == "":
			return event{}, fault.Fields(map[string]string{"leader_reason": need + ", cần lý do của lãnh đạo"})
		}
		agreed = c.actor.Name
	}
	if err := c.notPaused(ctx); err != nil {
		return event{}, err
	}
	before := c.d.State == Submitted
	closes, err := windowEnd(c.cal, c.now, max(c.t.Supplement.WindowDays, 1))
	if err != nil {
		return event{}, err
	}
	for i, it := range a.Items {
		if comp, ok := c.t.Component(it.Component); ok {
			a.Items[i].Title = comp.Title
		}
		if err := c.onItsPapers(ctx, it); err != nil {
			return event{}, err
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.paper SET state = 'faulty', reason = $3, note = $4, checked_by = $5, checked_name = $6, checked_at = $7
			WHERE dossier_id = $1 AND component = $2 AND state <> 'replaced'`, c.d.ID, it.Component, it.Reason, it.Note, by, byName, c.now); err != nil {
			return event{}, err
		}
	}
	if _, err := c.tx.Exec(ctx, `INSERT INTO app.supplement (id, dossier_id, tenant_id, round, before_acceptance, items, message, leader_reason, agreed_name, asked_by, asked_name, asked_at, closes_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)`,
		newID(), c.d.ID, c.me, round, before, a.Items, a.Message, a.LeaderReason, agreed, by, byName, c.now, closes); err != nil {
		return event{}, err
	}
	if before {
		c.d.DueAt = nil
	} else {
		k, err := c.clock(ctx)
		if err != nil {
			return event{}, err
		}
		if err := k.add(ctx, c.tx, c.d, deadlines.Entry{Kind: deadlines.Pause, At: c.now, PauseKind: deadlines.WaitApplicant, LegalBasis: c.t.Supplement.Basis}); err != nil {
			return event{}, err
		}
	}
	if _, err := c.tx.Exec(ctx, `UPDATE app.supplement_draft SET state = 'sent', decided_name = $2, decided_at = $3, decision = $4 WHERE dossier_id = $1 AND state IN ('draft', 'proposed')`,
		c.d.ID, c.actor.Name, c.now, a.LeaderReason); err != nil {
		return event{}, err
	}
	c.d.State, c.d.SupplementRounds, c.d.SupplementClosesAt = AwaitingSupplement, round, &closes
	if err := c.s.Jobs.InsertAt(ctx, c.tx, args.LapseSupplement{Ref: args.For(ctx, c.me), DossierID: c.d.ID}, closes.Add(time.Minute)); err != nil {
		return event{}, err
	}
	data := map[string]any{"code": c.d.CodeText(), "round": round, "items": a.Items, "message": a.Message, "closes": closes.UTC(), "declines": before && !c.t.Supplement.Stops}
	if agreed != "" {
		data["agreed"] = agreed
	}
	return event{kind: "dossier.supplement_asked", data: data}, c.recount(ctx)
}

// onItsPapers refuses marks on pictures of anything but the papers of their item.
func (c *change) onItsPapers(ctx context.Context, it SupplementItem) error {
	if len(it.Marks) == 0 {
		return nil
	}
	ids := make([]uuid.UUID, len(it.Marks))
	for i, m := range it.Marks {
		ids[i] = m.Document
	}
	var strange bool
	if err := c.tx.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM unnest($3::uuid[]) x WHERE NOT EXISTS (SELECT 1 FROM app.paper p WHERE p.dossier_id = $1 AND p.component = $2 AND p.document_id = x))`, c.d.ID, it.Component, ids).Scan(&strange); err != nil {
		return err
	}
	if strange {
		return fault.Fields(map[string]string{"items": "Có chỗ khoanh trên ảnh không còn thuộc giấy tờ này. Bỏ chỗ đó rồi khoanh lại"})
	}
	return nil
}

// needsLeader says why a leader has to agree to a request made now; "" no need.
// Fault: Invalid (supplement.too_late) where the revision allows none any more.
func (c *change) needsLeader(ctx context.Context) (string, error) {
	var answered *time.Time
	if err := c.tx.QueryRow(ctx, `SELECT max(answered_at) FROM app.supplement WHERE dossier_id = $1 AND state = 'answered'`, c.d.ID).Scan(&answered); err != nil {
		return "", err
	}
	until, err := askUntil(c.cal, c.t, c.d, answered)
	if err != nil {
		return "", err
	}
	return leaderFor(c.t, c.d, until, c.now)
}

// askUntil is the end of the term in which papers may be asked for: that of the
// intake before acceptance, the revision's after it; zero: none. It counts from
// when the papers came, or came back.
func askUntil(cal *deadlines.Calendar, t Terms, d *Dossier, answered *time.Time) (time.Time, error) {
	if d.AcceptedAt == nil {
		if d.DueAt == nil {
			return time.Time{}, nil
		}
		return *d.DueAt, nil
	}
	if t.Supplement.AskDays <= 0 {
		return time.Time{}, nil
	}
	from := *d.AcceptedAt
	if answered != nil && answered.After(from) {
		from = *answered
	}
	return windowEnd(cal, from, t.Supplement.AskDays)
}

// leaderFor is why a leader has to agree to a request at that moment; "" no need.
func leaderFor(t Terms, d *Dossier, until, now time.Time) (string, error) {
	late := !until.IsZero() && now.After(until)
	switch round := d.SupplementRounds + 1; {
	case late && t.Supplement.NeverLate && d.AcceptedAt != nil:
		return "", fault.New(fault.Invalid, "supplement.too_late", "Quy định của thủ tục không cho yêu cầu bổ sung sau hạn thẩm tra. Giải quyết theo giấy tờ đã có, hoặc từ chối có nêu lý do.")
	case round > max(t.Supplement.FreeRounds, 1):
		return fmt.Sprintf("Đây là lần bổ sung thứ %d", round), nil
	case late:
		return "Đã quá hạn yêu cầu bổ sung", nil
	}
	return "", nil
}

// AskTerm tells until when papers of an opened dossier may be asked for (zero:
// no term), and why a leader would have to agree now. Scope: tenant. Fault:
// Invalid (supplement.too_late).
func (s *Service) AskTerm(ctx context.Context, f *Full) (until time.Time, leader string, err error) {
	cal, err := s.calendar(ctx, f.Competent, f.Terms.Field)
	if err != nil {
		return until, "", err
	}
	var answered *time.Time
	for _, x := range f.Supplements {
		if x.State == "answered" {
			answered = x.AnsweredAt
		}
	}
	if until, err = askUntil(cal, f.Terms, &f.Dossier, answered); err != nil {
		return until, "", err
	}
	leader, err = leaderFor(f.Terms, &f.Dossier, until, s.Now())
	return until, leader, err
}

// SupplementCloses is when a request sent now would close. Scope: any.
func (s *Service) SupplementCloses(ctx context.Context, f *Full) (time.Time, error) {
	cal, err := s.calendar(ctx, f.Competent, f.Terms.Field)
	if err != nil {
		return time.Time{}, err
	}
	return windowEnd(cal, s.Now(), max(f.Terms.Supplement.WindowDays, 1))
}
