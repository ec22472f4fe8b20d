package console

import (
	"context"
	"errors"
	"mime/multipart"
	"net/http"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/fault"
	"motcua/app/web"
)

// take keeps one file of a form: inspected, encrypted, without a row yet. The
// act that follows writes the row in its own transaction (attach), or the
// caller discards it. accept are the kinds of file its component takes. A fault of the file stands beside its field.
func (p *Pages) take(c *web.Ctx, field, purpose, missing string, accept ...string) (*documents.Document, error) {
	f, head, err := c.Request().FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) || err == nil && head.Size == 0 && head.Filename == "" {
		return nil, fault.Fields(map[string]string{field: missing})
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d, err := p.store(c, f, head, purpose, accept)
	if fault.Is(err, fault.Invalid) {
		return nil, fault.Fields(map[string]string{field: fileFault(err)})
	}
	return d, err
}

func (p *Pages) store(c *web.Ctx, f multipart.File, head *multipart.FileHeader, purpose string, accept []string) (*documents.Document, error) {
	policy := documents.PolicyFor(accept)
	d, err := p.Documents.Store(c.Context(), c.Scope().Tenant, documents.Incoming{Policy: &policy, Purpose: purpose, Name: head.Filename, File: f, Size: head.Size})
	if err != nil {
		return nil, err
	}
	return &d, nil
}

// fileFault is the sentence of a refused file.
func fileFault(err error) string {
	x := fault.As(err)
	for _, s := range x.Fields {
		return s
	}
	if x.Text != "" {
		return x.Text
	}
	return "Tệp không đọc được. Chọn tệp khác hoặc quét lại."
}

// attach writes a stored file's row inside the act's transaction.
func (p *Pages) attach(d *documents.Document) func(context.Context, pgx.Tx, uuid.UUID) (uuid.UUID, error) {
	return func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		err := p.Documents.Record(ctx, tx, dossier, d)
		return d.ID, err
	}
}

// acceptOf are the kinds of file that a dossier's component takes.
func (p *Pages) acceptOf(c *web.Ctx, dossier uuid.UUID, component string) ([]string, error) {
	d, err := p.Dossiers.ByID(c.Context(), dossier)
	if err != nil {
		return nil, err
	}
	rev, err := p.Catalogue.RevisionByID(c.PublicContext(), d.Revision)
	if err != nil {
		return nil, err
	}
	x, _ := rev.Component(component)
	return x.Accept, nil
}
