package documents

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/blob"
	"motcua/storage/pg"
)

// DigitizeDocument makes the previews and the text of one document. It is the
// work of the digitize job, in the worker's scope of the document's tenant.
//
// Precondition: the document is there and still only stored. It does nothing
// otherwise, so that running it twice, or for a draft that was thrown away, is
// harmless. It returns what could not be made, for the log.
//
// Faults: Unavailable (storage.down): to be tried again. A file that can never be
// read leaves the document Failed, and no error.
func (s *Service) DigitizeDocument(ctx context.Context, id uuid.UUID) (missing []string, err error) {
	d, err := s.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	if err != nil || d.State != Stored || d.Purpose == Preview || d.Purpose == Slip {
		return nil, err
	}
	digest, err := s.digest(ctx, d)
	if fault.HasKey(err, blob.KeyDamaged) || fault.HasKey(err, blob.KeyShredded) {
		key := fault.As(err).Key
		if _, ferr := s.finish(ctx, d, func(tx pgx.Tx) error {
			_, err := tx.Exec(ctx, `UPDATE app.document SET state = 'failed', failed_key = $2 WHERE id = $1`, d.ID, key)
			return err
		}); ferr != nil {
			return nil, ferr
		}
		return []string{"all: " + key}, nil
	}
	if err != nil {
		return nil, err
	}

	previews := make([]Document, 0, len(digest.Previews))
	discard := func() {
		for _, p := range previews {
			s.Discard(ctx, p)
		}
	}
	for i, p := range digest.Previews {
		row, err := s.storePreview(ctx, d, i+1, p)
		if err != nil {
			discard()
			return nil, err
		}
		previews = append(previews, row)
	}
	done, err := s.finish(ctx, d, func(tx pgx.Tx) error {
		for _, p := range previews {
			if err := insert(ctx, tx, p); err != nil {
				return err
			}
		}
		_, err := tx.Exec(ctx, `UPDATE app.document SET state = 'digitized', pages = $2, body_text = $3 WHERE id = $1`,
			d.ID, digest.Pages, digest.Text)
		return err
	})
	if err != nil || !done {
		discard()
	}
	return digest.Missing, err
}

func (s *Service) digest(ctx context.Context, d Document) (Digest, error) {
	r, err := s.blobs.Reader(ctx, d.object())
	if err != nil {
		return Digest{}, err
	}
	defer r.Close()
	return s.digitizer.Digitize(ctx, Info{ContentType: d.ContentType, Pages: d.Pages}, r)
}

func (s *Service) storePreview(ctx context.Context, of Document, page int, p PagePreview) (Document, error) {
	id, err := newID()
	if err != nil {
		return Document{}, err
	}
	o, err := s.blobs.Put(ctx, of.TenantID, bytes.NewReader(p.JPEG), int64(len(p.JPEG)), JPEG)
	if err != nil {
		return Document{}, err
	}
	d := Document{
		ID: id, DossierID: of.DossierID, Purpose: Preview, ParentID: &of.ID, Page: int16(page), Pages: 1, State: Stored,
		VisibleToResident: of.VisibleToResident, CreatedByKind: "system", CreatedAt: s.now().UTC().Truncate(time.Microsecond),
	}
	d.describe(o)
	return d, nil
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
