package signing

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"net/http"
	"time"

	"motcua/app/fault"
	"motcua/app/signing/pdffile"
)

// Verdict is what a signature is worth.
type Verdict string

// The verdicts. Unknown is not a polite Invalid: nothing speaks against the
// signature, but something that would speak for it is missing.
const (
	Valid   Verdict = "valid"
	Invalid Verdict = "invalid"
	Unknown Verdict = "unknown"
)

// Word is the verdict in Vietnamese.
func (v Verdict) Word() string {
	switch v {
	case Valid:
		return "Hợp lệ"
	case Invalid:
		return "Không hợp lệ"
	}
	return "Chưa kết luận được"
}

// Levels of a signature.
const (
	LevelBT    = "B-T"       // PAdES baseline with a timestamp
	LevelBB    = "B-B"       // PAdES baseline
	LevelLower = "lower"     // a signature, but not PAdES baseline
	LevelStamp = "timestamp" // a timestamp over the whole document
)

// Where a time comes from.
const (
	TimeStamped = "timestamp" // an authority says so
	TimeClaimed = "claimed"   // the signer's machine says so
)

// Found is one signature of a file.
type Found struct {
	Field        string     `json:"field"`
	Signer       string     `json:"signer"`
	Organization string     `json:"organization,omitempty"`
	Issuer       string     `json:"issuer,omitempty"`
	Serial       string     `json:"serial,omitempty"`
	Time         *time.Time `json:"time"` // null: nobody says when
	TimeSource   string     `json:"time_source,omitempty"`
	Authority    string     `json:"timestamp_authority,omitempty"`
	Level        string     `json:"level"`
	Verdict      Verdict    `json:"verdict"`
	VerdictText  string     `json:"verdict_text"`
	Reason       string     `json:"reason"` // Vietnamese sentences
	Intact       bool       `json:"intact"` // the content is what was signed, and still what is shown
	Trusted      bool       `json:"trusted"`
	Revocation   string     `json:"revocation"`
	Later        string     `json:"later"`     // what came after: see the constants
	Simulated    bool       `json:"simulated"` // the certificate says "mô phỏng"
	SubFilter    string     `json:"subfilter,omitempty"`
	// Certificate is the signer's, nil where none could be read.
	Certificate *x509.Certificate `json:"-"`

	field    field
	revision *pdffile.File // that it covers, nil if that cannot be said
}

// What came into a file after a signature.
const (
	LaterNothing    = "nothing"
	LaterSignatures = "signatures" // other signatures, or evidence for one
	LaterChanged    = "changed"
)

// Report is what Verify says of a file.
type Report struct {
	Signatures []Found `json:"signatures"`
}

// Checker checks signatures.
type Checker struct {
	// Roots are the root certificates that are believed, for signers and for
	// timestamps. Without them no signature is more than Unknown.
	Roots []*x509.Certificate
	Now   func() time.Time
	// Client asks about revocation; nil asks nobody, and the report says so. Only
	// addresses in certificates that lead to a root are asked.
	Client *http.Client
}

// mostSignatures is how many signatures of one file are looked at.
const mostSignatures = 100

