package oldpapers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// How a scan is parted into papers.
const (
	BySheet = "sheet" // separating sheets between papers; blank backs are left out
	ByBlank = "blank" // a blank page between papers
	ByPage  = "page"  // each page is a paper
	ByFile  = "file"  // the whole file is one
)

// Page is what is known of a page of a scan.
type Page struct {
	Number int  `db:"page"` // from 1
	Blank  bool `db:"blank"`
	Sheet  bool `db:"sheet"` // a separating sheet
}

// Cut parts pages into papers, each a list of its pages in order. No paper is
// empty, and no page with something on it is lost.
func Cut(pages []Page, by string) (out [][]int32) {
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

// Part parts a scan once it was read; of any other document it does nothing,
// so that the digitize job may ask for each. Scope: worker of the office.
// Precondition: a scan of a session, read or given up, not parted yet; twice is harmless.
func (s *Service) Part(ctx context.Context, document uuid.UUID) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		var session uuid.UUID
		var tenant uuid.UUID
		var by string
		var pages int
		err := pg.Translate(tx.QueryRow(ctx, `SELECT x.session_id, x.tenant_id, s.parted, d.pages FROM app.old_scan x JOIN app.old_session s ON s.id = x.session_id JOIN app.document d ON d.id = x.document_id
			WHERE x.document_id = $1 AND x.parted_at IS NULL AND d.state <> 'stored' FOR UPDATE OF x`, document).Scan(&session, &tenant, &by, &pages))
		if fault.Is(err, fault.NotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		rows, err := tx.Query(ctx, `SELECT page, blank, separator <> '' AS sheet FROM app.document_page WHERE document_id = $1 ORDER BY page`, document)
		if err != nil {
			return err
		}
		read, err := pgx.CollectRows(rows, pgx.RowToStructByName[Page])
		if err != nil {
			return err
		}
		if len(read) == 0 { // nothing could be read: an officer looks at the file itself
			for n := range max(pages, 1) {
				read = append(read, Page{Number: n + 1})
			}
			by = ByFile
		}
		var b pgx.Batch
		for i, p := range Cut(read, by) {
			id, err := uuid.NewV7()
			if err != nil {
				return err
			}
			b.Queue(`INSERT INTO app.old_paper (id, session_id, tenant_id, scan_id, pages, position) VALUES ($1, $2, $3, $4, $5, $6)`, id, session, tenant, document, p, i+1)
		}
		b.Queue(`UPDATE app.old_scan SET parted_at = $2 WHERE document_id = $1`, document, s.Now())
		return pg.Translate(tx.SendBatch(ctx, &b).Close())
	})
}
