// Package oldpapers brings earlier results of an office, scanned from the feeder
// by the book, into the papers of the people they are about.
//
// A scan is parted into papers by separating sheets, blank pages, single pages
// or not at all. An officer confirms each beside its picture; with the identity
// number of its owner it becomes a finished dossier with its issued result, and
// so shows wherever results show. Without a number it is kept and waits: nobody
// is matched by a guess, and the officer never learns whether somebody was known.
// What waits is offered to whoever has its name and birth date and a proven
// identity; she claims it without seeing it, and an officer compares and places it.
package oldpapers

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/documents"
	"motcua/storage/pg"
)

// Jobs inserts a job in the transaction of the change; jobs.Inserter is one.
type Jobs interface {
	Insert(ctx context.Context, tx pgx.Tx, a river.JobArgs) error
}

// Service is the acts. All fields are required.
type Service struct {
	DB        *pg.DB
	Documents *documents.Service
	Jobs      Jobs
	Room      func(ctx context.Context) error // refuses a scan where the office has no room left
	Now       func() time.Time
}

// Session is one book that is being digitized.
type Session struct {
	ID          uuid.UUID `db:"id"`
	Title       string    `db:"title"`
	Procedure   uuid.UUID `db:"procedure_id"`
	Revision    uuid.UUID `db:"revision_id"`
	ResultCode  string    `db:"result_code"`
	ResultTitle string    `db:"result_title"`
	Register    string    `db:"register"`
	From        int       `db:"year_from"`
	To          int       `db:"year_to"`
	Parted      string    `db:"parted"`
	OpenedName  string    `db:"opened_name"`
	OpenedAt    time.Time `db:"opened_at"`
	Progress
}

// Progress counts where the papers of a session are.
type Progress struct {
	Scans     int `db:"scans"`
	Reading   int `db:"reading"`   // scans that are not parted yet
	Papers    int `db:"papers"`    // parted, dropped ones left out
	Confirmed int `db:"confirmed"` // by an officer, matched or not
	Placed    int `db:"placed"`    // in the papers of their owners
	Waiting   int `db:"waiting"`   // confirmed, and nobody to match them with yet
	Claims    int `db:"claims"`    // of those, claimed by somebody: an officer compares
}

// Paper is one paper out of a scan.
type Paper struct {
	ID            uuid.UUID  `db:"id"`
	Session       uuid.UUID  `db:"session_id"`
	Scan          uuid.UUID  `db:"scan_id"`
	Pages         []int32    `db:"pages"`
	State         string     `db:"state"`
	Number        string     `db:"number"`
	Year          *int       `db:"year"`
	IssuedOn      *time.Time `db:"issued_on"`
	FullName      string     `db:"full_name"`
	BirthDate     string     `db:"birth_date"`
	Dossier       *uuid.UUID `db:"dossier_id"`
	ConfirmedName string     `db:"confirmed_name"`
	ConfirmedAt   *time.Time `db:"confirmed_at"`
	Note          string     `db:"note"`
	Claims        int        `db:"claims"` // open ones
}

const sessionSQL = `SELECT s.id, s.title, s.procedure_id, s.revision_id, s.result_code, s.result_title, s.register, s.year_from, s.year_to, s.parted, s.opened_name, s.opened_at,
	(SELECT count(*)::int FROM app.old_scan x WHERE x.session_id = s.id) AS scans, (SELECT count(*)::int FROM app.old_scan x WHERE x.session_id = s.id AND x.parted_at IS NULL) AS reading,
	p.papers, p.confirmed, p.placed, p.waiting, p.claims
	FROM app.old_session s CROSS JOIN LATERAL (SELECT count(*) FILTER (WHERE state <> 'dropped')::int AS papers, count(*) FILTER (WHERE state IN ('confirmed', 'placed'))::int AS confirmed,
		count(*) FILTER (WHERE state = 'placed')::int AS placed, count(*) FILTER (WHERE state = 'confirmed')::int AS waiting,
		count(*) FILTER (WHERE state = 'confirmed' AND EXISTS (SELECT 1 FROM app.old_claim c WHERE c.paper_id = p.id AND c.tenant_id = p.tenant_id AND c.state = 'open'))::int AS claims FROM app.old_paper p WHERE p.session_id = s.id) p`

const paperSQL = `SELECT id, session_id, scan_id, pages, state, number, year, issued_on, full_name, birth_date, dossier_id, confirmed_name, confirmed_at, note,
	(SELECT count(*)::int FROM app.old_claim c WHERE c.paper_id = old_paper.id AND c.tenant_id = old_paper.tenant_id AND c.state = 'open') AS claims FROM app.old_paper`
