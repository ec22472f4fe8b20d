// Package args holds one struct per kind of job: ids only, no personal data.
// A job re-reads what it needs under the tenant it names, and may find nothing
// left to do. Kinds are stable strings; a rename keeps the old one as alias.
package args

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"

	"motcua/tenants"
)

// The lanes. Interactive work has workers of its own, so a commune that
// floods the bulk lane delays nobody's notice or handover (DATABASE.md section 7).
const (
	Interactive = "interactive"
	Bulk        = "bulk"
	// Words has the notices. A slow partner keeps these workers, and nobody else's.
	Words = "words"
	// Exchange has what goes to the national portal, for the same reason.
	Exchange = "exchange"
	// Reading has what recognises pages: it takes whole cores, so few at once.
	Reading = "reading"
)

// Ref names the wall a job works behind. Row-level security on the job table
// demands it: a tenant inserts only jobs that name it, a resident only jobs that name her.
type Ref struct {
	TenantID   uuid.UUID  `json:"tenant_id"`
	ResidentID *uuid.UUID `json:"resident_id,omitempty"`
}

// Tenant is the tenant whose scope the job runs in.
func (r Ref) Tenant() uuid.UUID { return r.TenantID }

// For makes the Ref for work on tenant, in the name of the context's scope.
func For(ctx context.Context, tenant uuid.UUID) Ref {
	r := Ref{TenantID: tenant}
	if s, err := tenants.From(ctx); err == nil && s.Kind == tenants.KindResident {
		id := s.Resident
		r.ResidentID = &id
	}
	return r
}

func interactive(attempts int) river.InsertOpts {
	return river.InsertOpts{Queue: Interactive, Priority: 1, MaxAttempts: attempts}
}

func bulk(attempts int) river.InsertOpts {
	return river.InsertOpts{Queue: Bulk, Priority: 4, MaxAttempts: attempts}
}

// DeliverHandover delivers a sent dossier to the competent tenant's queue. Scope: the sender.
type DeliverHandover struct {
	Ref
	HandoverID uuid.UUID `json:"handover_id"`
	DossierID  uuid.UUID `json:"dossier_id"`
}

// Kind is the job's stable name.
func (DeliverHandover) Kind() string { return "deliver_handover" }

// InsertOpts puts it in the interactive lane.
func (DeliverHandover) InsertOpts() river.InsertOpts { return interactive(25) }

// ReceiveHandover counts a delivered dossier as received when nobody refused
// it in time. Scope: the competent tenant. Scheduled at the end of the window.
type ReceiveHandover struct {
	Ref
	DossierID uuid.UUID `json:"dossier_id"`
}

// Kind is the job's stable name.
func (ReceiveHandover) Kind() string { return "receive_handover" }

// InsertOpts puts it in the interactive lane.
func (ReceiveHandover) InsertOpts() river.InsertOpts { return interactive(25) }

// PassAnswer lets the asker's own job go on with an answer. Scope: the tenant that was asked.
type PassAnswer struct {
	Ref
	ConsultationID uuid.UUID `json:"consultation_id"`
	AskerID        uuid.UUID `json:"asker_id"`
}

// Kind is the job's stable name.
func (PassAnswer) Kind() string { return "pass_answer" }

// InsertOpts puts it in the interactive lane.
func (PassAnswer) InsertOpts() river.InsertOpts { return interactive(25) }

// TakeAnswer goes on with a dossier whose question to another office was
// answered, or lapsed where silence is consent. Scope: the tenant that asked.
type TakeAnswer struct {
	Ref
	ConsultationID uuid.UUID `json:"consultation_id"`
}

// Kind is the job's stable name.
func (TakeAnswer) Kind() string { return "take_answer" }

// InsertOpts puts it in the interactive lane.
func (TakeAnswer) InsertOpts() river.InsertOpts { return interactive(25) }

// TakeDraftAnswer goes on with a dossier whose resident answered the draft that
// she was shown, or did not in time. Scope: the tenant that showed it.
type TakeDraftAnswer struct {
	Ref
	ConfirmationID uuid.UUID `json:"confirmation_id"`
}

// Kind is the job's stable name.
func (TakeDraftAnswer) Kind() string { return "take_draft_answer" }

