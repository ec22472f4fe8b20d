package dossiers

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// HandoverLine is what travels of one dossier from one office to another: its
// papers or its result.
type HandoverLine struct {
	ID           uuid.UUID   `db:"id"`
	Dossier      uuid.UUID   `db:"dossier_id"`
	Kind         string      `db:"kind"` // TravelPapers, TravelResult
	From         uuid.UUID   `db:"from_tenant"`
	To           uuid.UUID   `db:"to_tenant"`
	List         *uuid.UUID  `db:"list_id"`
	State        string      `db:"state"` // waiting, listed, received, missing, withdrawn
	Position     int         `db:"position"`
	Code         string      `db:"code"`
	Procedure    string      `db:"procedure_name"`
	Applicant    string      `db:"applicant_name"`
	PaperIDs     []uuid.UUID `db:"paper_ids"`
	Papers       []string    `db:"paper_titles"`
	Since        time.Time   `db:"since"`
	DueAt        time.Time   `db:"due_at"`
	HandedAt     *time.Time  `db:"handed_at"`
	Reason       string      `db:"reason"` // why it is missing
	AnsweredName string      `db:"answered_name"`
	AnsweredAt   *time.Time  `db:"answered_at"`
}

// Late tells whether it should have been confirmed by both sides by now.
func (l HandoverLine) Late(now time.Time) bool {
	return (l.State == "waiting" || l.State == "listed") && now.After(l.DueAt)
}

const lineColumns = `id, dossier_id, kind, from_tenant, to_tenant, list_id, state, position, code, procedure_name, applicant_name, paper_ids, paper_titles, since, due_at, handed_at, reason, answered_name, answered_at`

// HandoverList is a list of such lines between two offices (M06 as a list):
// made and handed over by the sender, received by the other side.
type HandoverList struct {
	ID           uuid.UUID  `db:"id"`
	From         uuid.UUID  `db:"from_tenant"`
	To           uuid.UUID  `db:"to_tenant"`
	No           int        `db:"no"`
	Year         int        `db:"year"`
	State        string     `db:"state"`  // made, handed, received, cancelled
	DueAt        time.Time  `db:"due_at"` // both sides have confirmed by then
	Carrier      string     `db:"carrier"`
	MadeName     string     `db:"made_name"`
	MadeAt       time.Time  `db:"made_at"`
	HandedName   string     `db:"handed_name"`
	HandedAt     *time.Time `db:"handed_at"`
	ReceivedName string     `db:"received_name"`
	ReceivedAt   *time.Time `db:"received_at"`
	Lines        int        `db:"lines"`
	Missing      int        `db:"missing"`
}

// Number is how people call it: "07/2026/BG".
func (l HandoverList) Number() string { return fmt.Sprintf("%02d/%d/BG", l.No, l.Year) }

// Late tells whether it should have been confirmed by both sides by now.
func (l HandoverList) Late(now time.Time) bool {
	return (l.State == "made" || l.State == "handed") && now.After(l.DueAt)
}

const listColumns = `s.id, s.from_tenant, s.to_tenant, s.no, s.year, s.state, s.due_at, s.carrier, s.made_name, s.made_at, s.handed_name, s.handed_at, s.received_name, s.received_at,
	(SELECT count(*) FROM app.handover_line x WHERE x.list_id = s.id AND x.state <> 'withdrawn')::int AS lines, (SELECT count(*) FROM app.handover_line x WHERE x.list_id = s.id AND x.state = 'missing')::int AS missing`

// HandoverDesk is what one office has to do with papers on their way.
type HandoverDesk struct {
	Waiting []HandoverLine // lies here and is on no list yet, the nearest due first
	Made    []HandoverList // to be handed over
	Sent    []HandoverList // handed over, waits for the other side
	Coming  []HandoverList // handed over to this office, to be confirmed
	Done    []HandoverList // the newest 20 of either side
}

// MostHandoverLines is how many waiting lines are shown and listed at once.
const MostHandoverLines = 200

