package dossiers

import (
	"context"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// RegisterLine is one line of the register of the immediate lane with what a
// page shows of its dossier.
type RegisterLine struct {
	Dossier       uuid.UUID         `db:"dossier_id"`
	Seq           int               `db:"seq"`
	Code          string            `db:"code"`
	Procedure     uuid.UUID         `db:"procedure_id"`
	Version       int               `db:"version"`
	State         State             `db:"state"`
	Step          string            `db:"step"`
	DueAt         *time.Time        `db:"due_at"`
	ApplicantName string            `db:"applicant_name"`
	IDNumber      string            `db:"id_number"`
	Title         string            `db:"title"`
	Pages         int               `db:"pages"`
	Copies        int               `db:"copies"`
	Fee           *int64            `db:"fee"`
	Answers       map[string]string `db:"answers"`
	AddressedTo   *uuid.UUID        `db:"addressed_to"`
	PreparedBy    uuid.UUID         `db:"prepared_by"`
	PreparedName  string            `db:"prepared_name"`
	ReceivedAt    time.Time         `db:"received_at"`
	Register      string            `db:"register"`
	Number        string            `db:"number"`
	SignedBy      *uuid.UUID        `db:"signed_by"`
	SignedName    string            `db:"signed_name"`
	SignedTitle   string            `db:"signed_title"`
	SignedAt      *time.Time        `db:"signed_at"`
	Collected     *int64            `db:"collected"`
	How           string            `db:"collected_how"`
	Note          string            `db:"note"`
	ReturnedTo    string            `db:"returned_to"`
	ReturnedName  string            `db:"returned_name"`
	ReturnedAt    *time.Time        `db:"returned_at"`
}

const registerSQL = `SELECT e.dossier_id, e.seq, d.code, d.procedure_id, d.version, d.state, d.step, d.due_at, d.applicant_name, coalesce(p.id_number, '') AS id_number,
	e.title, e.pages, e.copies, e.fee, e.answers, e.addressed_to, e.prepared_by, e.prepared_name, e.received_at, e.register, e.number, e.signed_by, e.signed_name, e.signed_title, e.signed_at,
	e.collected, e.collected_how, e.note, e.returned_to, e.returned_name, e.returned_at
	FROM app.register_entry e JOIN app.dossier d ON d.id = e.dossier_id
	LEFT JOIN LATERAL (SELECT id_number FROM app.party p WHERE p.dossier_id = e.dossier_id AND p.role = 'applicant' ORDER BY position LIMIT 1) p ON true
	WHERE e.tenant_id = $1 AND `

// mostWaiting is how many lines the lane's lists show at once.
const mostWaiting = 400

// Immediate are the lane's dossiers of this tenant that are not returned yet,
// oldest first, as their lines. Scope: tenant.
func (s *Service) Immediate(ctx context.Context) ([]RegisterLine, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return pg.Rows[RegisterLine](ctx, s.DB, registerSQL+`e.returned_at IS NULL AND d.step IN ('sign_now', 'fix_now', 'return_now') AND d.state IN ('processing', 'decided')
		ORDER BY e.received_at, e.dossier_id, e.seq LIMIT $2`, sc.Tenant, mostWaiting)
}

// ImmediateOne are the lines of one dossier of the lane. Scope: tenant.
// Fault: NotFound, also for dossiers of other lanes.
func (s *Service) ImmediateOne(ctx context.Context, id uuid.UUID) ([]RegisterLine, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	lines, err := pg.Rows[RegisterLine](ctx, s.DB, registerSQL+`e.dossier_id = $2 ORDER BY e.seq`, sc.Tenant, id)
	if err == nil && len(lines) == 0 {
		return nil, NotFound()
	}
	return lines, err
}

// Limits of one printed register.
const (
	MostRegisterDays  = 92
	MostRegisterLines = 3000
)

// Register is what was signed in the lane from one moment to another (not
// included), in the order of the books and their numbers; register "" is all
// of them. Scope: tenant. Fault: Invalid when the range is too long.
func (s *Service) Register(ctx context.Context, from, to time.Time, register string) ([]RegisterLine, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	if !to.After(from) || to.Sub(from) > (MostRegisterDays+1)*24*time.Hour {
		return nil, fault.Fields(map[string]string{"den": "Chọn khoảng ngày dài tối đa 92 ngày"})
	}
	return pg.Rows[RegisterLine](ctx, s.DB, registerSQL+`e.signed_at >= $2 AND e.signed_at < $3 AND ($4 = '' OR e.register = $4) ORDER BY e.register, e.year, e.ordinal LIMIT $5`,
		sc.Tenant, from, to, register, MostRegisterLines)
}
