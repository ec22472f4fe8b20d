package oldpapers

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/fold"
	"motcua/app/people"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Offer is a waiting paper that may be the resident's: it has her name and her
// birth date. It says nothing else of what stands on the paper.
type Offer struct {
	Paper  uuid.UUID `db:"id"`
	Title  string    `db:"title"` // what kind of result it is
	Year   int       `db:"year"`
	Office uuid.UUID `db:"tenant_id"`
}

// Claim is a resident's word that a waiting paper is hers. It opens nothing: an
// officer compares, and places it or not.
type Claim struct {
	ID        uuid.UUID  `db:"id"`
	Paper     uuid.UUID  `db:"paper_id"`
	Office    uuid.UUID  `db:"tenant_id"`
	Title     string     `db:"title"`
	Year      int        `db:"year"`
	Number    string     `db:"stated_number"` // as she says that it stands on the paper; "" she does not know. For the office only
	FullName  string     `db:"full_name"`     // of her proven identity, while the claim is open; for the office only, as the next two
	BirthDate string     `db:"birth_date"`
	IDNumber  string     `db:"id_number"`
	MadeAt    time.Time  `db:"made_at"`
	State     string     `db:"state"` // open, placed, refused
	DecidedAt *time.Time `db:"decided_at"`
	Reason    string     `db:"reason"` // of a refusal, for her
}

// Agrees tells whether the number that she named is that of the paper, but for
// case, marks and blanks.
func (c Claim) Agrees(p Paper) bool {
	bare := func(s string) string { return strings.Join(fold.Words(s), "") }
	return c.Number != "" && bare(c.Number) == bare(p.Number)
}

// Offered lists the waiting papers that have the name and the full birth date of
// the context's resident and that she has not claimed. Only for whose identity
// is proven. Scope: resident.
func (s *Service) Offered(ctx context.Context) ([]Offer, error) {
	return pg.Rows[Offer](ctx, s.DB, `SELECT id, title, year, tenant_id FROM app.old_papers_offered()`)
}

// Claims are those of the context's resident, newest first. Scope: resident.
func (s *Service) Claims(ctx context.Context) ([]Claim, error) {
	return pg.Rows[Claim](ctx, s.DB, `SELECT id, paper_id, tenant_id, title, year, '' AS stated_number, '' AS full_name, '' AS birth_date, '' AS id_number, made_at, state, decided_at, reason
		FROM app.old_claim WHERE resident_id = app.resident_id() ORDER BY made_at DESC LIMIT 50`)
}

// Claim says that an offered paper is the resident's own; number is what she
// says that it bears, or "" when she asks the office to look. Twice makes one.
// Whether the number is right is told to the office only. Scope: resident.
// Faults: NotFound (old_paper.not_found) for what is not offered to her,
// Conflict (old_claim.too_many).
func (s *Service) Claim(ctx context.Context, paper uuid.UUID, number string) error {
	id, err := uuid.NewV7()
	if err != nil {
		return err
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `SELECT app.claim_old_paper($1, $2, $3, $4)`, id, paper, strings.TrimSpace(number), s.Now())
		return pg.Translate(err)
	})
	switch {
	case fault.HasKey(err, "old_claim.too_many"):
		return fault.New(fault.Conflict, "old_claim.too_many", "Ông/Bà đang có năm đề nghị chờ đối chiếu. Chờ cơ quan trả lời rồi gửi tiếp.").Wrap(err)
	case fault.HasKey(err, "old_paper.not_found"):
		return notThere(err)
	}
	return err
}

const claimSQL = `SELECT id, paper_id, tenant_id, title, year, stated_number, full_name, birth_date, id_number, made_at, state, decided_at, reason FROM app.old_claim`

// OpenClaims are those of a paper that wait for an officer. Scope: tenant.
func (s *Service) OpenClaims(ctx context.Context, paper uuid.UUID) ([]Claim, error) {
	return pg.Rows[Claim](ctx, s.DB, claimSQL+` WHERE paper_id = $1 AND state = 'open' ORDER BY made_at`, paper)
}

// Place gives a waiting paper to whoever claimed it: an officer compared them.
// Other claims of the paper are refused with it. Scope: tenant.
// Faults: NotFound (old_claim.not_found), Conflict (old_paper.done), Unavailable.
func (s *Service) Place(ctx context.Context, claim uuid.UUID) (Paper, error) {
	c, p, err := s.claimed(ctx, claim)
	if err != nil {
		return p, err
	}
	_, err = s.Confirm(ctx, Confirm{Paper: p.ID, Number: p.Number, IssuedOn: *p.IssuedOn, Owner: people.Seen{IDNumber: c.IDNumber, FullName: p.FullName, Birth: p.BirthDate}})
	return p, err
}

// Refuse says that a paper is not hers, with the words that she reads. Scope: tenant.
// Faults: Invalid (reason), NotFound (old_claim.not_found).
func (s *Service) Refuse(ctx context.Context, claim uuid.UUID, why string) (Paper, error) {
	_, p, err := s.claimed(ctx, claim)
	if err != nil {
		return p, err
	}
	if why = strings.TrimSpace(why); why == "" {
		return p, fault.Fields(map[string]string{"ly_do": "Ghi lý do để người đề nghị biết, không ghi nội dung của giấy tờ."})
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return p, err
	}
	err = s.DB.Tx(ctx, func(tx pgx.Tx) error {
		return pg.MustAffect(tx.Exec(ctx, `UPDATE app.old_claim SET state = 'refused', reason = $2, decided_by = $3, decided_name = $4, decided_at = $5, full_name = '', birth_date = '', id_number = '' WHERE id = $1 AND state = 'open'`,
			claim, why, sc.Actor.ID, sc.Actor.Name, s.Now()))
	})
	if fault.Is(err, fault.NotFound) {
		err = noClaim(err)
	}
	return p, err
}

func (s *Service) claimed(ctx context.Context, claim uuid.UUID) (c Claim, p Paper, err error) {
	if c, err = pg.One[Claim](ctx, s.DB, claimSQL+` WHERE id = $1 AND state = 'open'`, claim); err != nil {
		if fault.Is(err, fault.NotFound) {
			err = noClaim(err)
		}
		return c, p, err
	}
	if p, err = s.Paper(ctx, c.Paper); err == nil && p.State != "confirmed" {
		err = done()
	}
	return c, p, err
}

func noClaim(err error) error {
	return fault.New(fault.NotFound, "old_claim.not_found", "Đề nghị này không còn. Tải lại trang để xem.").Wrap(err)
}

// notHers is what the others read when a paper was given to somebody, or left out.
const notHers = "Cơ quan đã đối chiếu: giấy tờ này không phải của Ông/Bà."

// endClaims decides what is still open about a paper that is placed with the
// holder of a number, or left out (no number).
func (s *Service) endClaims(ctx context.Context, tx pgx.Tx, sc tenants.Scope, paper uuid.UUID, idNumber string) error {
	_, err := tx.Exec(ctx, `UPDATE app.old_claim SET state = CASE WHEN id_number = $2 THEN 'placed' ELSE 'refused' END, reason = CASE WHEN id_number = $2 THEN '' ELSE $3 END,
		decided_by = $4, decided_name = $5, decided_at = $6, full_name = '', birth_date = '', id_number = '' WHERE paper_id = $1 AND state = 'open'`, paper, idNumber, notHers, sc.Actor.ID, sc.Actor.Name, s.Now())
	return pg.Translate(err)
}
