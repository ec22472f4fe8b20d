package procedures

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// StartDraft says what a draft begins with.
type StartDraft struct {
	Procedure uuid.UUID
	From      uuid.UUID // a published revision, also of another procedure (a clone); uuid.Nil: the one that holds
	Note      string    // number and date of the province's decision, may follow later
}

// StartDraft opens a draft and gives its id: from the national revision a
// province adopts and adjusts, from its own it goes on, from another
// procedure's it clones. There is one open draft per procedure and province.
// Faults: NotFound; Conflict when there is one already, or the procedure was
// withdrawn. Scope: province, platform for the nation.
func (s *Revisions) StartDraft(ctx context.Context, in StartDraft) (uuid.UUID, error) {
	sc, province, err := author(ctx)
	if err != nil {
		return uuid.Nil, err
	}
	id, now := uuid.Must(uuid.NewV7()), s.Now()
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		p, err := subjectOf(ctx, tx, in.Procedure)
		if err != nil {
			return err
		}
		if p.Province != "" && p.Province != sc.Province {
			return fault.New(fault.NotFound, "procedure.not_found")
		}
		if p.Retired != nil && !p.Retired.After(now) {
			return fault.New(fault.Conflict, "procedure.retired", "Thủ tục này đã bị bãi bỏ, không soạn được phiên bản mới.")
		}
		from, err := source(ctx, tx, in, sc.Province, now)
		if err != nil {
			return err
		}
		d := draft{id: id, procedure: in.Procedure, province: province, data: from.JSON, note: strings.TrimSpace(in.Note)}
		switch {
		case from.Procedure != in.Procedure:
			d.clonedFrom = &from.ID
		case from.Province == "" && province != nil:
			d.basedOn = &from.ID
		default:
			d.basedOn = from.BasedOn
		}
		if d.basedOn == nil && province != nil && p.Province == "" {
			if d.basedOn, err = nationalNow(ctx, tx, in.Procedure, now); err != nil {
				return err
			}
		}
		return s.open(ctx, tx, d, p, now, map[string]any{"from_no": from.No, "from_province": from.Province, "clone": d.clonedFrom != nil})
	})
	return id, s.done(alreadyOpen(err))
}

// source is what a draft begins with.
func source(ctx context.Context, tx pgx.Tx, in StartDraft, province string, now time.Time) (*Edited, error) {
	sql, args := `SELECT `+versionColumns+`, data FROM app.revision WHERE id = $1 AND state IN ('published', 'retired')`, []any{in.From}
	if in.From == uuid.Nil {
		// the province's own where it holds, else the national one; else the last there was
		sql = `SELECT ` + versionColumns + `, data FROM app.revision WHERE procedure_id = $1 AND state IN ('published', 'retired') AND (province_code IS NULL OR province_code = $2)
			ORDER BY (state = 'published' AND published_from <= $3 AND (retired_from IS NULL OR retired_from > $3)) DESC, province_code IS NULL, published_from DESC, revision.no DESC LIMIT 1`
		args = []any{in.Procedure, province, now}
	}
	rows, err := tx.Query(ctx, sql, args...)
	if err != nil {
		return nil, err
	}
	type row struct {
		Version
		Data []byte `db:"data"`
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, err
	}
	return edited(r.Version, r.Data)
}

// nationalNow is the national revision that holds.
func nationalNow(ctx context.Context, tx pgx.Tx, procedure uuid.UUID, now time.Time) (*uuid.UUID, error) {
	var id uuid.UUID
	err := tx.QueryRow(ctx, `SELECT id FROM app.revision WHERE procedure_id = $1 AND province_code IS NULL AND state = 'published' AND published_from <= $2
		AND (retired_from IS NULL OR retired_from > $2) ORDER BY published_from DESC, no DESC LIMIT 1`, procedure, now).Scan(&id)
	if err == pgx.ErrNoRows {
		return nil, nil
	}
	return &id, err
}

type draft struct {
	id, procedure       uuid.UUID
	province            *string
	data                []byte
	note                string
	basedOn, clonedFrom *uuid.UUID
}

// open writes a new draft with its first snapshot and its first audit entry.
func (s *Revisions) open(ctx context.Context, tx pgx.Tx, d draft, p subject, now time.Time, more map[string]any) error {
	sc, _, err := author(ctx)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO app.revision (id, procedure_id, province_code, no, state, data, version, created_at, created_by, created_name, updated_at, updated_by, updated_name, based_on, cloned_from, note)
		VALUES ($1, $2, $3, 0, 'draft', $4, 1, $5, $6, $7, $5, $6, $7, $8, $9, $10)`, d.id, d.procedure, d.province, d.data, now, actorID(sc), sc.Actor.Name, d.basedOn, d.clonedFrom, d.note)
	if err != nil {
		return err
	}
	if err := snapshot(ctx, tx, d.id, 1, d.province, d.data, now); err != nil {
		return err
	}
	return record(ctx, tx, d.id, "revision.draft_started", p, now, more)
}

// kept is how many versions of a draft are kept as bases for merging.
const kept = 40

func snapshot(ctx context.Context, tx pgx.Tx, id uuid.UUID, version int, province *string, data []byte, now time.Time) error {
	sc, _, err := author(ctx)
	if err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `INSERT INTO app.revision_snapshot (revision_id, version, province_code, data, saved_at, saved_by, saved_name) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
		id, version, province, data, now, actorID(sc), sc.Actor.Name); err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `DELETE FROM app.revision_snapshot WHERE revision_id = $1 AND version <= $2`, id, version-kept)
	return err
}

// alreadyOpen says what a second open draft runs into.
func alreadyOpen(err error) error {
	if pg.Violates(err, "revision_open") || pg.Violates(err, "revision_procedure_id_province_code_no_key") {
		return fault.New(fault.Conflict, "revision.open_draft", "Thủ tục này đang có một bản soạn dở. Mở bản đó để sửa tiếp, hoặc xóa nó trước.")
	}
	return err
}
