package procedures

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/app/procedures/revision"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Revisions is the life of a revision: started, saved, submitted, returned,
// published from a moment, retired. A province works on its own and on its
// adjustments of national procedures, the platform on the nation's.
type Revisions struct {
	DB        *pg.DB
	Catalogue *Catalogue
	Now       func() time.Time
}

// State of a revision.
type State string

// The states. Published with From ahead is scheduled; published with
// RetiredFrom behind has been replaced or withdrawn, see Version.Holds.
const (
	Draft     State = "draft"
	InReview  State = "in_review"
	Published State = "published"
	Retired   State = "retired"
)

// Version is one revision as those who govern it list it.
type Version struct {
	ID            uuid.UUID  `db:"id"`
	Procedure     uuid.UUID  `db:"procedure_id"`
	Province      string     `db:"province_code"` // "" national
	No            int        `db:"no"`            // 0 until it is published
	State         State      `db:"state"`
	Version       int        `db:"version"` // of the draft; what SaveDraft and the others are told was seen
	From          *time.Time `db:"published_from"`
	RetiredFrom   *time.Time `db:"retired_from"`
	RetiredName   string     `db:"retired_name"`
	RetiredNote   string     `db:"retired_note"`
	CreatedAt     time.Time  `db:"created_at"`
	CreatedName   string     `db:"created_name"`
	UpdatedAt     time.Time  `db:"updated_at"`
	UpdatedBy     *uuid.UUID `db:"updated_by"` // last editor: may not publish
	UpdatedName   string     `db:"updated_name"`
	SubmittedAt   *time.Time `db:"submitted_at"`
	SubmittedName string     `db:"submitted_name"`
	PublishedAt   *time.Time `db:"published_at"` // when somebody pressed the button; From is when it holds
	PublishedName string     `db:"published_name"`
	BasedOn       *uuid.UUID `db:"based_on"`
	ClonedFrom    *uuid.UUID `db:"cloned_from"`
	Note          string     `db:"note"`        // why: number and date of the decision
	ReviewNote    string     `db:"review_note"` // why it was sent back
}

// Holds tells whether new dossiers may start on it at a moment; another one of
// its line may still come before it.
func (v Version) Holds(at time.Time) bool {
	return v.State == Published && v.From != nil && !v.From.After(at) && (v.RetiredFrom == nil || v.RetiredFrom.After(at))
}

// Open tells whether it can still be changed.
func (v Version) Open() bool { return v.State == Draft || v.State == InReview }

const versionColumns = `id, procedure_id, coalesce(province_code, '') province_code, no, state, version, published_from, retired_from, retired_name, retired_note, created_at, created_name,
	updated_at, updated_by, updated_name, submitted_at, submitted_name, published_at, published_name, based_on, cloned_from, note, review_note`

// Edited is a revision in any state with what it says.
type Edited struct {
	Version
	Content revision.Revision
	JSON    []byte // as stored
}

// author is the scope that governs: a province, or the platform for the nation
// (province "" and nil). Fault: Forbidden.
func author(ctx context.Context) (tenants.Scope, *string, error) {
	s, err := tenants.From(ctx)
	if err != nil {
		return s, nil, err
	}
	switch s.Kind {
	case tenants.KindProvince:
		return s, &s.Province, nil
	case tenants.KindPlatform:
		return s, nil, nil
	}
	return s, nil, fault.New(fault.Forbidden, "revision.scope", "Chỉ quản trị cấp tỉnh và vận hành nền tảng soạn được thủ tục.")
}

func actorID(s tenants.Scope) *uuid.UUID {
	if s.Actor.ID == uuid.Nil {
		return nil
	}
	return &s.Actor.ID
}

// List gives the revisions of a procedure that the scope may see, its own and
// the nation's: drafts first, then by the moment from which they hold, newest first.
// Scope: province, platform.
func (s *Revisions) List(ctx context.Context, procedure uuid.UUID) ([]Version, error) {
	sc, _, err := author(ctx)
	if err != nil {
		return nil, err
	}
	return pg.Rows[Version](ctx, s.DB, `SELECT `+versionColumns+` FROM app.revision WHERE procedure_id = $1 AND (province_code IS NULL OR province_code = $2)
		ORDER BY no = 0 DESC, published_from DESC NULLS FIRST, no DESC`, procedure, sc.Province)
}

