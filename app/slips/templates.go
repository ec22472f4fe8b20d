package slips

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Templates keeps the wording of each province.
type Templates struct {
	DB  *pg.DB
	Now func() time.Time
}

// Version is one kept wording with who wrote it.
type Version struct {
	Form    Form      `db:"form"`
	Number  int       `db:"version"`
	Wording Wording   `db:"wording"`
	Name    string    `db:"made_name"`
	At      time.Time `db:"made_at"`
}

// Current is the wording of a form in a province, the shipped one when it has
// none of its own. Scope: public.
func (t *Templates) Current(ctx context.Context, province string, form Form) (Template, error) {
	type row struct {
		Number  int     `db:"version"`
		Wording Wording `db:"wording"`
	}
	v, err := pg.One[row](ctx, t.DB, `SELECT version, wording FROM app.slip_template WHERE province_code = $1 AND form = $2 ORDER BY version DESC LIMIT 1`, province, form)
	if fault.Is(err, fault.NotFound) {
		return Shipped(form), nil
	}
	return Template{Form: form, Version: v.Number, Wording: v.Wording}, err
}

// Versions of a form, or of all with form "", newest first. Scope: province.
func (t *Templates) Versions(ctx context.Context, form Form) ([]Version, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return pg.Rows[Version](ctx, t.DB, `SELECT form, version, wording, made_name, made_at FROM app.slip_template
		WHERE province_code = $1 AND ($2 = '' OR form = $2) ORDER BY form, version DESC LIMIT 500`, sc.Province, form)
}

// Save adds a version on top of seen, the number that the person started from.
// The same wording again adds nothing. Scope: province. Faults: Invalid with a
// sentence for each text; Conflict when somebody else saved meanwhile.
func (t *Templates) Save(ctx context.Context, form Form, seen int, w Wording) (int, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return 0, err
	}
	if !form.Known() {
		return 0, fault.New(fault.NotFound, "slip.form_unknown")
	}
	w = w.Clean()
	if err := w.Check(form); err != nil {
		return 0, err
	}
	n := seen
	err = t.DB.Tx(ctx, func(tx pgx.Tx) error {
		now := Shipped(form)
		if err := tx.QueryRow(ctx, `SELECT version, wording FROM app.slip_template WHERE province_code = $1 AND form = $2 ORDER BY version DESC LIMIT 1`, sc.Province, form).
			Scan(&now.Version, &now.Wording); err != nil && err != pgx.ErrNoRows {
			return err
		}
		if now.Version != seen {
			return savedMeanwhile()
		}
		if now.Wording == w {
			return nil
		}
		n = seen + 1
		if _, err := tx.Exec(ctx, `INSERT INTO app.slip_template (province_code, form, version, wording, made_by, made_name, made_at) VALUES ($1, $2, $3, $4, $5, $6, $7)`,
			sc.Province, form, n, w, sc.Actor.ID, sc.Actor.Name, t.Now()); err != nil {
			if fault.Is(pg.Translate(err), fault.Conflict) { // both at the same moment
				return savedMeanwhile()
			}
			return pg.Translate(err)
		}
		var centre uuid.UUID
		if err := tx.QueryRow(ctx, `SELECT id FROM app.tenant WHERE province_code = $1 AND kind = 'province'`, sc.Province).Scan(&centre); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "province", SubjectID: centre, Kind: "province.slip_worded", Data: map[string]any{"form": form, "version": n}})
	})
	return n, err
}

func savedMeanwhile() error {
	return fault.New(fault.Conflict, "slip.saved_meanwhile", "Người khác vừa lưu một bản mới của mẫu này. Xem bản mới, rồi sửa tiếp trên bản đó.")
}
