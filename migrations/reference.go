package migrations

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io/fs"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// loaderVersion changes when a loader does; every file is then loaded again.
const loaderVersion = "1"

// PlatformTenant is where the operator's own staff are granted their roles.
var PlatformTenant = tenantID("platform")

// ids is the namespace of everything that reference data name.
var ids = uuid.MustParse("6d6f7463-7561-5000-8000-000000000001")

// tenantID is stable across deployments, so a seed and a figure can be compared between them.
func tenantID(code string) uuid.UUID { return uuid.NewSHA1(ids, []byte("tenant:"+code)) }

// TenantID is the id of the commune with that five-digit code, or of a
// provincial centre when code is "T" and the two-digit province code.
func TenantID(code string) uuid.UUID { return tenantID(code) }

// ProvinceTenantCode is the code of the provincial centre's tenant.
func ProvinceTenantCode(province string) string { return "T" + province }

// Each loader writes one reference file; they run in this order.
var loaders = []struct {
	name  string
	files []string
	load  func(ctx context.Context, tx pgx.Tx, rows map[string][]map[string]string) (int, error)
}{
	{"provinces", []string{"provinces.csv"}, loadProvinces},
	{"units", []string{"communes.csv", "communes_extra.csv"}, loadUnits},
	{"old units", []string{"commune_mergers.csv"}, loadOldUnits},
	{"banks", []string{"banks.csv"}, loadBanks},
	{"identity number provinces", []string{"cccd_provinces.csv"}, loadIDProvinces},
	{"holidays", []string{"holidays.csv"}, loadHolidays},
	{"permissions", []string{"permissions.csv"}, loadPermissions},
	{"procedures", procedureFiles(), loadProcedures},
}

func loadReference(ctx context.Context, pool *pgxpool.Pool, logf func(string, ...any)) error {
	for _, l := range loaders {
		rows, sum, err := readFiles(l.files)
		if err != nil {
			return err
		}
		if l.name == "procedures" {
			if sum, err = proceduresSum(); err != nil {
				return err
			}
		}
		var have string
		err = pool.QueryRow(ctx, `SELECT sha256 FROM app.reference_load WHERE name = $1`, l.name).Scan(&have)
		if err == nil && have == sum {
			continue
		}
		if err != nil && err != pgx.ErrNoRows {
			return err
		}
		var n int
		err = pgx.BeginFunc(ctx, pool, func(tx pgx.Tx) error {
			if n, err = l.load(ctx, tx, rows); err != nil {
				return err
			}
			_, err = tx.Exec(ctx, `INSERT INTO app.reference_load (name, sha256, rows) VALUES ($1, $2, $3)
				ON CONFLICT (name) DO UPDATE SET sha256 = EXCLUDED.sha256, rows = EXCLUDED.rows, loaded_at = now()`, l.name, sum, n)
			return err
		})
		if err != nil {
			return fmt.Errorf("load %s: %w", l.name, err)
		}
		logf("loaded %s: %d rows", l.name, n)
	}
	return nil
}

func readFiles(names []string) (map[string][]map[string]string, string, error) {
	h := sha256.New()
	fmt.Fprint(h, loaderVersion)
	out := map[string][]map[string]string{}
	for _, n := range names {
		b, err := fs.ReadFile(Data(), n)
		if err != nil {
			return nil, "", err
		}
		h.Write(b)
		if !strings.HasSuffix(n, ".csv") {
			continue // read by its loader
		}
		recs, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
		if err != nil {
			return nil, "", fmt.Errorf("%s: %w", n, err)
		}
		for _, r := range recs[1:] {
			m := make(map[string]string, len(r))
			for i, k := range recs[0] {
				m[k] = r[i]
			}
			out[n] = append(out[n], m)
		}
	}
	return out, hex.EncodeToString(h.Sum(nil)), nil
}

// column collects one CSV column for unnest($n::text[]).
func column(rows []map[string]string, k string) []string {
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r[k]
	}
	return out
}

// must asserts a row count: under FORCE a statement without a policy writes nothing and says nothing.
func must(n int64, want int, err error) (int, error) {
	if err == nil && n < int64(want) {
		err = fmt.Errorf("wrote %d of %d rows", n, want)
	}
	return int(n), err
}

