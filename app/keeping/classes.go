package keeping

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// From when the years of a class count.
const (
	FromDecided = "decided"  // the decision
	FromEnded   = "ended"    // the dossier's end: returned, declined or stopped
	FromYearEnd = "year_end" // the end of the year in which it ended
)

// Class is how long the dossiers of one kind and their results are kept.
type Class struct {
	Code        string    `db:"code"`
	Name        string    `db:"name"`
	Years       *int      `db:"years"` // nil: permanent
	From        string    `db:"counted_from"`
	Basis       string    `db:"legal_basis"`
	Confirmed   bool      `db:"confirmed"` // somebody looked the term up in the law in force
	Fields      []string  `db:"fields"`    // of procedures whose revision names no class
	Own         bool      `db:"own"`       // the province's, in place of the nation's default
	ChangedAt   time.Time `db:"changed_at"`
	ChangedName string    `db:"changed_name"`
}

// Classes lists the classes that hold in the context's province. Scope:
// province, or tenant for that of its office.
func (s *Service) Classes(ctx context.Context) ([]Class, error) {
	return pg.Rows[Class](ctx, s.DB, `WITH here AS (SELECT coalesce(app.province_code(), (SELECT t.province_code FROM app.tenant t WHERE t.id = app.tenant_id())) AS province)
		SELECT DISTINCT ON (c.code) c.code, c.name, c.years, c.counted_from, c.legal_basis, c.confirmed, c.fields, c.province_code IS NOT NULL AS own, c.changed_at, c.changed_name
		FROM app.retention_class c, here WHERE c.province_code IS NULL OR c.province_code = here.province ORDER BY c.code, c.province_code NULLS LAST`)
}

// documentNumber is what the number of a document looks like: 33/2024/QH15, 12/QĐ-UBND.
var documentNumber = regexp.MustCompile(`[0-9]+/[0-9\p{Lu}]`)

// SetClass says for the context's province how long a class is kept, in place
// of the default; it counts at once for everything not destroyed yet.
// Scope: province. Faults: Invalid by field, NotFound for a code nobody ships.
func (s *Service) SetClass(ctx context.Context, c Class) error {
	bad := map[string]string{}
	c.Basis, c.Name = strings.TrimSpace(c.Basis), strings.TrimSpace(c.Name)
	if c.Years != nil && (*c.Years < 1 || *c.Years > 100) {
		bad["years"] = "Số năm từ 1 đến 100. Lưu trữ vĩnh viễn thì để trống."
	}
	if c.From != FromDecided && c.From != FromEnded && c.From != FromYearEnd {
		bad["from"] = "Chọn thời điểm bắt đầu tính."
	}
	switch {
	case c.Basis == "":
		bad["basis"] = "Ghi căn cứ pháp lý, ví dụ: Luật Lưu trữ 33/2024/QH15."
	case c.Confirmed && !documentNumber.MatchString(c.Basis):
		bad["basis"] = "Ghi số văn bản làm căn cứ để xác nhận, ví dụ: Thông tư 10/2022/TT-BNV, Quyết định 12/QĐ-UBND."
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := pg.MustAffect(tx.Exec(ctx, `INSERT INTO app.retention_class AS c (code, province_code, name, years, counted_from, legal_basis, confirmed, fields, changed_at, changed_name)
			SELECT n.code, app.province_code(), n.name, $2, $3, $4, $5, n.fields, $6, $7 FROM app.retention_class n WHERE n.code = $1 AND n.province_code IS NULL
			ON CONFLICT (code, province_code) DO UPDATE SET years = EXCLUDED.years, counted_from = EXCLUDED.counted_from, legal_basis = EXCLUDED.legal_basis, confirmed = EXCLUDED.confirmed,
				changed_at = EXCLUDED.changed_at, changed_name = EXCLUDED.changed_name`, c.Code, c.Years, c.From, c.Basis, c.Confirmed, s.Now(), sc.Actor.Name)); err != nil {
			return err
		}
		return s.province(ctx, tx, "province.retention_set", map[string]any{"class": c.Code, "years": c.Years, "from": c.From, "basis": c.Basis, "confirmed": c.Confirmed})
	})
}

// ResetClass goes back to the nation's default. Scope: province.
func (s *Service) ResetClass(ctx context.Context, code string) error {
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `DELETE FROM app.retention_class WHERE code = $1 AND province_code = app.province_code()`, code)
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return s.province(ctx, tx, "province.retention_reset", map[string]any{"class": code})
	})
}

// province writes a line of the history of the context's province.
func (s *Service) province(ctx context.Context, tx pgx.Tx, kind string, data map[string]any) error {
	e := audit.Entry{Subject: "province", Kind: kind, At: s.Now(), Data: data}
	if err := tx.QueryRow(ctx, `SELECT id FROM app.tenant WHERE province_code = app.province_code() AND kind = 'province'`).Scan(&e.SubjectID); err != nil {
		return pg.Translate(err)
	}
	return audit.Write(ctx, tx, e)
}
