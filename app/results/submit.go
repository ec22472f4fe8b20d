package results

import (
	"context"
	"slices"
	"strings"
	"time"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/signing"
	"motcua/app/slips"
	"motcua/tenants/registry"
	"motcua/views/i18n"

	"github.com/google/uuid"
)

// watermark lies across every page until the result is issued.
const watermark = "DỰ THẢO"

// Findings are the places in a draft's typed texts that differ from the dossier.
func Findings(f *dossiers.Full, d Draft, now time.Time) []Finding {
	var names, texts []string
	for _, x := range f.Parties {
		names = append(names, d.right(x.FullName))
		texts = append(texts, d.right(x.IDNumber), d.right(x.TaxCode), d.right(dateText(x.BirthDate)))
	}
	names = append(names, d.right(f.ApplicantName))
	for _, r := range d.Facts {
		texts = append(texts, r.Value)
	}
	for _, v := range f.Answers {
		texts = append(texts, d.right(v), d.right(dateText(v)))
	}
	days := []*time.Time{f.SubmittedAt, f.AcceptedAt, f.PromisedFirst, f.DueAt, &now}
	for _, t := range days {
		if t != nil {
			texts = append(texts, i18n.Date(*t))
		}
	}
	typed := d.Body + "\n" + d.Reason
	out := check(typed, learn(names, texts))
	for _, x := range d.Fixed { // what is put right stands wrong in the text still
		if x.Is != "" && len(x.Was) > 5 && strings.Contains(strings.ReplaceAll(typed, x.Is, ""), x.Was) {
			out = slices.DeleteFunc(out, func(f Finding) bool { return f.Text == x.Was })
			out = append(out, Finding{Text: x.Was, Says: "đính chính thành " + x.Is, Slip: true})
		}
	}
	return out
}

// dateText writes 2006-01-02 as people do, and leaves the rest.
func dateText(v string) string {
	if t, err := time.ParseInLocation("2006-01-02", v, i18n.Zone); err == nil {
		return i18n.Date(t)
	}
	return v
}

// checked refuses what is missing, and texts that differ from the dossier: with
// one slip always, else until the handler looked again.
func checked(f *dossiers.Full, d Draft, now time.Time) error {
	e := map[string]string{}
	switch {
	case d.Outcome != dossiers.Granted && d.Outcome != dossiers.Refused:
		e["outcome"] = "Chọn đồng ý hoặc từ chối"
	case d.Outcome == dossiers.Refused && strings.TrimSpace(d.Reason) == "":
		e["reason"] = "Ghi lý do từ chối và quyền khiếu nại"
	case d.Outcome == dossiers.Granted && strings.TrimSpace(d.Body) == "":
		e["content"] = "Soạn nội dung kết quả"
	}
	if f.Issued() != nil && strings.TrimSpace(d.Fixes) == "" {
		e["fixes"] = "Ghi chỗ sai và nội dung đúng; người dân đọc được"
	}
	var slip, other []string
	for _, x := range d.Fixed {
		other = append(other, x.Key+": “"+x.Is+"” (hồ sơ ghi "+x.Was+")")
	}
	for _, x := range Findings(f, d, now) {
		s := "“" + x.Text + "” (" + x.Says + ")"
		if x.Slip {
			slip = append(slip, s)
		} else {
			other = append(other, s)
		}
	}
	switch {
	case len(slip) > 0:
		e["content"] = "Sửa chỗ khác với hồ sơ: " + strings.Join(slip, "; ")
	case len(other) > 0 && !d.Checked:
		e["checked"] = "Đối chiếu rồi đánh dấu: " + strings.Join(other, "; ")
	}
	if len(e) > 0 {
		return fault.Fields(e)
	}
	return nil
}

// letter is the letter of a draft with its check code.
func (s *Service) letter(ctx context.Context, f *dossiers.Full, d Draft, code string) (slips.Letter, registry.Unit, error) {
	u, err := s.office(ctx)
	if err != nil {
		return slips.Letter{}, u, err
	}
	l := compose(f, u, d)
	if code != "" {
		at := strings.TrimSuffix(s.Base, "/") + "/kiem-tra-ket-qua"
		_, site, _ := strings.Cut(at, "://")
		l.Check, l.Code, l.Website = at+"?ma="+code, code, site
	}
	_, err = s.Keys.OfOffice(ctx)
	if l.Blank = err != nil; l.Blank && !fault.Is(err, fault.NotFound) {
		return l, u, err
	}
	return l, u, nil
}

// opened reads the dossier of a draft; a correction has the outcome of what it replaces.
func (s *Service) opened(ctx context.Context, id uuid.UUID, d Draft) (dossiers.Full, Draft, error) {
	f, err := s.Dossiers.Open(ctx, id)
	if old := f.Issued(); err == nil && old != nil {
		d.Outcome = old.Outcome
	}
	return f, d, err
}

// Preview draws a draft with the word “DỰ THẢO” across it; nothing is kept.
// Scope: one that may read the dossier.
func (s *Service) Preview(ctx context.Context, id uuid.UUID, d Draft) ([]byte, error) {
	f, d, err := s.opened(ctx, id, d)
	if err != nil {
		return nil, err
	}
	l, _, err := s.letter(ctx, &f, d, "")
	if err != nil {
		return nil, err
	}
	pdf, _, err := l.PDF(s.Now())
	if err != nil {
		return nil, err
	}
	return signing.Mark(pdf, watermark)
}

// Submit draws the letter, keeps the file and passes it on for signature: the
// first result of a dossier, or of one whose result was issued a correction of
// that. Scope: the holder; of a correction the competent tenant. Faults: Invalid
// (outcome, reason, content, fixes, checked), Conflict when the dossier changed
// since the version that the handler saw, Unavailable (storage.down).
func (s *Service) Submit(ctx context.Context, r dossiers.Ref, d Draft) error {
	f, d, err := s.opened(ctx, r.ID, d)
	if err != nil {
		return err
	}
	if err := checked(&f, d, s.Now()); err != nil {
		return err
	}
	code := dossiers.CheckCode()
	l, u, err := s.letter(ctx, &f, d, code)
	if err != nil {
		return err
	}
	pdf, places, err := l.PDF(s.Now())
	if err != nil {
		return err
	}
	doc, err := s.Documents.Keep(ctx, u.ID, documents.Draft, fileName(f.CodeText(), "du-thao"), pdf)
	if err != nil {
		return err
	}
	if r.Version == 0 {
		r.Version = f.Version // what was drawn is what the dossier said then
	}
	propose := s.Dossiers.DraftResult
	if f.Issued() != nil {
		propose = s.Dossiers.DraftCorrection
	}
	err = propose(ctx, r, dossiers.DraftResult{Outcome: d.Outcome, Content: l.Text(), Reason: d.Reason, Fixes: d.Fixes, Paper: &dossiers.SubmittedPaper{
		SHA256: digest(pdf), CheckCode: code, Letter: l, Places: places, Body: d.Body, Attach: s.attach(&doc),
	}})
	if err != nil {
		s.Documents.Discard(ctx, doc)
	}
	return err
}
