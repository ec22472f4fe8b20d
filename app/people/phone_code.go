package people

import (
	"context"
	"crypto/hmac"
	"encoding/binary"
	"fmt"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/audit"
	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// A code is good for a quarter of an hour; asking for another leaves the first
// one good, since messages arrive late and out of order.
const (
	codeLife  = 15 * time.Minute
	codeTries = 5 // wrong answers to one code
)

// RequestCode sends a six-digit code to a phone. It answers the same whether
// anybody with that phone is known.
// Faults: Invalid beside the phone; TooMany; Unavailable when codes are not offered.
func (s *Service) RequestCode(ctx context.Context, phone, ip string) (masked string, err error) {
	p, ok := NormalPhone(phone)
	if !ok || !mobileForm.MatchString(p) {
		return "", fault.Fields(map[string]string{"phone": "Nhập số điện thoại di động 10 chữ số. Ví dụ: 0912 345 678."})
	}
	if s.cfg.Codes == nil {
		return "", fault.New(fault.Unavailable, "codes.off", "Nơi này chưa gửi được tin nhắn. Ông/Bà dùng VNeID, hoặc xác nhận tại quầy.")
	}
	if err := s.Take(ctx, LimitCodeIP, ip); err != nil {
		return "", err
	}
	if err := s.Take(ctx, LimitCodePhone, p); err != nil {
		return "", err
	}
	id, err := uuid.NewV7()
	if err != nil {
		return "", err
	}
	code := s.codeFor(id)
	ctx = identity(ctx, tenants.System)
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO app.phone_code (id, phone, code_hash, expires_at, created_at) VALUES ($1, $2, $3, $4, $5)`,
			id, p, mac(s.keys.code, "hash", id.String(), code), s.now().Add(codeLife), s.now()); err != nil {
			return err
		}
		return s.cfg.Codes.SendCode(ctx, tx, id, p, code)
	})
	return maskPhone(p), err
}

// CodeMessage gives the job that sends a code its phone and text: one SMS
// segment, no diacritics, no link. Fault: NotFound once it has lapsed or was used.
func (s *Service) CodeMessage(ctx context.Context, id uuid.UUID) (phone, text string, err error) {
	phone, err = pg.Value[string](tenants.With(ctx, tenants.Identity()), s.db, `SELECT phone FROM app.phone_code WHERE id = $1 AND used_at IS NULL AND expires_at > $2`, id, s.now())
	return phone, CodeText(s.codeFor(id)), err
}

// CodeText is the message with a code.
func CodeText(code string) string {
	return "Mot Cua: ma xac nhan cua Ong/Ba la " + code + ", dung trong 15 phut. Can bo khong bao gio hoi ma nay."
}

// PhoneCode is what a resident typed, and where.
type PhoneCode struct {
	Phone, Code string
	Resident    uuid.UUID // who the browser is so far; uuid.Nil: nobody; a stranger's drafts follow
	OldToken    string    // of the resident session in this browser, which ends
	Device      string
}

// ConfirmCode signs a resident in by phone: level 1, identity unconfirmed, to
// be checked before acceptance. Somebody known better (level 2 or 3) is never
// reached this way, since numbers change hands.
// Faults: Invalid beside the code; TooMany.
func (s *Service) ConfirmCode(ctx context.Context, in PhoneCode) (SignedIn, error) {
	wrong := fault.Fields(map[string]string{"code": "Mã chưa đúng hoặc đã quá 15 phút. Kiểm tra tin nhắn mới nhất, hoặc lấy mã khác."})
	p, ok := NormalPhone(in.Phone)
	code := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, in.Code)
	if !ok || len(code) != 6 {
		return SignedIn{}, wrong
	}
	if err := s.Take(ctx, LimitTryPhone, p); err != nil {
		return SignedIn{}, err
	}
	ctx = identity(ctx, tenants.System)
	var out SignedIn
	var outcome error // returned after the commit: a wrong answer must be counted
	err := s.db.Tx(ctx, func(tx pgx.Tx) error {
		good, err := s.spendCode(ctx, tx, p, code)
		if err != nil || !good {
			outcome = wrong
			return err
		}
		id, err := s.byPhone(ctx, tx, p)
		if err != nil {
			return err
		}
		n, err := s.claim(ctx, tx, in.Resident, id, false)
		if err != nil {
			return err
		}
		if err := s.endToken(ctx, tx, in.OldToken); err != nil {
			return err
		}
		if out, err = s.open(ctx, tx, newSession{kind: KindResident, resident: &id, device: in.Device, life: s.cfg.ResidentLife}); err != nil {
			return err
		}
		ctx := identity(ctx, tenants.Actor{Kind: "resident", ID: id})
		return audit.Write(ctx, tx, audit.Entry{Subject: "resident", SubjectID: id, Kind: "resident.signed_in", Data: map[string]any{"by": "phone", "claimed": n}, At: s.now()})
	})
	if err != nil {
		return SignedIn{}, err
	}
	return out, outcome
}

// spendCode tells whether code is one of the phone's live ones and uses it up;
// a wrong one counts against each of them.
func (s *Service) spendCode(ctx context.Context, tx pgx.Tx, phone, code string) (bool, error) {
	rows, err := tx.Query(ctx, `SELECT id, code_hash FROM app.phone_code WHERE phone = $1 AND used_at IS NULL AND expires_at > $2 AND tries < $3 FOR UPDATE`, phone, s.now(), codeTries)
	if err != nil {
		return false, err
	}
	type live struct {
		ID   uuid.UUID
		Hash []byte
	}
	codes, err := pgx.CollectRows(rows, pgx.RowToStructByPos[live])
	if err != nil {
		return false, err
	}
	good := false
	for _, c := range codes {
		if hmac.Equal(c.Hash, mac(s.keys.code, "hash", c.ID.String(), code)) {
			good = true
		}
	}
	if !good {
		_, err = tx.Exec(ctx, `UPDATE app.phone_code SET tries = tries + 1 WHERE phone = $1 AND used_at IS NULL AND expires_at > $2`, phone, s.now())
		return false, err
	}
	_, err = tx.Exec(ctx, `UPDATE app.phone_code SET used_at = $2 WHERE phone = $1 AND used_at IS NULL`, phone, s.now())
	return true, err
}

// byPhone finds or makes the level 1 resident of a phone. A lock keeps two
// browsers that answer together from making two.
func (s *Service) byPhone(ctx context.Context, tx pgx.Tx, phone string) (uuid.UUID, error) {
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtextextended('resident phone ' || $1, 0))`, phone); err != nil {
		return uuid.Nil, err
	}
	var id uuid.UUID
	err := tx.QueryRow(ctx, `UPDATE app.resident SET last_seen_at = $2 WHERE id = (SELECT id FROM app.resident WHERE phone = $1 AND level = 1 AND id_number IS NULL ORDER BY created_at LIMIT 1) RETURNING id`, phone, s.now()).Scan(&id)
	if err != pgx.ErrNoRows {
		return id, err
	}
	if id, err = uuid.NewV7(); err != nil {
		return id, err
	}
	_, err = tx.Exec(ctx, `INSERT INTO app.resident (id, phone, level, created_at, last_seen_at) VALUES ($1, $2, 1, $3, $3)`, id, phone, s.now())
	return id, err
}

// codeFor derives a code from its row's id, so that the job that sends it
// needs the id only and nothing stored gives the code away.
func (s *Service) codeFor(id uuid.UUID) string {
	return fmt.Sprintf("%06d", binary.BigEndian.Uint64(mac(s.keys.code, "code", id.String()))%1_000_000)
}

func maskPhone(p string) string { return p[:3] + " ••• •" + p[len(p)-3:] }
