package dossiers

import (
	"context"
	"regexp"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// ToPost is a result whose resident chose the post: it waits to be sent from the
// day it was issued.
type ToPost struct {
	Dossier   uuid.UUID `db:"id"`
	Code      string    `db:"code"`
	Applicant string    `db:"applicant_name"`
	Phone     string    `db:"phone"`
	Address   string    `db:"address"`
	Number    string    `db:"number"` // of the result
	Decided   time.Time `db:"decided_at"`
}

// MostToPost is how many lines the list has.
const MostToPost = 200

const toPost = `d.competent_tenant = $1 AND d.state = 'decided' AND d.return_method = 'post'`

// ToPostCount is how many they are. Scope: tenant.
func (s *Service) ToPostCount(ctx context.Context) (int64, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return 0, err
	}
	return pg.Value[int64](ctx, s.DB, `SELECT count(*) FROM app.dossier d WHERE `+toPost, sc.Tenant)
}

// ToPost lists them, oldest first: of the office that decided. Scope: tenant.
func (s *Service) ToPost(ctx context.Context) ([]ToPost, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	return pg.Rows[ToPost](ctx, s.DB, `SELECT d.id, d.code, d.applicant_name, coalesce(a.phone, '') AS phone, coalesce(d.answers ->> '`+AnswerPost+`', '') AS address, coalesce(r.number, '') AS number, d.decided_at
		FROM app.dossier d LEFT JOIN app.result r ON r.dossier_id = d.id AND r.state = 'issued'
		LEFT JOIN LATERAL (SELECT phone FROM app.party x WHERE x.dossier_id = d.id AND x.phone <> '' ORDER BY x.role, x.position LIMIT 1) a ON true
		WHERE `+toPost+` ORDER BY d.decided_at, d.id LIMIT $2`, sc.Tenant, MostToPost)
}

// postItem is what a carrier's number of an item looks like: EF123456789VN and
// the like, written with or without spaces.
var postItem = regexp.MustCompile(`^[A-Z0-9-]{6,30}$`)

// PostNumber is a carrier's number as it is kept; ok false when it cannot be one.
func PostNumber(typed string) (number string, ok bool) {
	number = strings.ToUpper(strings.Join(strings.Fields(typed), ""))
	return number, postItem.MatchString(number)
}

// ReturnByPost gives the result to a carrier, with the number of the item, which
// the resident is told and may follow it by. Scope: the competent tenant. Faults:
// Invalid (number, carrier); NotFound; Conflict when it moved on, or the resident
// does not wait for the post.
func (s *Service) ReturnByPost(ctx context.Context, r Ref, carrier, number string) error {
	f := map[string]string{}
	n, ok := PostNumber(number)
	if !ok {
		f["number"] = "Ghi số bưu gửi trên biên nhận, ví dụ EF123456789VN"
	}
	if note(carrier) == "" {
		f["carrier"] = "Ghi đơn vị chuyển phát"
	}
	if len(f) > 0 {
		return fault.Fields(f)
	}
	return s.giveOut(ctx, r, func(d *Dossier, me uuid.UUID) (map[string]any, error) {
		if d.ReturnMethod != "post" || d.Competent != me {
			return nil, movedOn()
		}
		return map[string]any{"code": d.CodeText(), "post": n, "carrier": note(carrier)}, nil
	})
}
