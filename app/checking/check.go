// Package checking says what a file is worth that somebody brings: whether an
// office issued it through this system, whether it still holds, and what the
// signatures in it say. Files are looked at in a bounded child, few at a time,
// and are neither kept nor logged.
package checking

import (
	"bytes"
	"context"
	"crypto/sha256"
	"sync"
	"time"

	"motcua/app/child"
	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/signing"
	"motcua/storage/pg"
)

// MostBytes is the largest file that is looked at.
const MostBytes = 20 << 20

// How many files are in memory at once, how long the next one waits for its
// turn, and how long one may take.
const (
	atOnce   = 4
	patience = 10 * time.Second
	longest  = 30 * time.Second
)

// Service checks files. All fields but Child are required.
type Service struct {
	DB        *pg.DB
	Dossiers  *dossiers.Service
	Documents *documents.Service
	Checker   *signing.Checker
	Now       func() time.Time
	// Child is this program, as which a child looks into files; "" looks here.
	Child string

	bounds child.Bounds // of a child; zero: the usual ones
	once   sync.Once
	turns  chan struct{}
}

// Turn waits for a place before a file is read into memory; done gives it back.
// Fault: Unavailable when too many wait.
func (s *Service) Turn(ctx context.Context) (done func(), err error) {
	s.once.Do(func() { s.turns = make(chan struct{}, atOnce) })
	t := time.NewTimer(patience)
	defer t.Stop()
	select {
	case s.turns <- struct{}{}:
		return func() { <-s.turns }, nil
	case <-t.C:
	case <-ctx.Done():
	}
	return nil, fault.New(fault.Unavailable, "checking.busy", "Đang có nhiều tệp chờ kiểm tra. Chờ một phút rồi thử lại.")
}

// Finding is what became of the question.
type Finding string

// The findings, from good to bad.
const (
	Issued  Finding = "issued"  // byte for byte what an office issued
	Foreign Finding = "foreign" // signed by somebody, not issued through this system
	Altered Finding = "altered" // it was signed, and something came into it after that
	Broken  Finding = "broken"  // its signatures do not fit what it shows
	Unknown Finding = "unknown" // nothing is known about it
)

// Title is the finding in words.
func (f Finding) Title() string {
	switch f {
	case Issued:
		return "Tệp đúng là bản đã phát hành."
	case Foreign:
		return "Tệp có chữ ký số, nhưng không phải tệp phát hành qua hệ thống này."
	case Altered:
		return "Tệp mang chữ ký số nhưng đã bị sửa sau khi ký."
	case Broken:
		return "Chữ ký trong tệp không khớp với nội dung: tệp đã bị sửa hoặc hỏng."
	}
	return "Không phải tệp phát hành qua hệ thống này."
}

// Answer is what is known about a file.
type Answer struct {
	Finding    Finding
	Result     *dossiers.CheckedResult // of what was issued
	Signatures []signing.Found
	Why        string // the file cannot be read: why, in words
}

// File says what is known about a file. Scope: public.
// Faults: Unavailable when it takes too long or the database is away.
func (s *Service) File(ctx context.Context, file []byte) (Answer, error) {
	var a Answer
	sum := sha256.Sum256(file)
	r, err := s.Dossiers.CheckResultFile(ctx, sum[:])
	switch {
	case err == nil:
		a.Finding, a.Result = Issued, &r
	case !fault.Is(err, fault.NotFound):
		return a, err
	}
	if !IsPDF(file) {
		if a.Result == nil {
			a.Finding, a.Why = Unknown, "Đây không phải tệp PDF. Ảnh chụp, bản quét, bản in chỉ kiểm tra được bằng mã in trên giấy."
		}
		return a, nil
	}
	a.Signatures, err = s.Signatures(ctx, file)
	if fault.Is(err, fault.Invalid) {
		a.Why = fault.As(err).Text
	} else if err != nil {
		return a, err
	}
	if a.Result == nil {
		a.Finding = finding(a.Signatures)
	}
	return a, nil
}

// IsPDF tells by its first bytes.
func IsPDF(file []byte) bool { return bytes.Contains(file[:min(len(file), 1024)], []byte("%PDF-")) }

func finding(found []signing.Found) Finding {
	out := Unknown
	for _, f := range found {
		switch {
		case f.Later == signing.LaterChanged:
			return Altered
		case !f.Intact:
			out = Broken
		case out == Unknown:
			out = Foreign
		}
	}
	return out
}

// Signatures says of each signature of a PDF what it is worth.
// Faults: Invalid with a sentence when the file cannot be read; Unavailable.
func (s *Service) Signatures(ctx context.Context, pdf []byte) ([]signing.Found, error) {
	ctx, cancel := context.WithTimeout(ctx, longest)
	defer cancel()
	r, err := s.verify(ctx, pdf)
	return r.Signatures, err
}
