package exchange

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"motcua/app/dossiers"
	"motcua/app/fault"
)

// Manners is how the simulated other side behaves.
type Manners string

// The manners.
const (
	Polite   Manners = ""         // takes and answers
	Down     Manners = "down"     // answers nothing
	Slow     Manners = "slow"     // takes, and answers after longer than anybody waits
	Refusing Manners = "refusing" // says never, with a reason
)

// Simulated is the other side "mô phỏng": the national portal and both
// registers, played in memory, with manners to choose. After a restart it knows
// nothing. It never is the nation's system, and a production configuration
// refuses it.
type Simulated struct {
	Now  func() time.Time
	Late time.Duration // of Slow; default 15 s

	mu        sync.Mutex
	portal    Manners
	registers Manners
	arrived   []Arrived
	receipts  map[string]string // message id → receipt
	played    map[string]dossiers.RegisterVerdict
	files     map[string][]byte
	filed     []FiledThere
	asked     []AskedThere
	no        int
}

// Arrived is one status as it came in.
type Arrived struct {
	Status
	At      time.Time
	Receipt string
	Times   int // how often it came
}

// FiledThere is one dossier that was filed on the simulated portal, with what
// the product answered.
type FiledThere struct {
	Code, Procedure, Office string
	At                      time.Time
	Answer                  string
	Status                  int
}

// AskedThere is one question to a register. No names: who was asked about shows as the last digits.
type AskedThere struct {
	Register, Basis, Officer, Ending string
	At                               time.Time
	Verdict                          dossiers.RegisterVerdict
}

// kept is how much of everything is remembered.
const kept = 300

// NewSimulated makes one that has heard nothing.
func NewSimulated(now func() time.Time) *Simulated {
	return &Simulated{Now: now, receipts: map[string]string{}, played: map[string]dossiers.RegisterVerdict{}, files: map[string][]byte{}}
}

// Behave sets the manners of portal and registers.
func (s *Simulated) Behave(portal, registers Manners) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.portal, s.registers = portal, registers
}

// Manners are those of portal and registers.
func (s *Simulated) Manners() (portal, registers Manners) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.portal, s.registers
}

// Put is Portal.
func (s *Simulated) Put(ctx context.Context, m Status) (string, error) {
	manners, _ := s.Manners()
	switch manners {
	case Down:
		return "", fault.New(fault.Unavailable, "down")
	case Refusing:
		return "", RefusedError{"simulated_refusal"}
	}
	s.mu.Lock()
	r, known := s.receipts[m.MaGoiTin]
	if known {
		for i := range s.arrived {
			if s.arrived[i].MaGoiTin == m.MaGoiTin {
				s.arrived[i].Times++
			}
		}
	} else {
		s.no++
		r = fmt.Sprintf("MP-%06d", s.no)
		s.receipts[m.MaGoiTin] = r
		s.arrived = append(s.arrived, Arrived{m, s.Now(), r, 1})
		s.arrived = s.arrived[max(len(s.arrived)-kept, 0):]
	}
	s.mu.Unlock()
	return r, s.dawdle(ctx, manners)
}

// Ask is Registers. Without a played answer the last digit of the number
// decides, so that everything can be seen: 9 no data, 8 the date of birth
// differs, 7 the ground is not enough; all others match.
func (s *Simulated) Ask(ctx context.Context, q Question) (Reply, error) {
	_, manners := s.Manners()
	switch manners {
	case Down:
		return Reply{}, fault.New(fault.Unavailable, "down")
	case Refusing:
		return Reply{}, RefusedError{"simulated_refusal"}
	case Slow:
		if err := s.dawdle(ctx, manners); err != nil {
			return Reply{}, err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v, ok := s.played[q.IDNumber]
	if !ok {
		v = map[byte]dossiers.RegisterVerdict{'9': dossiers.RegisterNoData, '8': dossiers.RegisterMismatch, '7': dossiers.RegisterNoBasis}[q.IDNumber[len(q.IDNumber)-1]]
	}
	if v == "" {
		v = dossiers.RegisterMatch
	}
	s.no++
	r := Reply{Verdict: v, Reference: fmt.Sprintf("MP-TC-%06d", s.no)}
	if v == dossiers.RegisterMismatch {
		r.Differs = []string{"birth_date"}
		if q.Fields["birth_date"] == "" {
			r.Differs = []string{"full_name"}
		}
	}
	s.asked = append(s.asked, AskedThere{q.Register, q.Basis, q.Officer, q.IDNumber[max(len(q.IDNumber)-3, 0):], s.Now(), v})
	s.asked = s.asked[max(len(s.asked)-kept, 0):]
	return r, nil
}

// File is Portal.
func (s *Simulated) File(ctx context.Context, path string, limit int64) ([]byte, error) {
	manners, _ := s.Manners()
	if manners == Down {
		return nil, fault.New(fault.Unavailable, "down")
	}
	s.mu.Lock()
	b, ok := s.files[path]
	s.mu.Unlock()
	if !ok || int64(len(b)) > limit || manners == Refusing {
		return nil, RefusedError{"no_such_file"}
	}
	return b, s.dawdle(ctx, manners)
}

// dawdle answers late, to somebody who may be gone.
func (s *Simulated) dawdle(ctx context.Context, m Manners) error {
	if m != Slow {
		return nil
	}
	d := s.Late
	if d <= 0 {
		d = 15 * time.Second
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// Lay puts a file on the simulated portal and gives its path.
func (s *Simulated) Lay(name string, b []byte) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.no++
	p := fmt.Sprintf("/tep/%06d/%s", s.no, name)
	s.files[p] = b
	return p
}

// Play sets what the registers say about a number; "" as by its last digit.
func (s *Simulated) Play(idNumber string, v dossiers.RegisterVerdict) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if v == "" {
		delete(s.played, idNumber)
		return
	}
	s.played[idNumber] = v
}

// Filed remembers what was filed and what the product said to it.
func (s *Simulated) Filed(f FiledThere) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.filed = append(s.filed, f)
	s.filed = s.filed[max(len(s.filed)-kept, 0):]
}

// Heard is everything that happened, the newest first.
func (s *Simulated) Heard() (arrived []Arrived, filed []FiledThere, asked []AskedThere) {
	s.mu.Lock()
	defer s.mu.Unlock()
	arrived, filed, asked = slices.Clone(s.arrived), slices.Clone(s.filed), slices.Clone(s.asked)
	slices.Reverse(arrived)
	slices.Reverse(filed)
	slices.Reverse(asked)
	return arrived, filed, asked
}
