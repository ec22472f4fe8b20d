package documents

import (
	"context"
	"io"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// Scanner looks for malware; antivirus.Clamd is one.
type Scanner interface {
	// Scan reads all of r and names what it found, "" nothing. An error is that it could not look.
	Scan(ctx context.Context, r io.Reader) (found string, err error)
}

// What looking for malware in a document came to.
const (
	ScanOff      = "off"      // nobody looked: this deployment has no scanner, or the file was made here
	ScanClean    = "clean"    //
	ScanWaiting  = "waiting"  // the scanner was away; a job looks later
	ScanInfected = "infected" // found later; the file is not given out any more
)

// KeyInfected refuses a file in which malware was found.
const KeyInfected = "document.infected"

func infected() error {
	return fault.New(fault.Invalid, KeyInfected, "Tệp có mã độc nên không nhận được. Quét vi-rút máy đang dùng, rồi chụp ảnh giấy tờ gửi lại.")
}

// Scanning tells whether files are looked into for malware; pages say so.
func (s *Service) Scanning() bool { return s.scanner != nil }

// scan looks into a file before it is kept. A scanner that is away must not stop
// people from filing: the file waits for it.
func (s *Service) scan(ctx context.Context, r io.Reader) (string, error) {
	if s.scanner == nil {
		return ScanOff, nil
	}
	switch found, err := s.scanner.Scan(ctx, r); {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case err != nil:
		return ScanWaiting, nil
	case found != "":
		return "", infected()
	}
	return ScanClean, nil
}

// ScanDocument looks into a document that was kept while the scanner was away.
// It is the work of the scan_document job, in the worker's scope of the
// document's tenant. Precondition: the document is there and waits; it does
// nothing otherwise.
// Faults: Unavailable while the scanner or the store is away: to be tried again.
func (s *Service) ScanDocument(ctx context.Context, id uuid.UUID) error {
	d, err := s.Get(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil || d.Scan != ScanWaiting {
		return err
	}
	now := ScanOff // switched off meanwhile
	if s.scanner != nil {
		r, err := s.blobs.Reader(ctx, d.object())
		if err != nil {
			return err
		}
		defer r.Close()
		found, err := s.scanner.Scan(ctx, r)
		switch {
		case err != nil:
			return fault.New(fault.Unavailable, "antivirus.down", "Chưa quét được mã độc.").Wrap(err)
		case found != "":
			now = ScanInfected
		default:
			now = ScanClean
		}
	}
	return s.db.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE app.document SET scan = $2 WHERE id = $1 AND scan = 'waiting'`, id, now)
		return pg.Translate(err)
	})
}

// orOff is for documents made here, which nobody needs to look into.
func orOff(scan string) string {
	if scan == "" {
		return ScanOff
	}
	return scan
}
