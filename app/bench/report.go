package bench

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"text/tabwriter"

	"motcua/app/documents"
)

// Case is one kind of request beside its floor. Times are milliseconds.
type Case struct {
	Name       string             `json:"case"`
	AppP50     float64            `json:"app_p50_ms"`
	AppP95     float64            `json:"app_p95_ms"`
	FloorP50   float64            `json:"floor_p50_ms"`
	FloorBy    map[string]float64 `json:"floor_p50_ms_by_role,omitempty"`
	Ratio      float64            `json:"ratio"`
	Bar        float64            `json:"bar,omitempty"`
	Limit      float64            `json:"app_p95_limit_ms,omitempty"`
	Statements int                `json:"statements"`
	Trips      int                `json:"round_trips"`
	Turns      int                `json:"turns"`
	AppRPS     float64            `json:"app_rps_16,omitempty"`
	FloorRPS   float64            `json:"floor_rps_16,omitempty"`
	Share      float64            `json:"share_of_floor_16,omitempty"`
}

// Report is everything one run measured.
type Report struct {
	Rows     int
	Dossiers int64
	Cases    []Case
	Buffers  []Buffers
	Pages    []Page
	Searches []Search
	Storm    *Storm
	Clocks   []Recompute
	Signing  Signing
	Reading  Reading
	Upload   Upload
	Long     LongScan
	Missed   []string // bars that were passed, as sentences
}

func (r *Report) judge() {
	miss := func(f string, a ...any) { r.Missed = append(r.Missed, fmt.Sprintf(f, a...)) }
	if s := r.Storm; s != nil && s.Delay >= s.Limit {
		miss("%d notices of one commune delay another's by %.0f ms at the median, the bar is %.0f ms", s.Size, s.Delay, s.Limit)
	}
	if s := r.Storm; s != nil && (s.Drain == 0 || s.Drain > s.MaxDrain) {
		miss("a storm of %d notices would last %.0f minutes at %.0f a second, the bar is %.0f", s.Size, s.Drain, s.Rate, s.MaxDrain)
	}
	for _, c := range r.Cases {
		if c.Bar > 0 && c.Ratio > c.Bar {
			miss("%s takes %.2f times its floor, the bar is %.0f", c.Name, c.Ratio, c.Bar)
		}
	}
	for _, c := range r.Cases {
		if c.Limit > 0 && c.AppP95 > c.Limit {
			miss("%s takes %.1f ms at p95, the bar is %.0f ms", c.Name, c.AppP95, c.Limit)
		}
	}
	for _, b := range r.Buffers {
		if b.Barred && b.most() > MaxBuffers {
			miss("worklist %q reads %d buffers in the %s office, the bar is %d", b.Query, b.most(), b.Class, MaxBuffers)
		}
	}
	for _, p := range r.Pages {
		if p.Bytes > MaxBytes {
			miss("%s is %d bytes on first view, the bar is %d", p.Path, p.Bytes, MaxBytes)
		}
		if p.Requests > MaxRequests {
			miss("%s takes %d requests on first view, the bar is %d", p.Path, p.Requests, MaxRequests)
		}
	}
	for _, c := range r.Searches {
		if c.P95 > c.Bar {
			miss("%s over %d procedures takes %.1f ms at p95, the bar is %.0f ms", c.Name, c.Procedures, c.P95, c.Bar)
		}
	}
	for _, c := range r.Clocks {
		if c.Seconds > c.Bar {
			miss("%s takes %.1f s for 100,000 open dossiers, the bar is %.0f s", c.Name, c.Seconds, c.Bar)
		}
	}
	if u := r.Upload; u.Peak > u.Bar {
		miss("a %s takes %.0f MB of memory, the bar is %.0f MB", u.Name, u.Peak, u.Bar)
	}
	if x := r.Long; x.Peak > x.Bar*x.First {
		miss("%d %s hold %.0f MB while they are read, the first chunk %.0f MB; the bar is %.1f times", x.Pages, x.Name, x.Peak, x.First, x.Bar)
	}
	if x := r.Long; max(x.Viewer, x.Picture, x.Range) > x.Limit {
		miss("a file of %d pages opens in %.0f ms, its first page in %.0f ms, its end in %.0f ms at p95; the bar is %.0f ms", x.Pages, x.Viewer, x.Picture, x.Range, x.Limit)
	}
	if x := r.Reading; x.Theirs > 0 && x.Ratio() < x.Bar {
		miss("%s: %.0f a minute, ocrmypdf %.0f; the bar is %.0f %%", x.Name, x.PerMinute, x.Theirs, 100*x.Bar)
	}
	if s := r.Signing; s.Seconds > s.Bar {
		miss("%d %s take %.1f s, the bar is %.0f s", s.Documents, s.Name, s.Seconds, s.Bar)
	}
}