// HandoverDesk reads this office's pile and lists. Scope: tenant.
func (s *Service) HandoverDesk(ctx context.Context) (d HandoverDesk, err error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return d, err
	}
	if d.Waiting, err = pg.Rows[HandoverLine](ctx, s.DB, `SELECT `+lineColumns+` FROM app.handover_line WHERE from_tenant = $1 AND state = 'waiting' ORDER BY due_at, id LIMIT $2`, sc.Tenant, MostHandoverLines); err != nil {
		return d, err
	}
	lists := func(where, order string, limit int) ([]HandoverList, error) {
		return pg.Rows[HandoverList](ctx, s.DB, `SELECT `+listColumns+` FROM app.handover_list s WHERE `+where+` ORDER BY `+order+` LIMIT $2`, sc.Tenant, limit)
	}
	if d.Made, err = lists(`s.from_tenant = $1 AND s.state = 'made'`, `s.due_at, s.id`, 100); err != nil {
		return d, err
	}
	if d.Sent, err = lists(`s.from_tenant = $1 AND s.state = 'handed'`, `s.due_at, s.id`, 100); err != nil {
		return d, err
	}
	if d.Coming, err = lists(`s.to_tenant = $1 AND s.state = 'handed'`, `s.due_at, s.id`, 100); err != nil {
		return d, err
	}
	d.Done, err = lists(`s.id IN ((SELECT id FROM app.handover_list WHERE from_tenant = $1 AND state = 'received' ORDER BY made_at DESC, id LIMIT 20) UNION (SELECT id FROM app.handover_list WHERE to_tenant = $1 AND state = 'received' ORDER BY handed_at DESC, id LIMIT 20))`, `s.received_at DESC, s.id`, 20)
	return d, err
}

// HandoverCounts is how much of it wants something of this office: to be
// listed, to be handed over or to be confirmed; and how much of it is late.
type HandoverCounts struct {
	Waiting int64 `db:"waiting"` // dossiers
	Lists   int64 `db:"lists"`   // made here and not handed over, or handed over to this office and not confirmed
	Late    int64 `db:"late"`    // of both
}

// HandoverCounts counts up to 1,000 of each. Scope: tenant.
func (s *Service) HandoverCounts(ctx context.Context) (HandoverCounts, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return HandoverCounts{}, err
	}
	return pg.One[HandoverCounts](ctx, s.DB, `WITH w AS (SELECT due_at FROM app.handover_line WHERE from_tenant = $1 AND state = 'waiting' ORDER BY due_at LIMIT 1000),
		l AS ((SELECT due_at FROM app.handover_list WHERE from_tenant = $1 AND state = 'made' ORDER BY due_at LIMIT 1000) UNION ALL (SELECT due_at FROM app.handover_list WHERE to_tenant = $1 AND state = 'handed' ORDER BY due_at LIMIT 1000))
		SELECT (SELECT count(*) FROM w) AS waiting, (SELECT count(*) FROM l) AS lists, (SELECT count(*) FROM w WHERE due_at < $2) + (SELECT count(*) FROM l WHERE due_at < $2) AS late`, sc.Tenant, s.Now())
}

// HandoverList reads one list with its lines, for either side. Fault: NotFound,
// also for the receiver while it is not handed over.
func (s *Service) HandoverList(ctx context.Context, id uuid.UUID) (HandoverList, []HandoverLine, error) {
	l, err := pg.One[HandoverList](ctx, s.DB, `SELECT `+listColumns+` FROM app.handover_list s WHERE s.id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return l, nil, noList()
	}
	if err != nil {
		return l, nil, err
	}
	lines, err := pg.Rows[HandoverLine](ctx, s.DB, `SELECT `+lineColumns+` FROM app.handover_line WHERE list_id = $1 AND state <> 'withdrawn' ORDER BY position, id`, id)
	return l, lines, err
}

func noList() error {
	return fault.New(fault.NotFound, "handover_list.not_found", "Không tìm thấy danh sách bàn giao này.")
}

// LinesOf are the travels of one dossier's papers that the context's scope may
// see, the oldest first. Scope: tenant.
func (s *Service) LinesOf(ctx context.Context, dossier uuid.UUID) ([]HandoverLine, error) {
	return pg.Rows[HandoverLine](ctx, s.DB, `SELECT `+lineColumns+` FROM app.handover_line WHERE dossier_id = $1 ORDER BY since, id`, dossier)
}

// ListsOf are the lists on which a dossier travelled, as far as the context's
// scope may see them. Scope: tenant.
func (s *Service) ListsOf(ctx context.Context, dossier uuid.UUID) ([]HandoverList, error) {
	return pg.Rows[HandoverList](ctx, s.DB, `SELECT `+listColumns+` FROM app.handover_list s WHERE s.id IN (SELECT list_id FROM app.handover_line WHERE dossier_id = $1) ORDER BY s.made_at, s.id`, dossier)
}

// Readable tells which of these dossiers this office reads. Scope: tenant.
func (s *Service) Readable(ctx context.Context, ids []uuid.UUID) (map[uuid.UUID]bool, error) {
	sc, err := tenants.From(ctx)
	if err != nil || len(ids) == 0 {
		return nil, err
	}
	list, err := pg.Values[uuid.UUID](ctx, s.DB, `SELECT dossier_id FROM app.tenant_dossier WHERE tenant_id = $1 AND dossier_id = ANY ($2) AND role & 19 <> 0`, sc.Tenant, ids)
	out := make(map[uuid.UUID]bool, len(list))
	for _, id := range list {
		out[id] = true
	}
	return out, err
}
