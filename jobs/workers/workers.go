// Package workers says what is done for each kind of job: it draws the wall of
// the tenant that the job names and calls one use-case, which re-reads and may
// find nothing left to do.
package workers

import (
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/jobs"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Documents is what the jobs about files call (app/documents). Each works in
// the worker's scope and does nothing when there is nothing left to do.
type Documents interface {
	DigitizeDocument(ctx context.Context, id uuid.UUID) (missing []string, more bool, err error)
	ScanDocument(ctx context.Context, id uuid.UUID) error
	DeleteBlob(ctx context.Context, key string) error
	LockResult(ctx context.Context, id uuid.UUID) error
	LockLeft(ctx context.Context) error
	Sweep(ctx context.Context) (documents.Swept, error)
}

// Codes gives phone and text of a sign-in code (app/people). Fault: NotFound
// once it lapsed or was used.
type Codes interface {
	CodeMessage(ctx context.Context, id uuid.UUID) (phone, text string, err error)
}

// Retention deletes what is past its time and belongs to no tenant (app/governing).
type Retention interface {
	Run(ctx context.Context) error
}

// Trials tries a draft over one tenant's dossiers (app/governing).
type Trials interface {
	Run(ctx context.Context, trial uuid.UUID) error
	CheckAfter(ctx context.Context, trial uuid.UUID) error
}

// Calendars goes over a tenant's running clocks after a change of a calendar (app/governing).
type Calendars interface {
	Recompute(ctx context.Context, a args.RecomputeCalendar) (more bool, err error)
	PauseOutage(ctx context.Context, a args.PauseOutage) (more bool, err error)
}

// Times counts how long a province's procedures really took (app/reports).
type Times interface {
	CountTimes(ctx context.Context) error
}

// Sectors is the link to sector systems (app/sectors).
type Sectors interface {
	Take(ctx context.Context, dossier uuid.UUID) (again bool, err error)
	Every() time.Duration
}

// Exchange is the link to the national portal (app/exchange).
type Exchange interface {
	Push(ctx context.Context, dossier uuid.UUID) error
	CatchUp(ctx context.Context, quiet time.Duration) (more bool, err error)
	FetchFiles(ctx context.Context, dossier uuid.UUID) error
}

// Signatures looks at the signatures of what was handed in (app/checking).
type Signatures interface {
	Incoming(ctx context.Context, document uuid.UUID) error
}

// Slips keeps printed forms as they were issued (app/issuing).
type Slips interface {
	Draw(ctx context.Context, slip uuid.UUID) error
}

// Keeping destroys what two people agreed on (app/keeping).
type Keeping interface {
	Destroy(ctx context.Context, list uuid.UUID) (more bool, err error)
}

// OldPapers parts scans of old papers, and lets them go once they are done
// (app/oldpapers).
type OldPapers interface {
	Part(ctx context.Context, document uuid.UUID) error
	Sweep(ctx context.Context) (gone int, err error)
}

// Deps is what the jobs need; all fields are required.
type Deps struct {
	DB        *pg.DB
	Jobs      *jobs.Inserter
	Dossiers  *dossiers.Service
	Sweep     *dossiers.Sweep
	Notices   *notices.Service
	Documents Documents
	Codes     Codes
	Retention Retention
	Trials    Trials
	Calendars Calendars
	Times     Times
	Sectors   Sectors
	Exchange  Exchange
	Slips     Slips
	Keeping   Keeping
	Signed    Signatures
	OldPapers OldPapers
	// Platform is the operator's tenant: jobs about no tenant leave their last
	// success there.
	Platform uuid.UUID
	Now      func() time.Time
}

// Register adds a worker for every kind in jobs/args.
func Register(w *river.Workers, d Deps) {
	river.AddWorker(w, For(0, d.deliverHandover))
	river.AddWorker(w, For(0, d.receiveHandover))
	river.AddWorker(w, For(0, d.lapseSupplement))
	river.AddWorker(w, For(0, d.passAnswer))
	river.AddWorker(w, For(0, d.takeAnswer))
	river.AddWorker(w, For(0, d.takeDraftAnswer))
	river.AddWorker(w, For(0, d.notifyDossier))
	river.AddWorker(w, For(0, d.sendNotice))
	river.AddWorker(w, For(0, d.issueSlip))
	river.AddWorker(w, For(10*time.Minute, d.digitize))
	river.AddWorker(w, For(time.Minute, d.scanDocument))
	river.AddWorker(w, For(2*time.Minute, d.verifySignatures))
	river.AddWorker(w, For(0, d.lockResult))
	river.AddWorker(w, For(0, d.deleteBlob))
	river.AddWorker(w, For(30*time.Minute, d.sweepBlobs))
	river.AddWorker(w, For(5*time.Minute, d.destroyList))
	river.AddWorker(w, For(5*time.Minute, d.sweepTenant))
	river.AddWorker(w, For(10*time.Minute, d.tryRevision))
	river.AddWorker(w, For(time.Minute, d.askSector))
	river.AddWorker(w, For(5*time.Minute, d.recomputeCalendar))
	river.AddWorker(w, For(5*time.Minute, d.pauseOutage))
	river.AddWorker(w, For(5*time.Minute, d.countTimes))
	river.AddWorker(w, For(5*time.Minute, d.pushStatus))
	river.AddWorker(w, For(5*time.Minute, d.fetchFiles))
	river.AddWorker(w, nation(time.Minute, d.sendCode))
	river.AddWorker(w, nation(10*time.Minute, d.sweepRetention))
	river.AddWorker(w, nation(5*time.Minute, d.sweepAll))
	river.AddWorker(w, nation(10*time.Minute, d.anchorAudit))
}

// forTenant is the arguments of a job that works for one tenant.
type forTenant interface {
	river.JobArgs
	Tenant() uuid.UUID
}

type worker[T river.JobArgs] struct {
	river.WorkerDefaults[T]
	timeout time.Duration // 0: the client's
	do      func(context.Context, T) error
}

func (w *worker[T]) Timeout(*river.Job[T]) time.Duration { return w.timeout }

func (w *worker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	return answer(w.do(ctx, job.Args))
}

// For makes the worker of a kind that names its tenant: do runs inside that
// tenant's wall. A job without a tenant is cancelled, never worked.
func For[T forTenant](timeout time.Duration, do func(context.Context, T) error) river.Worker[T] {
	return &worker[T]{timeout: timeout, do: func(ctx context.Context, a T) error {
		if a.Tenant() == uuid.Nil {
			return river.JobCancel(fault.New(fault.Internal, "job.no_tenant"))
		}
		return do(tenants.With(ctx, tenants.Worker(a.Tenant())), a)
	}}
}

// nation makes the worker of a kind about no tenant; do draws its own wall.
func nation[T river.JobArgs](timeout time.Duration, do func(context.Context, T) error) river.Worker[T] {
	return &worker[T]{timeout: timeout, do: do}
}

// answer tells River what a use-case said: "later" is no failure and costs no attempt.
func answer(err error) error {
	var later notices.Later
	if errors.As(err, &later) {
		return river.JobSnooze(max(later.After, time.Second))
	}
	return err
}

// unless drops a fault that means there is nothing left to do.
func unless(err error) error {
	if dossiers.Settled(err) {
		return nil
	}
	return err
}
