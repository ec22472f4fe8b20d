package keeping

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// ProvinceUsage is the room that all offices of a province take together.
type ProvinceUsage struct {
	Province  string     `db:"province_code"`
	Tenant    uuid.UUID  `db:"tenant_id"` // its centre, whose history tells of quotas
	Documents int64      `db:"documents"`
	Bytes     int64      `db:"bytes"`
	Offices   int        `db:"offices"`  // with files
	Strained  int        `db:"strained"` // near their own quota
	Quota     int64      `db:"quota"`    // bytes of all together; 0: no limit
	Reason    string     `db:"reason"`
	SetAt     *time.Time `db:"set_at"`
}

// Percent of the quota that is used.
func (p ProvinceUsage) Percent() int { return percent(p.Bytes, p.Quota) }

// Full tells that nothing more goes in of what can wait.
func (p ProvinceUsage) Full() bool { return p.Quota > 0 && p.Bytes >= p.Quota }

// Provinces are all of them with what their files take, the fullest first; fresh
// adds what came since the last sweep of each office. Scope: platform.
func (s *Service) Provinces(ctx context.Context, fresh bool) ([]ProvinceUsage, error) {
	return pg.Rows[ProvinceUsage](ctx, s.DB, `WITH since AS MATERIALIZED (SELECT tenant_id, sum(documents)::bigint AS documents, sum(bytes)::bigint AS bytes FROM app.storage_delta WHERE $3 GROUP BY tenant_id),
		office AS (SELECT t.id, t.kind, t.province_code, coalesce(u.documents, 0) + coalesce(d.documents, 0) AS documents, coalesce(u.bytes, 0) + coalesce(d.bytes, 0) AS bytes, coalesce(q.bytes, $1) AS quota
			FROM app.tenant t LEFT JOIN app.storage_usage u ON u.tenant_id = t.id LEFT JOIN since d ON d.tenant_id = t.id LEFT JOIN app.storage_quota q ON q.tenant_id = t.id)
		SELECT p.code AS province_code, (SELECT c.id FROM app.tenant c WHERE c.province_code = p.code AND c.kind = 'province') AS tenant_id, sum(o.documents)::bigint AS documents, sum(o.bytes)::bigint AS bytes,
			count(*) FILTER (WHERE o.bytes > 0)::int AS offices, count(*) FILTER (WHERE o.quota > 0 AND o.bytes >= o.quota::float8 * $2 / 100)::int AS strained, coalesce(l.bytes, 0) AS quota, coalesce(l.reason, '') AS reason, l.set_at
		FROM app.province p JOIN office o ON o.province_code = p.code LEFT JOIN app.storage_limit l ON l.province_code = p.code
		GROUP BY p.code, l.bytes, l.reason, l.set_at ORDER BY sum(o.bytes) DESC, p.code`, s.Quota, WarnPercent, fresh)
}

// ProvinceRoom is what the province of the context's office may take together
// and takes now; it is added up only where the operator set a limit. Scope: tenant.
func (s *Service) ProvinceRoom(ctx context.Context) (p ProvinceUsage, err error) {
	type row struct {
		Bytes int64 `db:"bytes"`
		Quota int64 `db:"quota"`
	}
	list, err := pg.Rows[row](ctx, s.DB, `SELECT app.province_bytes() AS bytes, l.bytes AS quota FROM app.storage_limit l`)
	for _, r := range list {
		p.Bytes, p.Quota = r.Bytes, r.Quota
	}
	return p, err
}

// SetQuota says how many bytes an office may take; 0: the default again. The
// operator says why. Scope: province, platform. Fault: Invalid (quota, reason).
func (s *Service) SetQuota(ctx context.Context, tenant uuid.UUID, bytes int64, reason string) error {
	return s.setQuota(ctx, bytes, reason, func(tx pgx.Tx, by, reason string) (e audit.Entry, err error) {
		e = audit.Entry{Subject: "tenant", SubjectID: tenant, Kind: "tenant.quota_set"}
		if bytes == 0 {
			_, err = tx.Exec(ctx, `DELETE FROM app.storage_quota WHERE tenant_id = $1`, tenant)
			return e, err
		}
		return e, pg.MustAffect(tx.Exec(ctx, `INSERT INTO app.storage_quota (tenant_id, province_code, bytes, set_at, set_name, reason) SELECT t.id, t.province_code, $2, $3, $4, $5 FROM app.tenant t WHERE t.id = $1
			ON CONFLICT (tenant_id) DO UPDATE SET bytes = EXCLUDED.bytes, set_at = EXCLUDED.set_at, set_name = EXCLUDED.set_name, reason = EXCLUDED.reason`, tenant, bytes, s.Now(), by, reason))
	})
}

// SetLimit says how many bytes all offices of a province may take together; 0:
// no limit. Scope: platform. Faults: Invalid (quota, reason), NotFound.
func (s *Service) SetLimit(ctx context.Context, province string, bytes int64, reason string) error {
	return s.setQuota(ctx, bytes, reason, func(tx pgx.Tx, by, reason string) (audit.Entry, error) {
		e := audit.Entry{Subject: "province", Kind: "province.quota_set"}
		if err := tx.QueryRow(ctx, `SELECT id FROM app.tenant WHERE province_code = $1 AND kind = 'province'`, province).Scan(&e.SubjectID); err != nil {
			return e, pg.Translate(err)
		}
		if bytes == 0 {
			_, err := tx.Exec(ctx, `DELETE FROM app.storage_limit WHERE province_code = $1`, province)
			return e, err
		}
		_, err := tx.Exec(ctx, `INSERT INTO app.storage_limit (province_code, bytes, reason, set_at, set_name) VALUES ($1, $2, $3, $4, $5)
			ON CONFLICT (province_code) DO UPDATE SET bytes = EXCLUDED.bytes, reason = EXCLUDED.reason, set_at = EXCLUDED.set_at, set_name = EXCLUDED.set_name`, province, bytes, reason, s.Now(), by)
		return e, pg.Translate(err)
	})
}

// setQuota checks what was typed, writes it, and its line of the history.
func (s *Service) setQuota(ctx context.Context, bytes int64, reason string, write func(tx pgx.Tx, by, reason string) (audit.Entry, error)) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	bad := map[string]string{}
	if bytes != 0 && (bytes < 1<<30 || bytes > 1<<50) {
		bad["quota"] = "Dung lượng từ 1 GB trở lên. Để trống thì dùng mức chung."
	}
	if reason = strings.TrimSpace(reason); reason == "" && sc.Kind == tenants.KindPlatform {
		bad["reason"] = "Ghi lý do để tỉnh và người vận hành sau biết."
	}
	if len(bad) > 0 {
		return fault.Fields(bad)
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		e, err := write(tx, sc.Actor.Name, reason)
		if err != nil {
			return err
		}
		if sc.Kind == tenants.KindPlatform { // whose history is that of provinces
			e.Subject = "province"
		}
		e.At, e.Data = s.Now(), map[string]any{"bytes": bytes, "reason": reason}
		return audit.Write(ctx, tx, e)
	})
}