// Print writes tables for people.
func (r *Report) Print(w io.Writer) {
	fmt.Fprintf(w, "\n%d dossiers over the nation's communes. The floor is the same request's own SQL in pgbench -M prepared, same socket, same data, in turns;\na request that uses two roles (its session, then the data) has the sum of both. Milliseconds depend on the machine and its other work, ratios hardly.\n\n", r.Dossiers)
	t := tabwriter.NewWriter(w, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "whole HTTP request, 1 client\tp50 ms\tp95 ms\tfloor p50\tratio\tbar\tstatements\tround trips\t")
	for _, c := range r.Cases {
		bar := "–"
		switch {
		case c.Bar > 0:
			bar = fmt.Sprintf("≤ %.0f", c.Bar)
		case c.Limit > 0:
			bar = fmt.Sprintf("p95 ≤ %.0f ms", c.Limit)
		}
		if c.Statements == 0 {
			fmt.Fprintf(t, "%s\t%.2f\t%.2f\tno SQL\t–\t–\t0\t0\t\n", c.Name, c.AppP50, c.AppP95)
			continue
		}
		fmt.Fprintf(t, "%s\t%.2f\t%.2f\t%.2f\t%.2f\t%s\t%d\t%d\t\n", c.Name, c.AppP50, c.AppP95, c.FloorP50, c.Ratio, bar, c.Statements, c.Trips)
	}
	t.Flush()
	fmt.Fprintln(w)
	fmt.Fprintln(t, "throughput, 16 clients\trequests/s\tfloor/s\tshare\t")
	for _, c := range r.Cases {
		if c.AppRPS > 0 {
			fmt.Fprintf(t, "%s\t%.0f\t%.0f\t%.0f %%\t\n", c.Name, c.AppRPS, c.FloorRPS, c.Share*100)
		}
	}
	t.Flush()
	fmt.Fprintln(w)
	fmt.Fprintln(t, "buffers per query (plan chosen / always custom / always generic)\thot\tp99\tmedian\ttiny\t")
	byQuery := map[string]map[string]Buffers{}
	var order []string
	for _, b := range r.Buffers {
		if byQuery[b.Query] == nil {
			byQuery[b.Query] = map[string]Buffers{}
			order = append(order, b.Query)
		}
		byQuery[b.Query][b.Class] = b
	}
	for _, q := range order {
		line := q
		for _, class := range []string{"hot", "p99", "median", "tiny"} {
			if b, ok := byQuery[q][class]; ok {
				line += fmt.Sprintf("\t%d/%d/%d", b.Auto, b.Custom, b.Generic)
			} else {
				line += "\t–"
			}
		}
		if b := byQuery[q]; !firstOf(b).Barred {
			line += " (no bar)"
		}
		fmt.Fprintln(t, line+"\t")
	}
	t.Flush()
	fmt.Fprintln(w)
	fmt.Fprintln(t, "first view of resident pages\tbytes\tof them HTML\trequests\t")
	for _, p := range r.Pages {
		fmt.Fprintf(t, "%s\t%d\t%d\t%d\t\n", p.Path, p.Bytes, p.HTML, p.Requests)
	}
	t.Flush()
	fmt.Fprintln(w)
	fmt.Fprintln(t, "in memory, no HTTP\tprocedures\tqueries\tp50 ms\tp95 ms\tbar p95\t")
	for _, c := range r.Searches {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.2f\t%.2f\t≤ %.0f\t\n", c.Name, c.Procedures, c.Queries, c.P50, c.P95, c.Bar)
	}
	t.Flush()
	if s := r.Storm; s != nil {
		fmt.Fprintf(w, "\n%d notices of one commune, a partner that needs %d ms for each, workers as in production: another commune's notice is sent after %.0f ms at the median instead of %.0f ms (slowest %.0f ms), so %.0f ms later; bar < %.0f ms. %d of the storm were left when measured. Then %.0f a second went out, so all of it in %.1f minutes; bar ≤ %.0f.\n",
			s.Size, stormTakes.Milliseconds(), s.StormP50, s.QuietP50, s.StormMax, s.Delay, s.Limit, s.Left, s.Rate, s.Drain, s.MaxDrain)
	}
	fmt.Fprintln(w)
	fmt.Fprintln(t, "running clocks after a calendar change, 1 worker\tmeasured\tmoved\tµs each\ts for 100,000 (extrapolated)\tbar\t")
	for _, c := range r.Clocks {
		fmt.Fprintf(t, "%s\t%d\t%d\t%.0f\t%.1f\t≤ %.0f\t\n", c.Name, c.Dossiers, c.Moved, c.Micros, c.Seconds, c.Bar)
	}
	t.Flush()
	if x := r.Reading; x.PerMinute > 0 {
		fmt.Fprintf(w, "\n%d %s: %.0f a minute, %d MB of our own memory at most", x.Pages, x.Name, x.PerMinute, x.Heap)
		if x.Theirs > 0 {
			fmt.Fprintf(w, "; ocrmypdf with the same settings %.0f a minute, so %.0f %%, bar ≥ %.0f %%", x.Theirs, 100*x.Ratio(), 100*x.Bar)
		}
		fmt.Fprintln(w)
	}
	if x := r.Long; x.Pages > 0 {
		fmt.Fprintf(w, "\n%d %s: %.0f MB of memory at most while read, %.0f MB for the first %d, bar ≤ %.1f times; %.0f s. Looked at: the viewer %.1f ms, the first page's picture %.1f ms, the last 64 KB %.1f ms at p95, bar ≤ %.0f ms\n",
			x.Pages, x.Name, x.Peak, x.First, documents.Chunk, x.Bar, x.Seconds, x.Viewer, x.Picture, x.Range, x.Limit)
	}
	fmt.Fprintf(w, "\n%d %s: %.2f s, bar ≤ %.0f s\n", r.Signing.Documents, r.Signing.Name, r.Signing.Seconds, r.Signing.Bar)
	fmt.Fprintf(w, "\n%s (%.1f MB): %.1f MB of memory at most, bar ≤ %.0f MB; %.2f s\n", r.Upload.Name, float64(r.Upload.Bytes)/(1<<20), r.Upload.Peak, r.Upload.Bar, r.Upload.Seconds)
	if len(r.Missed) == 0 {
		fmt.Fprintln(w, "\nevery bar is met")
		return
	}
	fmt.Fprintf(w, "\nmissed:\n  %s\n", strings.Join(r.Missed, "\n  "))
}

func firstOf(m map[string]Buffers) Buffers {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	if len(keys) == 0 {
		return Buffers{}
	}
	return m[keys[0]]
}

// Lines is the report for programs: one object each.
func (r *Report) Lines() []any {
	out := []any{map[string]any{"rows": r.Rows, "dossiers": r.Dossiers}}
	for _, c := range r.Cases {
		out = append(out, c)
	}
	for _, b := range r.Buffers {
		out = append(out, b)
	}
	for _, p := range r.Pages {
		out = append(out, p)
	}
	for _, c := range r.Searches {
		out = append(out, c)
	}
	if r.Storm != nil {
		out = append(out, r.Storm)
	}
	for _, c := range r.Clocks {
		out = append(out, c)
	}
	out = append(out, r.Signing, r.Reading, r.Upload, r.Long)
	return append(out, map[string]any{"ok": len(r.Missed) == 0, "missed": r.Missed})
}
