package procedures

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// Subject is a procedure as those who govern it see it, published or not.
type Subject struct {
	ID          uuid.UUID  `db:"id"`
	Code        string     `db:"code"`
	Name        string     `db:"name"`
	PlainName   string     `db:"plain_name"`
	Synonyms    string     `db:"synonyms"`
	Field       string     `db:"field"`
	Level       string     `db:"level"`
	Province    string     `db:"province_code"`
	RetiredFrom *time.Time `db:"retired_from"`
	RetiredNote string     `db:"retired_note"`
}

// SynonymList splits the synonyms.
func (s Subject) SynonymList() []string {
	return splitWords(s.Synonyms)
}

const subjectColumns = `id, code, name, plain_name, synonyms, field, level, coalesce(province_code, '') province_code, retired_from, retired_note`

// Subject finds a procedure that exists in the scope's province by its code,
// also one that nobody has published yet. Fault: NotFound, also for another
// province's. Scope: province, platform.
func (s *Revisions) Subject(ctx context.Context, code string) (Subject, error) {
	sc, _, err := author(ctx)
	if err != nil {
		return Subject{}, err
	}
	x, err := pg.One[Subject](ctx, s.DB, `SELECT `+subjectColumns+` FROM app.procedure p WHERE code = $1 AND (province_code IS NULL OR province_code = $2)
		AND EXISTS (SELECT 1 FROM app.revision v WHERE v.procedure_id = p.id)`, code, sc.Province)
	if fault.Is(err, fault.NotFound) {
		return x, notFound()
	}
	return x, err
}

// Own lists the procedures of the scope's own (of the nation, for the
// platform), also those that nobody has published yet. Scope: province, platform.
func (s *Revisions) Own(ctx context.Context) ([]Subject, error) {
	_, province, err := author(ctx)
	if err != nil {
		return nil, err
	}
	return pg.Rows[Subject](ctx, s.DB, `SELECT `+subjectColumns+` FROM app.procedure WHERE province_code IS NOT DISTINCT FROM $1 ORDER BY rank, plain_name`, province)
}
