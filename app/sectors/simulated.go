package sectors

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/google/uuid"
)

// Simulated is the partner "mô phỏng": whoever develops plays the sector
// system on a page (app/web/simulated) and gives number, status and result.
// It lives in memory: after a restart it knows nothing and is handed
// everything anew, as its number and result stand in the dossier by then.
type Simulated struct {
	mu  sync.Mutex
	has map[uuid.UUID]*Played
	Now func() time.Time
}

// Played is one dossier at the simulated partner.
type Played struct {
	Handing
	Report
	HandedAt time.Time
}

// NewSimulated makes an empty one.
func NewSimulated(now func() time.Time) *Simulated {
	return &Simulated{has: map[uuid.UUID]*Played{}, Now: now}
}

// Hand remembers a dossier.
func (s *Simulated) Hand(_ context.Context, h Handing) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.has[h.Dossier] == nil {
		s.has[h.Dossier] = &Played{Handing: h, HandedAt: s.Now()}
	}
	return nil
}

// Ask gives what was played.
func (s *Simulated) Ask(_ context.Context, _ string, dossier uuid.UUID) (Report, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if p := s.has[dossier]; p != nil {
		return p.Report, nil
	}
	return Report{}, ErrUnknown
}

// Every is short: somebody sits before it.
func (s *Simulated) Every() time.Duration { return 5 * time.Second }

// List is what was handed over, the newest first.
func (s *Simulated) List() []Played {
	s.mu.Lock()
	defer s.mu.Unlock()
	out := make([]Played, 0, len(s.has))
	for _, p := range s.has {
		out = append(out, *p)
	}
	slices.SortFunc(out, func(a, b Played) int { return b.HandedAt.Compare(a.HandedAt) })
	return out
}

// Play gives an answer for a dossier: what is empty stays as it was. ok is
// false for one that was never handed over.
func (s *Simulated) Play(dossier uuid.UUID, r Report) (p Played, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	x := s.has[dossier]
	if x == nil {
		return p, false
	}
	if r.Number != "" {
		x.Number = r.Number
	}
	if r.Status != "" {
		x.Status, x.StatusAt = r.Status, s.Now()
	}
	if r.Result != nil {
		x.Result = r.Result
	}
	return *x, true
}
