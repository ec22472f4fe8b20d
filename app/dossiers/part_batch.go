package dossiers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/fault"
)

// TakeBatch keeps what a feeder scanned of one dossier in one go, to be parted
// into its papers once it was read; the resident does not see it. Scope: the
// receiving or holding tenant. The id of in makes sending it twice harmless.
// Faults: Invalid (see documents.Inspect), NotFound, Conflict when nothing may
// be added now, Unavailable (storage.down).
func (s *Service) TakeBatch(ctx context.Context, docs *documents.Service, dossier uuid.UUID, in documents.Incoming) (documents.Document, error) {
	a, err := s.adding(ctx, dossier)
	if err != nil {
		return documents.Document{}, err
	}
	in.Purpose, in.Hidden, in.Policy = documents.Batch, true, &documents.Feeder
	return docs.Receive(ctx, dossier, in, func(tx pgx.Tx, d documents.Document) error {
		return s.record(ctx, tx, &a.d, event{kind: "dossier.batch_scanned", quiet: true, data: map[string]any{"pages": d.Pages}})
	})
}

// BatchPaper is one paper to be made of pages of a batch.
type BatchPaper struct {
	Pages     []int32
	Component string
	Form      string // original, certified, copy
}

// PartBatch makes papers of pages of a batch: each a document of its own with its
// row on the dossier, all of them or none. What was made before is not made
// again: the same papers twice are nothing to do. The batch stays as it is.
// Scope: the receiving or holding tenant.
//
// Faults: NotFound (also of a component that the procedure does not ask for);
// Conflict when nothing may be added now, when it is not read yet
// (batch.not_read) or infected (document.infected), or when somebody else made papers of some of the pages
// (batch.parted); Invalid (document.broken), Unavailable (storage.down).
func (s *Service) PartBatch(ctx context.Context, docs *documents.Service, dossier, batch uuid.UUID, list []BatchPaper) error {
	a, err := s.adding(ctx, dossier)
	if err != nil {
		return err
	}
	d, err := docs.BatchOf(ctx, dossier, batch)
	if err != nil {
		return err
	}
	if d.Scan == documents.ScanInfected {
		return fault.New(fault.Conflict, documents.KeyInfected, "Tệp quét có mã độc nên không tách được. Quét lại bằng máy sạch rồi gửi tệp mới.")
	}
	if d.State == documents.Stored {
		return fault.New(fault.Conflict, "batch.not_read", "Máy chưa đọc xong tệp quét. Chờ đọc đủ trang rồi tách.")
	}
	cut := make([]documents.Cutting, len(list))
	which := make([]Component, len(list))
	var titles []string
	for i, x := range list {
		c, ok := a.component(x.Component)
		if !ok {
			return noComponent()
		}
		if err := a.travels(ctx, x.Form); err != nil {
			return err
		}
		which[i], cut[i], titles = c, documents.Cutting{Pages: x.Pages, Name: c.Title}, append(titles, c.Title)
	}
	if done, err := docs.Cut(ctx, batch, cut); done || err != nil {
		return err
	}
	made, err := docs.StoreCuttings(ctx, d, cut)
	if err != nil {
		return err
	}
	kept := false
	defer func() {
		for i := range made {
			if !kept {
				docs.Discard(ctx, made[i])
			}
		}
	}()
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		kept = false
		if done, err := docs.ClaimCuttings(ctx, tx, batch, cut); done || err != nil {
			return err
		}
		for i := range made {
			if err := docs.Record(ctx, tx, dossier, &made[i]); err != nil {
				return err
			}
			if _, err := a.row(ctx, tx, which[i], list[i].Form, made[i].ID); err != nil {
				return err
			}
		}
		if err := a.wait(ctx, tx); err != nil {
			return err
		}
		kept = true
		return s.record(ctx, tx, &a.d, event{kind: "dossier.batch_parted", quiet: true, data: map[string]any{"papers": titles}})
	})
	kept = kept && err == nil
	return err
}
