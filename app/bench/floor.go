package bench

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5/pgtype"
)

// script is what one role's connection does during one request, for pgbench.
// A request that uses two roles (the session, then the office's data) uses two
// connections one after the other, so its floor is the sum of the scripts:
// times add up at one client, and at sixteen the time of each on a full machine.
type script struct {
	role string
	text string
	vars map[string]string // constant values, given with -D
}

// floor is the scripts of one request.
type floor struct {
	scripts    []script
	statements int
	trips      int
	dir        string
	serial     int
}

// known are values that differ between clients or requests and what pgbench
// puts in their place.
type known map[string]string

var (
	placeholder = regexp.MustCompile(`\$\d+`)
	lineComment = regexp.MustCompile(`(?m)--[^\n]*$`)
	uuidText    = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)
)

// newFloor turns recorded trips into scripts. again is the same request on
// other data: ids in which the two differ were made by the request and get a
// new value in each transaction.
func (b *bench) newFloor(ctx context.Context, trips, again []trip, k known) (*floor, error) {
	if len(trips) == 0 {
		return nil, errors.New("the request issued no statement")
	}
	if again != nil && len(again) != len(trips) {
		return nil, fmt.Errorf("the same request made %d and %d round trips", len(trips), len(again))
	}
	f := &floor{trips: len(trips)}
	var err error
	if f.dir, err = os.MkdirTemp("", "motcua-bench-"); err != nil {
		return nil, err
	}
	fresh := known{}
	byRole := map[string]*script{}
	var roles []string
	for i, t := range trips {
		s := byRole[t.role]
		if s == nil {
			s = &script{role: t.role, vars: map[string]string{}}
			byRole[t.role] = s
			roles = append(roles, t.role)
		}
		if t.batch && len(t.list) > 1 {
			s.text += "\\startpipeline\n"
		}
		for j, st := range t.list {
			var other []any
			if again != nil {
				if again[i].list[j].sql != st.sql {
					return nil, fmt.Errorf("the same request sent other statements: %s", again[i].list[j].sql)
				}
				other = again[i].list[j].args
			}
			sql, err := b.replay(ctx, st, other, k, fresh, s.vars, fmt.Sprintf("v%d_%d", i, j))
			if err != nil {
				return nil, fmt.Errorf("%s: %w", st.sql, err)
			}
			s.text += sql + ";\n"
			f.statements++
		}
		if t.batch && len(t.list) > 1 {
			s.text += "\\endpipeline\n"
		}
	}
	for _, r := range roles {
		s := byRole[r]
		if len(k) > 0 {
			// once per connection: who this client is; then the number of the next draft
			s.text = "\\if :ready = 0\nSELECT resident, tenant, token FROM bench.client WHERE n = :client_id \\gset\n\\set ready 1\n\\endif\n\\set i :i + 1\n" +
				"\\set n 100000000000 + :client_id * 1000000 + :i\n" + s.text
		}
		f.scripts = append(f.scripts, *s)
	}
	return f, nil
}

// replay is the statement with its values as pgbench variables of the same types.
func (b *bench) replay(ctx context.Context, st statement, other []any, k, fresh known, vars map[string]string, name string) (string, error) {
	sql := strings.TrimSuffix(strings.TrimSpace(lineComment.ReplaceAllString(st.sql, "")), ";")
	if len(st.args) == 0 {
		return sql, nil
	}
	sd, err := b.super.Prepare(ctx, "", st.sql)
	if err != nil {
		return "", err
	}
	put := make([]string, len(st.args))
	for i, a := range st.args {
		oid := sd.ParamOIDs[i]
		typ := "unknown"
		if err := b.super.QueryRow(ctx, `SELECT format_type($1, NULL)`, oid).Scan(&typ); err != nil {
			return "", err
		}
		v, null, err := b.text(oid, a)
		if err != nil {
			return "", fmt.Errorf("value %d: %w", i+1, err)
		}
		if null {
			put[i] = "NULL::" + typ
			continue
		}
		if v == "" { // pgbench has no empty variables
			put[i] = "''::" + typ
			continue
		}
		if other != nil {
			w, _, err := b.text(oid, other[i])
			if err != nil {
				return "", err
			}
			if w != v {
				learn(v, w, typ, k, fresh)
			}
		}
		if e, found := substitute(v, k, fresh); found {
			put[i] = "(" + e + ")::" + typ
			continue
		}
		n := fmt.Sprintf("%s_%d", name, i+1)
		vars[n] = v
		put[i] = ":" + n + "::" + typ
	}
	return placeholder.ReplaceAllStringFunc(sql, func(p string) string {
		n, err := strconv.Atoi(p[1:])
		if err != nil || n < 1 || n > len(put) {
			return p
		}
		return put[n-1]
	}), nil
}

func (b *bench) text(oid uint32, a any) (string, bool, error) {
	buf, err := b.super.TypeMap().Encode(oid, pgtype.TextFormatCode, a, []byte{})
	return string(buf), buf == nil, err
}

