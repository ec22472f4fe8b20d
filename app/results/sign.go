package results

import (
	"context"
	"strings"
	"time"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/keys"
	"motcua/app/signing"
	"motcua/tenants"
	"motcua/views/i18n"

	"github.com/google/uuid"
)

// MostAtOnce is how many documents one act signs.
const MostAtOnce = 40

// Outcome is what became of one document of an act; Err nil: signed.
type Outcome struct {
	Ref dossiers.Ref
	Err error
}

// Sign signs what was submitted with the key of the context's person, and
// approves it; title is printed over the name. Each document for itself: one
// that fails stops no other, and nothing of it is written. Whoever has no key
// approves only; the document is signed elsewhere.
//
// The fault that comes back is of the key: Invalid (secret, keys.expired, …),
// Unavailable. Faults of one document: Conflict when it changed after it was
// submitted, or the dossier went on; Forbidden for one's own draft; Unavailable.
func (s *Service) Sign(ctx context.Context, refs []dossiers.Ref, title, secret string) ([]Outcome, error) {
	sc, err := tenants.From(ctx)
	if err != nil {
		return nil, err
	}
	u, err := s.office(ctx)
	if err != nil {
		return nil, err
	}
	signer, key, err := s.mine(ctx, secret)
	if err != nil {
		return nil, err
	}
	ids := make([]uuid.UUID, len(refs))
	for i, r := range refs {
		ids[i] = r.ID
	}
	waiting, err := s.Dossiers.ResultsInWork(ctx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]Outcome, len(refs))
	var items []signing.Item
	var of []int // which of refs an item is
	for i, r := range refs {
		out[i].Ref = r
		it, err := s.item(waiting[r.ID], r, sc, title, signer)
		switch {
		case err != nil:
			out[i].Err = err
		case it == nil:
			out[i].Err = s.Dossiers.Approve(ctx, r, title)
		default:
			it.Options.Visible.Lines = signedLines(key, u.Office(), s.Now())
			it.Options.Location = u.Name
			items, of = append(items, *it), append(of, i)
		}
	}
	if len(items) > 0 {
		for i, o := range signer.Batch(ctx, items) {
			out[of[i]].Err = o.Err
		}
	}
	return out, nil
}

// mine opens the person's key; nil when there is none.
func (s *Service) mine(ctx context.Context, secret string) (*signing.Signer, keys.Key, error) {
	key, err := s.Keys.Mine(ctx)
	if keys.None(err) {
		return nil, key, nil
	}
	if err != nil {
		return nil, key, err
	}
	signer, err := s.Keys.Open(ctx, key, secret)
	return signer, key, err
}

// item is one document to be signed; nil when there is nothing to sign with, or
// nothing that was submitted.
func (s *Service) item(w dossiers.Work, r dossiers.Ref, sc tenants.Scope, title string, signer *signing.Signer) (*signing.Item, error) {
	d, res, who := w.Dossier, w.Result, sc.Actor
	switch {
	case res.State != "drafted" && res.State != "initialled" || !w.Held() || res.Replaces == nil && r.Version != 0 && r.Version != d.Version:
		return nil, dossiers.ChangedSince()
	case res.DraftedBy == who.ID:
		return nil, dossiers.OwnDraft()
	case signer == nil || res.Draft == nil:
		return nil, nil
	}
	places, err := placesOf(res)
	if err != nil {
		return nil, err
	}
	at := places.Person
	it := &signing.Item{Name: r.ID.String(), Options: signing.Options{
		Name: who.Name, Reason: "Ký duyệt " + res.Title,
		Visible: &signing.Block{Page: at.Page, X: at.X, Y: at.Y, Width: at.W, Height: at.H, Title: strings.Split(title, "\n"), Under: who.Name},
	}}
	copy(it.Submitted[:], res.DraftSHA256)
	it.Load = func(ctx context.Context) ([]byte, error) {
		b, _, err := s.Documents.Read(ctx, *res.Draft)
		if fault.HasKey(err, "storage.damaged") {
			err = dossiers.DraftChanged()
		}
		return b, err
	}
	it.Save = func(ctx context.Context, signed []byte) error {
		doc, err := s.Documents.Keep(ctx, sc.Tenant, documents.Draft, fileName(d.CodeText(), "da-ky"), signed)
		if err != nil {
			return err
		}
		err = s.Dossiers.ApproveSigned(ctx, r, dossiers.Approval{Title: title, Submitted: res.DraftSHA256, Attach: s.attach(&doc)})
		if err != nil {
			s.Documents.Discard(ctx, doc)
		}
		return err
	}
	return it, nil
}

// signedLines is what a person's block says between title and name.
func signedLines(k keys.Key, office string, now time.Time) []string {
	out := []string{"Ký số: " + k.Subject, "Cơ quan: " + office, "Thời gian ký: " + now.In(i18n.Zone).Format("15:04:05 02/01/2006")}
	if k.Simulated {
		out = append(out, "Chữ ký mô phỏng, không có giá trị pháp lý")
	}
	return out
}
