package governing

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
)

// ProvinceRow is a province as the operator sees it: figures about offices, no personal data.
type ProvinceRow struct {
	Code         string     `db:"code"`
	FullName     string     `db:"full_name"`
	UnitPrefix   string     `db:"unit_prefix"`
	CodeTemplate string     `db:"code_template"`
	LiveFrom     *time.Time `db:"live_from"`
	Tenant       uuid.UUID  `db:"tenant_id"`
	Communes     int        `db:"communes"`
	Live         int        `db:"live"`
}

const provinceSQL = `SELECT p.code, p.full_name, p.unit_prefix, p.code_template, p.live_from, c.id AS tenant_id,
	(SELECT count(*) FROM app.tenant t WHERE t.province_code = p.code AND t.kind = 'commune')::int AS communes,
	(SELECT count(*) FROM app.tenant t WHERE t.province_code = p.code AND t.kind = 'commune' AND t.live_from IS NOT NULL)::int AS live
	FROM app.province p JOIN app.tenant c ON c.province_code = p.code AND c.kind = 'province'`

// Provinces lists all 34. Scope: platform.
func (s *Service) Provinces(ctx context.Context) ([]ProvinceRow, error) {
	return pg.Rows[ProvinceRow](ctx, s.DB, provinceSQL+` ORDER BY p.code`)
}

// Province reads one. Scope: platform. Fault: NotFound.
func (s *Service) Province(ctx context.Context, code string) (ProvinceRow, error) {
	p, err := pg.One[ProvinceRow](ctx, s.DB, provinceSQL+` WHERE p.code = $1`, code)
	if fault.Is(err, fault.NotFound) {
		return p, fault.New(fault.NotFound, "province.not_found", "Không có tỉnh này.")
	}
	return p, err
}

var unitPrefix = regexp.MustCompile(`^[A-Z][A-Z0-9]{1,7}$`)

// OnboardProvince opens a province: its unit-code prefix and its first admin
// follow with people.InviteStaff. Scope: platform.
// Faults: Invalid, NotFound, Conflict when it is live already.
func (s *Service) OnboardProvince(ctx context.Context, code, prefix, template string) error {
	prefix, template = strings.ToUpper(strings.TrimSpace(prefix)), strings.TrimSpace(template)
	f := map[string]string{}
	if !unitPrefix.MatchString(prefix) {
		f["prefix"] = "Nhập mã tỉnh có dạng H44"
	}
	if template == "" {
		template = "{unit}-{yyMMdd}-{seq:4}"
	}
	if !strings.Contains(template, "{unit}") || !strings.Contains(template, "{yyMMdd}") || !strings.Contains(template, "{seq:4}") {
		f["template"] = "Mẫu mã phải có {unit}, {yyMMdd} và {seq:4}"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	p, err := s.Province(ctx, code)
	if err != nil {
		return err
	}
	if p.LiveFrom != nil {
		return fault.New(fault.Conflict, "province.live", "Tỉnh này đã được mở trên hệ thống.")
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if err := pg.MustAffect(tx.Exec(ctx, `UPDATE app.province SET live_from = $2, unit_prefix = $3, code_template = $4 WHERE code = $1 AND live_from IS NULL`, code, s.Now(), prefix, template)); err != nil {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: "province", SubjectID: p.Tenant, Kind: "province.onboarded", At: s.Now(), Data: map[string]any{"code": code, "name": p.FullName, "prefix": prefix}})
	})
	if err == nil {
		s.Changed()
	}
	return err
}