// unitPrefix is the first part of unit codes. H44 and H29 are general
// knowledge (DOMAIN.md: configuration); the others are ours until the codes are issued.
func unitPrefix(province string) string {
	switch province {
	case "25":
		return "H44"
	case "79":
		return "H29"
	}
	return "T" + province
}

func loadProvinces(ctx context.Context, tx pgx.Tx, f map[string][]map[string]string) (int, error) {
	rows := f["provinces.csv"]
	prefix := make([]string, len(rows))
	ids := make([]string, len(rows))
	for i, r := range rows {
		prefix[i], ids[i] = unitPrefix(r["code"]), tenantID(ProvinceTenantCode(r["code"])).String()
	}
	t, err := tx.Exec(ctx, `INSERT INTO app.province (code, name, full_name, kind, region, unit_prefix)
		SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
		ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, full_name = EXCLUDED.full_name, kind = EXCLUDED.kind, region = EXCLUDED.region`,
		column(rows, "code"), column(rows, "name"), column(rows, "full_name"), column(rows, "kind"), column(rows, "region"), prefix)
	if n, err := must(t.RowsAffected(), len(rows), err); err != nil {
		return n, err
	}
	t, err = tx.Exec(ctx, `INSERT INTO app.tenant (id, code, kind, province_code, name, full_name, unit_kind, unit_code, search_text)
		SELECT i::uuid, 'T' || c, 'province', c, 'Trung tâm Phục vụ hành chính công ' || f, 'Trung tâm Phục vụ hành chính công ' || f, '', p || '.00', ''
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) x(i, c, f, p)
		ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, full_name = EXCLUDED.full_name`,
		ids, column(rows, "code"), lowerFirst(column(rows, "full_name")), prefix)
	if n, err := must(t.RowsAffected(), len(rows), err); err != nil {
		return n, err
	}
	t, err = tx.Exec(ctx, `INSERT INTO app.tenant (id, code, kind, name, full_name, unit_code) VALUES ($1, 'platform', 'platform', 'Vận hành nền tảng', 'Vận hành nền tảng Một Cửa', 'MC') ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name`, PlatformTenant)
	if _, err := must(t.RowsAffected(), 1, err); err != nil {
		return 0, err
	}
	return len(rows), nil
}

// lowerFirst turns "Tỉnh Phú Thọ" into "tỉnh Phú Thọ" for use inside a longer name.
func lowerFirst(in []string) []string {
	out := make([]string, len(in))
	for i, s := range in {
		r := []rune(s)
		out[i] = strings.ToLower(string(r[:1])) + string(r[1:])
	}
	return out
}

func loadUnits(ctx context.Context, tx pgx.Tx, f map[string][]map[string]string) (int, error) {
	rows := f["communes.csv"]
	addr := map[string]string{}
	for _, r := range f["communes_extra.csv"] {
		addr[r["code"]] = r["hq_address"]
	}
	ids, units, addrs := make([]string, len(rows)), make([]string, len(rows)), make([]string, len(rows))
	for i, r := range rows {
		ids[i] = tenantID(r["code"]).String()
		units[i] = unitPrefix(r["province_code"]) + "." + r["code"]
		addrs[i] = addr[r["code"]]
	}
	t, err := tx.Exec(ctx, `INSERT INTO app.tenant (id, code, kind, province_code, name, full_name, unit_kind, unit_code, address, search_text)
		SELECT x.i::uuid, x.c, 'commune', x.p, x.n, x.f, x.k, x.u, x.a, app.fold(x.f || ' ' || p.name)
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) x(i, c, p, n, f, k, u, a)
		JOIN app.province p ON p.code = x.p
		ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, full_name = EXCLUDED.full_name, unit_kind = EXCLUDED.unit_kind, search_text = EXCLUDED.search_text`,
		ids, column(rows, "code"), column(rows, "province_code"), column(rows, "name"), column(rows, "full_name"), column(rows, "kind"), units, addrs)
	return must(t.RowsAffected(), len(rows), err)
}

func loadOldUnits(ctx context.Context, tx pgx.Tx, f map[string][]map[string]string) (int, error) {
	rows := f["commune_mergers.csv"]
	if _, err := tx.Exec(ctx, `DELETE FROM app.old_unit`); err != nil {
		return 0, err
	}
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = tenantID(r["new_code"]).String()
	}
	t, err := tx.Exec(ctx, `INSERT INTO app.old_unit (old_code, old_name, old_kind, old_district, old_province, tenant_id, coverage, search_text)
		SELECT x.c, x.n, x.k, x.d, x.p, x.t::uuid, x.v, app.fold(x.k || ' ' || x.n || ' ' || x.d || ' ' || x.p)
		FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) x(c, n, k, d, p, t, v)`,
		column(rows, "old_code"), column(rows, "old_name"), column(rows, "old_kind"), column(rows, "old_district"), column(rows, "old_province"), ids, column(rows, "coverage"))
	return must(t.RowsAffected(), len(rows), err)
}

