package notices

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/jobs/args"
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

// CodeSender is how people asks for a sign-in code to be sent: a job in the
// transaction that stores the code, so neither exists without the other.
type CodeSender struct{ Jobs Jobs }

// SendCode inserts the job. It carries the id only. Scope: identity.
func (c CodeSender) SendCode(ctx context.Context, tx pgx.Tx, id uuid.UUID, _, _ string) error {
	return c.Jobs.Insert(ctx, tx, args.SendCode{CodeID: id})
}

// SendCode sends the message that read gives for a code, at any hour. A code
// that lapsed or was used is not sent. Faults: Unavailable, to be tried again.
func (s *Service) SendCode(ctx context.Context, id uuid.UUID, read func(ctx context.Context, id uuid.UUID) (phone, text string, err error)) error {
	ctx = tenants.With(ctx, tenants.Identity())
	phone, text, err := read(ctx, id)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	to, ok := Mobile(phone)
	if !ok {
		return nil // refused at the form; nobody is helped by trying again
	}
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	if err := s.SMS.Send(ctx, id, to, cut(Unaccent(text), Segment)); !fault.Is(err, fault.Invalid) {
		return err
	}
	return nil
}
