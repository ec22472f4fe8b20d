package keeping

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Usage is the room that an office's files take.
type Usage struct {
	Tenant    uuid.UUID  `db:"tenant_id"`
	Documents int64      `db:"documents"` // pictures of pages are not counted, only their bytes
	Bytes     int64      `db:"bytes"`
	Missing   int        `db:"missing"` // documents without a file, at the last sweep
	Orphans   int        `db:"orphans"` // files without a document that it took away
	SweptAt   *time.Time `db:"swept_at"`
	Quota     int64      `db:"quota"` // bytes; 0: no limit
	Own       bool       `db:"own"`   // set for this office; else the default
}

// WarnPercent is from where on an office is warned.
const WarnPercent = 80

// Percent of the quota that is used.
func (u Usage) Percent() int {
	if u.Quota <= 0 {
		return 0
	}
	return int(u.Bytes * 100 / u.Quota)
}

// Full tells that nothing more goes in of what can wait.
func (u Usage) Full() bool { return u.Quota > 0 && u.Bytes >= u.Quota }

const usageSQL = `SELECT t.id AS tenant_id, coalesce(u.documents, 0) + coalesce(d.documents, 0) AS documents, coalesce(u.bytes, 0) + coalesce(d.bytes, 0) AS bytes,
		coalesce(u.missing, 0) AS missing, coalesce(u.orphans, 0) AS orphans, u.swept_at, coalesce(q.bytes, $2) AS quota, q.bytes IS NOT NULL AS own
	FROM app.tenant t LEFT JOIN app.storage_usage u ON u.tenant_id = t.id LEFT JOIN app.storage_quota q ON q.tenant_id = t.id
	LEFT JOIN LATERAL (SELECT sum(x.documents)::bigint AS documents, sum(x.bytes)::bigint AS bytes FROM app.storage_delta x WHERE x.tenant_id = t.id) d ON true`

// Usage is that of one office. Scope: tenant of that office, province, platform.
func (s *Service) Usage(ctx context.Context, tenant uuid.UUID) (Usage, error) {
	return pg.One[Usage](ctx, s.DB, usageSQL+` WHERE t.id = $1`, tenant, s.Quota)
}

// Strained lists the offices in the context's sight that are near their quota
// or miss files, as of the last sweep, worst first. Scope: province, platform.
func (s *Service) Strained(ctx context.Context, limit int) ([]Usage, error) {
	return pg.Rows[Usage](ctx, s.DB, `SELECT u.tenant_id, u.documents, u.bytes, u.missing, u.orphans, u.swept_at, coalesce(q.bytes, $1) AS quota, q.bytes IS NOT NULL AS own
		FROM app.storage_usage u LEFT JOIN app.storage_quota q ON q.tenant_id = u.tenant_id
		WHERE u.missing > 0 OR coalesce(q.bytes, $1) > 0 AND u.bytes * 100 >= coalesce(q.bytes, $1) * $2 ORDER BY u.missing DESC, u.bytes::float8 / nullif(coalesce(q.bytes, $1), 0) DESC NULLS LAST LIMIT $3`, s.Quota, WarnPercent, limit)
}

// Totals adds up what the context sees, as of the last sweeps. Scope: province, platform.
type Totals struct {
	Documents int64 `db:"documents"`
	Bytes     int64 `db:"bytes"`
	Missing   int64 `db:"missing"`
}

// Totals is the sum of the offices in the context's sight.
func (s *Service) Totals(ctx context.Context) (Totals, error) {
	return pg.One[Totals](ctx, s.DB, `SELECT coalesce(sum(documents), 0)::bigint AS documents, coalesce(sum(bytes), 0)::bigint AS bytes, coalesce(sum(missing), 0)::bigint AS missing FROM app.storage_usage`)
}

// SetQuota says how many bytes an office may take; 0: the default again.
// Scope: province, platform. Fault: Invalid (quota).
func (s *Service) SetQuota(ctx context.Context, tenant uuid.UUID, bytes int64) error {
	if bytes != 0 && (bytes < 1<<30 || bytes > 1<<50) {
		return fault.Fields(map[string]string{"quota": "Dung lượng từ 1 GB trở lên. Để trống thì dùng mức chung."})
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		if bytes == 0 {
			_, err := tx.Exec(ctx, `DELETE FROM app.storage_quota WHERE tenant_id = $1`, tenant)
			if err != nil {
				return err
			}
		} else if err := pg.MustAffect(tx.Exec(ctx, `INSERT INTO app.storage_quota (tenant_id, province_code, bytes, set_at, set_name) SELECT t.id, t.province_code, $2, $3, $4 FROM app.tenant t WHERE t.id = $1
			ON CONFLICT (tenant_id) DO UPDATE SET bytes = EXCLUDED.bytes, set_at = EXCLUDED.set_at, set_name = EXCLUDED.set_name`, tenant, bytes, s.Now(), sc.Actor.Name)); err != nil {
			return err
		}
		subject := "tenant"
		if sc.Kind == tenants.KindPlatform { // whose history is that of provinces
			subject = "province"
		}
		return audit.Write(ctx, tx, audit.Entry{Subject: subject, SubjectID: tenant, Kind: "tenant.quota_set", At: s.Now(), Data: map[string]any{"bytes": bytes}})
	})
}

// Room refuses more files of a kind that can wait: whole batches that an
// officer digitizes. What a resident hands in, at a counter or from home, is
// taken whatever the quota says, so no page about a dossier asks this.
// Scope: tenant. Fault: Conflict (storage.full).
func (s *Service) Room(ctx context.Context) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	u, err := s.Usage(ctx, sc.Tenant)
	if err != nil || !u.Full() {
		return err
	}
	return fault.New(fault.Conflict, "storage.full", fmt.Sprintf("Đơn vị đã dùng hết dung lượng lưu trữ (%d GB). Hồ sơ của người dân vẫn được nhận; việc số hóa theo đợt tạm dừng đến khi quản trị tăng dung lượng.", u.Quota>>30))
}
