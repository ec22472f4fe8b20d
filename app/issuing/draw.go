package issuing

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/slips"
	"motcua/storage/pg"
)

// Draw keeps a slip that was issued: what stood on it, and the file. Scope:
// worker of the tenant that issued it. Precondition: not kept yet, and the
// tenant still sees the dossier; else it does nothing. Twice is harmless: the
// document has the slip's own id. Faults: Unavailable (storage.down).
func (s *Service) Draw(ctx context.Context, id uuid.UUID) error {
	x, err := pg.One[Issued](ctx, s.DB, issuedSQL+`s.id = $1`, id)
	if fault.Is(err, fault.NotFound) || err == nil && x.Document != nil {
		return nil
	}
	if err != nil {
		return err
	}
	f, err := s.Dossiers.Open(ctx, x.Dossier)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	slip, version, err := s.make(ctx, &f, x.Form, &x)
	if err != nil {
		return err
	}
	pdf, err := slips.PDF(slip, x.At)
	if err != nil {
		return err
	}
	d, err := s.Documents.Store(ctx, x.Tenant, documents.Incoming{
		ID: x.ID, Purpose: documents.Slip, Name: strings.ToLower(string(x.Form)) + "-" + x.Code + ".pdf", File: bytes.NewReader(pdf), Size: int64(len(pdf)),
	})
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := s.Documents.Record(ctx, tx, x.Dossier, &d); err != nil {
			return err
		}
		return pg.MustAffect(tx.Exec(ctx, `UPDATE app.slip_issued SET content = $2, template_version = $3, document_id = $4, kept_at = $5 WHERE id = $1 AND document_id IS NULL`, x.ID, slip, version, d.ID, s.Now()))
	})
	if err != nil {
		s.Documents.Discard(ctx, d)
	}
	if fault.HasKey(err, "row.exists") { // another replica was faster
		return nil
	}
	return err
}

// asIssued bends what is true now to what the event said: the number, the
// promise of that moment, who signed.
func asIssued(d *slips.Data, f *dossiers.Full, x *Issued) {
	d.Number, d.Year, d.Sent = x.Number, x.Year, false
	if x.Form != slips.M01 {
		return
	}
	if x.By != "" {
		d.Officer = x.By
	}
	var said struct {
		Promise  *time.Time `json:"promise"`
		Expected *time.Time `json:"expected"`
	}
	for _, h := range f.History {
		if h.Kind == x.Event && !h.At.After(x.At) {
			_ = json.Unmarshal(h.Data, &said) // of another shape: what is true now
		}
	}
	switch {
	case said.Promise != nil:
		d.Promise, d.Expected = *said.Promise, time.Time{}
	case said.Expected != nil:
		d.Expected, d.Promise, d.Handed = *said.Expected, time.Time{}, time.Time{}
	}
}
