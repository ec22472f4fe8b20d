package documents

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"motcua/app/scanned"
	"motcua/storage/pg"
)

// makeSearchable writes a document's pages with their words as one PDF/A and
// keeps its object; the row is the caller's. The pages are read back one by one.
func (s *Service) makeSearchable(ctx context.Context, d Document, dir string) (Document, error) {
	previews, err := pg.Rows[Document](ctx, s.db, `SELECT `+readColumns+` FROM app.document WHERE parent_id = $1 AND purpose = 'preview' ORDER BY page`, d.ID)
	if err != nil {
		return Document{}, err
	}
	f, err := os.OpenFile(filepath.Join(dir, "searchable.pdf"), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return Document{}, err
	}
	defer f.Close()
	w, err := scanned.New(f, "Bản số hóa", d.CreatedAt)
	if err != nil {
		return Document{}, err
	}
	for _, p := range previews {
		page, err := s.pageOf(ctx, d, p)
		if err != nil {
			return Document{}, err
		}
		if err := w.Add(page); err != nil {
			return Document{}, err
		}
	}
	if err := w.Close(); err != nil {
		return Document{}, err
	}
	size, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return Document{}, err
	}
	out, err := s.storeBeside(ctx, d, Searchable, 0, io.NewSectionReader(f, 0, size), size, PDF)
	out.Pages, out.Name = len(previews), d.Name
	return out, err
}

// pageOf reads one kept page: its picture and its words.
func (s *Service) pageOf(ctx context.Context, d, preview Document) (scanned.Page, error) {
	r, err := s.blobs.Reader(ctx, preview.object())
	if err != nil {
		return scanned.Page{}, err
	}
	defer r.Close()
	picture, err := io.ReadAll(r)
	if err != nil {
		return scanned.Page{}, err
	}
	kept, err := pg.Value[[]byte](ctx, s.db, `SELECT words FROM app.document_page WHERE document_id = $1 AND page = $2`, d.ID, preview.Page)
	if err != nil {
		return scanned.Page{}, err
	}
	var words []PageWord
	if err := json.Unmarshal(kept, &words); err != nil {
		return scanned.Page{}, fmt.Errorf("words of a page: %w", err)
	}
	page := scanned.Page{JPEG: picture}
	for _, x := range words {
		page.Words = append(page.Words, scanned.Word{Text: x.Text, Line: x.Line, Box: x.Box})
	}
	return page, nil
}
