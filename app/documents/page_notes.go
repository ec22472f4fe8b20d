package documents

import (
	"context"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// PageNote is a page about which there is something to say.
type PageNote struct {
	Page  int    `db:"page"`
	Blank bool   `db:"blank"`
	Fault string `db:"fault"` // for Sentence
}

// Says is the note in words.
func (n PageNote) Says() string {
	if n.Blank {
		return "Trang trống, không có gì trên đó. Nếu giấy có chữ, lật đúng mặt rồi quét lại."
	}
	return Sentence(n.Fault)
}

// PageNotes lists the pages of a document that are blank, or were not read
// surely, as far as the scope sees it.
func (s *Service) PageNotes(ctx context.Context, document uuid.UUID) ([]PageNote, error) {
	return pg.RowsInOrder[PageNote](ctx, s.db, `SELECT page, blank, fault FROM app.document_page WHERE document_id = $1 AND (blank OR fault <> '') ORDER BY page`, document)
}
