package documents

import (
	"context"
	"regexp"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/reading/meaning"
	"motcua/storage/pg"
)

// recordFields keeps what was understood of a document as proposals: its kind
// and its fields with their places. It is the digitize job's, in the worker's
// scope of the document's tenant. What a person decided stays, and a second run
// gives the same again.
func recordFields(ctx context.Context, tx pgx.Tx, d Document, paper meaning.Paper) error {
	if d.DossierID == nil {
		return nil
	}
	var state string
	err := tx.QueryRow(ctx, `INSERT INTO app.document_kind (document_id, dossier_id, tenant_id, proposed, read_at) VALUES ($1, $2, $3, $4, now())
		ON CONFLICT (document_id) DO NOTHING RETURNING state`, d.ID, *d.DossierID, d.TenantID, paper.Kind).Scan(&state)
	if err == pgx.ErrNoRows { // read before, or an officer was there first
		err = tx.QueryRow(ctx, `UPDATE app.document_kind SET proposed = $2, read_at = now() WHERE document_id = $1 AND state = 'proposed' RETURNING state`, d.ID, paper.Kind).Scan(&state)
	}
	if err == pgx.ErrNoRows {
		return nil
	}
	if err != nil {
		return pg.Translate(err)
	}
	if _, err := tx.Exec(ctx, `DELETE FROM app.document_field WHERE document_id = $1 AND state = 'proposed'`, d.ID); err != nil {
		return pg.Translate(err)
	}
	var b pgx.Batch
	for i, f := range paper.Fields {
		if i == mostFields {
			break
		}
		if !fieldName.MatchString(f.Name) { // a label that makes no name: the page's words have it all the same
			continue
		}
		source := "print"
		if f.Code {
			source = "code"
		}
		b.Queue(`INSERT INTO app.document_field (document_id, name, dossier_id, tenant_id, position, proposed, confidence, sure, page, box, source)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (document_id, name) DO NOTHING`,
			d.ID, f.Name, *d.DossierID, d.TenantID, i, strings.ReplaceAll(strings.ToValidUTF8(f.Value, ""), "\x00", ""), min(max(f.Confidence, 0), 1), f.Confidence >= meaning.Sure, f.Page, f.Box[:], source)
	}
	return pg.Translate(tx.SendBatch(ctx, &b).Close())
}

// fieldName is what the table takes.
var fieldName = regexp.MustCompile(`^[a-z][a-z0-9_]{0,60}$`)

// mostFields of one document: a page of labels that are none would bury those that are.
const mostFields = 60

// Propose keeps what was understood of a document as recordFields does, in a
// transaction of its own. Scope: worker of the document's tenant.
// Fault: NotFound.
func (s *Service) Propose(ctx context.Context, document uuid.UUID, paper meaning.Paper) error {
	d, err := s.Get(ctx, document)
	if err != nil {
		return err
	}
	return s.db.Tx(ctx, func(tx pgx.Tx) error { return recordFields(ctx, tx, d, paper) })
}