func loadBanks(ctx context.Context, tx pgx.Tx, f map[string][]map[string]string) (int, error) {
	rows := f["banks.csv"]
	t, err := tx.Exec(ctx, `INSERT INTO app.bank (bin, code, short_name, name, vietqr_receive)
		SELECT b, c, s, n, v = 'yes' FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) x(b, c, s, n, v)
		ON CONFLICT (bin) DO UPDATE SET code = EXCLUDED.code, short_name = EXCLUDED.short_name, name = EXCLUDED.name, vietqr_receive = EXCLUDED.vietqr_receive`,
		column(rows, "bin"), column(rows, "code"), column(rows, "short_name"), column(rows, "name"), column(rows, "vietqr_receive"))
	return must(t.RowsAffected(), len(rows), err)
}

func loadIDProvinces(ctx context.Context, tx pgx.Tx, f map[string][]map[string]string) (int, error) {
	rows := f["cccd_provinces.csv"]
	t, err := tx.Exec(ctx, `INSERT INTO app.id_province (code, name, current_province_code)
		SELECT * FROM unnest($1::text[], $2::text[], $3::text[]) ON CONFLICT (code) DO UPDATE SET name = EXCLUDED.name, current_province_code = EXCLUDED.current_province_code`,
		column(rows, "code"), column(rows, "name"), column(rows, "current_province_code"))
	return must(t.RowsAffected(), len(rows), err)
}

// loadHolidays takes the days that apply to every office; provinces add their own.
func loadHolidays(ctx context.Context, tx pgx.Tx, f map[string][]map[string]string) (int, error) {
	var rows []map[string]string
	for _, r := range f["holidays.csv"] {
		if r["applies_to"] == "all" || r["applies_to"] == "" || strings.HasPrefix(r["applies_to"], "civil") || r["applies_to"] == "public_sector" {
			rows = append(rows, r)
		}
	}
	// a version of the nation's calendar when it says something else than the newest one; promises given stay
	t, err := tx.Exec(ctx, `WITH said AS (
			SELECT jsonb_build_object('days', jsonb_agg(jsonb_build_object('date', d, 'kind', k, 'name', n, 'legal_basis', l, 'half', '') ORDER BY d)) AS days
			FROM (SELECT DISTINCT ON (d) * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) x(d, n, k, l) ORDER BY d) x),
		newest AS (SELECT no, data FROM app.calendar_version WHERE tenant_id IS NULL ORDER BY seq DESC LIMIT 1)
		INSERT INTO app.calendar_version (id, no, data, at, reason)
		SELECT gen_random_uuid(), coalesce((SELECT no FROM newest), 0) + 1, coalesce((SELECT data FROM newest), '{"week": {}}') || said.days, now(), 'Ngày nghỉ cả nước theo danh mục phát hành' FROM said
		WHERE (SELECT data -> 'days' FROM newest) IS DISTINCT FROM said.days -> 'days'`,
		column(rows, "date"), column(rows, "name"), column(rows, "kind"), column(rows, "legal_basis"))
	if err == nil && t.RowsAffected() == 0 {
		return len(rows), nil
	}
	return must(t.RowsAffected(), 1, err)
}

// loadPermissions replaces the national role templates; what a province changed stays beside them.
func loadPermissions(ctx context.Context, tx pgx.Tx, f map[string][]map[string]string) (int, error) {
	rows := f["permissions.csv"]
	if _, err := tx.Exec(ctx, `DELETE FROM app.role_permission`); err != nil {
		return 0, err
	}
	t, err := tx.Exec(ctx, `INSERT INTO app.role_permission (role, object, action) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])`,
		column(rows, "role"), column(rows, "object"), column(rows, "action"))
	if n, err := must(t.RowsAffected(), len(rows), err); err != nil {
		return n, err
	}
	_, err = tx.Exec(ctx, `SELECT pg_notify('authz', 'all')`)
	return len(rows), err
}
