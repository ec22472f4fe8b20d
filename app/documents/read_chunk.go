package documents

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/jackc/pgx/v5"

	"motcua/app/fault"
	"motcua/app/reading"
	"motcua/app/reading/meaning"
	"motcua/storage/pg"
)

// readChunk reads the pages from on, a chunk of them, and keeps them: the
// pictures first, then their rows with what was read in one transaction. It
// keeps nothing when somebody else was faster.
func (s *Service) readChunk(ctx context.Context, d Document, f *reading.File, from int) (kept bool, err error) {
	var previews []Document
	var texts []pageText
	var pages []reading.Page
	var codes []meaning.Field
	err = s.digitizer.Reader.Each(ctx, f, from, from+Chunk-1, func(p *reading.Page, failed error) error {
		picture, err := p.Picture()
		if err != nil {
			return err
		}
		t, err := s.digitizer.textOf(p, failed)
		if err != nil {
			return err
		}
		if t.Width, t.Height = picture.Width, picture.Height; t.Width > 0 {
			row, err := s.storePreview(ctx, d, p.Number, picture.JPEG)
			if err != nil {
				return err
			}
			previews = append(previews, row)
		}
		if failed == nil && s.digitizer.Recognise && len(p.Words) <= fewWords {
			for _, c := range p.Codes() {
				if c.Text == SeparatorCode {
					t.Sheet = c.Text
				} else if from == 1 && len(codes) == 0 {
					codes = meaning.CardFields(c.Text, p.Number, c.Box)
				}
			}
		}
		if d.Purpose == Batch && failed == nil {
			t.Kind = meaning.KindOf(p.Page)
		}
		texts = append(texts, t)
		if from == 1 && failed == nil {
			q := *p
			q.Forget()
			pages = append(pages, q)
		}
		return nil
	})
	var paper *meaning.Paper
	if err == nil && from == 1 && d.Purpose != Batch {
		paper, err = s.understand(ctx, pages, codes)
	}
	if err == nil {
		kept, err = s.keepPages(ctx, d, from, f.Pages, previews, texts, paper)
	}
	if err != nil || !kept {
		for _, p := range previews {
			s.Discard(ctx, p)
		}
	}
	return kept, err
}

// cardCodes are the fields of the identity card whose code is on a page.
func cardCodes(p *reading.Page) []meaning.Field {
	for _, c := range p.Codes() {
		if f := meaning.CardFields(c.Text, p.Number, c.Box); len(f) > 0 {
			return f
		}
	}
	return nil
}

// fewWords is up to how many words a page is looked at for a square code: those
// of an identity card, those of a separating sheet.
const fewWords = 150

// understand tells what the first pages of a document say, with the places on
// their pictures.
func (s *Service) understand(ctx context.Context, pages []reading.Page, codes []meaning.Field) (*meaning.Paper, error) {
	if len(codes) == 0 && !slices.ContainsFunc(pages, func(p reading.Page) bool { return len(p.Words) > 0 }) {
		return nil, nil // nothing was read
	}
	slices.SortFunc(pages, func(a, b reading.Page) int { return a.Number - b.Number })
	paper, err := s.digitizer.Reader.Understand(ctx, pages, s.digitizer.Know)
	if err != nil {
		return nil, err
	}
	reading.OnPictures(pages, &paper)
	paper.WithCode(codes)
	return &paper, nil
}

// keepPages writes what a chunk made, unless another run did so already.
func (s *Service) keepPages(ctx context.Context, d Document, from, total int, previews []Document, texts []pageText, paper *meaning.Paper) (kept bool, err error) {
	done, err := s.finish(ctx, d, func(tx pgx.Tx) error {
		kept = false
		var last int
		if err := tx.QueryRow(ctx, `SELECT coalesce(max(page), 0) FROM app.document_page WHERE document_id = $1`, d.ID).Scan(&last); err != nil || last != from-1 {
			return pg.Translate(err)
		}
		for _, p := range previews {
			if err := insert(ctx, tx, p); err != nil {
				return err
			}
		}
		for _, t := range texts {
			if err := insertPage(ctx, tx, d, t); err != nil {
				return err
			}
		}
		if paper != nil {
			if err := recordFields(ctx, tx, d, *paper); err != nil {
				return err
			}
		}
		kept = true
		_, err := tx.Exec(ctx, `UPDATE app.document SET pages = $2 WHERE id = $1 AND pages <> $2`, d.ID, total)
		return err
	})
	return done && kept, err
}

func insertPage(ctx context.Context, tx pgx.Tx, d Document, t pageText) error {
	_, err := tx.Exec(ctx, `INSERT INTO app.document_page (document_id, page, tenant_id, dossier_id, body_text, words, width, height, quarters, skew, blank, born, separator, fault, kind)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)`,
		d.ID, t.Page, d.TenantID, d.DossierID, t.Text, t.Words, t.Width, t.Height, t.Quarters, t.Skew, t.Blank, t.Born, t.Sheet, t.Fault, t.Kind)
	return err
}

func (s *Service) storePreview(ctx context.Context, of Document, page int, jpeg []byte) (Document, error) {
	return s.storeBeside(ctx, of, Preview, page, bytes.NewReader(jpeg), int64(len(jpeg)), JPEG)
}

// complete makes what is made of all the pages together, and ends the reading.
func (s *Service) complete(ctx context.Context, d Document, total int, dir string) error {
	type page struct {
		Text  string `db:"body_text"`
		Drawn bool   `db:"drawn"`
		Words bool   `db:"recognised"`
		Fault string `db:"fault"`
	}
	pages, err := pg.RowsInOrder[page](ctx, s.db, `SELECT body_text, width > 0 AS drawn, NOT born AND body_text <> '' AS recognised, fault FROM app.document_page WHERE document_id = $1 ORDER BY page`, d.ID)
	if err != nil {
		return err
	}
	var texts []string
	var drawn, recognised bool
	var first string
	for _, p := range pages {
		texts = append(texts, p.Text)
		drawn, recognised, first = drawn || p.Drawn, recognised || p.Words, cmp.Or(first, p.Fault)
	}
	if !drawn && first != "" {
		return fault.New(fault.Invalid, first)
	}
	var beside *Document
	if recognised && d.Purpose != Batch { // a file whose words are its own is searched as it is
		made, err := s.makeSearchable(ctx, d, dir)
		if err != nil {
			return err
		}
		beside = &made
	}
	done, err := s.finish(ctx, d, func(tx pgx.Tx) error {
		if beside != nil {
			if err := insert(ctx, tx, *beside); err != nil {
				return err
			}
		}
		return digitized(ctx, tx, d.ID, total, together(texts))
	})
	if beside != nil && (err != nil || !done) {
		s.Discard(ctx, *beside)
	}
	return err
}

// storeBeside keeps an object that was made of another document.
func (s *Service) storeBeside(ctx context.Context, of Document, purpose string, page int, r interface{ Read([]byte) (int, error) }, size int64, kind string) (Document, error) {
	id, err := newID()
	if err != nil {
		return Document{}, err
	}
	o, err := s.blobs.Put(ctx, of.TenantID, r, size, kind)
	if err != nil {
		return Document{}, fmt.Errorf("keep %s: %w", purpose, err)
	}
	d := Document{
		ID: id, DossierID: of.DossierID, Purpose: purpose, ParentID: &of.ID, Page: int16(page), Pages: 1, State: Stored,
		VisibleToResident: of.VisibleToResident, CreatedByKind: "system", CreatedAt: s.now().UTC().Truncate(time.Microsecond),
	}
	d.describe(o)
	return d, nil
}
