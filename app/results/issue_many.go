package results

import (
	"context"

	"github.com/google/uuid"
	"golang.org/x/sync/errgroup"

	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/keys"
)

// issuedAtOnce is how many results of one act are signed by the office beside
// each other: enough to hide the waiting for timestamps.
const issuedAtOnce = 4

// IssueMany gives each of these results its number, in this order, where it has
// none, signs it with the office's key and issues it. Each for itself: one that
// fails stops no other, and keeps its number for the next try. Scope: the holder;
// of a correction the competent tenant.
//
// The fault that comes back is of the key: Invalid (secret, …; results.no_key
// when the office has none), Unavailable. Faults of one result: Invalid when the
// person's signature is not in its file, which is signed elsewhere and brought
// back one by one; Conflict when it went on; those of Issue.
func (s *Service) IssueMany(ctx context.Context, refs []dossiers.Ref, secret string) ([]Outcome, error) {
	k, err := s.Keys.OfOffice(ctx)
	if keys.None(err) {
		return nil, fault.New(fault.Invalid, "results.no_key", "Cơ quan chưa có khóa ký số trong hệ thống. Phát hành từng văn bản ở trang hồ sơ, hoặc đăng ký khóa ở mục Khóa ký số.")
	}
	if err != nil {
		return nil, err
	}
	signer, err := s.Keys.Open(ctx, k, secret)
	if err != nil {
		return nil, err
	}
	out, ids := make([]Outcome, len(refs)), make([]uuid.UUID, len(refs))
	for i, r := range refs {
		out[i].Ref, ids[i] = r, r.ID
	}
	work, err := s.Dossiers.ResultsInWork(ctx, ids)
	if err != nil {
		return nil, err
	}
	for i, r := range refs {
		out[i].Err = s.number(ctx, r, work[r.ID])
	}
	if work, err = s.Dossiers.ResultsInWork(ctx, ids); err != nil {
		return nil, err
	}
	var g errgroup.Group
	g.SetLimit(issuedAtOnce)
	for i := range out {
		if out[i].Err != nil {
			continue
		}
		g.Go(func() error {
			w := work[ids[i]]
			if w.Result.State != "numbered" || !w.Held() {
				out[i].Err = dossiers.ChangedSince()
				return nil
			}
			out[i].Err = s.issueWith(ctx, dossiers.Ref{ID: ids[i], Version: w.Dossier.Version}, w, signer, k)
			return nil
		})
	}
	return out, g.Wait()
}

// number gives a result that is to be issued its number, if it has none.
func (s *Service) number(ctx context.Context, r dossiers.Ref, w dossiers.Work) error {
	switch {
	case w.Result.State != "approved" && w.Result.State != "numbered" || !w.Held() || w.Result.Replaces == nil && r.Version != 0 && r.Version != w.Dossier.Version:
		return dossiers.ChangedSince()
	case w.Result.Signed == nil:
		return fault.New(fault.Invalid, "results.signed_elsewhere", "Văn bản này ký ở ngoài. Phát hành ở trang hồ sơ, với tệp đã ký.")
	case w.Result.State == "numbered":
		return nil
	}
	return s.Dossiers.Number(ctx, r)
}
