package dossiers

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/fault"
)

// MayConfirm tells whether an office may say now what the papers of a dossier
// say: the holder, until there is a result.
func (f *Full) MayConfirm(tenant uuid.UUID) bool {
	return f.Holder != nil && *f.Holder == tenant && f.State.Can(ActVerify) && f.LiveResult() == nil
}

// ConfirmDocument records what an officer read on one paper with the page beside
// it; write keeps it (documents.Service.Confirm). Only what was recorded so is
// ever reused. Scope: the holder.
// Faults: NotFound; Conflict when the dossier moved on, or somebody confirmed the
// paper since.
func (s *Service) ConfirmDocument(ctx context.Context, dossier uuid.UUID, in documents.Confirmation, write func(context.Context, pgx.Tx, uuid.UUID, documents.Confirmation) error) error {
	f, err := s.Open(ctx, dossier)
	if err != nil {
		return err
	}
	if !f.MayConfirm(scope(ctx).Tenant) {
		return movedOn()
	}
	var title string
	for _, p := range f.Papers {
		if p.Document != nil && *p.Document == in.Document {
			title = p.Title
		}
	}
	if title == "" {
		return fault.New(fault.NotFound, "paper.not_found", "Không tìm thấy giấy tờ này.")
	}
	count := map[string]int{}
	held := 0
	for _, d := range in.Fields {
		count[d.State]++
		if d.Resolved == "paper" {
			held++
		}
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := write(ctx, tx, dossier, in); err != nil {
			return err
		}
		// how many, never what: values stay with the paper
		return s.record(ctx, tx, &f.Dossier, event{kind: "dossier.fields_confirmed", quiet: true, data: map[string]any{
			"paper": title, "document": in.Document, "kind": in.Kind, "confirmed": count[documents.Confirmed], "corrected": count[documents.Corrected], "dropped": count[documents.Dropped], "held_against_declaration": held,
		}})
	})
}
