package resident

import (
	"bytes"
	"errors"
	"io"
	"net/http"

	"motcua/app/checking"
	"motcua/app/fault"
	"motcua/app/signing"
	"motcua/app/web"
	"motcua/views/i18n"
	view "motcua/views/resident"
	"motcua/views/ui"
)

// fileField is the file's name in the form; the rest of the body has little room beside it.
const (
	fileField = "tep"
	checkBody = checking.MostBytes + 1<<20
)

// CheckFile tells anybody whether a file is what an office issued, and what the
// signatures in it are worth. It is read from the request into memory, and gone
// with the answer.
func (p *Pages) CheckFile(c *web.Ctx) error {
	v := p.checkPage(c, "")
	refuse := func(status int, sentence string) error {
		v.File.Error = sentence
		v.Problems = ui.Problems(map[string]string{fileField: sentence}, fileField)
		return c.Page(status, view.CheckResultPage(v))
	}
	done, err := p.Checking.Turn(c.PublicContext())
	if err != nil {
		return refuse(http.StatusServiceUnavailable, fault.As(err).Text)
	}
	defer done()
	file, err := readOne(c.Request(), fileField, checking.MostBytes)
	if fault.Is(err, fault.Invalid) {
		return refuse(http.StatusUnprocessableEntity, fault.As(err).Text)
	}
	if err != nil {
		return err
	}
	a, err := p.Checking.File(c.PublicContext(), file)
	if err != nil {
		return err
	}
	if a.Result != nil {
		p.checked(c, &v, a.Result, a.Finding.Title())
	} else {
		v.Answer = &ui.NoticeProps{Kind: "bad", Alert: true, Title: a.Finding.Title(), Text: a.Why}
		if a.Finding == checking.Foreign {
			v.Answer.Kind, v.Answer.Alert = "warn", false
		}
	}
	for _, s := range a.Signatures {
		v.Signatures = append(v.Signatures, signatureOf(&s))
	}
	return c.Page(http.StatusOK, view.CheckResultPage(v))
}

// signatureOf is one signature in words.
func signatureOf(s *signing.Found) view.CheckedSignature {
	out := view.CheckedSignature{Who: s.Signer, Org: s.Organization, Verdict: s.Verdict.Word(), Reason: s.Reason, Tone: map[signing.Verdict]string{signing.Valid: ui.OK, signing.Invalid: ui.Late}[s.Verdict]}
	if out.Tone == "" {
		out.Tone = ui.Soon
	}
	if s.Simulated {
		out.Verdict += ", mô phỏng"
	}
	if s.Time != nil {
		out.When = i18n.DateTime(*s.Time)
	}
	return out
}

// readOne reads one file of a form straight from the request, without any copy
// on disk. Faults: Invalid when there is none, or it is larger than most.
func readOne(r *http.Request, name string, most int) ([]byte, error) {
	none := fault.New(fault.Invalid, "check.no_file", "Chọn tệp PDF cần kiểm tra.")
	large := fault.New(fault.Invalid, "check.large", "Tệp lớn hơn 20 MB. Kết quả phát hành qua hệ thống này nhỏ hơn thế.")
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, none
	}
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, none
		}
		if err != nil {
			return nil, brokenBody(err, large)
		}
		if part.FormName() != name {
			continue
		}
		var b bytes.Buffer
		if n := r.ContentLength; n > 0 && n <= int64(most) {
			b.Grow(int(n)) // once, not doubling
		}
		n, err := io.Copy(&b, io.LimitReader(part, int64(most)+1))
		switch {
		case err != nil:
			return nil, brokenBody(err, large)
		case n > int64(most):
			return nil, large
		case n == 0:
			return nil, none
		}
		return b.Bytes(), nil
	}
}

func brokenBody(err error, large error) error {
	var over *http.MaxBytesError
	if errors.As(err, &over) {
		return large
	}
	return fault.New(fault.Invalid, "check.cut", "Tệp gửi lên bị đứt giữa chừng. Chọn tệp rồi gửi lại.")
}
