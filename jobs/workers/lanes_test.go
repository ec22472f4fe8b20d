package workers_test

import (
	"bufio"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/jobs"
	"motcua/jobs/args"
	"motcua/jobs/workers"
)

// A commune that floods the bulk lane delays nobody's notice.
func TestAFloodInOneLaneDelaysNobodyInTheOther(t *testing.T) {
	w := setup(t)
	var done, running, most atomic.Int32
	w.files.digitize = func(ctx context.Context, _ uuid.UUID) error {
		if n := running.Add(1); n > most.Load() {
			most.Store(n)
		}
		defer running.Add(-1)
		select {
		case <-time.After(100 * time.Millisecond):
			done.Add(1)
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	must(t, w.db.Tx(w.worker(w.hoaBinh), func(tx pgx.Tx) error {
		for range 300 {
			if err := w.ins.Insert(t.Context(), tx, args.Digitize{Ref: args.Ref{TenantID: w.hoaBinh}, DocumentID: uuid.New()}); err != nil {
				return err
			}
		}
		return nil
	}))
	w.start(jobs.Options{Interactive: 2, Bulk: 4})
	w.until("the flood runs", func() bool { return done.Load() > 8 })
	w.filed()
	begun := time.Now()
	w.until("the resident is told", func() bool { return len(w.out.all("sms")) == 1 })
	took, left := time.Since(begun), 300-done.Load()
	t.Logf("told after %s while %d of the flood were left", took, left)
	if left < 100 || took > 3*time.Second || most.Load() > 4 {
		t.Errorf("told after %s with %d left; %d bulk workers", took, left, most.Load())
	}
}

// One tenant's failures are its own.
func TestOneTenantsFailureStopsNoOther(t *testing.T) {
	w := setup(t)
	var good atomic.Int32
	bad := map[uuid.UUID]bool{}
	for range 20 {
		bad[uuid.New()] = true
	}
	w.files.digitize = func(_ context.Context, id uuid.UUID) error {
		if bad[id] {
			panic("broken file")
		}
		good.Add(1)
		return nil
	}
	must(t, w.db.Tx(w.worker(w.hoaBinh), func(tx pgx.Tx) error {
		for id := range bad {
			must(t, w.ins.Insert(t.Context(), tx, args.Digitize{Ref: args.Ref{TenantID: w.hoaBinh}, DocumentID: id}))
		}
		return nil
	}))
	must(t, w.db.Tx(w.worker(w.kimBoi), func(tx pgx.Tx) error {
		for range 5 {
			must(t, w.ins.Insert(t.Context(), tx, args.Digitize{Ref: args.Ref{TenantID: w.kimBoi}, DocumentID: uuid.New()}))
		}
		// names no tenant: refused for good, not worked as anybody
		return w.ins.Insert(t.Context(), tx, args.Digitize{DocumentID: uuid.New()})
	}))
	w.start(jobs.Options{})
	w.until("the other tenant's are done", func() bool { return good.Load() == 5 })
	w.until("the failed ones wait for another try", func() bool {
		return w.count(`SELECT count(*) FROM app.river_job WHERE state IN ('retryable', 'available', 'running', 'scheduled') AND args ->> 'tenant_id' = $1 AND array_length(errors, 1) > 0`, w.hoaBinh.String()) == 20
	})
	w.until("the homeless one is cancelled", func() bool {
		return w.count(`SELECT count(*) FROM app.river_job WHERE state = 'cancelled' AND args ->> 'tenant_id' = $1`, uuid.Nil.String()) == 1
	})
}

// Stopping waits for the job at work; what was not begun stays for the next client.
func TestStopIsGraceful(t *testing.T) {
	w := setup(t)
	began, finish := make(chan struct{}), make(chan struct{})
	var ended atomic.Bool
	w.files.digitize = func(ctx context.Context, _ uuid.UUID) error {
		close(began)
		select {
		case <-finish:
			ended.Store(true)
		case <-ctx.Done():
		}
		return ctx.Err()
	}
	must(t, w.db.Tx(w.worker(w.kimBoi), func(tx pgx.Tx) error {
		return w.ins.Insert(t.Context(), tx, args.Digitize{Ref: args.Ref{TenantID: w.kimBoi}, DocumentID: uuid.New()})
	}))
	c := w.start(jobs.Options{})
	<-began
	time.AfterFunc(300*time.Millisecond, func() { close(finish) })
	must(t, c.Stop(t.Context()))
	if !ended.Load() || w.count(`SELECT count(*) FROM app.river_job WHERE state = 'completed'`) != 1 {
		t.Error("stopped without waiting")
	}
}

// TestVictim is the process that TestKilledClientResumes kills in the middle of a job.
func TestVictim(t *testing.T) {
	url := os.Getenv("JOBS_TEST_VICTIM")
	if url == "" {
		t.Skip("runs as a child only")
	}
	db := openPool(t, url)
	ws := river.NewWorkers()
	river.AddWorker(ws, workers.For(0, func(ctx context.Context, _ args.Digitize) error {
		os.Stdout.WriteString("at work\n")
		<-ctx.Done()
		return ctx.Err()
	}))
	c, err := jobs.NewClient(db, ws, jobs.Options{})
	must(t, err)
	must(t, c.Start(t.Context()))
	time.Sleep(time.Minute)
}

func TestKilledClientResumes(t *testing.T) {
	w := setup(t)
	must(t, w.db.Tx(w.worker(w.kimBoi), func(tx pgx.Tx) error {
		return w.ins.Insert(t.Context(), tx, args.Digitize{Ref: args.Ref{TenantID: w.kimBoi}, DocumentID: uuid.New()})
	}))
	cmd := exec.Command(os.Args[0], "-test.run=^TestVictim$", "-test.v")
	cmd.Env = append(os.Environ(), "JOBS_TEST_VICTIM="+w.u.AppURL)
	out, err := cmd.StdoutPipe()
	must(t, err)
	must(t, cmd.Start())
	t.Cleanup(func() { _ = cmd.Process.Kill() })
	for sc := bufio.NewScanner(out); sc.Scan() && !strings.Contains(sc.Text(), "at work"); {
	}
	must(t, cmd.Process.Kill()) // -9
	var exit *exec.ExitError
	if err := cmd.Wait(); !errors.As(err, &exit) {
		t.Fatalf("the victim ended by itself: %v", err)
	}
	if n := w.count(`SELECT count(*) FROM app.river_job WHERE state = 'running'`); n != 1 {
		t.Fatalf("%d jobs are left running", n)
	}
	var again atomic.Int32
	w.files.digitize = func(context.Context, uuid.UUID) error { again.Add(1); return nil }
	// the minute and a half that a job may be at work and the leader's lease, in short
	w.exec(`DELETE FROM app.river_leader`)
	w.exec(`UPDATE app.river_job SET attempted_at = now() - interval '10 minutes'`)
	w.start(jobs.Options{})
	w.until("another client has done it", func() bool {
		return w.count(`SELECT count(*) FROM app.river_job WHERE kind = 'digitize' AND state = 'completed'`) == 1
	})
	if again.Load() != 1 {
		t.Errorf("worked %d times", again.Load())
	}
}