// Verify checks every signature of a PDF, also those that a later revision has
// taken away. A file without signatures is an empty report. It takes about as
// much memory again as the file has, and never asks the network about a
// certificate that is not trusted.
//
// Faults: Invalid when the file cannot be read, with a sentence that says why.
func (c *Checker) Verify(ctx context.Context, pdf []byte) (report Report, err error) {
	defer func() {
		if p := recover(); p != nil { // parsers, ours and others', over bytes from anywhere
			report, err = Report{}, FileFault(fmt.Errorf("%w: %v", pdffile.ErrBroken, p))
		}
	}()
	f, err := pdffile.Open(pdf)
	if err != nil {
		return Report{}, FileFault(err)
	}
	fields, err := signatureFields(f)
	if err != nil {
		return Report{}, FileFault(err)
	}
	if len(fields) > mostSignatures {
		return Report{}, FileFault(pdffile.ErrTooMuch)
	}
	if len(fields) == 0 && len(f.Rest()) > 0 {
		return Report{}, FileFault(fmt.Errorf("%w: %d bytes after its end", pdffile.ErrTruncated, len(f.Rest())))
	}
	report.Signatures = []Found{}
	run := checking{Checker: c, f: f, ctx: ctx, asked: map[string]answer{}}
	for _, sf := range fields {
		if err := ctx.Err(); err != nil {
			return Report{}, fault.New(fault.Unavailable, "signing.interrupted", "Việc kiểm tra chữ ký bị dừng giữa chừng.").Wrap(err)
		}
		report.Signatures = append(report.Signatures, run.examine(sf))
	}
	if err := drawnOver(f, report.Signatures); err != nil {
		return Report{}, FileFault(err)
	}
	taken, err := takenAway(f, fields)
	if err != nil {
		return Report{}, FileFault(err)
	}
	report.Signatures = append(report.Signatures, taken...)
	return report, nil
}

// checking is one run of Verify.
type checking struct {
	*Checker
	f     *pdffile.File
	ctx   context.Context
	asked map[string]answer // about revocation, by certificate
}

// refusal is why a signature does not hold, in words.
type refusal string

func (r refusal) Error() string { return string(r) }

// examine says of one signature everything that can be said.
func (c *checking) examine(sf field) Found {
	out := Found{field: sf, Field: sf.name, Level: LevelLower, Verdict: Invalid, Revocation: revocationNotAsked, Later: LaterNothing}
	end := func(v Verdict, reason string) Found {
		out.Verdict, out.VerdictText, out.Reason = v, v.Word(), reason
		return out
	}
	sig := sf.sig
	out.Signer = words(sig["Name"])
	if n, is := sig["SubFilter"].(pdffile.Name); is {
		out.SubFilter = string(n)
	}
	if t, ok := claimed(sig); ok {
		out.Time, out.TimeSource = &t, TimeClaimed
	}
	cover, err := covered(c.f, sf)
	if err != nil {
		return end(Invalid, inWords(err))
	}
	out.revision = cover.revision
	held, err := c.holds(sig, cover)
	if err != nil {
		v := Invalid
		if errors.As(err, new(doubt)) {
			v = Unknown
		}
		return end(v, inWords(err))
	}
	held.describe(&out)
	if out.Later, err = laterChanges(cover.revision, c.f); err != nil {
		if errors.Is(err, pdffile.ErrTooMuch) {
			return end(Unknown, inWords(err))
		}
		return end(Invalid, inWords(err))
	}
	out.Intact = true
	v, reason := c.believe(held, &out)
	return end(v, reason)
}

// inWords is a refusal or doubt as it stands, and of anything else only that the
// structure is broken.
func inWords(err error) string {
	var r refusal
	var d doubt
	switch {
	case errors.As(err, &r):
		return string(r)
	case errors.As(err, &d):
		return string(d)
	case errors.Is(err, pdffile.ErrTooMuch):
		return "Tệp quá phức tạp để so sánh nội dung lúc ký với nội dung hiện nay."
	}
	return "Cấu trúc tệp PDF quanh chữ ký này bị hỏng, nên không xác nhận được nội dung."
}

// doubt is why nothing can be said, in words.
type doubt string

func (d doubt) Error() string { return string(d) }

// claimed is the time that the signer's machine wrote.
func claimed(sig pdffile.Dict) (time.Time, bool) {
	s := words(sig["M"])
	for _, layout := range []string{"D:20060102150405-07'00'", "D:20060102150405-07'00", "D:20060102150405Z00'00'", "D:20060102150405Z", "D:20060102150405"} {
		if t, err := time.Parse(layout, s); err == nil {
			return t.In(zone), true
		}
	}
	return time.Time{}, false
}
