package bench

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/dossiers"
	"motcua/app/procedures/revision"
	"motcua/tenants"
)

// Buffers is how many pages of 8 KiB one query touched, at most, over all plan
// modes, in an office of one size.
type Buffers struct {
	Query   string `json:"query"`
	Class   string `json:"office"`
	Auto    int    `json:"auto"`
	Custom  int    `json:"force_custom"`
	Generic int    `json:"force_generic"`
	Rows    int    `json:"rows"`
	Barred  bool   `json:"barred"` // the bar holds for it
}

func (b Buffers) most() int { return max(b.Auto, b.Custom, b.Generic) }

// asked is a query of the application with its values.
type asked struct {
	name   string
	barred bool
	enter  statement // draws the wall; goes first in the same round trip
	stmt   statement
}

// buffers explains every worklist query as its role, in offices of every size,
// with the plans that PostgreSQL chooses, always makes anew, and never does.
func (b *bench) buffers(ctx context.Context) ([]Buffers, error) {
	var out []Buffers
	got := map[string]*Buffers{}
	var order []string
	for _, mode := range []string{"auto", "force_custom_plan", "force_generic_plan"} {
		c, err := pgx.Connect(ctx, b.AppURL)
		if err != nil {
			return nil, err
		}
		if _, err := c.Exec(ctx, "SET ROLE app_tenant; SET search_path = app, public; SET plan_cache_mode = "+mode); err != nil {
			return nil, err
		}
		// the smallest office first: its values are what a cached plan is made with
		for i := len(b.world.officers) - 1; i >= 0; i-- {
			o := b.world.officers[i]
			qs, err := b.queries(ctx, o)
			if err != nil {
				return nil, err
			}
			for _, q := range qs {
				n, rows, err := b.explain(ctx, c, q)
				if err != nil {
					return nil, fmt.Errorf("%s at %s: %w", q.name, o.class, err)
				}
				key := o.class + q.name
				x := got[key]
				if x == nil {
					x = &Buffers{Query: q.name, Class: o.class, Barred: q.barred}
					got[key] = x
					order = append(order, key)
				}
				x.Rows = rows
				switch mode {
				case "auto":
					x.Auto = n
				case "force_custom_plan":
					x.Custom = n
				default:
					x.Generic = n
				}
			}
		}
		c.Close(ctx)
	}
	for _, k := range order {
		out = append(out, *got[k])
	}
	return out, nil
}

// queries asks the use-cases and keeps what they sent: the first page of each
// worklist, the second, the counts and a search.
func (b *bench) queries(ctx context.Context, o officer) ([]asked, error) {
	me := tenants.With(ctx, tenants.Tenant(o.tenant, tenants.Actor{Kind: "staff", ID: o.staff}))
	var out []asked
	add := func(name string, barred bool, f func() error) error {
		trips, err := b.trace.record(f)
		if err != nil {
			return err
		}
		for _, t := range trips {
			for i, s := range t.list {
				if i == 0 {
					continue
				}
				if strings.Contains(s.sql, "app.tenant_dossier") || strings.Contains(s.sql, "app.rollup") {
					out = append(out, asked{name, barred, t.list[0], s})
				}
			}
		}
		return nil
	}
	svc := b.seen.Dossiers
	for _, q := range []dossiers.Queue{dossiers.QueueOpen, dossiers.QueueMine, dossiers.QueueIntake, dossiers.QueueIncoming, dossiers.QueueSupplement, dossiers.QueueWithdrawal, dossiers.QueueReturn, dossiers.QueueAssign, dossiers.QueueRecent, dossiers.QueueStep} {
		l := dossiers.List{Queue: q, Staff: o.staff, Limit: 51}
		if q == dossiers.QueueStep {
			l.Steps = []string{revision.StepInitial}
		}
		var rows []dossiers.Row
		err := add(string(q), true, func() (err error) { rows, err = svc.Worklist(me, l); return err })
		if err != nil {
			return nil, err
		}
		if len(rows) == 0 {
			continue
		}
		next := func() {
			last := rows[len(rows)-1]
			l.After = dossiers.Cursor{At: last.SortDue, ID: last.ID}
			if q == dossiers.QueueRecent {
				l.After.At = last.SubmittedAt
			}
		}
		if next(); len(rows) == 51 {
			if err := add(string(q)+", next page", true, func() error { _, err := svc.Worklist(me, l); return err }); err != nil {
				return nil, err
			}
		}
		page := 1
		for l.Limit = 200; page < 4; page++ {
			more, err := svc.Worklist(me, l)
			if err != nil {
				return nil, err
			}
			if len(more) < 200 {
				break
			}
			rows = more
			next()
		}
		if l.Limit = 51; page > 1 {
			if err := add(string(q)+", deep page", true, func() error { _, err := svc.Worklist(me, l); return err }); err != nil {
				return nil, err
			}
		}
	}
	if err := add("counts", false, func() error { _, err := svc.Counts(me); return err }); err != nil {
		return nil, err
	}
	return out, add("search by name", false, func() error { _, err := svc.Search(me, b.world.name, 50); return err })
}

// explain prepares the query once per connection, lets a cached plan form, and
// counts the pages of one execution.
func (b *bench) explain(ctx context.Context, c *pgx.Conn, q asked) (buffers, rows int, err error) {
	sd, err := b.super.Prepare(ctx, "", q.stmt.sql)
	if err != nil {
		return 0, 0, err
	}
	types, values := make([]string, len(q.stmt.args)), make([]string, len(q.stmt.args))
	for i, a := range q.stmt.args {
		if err := b.super.QueryRow(ctx, `SELECT format_type($1, NULL)`, sd.ParamOIDs[i]).Scan(&types[i]); err != nil {
			return 0, 0, err
		}
		v, null, err := b.text(sd.ParamOIDs[i], a)
		if err != nil {
			return 0, 0, err
		}
		if values[i] = "'" + strings.ReplaceAll(v, "'", "''") + "'"; null {
			values[i] = "NULL"
		}
	}
	name := fmt.Sprintf("q%x", uuid.NewSHA1(uuid.Nil, []byte(q.stmt.sql)).String()[:8])
	var there bool
	if err := c.QueryRow(ctx, `SELECT EXISTS (SELECT 1 FROM pg_prepared_statements WHERE name = $1)`, name).Scan(&there); err != nil {
		return 0, 0, err
	}
	execute := "EXECUTE " + name + "(" + strings.Join(values, ", ") + ")"
	err = pgx.BeginFunc(ctx, c, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, q.enter.sql, q.enter.args...); err != nil {
			return err
		}
		if !there {
			if _, err := tx.Exec(ctx, "PREPARE "+name+"("+strings.Join(types, ", ")+") AS "+q.stmt.sql); err != nil {
				return err
			}
			for range 6 { // five custom plans, then PostgreSQL decides
				if _, err := tx.Exec(ctx, execute); err != nil {
					return err
				}
			}
		}
		var raw []byte
		if err := tx.QueryRow(ctx, "EXPLAIN (ANALYZE, BUFFERS, TIMING OFF, FORMAT JSON) "+execute, pgx.QueryExecModeSimpleProtocol).Scan(&raw); err != nil {
			return err
		}
		var plan []struct {
			Plan struct {
				Hit  int `json:"Shared Hit Blocks"`
				Read int `json:"Shared Read Blocks"`
				Rows int `json:"Actual Rows"`
			}
		}
		if err := json.Unmarshal(raw, &plan); err != nil {
			return err
		}
		buffers, rows = plan[0].Plan.Hit+plan[0].Plan.Read, plan[0].Plan.Rows
		return nil
	})
	return buffers, rows, err
}
