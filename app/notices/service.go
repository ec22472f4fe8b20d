// Package notices tells people what happened to a dossier: it decides who is
// told, writes the words, keeps the delivery ledger (app.notice) and hands
// each notice to its channel. A notice is written once per dossier, event,
// version, channel and recipient, whatever is repeated.
package notices

import (
	"context"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"motcua/app/deadlines"
	"motcua/storage/pg"
)

// Jobs puts jobs into the transaction of a change; jobs.Inserter is one.
type Jobs interface {
	Insert(ctx context.Context, tx pgx.Tx, a river.JobArgs) error
	InsertAt(ctx context.Context, tx pgx.Tx, a river.JobArgs, at time.Time) error
}

// Service holds what the use-cases need; all fields but Zalo, Quiet and Hold are required.
type Service struct {
	DB   *pg.DB
	Jobs Jobs
	Now  func() time.Time
	// Office is how a tenant signs a message ("UBND xã Kim Bôi") and the phone
	// to call for help, digits only, which may be empty. Fault: NotFound.
	Office func(ctx context.Context, tenant uuid.UUID) (name, phone string, err error)
	// ProcedureName is the plain name of a pinned revision's procedure. Fault: NotFound.
	ProcedureName func(ctx context.Context, revision uuid.UUID) (string, error)
	SMS           SMS
	Mail          Mail
	Zalo          SMS // nil: nobody is told by Zalo
	Quiet         Quiet
	// Hold is how long a notice waits, so that what was done by mistake can be
	// taken back before anybody is told. Sign-in codes do not wait.
	Hold time.Duration
}

// Quiet are the hours of the Vietnamese day in which no phone rings, from the
// hour From to the hour Till of the next day. The zero value is none.
type Quiet struct{ From, Till int }

// Night is 21:00 to 07:00.
var Night = Quiet{From: 21, Till: 7}

// Next is the first moment at or after t that is not quiet.
func (q Quiet) Next(t time.Time) time.Time {
	if q.From == q.Till {
		return t
	}
	l := t.In(deadlines.Zone)
	if h := l.Hour(); h < q.From && h >= q.Till {
		return t
	}
	day := l.Day()
	if l.Hour() >= q.From {
		day++
	}
	return time.Date(l.Year(), l.Month(), day, q.Till, 0, 0, 0, l.Location()).UTC()
}

// The channels.
const (
	ChannelSMS   = "sms"
	ChannelEmail = "email"
	ChannelZNS   = "zns" // Zalo
)

func newID() uuid.UUID {
	id, err := uuid.NewV7()
	if err != nil {
		panic(err) // the system's random source is gone
	}
	return id
}
