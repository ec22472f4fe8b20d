package documents

import (
	"context"
	"slices"

	"github.com/google/uuid"

	"motcua/storage/pg"
)

// SeparatorCode is what the square code on a separating sheet says.
const SeparatorCode = "MOTCUA:TACH"

// Feeder is the policy of what a feeder gives: long PDFs, and pictures of single sheets.
var Feeder = func() Policy {
	p := Default
	p.MaxBytes, p.MaxPages = 100<<20, 300
	return p
}()

// How a batch is parted into papers.
const (
	BySheet = "sheet" // separating sheets between papers; blank backs are left out
	ByBlank = "blank" // a blank page between papers
	ByPage  = "page"  // each page is a paper
	ByFile  = "file"  // the whole file is one
)

// BatchPage is what is known of a page of a batch.
type BatchPage struct {
	Number int    `db:"page"` // from 1
	Blank  bool   `db:"blank"`
	Sheet  bool   `db:"sheet"` // a separating sheet
	Kind   string `db:"kind"`  // of the paper whose title stands on it; "" none known
	Fault  string `db:"fault"` // for Sentence
}

// Cut parts pages into papers, each a list of its pages in order. No paper is
// empty, and no page with something on it is lost.
func Cut(pages []BatchPage, by string) (out [][]int32) {
	var now []int32
	end := func() {
		if len(now) > 0 {
			out = append(out, now)
		}
		now = nil
	}
	for _, p := range pages {
		switch {
		case by == ByFile:
			now = append(now, int32(p.Number))
		case p.Sheet, by == ByBlank && p.Blank:
			end()
		case p.Blank:
		default:
			if now = append(now, int32(p.Number)); by == ByPage {
				end()
			}
		}
	}
	end()
	return out
}

// CutAt parts pages where a person says: at the pages that begin a paper, without
// those that are left out.
func CutAt(pages []BatchPage, begins, left func(page int) bool) (out [][]int32) {
	for _, p := range pages {
		switch {
		case left(p.Number):
		case len(out) == 0 || begins(p.Number):
			out = append(out, []int32{int32(p.Number)})
		default:
			out[len(out)-1] = append(out[len(out)-1], int32(p.Number))
		}
	}
	return out
}

// Parting is how pages look as if they were parted: by sheets where there are
// some, else by blank pages, else at each page that has a paper's title; one
// paper where nothing tells.
func Parting(pages []BatchPage) [][]int32 {
	blank := func(p BatchPage) bool { return p.Blank }
	switch {
	case slices.ContainsFunc(pages, func(p BatchPage) bool { return p.Sheet }):
		return Cut(pages, BySheet)
	case slices.ContainsFunc(pages, blank) && !backs(pages):
		return Cut(pages, ByBlank)
	}
	titled := map[int]bool{}
	for _, p := range pages {
		titled[p.Number] = p.Kind != ""
	}
	return CutAt(pages, func(n int) bool { return titled[n] }, func(n int) bool {
		return slices.ContainsFunc(pages, func(p BatchPage) bool { return p.Number == n && p.Blank })
	})
}

// backs tells that a feeder scanned both sides of papers printed on one: each
// second page is blank, which parts nothing.
func backs(pages []BatchPage) bool {
	for _, p := range pages {
		if p.Blank != (p.Number%2 == 0) {
			return false
		}
	}
	return len(pages) > 1
}

// Used are the pages of a batch that became papers, by the document they went into.
type Used struct {
	Document uuid.UUID `db:"id"`
	Name     string    `db:"name"`
	Pages    []int32   `db:"batch_pages"`
}

// BatchPages lists the pages of a batch that were read. One that could not be
// read at all is a row of pages of which nothing is known.
func (s *Service) BatchPages(ctx context.Context, d Document) ([]BatchPage, error) {
	list, err := pg.RowsInOrder[BatchPage](ctx, s.db, `SELECT page, blank, separator <> '' AS sheet, kind, fault FROM app.document_page WHERE document_id = $1 ORDER BY page`, d.ID)
	if err == nil && len(list) == 0 && d.State != Stored {
		for n := range max(d.Pages, 1) {
			list = append(list, BatchPage{Number: n + 1})
		}
	}
	return list, err
}

const usedSQL = `SELECT id, name, batch_pages FROM app.document WHERE batch_id = $1 ORDER BY batch_pages, id`

// UsedOf lists what was made of a batch, in the order of its pages.
func (s *Service) UsedOf(ctx context.Context, batch uuid.UUID) ([]Used, error) {
	return pg.Rows[Used](ctx, s.db, usedSQL, batch)
}
