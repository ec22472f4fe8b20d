package notices

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/tenants"
)

// SMS is a partner that delivers text messages. id is the same when a message
// is handed over again. Faults: Invalid when it will never be taken (a wrong
// number); Unavailable when it is worth another try. An error names no
// number and no text.
type SMS interface {
	Send(ctx context.Context, id uuid.UUID, phone, text string) error
}

// Mail is a partner that delivers e-mail; faults as those of SMS.
type Mail interface {
	Send(ctx context.Context, id uuid.UUID, to, subject, body string) error
}

// CodeSender sends sign-in codes. A code exists in clear only in the request
// that made it (the row keeps a hash), so it goes out at once and by no job.
type CodeSender struct {
	SMS SMS
	// Office signs the message: the name of the deployment or of the commune.
	Office string
}

// Send hands a code over within five seconds, at any hour, with whatever scope
// ctx has. Faults: Invalid for a number that takes no SMS; Unavailable.
func (c CodeSender) Send(ctx context.Context, phone, code string) error {
	to, ok := Mobile(phone)
	if !ok {
		return fault.New(fault.Invalid, "phone.wrong", "Nhập số điện thoại di động gồm 10 chữ số")
	}
	office := c.Office
	if office == "" {
		office = "Mot Cua"
	}
	ctx, cancel := context.WithTimeout(tenants.With(ctx, tenants.Identity()), 5*time.Second)
	defer cancel()
	// first the code, so that phones offer it; then the warning (UX.md 4.7)
	text := "Ma xac nhan: " + code + ", het han sau 15 phut. Khong doc ma nay cho bat ky ai, ke ca can bo. " + strings.TrimSuffix(Unaccent(office), ".") + "."
	err := c.SMS.Send(ctx, newID(), to, cut(text, Segment))
	if err != nil && !fault.Is(err, fault.Invalid) {
		return fault.New(fault.Unavailable, "sms.down", "Chưa gửi được mã xác nhận. Ông/Bà thử lại sau ít phút.").Wrap(err)
	}
	return err
}
