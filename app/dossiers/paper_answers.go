package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/reading/meaning"
	"motcua/storage/pg"
)

// PaperAnswer is what a paper of a draft says that may answer a question: out of
// the resident's own papers, confirmed by an officer and used with her consent,
// or read from the code of her identity card.
type PaperAnswer struct {
	Field    string     `db:"name"`
	Value    string     `db:"value"`
	Kind     string     `db:"kind"`
	Source   string     `db:"source"` // vault, code
	Title    string     `db:"title"`
	Number   string     `db:"number"`
	Office   *uuid.UUID `db:"issued_by"`
	At       *time.Time `db:"decided_at"` // when it was confirmed
	Document uuid.UUID  `db:"document_id"`
}

// PaperAnswers gives them for one draft. Nothing that nobody confirmed is among
// them but the code of a card, which checks itself. Scope: resident.
func (s *Service) PaperAnswers(ctx context.Context, dossier uuid.UUID) ([]PaperAnswer, error) {
	return pg.Rows[PaperAnswer](ctx, s.DB, `SELECT f.name, CASE WHEN f.state = 'proposed' THEN f.proposed ELSE f.confirmed END AS value, CASE WHEN k.kind = '' THEN k.proposed ELSE k.kind END AS kind, f.source,
			coalesce(u.title, '') AS title, coalesce(u.number, '') AS number, u.issued_by, f.decided_at, f.document_id
		FROM app.document_field f JOIN app.document_kind k ON k.document_id = f.document_id LEFT JOIN app.vault_use u ON u.document_id = f.document_id
		WHERE f.dossier_id = $1 AND (u.id IS NOT NULL AND f.state IN ('confirmed', 'corrected') OR f.source = 'code' AND f.sure AND f.state = 'proposed')
		ORDER BY u.used_at NULLS LAST, f.document_id, f.position`, dossier)
}

// parts of a person block by what papers call them.
var answerParts = map[string]string{
	"name": "full_name", "birth_date": "birth_date", "birth_year": "birth_date", "id": "id_number", "gender": "gender", "ethnicity": "ethnicity", "nationality": "nationality", "residence": "address", "phone": "phone", "email": "email",
}

// Answers are the names of the questions that it may answer, likeliest first.
func (a PaperAnswer) Answers() []string {
	about, what := meaning.Person(a.Field)
	part := answerParts[what]
	if about == "" {
		switch a.Kind {
		case meaning.Card, meaning.MaritalStatus:
			if part != "" {
				return []string{"applicant_" + part}
			}
		case "giay_khai_sinh", meaning.BirthProof:
			about = "child"
		case "trich_luc_khai_tu", meaning.DeathProof:
			about = "deceased"
		}
	}
	out := []string{a.Field}
	if about != "" && part != "" {
		out = append(out, about+"_"+part)
	}
	if about != "" && a.Field != about+"_"+what {
		out = append(out, about+"_"+what)
	}
	return out
}
