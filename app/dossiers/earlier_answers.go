package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// EarlierAnswer is what a resident answered to the same question the last time.
type EarlierAnswer struct {
	Name  string    `db:"name"`
	Value string    `db:"value"`
	Code  string    `db:"code"` // of that dossier
	At    time.Time `db:"at"`   // when it was filed
}

// EarlierAnswers gives the newest answers to questions of these names out of
// the resident's own filed dossiers in her own matter, never out of a draft.
// Scope: resident; a helper's scope reaches one draft only, so it finds none.
func (s *Service) EarlierAnswers(ctx context.Context, names []string, except uuid.UUID) (map[string]EarlierAnswer, error) {
	rows, err := pg.Rows[EarlierAnswer](ctx, s.DB, `SELECT DISTINCT ON (n) n AS name, d.answers->>n AS value, coalesce(d.code, '') AS code, d.submitted_at AS at
		FROM app.dossier d, unnest($1::text[]) n
		WHERE d.id <> $2 AND d.resident_id = $3 AND d.state <> 'draft' AND d.submitted_at IS NOT NULL AND coalesce(d.answers->>n, '') <> '' AND coalesce(d.answers->>'_for', 'self') = 'self'
		ORDER BY n, d.submitted_at DESC`, names, except, scope(ctx).Resident)
	if err != nil {
		return nil, err
	}
	out := make(map[string]EarlierAnswer, len(rows))
	for _, r := range rows {
		out[r.Name] = r
	}
	return out, nil
}

// EarlierGroup is a repeated group as it was answered the last time: all
// answers of that dossier, its rows among them.
type EarlierGroup struct {
	Name    string            `db:"name"`
	Answers map[string]string `db:"answers"`
	Code    string            `db:"code"`
	At      time.Time         `db:"at"`
}

// EarlierGroups gives for groups of these names the newest of the resident's
// own filed dossiers in her own matter that has a row with something in it.
// Scope: resident; a helper finds none.
func (s *Service) EarlierGroups(ctx context.Context, names []string, except uuid.UUID) (map[string]EarlierGroup, error) {
	rows, err := pg.Rows[EarlierGroup](ctx, s.DB, `SELECT DISTINCT ON (n) n AS name, d.answers, coalesce(d.code, '') AS code, d.submitted_at AS at
		FROM app.dossier d, unnest($1::text[]) n
		WHERE d.id <> $2 AND d.resident_id = $3 AND d.state <> 'draft' AND d.submitted_at IS NOT NULL AND coalesce(d.answers->>'_for', 'self') = 'self'
		AND d.answers->>n ~ '^[1-9][0-9]?$' AND EXISTS (SELECT 1 FROM jsonb_each_text(d.answers) e WHERE e.value <> '' AND e.key ~ ('^' || n || '_[0-9]+_'))
		ORDER BY n, d.submitted_at DESC`, names, except, scope(ctx).Resident)
	if err != nil {
		return nil, err
	}
	out := make(map[string]EarlierGroup, len(rows))
	for _, r := range rows {
		out[r.Name] = r
	}
	return out, nil
}
