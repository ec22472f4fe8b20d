package console

import (
	"time"

	"motcua/app/checking"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/signing"
	"motcua/app/web"
	view "motcua/views/console"
	"motcua/views/i18n"
	"motcua/views/ui"
)

// signatures writes beside each paper what its digital signatures are worth.
func (p *Pages) signatures(c *web.Ctx, f *dossiers.Full, files []documents.Document, v *view.Dossier) error {
	looked, err := p.Portal.Checking.Of(c.Context(), f.ID)
	if err != nil {
		return err
	}
	pdf := map[string]bool{}
	for _, d := range files {
		pdf[d.ID.String()] = d.ContentType == documents.PDF && d.Purpose == documents.Paper
	}
	for i, x := range f.Papers {
		if x.Document == nil {
			continue
		}
		w := &v.Papers[i]
		l, done := looked[*x.Document]
		if !done {
			if pdf[x.Document.String()] && p.Now().Sub(x.CreatedAt) < dayLong { // older ones came before anybody looked
				w.Signed, w.SignedTone = "Đang kiểm tra chữ ký số", ui.Draft
			}
			continue
		}
		if l.Verdict == checking.NoSignature {
			continue
		}
		w.Signed, w.SignedTone = l.Word(), signedTone(l.Verdict)
		if l.Fault != "" {
			w.Signatures = append(w.Signatures, ui.Pair{Key: "Lý do", Value: l.Fault})
		}
		for _, s := range l.Found {
			w.Signatures = append(w.Signatures, ui.Pair{Key: orElse(s.Signer, "Không rõ người ký"), Value: signatureText(&s)})
		}
	}
	return nil
}

const dayLong = 24 * time.Hour

func signedTone(verdict string) string {
	switch verdict {
	case string(signing.Valid):
		return ui.OK
	case string(signing.Unknown):
		return ui.Soon
	}
	return ui.Late
}

// signatureText is one signature in words: the verdict, who, when and why.
func signatureText(s *signing.Found) string {
	t := s.Verdict.Word()
	if s.Simulated {
		t += " (mô phỏng)"
	}
	if s.Organization != "" && s.Organization != s.Signer {
		t += ", " + s.Organization
	}
	if s.Time != nil {
		t += ", ký " + i18n.DateTime(*s.Time)
	}
	return t + ". " + s.Reason
}
