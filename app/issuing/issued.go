// Package issuing makes the printed forms M01 to M05 that go with the events of
// a dossier, and keeps each as it was issued: a number without gaps per office,
// form and year, written with the event; then, by a job, what stood on the
// paper and the PDF/A of it with its digest, as a document of the dossier.
//
// Kept are the receipt (M01, "dự kiến" and dated), the request for papers
// (M02), the refusal to receive (M03), the apology (M04) and the stop (M05). M06
// grows with the dossier and M07 is a book: both are drawn when asked for.
package issuing

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/deadlines"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/slips"
	"motcua/storage/pg"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// Service holds what is needed to make a slip; all fields are required.
type Service struct {
	DB         *pg.DB
	Dossiers   *dossiers.Service
	Documents  *documents.Service
	Procedures *procedures.Catalogue
	Offices    *registry.Units
	Templates  *slips.Templates
	Now        func() time.Time
	Base       string // how browsers reach us: what the QR picture leads to
}

// Issued is one line of the register of slips.
type Issued struct {
	ID       uuid.UUID   `db:"id"`
	Tenant   uuid.UUID   `db:"tenant_id"` // that issued it
	Dossier  uuid.UUID   `db:"dossier_id"`
	Form     slips.Form  `db:"form"`
	Year     int         `db:"year"`
	Number   int         `db:"number"`
	Code     string      `db:"code"`
	Event    string      `db:"event"`
	At       time.Time   `db:"issued_at"`
	By       string      `db:"issued_name"`
	Content  *slips.Slip `db:"content"`     // what stood on it; nil until it is kept
	Document *uuid.UUID  `db:"document_id"` // the PDF/A; nil until it is kept
	SHA256   []byte      `db:"sha256"`
}

const issuedSQL = `SELECT s.id, s.tenant_id, s.dossier_id, s.form, s.year, s.number, s.code, s.event, s.issued_at, s.issued_name, s.content, s.document_id, d.sha256
	FROM app.slip_issued s LEFT JOIN app.document d ON d.id = s.document_id WHERE `

// Of lists the slips of a dossier that the context's scope may see, the newest first.
func (s *Service) Of(ctx context.Context, dossier uuid.UUID) ([]Issued, error) {
	return pg.Rows[Issued](ctx, s.DB, issuedSQL+`s.dossier_id = $1 ORDER BY s.issued_at DESC, s.number DESC`, dossier)
}

// Line is one line of the register on paper: without what stood on the slip.
type Line struct {
	Issued
	Applicant string `db:"applicant_name"`
}

// Register reads the register of slips of the context's tenant for the days
// from and to, in the order of their numbers, at most dossiers.MostRegisterLines.
// Scope: tenant. Fault: Invalid when the range is too long.
func (s *Service) Register(ctx context.Context, form slips.Form, from, to time.Time) ([]Line, error) {
	if deadlines.DayOf(to) < deadlines.DayOf(from) || deadlines.DayOf(to)-deadlines.DayOf(from) > dossiers.MostRegisterDays {
		return nil, fault.Fields(map[string]string{"den": "Chọn khoảng ngày dài tối đa 92 ngày"})
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return pg.Rows[Line](ctx, s.DB, `SELECT s.id, s.tenant_id, s.dossier_id, s.form, s.year, s.number, s.code, s.event, s.issued_at, s.issued_name, NULL::jsonb AS content, s.document_id, d.sha256, o.applicant_name
		FROM app.slip_issued s JOIN app.dossier o ON o.id = s.dossier_id LEFT JOIN app.document d ON d.id = s.document_id
		WHERE s.tenant_id = $1 AND s.issued_at >= $2 AND s.issued_at < $3 AND ($4 = '' OR s.form = $4) ORDER BY s.issued_at, s.form, s.number LIMIT $5`,
		sc.Tenant, deadlines.DayOf(from).Time(), (deadlines.DayOf(to) + 1).Time(), form, dossiers.MostRegisterLines)
}

// Slip is what stands on a form of a dossier: as it was issued where it was,
// else as it would be now. issued says which line of the register it is; nil:
// none yet. Scope: one that may read the dossier. Fault: NotFound when there is
// no such form.
func (s *Service) Slip(ctx context.Context, f *dossiers.Full, form slips.Form, issued *Issued) (slips.Slip, error) {
	if issued != nil && issued.Content != nil {
		return *issued.Content, nil
	}
	x, _, err := s.make(ctx, f, form, issued)
	return x, err
}

// Newest is the newest slip of a form, or the one of that id; nil when there is none.
func Newest(list []Issued, form slips.Form, id string) *Issued {
	for i := range list {
		if list[i].Form == form && (id == "" || list[i].ID.String() == id) {
			return &list[i]
		}
	}
	return nil
}

// make draws a form up, in the wording of the province of the office that
// issued it or, of one that was not issued, of the one that received the dossier.
func (s *Service) make(ctx context.Context, f *dossiers.Full, form slips.Form, issued *Issued) (x slips.Slip, version int, err error) {
	pub, office, at := tenants.With(ctx, tenants.Public()), receivingOf(f), s.Now()
	if issued != nil {
		office, at = issued.Tenant, issued.At
	}
	u, err := s.Offices.ByID(pub, office)
	if err != nil {
		return x, 0, err
	}
	d, err := s.data(ctx, f, u, at)
	if err != nil {
		return x, 0, err
	}
	if issued != nil {
		asIssued(&d, f, issued)
	}
	t, err := s.Templates.Current(pub, u.Province, form)
	if err != nil {
		return x, 0, err
	}
	x, err = slips.Make(form, d, t)
	return x, t.Version, err
}
