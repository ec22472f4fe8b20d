package dossiers

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Row is one line of a list: what the projection shows this tenant.
type Row struct {
	ID            uuid.UUID  `db:"dossier_id"`
	Role          int        `db:"role"` // bits: 1 receiving, 2 competent, 4 supporting, 8 consulted, 16 formerly competent
	Holder        bool       `db:"holder"`
	State         State      `db:"state"`
	SortDue       time.Time  `db:"sort_due"` // FarFuture while nothing runs
	SubmittedAt   time.Time  `db:"submitted_at"`
	Code          string     `db:"code"`
	Procedure     *uuid.UUID `db:"procedure_id"` // nil where the role does not show it
	Step          string     `db:"step"`
	Assignee      *uuid.UUID `db:"assignee"`
	ApplicantName string     `db:"applicant_name"`
}

// FarFuture is how "no due moment" is read.
var FarFuture = time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)

// Due is the row's due moment and whether it has one.
func (r Row) Due() (time.Time, bool) { return r.SortDue, r.SortDue.Before(FarFuture) }

const rowColumns = `dossier_id, role, holder, state, sort_due, submitted_at, code, procedure_id, step, assignee, applicant_name`

// Queue names a worklist.
type Queue string

// The worklists.
const (
	QueueOpen       Queue = "open"       // held here and open, nearest due first
	QueueMine       Queue = "mine"       // given to me
	QueueIntake     Queue = "intake"     // filed online, waiting to be taken in
	QueueIncoming   Queue = "incoming"   // on the way to this tenant
	QueueSupplement Queue = "supplement" // waiting for the resident
	QueuePayment    Queue = "payment"    // waiting for a financial obligation
	QueueWithdrawal Queue = "withdrawal" // asked to be withdrawn
	QueueReturn     Queue = "return"     // decided, to be handed out
	QueueAssign     Queue = "assign"     // accepted, nobody works on it yet
	QueueRecent     Queue = "recent"     // everything this tenant may see, newest first
	QueueWork       Queue = "work"       // steps that wait for somebody of a role to take them
	QueueStep       Queue = "step"       // at one step: initials, signature, numbering
)

// Cursor is where the next page begins.
type Cursor struct {
	At time.Time
	ID uuid.UUID
}

// List asks for one page of a worklist.
type List struct {
	Queue Queue
	Steps []string  // QueueStep
	Roles []string  // QueueWork
	Staff uuid.UUID // QueueMine
	After Cursor
	Limit int // 50 by default
}

// Worklist reads one page in one round trip: one equality on the leading column
// of the index that also gives the order, so it costs the same in every tenant.
// Scope: tenant.
func (s *Service) Worklist(ctx context.Context, l List) ([]Row, error) {
	q, err := l.query(ctx)
	if err != nil || q.SQL == "" {
		return nil, err
	}
	return pg.RowsInOrder[Row](ctx, s.DB, q.SQL, q.Args...)
}

// WorklistCounted is Worklist and Counts in the same round trip.
func (s *Service) WorklistCounted(ctx context.Context, l List) ([]Row, Counts, error) {
	q, err := l.query(ctx)
	if err != nil {
		return nil, Counts{}, err
	}
	if q.SQL == "" {
		n, err := s.Counts(ctx)
		return nil, n, err
	}
	rows, lines, err := pg.InOrderWith[Row, countLine](ctx, s.DB, q, s.countsQuery())
	return rows, countsOf(lines), err
}

