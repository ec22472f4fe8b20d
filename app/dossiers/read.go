package dossiers

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"motcua/storage/pg"
	"motcua/tenants"
)

// Paper is one paper on a dossier with its file and verdict.
type Paper struct {
	ID          uuid.UUID  `db:"id"`
	Tenant      *uuid.UUID `db:"tenant_id"` // the office that took it in; nil: the resident sent it
	Component   string     `db:"component"`
	Title       string     `db:"title"`
	Required    bool       `db:"required"`
	Form        string     `db:"form"`
	Document    *uuid.UUID `db:"document_id"`
	State       string     `db:"state"` // pending, confirmed, faulty, replaced
	Reason      string     `db:"reason"`
	Note        string     `db:"note"`
	Round       int        `db:"round"`
	CheckedName string     `db:"checked_name"`
	CheckedAt   *time.Time `db:"checked_at"`
	CreatedAt   time.Time  `db:"created_at"`
	FileName    *string    `db:"name"`
	ContentType *string    `db:"content_type"`
	Scan        *string    `db:"scan"` // for malware, see documents
	Size        *int64     `db:"size"`
	Pages       *int       `db:"pages"`
}

// Task is a step on one dossier.
type Task struct {
	Seq          int        `db:"seq"`
	Step         string     `db:"step"`
	Title        string     `db:"title"`
	Role         string     `db:"role"`
	Kind         string     `db:"kind"`
	Unit         string     `db:"unit"`
	Assignee     *uuid.UUID `db:"assignee"`
	AssigneeName string     `db:"assignee_name"`
	StartedAt    time.Time  `db:"started_at"`
	DueAt        *time.Time `db:"due_at"`
	DoneAt       *time.Time `db:"done_at"`
	Outcome      string     `db:"outcome"`
}

// HistoryEntry is one line of a dossier's history.
type HistoryEntry struct {
	Seq       int             `db:"seq"`
	Kind      string          `db:"kind"`
	ActorKind string          `db:"actor_kind"`
	ActorName string          `db:"actor_name"`
	TenantID  *uuid.UUID      `db:"tenant_id"`
	At        time.Time       `db:"at"`
	Data      json.RawMessage `db:"data"`
	Public    bool            `db:"public"`
}

// Full is a dossier with everything the context's scope may see of it.
type Full struct {
	Dossier
	Terms       Terms
	Parties     []Party
	Papers      []Paper
	Tasks       []Task
	Supplements []Supplement
	Asking      *SupplementDraft // the request for papers that is being written, waits or was refused; officers only
	Obligations []Obligation
	Results     []Result
	Copies      []Result // certified e-copies of several originals, beside the result
	Shown       []ShownDraft
	Sector      *SectorCase // nil: not entered in a sector system
	Handovers   []Handover
	History     []HistoryEntry
	Clock       []ClockRow
	Apologies   []Apology
	Travels     []HandoverLine // of its papers and results; an office's own part, empty for residents
	Lists       []HandoverList // on which they travelled
	Revocations []Revocation   // asked for; officers only
	Coordinated *Coordination  // the open one, for the office that received it
}

