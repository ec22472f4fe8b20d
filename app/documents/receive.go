package documents

import (
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"golang.org/x/text/unicode/norm"

	"motcua/app/fault"
	"motcua/jobs/args"
	"motcua/storage/pg"
	"motcua/tenants"
)

// Incoming is a file that somebody hands in.
type Incoming struct {
	ID      uuid.UUID // chosen by the form, so that a file sent twice is kept once; zero: a new one
	Purpose string    // Paper, Result, Evidence or Slip; default Paper
	Name    string    // as the person called it
	File    io.ReaderAt
	Size    int64   // bytes
	Policy  *Policy // default Default
	Hidden  bool    // from the resident
}

// Receive keeps a file for a dossier: it inspects it, stores it encrypted under a
// random key, then writes the row and the digitization job in one transaction,
// with what `then` adds to that (the paper it answers, the audit entry). When the
// transaction fails the object is removed; when even that fails the sweep does it.
//
// In a resident's scope the file lies under the key of the tenant the dossier is
// for, in an officer's under that of the officer's tenant.
//
// Faults: Invalid (see Inspect), NotFound (dossier.not_found), Conflict
// (document.not_now: the dossier takes no files in this state), Unavailable
// (storage.down), and those of then.
func (s *Service) Receive(ctx context.Context, dossier uuid.UUID, in Incoming, then ...func(pgx.Tx, Document) error) (Document, error) {
	if old, err := s.sentBefore(ctx, dossier, in.ID); err != nil || old.ID != uuid.Nil {
		return old, err
	}
	tenant, err := s.keeper(ctx, dossier)
	if err != nil {
		return Document{}, err
	}
	d, err := s.Store(ctx, tenant, in)
	if err != nil {
		return Document{}, err
	}
	err = s.db.Tx(ctx, func(tx pgx.Tx) error {
		if err := s.Record(ctx, tx, dossier, &d); err != nil {
			return err
		}
		for _, f := range then {
			if err := f(tx, d); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.Discard(ctx, d)
		if fault.HasKey(err, "row.exists") { // two clicks at the same moment
			if old, ferr := s.sentBefore(ctx, dossier, in.ID); ferr == nil && old.ID != uuid.Nil {
				return old, nil
			}
		}
		return Document{}, err
	}
	return d, nil
}

// sentBefore returns the dossier's document of that id, or the zero Document.
func (s *Service) sentBefore(ctx context.Context, dossier, id uuid.UUID) (Document, error) {
	if id == uuid.Nil {
		return Document{}, nil
	}
	d, err := s.Get(ctx, id)
	switch {
	case fault.Is(err, fault.NotFound), err == nil && (d.DossierID == nil || *d.DossierID != dossier):
		return Document{}, nil
	}
	return d, err
}

// keeper says under which tenant's key a file for the dossier goes, and refuses
// before the bytes are stored where the row would be refused after.
func (s *Service) keeper(ctx context.Context, dossier uuid.UUID) (uuid.UUID, error) {
	scope, err := tenants.From(ctx)
	if err != nil {
		return uuid.Nil, err
	}
	type row struct {
		Competent uuid.UUID `db:"competent_tenant"`
		State     string    `db:"state"`
	}
	d, err := pg.One[row](ctx, s.db, `SELECT competent_tenant, state FROM app.dossier WHERE id = $1`, dossier)
	if fault.Is(err, fault.NotFound) {
		return uuid.Nil, fault.New(fault.NotFound, "dossier.not_found").Wrap(err)
	}
	if err != nil {
		return uuid.Nil, err
	}
	if scope.Kind != tenants.KindResident {
		return scope.Tenant, nil
	}
	if d.State != "draft" && d.State != "awaiting_supplement" {
		return uuid.Nil, notNow(nil)
	}
	return d.Competent, nil
}

func notNow(cause error) error {
	return fault.New(fault.Conflict, "document.not_now", "Hồ sơ vừa thay đổi nên lúc này chưa nhận thêm tệp. Mở lại hồ sơ để xem việc cần làm.").Wrap(cause)
}

// Store inspects a file and keeps its bytes under the tenant's key, without a
// row. It is for acts that create the dossier in the same transaction: Store
// first, then Record inside it, and Discard when it fails.
// Faults: Invalid (see Inspect; document.infected), Unavailable (storage.down).
func (s *Service) Store(ctx context.Context, tenant uuid.UUID, in Incoming) (Document, error) {
	scope, err := tenants.From(ctx)
	if err != nil {
		return Document{}, err
	}
	policy := Default
	if in.Policy != nil {
		policy = *in.Policy
	}
	info, err := s.inspect(ctx, policy, in.File, in.Size, in.Name)
	if err != nil {
		return Document{}, err
	}
	scan, err := s.scan(ctx, io.NewSectionReader(in.File, 0, in.Size))
	if err != nil {
		return Document{}, err
	}
	d := Document{
		Scan: scan, ID: in.ID, Purpose: in.Purpose, Name: cleanName(in.Name), Pages: info.Pages, State: Stored, VisibleToResident: !in.Hidden,
		CreatedAt: s.now().UTC().Truncate(time.Microsecond),
	}
	if d.ID == uuid.Nil {
		if d.ID, err = newID(); err != nil {
			return Document{}, err
		}
	}
	d.CreatedByKind, d.CreatedBy = actor(scope)
	put := s.blobs.Put
	switch d.Purpose {
	case "":
		d.Purpose = Paper
	case Paper, Evidence, Slip, Message, Batch:
	case Result:
		put = s.blobs.PutResult
	default:
		return Document{}, fmt.Errorf("documents: %q is not handed in", d.Purpose)
	}
	o, err := put(ctx, tenant, io.NewSectionReader(in.File, 0, in.Size), policy.MaxBytes, info.ContentType)
	if err != nil {
		return Document{}, err
	}
	d.describe(o)
	return d, nil
}

// Record writes the row of a stored document with the jobs that follow from it:
// a result is locked, what people hand in is digitized; a slip was words before it was a file, so there is nothing to read off it.
// Fault: Conflict (document.not_now) when the dossier takes no files from this
// scope now, or when a document of the same id came first (row.exists).
func (s *Service) Record(ctx context.Context, tx pgx.Tx, dossier uuid.UUID, d *Document) error {
	d.DossierID = &dossier
	if d.Purpose == Result {
		now := s.now().UTC()
		d.UnlockedSince = &now
	}
	if err := insert(ctx, tx, *d); err != nil {
		var pe *pgconn.PgError
		if errors.As(err, &pe) && pe.Code == "42501" { // refused by a policy
			return notNow(err)
		}
		return pg.Translate(err)
	}
	if d.Scan == ScanWaiting {
		if err := s.jobs.Insert(ctx, tx, args.ScanDocument{Ref: args.For(ctx, d.TenantID), DocumentID: d.ID}); err != nil {
			return err
		}
	}
	if d.Purpose == Result {
		if err := s.jobs.Insert(ctx, tx, args.LockResult{Ref: args.For(ctx, d.TenantID), DocumentID: d.ID}); err != nil {
			return err
		}
	}
	if d.Purpose == Slip || d.Purpose == Draft || d.Purpose == Message {
		return nil
	}
	if d.ContentType == PDF && d.Purpose == Paper { // an office must look at the signatures of what it takes in (Decree 310/2026)
		if err := s.jobs.Insert(ctx, tx, args.VerifySignatures{Ref: args.For(ctx, d.TenantID), DocumentID: d.ID}); err != nil {
			return err
		}
	}
	return s.jobs.Insert(ctx, tx, args.Digitize{Ref: args.For(ctx, d.TenantID), DocumentID: d.ID})
}

// Discard removes what Store kept, as well as it can; the sweep does the rest.
// A result whose row is there all the same stays: the answer to the commit was
// lost, not the commit. So does what is locked: nothing can remove it.
func (s *Service) Discard(ctx context.Context, d Document) {
	// The request may be over, which is often why there is something to discard.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	if d.Purpose == Result {
		if there, err := pg.Value[bool](ctx, s.db, `SELECT EXISTS (SELECT 1 FROM app.document WHERE object_key = $1)`, d.ObjectKey); err != nil || there {
			return
		}
	}
	_ = s.blobs.Delete(ctx, d.object())
}

// cleanName keeps what a person can recognise of a file's name.
func cleanName(s string) string {
	s = path.Base(strings.ReplaceAll(strings.ToValidUTF8(s, ""), `\`, "/"))
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.Is(unicode.Cf, r) { // Cf turns "gpj.exe" around
			return -1
		}
		return r
	}, norm.NFC.String(s))
	s = strings.TrimSpace(s)
	if s == "." || s == "/" || s == ".." {
		return ""
	}
	if r := []rune(s); len(r) > 120 {
		ext := []rune(path.Ext(s))
		if len(ext) > 10 {
			ext = nil
		}
		s = string(r[:120-len(ext)]) + string(ext)
	}
	return s
}
