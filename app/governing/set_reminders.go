package governing

import (
	"context"
	"maps"
	"slices"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/tenants"
)

// farthestRule is the longest time of a rule: a hundred working days of eight hours.
const farthestRule = 48000

// Reminders are the rules of the context's province. Scope: province.
func (s *Service) Reminders(ctx context.Context) (dossiers.ReminderRules, error) {
	return (&dossiers.Service{DB: s.DB}).ReminderRules(ctx)
}

// SetReminders sets who is told what when in the context's province, in place
// of what held: from the next sweep on; what was said stays said. Scope: province.
// Fault: Invalid for rules that nobody could keep.
func (s *Service) SetReminders(ctx context.Context, r dossiers.ReminderRules) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	if r.QuietFrom < 0 || r.QuietFrom > 23 || r.QuietTill < 0 || r.QuietTill > 23 || r.ExtensionPercent < 1 || r.ExtensionPercent > 100 {
		return fault.New(fault.Invalid, "reminders.range", "Giờ yên lặng phải từ 0 đến 23, hẹn lại từ 1 đến 100 phần trăm.")
	}
	for kind, by := range r.Minutes {
		if !slices.Contains(dossiers.Kinds, kind) {
			return fault.New(fault.Invalid, "reminders.kind", "Không có loại nhắc này.")
		}
		for audience, m := range by {
			if m < 0 || m > farthestRule || !slices.Contains([]string{dossiers.Holder, dossiers.Head, dossiers.Province}, audience) {
				return fault.New(fault.Invalid, "reminders.rule", "Quy tắc này không đặt được: thời gian từ 0 đến 800 giờ làm việc.")
			}
		}
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO app.reminder_setting AS r (province_code, quiet_from, quiet_till, extension_percent, changed_at, changed_name) VALUES ($1, $2, $3, $4, $5, $6)
			ON CONFLICT (province_code) DO UPDATE SET quiet_from = EXCLUDED.quiet_from, quiet_till = EXCLUDED.quiet_till, extension_percent = EXCLUDED.extension_percent, changed_at = EXCLUDED.changed_at, changed_name = EXCLUDED.changed_name`,
			sc.Province, r.QuietFrom, r.QuietTill, r.ExtensionPercent, s.Now(), sc.Actor.Name); err != nil {
			return err
		}
		if _, err := tx.Exec(ctx, `DELETE FROM app.reminder_rule WHERE province_code = $1`, sc.Province); err != nil {
			return err
		}
		for _, kind := range slices.Sorted(maps.Keys(r.Minutes)) {
			for _, audience := range slices.Sorted(maps.Keys(r.Minutes[kind])) {
				if _, err := tx.Exec(ctx, `INSERT INTO app.reminder_rule (province_code, kind, audience, minutes) VALUES ($1, $2, $3, $4)`, sc.Province, kind, audience, r.Minutes[kind][audience]); err != nil {
					return err
				}
			}
		}
		var centre uuid.UUID
		if err := tx.QueryRow(ctx, `SELECT id FROM app.tenant WHERE province_code = $1 AND kind = 'province'`, sc.Province).Scan(&centre); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "province", SubjectID: centre, Kind: "province.reminders_set", At: s.Now(), Data: map[string]any{
			"rules": r.Minutes, "quiet_from": r.QuietFrom, "quiet_till": r.QuietTill, "extension_percent": r.ExtensionPercent,
		}})
	})
}