// Open reads a dossier with its parts. Fault: NotFound.
func (s *Service) Open(ctx context.Context, id uuid.UUID) (f Full, err error) {
	if f.Dossier, err = s.ByID(ctx, id); err != nil {
		return f, err
	}
	if f.Terms, err = s.TermsFor(ctx, &f.Dossier); err != nil {
		return f, err
	}
	if f.Parties, err = pg.Rows[Party](ctx, s.DB, `SELECT `+partyColumns+` FROM app.party WHERE dossier_id = $1 ORDER BY role, position`, id); err != nil {
		return f, err
	}
	if f.Papers, err = s.Papers(ctx, id); err != nil {
		return f, err
	}
	if f.State == Draft {
		return f, nil
	}
	if f.Tasks, err = pg.Rows[Task](ctx, s.DB, `SELECT seq, step, title, role, kind, unit, assignee, assignee_name, started_at, due_at, done_at, outcome FROM app.task WHERE dossier_id = $1 ORDER BY seq`, id); err != nil {
		return f, err
	}
	if f.Supplements, err = pg.Rows[Supplement](ctx, s.DB, `SELECT `+supplementColumns+` FROM app.supplement WHERE dossier_id = $1 ORDER BY round`, id); err != nil {
		return f, err
	}
	if scope(ctx).Kind == tenants.KindTenant && f.State.Can(ActAskSupplement) {
		if f.Asking, err = s.supplementDraft(ctx, id); err != nil {
			return f, err
		}
	}
	if f.Obligations, err = pg.Rows[Obligation](ctx, s.DB, `SELECT `+obligationColumns+` FROM app.financial_obligation WHERE dossier_id = $1 ORDER BY round`, id); err != nil {
		return f, err
	}
	if f.Results, err = pg.Rows[Result](ctx, s.DB, `SELECT `+resultColumns+` FROM app.result WHERE dossier_id = $1 ORDER BY drafted_at, ordinal, id`, id); err != nil {
		return f, err
	}
	f.Results = slices.DeleteFunc(f.Results, func(r Result) bool {
		if r.Entry != nil {
			f.Copies = append(f.Copies, r)
		}
		return r.Entry != nil
	})
	if scope(ctx).Kind == tenants.KindTenant && len(f.Results) > 0 && (f.State == Decided || f.State == Returned) {
		if f.Revocations, err = pg.Rows[Revocation](ctx, s.DB, `SELECT `+revocationColumns+` FROM app.result_revocation WHERE dossier_id = $1 ORDER BY asked_at`, id); err != nil {
			return f, err
		}
	}
	if f.Shown, err = pg.Rows[ShownDraft](ctx, s.DB, `SELECT `+shownColumns+` FROM app.draft_confirmation WHERE dossier_id = $1 ORDER BY shown_at`, id); err != nil {
		return f, err
	}
	if f.Terms.Sector != "" {
		if f.Sector, err = s.SectorCase(ctx, id); err != nil {
			return f, err
		}
	}
	if f.Handovers, err = pg.Rows[Handover](ctx, s.DB, `SELECT `+handoverColumns+` FROM app.handover WHERE dossier_id = $1 ORDER BY sent_at`, id); err != nil {
		return f, err
	}
	if f.Clock, err = pg.Rows[ClockRow](ctx, s.DB, `SELECT `+clockColumns+` FROM app.clock_entry WHERE dossier_id = $1 ORDER BY seq`, id); err != nil {
		return f, err
	}
	if f.Apologies, err = pg.Rows[Apology](ctx, s.DB, `SELECT `+apologyColumns+` FROM app.apology WHERE dossier_id = $1 ORDER BY drafted_at`, id); err != nil {
		return f, err
	}
	if sc := scope(ctx); sc.Kind == tenants.KindTenant && (f.CrossBoundary() || f.Former != nil) {
		if err = s.readTravels(ctx, &f); err != nil {
			return f, err
		}
	}
	f.History, err = pg.Rows[HistoryEntry](ctx, s.DB, `SELECT seq, kind, actor_kind, actor_name, tenant_id, at, data, public FROM app.audit_entry WHERE subject = 'dossier' AND subject_id = $1 ORDER BY seq`, id)
	return f, err
}

// Papers of a dossier, newest last.
func (s *Service) Papers(ctx context.Context, id uuid.UUID) ([]Paper, error) {
	return pg.Rows[Paper](ctx, s.DB, `SELECT p.id, p.tenant_id, p.component, p.title, p.required, p.form, p.document_id, p.state, p.reason, p.note, p.round, p.checked_name, p.checked_at, p.created_at,
		d.name, d.content_type, d.scan, d.size, d.pages FROM app.paper p LEFT JOIN app.document d ON d.id = p.document_id WHERE p.dossier_id = $1 ORDER BY p.created_at, p.id`, id)
}

// LiveResult is the result that holds, or else the one in work; nil when there
// is none. A correction in work is InCorrection's.
func (f *Full) LiveResult() *Result {
	for i := len(f.Results) - 1; i >= 0; i-- {
		if r := &f.Results[i]; !r.ended() && (r.Replaces == nil || r.State == "issued") {
			return r
		}
	}
	return nil
}

// OpenSupplement is the request the resident has to answer; nil when there is none.
func (f *Full) OpenSupplement() *Supplement {
	for i := range f.Supplements {
		if f.Supplements[i].State == "open" {
			return &f.Supplements[i]
		}
	}
	return nil
}

// Mine lists a resident's dossiers and drafts, newest first. Scope: resident.
func (s *Service) Mine(ctx context.Context) ([]Dossier, error) {
	return pg.Rows[Dossier](ctx, s.DB, `SELECT `+columns+` FROM app.dossier ORDER BY created_at DESC, id LIMIT 200`)
}