// InsertOpts puts it in the interactive lane.
func (TakeDraftAnswer) InsertOpts() river.InsertOpts { return interactive(25) }

// NotifyDossier tells the people of a dossier about one event of it.
type NotifyDossier struct {
	Ref
	DossierID uuid.UUID `json:"dossier_id"`
	Event     string    `json:"event"` // audit kind: dossier.filed, dossier.accepted, …
	Version   int       `json:"version"`
}

// Kind is the job's stable name.
func (NotifyDossier) Kind() string { return "notify_dossier" }

// InsertOpts puts it in the interactive lane.
func (NotifyDossier) InsertOpts() river.InsertOpts { return interactive(10) }

// IssueSlip draws a printed form that was issued, and keeps it as it was.
// Scope: the tenant that issued it. Precondition: not kept yet.
type IssueSlip struct {
	Ref
	SlipID uuid.UUID `json:"slip_id"`
}

// Kind is the job's stable name.
func (IssueSlip) Kind() string { return "issue_slip" }

// InsertOpts: a page that is opened before draws the same paper. One per slip
// while it is not over, so that the sweep asks again only for what was given up.
func (IssueSlip) InsertOpts() river.InsertOpts {
	o := bulk(10)
	o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateScheduled, rivertype.JobStateRetryable,
	}}
	return o
}

// StormOf is from how many waiting notices of one tenant on more make no difference.
const StormOf = 200

// SendNotice hands one notice to its channel.
type SendNotice struct {
	Ref
	NoticeID uuid.UUID `json:"notice_id"`
	// Ahead is how many notices of this tenant wait already. It decides the
	// priority at insertion and is no part of the job.
	Ahead int `json:"-"`
}

// Kind is the job's stable name.
func (SendNotice) Kind() string { return "send_notice" }

// InsertOpts puts it in the lane of notices, further back the more of the same
// tenant's wait: 20,000 reminders of one commune stand behind the one message
// of another, whichever came first.
func (a SendNotice) InsertOpts() river.InsertOpts {
	o := river.InsertOpts{Queue: Words, Priority: 1, MaxAttempts: 12}
	switch {
	case a.Ahead >= StormOf:
		o.Priority = 4
	case a.Ahead >= 50:
		o.Priority = 3
	case a.Ahead >= 10:
		o.Priority = 2
	}
	return o
}

// SendCode sends a sign-in code by SMS. It carries the id of its row alone: the
// code is made again from it, and stands in no table.
type SendCode struct {
	CodeID uuid.UUID `json:"code_id"`
}

// Kind is the job's stable name.
func (SendCode) Kind() string { return "send_code" }

// InsertOpts puts it in the interactive lane, for as long as a code lives.
func (SendCode) InsertOpts() river.InsertOpts { return interactive(5) }

// LapseSupplement stops a dossier whose request for papers was not answered.
// Scheduled at the end of the window; the sweep catches up what was missed.
type LapseSupplement struct {
	Ref
	DossierID uuid.UUID `json:"dossier_id"`
}

// Kind is the job's stable name.
func (LapseSupplement) Kind() string { return "lapse_supplement" }

// InsertOpts puts it in the interactive lane.
func (LapseSupplement) InsertOpts() river.InsertOpts { return interactive(25) }

// Digitize reads the next pages of one stored document, until there are none left.
type Digitize struct {
	Ref
	DocumentID uuid.UUID `json:"document_id"`
	// InBulk lets it stand behind the papers of those who wait; it decides the
	// priority at insertion and is no part of the job.
	InBulk bool `json:"-"`
}

// Kind is the job's stable name.
func (Digitize) Kind() string { return "digitize" }

// InsertOpts puts it in the lane of reading; tried for two days, longer than a store is down.
func (a Digitize) InsertOpts() river.InsertOpts {
	o := river.InsertOpts{Queue: Reading, Priority: 2, MaxAttempts: 15}
	if a.InBulk {
		o.Priority = 4
	}
	return o
}

// ScanDocument looks for malware in a document that was kept while the scanner was away.
type ScanDocument struct {
	Ref
	DocumentID uuid.UUID `json:"document_id"`
}

// Kind is the job's stable name.
func (ScanDocument) Kind() string { return "scan_document" }

// InsertOpts puts it in the bulk lane; tried for two days, longer than a scanner is down.
func (ScanDocument) InsertOpts() river.InsertOpts { return bulk(15) }

