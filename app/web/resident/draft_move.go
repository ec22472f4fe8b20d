package resident

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/tenants/registry"
)

// moveTo sends a draft to another office. Its papers go along: each file is
// copied under that office's key, so that no photo is lost and the first
// office keeps nothing.
func (p *DraftPages) moveTo(d *draft, to registry.Unit, change dossiers.DraftChange) error {
	var copies []documents.Document
	if to.ID != d.Competent {
		for _, x := range d.papers {
			if x.Document == nil {
				continue
			}
			doc, err := p.copyPaper(d, *x.Document, to.ID)
			if err != nil {
				p.discard(d, copies)
				return err
			}
			copies = append(copies, doc)
			change.Papers = append(change.Papers, dossiers.MovedPaper{
				ID: x.ID, Drop: p.Documents.Remove,
				Attach: func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
					err := p.Documents.Record(ctx, tx, dossier, &doc)
					return doc.ID, err
				},
			})
		}
	}
	err := p.Dossiers.ChangeDraft(d.ctx, d.ID, change)
	if err != nil {
		p.discard(d, copies)
	}
	return err
}

func (p *DraftPages) discard(d *draft, copies []documents.Document) {
	for _, x := range copies {
		p.Documents.Discard(d.ctx, x)
	}
}

// copyPaper stores a draft's file again under another office's key.
func (p *DraftPages) copyPaper(d *draft, document, tenant uuid.UUID) (documents.Document, error) {
	o, err := p.Documents.Open(d.ctx, document, documents.View)
	if err != nil {
		return documents.Document{}, err
	}
	defer o.Content.Close()
	b, err := io.ReadAll(o.Content)
	if err != nil {
		return documents.Document{}, err
	}
	doc, err := p.Documents.Store(d.ctx, tenant, documents.Incoming{Name: o.Name, Purpose: o.Purpose, Hidden: !o.VisibleToResident, File: bytes.NewReader(b), Size: int64(len(b))})
	if err == nil && !bytes.Equal(doc.SHA256, o.SHA256) {
		p.Documents.Discard(d.ctx, doc)
		err = fmt.Errorf("move: the copy of document %s differs", o.ID)
	}
	return doc, err
}
