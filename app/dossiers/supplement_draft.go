package dossiers

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// SupplementDraft is a request for papers that is being written, or waits for a
// leader, or was refused by one.
type SupplementDraft struct {
	ID          uuid.UUID        `db:"id"`
	State       string           `db:"state"` // draft, proposed, sent, refused
	Items       []SupplementItem `db:"items"`
	Message     string           `db:"message"`
	Why         string           `db:"why"` // why a leader should agree
	Rev         int              `db:"rev"`
	SavedBy     uuid.UUID        `db:"saved_by"`
	SavedName   string           `db:"saved_name"`
	SavedAt     time.Time        `db:"saved_at"`
	ProposedAt  *time.Time       `db:"proposed_at"`
	DecidedName string           `db:"decided_name"`
	DecidedAt   *time.Time       `db:"decided_at"`
	Decision    string           `db:"decision"`
}

const supplementDraftColumns = `id, state, items, message, why, rev, saved_by, saved_name, saved_at, proposed_at, decided_name, decided_at, decision`

// Item finds what the draft says of a component.
func (d *SupplementDraft) Item(component string) (SupplementItem, bool) {
	for _, it := range d.Items {
		if it.Component == component {
			return it, true
		}
	}
	return SupplementItem{}, false
}

// Open tells whether it is still to be sent.
func (d *SupplementDraft) Open() bool {
	return d != nil && (d.State == "draft" || d.State == "proposed")
}

// supplementDraft is the newest draft of the context's tenant for a dossier that
// was not sent; nil: none.
func (s *Service) supplementDraft(ctx context.Context, dossier uuid.UUID) (*SupplementDraft, error) {
	rows, err := pg.Rows[SupplementDraft](ctx, s.DB, `SELECT `+supplementDraftColumns+` FROM app.supplement_draft WHERE dossier_id = $1 AND tenant_id = app.tenant_id() AND state <> 'sent' ORDER BY saved_at DESC, id DESC LIMIT 1`, dossier)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return &rows[0], nil
}

// SaveSupplementDraft keeps what an officer wrote so far; the marks of its items
// stay those that were drawn. d.Rev is the one that was seen, 0 none. A request that
// waited for a leader comes back to be written. Scope: the holder. Faults:
// NotFound; Conflict when the dossier went on, or a colleague wrote meanwhile.
func (s *Service) SaveSupplementDraft(ctx context.Context, dossier uuid.UUID, d SupplementDraft) error {
	return s.redraft(ctx, dossier, func(now *SupplementDraft, me uuid.UUID) error {
		if now.Rev > 0 && d.Rev != 0 && d.Rev != now.Rev && now.SavedBy != me {
			return changedSince()
		}
		old := *now
		now.Items, now.Message, now.Why = nil, strings.TrimSpace(d.Message), strings.TrimSpace(d.Why)
		for _, it := range d.Items {
			if was, ok := old.Item(it.Component); ok {
				it.Marks = was.Marks
			}
			now.Items = append(now.Items, it)
		}
		return nil
	})
}

// AddMark draws one rectangle on the picture of a paper. Scope: the holder.
// Faults: NotFound (paper.not_found), Invalid, Conflict.
func (s *Service) AddMark(ctx context.Context, dossier uuid.UUID, p Paper, m Mark) error {
	if !m.fits() || p.Document == nil || *p.Document != m.Document {
		return fault.New(fault.NotFound, "paper.not_found", "Không tìm thấy giấy tờ này.")
	}
	return s.redraft(ctx, dossier, func(d *SupplementDraft, _ uuid.UUID) error {
		i := slices.IndexFunc(d.Items, func(it SupplementItem) bool { return it.Component == p.Component })
		if i < 0 {
			d.Items, i = append(d.Items, SupplementItem{Component: p.Component, Title: p.Title, Reason: p.Reason, Note: p.Note}), len(d.Items)
		}
		it := &d.Items[i]
		if len(it.Marks) >= mostMarks {
			return fault.New(fault.Invalid, "marks.too_many", "Giấy tờ này đã có 20 chỗ khoanh. Bỏ bớt rồi khoanh tiếp.")
		}
		if !slices.Contains(it.Marks, m) {
			it.Marks = append(it.Marks, m)
		}
		return nil
	})
}

// RemoveMark takes one away again; gone is gone. Scope and faults as AddMark.
func (s *Service) RemoveMark(ctx context.Context, dossier uuid.UUID, component, key string) error {
	return s.redraft(ctx, dossier, func(d *SupplementDraft, _ uuid.UUID) error {
		for i := range d.Items {
			if d.Items[i].Component == component {
				d.Items[i].Marks = slices.DeleteFunc(d.Items[i].Marks, func(m Mark) bool { return m.Key() == key })
			}
		}
		return nil
	})
}

// redraft changes the open draft of a dossier under its lock, or begins one.
func (s *Service) redraft(ctx context.Context, dossier uuid.UUID, fn func(d *SupplementDraft, me uuid.UUID) error) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	seen, err := s.ByID(ctx, dossier)
	if err != nil {
		return err
	}
	if !seen.State.Can(ActAskSupplement) {
		return movedOn()
	}
	now := s.Now()
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO app.supplement_draft (id, dossier_id, tenant_id, rev, saved_by, saved_name, saved_at) VALUES ($1, $2, $3, 0, $4, $5, $6)
			ON CONFLICT (dossier_id, tenant_id) WHERE state IN ('draft', 'proposed') DO NOTHING`, newID(), dossier, sc.Tenant, sc.Actor.ID, sc.Actor.Name, now); err != nil {
			return pg.Translate(err)
		}
		d, err := lockSupplementDraft(ctx, tx, dossier)
		if err != nil {
			return err
		}
		if err := fn(&d, sc.Actor.ID); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `UPDATE app.supplement_draft SET state = 'draft', items = $2, message = $3, why = $4, rev = rev + 1, saved_by = $5, saved_name = $6, saved_at = $7, proposed_at = NULL WHERE id = $1`,
			d.ID, orNone(d.Items), d.Message, d.Why, sc.Actor.ID, sc.Actor.Name, now)
		return pg.Translate(err)
	})
}

// lockSupplementDraft reads the open draft of the context's tenant.
func lockSupplementDraft(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (SupplementDraft, error) {
	rows, err := tx.Query(ctx, `SELECT `+supplementDraftColumns+` FROM app.supplement_draft WHERE dossier_id = $1 AND tenant_id = app.tenant_id() AND state IN ('draft', 'proposed') FOR UPDATE`, dossier)
	if err != nil {
		return SupplementDraft{}, err
	}
	d, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[SupplementDraft])
	if err == pgx.ErrNoRows {
		return d, movedOn()
	}
	return d, err
}

// orNone keeps an empty list from becoming null.
func orNone(items []SupplementItem) []SupplementItem {
	if items == nil {
		return []SupplementItem{}
	}
	return items
}
