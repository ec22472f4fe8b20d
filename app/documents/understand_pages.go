package documents

import (
	"context"
	"encoding/json"

	"github.com/google/uuid"

	"motcua/app/reading/meaning"
	"motcua/storage/pg"
)

// readOnce is the most confidence for print that was recognised once only: below
// meaning.Sure, because a recogniser is sure of many a misread mark.
const readOnce = 0.88

// UnderstandPages tells what some pages of a document say, from the words that
// were kept of them, as far as the scope sees it: for papers out of a scan, of
// which nothing is understood while it is read. Boxes are in fractions of the
// pages' pictures. At most the first ten pages are looked at.
func (s *Service) UnderstandPages(ctx context.Context, document uuid.UUID, pages []int32) (meaning.Paper, error) {
	if len(pages) > Chunk {
		pages = pages[:Chunk]
	}
	type row struct {
		Page  int    `db:"page"`
		Born  bool   `db:"born"`
		Words []byte `db:"words"`
	}
	rows, err := pg.RowsInOrder[row](ctx, s.db, `SELECT page, born, words FROM app.document_page WHERE document_id = $1 AND page = ANY ($2) AND NOT blank ORDER BY page`, document, pages)
	if err != nil {
		return meaning.Paper{}, err
	}
	born := map[int]bool{}
	var list []meaning.Page
	for _, r := range rows {
		var words []PageWord
		if err := json.Unmarshal(r.Words, &words); err != nil {
			return meaning.Paper{}, err
		}
		p := meaning.Page{Number: r.Page, Empty: len(words) == 0}
		for _, w := range words {
			p.Words = append(p.Words, meaning.Word{Text: w.Text, Conf: w.Conf, Line: w.Line, Gap: w.Gap, Box: w.Box})
		}
		list, born[r.Page] = append(list, p), r.Born
	}
	paper := meaning.Understand(list, s.digitizer.Know)
	for i := range paper.Fields {
		if f := &paper.Fields[i]; !born[f.Page] {
			f.Confidence = min(f.Confidence, readOnce)
		}
	}
	return paper, nil
}