// query is the page's SQL; empty when there is nothing to ask for.
func (l List) query(ctx context.Context) (pg.Query, error) {
	if l.Limit <= 0 || l.Limit > 200 {
		l.Limit = 50
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return pg.Query{}, err
	}
	// the policy says it too; the predicate is written as if it did not
	where, args := `tenant_id = $1`, []any{sc.Tenant}
	order, cmp := `sort_due, dossier_id`, `(sort_due, dossier_id) > ($2, $3)`
	after := l.After.At
	if after.IsZero() {
		after = time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	switch l.Queue {
	case QueueOpen:
		where += ` AND is_open AND holder`
	case QueueMine:
		return l.mineQuery(sc, after), nil
	case QueueWork:
		return l.workQuery(sc, after), nil
	case QueueStep:
		return l.stepQuery(sc, after), nil
	case QueueIntake, QueueIncoming, QueueSupplement, QueuePayment, QueueWithdrawal, QueueReturn, QueueAssign:
		where += ` AND state = $5`
		if l.Queue == QueueIncoming {
			where += ` AND role & 2 <> 0` // what this office itself sent is on its way too, but to somebody else
		}
		args = append(args, after, l.After.ID, l.Limit, stateOf[l.Queue])
	case QueueRecent:
		order, cmp = `submitted_at DESC, dossier_id`, `submitted_at <= $2 AND (submitted_at < $2 OR dossier_id > $3)` // the first part finds the place in the index, however deep
		if l.After.At.IsZero() {
			after = FarFuture
		}
	default:
		return pg.Query{}, fault.New(fault.NotFound, "queue.unknown", "Không có danh sách này.")
	}
	if len(args) == 1 {
		args = append(args, after, l.After.ID, l.Limit)
	}
	return pg.Query{SQL: `SELECT ` + rowColumns + ` FROM app.tenant_dossier WHERE ` + where + ` AND ` + cmp + ` ORDER BY ` + order + ` LIMIT $4`, Args: args}, nil
}

var stateOf = map[Queue]State{QueueIntake: Submitted, QueueIncoming: InTransit, QueueSupplement: AwaitingSupplement, QueuePayment: AwaitingPayment, QueueWithdrawal: WithdrawalRequested, QueueReturn: Decided, QueueAssign: Accepted}

// mineQuery merges the dossiers whose line shows this officer with those in
// which another branch is theirs: each its own index range.
func (l List) mineQuery(sc tenants.Scope, after time.Time) pg.Query {
	return pg.Query{SQL: `SELECT * FROM (
		(SELECT ` + rowColumns + ` FROM app.tenant_dossier WHERE tenant_id = $1 AND (is_open AND holder) IS TRUE AND assignee = $5 AND (sort_due, dossier_id) > ($2, $3) ORDER BY sort_due, dossier_id LIMIT $4)
		UNION ALL (SELECT ` + asideColumns + ` FROM app.task t CROSS JOIN LATERAL (SELECT * FROM app.tenant_dossier p WHERE p.tenant_id = $1 AND p.dossier_id = t.dossier_id OFFSET 0) p
			WHERE t.tenant_id = $1 AND t.assignee = $5 AND t.done_at IS NULL AND t.aside AND p.holder AND p.is_open AND p.assignee IS DISTINCT FROM $5 AND (p.sort_due, p.dossier_id) > ($2, $3)
			ORDER BY p.sort_due, p.dossier_id LIMIT $4)) r ORDER BY sort_due, dossier_id LIMIT $4`, Args: []any{sc.Tenant, after, l.After.ID, l.Limit, l.Staff}}
}

// asideColumns are a dossier's line as a step aside shows it.
const asideColumns = `p.dossier_id, p.role, p.holder, p.state, p.sort_due, p.submitted_at, p.code, p.procedure_id, t.step, t.assignee, p.applicant_name`

// workQuery lists the steps that wait for somebody of the given roles.
func (l List) workQuery(sc tenants.Scope, after time.Time) pg.Query {
	if len(l.Roles) == 0 {
		return pg.Query{}
	}
	return pg.Query{SQL: `SELECT ` + asideColumns + ` FROM app.task t CROSS JOIN LATERAL (SELECT * FROM app.tenant_dossier p WHERE p.tenant_id = $1 AND p.dossier_id = t.dossier_id OFFSET 0) p
		WHERE t.tenant_id = $1 AND t.assignee IS NULL AND t.role = ANY ($5) AND t.done_at IS NULL AND t.aside AND p.holder AND p.is_open AND (p.sort_due, p.dossier_id) > ($2, $3)
		ORDER BY p.sort_due, p.dossier_id LIMIT $4`, Args: []any{sc.Tenant, after, l.After.ID, l.Limit, l.Roles}}
}

// stepQuery merges the pages of several steps: each is its own index range.
func (l List) stepQuery(sc tenants.Scope, after time.Time) pg.Query {
	if len(l.Steps) == 0 {
		return pg.Query{}
	}
	return pg.Query{SQL: `SELECT r.* FROM unnest($5::text[]) st CROSS JOIN LATERAL (
		SELECT ` + rowColumns + ` FROM app.tenant_dossier WHERE tenant_id = $1 AND step = st AND (is_open AND holder) IS TRUE AND (sort_due, dossier_id) > ($2, $3) ORDER BY sort_due, dossier_id LIMIT $4) r
		ORDER BY sort_due, dossier_id LIMIT $4`, Args: []any{sc.Tenant, after, l.After.ID, l.Limit, l.Steps}}
}

// Counts are the numbers on the tabs, by state, from the rollup. Overdue and
// DueToday are of open dossiers this tenant decides. Scope: tenant.
type Counts struct {
	ByState  map[State]int64
	Received map[State]int64 // received here for another tenant
	Overdue  int64
	DueToday int64
}

// Counts reads the rollup of the context's tenant in one round trip.
func (s *Service) Counts(ctx context.Context) (Counts, error) {
	q := s.countsQuery()
	lines, err := pg.Rows[countLine](ctx, s.DB, q.SQL, q.Args...)
	return countsOf(lines), err
}

type countLine struct {
	Side  int   `db:"side"`
	State State `db:"state"`
	N     int64 `db:"n"`
	Late  int64 `db:"late"`
	Today int64 `db:"today"`
}

func (s *Service) countsQuery() pg.Query {
	return pg.Query{SQL: `SELECT side, state, sum(n)::bigint AS n, coalesce(sum(n) FILTER (WHERE due_day > '0001-01-01' AND due_day < $1), 0)::bigint AS late,
		coalesce(sum(n) FILTER (WHERE due_day = $1), 0)::bigint AS today FROM app.rollup GROUP BY side, state`, Args: []any{s.Now().In(vietnam).Format("2006-01-02")}}
}

func countsOf(lines []countLine) Counts {
	c := Counts{ByState: map[State]int64{}, Received: map[State]int64{}}
	for _, r := range lines {
		if r.Side == 1 {
			c.Received[r.State] += r.N
			continue
		}
		c.ByState[r.State] += r.N
		c.Overdue += r.Late
		c.DueToday += r.Today
	}
	return c
}

// Listed is what this tenant's lists show of one dossier, also when they show
// code and state only. Scope: tenant. Fault: NotFound.
func (s *Service) Listed(ctx context.Context, id uuid.UUID) (Row, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return Row{}, err
	}
	rows, err := pg.Rows[Row](ctx, s.DB, `SELECT `+rowColumns+` FROM app.tenant_dossier WHERE tenant_id = $1 AND dossier_id = $2`, sc.Tenant, id)
	if err != nil {
		return Row{}, err
	}
	if len(rows) == 0 {
		return Row{}, NotFound()
	}
	return rows[0], nil
}