// VerifySignatures looks at the signatures in a PDF that was handed in.
type VerifySignatures struct {
	Ref
	DocumentID uuid.UUID `json:"document_id"`
}

// Kind is the job's stable name.
func (VerifySignatures) Kind() string { return "verify_signatures" }

// InsertOpts puts it in the bulk lane; tried for two days, longer than a store is down.
func (VerifySignatures) InsertOpts() river.InsertOpts { return bulk(15) }

// LockResult puts the store's lock on a file that was issued.
type LockResult struct {
	Ref
	DocumentID uuid.UUID `json:"document_id"`
}

// Kind is the job's stable name.
func (LockResult) Kind() string { return "lock_result" }

// InsertOpts puts it in the bulk lane; tried for two days, longer than a store is down.
func (LockResult) InsertOpts() river.InsertOpts { return bulk(15) }

// DeleteBlob removes an object whose row is gone.
type DeleteBlob struct {
	Ref
	Key string `json:"key"` // "{tenant}/{uuid}"
}

// Kind is the job's stable name.
func (DeleteBlob) Kind() string { return "delete_blob" }

// InsertOpts puts it in the bulk lane.
func (DeleteBlob) InsertOpts() river.InsertOpts { return bulk(25) }

// DestroyList destroys the dossiers of a list that two people agreed on, a
// slice at a time. Scope: the office. Precondition: approved and not done.
type DestroyList struct {
	Ref
	ListID uuid.UUID `json:"list_id"`
}

// Kind is the job's stable name.
func (DestroyList) Kind() string { return "destroy_list" }

// InsertOpts puts it in the bulk lane; tried for weeks, because a lock may end a little later than the row says.
func (DestroyList) InsertOpts() river.InsertOpts { return bulk(25) }

// SweepBlobs compares a tenant's objects with its rows, both ways.
type SweepBlobs struct {
	Ref
}

// Kind is the job's stable name.
func (SweepBlobs) Kind() string { return "sweep_blobs" }

// InsertOpts puts it in the bulk lane; one per tenant and day.
func (SweepBlobs) InsertOpts() river.InsertOpts {
	o := bulk(5)
	o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByPeriod: 24 * time.Hour}
	return o
}

// CountTimes counts, once a day, how long the procedures of one province
// really took. Scope: the province's centre.
type CountTimes struct {
	Ref
}

// Kind is the job's stable name.
func (CountTimes) Kind() string { return "count_times" }

// InsertOpts puts it in the bulk lane; one per province and day.
func (CountTimes) InsertOpts() river.InsertOpts {
	o := bulk(5)
	o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByPeriod: 24 * time.Hour}
	return o
}

// SweepTenant looks at one tenant's data for everything that is due by now:
// reminders, lapsed requests, handovers nobody answered. Computed from data,
// so a missed night is caught up.
type SweepTenant struct {
	Ref
	// Cursor is where a sweep that was more than one slice goes on; empty at its beginning.
	Cursor string `json:"cursor,omitempty"`
}

// Kind is the job's stable name.
func (SweepTenant) Kind() string { return "sweep_tenant" }

// InsertOpts puts it in the bulk lane; one per tenant, cursor and period.
func (SweepTenant) InsertOpts() river.InsertOpts {
	o := bulk(3)
	o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByPeriod: 10 * time.Minute}
	return o
}

// SweepAll enqueues SweepTenant for live tenants, a slice at a time: round
// robin at the producer, so no commune waits behind all the others.
type SweepAll struct {
	After string `json:"after"` // tenant code to go on after
}

// Kind is the job's stable name.
func (SweepAll) Kind() string { return "sweep_all" }

// InsertOpts puts it in the bulk lane; one per slice and period.
func (SweepAll) InsertOpts() river.InsertOpts {
	o := bulk(3)
	o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByPeriod: 10 * time.Minute}
	return o
}

// AnchorAudit hashes the heads of all audit chains once a day.
type AnchorAudit struct {
	Day string `json:"day"` // 2006-01-02, Vietnamese day
}

// Kind is the job's stable name.
func (AnchorAudit) Kind() string { return "anchor_audit" }

