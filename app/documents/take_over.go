package documents

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"image"
	"io"
	"os"

	"motcua/app/fault"
	"motcua/app/reading"
	"motcua/app/reading/meaning"
	"motcua/storage/pg"
)

// takeOver gives a paper that was cut out of a batch what was read of its pages
// there, a chunk of them, so that no page is recognised twice; only what the
// paper says as a whole is new. It does nothing (took is false) where the batch
// does not have all of them: the paper is then read like any other.
func (s *Service) takeOver(ctx context.Context, d Document, done int) (took, more bool, err error) {
	batch, err := s.Get(ctx, *d.BatchID)
	if fault.Is(err, fault.NotFound) || err == nil && (batch.TenantID != d.TenantID || batch.DossierID == nil || d.DossierID == nil || *batch.DossierID != *d.DossierID) {
		return false, false, nil
	}
	if err != nil {
		return false, false, err
	}
	there, err := pg.Value[int](ctx, s.db, `SELECT count(*) FROM app.document_page WHERE document_id = $1 AND page = ANY ($2)`, batch.ID, d.BatchPages)
	if err != nil || there != len(d.BatchPages) {
		return false, false, err
	}
	total := len(d.BatchPages)
	if done < total {
		kept, err := s.takeChunk(ctx, d, batch, done+1)
		if err != nil || !kept || total > Chunk {
			return true, err == nil && kept, err
		}
	}
	dir, err := os.MkdirTemp(s.digitizer.Reader.TempDir, "motcua-digitize-*") // 0700
	if err != nil {
		return true, false, err
	}
	defer os.RemoveAll(dir)
	return true, false, s.complete(ctx, d, total, dir)
}

func (s *Service) takeChunk(ctx context.Context, d, batch Document, from int) (kept bool, err error) {
	var previews []Document
	defer func() {
		if err != nil || !kept {
			for _, p := range previews {
				s.Discard(ctx, p)
			}
		}
	}()
	here := d.BatchPages[from-1 : min(from+Chunk-1, len(d.BatchPages))]
	texts, err := pg.Rows[pageText](ctx, s.db, `SELECT page, body_text, words, width, height, quarters, skew, blank, born, separator, fault, kind FROM app.document_page
		WHERE document_id = $1 AND page = ANY ($2) ORDER BY array_position($2::int[], page)`, batch.ID, here)
	if err != nil {
		return false, err
	}
	pictures, err := pg.Rows[Document](ctx, s.db, `SELECT `+readColumns+` FROM app.document WHERE parent_id = $1 AND page = ANY ($2) AND purpose = 'preview'`, batch.ID, here)
	if err != nil {
		return false, err
	}
	of := map[int]Document{}
	for _, p := range pictures {
		of[int(p.Page)] = p
	}
	var pages []reading.Page
	var codes []meaning.Field
	for i := range texts {
		t, n := &texts[i], from+i
		was, drawn := of[t.Page]
		t.Page, t.Kind = n, ""
		if t.Width == 0 {
			continue
		}
		if !drawn {
			return false, fmt.Errorf("batch %s: a page was read and has no picture", batch.ID)
		}
		row, picture, err := s.copyPicture(ctx, d, was, n)
		if err != nil {
			return false, err
		}
		previews = append(previews, row)
		if from > 1 || t.Blank {
			continue
		}
		p, err := again(n, *t, picture)
		if err != nil {
			return false, err
		}
		pages = append(pages, p)
		if s.digitizer.Recognise && len(p.Words) <= fewWords && len(codes) == 0 {
			codes = cardCodes(&p)
		}
	}
	var paper *meaning.Paper
	if from == 1 {
		if paper, err = s.understand(ctx, pages, codes); err != nil {
			return false, err
		}
	}
	return s.keepPages(ctx, d, from, len(d.BatchPages), previews, texts, paper)
}

// copyPicture keeps the picture of a page of a batch once more, as one of the
// paper that it went into: the paper outlives the batch.
func (s *Service) copyPicture(ctx context.Context, d, was Document, n int) (row Document, picture []byte, err error) {
	r, err := s.blobs.Reader(ctx, was.object())
	if err != nil {
		return row, nil, err
	}
	defer r.Close()
	if picture, err = io.ReadAll(r); err != nil {
		return row, nil, err
	}
	row, err = s.storePreview(ctx, d, n, picture)
	return row, picture, err
}

// again is a page as it was read, out of what was kept of it.
func again(n int, t pageText, picture []byte) (reading.Page, error) {
	var words []PageWord
	if err := json.Unmarshal(t.Words, &words); err != nil {
		return reading.Page{}, fmt.Errorf("words of a page: %w", err)
	}
	m, _, err := image.Decode(bytes.NewReader(picture))
	if err != nil {
		return reading.Page{}, fmt.Errorf("picture of a page: %w", err)
	}
	list := make([]meaning.Word, len(words))
	for i, w := range words {
		list[i] = meaning.Word{Text: w.Text, Conf: w.Conf, Box: w.Box, Line: w.Line, Gap: w.Gap}
	}
	p := reading.Kept(n, list, m)
	p.Quarters, p.Skew, p.Born = int(t.Quarters), float64(t.Skew), t.Born
	return p, nil
}
