package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Coordination is a dossier that the office it was sent to refused. It has one
// owner at a time: the office that received it, which sends it on to the office
// named as right, or back to the one that refused it with a reason, or asks its
// province; then, and at the second refusal at once, the centre of that
// province, which decides. The centre knows of the dossier what stands here.
type Coordination struct {
	ID            uuid.UUID          `db:"id"`
	Dossier       uuid.UUID          `db:"dossier_id"`
	Receiving     uuid.UUID          `db:"tenant_id"`
	RaisedTo      *uuid.UUID         `db:"raised_to"`
	State         string             `db:"state"` // open, closed
	Code          string             `db:"code"`
	Procedure     string             `db:"procedure_name"`
	Applicant     string             `db:"applicant_name"`
	Named         uuid.UUID          `db:"named_tenant"` // by the last refusal
	Story         []CoordinationStep `db:"story"`
	OpenedAt      time.Time          `db:"opened_at"`
	DueAt         time.Time          `db:"due_at"` // of its owner
	RaisedAt      *time.Time         `db:"raised_at"`
	RaisedName    string             `db:"raised_name"` // empty: the second refusal raised it
	RaisedNote    string             `db:"raised_note"`
	Outcome       string             `db:"outcome"` // the state the dossier went to; "decided": by the province
	Decided       *uuid.UUID         `db:"decided_tenant"`
	DecidedReason string             `db:"decided_reason"`
	ClosedName    string             `db:"closed_name"`
	ClosedAt      *time.Time         `db:"closed_at"`
}

// CoordinationStep is one handover of the story, as it was when the last refusal came.
type CoordinationStep struct {
	From    uuid.UUID  `json:"from"`
	To      uuid.UUID  `json:"to"`
	Sent    time.Time  `json:"sent"`
	Refused *time.Time `json:"refused"`
	By      string     `json:"by"`
	Reason  string     `json:"reason"`
	Right   *uuid.UUID `json:"right"`
	Note    string     `json:"note"` // why it came again
}

const coordinationColumns = `id, dossier_id, tenant_id, raised_to, state, code, procedure_name, applicant_name, named_tenant, story, opened_at, due_at, raised_at, raised_name, raised_note,
	outcome, decided_tenant, decided_reason, closed_name, closed_at`

// Owner is who has to act now.
func (c Coordination) Owner() uuid.UUID {
	if c.RaisedTo != nil {
		return *c.RaisedTo
	}
	return c.Receiving
}

// Refusals is how often an office refused it.
func (c Coordination) Refusals(office uuid.UUID) (n int) {
	for _, x := range c.Story {
		if x.Refused != nil && x.To == office {
			n++
		}
	}
	return n
}

// Refuser is the office that refused it last.
func (c Coordination) Refuser() uuid.UUID {
	for i := len(c.Story) - 1; i >= 0; i-- {
		if c.Story[i].Refused != nil {
			return c.Story[i].To
		}
	}
	return uuid.Nil
}

// MaySendOn tells whether the receiving office may send it to the office named
// as right: an office that refused it already gets it back with a reason, or
// by the province's decision; and what is named as the receiving office's own
// is accepted, not sent.
func (c Coordination) MaySendOn() bool {
	return c.State == "open" && c.RaisedTo == nil && c.Named != c.Receiving && c.Refusals(c.Named) == 0
}

// MayReturn tells whether it may be sent once more to the office that refused it last.
func (c Coordination) MayReturn() bool {
	return c.State == "open" && c.RaisedTo == nil && c.Refusals(c.Refuser()) == 1
}

// Coordination reads one, for the office that received it and for the centre
// it was raised to. Fault: NotFound.
func (s *Service) Coordination(ctx context.Context, id uuid.UUID) (Coordination, error) {
	c, err := pg.One[Coordination](ctx, s.DB, `SELECT `+coordinationColumns+` FROM app.coordination WHERE id = $1`, id)
	if fault.Is(err, fault.NotFound) {
		return c, noCoordination()
	}
	return c, err
}

// CoordinationsOf a dossier, the oldest first, as far as the scope may see them.
func (s *Service) CoordinationsOf(ctx context.Context, dossier uuid.UUID) ([]Coordination, error) {
	return pg.Rows[Coordination](ctx, s.DB, `SELECT `+coordinationColumns+` FROM app.coordination WHERE dossier_id = $1 ORDER BY opened_at, id`, dossier)
}

// CoordinationQueue is what one office has to do about refused dossiers.
type CoordinationQueue struct {
	Own    []Coordination // this office is to act, the nearest due first
	Raised []Coordination // its province is
	Done   []Coordination // closed, the newest 20
}