// Search finds dossiers of this tenant by code (or its end), or by names in
// any order with or without marks. Scope: tenant.
func (s *Service) Search(ctx context.Context, q string, limit int) ([]Row, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	q = strings.TrimSpace(q)
	if q == "" {
		return nil, nil
	}
	if limit <= 0 || limit > 200 {
		limit = 50
	}
	return pg.Rows[Row](ctx, s.DB, `SELECT r.* FROM app.search_ids($2, $3) found CROSS JOIN LATERAL (
		SELECT `+rowColumns+` FROM app.tenant_dossier WHERE tenant_id = $1 AND dossier_id = found OFFSET 0) r ORDER BY submitted_at DESC, dossier_id`, sc.Tenant, q, limit)
}

// WaitingResult is a result that waits for a signature, its number or its issue.
type WaitingResult struct {
	Dossier     uuid.UUID `db:"id"`
	Version     int       `db:"version"` // of the dossier
	Code        string    `db:"code"`
	Applicant   string    `db:"applicant_name"`
	Title       string    `db:"title"`
	Outcome     Outcome   `db:"outcome"`
	DraftedBy   uuid.UUID `db:"drafted_by"`
	DraftedName string    `db:"drafted_name"`
	Document    bool      `db:"document"` // a file was submitted
	Signed      bool      `db:"signed"`   // with the person's signature in it
	Number      string    `db:"number"`
	Corrects    string    `db:"corrects"` // number of the result whose place it takes
}

const waitingResult = `SELECT d.id, d.version, coalesce(d.code, '') AS code, d.applicant_name, r.title, r.outcome, r.drafted_by, r.drafted_name, r.draft_document IS NOT NULL AS document, r.signed_document IS NOT NULL AS signed, r.number, coalesce(o.number, '') AS corrects
	FROM app.result r JOIN app.dossier d ON d.id = r.dossier_id LEFT JOIN app.result o ON o.id = r.replaces `

// What a result may wait for.
var (
	ForSignature = inWork[:2]
	ForIssue     = inWork[2:]
)

// WaitingResults are the first results of these dossiers that wait for one of
// the two. Scope: tenant.
func (s *Service) WaitingResults(ctx context.Context, ids []uuid.UUID, states []string) (map[uuid.UUID]WaitingResult, error) {
	rows, err := pg.Rows[WaitingResult](ctx, s.DB, waitingResult+`WHERE r.state = ANY ($2) AND r.replaces IS NULL AND d.id = ANY ($1)`, ids, states)
	out := map[uuid.UUID]WaitingResult{}
	for _, r := range rows {
		out[r.Dossier] = r
	}
	return out, err
}

// WaitingCorrections are corrections of this office's results that wait for it,
// oldest first. Scope: tenant.
func (s *Service) WaitingCorrections(ctx context.Context, states []string, limit int) ([]WaitingResult, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return pg.Rows[WaitingResult](ctx, s.DB, waitingResult+`WHERE r.tenant_id = $1 AND r.replaces IS NOT NULL AND r.state = ANY ($2) ORDER BY r.drafted_at LIMIT $3`, sc.Tenant, states, limit)
}
