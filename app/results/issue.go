package results

import (
	"bytes"
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

// OfficeKey is the key that the office would sign a numbered result with; ok
// false when it is signed elsewhere and brought back: the office has no key, or
// the person's signature is not in the file (văn thư signs only what the
// competent person signed, NĐ 30/2020/NĐ-CP).
func (s *Service) OfficeKey(ctx context.Context, r dossiers.Result) (k keys.Key, ok bool, err error) {
	if r.Signed == nil {
		return k, false, nil
	}
	k, err = s.Keys.OfOffice(ctx)
	if keys.None(err) {
		return k, false, nil
	}
	return k, err == nil, err
}

// Issue signs a numbered result with the office's key, number and date in their
// place and the office's block under the person's, keeps it to be locked, and
// decides the dossier or, a correction, takes the place of what it corrects. When
// anything fails the number stays with the result for the next try. Scope: the
// holder; of a correction the competent tenant.
//
// Faults: Invalid (secret; a person's signature that does not hold), Conflict,
// Unavailable.
func (s *Service) Issue(ctx context.Context, ref dossiers.Ref, secret string) error {
	w, err := s.numbered(ctx, ref)
	if err != nil {
		return err
	}
	r := w.Result
	k, ok, err := s.OfficeKey(ctx, r)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Fields(map[string]string{"file": "Chọn tệp PDF đã ký"})
	}
	signer, err := s.Keys.Open(ctx, k, secret)
	if err != nil {
		return err
	}
	return s.issueWith(ctx, ref, w, signer, k)
}

// issueWith signs a numbered result as the office and issues it.
func (s *Service) issueWith(ctx context.Context, ref dossiers.Ref, w dossiers.Work, signer *signing.Signer, k keys.Key) error {
	r := w.Result
	pdf, err := s.personSigned(ctx, r)
	if err != nil {
		return err
	}
	if pdf, err = s.officeSigns(ctx, signer, k, r, pdf); err != nil {
		return err
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	what := ""
	if r.Replaces != nil {
		what = "dinh-chinh"
	}
	doc, err := s.Documents.Keep(ctx, sc.Tenant, documents.Result, fileName(w.Dossier.CodeText(), what), pdf)
	if err != nil {
		return err
	}
	return s.issue(ctx, ref, doc)
}

// issue decides with a stored file; what was stored in vain is discarded.
func (s *Service) issue(ctx context.Context, ref dossiers.Ref, doc documents.Document) error {
	err := s.Dossiers.Issue(ctx, ref, s.attach(&doc))
	if err != nil {
		s.Documents.Discard(ctx, doc)
	}
	return err
}

func (s *Service) numbered(ctx context.Context, ref dossiers.Ref) (dossiers.Work, error) {
	w, err := s.Dossiers.ResultInWork(ctx, ref.ID)
	if err == nil && (w.Result.State != "numbered" || !w.Held() || w.Result.Replaces == nil && ref.Version != 0 && ref.Version != w.Dossier.Version) {
		err = dossiers.ChangedSince()
	}
	return w, err
}

// personSigned is the file with the person's signature, looked at again: it is
// the submitted one, and the signature holds.
func (s *Service) personSigned(ctx context.Context, r dossiers.Result) ([]byte, error) {
	draft, _, err := s.Documents.Read(ctx, *r.Draft)
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(digest(draft), r.DraftSHA256) {
		return nil, dossiers.DraftChanged()
	}
	signed, _, err := s.Documents.Read(ctx, *r.Signed)
	if err != nil {
		return nil, err
	}
	_, err = s.Keys.Checker().Extends(ctx, draft, signed)
	return signed, err
}

// officeSigns puts the two signatures of the office on it.
func (s *Service) officeSigns(ctx context.Context, signer *signing.Signer, k keys.Key, r dossiers.Result, pdf []byte) ([]byte, error) {
	u, err := s.office(ctx)
	if err != nil {
		return nil, err
	}
	places, err := placesOf(r)
	if err != nil {
		return nil, err
	}
	on := s.Now()
	if r.NumberedAt != nil {
		on = *r.NumberedAt
	}
	n, b := places.Number, places.Office
	number := signing.Options{Name: u.Office(), Reason: "Cấp số " + r.Number, Location: u.Name, Visible: &signing.Block{
		Page: n.Page, X: n.X, Y: n.Y, Width: n.W, Height: n.H, Row: &[2]string{"Số: " + r.Number, u.Name + ", " + i18n.LegalDate(on)},
	}}
	seal := signing.Options{Name: u.Office(), Reason: "Phát hành", Location: u.Name, Visible: &signing.Block{
		Page: b.Page, X: b.X, Y: b.Y, Width: b.W, Height: b.H, Lines: officeLinesOf(k, s.Now()),
	}}
	for _, o := range []signing.Options{number, seal} {
		if pdf, err = signer.Sign(ctx, pdf, o); err != nil {
			return nil, err
		}
	}
	return pdf, nil
}

func officeLinesOf(k keys.Key, now time.Time) []string {
	out := []string{"Cơ quan: " + k.Subject, "Thời gian ký: " + now.In(i18n.Zone).Format("15:04:05 02/01/2006")}
	if k.Simulated {
		out = append(out, "Chữ ký mô phỏng, không có giá trị pháp lý")
	}
	return out
}

// Outside is the file that an office without keys takes away to sign: what was
// submitted, with the person's signature if there is one; uuid.Nil for a result
// that was never a document here.
func Outside(r dossiers.Result) uuid.UUID {
	switch {
	case r.Signed != nil:
		return *r.Signed
	case r.Draft != nil:
		return *r.Draft
	}
	return uuid.Nil
}

// IssueSigned issues a file that was signed elsewhere: the submitted document
// with signatures after it, and nothing else. Scope: the holder.
// Faults: Invalid (file) with the verdict in words, Conflict, Unavailable.
func (s *Service) IssueSigned(ctx context.Context, ref dossiers.Ref, name string, pdf []byte) error {
	w, err := s.numbered(ctx, ref)
	if err != nil {
		return err
	}
	refuse := func(err error) error {
		if x := fault.As(err); x.Kind == fault.Invalid {
			text := x.Text
			for _, s := range x.Fields {
				text = s
			}
			return fault.Fields(map[string]string{"file": strings.TrimSpace(text)})
		}
		return err
	}
	if id := Outside(w.Result); id != uuid.Nil {
		base, _, err := s.Documents.Read(ctx, id)
		if err != nil {
			return err
		}
		if _, err := s.Keys.Checker().Extends(ctx, base, pdf); err != nil {
			return refuse(err)
		}
	}
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	policy := documents.PolicyFor([]string{"pdf"})
	doc, err := s.Documents.Store(ctx, sc.Tenant, documents.Incoming{Policy: &policy, Purpose: documents.Result, Name: name, File: bytes.NewReader(pdf), Size: int64(len(pdf))})
	if err != nil {
		return refuse(err)
	}
	return s.issue(ctx, ref, doc)
}
