// Package keeping is how long an office keeps what it has, and how things go:
// classes of retention, legal holds, destruction that takes two people and
// leaves a proof, and the room that files take.
//
// Nothing filed is ever deleted by itself (Luật Lưu trữ 33/2024/QH15: hủy tài
// liệu by decision of the head): a dossier past the term of its class becomes a
// candidate, one person proposes it, another decides, a job destroys, and the
// database refuses every other way.
package keeping

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/storage/pg"
)

// Jobs inserts a job in the transaction of the change; jobs.Inserter is one.
type Jobs interface {
	Insert(ctx context.Context, tx pgx.Tx, a river.JobArgs) error
}

// Files is what stands in the object store; documents.Service is one.
type Files interface {
	DestroyFiles(ctx context.Context, list uuid.UUID, limit int) (n int, err error)
	LockDays() int
}

// Service is the acts of keeping. All fields are required.
type Service struct {
	DB    *pg.DB
	Files Files
	Jobs  Jobs
	Now   func() time.Time
	Quota int64 // bytes an office may take unless its province or the operator says otherwise; 0: no limit
}