// Drafts gives every open draft of the scope, the last edited first.
// Scope: province, platform.
func (s *Revisions) Drafts(ctx context.Context) ([]Version, error) {
	_, province, err := author(ctx)
	if err != nil {
		return nil, err
	}
	return pg.Rows[Version](ctx, s.DB, `SELECT `+versionColumns+` FROM app.revision WHERE state IN ('draft', 'in_review') AND province_code IS NOT DISTINCT FROM $1 ORDER BY updated_at DESC`, province)
}

// Read gives one revision in any state. Fault: NotFound, also for another
// province's draft. Scope: province, platform.
func (s *Revisions) Read(ctx context.Context, id uuid.UUID) (*Edited, error) {
	if _, _, err := author(ctx); err != nil {
		return nil, err
	}
	type row struct {
		Version
		Data []byte `db:"data"`
	}
	r, err := pg.One[row](ctx, s.DB, `SELECT `+versionColumns+`, data FROM app.revision WHERE id = $1`, id)
	if err != nil {
		return nil, err
	}
	return edited(r.Version, r.Data)
}

func edited(v Version, data []byte) (*Edited, error) {
	e := &Edited{Version: v, JSON: data}
	if err := json.Unmarshal(data, &e.Content); err != nil {
		return nil, fmt.Errorf("revision %s: %w", v.ID, err)
	}
	return e, nil
}

// lock reads a revision of the scope for a change of the version that the
// person saw (0: any). Faults: NotFound, also for what is not the scope's to
// change; Conflict when somebody was faster.
func lock(ctx context.Context, tx pgx.Tx, id uuid.UUID, seen int) (*Edited, error) {
	rows, err := tx.Query(ctx, `SELECT `+versionColumns+`, data FROM app.revision WHERE id = $1 FOR UPDATE`, id)
	if err != nil {
		return nil, err
	}
	type row struct {
		Version
		Data []byte `db:"data"`
	}
	r, err := pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[row])
	if err != nil {
		return nil, pg.Translate(err)
	}
	e, err := edited(r.Version, r.Data)
	if err != nil {
		return nil, err
	}
	if seen != 0 && seen != e.Version.Version {
		return e, fault.New(fault.Conflict, "revision.version", "Bản này vừa được "+who(e.UpdatedName)+" thay đổi. Mở lại để xem bản mới rồi làm tiếp.")
	}
	return e, nil
}

func who(name string) string {
	if name == "" {
		return "người khác"
	}
	return name
}

// row of app.procedure that an act is about.
type subject struct {
	ID       uuid.UUID  `db:"id"`
	Code     string     `db:"code"`
	Name     string     `db:"plain_name"`
	Province string     `db:"province_code"`
	Retired  *time.Time `db:"retired_from"`
}

func subjectOf(ctx context.Context, tx pgx.Tx, procedure uuid.UUID) (subject, error) {
	rows, err := tx.Query(ctx, `SELECT id, code, plain_name, coalesce(province_code, '') province_code, retired_from FROM app.procedure WHERE id = $1`, procedure)
	if err != nil {
		return subject{}, err
	}
	return pgx.CollectExactlyOneRow(rows, pgx.RowToStructByName[subject])
}

// Channel carries, between replicas, that the catalogue changed.
const Channel = "catalogue"

// record writes an act into the revision's own chain and tells other replicas.
func record(ctx context.Context, tx pgx.Tx, id uuid.UUID, kind string, p subject, at time.Time, more map[string]any) error {
	data := map[string]any{"procedure": p.Code, "name": p.Name}
	for k, v := range more {
		data[k] = v
	}
	if err := audit.Write(ctx, tx, audit.Entry{Subject: "revision", SubjectID: id, Kind: kind, Data: data, At: at}); err != nil {
		return err
	}
	return announce(ctx, tx)
}

// announce tells every replica, when tx commits, that the catalogue changed.
func announce(ctx context.Context, tx pgx.Tx) error {
	_, err := tx.Exec(ctx, `SELECT pg_notify($1, '')`, Channel)
	return err
}

// done invalidates the catalogue here after a transaction that went well.
func (s *Revisions) done(err error) error {
	if err == nil && s.Catalogue != nil {
		s.Catalogue.Invalidate()
	}
	return err
}

// reasonText checks a reason that somebody else will read.
func reasonText(field, reason string) (string, error) {
	reason = strings.TrimSpace(reason)
	switch n := len([]rune(reason)); {
	case n < 5:
		return "", fault.Fields(map[string]string{field: "Viết lý do, ít nhất 5 ký tự, để người khác hiểu việc này."})
	case n > 2000:
		return "", fault.Fields(map[string]string{field: "Lý do dài quá 2.000 ký tự. Viết ngắn lại."})
	}
	return reason, nil
}
