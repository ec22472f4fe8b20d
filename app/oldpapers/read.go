package oldpapers

import (
	"context"

	"motcua/app/reading/meaning"
)

// Reading is what the machine read on the pages of a paper, for an officer to
// look at beside them: proposals, kept nowhere and used by nobody before she
// confirmed. Where it found nothing there is the zero Field.
type Reading struct {
	Number, IssuedOn, Name, Birth, ID meaning.Field
}

// Read understands the words that were kept of a paper's own pages. Scope: tenant.
func (s *Service) Read(ctx context.Context, p Paper) (Reading, error) {
	paper, err := s.Documents.UnderstandPages(ctx, p.Scan, p.Pages)
	if err != nil {
		return Reading{}, err
	}
	var r Reading
	r.Number, r.IssuedOn = paper.Own()
	h := meaning.HolderOf(paper)
	r.Name, r.Birth, r.ID = h.Name, h.Birth, h.ID
	return r, nil
}
