package notices

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Preference is how somebody wants to be told. There is one language.
type Preference struct {
	Channel  string `db:"channel"`  // sms; zns, with the SMS when it does not arrive; email only
	Optional bool   `db:"optional"` // also what the law lets her do without
}

// usual is told to whoever never chose.
var usual = Preference{Channel: ChannelSMS, Optional: true}

// optional are the messages that no law asks for: they repeat what the person
// just did or saw. Whatever gives or takes a right, or begins or ends a time,
// is told to everybody.
var optional = map[string]bool{
	"dossier.filed": true, "dossier.supplement_answered": true, "dossier.withdrawal_requested": true, "dossier.returned": true,
	"dossier.payment_recorded": true, "resident.unclaimed": true, "resident.paper_ends": true,
}

// Optional tells whether somebody may do without a message.
func Optional(template string) bool { return optional[template] }

// MyPreference is the signed-in resident's choice. Scope: resident.
func (s *Service) MyPreference(ctx context.Context) (Preference, error) {
	p, err := pg.One[Preference](ctx, s.DB, `SELECT channel, optional FROM app.notice_preference WHERE resident_id = app.resident_id()`)
	if fault.Is(err, fault.NotFound) {
		return usual, nil
	}
	return p, err
}

// SetPreference keeps the signed-in resident's choice. Scope: resident. Faults:
// Invalid for a channel that there is not, or e-mail only without an address.
func (s *Service) SetPreference(ctx context.Context, p Preference) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	switch p.Channel {
	case ChannelSMS:
	case ChannelZNS:
		if s.Zalo == nil {
			return fault.Fields(map[string]string{"channel": "Nơi này chưa gửi tin qua Zalo. Chọn cách khác"})
		}
	case ChannelEmail:
		has, err := pg.Value[bool](ctx, s.DB, `SELECT EXISTS (SELECT 1 FROM app.resident WHERE id = app.resident_id() AND email <> '')`)
		if err != nil {
			return err
		}
		if !has {
			return fault.Fields(map[string]string{"channel": "Ghi thư điện tử ở phần thông tin liên hệ trước khi chọn cách này"})
		}
	default:
		return fault.Fields(map[string]string{"channel": "Chọn cách nhận tin"})
	}
	return s.DB.Tx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO app.notice_preference (resident_id, channel, optional, updated_at) VALUES ($1, $2, $3, $4)
			ON CONFLICT (resident_id) DO UPDATE SET channel = excluded.channel, optional = excluded.optional, updated_at = excluded.updated_at`, sc.Resident, p.Channel, p.Optional, s.Now())
		return pg.Translate(err)
	})
}

// wishes are how the people of a dossier want to be told, by the id of their
// line in it: the resident whose dossier it is, and everybody else who proved
// to be that person, or to have that phone. Scope: worker.
func (s *Service) wishes(ctx context.Context, dossier uuid.UUID, of []recipient) (map[uuid.UUID]*Preference, error) {
	out := map[uuid.UUID]*Preference{}
	type row struct {
		ID uuid.UUID `db:"id"`
		Preference
	}
	others, err := pg.Rows[row](ctx, s.DB, `SELECT party_id AS id, channel, optional FROM app.party_wishes($1)`, dossier)
	if err != nil {
		return nil, err
	}
	for _, r := range others {
		out[r.ID] = &r.Preference
	}
	var ids []uuid.UUID
	for _, r := range of {
		if r.resident != nil {
			ids = append(ids, *r.resident)
		}
	}
	if len(ids) == 0 {
		return out, nil
	}
	mine, err := pg.Rows[row](ctx, s.DB, `SELECT resident_id AS id, channel, optional FROM app.notice_preference WHERE resident_id = ANY ($1)`, ids)
	for _, r := range of {
		for _, x := range mine {
			if r.resident != nil && *r.resident == x.ID {
				out[r.id] = &x.Preference
			}
		}
	}
	return out, err
}

// chosen bends the notices of one letter to what each person wants: Zalo before
// the SMS, e-mail instead of it, or nothing where the law lets her.
func (s *Service) chosen(ns []notice, l Letter) []notice {
	whose := func(n notice) uuid.UUID {
		if n.resident != nil {
			return *n.resident
		}
		return n.party
	}
	mail := map[uuid.UUID]bool{}
	for _, n := range ns {
		if n.channel == ChannelEmail {
			mail[whose(n)] = true
		}
	}
	out := ns[:0]
	for _, n := range ns {
		if p := n.wish; p != nil {
			n.muted = !p.Optional && optional[n.template]
			if n.channel == ChannelSMS {
				if p.Channel == ChannelEmail && mail[whose(n)] {
					continue
				}
				if p.Channel == ChannelZNS && s.Zalo != nil && l.Zalo != "" {
					n.channel, n.instead, n.body = ChannelZNS, n.body, l.Zalo
				}
			}
		}
		out = append(out, n)
	}
	return out
}

// Told is one line of what a resident was told.
type Told struct {
	Template string     `db:"template"`
	Channel  string     `db:"channel"`
	Body     string     `db:"body"`
	Subject  string     `db:"subject"`
	State    string     `db:"state"`
	At       time.Time  `db:"created_at"`
	SentAt   *time.Time `db:"sent_at"`
}

// ToldMe is what the signed-in resident was told about a dossier, newest first. Scope: resident.
func (s *Service) ToldMe(ctx context.Context, dossier uuid.UUID) ([]Told, error) {
	return pg.Rows[Told](ctx, s.DB, `SELECT template, channel, body, subject, state, created_at, sent_at FROM app.notice
		WHERE dossier_id = $1 AND state IN ('sent', 'delivered', 'bounced', 'failed') ORDER BY created_at DESC, id LIMIT 50`, dossier)
}
