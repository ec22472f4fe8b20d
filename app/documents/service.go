package documents

import (
	"context"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/storage/blob"
	"motcua/storage/pg"
)

// Jobs inserts a job in the transaction of the change; jobs.Inserter is one.
type Jobs interface {
	Insert(ctx context.Context, tx pgx.Tx, a river.JobArgs) error
}

// Service is the acts on documents.
type Service struct {
	db        *pg.DB
	blobs     *blob.Store
	jobs      Jobs
	digitizer *Digitizer
	now       func() time.Time

	inspector string  // path of this program, as which a child looks into files; "" this process does
	scanner   Scanner // nil: nothing is scanned for malware
}

// New makes the service; every argument is required.
func New(db *pg.DB, blobs *blob.Store, jobs Jobs, digitizer *Digitizer, now func() time.Time) *Service {
	return &Service{db: db, blobs: blobs, jobs: jobs, digitizer: digitizer, now: now}
}

// Guard names what stands between a stranger's file and the store: inspector,
// the path of this program ("" looks into files in this process), and what
// looks for malware (nil: off, and pages say so).
func (s *Service) Guard(inspector string, scanner Scanner) {
	s.inspector, s.scanner = inspector, scanner
}
