package exchange

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/notices"
	"motcua/storage/pg"
	"motcua/tenants"
)

// MaxFiling is the largest body of a filing, in bytes; files stay on the portal.
const MaxFiling = 256 << 10

// turn is a filing that was not taken: an HTTP status and its reason.
type turn struct {
	status int
	Turned
}

func (t turn) Error() string { return "exchange: turned: " + t.MaLoi }

func turned(status int, key, say string, fields ...map[string]string) error {
	t := turn{status, Turned{MaLoi: key, LyDo: say}}
	if len(fields) > 0 {
		t.Truong = fields[0]
	}
	return t
}

// Take is the door: it checks the portal's signature (as notices.Callbacks does:
// HMAC-SHA256 over X-Timestamp, a full stop and the body) and lands the dossier.
// What it answers is for the portal: an HTTP status and a JSON body. The same
// message, however it is spelled, gets the same answer again, byte for byte; a
// code or a message id with another content is turned away, and so is whatever
// cannot land, with nothing written. Fault: Unavailable when we cannot answer
// now, and the portal is to try again.
func (l *Link) Take(ctx context.Context, seconds, signature string, body []byte) (status int, answer []byte, err error) {
	if answer, err := l.take(ctx, seconds, signature, body); err == nil {
		return http.StatusOK, []byte(answer), nil
	} else if t, ok := err.(turn); ok {
		b, err := json.Marshal(t.Turned)
		return t.status, b, err
	} else {
		return 0, nil, fault.New(fault.Unavailable, "portal.later").Wrap(err)
	}
}

func (l *Link) take(ctx context.Context, seconds, signature string, body []byte) (string, error) {
	if len(l.Secret) == 0 {
		return "", turned(http.StatusNotFound, "not_connected", "Nơi này chưa kết nối với Cổng.")
	}
	if len(body) > MaxFiling {
		return "", turned(http.StatusRequestEntityTooLarge, "too_large", "Gói tin lớn hơn 256 KB.")
	}
	at, err := strconv.ParseInt(seconds, 10, 64)
	age := l.Now().Sub(time.Unix(at, 0))
	if !hmac.Equal([]byte(notices.Sign(l.Secret, seconds, body)), []byte(signature)) || err != nil || age > notices.Window || age < -notices.Window {
		return "", turned(http.StatusUnauthorized, "signature", "Chữ ký hoặc thời điểm gửi không đúng.")
	}
	var f Filing
	if err := json.Unmarshal(body, &f); err != nil || bytes.Contains(body, []byte(`\u0000`)) { // no text of ours can hold that character
		return "", turned(http.StatusBadRequest, "not_json", "Gói tin không phải JSON đúng cấu trúc.")
	}
	same, err := json.Marshal(f) // what it says, however it was spelled
	if err != nil {
		return "", err
	}
	sum := sha256.Sum256(same)
	pub := tenants.With(ctx, tenants.Public())
	if answer, err := l.seen(pub, f, sum[:]); answer != "" || err != nil {
		return answer, err
	}
	n, office, err := l.prepare(pub, f)
	if err != nil {
		return "", err
	}
	n.Digest = sum[:]
	answer, err := l.Dossiers.LandFiling(tenants.With(ctx, portalScope(office.ID)), n)
	switch {
	case fault.HasKey(err, "row.exists"):
		// the same message at the same moment, or a code that is one of ours
		if answer, err := l.seen(pub, f, sum[:]); answer != "" || err != nil {
			return answer, err
		}
		return "", turned(http.StatusConflict, "code_taken", "Mã hồ sơ này đã có ở đây với nội dung khác.")
	case fault.HasKey(err, "dossier.wrong_office"):
		return "", turned(http.StatusUnprocessableEntity, "wrong_office", fault.As(err).Text)
	case fault.Is(err, fault.Invalid):
		return "", turned(http.StatusUnprocessableEntity, "invalid", fault.As(err).Text, fault.As(err).Fields)
	}
	return answer, err
}

// portalScope is the worker of the office, in the name of the portal.
func portalScope(office uuid.UUID) tenants.Scope {
	s := tenants.Worker(office)
	s.Actor = tenants.Actor{Kind: "system", Name: "Cổng Dịch vụ công quốc gia"}
	return s
}

// seen is what was said to this very message before; turned away when its id or
// its code came with another content.
func (l *Link) seen(ctx context.Context, f Filing, digest []byte) (string, error) {
	type row struct {
		Code    string `db:"code"`
		Message string `db:"message_id"`
		Digest  []byte `db:"digest"`
		Answer  string `db:"answer"`
	}
	list, err := pg.Rows[row](ctx, l.DB, `SELECT code, message_id, digest, answer FROM app.portal_seen($1, $2)`, f.MaHoSo, f.MaGoiTin)
	if err != nil || len(list) == 0 {
		return "", err
	}
	switch x := list[0]; {
	case x.Message == f.MaGoiTin && slices.Equal(x.Digest, digest):
		return x.Answer, nil
	case x.Message == f.MaGoiTin:
		return "", turned(http.StatusConflict, "message_reused", "Mã gói tin này đã dùng cho nội dung khác.")
	}
	return "", turned(http.StatusConflict, "code_taken", "Mã hồ sơ này đã nhận trong một gói tin khác.")
}
