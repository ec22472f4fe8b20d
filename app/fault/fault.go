// Package fault is the one vocabulary of things that go wrong.
//
// Domain code returns a fault with a kind, a stable key and, where a person
// can do something about it, a Vietnamese sentence. web/errors.go turns the
// kind into a status; causes go to the log only.
package fault

import (
	"errors"
	"fmt"
	"sort"
	"strings"
)

// Kind says what sort of thing went wrong.
type Kind string

// The kinds, each with one HTTP answer.
const (
	Invalid         Kind = "invalid"         // 422: the person can mend it
	NotFound        Kind = "not_found"       // 404: missing, or somebody else's
	Conflict        Kind = "conflict"        // 409: somebody was faster, or the state moved on
	Forbidden       Kind = "forbidden"       // 403
	Unauthenticated Kind = "unauthenticated" // 401: sign in first
	TooMany         Kind = "too_many"        // 429
	Unavailable     Kind = "unavailable"     // 503: a dependency is down, try again
	Internal        Kind = "internal"        // 500
)

// Error is a fault.
type Error struct {
	Kind   Kind
	Key    string            // stable, for tests and logs: "dossier.cannot_accept"
	Text   string            // Vietnamese, for the page; may be empty
	Fields map[string]string // field name → Vietnamese sentence
	cause  error
}

// New makes a fault; text is the Vietnamese sentence for the page.
func New(kind Kind, key string, text ...string) *Error {
	e := &Error{Kind: kind, Key: key}
	if len(text) > 0 {
		e.Text = text[0]
	}
	return e
}

// Fields makes an Invalid fault that says what to mend beside which field.
func Fields(f map[string]string) *Error {
	return &Error{Kind: Invalid, Key: "form.invalid", Fields: f}
}

// Wrap attaches the cause; the cause never reaches a page.
func (e *Error) Wrap(cause error) *Error {
	c := *e
	c.cause = cause
	return &c
}

func (e *Error) Error() string {
	if e.cause != nil {
		return fmt.Sprintf("%s: %s: %v", e.Kind, e.Key, e.cause)
	}
	return fmt.Sprintf("%s: %s%s", e.Kind, e.Key, e.names())
}

func (e *Error) Unwrap() error { return e.cause }

// As returns the fault inside err, or an Internal one around it.
func As(err error) *Error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return New(Internal, "internal").Wrap(err)
}

// Is tells whether err is a fault of that kind.
func Is(err error, k Kind) bool { return err != nil && As(err).Kind == k }

// HasKey tells whether err is a fault with that key.
func HasKey(err error, key string) bool { return err != nil && As(err).Key == key }

// names lists the fields, never what was typed into them.
func (e *Error) names() string {
	if len(e.Fields) == 0 {
		return ""
	}
	var n []string
	for k := range e.Fields {
		n = append(n, k)
	}
	sort.Strings(n)
	return " (" + strings.Join(n, ", ") + ")"
}
