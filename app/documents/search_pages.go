package documents

import (
	"context"
	"strings"

	"github.com/google/uuid"

	"motcua/app/fold"
	"motcua/storage/pg"
)

// PageHit is a page on which all the words that were looked for stand.
type PageHit struct {
	Dossier  uuid.UUID `db:"dossier_id"`
	Document uuid.UUID `db:"document_id"`
	Page     int       `db:"page"`
	Name     string    `db:"name"` // of the paper
	Code     string    `db:"code"`
	Who      string    `db:"applicant_name"`
	Text     string    `db:"body_text"`
	Line     string    `db:"-"` // the line with most of the words, shortened
}

// SearchPages finds the dossiers of the scope's office by words of their papers,
// without marks and in any order: one page of each, the newest dossiers first.
// Fewer than four letters find nothing.
func (s *Service) SearchPages(ctx context.Context, q string, limit int) ([]PageHit, error) {
	// The function knows the rights; what it found is read behind the wall once more.
	hits, err := pg.RowsInOrder[PageHit](ctx, s.db, `SELECT f.dossier_id, f.document_id, f.page, coalesce(nullif(w.title, ''), x.name) AS name, d.code, d.applicant_name, p.body_text
		FROM app.search_pages($1, $2) WITH ORDINALITY f(dossier_id, document_id, page, n) JOIN app.document x ON x.id = f.document_id
		JOIN app.document_page p ON p.document_id = f.document_id AND p.page = f.page
		JOIN app.tenant_dossier d ON d.tenant_id = app.tenant_id() AND d.dossier_id = f.dossier_id
		LEFT JOIN LATERAL (SELECT title FROM app.paper WHERE dossier_id = f.dossier_id AND document_id = f.document_id LIMIT 1) w ON true ORDER BY f.n`, q, limit)
	words := fold.Words(q)
	for i := range hits {
		hits[i].Line = bestLine(hits[i].Text, words)
		hits[i].Text = ""
	}
	return hits, err
}

// bestLine is the line of a text that has most of the words.
func bestLine(text string, words []string) string {
	best, most := "", 0
	for line := range strings.SplitSeq(text, "\n") {
		n := 0
		for _, w := range fold.Words(line) {
			for _, x := range words {
				if w == x {
					n++
				}
			}
		}
		if n > most {
			best, most = strings.Join(strings.Fields(line), " "), n
		}
	}
	if r := []rune(best); len(r) > 160 {
		best = string(r[:160]) + "…"
	}
	return best
}
