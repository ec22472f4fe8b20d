package keeping

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"

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
	Reason    string     `db:"reason"`
}

// WarnPercent is from where on an office is warned.
const WarnPercent = 80

// Percent of the quota that is used.
func (u Usage) Percent() int { return percent(u.Bytes, u.Quota) }

func percent(bytes, quota int64) int {
	if quota <= 0 {
		return 0
	}
	return int(float64(bytes) / float64(quota) * 100)
}

// Full tells that nothing more goes in of what can wait.
func (u Usage) Full() bool { return u.Quota > 0 && u.Bytes >= u.Quota }

const usageSQL = `SELECT t.id AS tenant_id, coalesce(u.documents, 0) + coalesce(d.documents, 0) AS documents, coalesce(u.bytes, 0) + coalesce(d.bytes, 0) AS bytes,
		coalesce(u.missing, 0) AS missing, coalesce(u.orphans, 0) AS orphans, u.swept_at, coalesce(q.bytes, $2) AS quota, q.bytes IS NOT NULL AS own, coalesce(q.reason, '') AS reason
	FROM app.tenant t LEFT JOIN app.storage_usage u ON u.tenant_id = t.id LEFT JOIN app.storage_quota q ON q.tenant_id = t.id
	LEFT JOIN LATERAL (SELECT sum(x.documents)::bigint AS documents, sum(x.bytes)::bigint AS bytes FROM app.storage_delta x WHERE x.tenant_id = t.id) d ON true`

// Usage is that of one office. Scope: tenant of that office, province, platform.
func (s *Service) Usage(ctx context.Context, tenant uuid.UUID) (Usage, error) {
	return pg.One[Usage](ctx, s.DB, usageSQL+` WHERE t.id = $1`, tenant, s.Quota)
}

// OfficesIn are the usages of all offices of a province, the fullest first. Scope: platform.
func (s *Service) OfficesIn(ctx context.Context, province string) ([]Usage, error) {
	return pg.Rows[Usage](ctx, s.DB, usageSQL+` WHERE t.province_code = $1 ORDER BY bytes DESC, t.id`, province, s.Quota)
}

// Strained lists the offices in the context's sight that are near their quota
// or miss files, as of the last sweep, worst first. Scope: province, platform.
func (s *Service) Strained(ctx context.Context, limit int) ([]Usage, error) {
	return pg.Rows[Usage](ctx, s.DB, `SELECT u.tenant_id, u.documents, u.bytes, u.missing, u.orphans, u.swept_at, coalesce(q.bytes, $1) AS quota, q.bytes IS NOT NULL AS own, coalesce(q.reason, '') AS reason
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

// Room refuses more files of a kind that can wait: whole batches that an
// officer digitizes. What a resident hands in, at a counter or from home, is
// taken whatever the quotas say, so no page about a dossier asks this. The
// office's own quota counts, and that of its province for all its offices.
// Scope: tenant. Fault: Conflict (storage.full).
func (s *Service) Room(ctx context.Context) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	u, err := s.Usage(ctx, sc.Tenant)
	if err != nil {
		return err
	}
	if u.Full() {
		return fault.New(fault.Conflict, "storage.full", fmt.Sprintf("Đơn vị đã dùng hết dung lượng lưu trữ (%s). Hồ sơ của người dân vẫn được nhận; việc số hóa theo đợt tạm dừng đến khi quản trị tăng dung lượng.", BytesText(u.Quota)))
	}
	p, err := s.ProvinceRoom(ctx)
	if err != nil || !p.Full() {
		return err
	}
	return fault.New(fault.Conflict, "storage.full", fmt.Sprintf("Các đơn vị trong tỉnh đã dùng hết dung lượng chung (%s). Hồ sơ của người dân vẫn được nhận; việc số hóa theo đợt tạm dừng đến khi tăng dung lượng.", BytesText(p.Quota)))
}
