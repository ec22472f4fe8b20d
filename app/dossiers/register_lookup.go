package dossiers

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
)

// The registers that are asked about people.
const (
	RegisterPopulation  = "population"
	RegisterCivilStatus = "civil_status"
)

// RegisterVerdict is what a register said: four answers (Circular 136/2026/TT-BCA), or none came.
type RegisterVerdict string

// The verdicts.
const (
	RegisterMatch    RegisterVerdict = "match"
	RegisterMismatch RegisterVerdict = "mismatch"
	RegisterNoData   RegisterVerdict = "no_data"
	RegisterNoBasis  RegisterVerdict = "insufficient_basis"
	RegisterSilent   RegisterVerdict = "failed" // not one of the four: go on with paper
)

// Lookup is one question to a register about a party of a dossier, and its answer.
type Lookup struct {
	ID         uuid.UUID       `db:"id"`
	Party      uuid.UUID       `db:"party_id"`
	Subject    string          `db:"subject_name"`
	Register   string          `db:"register"`
	Basis      string          `db:"basis"`
	Asked      []string        `db:"asked"` // names of the fields that were compared
	AskedName  string          `db:"asked_name"`
	AskedAt    time.Time       `db:"asked_at"`
	Verdict    RegisterVerdict `db:"verdict"` // empty: no answer was written down
	Differs    []string        `db:"differs"` // of a mismatch: which of those asked
	Reference  string          `db:"reference"`
	FailedKey  string          `db:"failed_key"`
	AnsweredAt *time.Time      `db:"answered_at"`
}

// Lookups lists the questions asked about a dossier's parties, newest first.
// Scope: a tenant that reads it.
func (s *Service) Lookups(ctx context.Context, dossier uuid.UUID) ([]Lookup, error) {
	return pg.Rows[Lookup](ctx, s.DB, `SELECT id, party_id, subject_name, register, basis, asked, asked_name, asked_at, verdict, differs, reference, failed_key, answered_at
		FROM app.register_lookup WHERE dossier_id = $1 ORDER BY asked_at DESC, id LIMIT 50`, dossier)
}

// NewLookup is a question that is about to be asked.
type NewLookup struct {
	ID       uuid.UUID // made by the page: pressed twice it is asked once
	Party    uuid.UUID
	Register string
	Basis    string
	Fields   []string
}

// Party reads somebody of a dossier. Fault: Invalid beside the field, since who
// is asked about is chosen on a page.
func (s *Service) Party(ctx context.Context, dossier, id uuid.UUID) (Party, error) {
	p, err := pg.One[Party](ctx, s.DB, `SELECT `+partyColumns+` FROM app.party WHERE id = $1 AND dossier_id = $2`, id, dossier)
	if fault.Is(err, fault.NotFound) {
		return p, fault.Fields(map[string]string{"party": "Chọn người cần tra cứu"})
	}
	return p, err
}

// BeginLookup writes down who asks which register about whom and on which
// ground, where the resident can read it, before anything leaves. first is
// false when this very question stands there already. Scope: the holder.
// Faults: Invalid, NotFound, Conflict.
func (s *Service) BeginLookup(ctx context.Context, dossier uuid.UUID, n NewLookup, who Party) (first bool, err error) {
	if n.Register != RegisterPopulation && n.Register != RegisterCivilStatus {
		return false, fault.Fields(map[string]string{"register": "Chọn cơ sở dữ liệu cần tra cứu"})
	}
	n.Basis = note(n.Basis)
	if n.Basis == "" {
		return false, fault.Fields(map[string]string{"basis": "Ghi căn cứ tra cứu, ví dụ khoản 2a Điều 4 Nghị định 118/2025/NĐ-CP"})
	}
	if utf8.RuneCountInString(n.Basis) > 300 {
		return false, fault.Fields(map[string]string{"basis": "Căn cứ dài quá 300 ký tự. Rút gọn lại"})
	}
	d, err := s.ByID(ctx, dossier)
	if err != nil {
		return false, err
	}
	if !d.State.Can(ActVerify) {
		return false, movedOn()
	}
	sc := scope(ctx)
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `INSERT INTO app.register_lookup (id, dossier_id, tenant_id, party_id, subject_name, register, basis, asked, asked_by, asked_name, asked_at)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (id) DO NOTHING`,
			n.ID, dossier, sc.Tenant, who.ID, who.FullName, n.Register, n.Basis, n.Fields, sc.Actor.ID, sc.Actor.Name, s.Now())
		if err != nil || tag.RowsAffected() == 0 {
			return refusedByWall(err)
		}
		first = true
		return audit.Write(ctx, tx, audit.Entry{
			Subject: "dossier", SubjectID: dossier, Kind: "dossier.register_asked", Public: true, At: s.Now(),
			Data: map[string]any{"register": n.Register, "basis": n.Basis, "lookup": n.ID},
		})
	})
	return first, err
}

// LookupAnswer is what became of a question.
type LookupAnswer struct {
	Verdict   RegisterVerdict
	Differs   []string
	Reference string
	FailedKey string
}

// EndLookup writes the answer beside its question, once. Scope: the tenant that asked.
func (s *Service) EndLookup(ctx context.Context, dossier, id uuid.UUID, a LookupAnswer) error {
	if a.Differs == nil {
		a.Differs = []string{}
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, `UPDATE app.register_lookup SET verdict = $2, differs = $3, reference = $4, failed_key = $5, answered_at = $6 WHERE id = $1 AND verdict = ''`,
			id, a.Verdict, a.Differs, words(a.Reference, 100), a.FailedKey, s.Now())
		if err != nil || tag.RowsAffected() == 0 {
			return err
		}
		return audit.Write(ctx, tx, audit.Entry{
			Subject: "dossier", SubjectID: dossier, Kind: "dossier.register_answered", At: s.Now(),
			Data: map[string]any{"lookup": id, "verdict": a.Verdict, "differs": a.Differs},
		})
	})
}

// refusedByWall turns a row that a policy refused into a conflict: who asks no
// longer holds the dossier.
func refusedByWall(err error) error {
	var pe *pgconn.PgError
	if errors.As(err, &pe) && pe.Code == "42501" {
		return movedOn()
	}
	return err
}
