package procedures

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/deadlines"
	"motcua/app/fault"
)

// PublishRevision says from when a reviewed revision holds.
type PublishRevision struct {
	ID   uuid.UUID
	Seen int
	From time.Time // the zero moment: at once
	Note *string   // number and date of the decision; nil leaves it
}

// Publish makes a reviewed revision immutable and lets new dossiers start on
// it from a moment on; the one before it in its line ends then. Dossiers under
// way stay on theirs. Whoever edited it last may not publish it.
// Faults: Invalid for a moment that is past, a missing decision, or problems
// (*Refused); Forbidden for the last editor; Conflict when it is published
// already, not in review, or changed since; NotFound. Scope: province, platform.
func (s *Revisions) Publish(ctx context.Context, in PublishRevision) error {
	sc, province, err := author(ctx)
	if err != nil {
		return err
	}
	now := s.Now()
	if in.From.IsZero() {
		in.From = now
	}
	if in.From.Before(now) {
		return fault.Fields(map[string]string{"from": "Không công bố lùi ngày: " + in.From.In(deadlines.Zone).Format("02/01/2006") + " đã qua. Chọn hôm nay hoặc ngày sau."})
	}
	if in.From.After(now.AddDate(5, 0, 0)) {
		return fault.Fields(map[string]string{"from": "Ngày có hiệu lực xa quá 5 năm. Kiểm tra lại năm."})
	}
	return s.done(s.DB.Tx(ctx, func(tx pgx.Tx) error {
		e, err := lock(ctx, tx, in.ID, 0)
		if err != nil {
			return err
		}
		switch {
		case e.State == Published || e.State == Retired:
			return fault.New(fault.Conflict, "revision.published", "Bản này đã công bố rồi. Muốn thay đổi, hãy soạn phiên bản mới.")
		case e.State != InReview:
			return fault.New(fault.Conflict, "revision.state", "Bản này chưa được gửi duyệt nên chưa công bố được.")
		case in.Seen != 0 && in.Seen != e.Version.Version:
			return fault.New(fault.Conflict, "revision.version", "Bản này vừa được thay đổi. Mở lại để duyệt bản mới.")
		case sc.Actor.ID == uuid.Nil:
			return fault.New(fault.Forbidden, "revision.nobody", "Công bố phải do một người có tài khoản thực hiện.")
		case e.UpdatedBy != nil && *e.UpdatedBy == sc.Actor.ID:
			return fault.New(fault.Forbidden, "revision.four_eyes", "Ông/Bà là người sửa bản này lần cuối nên không tự công bố được. Đề nghị một đồng nghiệp duyệt.")
		}
		if in.Note != nil {
			e.Note = *in.Note
		}
		if len([]rune(e.Note)) < 5 {
			return fault.Fields(map[string]string{"note": "Ghi số và ngày quyết định công bố, ví dụ: 125/QĐ-UBND ngày 20/11/2026."})
		}
		if err := s.check(ctx, tx, e); err != nil {
			return err
		}
		p, err := subjectOf(ctx, tx, e.Procedure)
		if err != nil {
			return err
		}
		if p.Retired != nil && !p.Retired.After(in.From) {
			return fault.New(fault.Conflict, "procedure.retired", "Thủ tục này bị bãi bỏ trước ngày đó, không công bố phiên bản mới được.")
		}
		var until *time.Time // a revision that is already scheduled after this one
		var no int
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(no), 0) + 1, min(published_from) FILTER (WHERE state = 'published' AND published_from > $3) FROM app.revision WHERE procedure_id = $1 AND province_code IS NOT DISTINCT FROM $2`,
			e.Procedure, province, in.From).Scan(&no, &until); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE app.revision SET retired_from = $3 WHERE procedure_id = $1 AND province_code IS NOT DISTINCT FROM $2 AND state = 'published'
			AND published_from <= $3 AND (retired_from IS NULL OR retired_from > $3)`, e.Procedure, province, in.From); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `UPDATE app.revision SET state = 'published', version = version + 1, no = $2, published_from = $3, retired_from = $4, published_at = $5, published_by = $6, published_name = $7, note = $8 WHERE id = $1`,
			in.ID, no, in.From, until, now, actorID(sc), sc.Actor.Name, e.Note); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM app.revision_snapshot WHERE revision_id = $1`, in.ID); err != nil {
			return err
		}
		if p.Province != "" {
			if _, err := tx.Exec(ctx, `UPDATE app.procedure SET published_at = coalesce(published_at, $2) WHERE id = $1`, p.ID, now); err != nil {
				return err
			}
		}
		return record(ctx, tx, in.ID, "revision.published", p, now, map[string]any{"no": no, "from": in.From.UTC(), "note": e.Note})
	}))
}