// InsertOpts puts it in the bulk lane; once a day.
func (AnchorAudit) InsertOpts() river.InsertOpts {
	o := bulk(10)
	o.UniqueOpts = river.UniqueOpts{ByArgs: true}
	return o
}

// SweepRetention deletes, once a day, what is past its time and belongs to no tenant.
type SweepRetention struct {
	Day string `json:"day"` // 2006-01-02, Vietnamese day
}

// Kind is the job's stable name.
func (SweepRetention) Kind() string { return "sweep_retention" }

// InsertOpts puts it in the bulk lane; once a day.
func (SweepRetention) InsertOpts() river.InsertOpts {
	o := bulk(10)
	o.UniqueOpts = river.UniqueOpts{ByArgs: true}
	return o
}

// TryRevision tries a draft over one commune's dossiers, and once it is
// published looks whether anything moved. Scope: the commune.
type TryRevision struct {
	Ref
	TrialID uuid.UUID `json:"trial_id"`
	After   bool      `json:"after,omitempty"`
}

// Kind is the job's stable name.
func (TryRevision) Kind() string { return "try_revision" }

// InsertOpts: nobody at a counter waits for it.
func (TryRevision) InsertOpts() river.InsertOpts { return bulk(5) }

// PushStatus sends what waits of one dossier's national statuses to the national
// portal, in order; of a whole tenant when it names no dossier. Scope: a tenant
// that reads the dossier. A try that failed asks for the next one itself.
type PushStatus struct {
	Ref
	DossierID uuid.UUID `json:"dossier_id"`
}

// Kind is the job's stable name.
func (PushStatus) Kind() string { return "push_status" }

// InsertOpts: a lane of its own, so that a slow portal keeps nobody else waiting.
func (PushStatus) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: Exchange, Priority: 1, MaxAttempts: 10}
}

// FetchFiles brings the files of a dossier that was filed on the national
// portal. Scope: the tenant where it landed.
type FetchFiles struct {
	Ref
	DossierID uuid.UUID `json:"dossier_id"`
}

// Kind is the job's stable name.
func (FetchFiles) Kind() string { return "fetch_files" }

// InsertOpts puts it in the lane of the exchange.
func (FetchFiles) InsertOpts() river.InsertOpts {
	return river.InsertOpts{Queue: Exchange, Priority: 2, MaxAttempts: 10}
}

// AskSector hands one dossier to the sector system that decides it, and asks
// that system for its number, status and result until there is one. Scope: the
// tenant that decides. Precondition: entered by the link and not decided yet.
type AskSector struct {
	Ref
	DossierID uuid.UUID `json:"dossier_id"`
}

// Kind is the job's stable name.
func (AskSector) Kind() string { return "ask_sector" }

// InsertOpts: the other system has its own time. One per dossier while it is
// not over, so that asking again only helps when the last one gave up.
func (AskSector) InsertOpts() river.InsertOpts {
	o := bulk(25)
	o.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: []rivertype.JobState{
		rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRunning, rivertype.JobStateScheduled, rivertype.JobStateRetryable,
	}}
	return o
}

// PauseOutage lets one tenant's clocks stand still for an announced outage.
// Scope: the tenant. Precondition: the outage is over.
type PauseOutage struct {
	Ref
	OutageID uuid.UUID `json:"outage_id"`
}

// Kind is the job's stable name.
func (PauseOutage) Kind() string { return "pause_outage" }

// InsertOpts: in bulk, so that no counter waits for it.
func (PauseOutage) InsertOpts() river.InsertOpts { return bulk(10) }

// RecomputeCalendar goes over one tenant's running clocks after a change of a
// calendar: to say what it would mean, or, once it holds, to move the dates that
// the law lets it move. Scope: the tenant. Precondition: the change is still
// the one that was asked about (edit), or holds.
type RecomputeCalendar struct {
	Ref
	ChangeID uuid.UUID `json:"change_id"`
	Edit     int       `json:"edit"`
	Hold     bool      `json:"hold,omitempty"`
	Again    bool      `json:"again,omitempty"` // a second look, for acts that were under way at the first
}

// Kind is the job's stable name.
func (RecomputeCalendar) Kind() string { return "recompute_calendar" }

// InsertOpts: in bulk, so that no counter waits for it.
func (RecomputeCalendar) InsertOpts() river.InsertOpts { return bulk(10) }
