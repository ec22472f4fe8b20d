package leak

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
)

// lints are questions to the catalogue; each row that comes back is a fault.
var lints = []struct{ fault, sql string }{
	{"table without forced row-level security", `SELECT relname::text FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p') AND NOT (relrowsecurity AND relforcerowsecurity) AND relname <> ALL ($1::text[])`},
	{"table without 'retention: …' in its comment", `SELECT relname::text FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relkind IN ('r', 'p') AND coalesce(obj_description(oid, 'pg_class'), '') NOT LIKE 'retention: _%' AND $1::text[] IS NOT NULL`},
	{"scope role that owns something", `SELECT rolname || ' owns ' || c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE rolname = ANY ($2::text[] || 'motcua_app'::text)
		UNION ALL SELECT rolname || ' owns ' || p.proname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE rolname = ANY ($2::text[] || 'motcua_app'::text)
		UNION ALL SELECT rolname || ' owns schema ' || nspname FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner WHERE rolname = ANY ($2::text[] || ARRAY['motcua_app', 'app_search', 'app_act'])`},
	{"role that passes through walls", `SELECT rolname::text FROM pg_roles WHERE (rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication) AND (rolname LIKE 'app\_%' OR rolname LIKE 'motcua\_%')`},
	{"scope role that may log in, or login that inherits", `SELECT rolname::text FROM pg_roles WHERE rolname LIKE 'app\_%' AND rolcanlogin OR rolname LIKE 'motcua\_%' AND rolinherit`},
	{"table that a login reads before it says SET ROLE", `SELECT r.rolname || ' ' || c.relname FROM pg_class c, pg_roles r WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND r.rolname LIKE 'motcua\_%' AND has_any_column_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE')`},
	{"scope role that may become another", `SELECT m.rolname || ' is a member of ' || g.rolname FROM pg_auth_members a JOIN pg_roles m ON m.oid = a.member JOIN pg_roles g ON g.oid = a.roleid
		WHERE m.rolname = ANY ($2::text[] || ARRAY['app_act', 'app_search']) OR m.rolname = 'motcua_app' AND g.rolname <> ALL ($2)`},
	{"view with its owner's rights", `SELECT relname::text FROM pg_class WHERE relnamespace IN ('app'::regnamespace, 'public'::regnamespace) AND relkind = 'v' AND coalesce(reloptions::text, '') !~ 'security_invoker=(true|on)'`},
	{"materialized view", `SELECT relname::text FROM pg_class WHERE relnamespace IN ('app'::regnamespace, 'public'::regnamespace) AND relkind = 'm'`},
	{"partition that may be asked directly", `SELECT relname::text FROM pg_class WHERE relnamespace = 'app'::regnamespace AND relispartition AND EXISTS (SELECT 1 FROM aclexplode(relacl) x JOIN pg_roles r ON r.oid = x.grantee WHERE r.rolname = ANY ($2))`},
	{"definer function without a search_path of its own", `SELECT proname::text FROM pg_proc WHERE pronamespace = 'app'::regnamespace AND prosecdef AND NOT coalesce(proconfig::text, '') ~ 'search_path=(\\")?pg_catalog'`},
	{"definer function that creates objects or builds SQL", `SELECT proname::text FROM pg_proc WHERE pronamespace = 'app'::regnamespace AND prosecdef AND prosrc ~* '\m(execute|create|alter|drop|grant)\M'`},
	{"definer function of a strange owner", `SELECT p.proname || ' of ' || r.rolname FROM pg_proc p JOIN pg_roles r ON r.oid = p.proowner WHERE p.pronamespace = 'app'::regnamespace AND (r.rolsuper OR prosecdef AND r.rolname NOT IN ('app_owner', 'app_act', 'app_search'))`},
	{"definer function that everybody may call", `SELECT proname::text FROM pg_proc p WHERE pronamespace = 'app'::regnamespace AND prosecdef AND EXISTS (SELECT 1 FROM aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) x WHERE x.grantee = 0)`},
	{"grant to PUBLIC", `SELECT c.relname || ' ' || x.privilege_type FROM pg_class c, aclexplode(c.relacl) x WHERE c.relnamespace = 'app'::regnamespace AND x.grantee = 0
		UNION ALL SELECT n.nspname || ' ' || x.privilege_type FROM pg_namespace n, aclexplode(n.nspacl) x WHERE n.nspname IN ('app', 'public') AND x.grantee = 0
		UNION ALL SELECT 'database ' || x.privilege_type FROM pg_database d, aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) x WHERE d.datname = current_database() AND x.grantee = 0`},
	{"grant that ignores row-level security", `SELECT r.rolname || ' ' || x.privilege_type || ' on ' || c.relname FROM pg_class c, aclexplode(c.relacl) x JOIN pg_roles r ON r.oid = x.grantee
		WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND x.privilege_type IN ('TRUNCATE', 'REFERENCES', 'TRIGGER') AND r.rolname <> 'app_owner'`},
	{"grant that may be passed on", `SELECT r.rolname || ' on ' || c.relname FROM pg_class c, aclexplode(c.relacl) x JOIN pg_roles r ON r.oid = x.grantee WHERE c.relnamespace = 'app'::regnamespace AND x.is_grantable AND r.rolname <> 'app_owner'`},
	{"sequence whose value tells the nation's volume", `SELECT r.rolname || ' on ' || c.relname FROM pg_class c, pg_roles r WHERE c.relnamespace = 'app'::regnamespace AND c.relkind = 'S' AND r.rolname = ANY ($2) AND has_sequence_privilege(r.oid, c.oid, 'SELECT')`},
	{"scope role that may create", `SELECT r.rolname || ' in ' || n.nspname FROM pg_namespace n, pg_roles r WHERE n.nspname IN ('app', 'public') AND r.rolname = ANY ($2::text[] || ARRAY['motcua_app', 'app_act', 'app_search']) AND has_schema_privilege(r.oid, n.oid, 'CREATE')
		UNION ALL SELECT r.rolname || ' temporary tables' FROM pg_roles r WHERE r.rolname = ANY ($2::text[] || 'motcua_app'::text) AND has_database_privilege(r.oid, current_database(), 'TEMPORARY')`},
	// DATABASE.md section 0: these types' operators are not leakproof, so a filter on them may not use an index behind a wall
	{"column of a type that no index serves behind a wall", `SELECT c.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped JOIN pg_type t ON t.oid = a.atttypid
		WHERE c.relnamespace = 'app'::regnamespace AND c.relkind IN ('r', 'p') AND c.relname NOT LIKE 'river\_%' AND (t.typtype IN ('e', 'r', 'd') OR t.typname IN ('numeric', 'varchar', 'bpchar', 'citext', 'json'))`},
	{"policy for everybody that is not a SELECT", `SELECT polname || ' on ' || c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = 'app'::regnamespace AND 0 = ANY (polroles) AND polcmd <> 'r'`},
	// a setting must be read once per statement: (SELECT app.tenant_id()), and only through its function
	{"policy that reads a setting by itself", `SELECT polname || ' on ' || c.relname FROM pg_policy p JOIN pg_class c ON c.oid = p.polrelid WHERE c.relnamespace = 'app'::regnamespace
		AND concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) ~ 'current_setting|session_user|current_user'`},
	{"setting function that opens when the setting is missing", `SELECT proname::text FROM pg_proc WHERE pronamespace = 'app'::regnamespace AND proname IN ('tenant_id', 'resident_id', 'only_dossier', 'province_code') AND (prosrc !~ 'nullif\(current_setting\(''app\.[a-z_]+'', true\), ''''\)' OR prosrc ~* 'coalesce')`},
}

