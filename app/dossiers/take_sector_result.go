package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
)

// SectorResult is a decision that was taken in a sector system.
type SectorResult struct {
	Outcome Outcome
	Number  string    // of the result, as that system gives it
	On      time.Time // the day of the decision there
	Reason  string    // of a refusal: reason, legal ground, right to complain
	// Attach writes the stored document's row; nil when none came along.
	Attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)
}

// TakeSectorResult takes in the decision of the sector system: from here on
// the dossier is decided as if it had been here, its clock stops now, when the
// office knows, and the result is returned as any other. The same result again
// changes nothing. Scope: the holder.
// Faults: Invalid; Conflict when it is not entered there, not being processed,
// or was decided otherwise.
func (s *Service) TakeSectorResult(ctx context.Context, r Ref, n SectorResult) error {
	f := map[string]string{}
	if n.Outcome != Granted && n.Outcome != Refused {
		f["outcome"] = "Chọn đồng ý hoặc từ chối"
	}
	var ok bool
	if n.Number, ok = cleanNumber(n.Number); n.Number == "" {
		f["number"] = "Nhập số của kết quả"
	} else if !ok {
		f["number"] = "Số kết quả có chữ số, chỉ gồm chữ, số, dấu chấm, gạch, tối đa 60 ký tự"
	}
	switch {
	case n.On.IsZero():
		f["on"] = "Nhập ngày của kết quả, ví dụ 07/09/2026"
	case civil(n.On).After(civil(s.Now())):
		f["on"] = "Ngày này chưa tới. Nhập ngày ghi trên kết quả"
	}
	if n.Reason = note(n.Reason); n.Outcome == Refused && n.Reason == "" {
		f["reason"] = "Ghi lý do từ chối và quyền khiếu nại"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	if done, err := s.tookResult(ctx, r.ID, n); done || err != nil {
		return err
	}
	return s.change(ctx, r, ActSector, func(ctx context.Context, c *change) (event, error) {
		x, err := c.entered(ctx)
		if err != nil {
			return event{}, err
		}
		if c.d.SubmittedAt != nil && civil(n.On).Before(civil(*c.d.SubmittedAt)) {
			return event{}, fault.Fields(map[string]string{"on": "Ngày này trước ngày nộp hồ sơ"})
		}
		var doc *uuid.UUID
		if n.Attach != nil {
			id, err := n.Attach(ctx, c.tx, c.d.ID)
			if err != nil {
				return event{}, err
			}
			doc = &id
		}
		kind, title := c.t.Result.Code, c.t.Result.Title
		if n.Outcome == Refused {
			kind, title = "", "Văn bản từ chối giải quyết"
		} else {
			n.Reason = ""
		}
		name := revision.SectorName(x.System)
		_, err = c.tx.Exec(ctx, `INSERT INTO app.result (id, dossier_id, tenant_id, kind_code, title, outcome, state, reason, document_id, register, number, year, drafted_by, drafted_name, drafted_at, approved_name, approved_title, approved_at, issued_at, check_code, sector)
			VALUES ($1, $2, $3, $4, $5, $6, 'issued', $7, $8, $9, $10, $11, $12, $13, $14, $9, $18, $15, $14, $16, $17)`,
			newID(), c.d.ID, c.me, kind, title, n.Outcome, n.Reason, doc, name, n.Number, civil(n.On).Year(), c.actor.ID, c.actor.Name, c.now, n.On, CheckCode(), x.System, DecidedThere)
		if err != nil {
			return event{}, taken(err, "result_number", "number", "Số này đã ghi cho kết quả của hồ sơ khác")
		}
		if _, err := c.tx.Exec(ctx, `UPDATE app.sector_case SET state = 'decided', decided_at = $2 WHERE dossier_id = $1`, c.d.ID, c.now); err != nil {
			return event{}, err
		}
		if err := c.cancelConsultation(ctx, "", ClosedDecided); err != nil {
			return event{}, err
		}
		e, err := c.decide(ctx, n.Outcome, n.Number, n.Reason)
		if m, ok := e.data.(map[string]any); ok {
			m["system"] = x.System
		}
		return e, err
	})
}

// DecidedThere stands where a signatory's title would: before the sector system's name.
const DecidedThere = "Quyết định trên"

// tookResult tells whether the very same result stands there already.
func (s *Service) tookResult(ctx context.Context, dossier uuid.UUID, n SectorResult) (bool, error) {
	x, err := s.SectorCase(ctx, dossier)
	if err != nil || x == nil || x.State != "decided" {
		return false, err
	}
	f, err := s.Open(ctx, dossier)
	if err != nil {
		return false, err
	}
	res := f.LiveResult()
	return res != nil && res.Sector == x.System && res.Number == n.Number && res.Outcome == n.Outcome, nil
}

// civil is the Vietnamese day of a moment.
func civil(t time.Time) time.Time {
	y, m, d := t.In(deadlines.Zone).Date()
	return time.Date(y, m, d, 0, 0, 0, 0, deadlines.Zone)
}
