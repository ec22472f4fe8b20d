// Package certifying makes certified electronic copies of originals that were
// seen at the counter: the pages of the scan with the officer's statement as a
// PDF/A, signed by the person who certified and by the office, kept locked.
package certifying

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/dossiers"
	"motcua/app/fault"
	"motcua/app/keys"
	"motcua/app/reading"
	"motcua/app/signing"
	"motcua/app/slips"
	"motcua/tenants"
	"motcua/tenants/registry"
)

// Service makes the copies; all fields but Statement are required.
type Service struct {
	Dossiers  *dossiers.Service
	Documents *documents.Service
	Keys      *keys.Service
	Offices   *registry.Units
	Reader    *reading.Reader // draws the pages of a scan
	Base      string          // how browsers reach the public check
	Statement string          // wording of the statement; "" the usual one
}

// mostPages of an original; more are certified on paper.
const mostPages = 60

// Sign draws the copies of a dossier that its signatory signed, one of each
// original that was scanned, signs them with the person's key and with the
// office's, and joins them to the dossier. What one try did not finish the next
// one does. secret opens the person's key where it asks. Scope: the tenant, the
// person who signed.
//
// Faults: NotFound when there is no scan; Forbidden for somebody else; Conflict
// when all are there already; Invalid and Unavailable of the keys: the numbers
// stand, and signing is tried again.
func (s *Service) Sign(ctx context.Context, dossier uuid.UUID, secret string) error {
	sc, err := tenants.From(ctx)
	if err != nil {
		return err
	}
	list, err := s.Dossiers.CertifiedCopies(ctx, dossier)
	if err != nil {
		return err
	}
	list = slices.DeleteFunc(list, func(c dossiers.CertifiedCopy) bool { return c.Scan == nil || c.SignedAt == nil })
	if len(list) == 0 {
		return fault.New(fault.NotFound, "copy.none", "Hồ sơ này không có bản quét để chứng thực điện tử, hoặc chưa được ký.")
	}
	list = slices.DeleteFunc(list, func(c dossiers.CertifiedCopy) bool { return c.Document != nil })
	if len(list) == 0 {
		return fault.New(fault.Conflict, "copy.there", "Bản sao điện tử đã được ký.")
	}
	if by := list[0].SignedBy; by == nil || *by != sc.Actor.ID {
		return fault.New(fault.Forbidden, "copy.not_yours", "Bản sao điện tử do chính người đã ký hồ sơ ký số.")
	}
	person, office, err := s.signers(ctx, secret)
	if err != nil {
		return err
	}
	u, err := s.Offices.ByID(tenants.With(ctx, tenants.Public()), sc.Tenant)
	if err != nil {
		return err
	}
	for i := range list {
		if err := s.sign(ctx, dossier, &list[i], u, person, office); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) sign(ctx context.Context, dossier uuid.UUID, c *dossiers.CertifiedCopy, u registry.Unit, person, office *signing.Signer) error {
	if c.Code == nil {
		code := dossiers.CheckCode()
		c.Code = &code
	}
	pdf, err := s.draw(ctx, u, c)
	if err != nil {
		return err
	}
	block := func(x, y float64) *signing.Block {
		return &signing.Block{X: x, Y: y, Width: slips.BlockWidth, Height: slips.BlockHight, Office: u.Office()}
	}
	if pdf, err = person.Sign(ctx, pdf, signing.Options{Name: c.SignedName, Reason: "Chứng thực bản sao điện tử", Visible: block(slips.SignX, slips.SignY)}); err != nil {
		return err
	}
	if pdf, err = office.Sign(ctx, pdf, signing.Options{Name: u.Office(), Visible: block(slips.SealX, slips.SealY)}); err != nil {
		return err
	}
	d, err := s.Documents.Keep(ctx, u.ID, documents.Result, "ban-sao-dien-tu-"+strings.ReplaceAll(c.Number, "/", "-")+".pdf", pdf)
	if err != nil {
		return err
	}
	err = s.Dossiers.JoinCopy(ctx, dossier, *c, func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		return d.ID, s.Documents.Record(ctx, tx, dossier, &d)
	})
	if err != nil {
		s.Documents.Discard(ctx, d)
	}
	return err
}

// signers opens both keys before anything is drawn.
func (s *Service) signers(ctx context.Context, secret string) (person, office *signing.Signer, err error) {
	mine, err := s.Keys.Mine(ctx)
	if err == nil {
		person, err = s.Keys.Open(ctx, mine, secret)
	}
	if err != nil {
		return nil, nil, said(err, "Ông/Bà chưa đăng ký khóa ký số. Đăng ký ở mục Khóa ký số.")
	}
	ours, err := s.Keys.OfOffice(ctx)
	if err == nil {
		office, err = s.Keys.Open(ctx, ours, "")
	}
	return person, office, said(err, "Cơ quan chưa đăng ký khóa ký số dùng được tại quầy. Văn thư đăng ký ở mục Khóa ký số.")
}

func said(err error, none string) error {
	if keys.None(err) {
		return fault.New(fault.Invalid, "copy.no_key", none)
	}
	return err
}

func (s *Service) draw(ctx context.Context, u registry.Unit, c *dossiers.CertifiedCopy) ([]byte, error) {
	pages, err := s.pages(ctx, *c.Scan)
	if err != nil {
		return nil, err
	}
	book := ""
	if c.Book != nil {
		book = strconv.Itoa(*c.Book)
	}
	return slips.CertifiedPDF(slips.Certified{
		Pages: pages, Office: u.Office(), Place: u.Name, Title: c.Title, Number: c.Number, Register: c.Register, Book: book, Compared: c.Prepared,
		Name: c.SignedName, Role: c.SignedTitle, At: *c.SignedAt, Code: *c.Code, Check: s.Base + "/kiem-tra-ket-qua?ma=" + *c.Code, Statement: s.Statement,
	})
}

// pages are the pages of the scan as pictures, each as it came: drawn from a
// file that is gone again.
func (s *Service) pages(ctx context.Context, scan uuid.UUID) ([][]byte, error) {
	b, _, err := s.Documents.Read(ctx, scan)
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "motcua-ban-sao-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	in := filepath.Join(dir, "goc")
	if err := os.WriteFile(in, b, 0o600); err != nil {
		return nil, err
	}
	f, err := s.Reader.Open(ctx, in)
	if err != nil {
		return nil, unreadable(err)
	}
	if f.Pages > mostPages {
		return nil, fault.New(fault.Invalid, "copy.long", fmt.Sprintf("Bản chính dài hơn %d trang. Chứng thực trên giấy.", mostPages))
	}
	var out [][]byte
	if err := s.Reader.Faithful(ctx, f, func(_ int, jpeg []byte) error { out = append(out, jpeg); return nil }); err != nil {
		return nil, unreadable(err)
	}
	return out, nil
}

func unreadable(err error) error {
	if fault.Is(err, fault.Unavailable) {
		return err
	}
	return fault.New(fault.Invalid, "copy.unreadable", "Bản quét không đọc được. Quét lại bản chính thành PDF, TIFF, hoặc ảnh JPEG, PNG.").Wrap(err)
}
