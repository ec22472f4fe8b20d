package documents

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/storage/blob"
	"motcua/storage/pg"
	"motcua/tenants"
)

// orphanAge is how old an object without a row must be before the sweep takes it:
// far longer than any upload or job is under way.
const orphanAge = 48 * time.Hour

// settled is how old a row must be before its missing file is a fault.
const settled = time.Hour

// sweepBatch is how many objects are compared at once: what a sweep holds in
// memory, however much an office has.
const sweepBatch = 500

// Swept is what one sweep found.
type Swept struct {
	Deleted int // files that no row has: uploads whose transaction failed, drafts thrown away
	Missing int // rows whose file the store does not have
}

// Sweep compares the tenant's stored files with its rows, both ways, in one walk
// over the listing. Files that nothing has are deleted; a document whose file is
// missing is marked, so that its page says what happened, and unmarked when the
// file is back. Pieces of uploads under way belong to their upload. It is the
// work of the sweep_blobs job, in the worker's scope of the tenant; twice is
// harmless.
// Fault: Unavailable (storage.down): to be tried again.
func (s *Service) Sweep(ctx context.Context) (Swept, error) {
	scope, err := tenants.From(ctx)
	if err != nil {
		return Swept{}, err
	}
	w := sweep{Service: s, began: s.now(), prefix: scope.Tenant.String() + "/"}
	w.last = w.prefix
	err = s.blobs.List(ctx, scope.Tenant, func(o blob.Listed) error {
		if o.Issued() && !w.results { // the second of the two listings begins
			if err := w.flush(ctx, w.prefix+"g"); err != nil { // past every hexadecimal id
				return err
			}
			w.results, w.last = true, w.prefix+"result/"
		}
		if w.batch = append(w.batch, o); len(w.batch) < sweepBatch {
			return nil
		}
		return w.flush(ctx, o.Key)
	})
	if err != nil {
		return w.found, err
	}
	if !w.results {
		if err := w.flush(ctx, w.prefix+"g"); err != nil {
			return w.found, err
		}
		w.last = w.prefix + "result/"
	}
	if err := w.flush(ctx, w.prefix+"result/g"); err != nil {
		return w.found, err
	}
	return w.found, s.swept(ctx, w.found)
}

// sweep is one walk. Keys differ in hexadecimal digits at the same places only,
// so that the store and any collation of the database have them in one order.
type sweep struct {
	*Service
	began   time.Time
	prefix  string
	last    string // everything up to it was compared
	results bool
	batch   []blob.Listed
	found   Swept
}

// row is a document as the sweep compares it.
type sweepRow struct {
	Key     string     `db:"object_key"`
	Created time.Time  `db:"created_at"`
	Missing *time.Time `db:"missing_at"`
}

// flush compares what was listed after last with the rows up to and including upTo.
func (w *sweep) flush(ctx context.Context, upTo string) error {
	rows, err := pg.Rows[sweepRow](ctx, w.db, `SELECT object_key, created_at, missing_at FROM app.document WHERE object_key > $1 AND object_key <= $2 AND tenant_id = app.tenant_id()`, w.last, upTo)
	if err != nil {
		return err
	}
	there := map[string]bool{}
	var old []blob.Object
	for _, o := range w.batch {
		there[o.Key] = true
		if o.At.Before(w.began.Add(-orphanAge)) {
			old = append(old, o.Object)
		}
	}
	w.batch, w.last = w.batch[:0], upTo
	var back, gone []string
	for _, r := range rows {
		switch {
		case there[r.Key] && r.Missing != nil:
			back = append(back, r.Key)
		case there[r.Key] || r.Created.After(w.began.Add(-settled)):
		default:
			// a file may have been put back since the page of the listing was made
			ok, err := w.blobs.Exists(ctx, blob.Object{Tenant: tenantOf(r.Key), Key: r.Key})
			if err != nil {
				return err
			}
			if !ok {
				w.found.Missing++
			}
			if !ok && r.Missing == nil {
				gone = append(gone, r.Key)
			}
		}
	}
	if err := w.mark(ctx, gone, back); err != nil {
		return err
	}
	n, err := w.deleteUnowned(ctx, old)
	w.found.Deleted += n
	return err
}

func (s *Service) mark(ctx context.Context, gone, back []string) error {
	if len(gone)+len(back) == 0 {
		return nil
	}
	return s.db.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `UPDATE app.document SET missing_at = CASE WHEN object_key = ANY ($1::text[]) THEN $3::timestamptz END WHERE object_key = ANY ($1::text[] || $2::text[]) AND tenant_id = app.tenant_id()`, orEmpty(gone), orEmpty(back), s.now())
		return err
	})
}

func orEmpty(s []string) []string { return append([]string{}, s...) }

// swept folds the room that files take and writes down what the sweep found.
func (s *Service) swept(ctx context.Context, found Swept) error {
	return s.db.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `SELECT app.fold_storage()`); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, `UPDATE app.storage_usage SET missing = $1, orphans = $2, swept_at = $3 WHERE tenant_id = app.tenant_id()`, found.Missing, found.Deleted, s.now())
		return err
	})
}
