package notices

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"motcua/app/fault"
	"motcua/app/rest"
)

// relay is the partners of one channel, the first choice first.
type relay[T any] struct {
	now  func() time.Time
	list []*member[T]
}

type member[T any] struct {
	name string
	do   T
	rest.Rest
}

// noAnswer ends the key of a fault that leaves open whether the partner took
// the message. It is handed to the same partner again, which knows its id, and
// to the next one only when this one is left alone: better late than twice.
const noAnswer = ".no_answer"

// hand gives a message to the first partner that takes it and names it.
// Faults: Invalid when one refuses it for good; Unavailable when none answers.
func (r *relay[T]) hand(send func(T) error) (string, error) {
	err := error(fault.New(fault.Unavailable, "partner.resting"))
	for _, m := range r.list {
		now := r.now()
		if m.Left(now) > 0 {
			continue
		}
		err = send(m.do)
		m.Said(err == nil || fault.Is(err, fault.Invalid), r.now())
		if err == nil || fault.Is(err, fault.Invalid) || strings.HasSuffix(fault.As(err).Key, noAnswer) {
			return m.name, err
		}
	}
	return "", err
}

func (r *relay[T]) add(name string, do T) { r.list = append(r.list, &member[T]{name: name, do: do}) }

// SMSRelay is the partners that deliver to phones: text messages, or Zalo.
type SMSRelay struct{ relay[SMS] }

// NewSMSRelay has no partner yet.
func NewSMSRelay(now func() time.Time) *SMSRelay { return &SMSRelay{relay[SMS]{now: now}} }

// Add puts a partner behind those that are there.
func (r *SMSRelay) Add(name string, p SMS) { r.add(name, p) }

// Send is SMS.
func (r *SMSRelay) Send(ctx context.Context, id uuid.UUID, phone, text string) error {
	_, err := r.SendVia(ctx, id, phone, text)
	return err
}

// SendVia names the partner that took it.
func (r *SMSRelay) SendVia(ctx context.Context, id uuid.UUID, phone, text string) (string, error) {
	return r.hand(func(p SMS) error { return p.Send(ctx, id, phone, text) })
}

// MailRelay is the servers that deliver e-mail.
type MailRelay struct{ relay[Mail] }

// NewMailRelay has no server yet.
func NewMailRelay(now func() time.Time) *MailRelay { return &MailRelay{relay[Mail]{now: now}} }

// Add puts a server behind those that are there.
func (r *MailRelay) Add(name string, p Mail) { r.add(name, p) }

// Send is Mail.
func (r *MailRelay) Send(ctx context.Context, id uuid.UUID, to, subject, body string) error {
	_, err := r.SendVia(ctx, id, to, subject, body)
	return err
}

// SendVia names the server that took it.
func (r *MailRelay) SendVia(ctx context.Context, id uuid.UUID, to, subject, body string) (string, error) {
	return r.hand(func(p Mail) error { return p.Send(ctx, id, to, subject, body) })
}

// phoneVia and mailVia name the partner where it is known.
func phoneVia(ctx context.Context, p SMS, id uuid.UUID, phone, text string) (string, error) {
	if r, ok := p.(*SMSRelay); ok {
		return r.SendVia(ctx, id, phone, text)
	}
	return "", p.Send(ctx, id, phone, text)
}

func mailVia(ctx context.Context, p Mail, id uuid.UUID, to, subject, body string) (string, error) {
	if r, ok := p.(*MailRelay); ok {
		return r.SendVia(ctx, id, to, subject, body)
	}
	return "", p.Send(ctx, id, to, subject, body)
}
