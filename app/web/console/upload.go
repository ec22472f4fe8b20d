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
// caller discards it. A fault of the file stands beside its field.
func (p *Pages) take(c *web.Ctx, field, purpose, missing string) (*documents.Document, error) {
	f, head, err := c.Request().FormFile(field)
	if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) || err == nil && head.Size == 0 && head.Filename == "" {
		return nil, fault.Fields(map[string]string{field: missing})
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	d, err := p.store(c, f, head, purpose)
	if fault.Is(err, fault.Invalid) {
		return nil, fault.Fields(map[string]string{field: fileFault(err)})
	}
	return d, err
}

func (p *Pages) store(c *web.Ctx, f multipart.File, head *multipart.FileHeader, purpose string) (*documents.Document, error) {
	d, err := p.Documents.Store(c.Context(), c.Scope().Tenant, documents.Incoming{Purpose: purpose, Name: head.Filename, File: f, Size: head.Size})
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
