package reading

import (
	"context"
	"fmt"
	"os"
	"sync"

	"golang.org/x/sync/errgroup"

	"motcua/app/fault"
	"motcua/app/reading/meaning"
)

// Each reads the pages from..to, counted from 1 and both included, several at
// once as the machine has cores, and gives each to do as soon as it is read:
// one at a time, in whichever order. A page that cannot be read comes with its
// fault and the others go on; do decides whether that is the end. After do the
// page's picture is let go, so that a long file takes no more memory than a
// short one.
//
// A page of a PDF whose words are in the file already is not recognised again.
// Without Tesseract the other pages come without words.
//
// Faults: those of do, Unavailable (reading.tools), that of the context.
func (r *Reader) Each(ctx context.Context, f *File, from, to int, do func(p *Page, failed error) error) error {
	from, to = max(from, 1), min(to, f.Pages)
	dir, err := os.MkdirTemp(r.TempDir, "motcua-reading-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	layers := r.layers(ctx, f, from, to)
	var one sync.Mutex
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(cap(r.slots))
	for n := from; n <= to; n++ {
		g.Go(func() error {
			p, err := r.number(ctx, dir, f, n, layers[n])
			switch {
			case ctx.Err() != nil:
				return ctx.Err()
			case fault.Is(err, fault.Invalid):
				err = fmt.Errorf("page %d: %w", n, err)
			case err != nil:
				return fmt.Errorf("page %d: %w", n, err)
			}
			one.Lock()
			defer one.Unlock()
			err = do(&p, err)
			p.Forget()
			return err
		})
	}
	return g.Wait()
}

// number reads one page when there is room for it.
func (r *Reader) number(ctx context.Context, dir string, f *File, n int, layer []found) (p Page, err error) {
	select {
	case r.slots <- struct{}{}:
		defer func() { <-r.slots }()
	case <-ctx.Done():
		return p, ctx.Err()
	}
	err = r.sheets(ctx, f, n, n, func(_ int, s scan) error {
		if layer != nil {
			p = born(s, layer)
			return nil
		}
		p, err = r.page(ctx, dir, s)
		return err
	})
	p.Number = n
	return p, err
}

// born is a page whose words were in the file.
func born(s scan, words []found) Page {
	w, h := s.y.Rect.Dx(), s.y.Rect.Dy()
	p := Page{Born: true, Sure: 1, came: s, w: w, h: h}
	for _, f := range order(words) {
		p.add(f, f)
		p.Words = append(p.Words, meaning.Word{Text: f.text, Conf: f.conf, Line: f.line, Gap: f.gap, Box: asCame(f, lean{cos: 1}, 0, w, h)})
	}
	return p
}
