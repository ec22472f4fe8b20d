// Package sectors is the link to systems of ministries and sectors in which
// some procedures are decided (revision.SectorSystems): a dossier is handed to
// the partner, and its number, status and result are asked for until there is
// a result. The port is small, and has one implementation, the simulated
// partner "mô phỏng" (Simulated): no real system's interface was found that
// could be written against. Without a partner, officers type.
package sectors

import (
	"bytes"
	"context"
	"errors"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
)

// Handing is what a partner is told of a dossier.
type Handing struct {
	Dossier, Tenant uuid.UUID // Dossier is the key: handed twice is one
	System          string    // key of revision.SectorSystems
	Code            string    // of the dossier
	Procedure       string    // name for people
}

// Report is what a partner says of a dossier by now; what is not there yet is empty.
type Report struct {
	Number   string
	Status   string
	StatusAt time.Time
	Result   *Result
}

// Result is the decision.
type Result struct {
	Granted bool
	Number  string
	On      time.Time
	Reason  string // of a refusal
	PDF     []byte // the signed document; none: on paper, or only there
}

// Partner is the port. Both calls may be repeated. Unknown says that the
// dossier was never handed over, or was forgotten.
type Partner interface {
	Hand(ctx context.Context, h Handing) error
	Ask(ctx context.Context, system string, dossier uuid.UUID) (Report, error)
	// Every is how long to wait before asking again.
	Every() time.Duration
}

// ErrUnknown is a dossier that the partner does not know.
var ErrUnknown = errors.New("sectors: the partner does not know this dossier")

// Documents keeps the result's file (app/documents).
type Documents interface {
	Store(ctx context.Context, tenant uuid.UUID, in documents.Incoming) (documents.Document, error)
	Record(ctx context.Context, tx pgx.Tx, dossier uuid.UUID, d *documents.Document) error
	Discard(ctx context.Context, d documents.Document)
}

// Link joins the dossiers to the partner; Partner nil: there is none.
type Link struct {
	Dossiers  *dossiers.Service
	Documents Documents
	Partner   Partner
}

// Automatic tells whether a system's decisions come back by themselves here.
func (l *Link) Automatic(system string) bool {
	s, ok := revision.SectorSystemBy(system)
	return l != nil && l.Partner != nil && ok && s.Back == revision.BackAutomatic
}

// Every is how long to wait before asking again.
func (l *Link) Every() time.Duration { return l.Partner.Every() }

// Take hands a dossier over if that was not done, and takes in what the
// partner says of it by now. again tells that there is more to come. Scope:
// the worker of the tenant that decides. It does nothing for a dossier that is
// decided, ended, not handed over by the link, or typed by an officer since.
func (l *Link) Take(ctx context.Context, dossier uuid.UUID) (again bool, err error) {
	x, err := l.Dossiers.SectorCase(ctx, dossier)
	if err != nil || x == nil || x.Door != dossiers.DoorAutomatic || x.State == "decided" || !l.Automatic(x.System) {
		return false, err
	}
	d, err := l.Dossiers.ByID(ctx, dossier)
	if err != nil || d.State.Ended() {
		return false, unless(err)
	}
	if d.State != dossiers.Processing {
		return true, nil // waits for the resident; what comes meanwhile is asked for again
	}
	rep, err := l.Partner.Ask(ctx, x.System, dossier)
	if errors.Is(err, ErrUnknown) {
		t, err := l.Dossiers.TermsFor(ctx, &d)
		if err != nil {
			return true, err
		}
		return true, l.Partner.Hand(ctx, Handing{Dossier: dossier, Tenant: x.Tenant, System: x.System, Code: d.CodeText(), Procedure: t.Name})
	}
	if err != nil {
		return true, err
	}
	if x.State == "handing" {
		if rep.Number == "" {
			return true, nil
		}
		if err := l.Dossiers.TakeSectorNumber(ctx, dossier, rep.Number); err != nil {
			return true, unless(err)
		}
	}
	if rep.Status != "" {
		if err := l.Dossiers.TakeSectorStatus(ctx, dossiers.Ref{ID: dossier}, dossiers.SectorStatus{Words: rep.Status, At: rep.StatusAt}); err != nil {
			return true, unless(err)
		}
	}
	if rep.Result == nil {
		return true, nil
	}
	err = l.result(ctx, x, rep.Result)
	return err != nil, unless(err)
}

// result takes in a decision with its document.
func (l *Link) result(ctx context.Context, x *dossiers.SectorCase, r *Result) error {
	n := dossiers.SectorResult{Outcome: dossiers.Refused, Number: r.Number, On: r.On, Reason: r.Reason}
	if r.Granted {
		n.Outcome = dossiers.Granted
	}
	if len(r.PDF) == 0 {
		return l.Dossiers.TakeSectorResult(ctx, dossiers.Ref{ID: x.Dossier}, n)
	}
	d, err := l.Documents.Store(ctx, x.Tenant, documents.Incoming{Purpose: documents.Result, Name: "ket-qua.pdf", File: bytes.NewReader(r.PDF), Size: int64(len(r.PDF))})
	if err != nil {
		return err
	}
	n.Attach = func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		err := l.Documents.Record(ctx, tx, dossier, &d)
		return d.ID, err
	}
	if err := l.Dossiers.TakeSectorResult(ctx, dossiers.Ref{ID: x.Dossier}, n); err != nil {
		l.Documents.Discard(ctx, d)
		return err
	}
	return nil
}

// unless drops a fault that means there is nothing left to do.
func unless(err error) error {
	if err == nil || dossiers.Settled(err) || fault.HasKey(err, "sector.decided_here") || fault.HasKey(err, "sector.not_entered") {
		return nil
	}
	return err
}
