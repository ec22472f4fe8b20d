package dossiers

import (
	"context"
	"encoding/hex"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// ReusedMark begins the note on a paper that comes out of the resident's own.
const ReusedMark = "Dùng lại "

// VaultUse is the receipt of one use: what, for which dossier, with what consent.
type VaultUse struct {
	ID        uuid.UUID  `db:"id"`
	Dossier   uuid.UUID  `db:"dossier_id"`
	Tenant    uuid.UUID  `db:"tenant_id"`   // that the copy went to
	Document  *uuid.UUID `db:"document_id"` // the copy; nil: taken back before the dossier was filed
	Source    uuid.UUID  `db:"source_document"`
	Result    *uuid.UUID `db:"result_id"`
	Component string     `db:"component"`
	Title     string     `db:"title"`
	Number    string     `db:"number"`
	IssuedBy  *uuid.UUID `db:"issued_by"`
	Issuer    string     `db:"issuer"`
	IssuedOn  *time.Time `db:"issued_on"`
	SHA256    []byte     `db:"sha256"`
	Statement string     `db:"statement"`
	Method    string     `db:"method"`
	By        string     `db:"used_name"`
	At        time.Time  `db:"used_at"`
}

const useColumns = `id, dossier_id, tenant_id, document_id, source_document, result_id, component, title, number, issued_by, issuer, issued_on, sha256, statement, method, used_name, used_at`

// Digest is the beginning of the file's SHA-256, for people to compare.
func (u VaultUse) Digest() string {
	return hex.EncodeToString(u.SHA256[:min(len(u.SHA256), 6)])
}

// VaultUses are those of the context's resident, newest first. Scope: resident.
func (s *Service) VaultUses(ctx context.Context) ([]VaultUse, error) {
	return pg.Rows[VaultUse](ctx, s.DB, `SELECT `+useColumns+` FROM app.vault_use WHERE resident_id = app.resident_id() ORDER BY used_at DESC, id LIMIT 200`)
}

// VaultUsesOn are those on one dossier, by the copy: for the office it went to,
// and for its owner.
func (s *Service) VaultUsesOn(ctx context.Context, dossier uuid.UUID) (map[uuid.UUID]VaultUse, error) {
	list, err := pg.Rows[VaultUse](ctx, s.DB, `SELECT `+useColumns+` FROM app.vault_use WHERE dossier_id = $1 AND document_id IS NOT NULL`, dossier)
	out := make(map[uuid.UUID]VaultUse, len(list))
	for _, u := range list {
		out[*u.Document] = u
	}
	return out, err
}

// UseVault hands in a paper of the resident's own as a paper of a draft, or of
// the answer to an open request that asks for it. statement is what she agreed to, in full; attach writes the row of the copy.
// The receipt is written with it. Scope: resident, never a helper.
// Faults: Invalid without consent; NotFound when it is not hers, not confirmed,
// out of date or no longer stands; Conflict when the dossier waits for no such paper.
func (s *Service) UseVault(ctx context.Context, dossier uuid.UUID, component string, v VaultItem, statement string, attach func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error)) error {
	if statement == "" {
		return fault.Fields(map[string]string{"dong_y": "Đánh dấu đồng ý cho dùng giấy này"})
	}
	d, err := s.ByID(ctx, dossier)
	if err != nil {
		return err
	}
	if scope(ctx).Resident == uuid.Nil || d.State != Draft && d.State != AwaitingSupplement {
		return movedOn()
	}
	t, err := s.TermsFor(ctx, &d)
	if err != nil {
		return err
	}
	c, ok := t.Component(component)
	if !ok {
		return fault.New(fault.NotFound, "component.not_found", "Thủ tục này không cần giấy tờ đó.")
	}
	round := 0
	if d.State == AwaitingSupplement {
		round = d.SupplementRounds
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		doc, err := attach(ctx, tx, dossier)
		if err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `INSERT INTO app.paper (id, dossier_id, component, title, required, form, document_id, note, round) VALUES ($1, $2, $3, $4, $5, 'electronic', $6, $7, $8)`,
			newID(), dossier, c.Key, c.Title, c.Required, doc, v.mark(), round); err != nil {
			return pg.Translate(err)
		}
		use := newID()
		if _, err := tx.Exec(ctx, `SELECT app.use_vault_item($1, $2, $3, $4, $5, $6, $7, $8, $9)`, use, dossier, doc, v.Document, c.Key, v.Title, statement, scope(ctx).Actor.Name, s.Now()); err != nil {
			return pg.Translate(err)
		}
		return s.record(ctx, tx, &d, event{kind: "dossier.result_reused", silent: true, data: map[string]any{"paper": c.Title, "title": v.Title, "number": v.Number, "use": use}})
	})
}

// mark is the note on the copy.
func (v VaultItem) mark() string {
	s := ReusedMark + "giấy đã xác nhận"
	if v.Result != nil {
		s = ReusedMark + "kết quả"
	}
	if v.Number != "" {
		s += " số " + v.Number
	}
	return s
}

// RemoveFromVault takes a confirmed paper out of the resident's own, or puts it
// back; a result stays. What was handed in with it stays handed in. Scope:
// resident. Fault: NotFound when it is not hers.
func (s *Service) RemoveFromVault(ctx context.Context, document uuid.UUID, back bool) error {
	list, err := s.Vault(ctx)
	if err != nil {
		return err
	}
	for _, v := range list {
		if v.Document != document || v.Result != nil {
			continue
		}
		return s.DB.Tx(ctx, func(tx pgx.Tx) error {
			if back {
				_, err := tx.Exec(ctx, `DELETE FROM app.vault_removed WHERE document_id = $1`, document)
				return pg.Translate(err)
			}
			_, err := tx.Exec(ctx, `INSERT INTO app.vault_removed (resident_id, document_id, removed_at) VALUES (app.resident_id(), $1, $2) ON CONFLICT DO NOTHING`, document, s.Now())
			return pg.Translate(err)
		})
	}
	return fault.New(fault.NotFound, "vault.not_found", "Không tìm thấy giấy tờ này trong Giấy tờ của tôi.")
}
