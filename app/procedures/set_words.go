package procedures

import (
	"context"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
)

// SetWords says with which everyday words of their own a province's people ask
// for a procedure, beside those of the nation; search there follows at once.
// Seen are the words as they were shown. Faults: Forbidden outside a province
// scope; Invalid beside words; NotFound; Conflict when somebody else changed them since.
func (c *Catalogue) SetWords(ctx context.Context, procedure uuid.UUID, seen, words []string) error {
	province, p, err := c.inProvince(ctx, procedure)
	if err != nil {
		return err
	}
	words, say := everydayWords(words)
	if say != "" {
		return fault.Fields(map[string]string{"words": say})
	}
	now, to := c.now(), strings.Join(words, "; ")
	err = c.db.Tx(ctx, func(tx pgx.Tx) error {
		// the row is there from the first word on, so that two people meet in it
		if _, err := tx.Exec(ctx, `INSERT INTO app.procedure_setting (province_code, procedure_id, enabled) VALUES ($1, $2, true) ON CONFLICT (province_code, tenant_id, procedure_id) DO NOTHING`, province, procedure); err != nil {
			return err
		}
		var had string
		if err := tx.QueryRow(ctx, `SELECT words FROM app.procedure_setting WHERE province_code = $1 AND procedure_id = $2 AND tenant_id IS NULL FOR UPDATE`, province, procedure).Scan(&had); err != nil {
			return err
		}
		switch had {
		case to:
			return nil
		case strings.Join(seen, "; "):
		default:
			return fault.New(fault.Conflict, "procedure.words_changed", "Các cách gọi vừa được người khác sửa. Xem bản mới ở mục lịch sử bên dưới, rồi sửa lại.")
		}
		if _, err := tx.Exec(ctx, `UPDATE app.procedure_setting SET words = $3, changed_at = $4 WHERE province_code = $1 AND procedure_id = $2 AND tenant_id IS NULL`, province, procedure, to, now); err != nil {
			return err
		}
		if err := audit.Write(ctx, tx, audit.Entry{
			Subject: "procedure", SubjectID: AuditSubject(procedure, province), Kind: "procedure.named", At: now,
			Data: map[string]any{"procedure": p.Code, "name": p.PlainName, "changes": []Renamed{{"words", had, to}}},
		}); err != nil {
			return err
		}
		return announce(ctx, tx)
	})
	if err == nil {
		c.Invalidate()
	}
	return err
}

// Words are the everyday words that a province added to a procedure.
func (c *Catalogue) Words(ctx context.Context, procedure uuid.UUID, province string) ([]string, error) {
	b, err := c.all.Get(ctx)
	if err != nil {
		return nil, err
	}
	return b.settings[settingKey{procedure: procedure, province: province}].words, nil
}
