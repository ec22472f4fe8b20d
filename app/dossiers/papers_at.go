package dossiers

import (
	"context"
	"slices"
	"time"

	"github.com/google/uuid"
)

// PapersAt says where some papers of a dossier, or its result, are now.
type PapersAt struct {
	Titles []string // nil: the result
	At     uuid.UUID
	To     *uuid.UUID    // where they go next; nil: they stay
	Line   *HandoverLine // their last travel; nil: they lie where they were handed in
	List   *HandoverList // on which they travel or came; nil: they wait for one
	OnWay  bool          // handed over by the one side and not confirmed by the other
	Late   bool
}

func (s *Service) readTravels(ctx context.Context, f *Full) (err error) {
	if f.Travels, err = s.LinesOf(ctx, f.ID); err != nil {
		return err
	}
	if len(f.Travels) > 0 {
		if f.Lists, err = s.ListsOf(ctx, f.ID); err != nil {
			return err
		}
	}
	if !f.State.Can(ActCoordinate) && f.State != AwaitingSupplement {
		return nil
	}
	f.Coordinated, err = s.openCoordination(ctx, f.ID)
	return err
}

// WhereAre tells where the papers handed in at a counter are, and the paper
// result of a dossier decided for another counter. What other offices pass
// among themselves the reader does not see.
func (f *Full) WhereAre(now time.Time) []PapersAt {
	var out []PapersAt
	lying := map[uuid.UUID][]string{}
	var places []uuid.UUID
	moved := map[uuid.UUID]bool{}
	for i := len(f.Travels) - 1; i >= 0; i-- { // the last travel of each paper
		l := &f.Travels[i]
		if l.State == "withdrawn" || l.Kind == TravelPapers && !slices.ContainsFunc(l.PaperIDs, func(id uuid.UUID) bool { return !moved[id] }) {
			continue
		}
		if l.Kind == TravelResult && slices.ContainsFunc(out, func(p PapersAt) bool { return p.Titles == nil }) {
			continue
		}
		p := PapersAt{At: l.From, To: &l.To, Line: l, Late: l.Late(now)}
		for j, id := range l.PaperIDs {
			if !moved[id] && j < len(l.Papers) {
				p.Titles = append(p.Titles, l.Papers[j])
			}
			moved[id] = true
		}
		if j := slices.IndexFunc(f.Lists, func(x HandoverList) bool { return l.List != nil && x.ID == *l.List }); j >= 0 {
			p.List = &f.Lists[j]
		}
		switch {
		case l.State == "received":
			p.At, p.To = l.To, nil
		case l.State == "missing":
			p.To = nil // looked for at the sender
		default:
			p.OnWay = l.HandedAt != nil
		}
		out = append(out, p)
	}
	for _, x := range f.Papers {
		if x.Tenant == nil || x.Form == "electronic" || x.State == "replaced" || moved[x.ID] {
			continue
		}
		if _, ok := lying[*x.Tenant]; !ok {
			places = append(places, *x.Tenant)
		}
		lying[*x.Tenant] = append(lying[*x.Tenant], x.Title)
	}
	for _, at := range places {
		out = append(out, PapersAt{Titles: lying[at], At: at})
	}
	return out
}
