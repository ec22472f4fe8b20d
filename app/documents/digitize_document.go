package documents

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/reading"
	"motcua/storage/pg"
)

// Chunk is how many pages one run of the job reads: each chunk is kept by
// itself, so a crash costs no more than it, and between two chunks others get
// their turn.
const Chunk = 10

// DigitizeDocument reads the next pages of one document. It is the work of the
// digitize job, in the worker's scope of the document's tenant; more tells that
// pages are left, to be asked for again.
//
// Precondition: the document is there and still only stored. It does nothing
// otherwise, so that running it twice, or for a draft that was thrown away, is
// harmless. It returns what could not be made, for the log.
//
// Faults: Unavailable (storage.down): to be tried again. A file that can never be
// read leaves the document Failed, and no error; a page that cannot be read is
// kept with its fault, and the others are read.
func (s *Service) DigitizeDocument(ctx context.Context, id uuid.UUID) (missing []string, more bool, err error) {
	d, err := s.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, false, nil
	}
	if err != nil || d.State != Stored || !d.read() {
		return nil, false, err
	}
	if d.ContentType == DOCX || d.ContentType == ODT { // opened by who needs it, never here
		_, err := s.finish(ctx, d, func(tx pgx.Tx) error { return digitized(ctx, tx, d.ID, d.Pages, "") })
		return []string{"pages: an office file"}, false, err
	}
	missing, more, err = s.digitize(ctx, d)
	if key, is := never(err); is {
		_, err = s.finish(ctx, d, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE app.document SET state = 'failed', failed_key = $2 WHERE id = $1`, d.ID, key)
			return err
		})
		return []string{"all: " + key}, false, err
	}
	return missing, more, err
}

// Picture tells whether the document is a picture that a browser shows.
func (d Document) Picture() bool { return slices.Contains([]string{JPEG, PNG, WebP}, d.ContentType) }

// read tells whether documents for this purpose are read at all.
func (d Document) read() bool {
	return slices.Contains([]string{Paper, Result, Evidence, Batch}, d.Purpose)
}

func (s *Service) digitize(ctx context.Context, d Document) (missing []string, more bool, err error) {
	done, err := pg.Value[int](ctx, s.db, `SELECT coalesce(max(page), 0) FROM app.document_page WHERE document_id = $1`, d.ID)
	if err != nil {
		return nil, false, err
	}
	if d.BatchID != nil {
		if took, more, err := s.takeOver(ctx, d, done); took || err != nil {
			return nil, more, err
		}
	}
	dir, err := os.MkdirTemp(s.digitizer.Reader.TempDir, "motcua-digitize-*") // 0700
	if err != nil {
		return nil, false, err
	}
	defer os.RemoveAll(dir)
	name, err := s.spool(ctx, d, dir)
	if err != nil {
		return nil, false, err
	}
	open := s.digitizer.Reader.Open
	if done > 0 {
		open = s.digitizer.Reader.OpenAgain
	}
	f, err := open(ctx, name)
	if fault.HasKey(err, reading.KeyTools) { // kept and shown all the same
		_, ferr := s.finish(ctx, d, func(tx pgx.Tx) error { return digitized(ctx, tx, d.ID, d.Pages, "") })
		return []string{"pages: " + reading.KeyTools}, false, ferr
	}
	if err != nil {
		return nil, false, err
	}
	if left := s.digitizer.Reader.Missing(); len(left) > 0 && s.digitizer.Recognise {
		missing = append(missing, fmt.Sprintf("not installed: %v", left))
	}
	if done < f.Pages {
		kept, err := s.readChunk(ctx, d, f, done+1)
		if err != nil || !kept || f.Pages > Chunk { // the rest, and what is made of it all, in turns of their own
			return missing, err == nil && kept, err
		}
	}
	return missing, false, s.complete(ctx, d, f.Pages, dir)
}

// digitized is the end of a document's reading.
func digitized(ctx context.Context, tx pgx.Tx, id uuid.UUID, pages int, text string) error {
	_, err := tx.Exec(ctx, `UPDATE app.document SET state = 'digitized', pages = $2, body_text = $3 WHERE id = $1`, id, pages, text)
	return err
}

// finish runs fn while the document is locked and still only stored; done tells
// whether it was.
func (s *Service) finish(ctx context.Context, d Document, fn func(pgx.Tx) error) (done bool, err error) {
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		done = false
		var state string
		err := pg.Translate(tx.QueryRow(ctx, `SELECT state FROM app.document WHERE id = $1 FOR UPDATE`, d.ID).Scan(&state))
		if fault.Is(err, fault.NotFound) || err == nil && state != Stored {
			return nil
		}
		if err != nil {
			return fmt.Errorf("lock document: %w", err)
		}
		done = true
		return fn(tx)
	})
	return done && err == nil, err
}
