package notices

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/wneessen/go-mail"

	"motcua/app/fault"
)

// SMTPConfig names the office's mail server.
type SMTPConfig struct {
	Host     string
	Port     int    // 587, 465 or 25
	Security string // starttls (default), tls from the first byte, none on this machine only
	Username string // empty: no sign-in
	Password string
	From     string // address that bounces come back to
	FromName string // "Một Cửa"
	// TLS overrides the trust of the machine; tests only.
	TLS *tls.Config
}

// SMTP delivers e-mail through the office's mail server.
type SMTP struct {
	cfg  SMTPConfig
	opts []mail.Option
}

// NewSMTP checks the configuration; it does not connect. Fault: Invalid.
func NewSMTP(c SMTPConfig) (*SMTP, error) {
	opts := []mail.Option{mail.WithPort(c.Port), mail.WithTimeout(15 * time.Second)}
	switch c.Security {
	case "", "starttls":
		opts = append(opts, mail.WithTLSPolicy(mail.TLSMandatory))
	case "tls":
		opts = append(opts, mail.WithSSL())
	case "none":
		opts = append(opts, mail.WithTLSPolicy(mail.NoTLS))
	default:
		return nil, fault.New(fault.Invalid, "mail.security")
	}
	if c.TLS != nil {
		opts = append(opts, mail.WithTLSConfig(c.TLS))
	}
	if c.Username != "" {
		opts = append(opts, mail.WithSMTPAuth(mail.SMTPAuthAutoDiscover), mail.WithUsername(c.Username), mail.WithPassword(c.Password))
	}
	if _, err := mail.NewClient(c.Host, opts...); err != nil {
		return nil, fault.New(fault.Invalid, "mail.config").Wrap(err)
	}
	m := mail.NewMsg()
	if err := m.FromFormat(c.FromName, c.From); err != nil {
		return nil, fault.New(fault.Invalid, "mail.from").Wrap(err)
	}
	return &SMTP{cfg: c, opts: opts}, nil
}

// Send delivers one plain text message. Its Message-ID is made of id, so a
// message that is handed over again is the same message to a mailbox.
func (s *SMTP) Send(ctx context.Context, id uuid.UUID, to, subject, body string) error {
	m := mail.NewMsg(mail.WithNoDefaultUserAgent())
	if err := m.FromFormat(s.cfg.FromName, s.cfg.From); err != nil {
		return fault.New(fault.Internal, "mail.from")
	}
	if err := m.To(to); err != nil {
		return fault.New(fault.Invalid, "mail.address") // the cause would repeat the address
	}
	m.Subject(subject)
	m.SetMessageIDWithValue(id.String() + "@" + s.cfg.Host)
	m.SetGenHeader("Auto-Submitted", "auto-generated")
	m.SetBodyString(mail.TypeTextPlain, body)
	c, err := mail.NewClient(s.cfg.Host, s.opts...)
	if err != nil {
		return fault.New(fault.Internal, "mail.config").Wrap(err)
	}
	err = c.DialAndSendWithContext(ctx, m)
	if m.IsDelivered() {
		return nil // taken; that the goodbye went wrong is nobody's concern
	}
	return sendFault(err)
}

// sendFault keeps what an operator needs and drops what names a person: the
// server's words repeat the address.
func sendFault(err error) error {
	if err == nil {
		return nil
	}
	var se *mail.SendError
	if !errors.As(err, &se) {
		return fault.New(fault.Unavailable, "mail.down").Wrap(err) // never connected, so nobody is named
	}
	why := fmt.Errorf("%s: SMTP %d %s", se.Reason, se.ErrorCode(), se.EnhancedStatusCode())
	if !se.IsTemp() && se.ErrorCode()/100 == 5 {
		switch se.Reason {
		case mail.ErrSMTPRcptTo:
			return fault.New(fault.Invalid, "mail.refused_address").Wrap(why)
		case mail.ErrSMTPData, mail.ErrSMTPDataClose:
			return fault.New(fault.Invalid, "mail.refused").Wrap(why)
		}
	}
	return fault.New(fault.Unavailable, "mail.down").Wrap(why)
}