// learn notes ids that a request made by itself.
func learn(v, w, typ string, k, fresh known) {
	if typ == "bytea" {
		if _, ok := k[v]; !ok {
			fresh[v] = fmt.Sprintf("'\\x' || md5('%d' || :n)", len(fresh))
		}
		return
	}
	for _, id := range uuidText.FindAllString(v, -1) {
		if _, ok := k[id]; !ok && !strings.Contains(w, id) && fresh[id] == "" {
			fresh[id] = fmt.Sprintf("md5('%d' || :n)::uuid::text", len(fresh))
		}
	}
}

// substitute rewrites a value that contains known ones as an SQL expression.
func substitute(v string, sets ...known) (string, bool) {
	type hit struct {
		from, to int
		expr     string
	}
	var hits []hit
	for _, k := range sets {
		for old, expr := range k {
			for at := 0; ; {
				i := strings.Index(v[at:], old)
				if i < 0 {
					break
				}
				hits = append(hits, hit{at + i, at + i + len(old), expr})
				at += i + len(old)
			}
		}
	}
	if len(hits) == 0 {
		return "", false
	}
	slices.SortFunc(hits, func(a, b hit) int { return a.from - b.from })
	var parts []string
	quote := func(s string) {
		if s != "" {
			parts = append(parts, "'"+strings.ReplaceAll(s, "'", "''")+"'")
		}
	}
	at := 0
	for _, h := range hits {
		quote(v[at:h.from])
		parts = append(parts, h.expr)
		at = h.to
	}
	quote(v[at:])
	return strings.Join(parts, " || "), true
}

// floorRun is one turn of pgbench over all scripts of a request.
type floorRun struct {
	p50, p95 float64 // milliseconds, summed over scripts
	tps      float64 // requests per second with all clients
	byRole   map[string]float64
}

var tpsLine = regexp.MustCompile(`tps = ([0-9.]+) \(without initial connection time\)`)

// run replays the request n times per client. first is the number of the first
// draft, for requests that use one up.
func (f *floor) run(ctx context.Context, b *bench, clients, n, first int) (floorRun, error) {
	out := floorRun{byRole: map[string]float64{}}
	var each float64 // seconds of a full machine per request
	for _, s := range f.scripts {
		f.serial++
		file := filepath.Join(f.dir, fmt.Sprintf("%s-%d", s.role, f.serial))
		if err := os.WriteFile(file+".sql", []byte(s.text), 0o600); err != nil {
			return out, err
		}
		args := []string{"-n", "-M", "prepared", "-c", strconv.Itoa(clients), "-j", strconv.Itoa(min(clients, 2)), "-t", strconv.Itoa(n), "-f", file + ".sql", "-D", "ready=0", "-D", "i=" + strconv.Itoa(first-1)}
		if clients == 1 {
			args = append(args, "-l", "--log-prefix="+file)
		}
		for k, v := range s.vars {
			args = append(args, "-D", k+"="+v)
		}
		env, err := pgEnv(b.AppURL, s.role)
		if err != nil {
			return out, err
		}
		cmd := exec.CommandContext(ctx, b.PGBench, args...)
		cmd.Env = append(os.Environ(), env...)
		text, err := cmd.CombinedOutput()
		if err != nil {
			return out, fmt.Errorf("pgbench as %s: %w\n%s", s.role, err, tail(string(text)))
		}
		m := tpsLine.FindStringSubmatch(string(text))
		if m == nil || strings.Contains(string(text), "aborted") {
			return out, fmt.Errorf("pgbench as %s:\n%s", s.role, tail(string(text)))
		}
		tps, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			return out, err
		}
		each += 1 / tps
		if clients > 1 {
			continue
		}
		ms, err := readLog(file)
		if err != nil {
			return out, err
		}
		p := percentile(ms, 50)
		out.p50 += p
		out.p95 += percentile(ms, 95)
		out.byRole[s.role] = p
	}
	out.tps = 1 / each
	return out, nil
}

func tail(s string) string {
	if len(s) > 1500 {
		s = "…" + s[len(s)-1500:]
	}
	return s
}

// readLog reads pgbench's log: client, transaction, microseconds, …
func readLog(prefix string) ([]float64, error) {
	files, err := filepath.Glob(prefix + ".[0-9]*")
	if err != nil {
		return nil, err
	}
	var out []float64
	for _, f := range files {
		h, err := os.Open(f)
		if err != nil {
			return nil, err
		}
		for sc := bufio.NewScanner(h); sc.Scan(); {
			w := strings.Fields(sc.Text())
			if len(w) < 3 {
				continue
			}
			us, err := strconv.ParseFloat(w[2], 64)
			if err != nil {
				return nil, err
			}
			out = append(out, us/1000)
		}
		h.Close()
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("pgbench wrote no log %s", prefix)
	}
	return out, nil
}

func (f *floor) close() { _ = os.RemoveAll(f.dir) }
