package notices

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"regexp"
	"strconv"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/storage/pg"
)

// Window is how old, or how far ahead of our clock, a callback may be.
const Window = 5 * time.Minute

// MaxReport is the largest body of a callback, in bytes.
const MaxReport = 4 << 10

// Sign is what a partner puts into X-Signature: the HMAC-SHA256, in
// hexadecimal, over the seconds of X-Timestamp, a full stop and the body.
func Sign(secret []byte, seconds string, body []byte) string {
	m := hmac.New(sha256.New, secret)
	m.Write([]byte(seconds))
	m.Write([]byte{'.'})
	m.Write(body)
	return hex.EncodeToString(m.Sum(nil))
}

// Callbacks takes what partners report about messages they took.
type Callbacks struct {
	DB      *pg.DB
	Now     func() time.Time
	Secrets map[string][]byte // by the partner's name; a partner without one reports nothing
}

var reportKey = regexp.MustCompile(`^[a-z0-9_]{1,40}$`)

// Take checks the signature and writes what became of a message:
//
//	{"id": "0199…", "state": "delivered"} or {"id": "0199…", "state": "bounced", "reason": "no_such_number"}
//
// One already reported is answered like one that was written: twice is
// harmless. Other states ("queued", "read") are taken and mean nothing here.
// Scope: public. Faults: Unauthenticated for a wrong name, signature or time,
// all alike; Invalid for a signed body that is no report; NotFound for a
// message that this partner never took, nobody's and another partner's alike.
func (c *Callbacks) Take(ctx context.Context, partner, seconds, signature string, body []byte) error {
	no := fault.New(fault.Unauthenticated, "callback.signature")
	secret, known := c.Secrets[partner]
	if !known || len(secret) == 0 {
		secret = []byte("nobody has this one") // the same work for a name that is not there
		known = false
	}
	sent, err := strconv.ParseInt(seconds, 10, 64)
	if !hmac.Equal([]byte(Sign(secret, seconds, body)), []byte(signature)) || !known || err != nil {
		return no
	}
	now := c.Now()
	if age := now.Sub(time.Unix(sent, 0)); age > Window || age < -Window {
		return no
	}
	var r struct {
		ID     uuid.UUID `json:"id"`
		State  string    `json:"state"`
		Reason string    `json:"reason"`
	}
	if err := json.Unmarshal(body, &r); err != nil || r.ID == uuid.Nil || r.State == "" {
		return fault.New(fault.Invalid, "callback.body", `Nội dung phải có "id" của tin nhắn và "state".`)
	}
	if r.State != "delivered" && r.State != "bounced" {
		return nil
	}
	if !reportKey.MatchString(r.Reason) {
		r.Reason = "unknown" // free words may repeat the number
	}
	took := false
	if err := c.DB.Tx(ctx, func(tx pgx.Tx) error {
		return tx.QueryRow(ctx, `SELECT app.notice_report($1, $2, $3, $4, $5)`, r.ID, partner, r.State, r.Reason, now).Scan(&took)
	}); err != nil {
		return err
	}
	if !took {
		return fault.New(fault.NotFound, "callback.unknown_message", "Không có tin nhắn nào mang mã này đã giao cho đối tác.")
	}
	return nil
}