// CoordinationQueue reads it. For a province's centre Own is what it decides.
// Scope: tenant.
func (s *Service) CoordinationQueue(ctx context.Context) (q CoordinationQueue, err error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return q, err
	}
	rows := func(where, order string, limit int) ([]Coordination, error) {
		return pg.Rows[Coordination](ctx, s.DB, `SELECT `+coordinationColumns+` FROM app.coordination WHERE `+where+` ORDER BY `+order+` LIMIT $2`, sc.Tenant, limit)
	}
	if q.Own, err = rows(`state = 'open' AND (tenant_id = $1 AND raised_to IS NULL OR raised_to = $1)`, `due_at, id`, 200); err != nil {
		return q, err
	}
	if q.Raised, err = rows(`state = 'open' AND tenant_id = $1 AND raised_to IS NOT NULL`, `due_at, id`, 200); err != nil {
		return q, err
	}
	q.Done, err = rows(`state = 'closed' AND (tenant_id = $1 OR raised_to = $1)`, `closed_at DESC, id`, 20)
	return q, err
}

// CoordinationCounts is how many wait for this office, and how many of them too long.
type CoordinationCounts struct {
	Own  int64 `db:"own"`
	Late int64 `db:"late"`
}

// CoordinationCounts counts them. Scope: tenant.
func (s *Service) CoordinationCounts(ctx context.Context) (CoordinationCounts, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return CoordinationCounts{}, err
	}
	return pg.One[CoordinationCounts](ctx, s.DB, `SELECT count(*) AS own, count(*) FILTER (WHERE due_at < $2) AS late FROM (
		SELECT due_at FROM app.coordination WHERE tenant_id = $1 AND state = 'open' AND raised_to IS NULL
		UNION ALL SELECT due_at FROM app.coordination WHERE raised_to = $1 AND state = 'open') x`, sc.Tenant, s.Now())
}

// coordinationDue is until when a refused dossier is to be sent on by the
// office that received it, and until when its province decides.
func (s *Service) coordinationDue(ctx context.Context, receiving uuid.UUID) (office, province time.Time, err error) {
	r, err := s.HandoverRules(ctx, receiving)
	if err != nil {
		return office, province, err
	}
	cal, err := s.Calendar(ctx, receiving)
	if err != nil {
		return office, province, err
	}
	if office, err = deadlines.AddWorkingMinutes(cal, s.Now(), r.Coordination); err != nil {
		return office, province, err
	}
	province, err = deadlines.AddWorkingMinutes(cal, s.Now(), r.Decision)
	return office, province, err
}

func noCoordination() error {
	return fault.New(fault.NotFound, "coordination.not_found", "Không tìm thấy việc điều phối này.")
}

// coordinationMoved puts the conflicts of handing over into words.
func coordinationMoved(err error) error {
	text := ""
	switch {
	case fault.HasKey(err, "handover.too_late"):
		text = "Đã hết thời gian từ chối: hồ sơ tính là đã nhận từ lúc chuyển đến. Nếu không thuộc thẩm quyền, trao đổi với nơi gửi."
	case fault.HasKey(err, "handover.decided"):
		text = "Cấp tỉnh đã quyết định hồ sơ này thuộc thẩm quyền của đơn vị, không từ chối được nữa."
	case fault.HasKey(err, "handover.no_right_office"):
		return fault.Fields(map[string]string{"right": "Chọn đúng cơ quan có thẩm quyền"})
	case fault.HasKey(err, "handover.refused_before"):
		text = "Cơ quan này đã từ chối hồ sơ. Gửi lại kèm lý do, hoặc trình cấp tỉnh quyết định."
	case fault.HasKey(err, "handover.not_to_them"):
		text = "Cơ quan này đã từ chối hai lần. Trình cấp tỉnh quyết định."
	case fault.HasKey(err, "coordination.raised"):
		text = "Hồ sơ đang chờ cấp tỉnh quyết định."
	case fault.HasKey(err, "coordination.no_centre"):
		text = "Tỉnh chưa có Trung tâm nhận việc điều phối. Gửi tiếp hoặc gửi lại kèm lý do."
	case fault.HasKey(err, "coordination.moved_on"):
		text = "Việc điều phối này vừa được người khác giải quyết."
	case fault.HasKey(err, "coordination.not_found"):
		return noCoordination()
	default:
		return err
	}
	return fault.New(fault.Conflict, fault.As(err).Key, text).Wrap(err)
}
