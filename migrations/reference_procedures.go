package migrations

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/procedures/national"
)

// ProcedureID is the id of the procedure with that national code; stable across deployments.
func ProcedureID(code string) uuid.UUID { return uuid.NewSHA1(ids, []byte("procedure:"+code)) }

// revisionID is the id of version no of a procedure's national revision.
func revisionID(code string, no int) uuid.UUID {
	return uuid.NewSHA1(ids, fmt.Appendf(nil, "revision:%s:%d", code, no))
}

// procedureFiles are hashed with the loader: the tables and the YAML beside them.
func procedureFiles() []string {
	names, err := national.Files(Data())
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return names
}

// proceduresSum also changes when the code that reads those files does.
func proceduresSum() (string, error) {
	s, err := national.Read(Data())
	if err != nil {
		return "", err
	}
	b, err := json.Marshal(s.Entries)
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:]), nil
}

// loadProcedures writes every procedure and publishes its national revision.
// A published revision is never changed: where the data differ from what was
// loaded last the next number is published and the older one retired; dossiers
// stay with theirs. What was imported since stands until the data change.
func loadProcedures(ctx context.Context, tx pgx.Tx, _ map[string][]map[string]string) (int, error) {
	list, err := national.Build(Data())
	if err != nil {
		return 0, err
	}
	all := make([]listed, len(list))
	for i, e := range list {
		all[i] = listed{e, ProcedureID(e.Code)}
	}
	if err := listProcedures(ctx, tx, all, false); err != nil {
		return 0, err
	}
	return len(list), publish(ctx, tx, all, revisionID, `substr(id::text, 15, 1) = '5'`)
}

// listed is an entry with the id of its procedure.
type listed struct {
	national.Entry
	id uuid.UUID
}

// listProcedures writes the rows of app.procedure. What somebody named on a
// page keeps its names, unless anew.
func listProcedures(ctx context.Context, tx pgx.Tx, all []listed, anew bool) error {
	n := len(all)
	id, code, name, plain := make([]uuid.UUID, n), make([]string, n), make([]string, n), make([]string, n)
	syn, field, level, rank := make([]string, n), make([]string, n), make([]string, n), make([]int, n)
	for i, e := range all {
		id[i], code[i], name[i], plain[i] = e.id, e.Code, e.Name, e.PlainName
		syn[i], field[i], level[i], rank[i] = strings.Join(e.Synonyms, "; "), e.Field, e.Level, e.Rank
	}
	t, err := tx.Exec(ctx, `INSERT INTO app.procedure (id, code, name, plain_name, synonyms, field, level, search_text, rank)
		SELECT i, c, n, p, s, f, l, app.fold(p || ' ' || n || ' ' || s), r
		FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::int[]) x(i, c, n, p, s, f, l, r)
		ON CONFLICT (code) DO UPDATE SET rank = EXCLUDED.rank,
			name = CASE WHEN $9 OR procedure.named_at IS NULL THEN EXCLUDED.name ELSE procedure.name END,
			plain_name = CASE WHEN $9 OR procedure.named_at IS NULL THEN EXCLUDED.plain_name ELSE procedure.plain_name END,
			synonyms = CASE WHEN $9 OR procedure.named_at IS NULL THEN EXCLUDED.synonyms ELSE procedure.synonyms END,
			field = CASE WHEN $9 OR procedure.named_at IS NULL THEN EXCLUDED.field ELSE procedure.field END,
			level = CASE WHEN $9 OR procedure.named_at IS NULL THEN EXCLUDED.level ELSE procedure.level END,
			search_text = CASE WHEN $9 OR procedure.named_at IS NULL THEN EXCLUDED.search_text ELSE procedure.search_text END`,
		id, code, name, plain, syn, field, level, rank, anew)
	_, err = must(t.RowsAffected(), n, err)
	return err
}

// publish publishes the national revisions that differ from the newest one of
// their kind (a condition on app.revision), and retires those before them.
func publish(ctx context.Context, tx pgx.Tx, all []listed, newID func(code string, no int) uuid.UUID, kind string) error {
	id, data := make([]uuid.UUID, len(all)), make([]string, len(all))
	for i, e := range all {
		b, err := json.Marshal(e.Revision)
		if err != nil {
			return err
		}
		id[i], data[i] = e.id, string(b)
	}
	rows, err := tx.Query(ctx, `SELECT x.k::int, coalesce((SELECT max(no) FROM app.revision WHERE procedure_id = x.p AND province_code IS NULL), 0), coalesce(r.data = x.d::jsonb, false)
		FROM unnest($1::uuid[], $2::text[]) WITH ORDINALITY x(p, d, k)
		LEFT JOIN LATERAL (SELECT data FROM app.revision WHERE procedure_id = x.p AND province_code IS NULL AND no > 0 AND (`+kind+`) ORDER BY no DESC LIMIT 1) r ON true`,
		id, data)
	if err != nil {
		return err
	}
	type version struct {
		K, No int
		Same  bool
	}
	have, err := pgx.CollectRows(rows, pgx.RowToStructByPos[version])
	if err != nil {
		return err
	}
	var rid, pid []uuid.UUID
	var no []int
	var body []string
	for _, v := range have {
		if i := v.K - 1; !v.Same {
			rid, pid = append(rid, newID(all[i].Code, v.No+1)), append(pid, id[i])
			no, body = append(no, v.No+1), append(body, data[i])
		}
	}
	if _, err := tx.Exec(ctx, `UPDATE app.revision SET state = 'retired', retired_from = now() WHERE province_code IS NULL AND state = 'published' AND procedure_id = ANY($1)`, pid); err != nil {
		return err
	}
	t, err := tx.Exec(ctx, `INSERT INTO app.revision (id, procedure_id, no, state, published_from, published_at, data)
		SELECT i, p, n, 'published', now(), now(), d::jsonb FROM unnest($1::uuid[], $2::uuid[], $3::int[], $4::text[]) x(i, p, n, d)`, rid, pid, no, body)
	_, err = must(t.RowsAffected(), len(rid), err)
	return err
}
