package dossiers

import (
	"context"
	"errors"
	"regexp"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
)

// SectorCase is a dossier as it stands in the sector system that decides it.
type SectorCase struct {
	Dossier     uuid.UUID  `db:"dossier_id"`
	Tenant      uuid.UUID  `db:"tenant_id"`
	System      string     `db:"system"` // key of revision.SectorSystems
	Door        string     `db:"door"`   // DoorTyped, DoorAutomatic
	State       string     `db:"state"`  // handing (no number yet), open, decided
	Number      string     `db:"number"` // that the dossier has there
	Status      string     `db:"status"` // in the words of that system
	StatusAt    *time.Time `db:"status_at"`
	EnteredName string     `db:"entered_name"`
	EnteredAt   time.Time  `db:"entered_at"`
	DecidedAt   *time.Time `db:"decided_at"`
}

// The doors by which number, status and result come back.
const (
	DoorTyped     = "typed"
	DoorAutomatic = "automatic"
)

// Name is the system's name.
func (x *SectorCase) Name() string { return revision.SectorName(x.System) }

const sectorColumns = `dossier_id, tenant_id, system, door, state, number, status, status_at, entered_name, entered_at, decided_at`

// SectorCase reads where a dossier stands in its sector system; nil when it
// was not entered there, or is not this scope's to see.
func (s *Service) SectorCase(ctx context.Context, dossier uuid.UUID) (*SectorCase, error) {
	x, err := pg.One[SectorCase](ctx, s.DB, `SELECT `+sectorColumns+` FROM app.sector_case WHERE dossier_id = $1`, dossier)
	if fault.Is(err, fault.NotFound) {
		return nil, nil
	}
	return &x, err
}

// sectorCase locks it; nil when there is none.
func (c *change) sectorCase(ctx context.Context) (*SectorCase, error) {
	rows, err := c.tx.Query(ctx, `SELECT `+sectorColumns+` FROM app.sector_case WHERE dossier_id = $1 FOR UPDATE`, c.d.ID)
	if err != nil {
		return nil, err
	}
	x, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[SectorCase])
	if errors.Is(err, pgx.ErrNoRows) {
		return nil, nil
	}
	return &x, err
}

// entered is the open case that status and result are about.
func (c *change) entered(ctx context.Context) (*SectorCase, error) {
	if err := c.sectorDecides(); err != nil {
		return nil, err
	}
	x, err := c.sectorCase(ctx)
	if err == nil && (x == nil || x.State != "open" || x.System != c.t.Sector) {
		return nil, fault.New(fault.Conflict, "sector.not_entered", "Hồ sơ chưa có số ở hệ thống chuyên ngành. Ghi số ở đó trước.")
	}
	return x, err
}

// sectorDecides refuses what comes for a dossier that is decided here.
func (c *change) sectorDecides() error {
	if c.t.Sector == "" {
		return fault.New(fault.Conflict, "sector.decided_here", "Hồ sơ này giải quyết tại đây, không phải ở hệ thống chuyên ngành.")
	}
	return nil
}

// notInSector refuses a decision here while the dossier lies in a sector system.
func (c *change) notInSector(ctx context.Context) error {
	if c.t.Sector == "" {
		return nil
	}
	x, err := c.sectorCase(ctx)
	if err != nil || x == nil {
		return err
	}
	return fault.New(fault.Invalid, "sector.decides", "Hồ sơ đang giải quyết trên "+x.Name()+". Ghi kết quả từ đó, không soạn kết quả ở đây.")
}

var sectorNumber = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N} ./_-]{0,59}$`)

// cleanNumber is a number as people type it, with single spaces; ok is false for what is none.
func cleanNumber(s string) (string, bool) {
	s = strings.Join(strings.Fields(s), " ")
	return s, sectorNumber.MatchString(s) && strings.ContainsAny(s, "0123456789")
}

// words are a short text that came from elsewhere, on one line.
func words(s string, most int) string {
	s = strings.Join(strings.Fields(strings.ToValidUTF8(s, "")), " ")
	for utf8.RuneCountInString(s) > most {
		_, n := utf8.DecodeLastRuneInString(s)
		s = s[:len(s)-n]
	}
	return s
}

// taken turns the refusal of a number that another dossier has into a sentence at its field.
func taken(err error, constraint, field, say string) error {
	var pe *pgconn.PgError
	if errors.As(err, &pe) && pe.Code == "23505" && pe.ConstraintName == constraint {
		return fault.Fields(map[string]string{field: say})
	}
	return err
}