// hidden are columns of rows that a scope sees and that are not for its eyes.
var hidden = []struct{ role, table, column string }{
	{"app_resident", "task", "note"},
	{"app_platform", "status_outbox", "dossier_id"},
	{"app_province", "status_outbox", "dossier_id"},
	{"app_resident", "register_lookup", "reference"},
	{"app_resident", "register_lookup", "differs"},
	{"app_act", "resident", "full_name"},
	{"app_act", "resident", "phone"},
	{"app_act", "document", "object_key"},
}

// checkCatalogue asks what DATABASE.md section 6 lists, of the whole schema.
func checkCatalogue(ctx context.Context, tx pgx.Tx) (failed []string, err error) {
	open := []string{"schema_version", "reference_load", "rate_bucket"}
	for _, t := range tables {
		if t.public || t.inner {
			open = append(open, t.name)
		}
	}
	for _, l := range lints {
		var args []any
		if strings.Contains(l.sql, "$1") {
			args = append(args, open)
		}
		sql := l.sql
		if strings.Contains(sql, "$2") {
			if args == nil { // keep the numbering simple: $1 is there even when unused
				sql, args = `WITH unused AS (SELECT $1::text[]) `+sql, []any{open}
			}
			args = append(args, roles())
		}
		bad, err := collect[string](ctx, tx, sql, args...)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", l.fault, err)
		}
		for _, b := range bad {
			failed = append(failed, l.fault+": "+b)
		}
	}
	for _, h := range hidden {
		var may bool
		if err := tx.QueryRow(ctx, `SELECT has_column_privilege($1, $2, $3, 'SELECT')`, h.role, "app."+h.table, h.column).Scan(&may); err != nil {
			return nil, err
		}
		if may {
			failed = append(failed, fmt.Sprintf("LEAK: %s reads %s.%s", h.role, h.table, h.column))
		}
	}
	// reference tables are read-only to every scope, machinery is closed to all but River's client
	for _, t := range tables {
		if !t.public && !t.inner {
			continue
		}
		bad, err := collect[string](ctx, tx, `SELECT r.rolname || ' ' || x.privilege_type FROM pg_class c, aclexplode(c.relacl) x JOIN pg_roles r ON r.oid = x.grantee
			WHERE c.oid = $1::regclass AND r.rolname = ANY ($2) AND NOT ($3 AND x.privilege_type = 'SELECT') AND NOT (r.rolname = 'app_worker' AND c.relname LIKE 'river\_%')`, "app."+t.name, roles(), t.public)
		if err != nil {
			return nil, err
		}
		for _, b := range bad {
			failed = append(failed, fmt.Sprintf("%s: %s", t.name, b))
		}
	}
	return failed, nil
}
