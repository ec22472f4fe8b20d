package migrations

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/procedures/exchange"
	"motcua/app/procedures/national"
	"motcua/tenants"
)

// ImportNational lays a file over the national catalogue of a database and
// publishes what is new or differs, from now on, as a migration does: dossiers
// under way stay on their revisions. All lines that are not refused go in one
// transaction. url is that of the migration login.
func ImportNational(ctx context.Context, url string, f *exchange.File, shipped *national.Shipped) (exchange.Report, error) {
	var rep exchange.Report
	cfg, err := ownerConfig(url)
	if err != nil {
		return rep, err
	}
	c, err := pgx.ConnectConfig(ctx, cfg)
	if err != nil {
		return rep, err
	}
	defer c.Close(context.WithoutCancel(ctx))
	if _, err := c.Exec(ctx, "SET ROLE app_owner"); err != nil {
		return rep, err
	}
	err = pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(7407001)`); err != nil {
			return err
		}
		have, err := nationalNow(ctx, tx, f)
		if err != nil {
			return err
		}
		var all []listed
		rep, err = exchange.Walk(f, shipped, func(code string) *national.Entry {
			if h := have[code]; h != nil && h.Province == "" && h.Data != nil {
				return &h.entry
			}
			return nil
		}, func(o exchange.Outcome) (string, error) {
			h := have[o.Entry.Code]
			switch {
			case h != nil && h.Province != "":
				return "Mã này là thủ tục riêng của một tỉnh. Danh mục quốc gia dùng mã khác.", nil
			case o.What == exchange.Unchanged:
			case h != nil:
				all = append(all, listed{*o.Entry, h.ID})
			default:
				all = append(all, listed{*o.Entry, ProcedureID(o.Entry.Code)})
			}
			return "", nil
		})
		if err != nil {
			return err
		}
		if len(all) == 0 {
			return nil
		}
		if err := listProcedures(ctx, tx, all, true); err != nil {
			return err
		}
		if err := publish(ctx, tx, all, func(string, int) uuid.UUID { return uuid.Must(uuid.NewV7()) }, "true"); err != nil {
			return err
		}
		scope := tenants.With(ctx, tenants.Platform(tenants.System))
		if err := audit.Write(scope, tx, audit.Entry{
			Subject: "procedure", SubjectID: ProcedureID("import"), Kind: "procedure.imported",
			Data: map[string]any{"taken": rep.Taken, "changed": rep.Changed, "unchanged": rep.Unchanged, "refused": len(rep.Refused), "kind": f.Kind},
		}); err != nil {
			return err
		}
		_, err = tx.Exec(ctx, `SELECT pg_notify('catalogue', '')`)
		return err
	})
	return rep, err
}

type standing struct {
	ID                                            uuid.UUID
	Code, Name, PlainName, Synonyms, Field, Level string
	Rank                                          int
	Province                                      string
	Data                                          []byte
	entry                                         national.Entry
}

// nationalNow reads the procedures of a file with their newest national revisions.
func nationalNow(ctx context.Context, tx pgx.Tx, f *exchange.File) (map[string]*standing, error) {
	codes := make([]string, len(f.Items))
	for i, x := range f.Items {
		codes[i] = x.Code
	}
	rows, err := tx.Query(ctx, `SELECT p.id, p.code, p.name, p.plain_name, p.synonyms, p.field, p.level, p.rank, coalesce(p.province_code, ''), r.data FROM app.procedure p
		LEFT JOIN LATERAL (SELECT data FROM app.revision WHERE procedure_id = p.id AND province_code IS NULL AND no > 0 ORDER BY no DESC LIMIT 1) r ON true WHERE p.code = ANY ($1)`, codes)
	if err != nil {
		return nil, err
	}
	out := map[string]*standing{}
	list, err := pgx.CollectRows(rows, func(r pgx.CollectableRow) (*standing, error) {
		h := &standing{}
		return h, r.Scan(&h.ID, &h.Code, &h.Name, &h.PlainName, &h.Synonyms, &h.Field, &h.Level, &h.Rank, &h.Province, &h.Data)
	})
	if err != nil {
		return nil, err
	}
	for _, h := range list {
		h.entry = national.Entry{Code: h.Code, Name: h.Name, PlainName: h.PlainName, Field: h.Field, Level: h.Level, Rank: h.Rank}
		if h.Synonyms != "" {
			h.entry.Synonyms = strings.Split(h.Synonyms, "; ")
		}
		if h.Data != nil {
			if err := json.Unmarshal(h.Data, &h.entry.Revision); err != nil {
				return nil, fmt.Errorf("revision of %s: %w", h.Code, err)
			}
		}
		out[h.Code] = h
	}
	return out, nil
}
