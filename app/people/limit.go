package people

import (
	"context"
	"encoding/base64"
	"time"

	"motcua/app/fault"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Limit is how often something may be tried: bursts of burst, then one per period.
type Limit struct {
	name   string
	period time.Duration
	burst  int
}

// The limits. Offices share one address, so those per address are wide.
var (
	LimitSignInUser = Limit{"sign-in-user", 20 * time.Second, 15}
	LimitSignInIP   = Limit{"sign-in-ip", 500 * time.Millisecond, 120}
	LimitCodePhone  = Limit{"code-phone", 3 * time.Minute, 3} // an SMS costs money and annoys
	LimitCodeIP     = Limit{"code-ip", 10 * time.Second, 30}
	LimitTryPhone   = Limit{"try-phone", 30 * time.Second, 10}
	LimitTrackIP    = Limit{"track-ip", 2 * time.Second, 30}
	LimitCheckIP    = Limit{"check-ip", 10 * time.Second, 12}   // a file costs more than a code
	LimitTrackCode  = Limit{"track-code", 30 * time.Second, 10} // ten thousand endings of a number: weeks
	LimitClaimIP    = Limit{"claim-ip", time.Minute, 10}
	LimitInviteIP   = Limit{"invite-ip", 2 * time.Second, 30}
	LimitPortal     = Limit{"portal", 50 * time.Millisecond, 200} // of the national portal's address: 20 a second, forty times what the nation files
)

// Take counts one try for a value (an address, a phone number, a user name).
// Only a keyed hash of the value reaches the database.
// Faults: TooMany; Unavailable.
func (s *Service) Take(ctx context.Context, l Limit, value string) error {
	key := l.name + ":" + base64.RawURLEncoding.EncodeToString(mac(s.keys.limit, l.name, value)[:18])
	ok, err := pg.Value[bool](tenants.With(ctx, tenants.Identity()), s.db, `SELECT app.rate_allow($1, make_interval(secs => $2), $3)`, key, l.period.Seconds(), l.burst)
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.TooMany, "limit."+l.name, "Ông/Bà đã thử nhiều lần. Chờ vài phút rồi thử lại.")
	}
	return nil
}

var limits = func() map[string]Limit {
	m := map[string]Limit{}
	for _, l := range []Limit{LimitSignInUser, LimitSignInIP, LimitCodePhone, LimitCodeIP, LimitTryPhone, LimitTrackIP, LimitCheckIP, LimitTrackCode, LimitClaimIP, LimitInviteIP, LimitPortal} {
		m[l.name] = l
	}
	return m
}()

// Limited is Take by name, for the route table: true when the caller was too fast.
// Faults: Internal for an unknown name; Unavailable.
func (s *Service) Limited(ctx context.Context, name, value string) (bool, error) {
	l, ok := limits[name]
	if !ok {
		return false, fault.New(fault.Internal, "limit.unknown")
	}
	err := s.Take(ctx, l, value)
	if fault.Is(err, fault.TooMany) {
		return true, nil
	}
	return false, err
}
