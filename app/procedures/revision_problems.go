package procedures

import (
	"context"
	"errors"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
)

// Problem is something that stands in the way of publishing.
type Problem struct {
	Path  string // of the machine: form.marital_status
	Place string // "Câu hỏi › Tình trạng hôn nhân"
	Say   string
}

// Refused is the refusal of an act because of problems. errors.As finds it; it
// is a fault.Invalid with the key revision.problems.
type Refused struct{ Problems []Problem }

func (r *Refused) Error() string { return r.Unwrap().Error() }

// Unwrap is the fault.
func (r *Refused) Unwrap() error {
	return fault.New(fault.Invalid, "revision.problems", "Bản này còn chỗ phải sửa trước khi gửi duyệt hoặc công bố. Xem danh sách bên dưới.")
}

// Problems lists what stands in the way of publishing a revision: what no
// dossier could live under, rules without passing cases, and for a province's
// adjustment what the national revision does not leave to it.
// Fault: NotFound. Scope: province, platform.
func (s *Revisions) Problems(ctx context.Context, id uuid.UUID) ([]Problem, error) {
	e, err := s.Read(ctx, id)
	if err != nil {
		return nil, err
	}
	n, err := s.national(ctx, e.Procedure, e.Province)
	if err != nil {
		return nil, err
	}
	return ProblemsOf(&e.Content, n), nil
}

// ProblemsOf is Problems of a revision in memory, as the builder asks while
// somebody types; national is nil for the nation's and for a province's own procedures.
func ProblemsOf(r, national *revision.Revision) []Problem {
	var out []Problem
	for _, p := range append(r.PublishProblems(), revision.Beyond(national, r)...) {
		out = append(out, Problem{Path: p.Place, Place: r.Where(p.Place), Say: p.Say})
	}
	return out
}

// National is the national revision that a province's one has to keep to; nil
// when there is none. Scope: any.
func (s *Revisions) National(ctx context.Context, procedure uuid.UUID) (*revision.Revision, error) {
	return s.national(ctx, procedure, "x")
}

func (s *Revisions) national(ctx context.Context, procedure uuid.UUID, province string) (*revision.Revision, error) {
	if province == "" {
		return nil, nil
	}
	data, err := pg.Value[[]byte](ctx, s.DB, `SELECT data FROM app.revision WHERE procedure_id = $1 AND province_code IS NULL AND state = 'published' AND published_from <= $2
		AND (retired_from IS NULL OR retired_from > $2) ORDER BY published_from DESC, no DESC LIMIT 1`, procedure, s.Now())
	switch {
	case fault.Is(err, fault.NotFound):
		return nil, nil
	case err != nil:
		return nil, err
	}
	return ParseContent(data)
}

// check refuses with the problems of e, read inside the transaction of the act.
func (s *Revisions) check(ctx context.Context, tx pgx.Tx, e *Edited) error {
	var n *revision.Revision
	if e.Province != "" {
		id, err := nationalNow(ctx, tx, e.Procedure, s.Now())
		if err != nil {
			return err
		}
		if id != nil {
			var data []byte
			if err := tx.QueryRow(ctx, `SELECT data FROM app.revision WHERE id = $1`, *id).Scan(&data); err != nil {
				return err
			}
			if n, err = ParseContent(data); err != nil {
				return err
			}
		}
	}
	if ps := ProblemsOf(&e.Content, n); len(ps) > 0 {
		return &Refused{ps}
	}
	return nil
}

// ProblemsIn gives the problems that an act was refused for.
func ProblemsIn(err error) []Problem {
	var r *Refused
	if errors.As(err, &r) {
		return r.Problems
	}
	return nil
}
