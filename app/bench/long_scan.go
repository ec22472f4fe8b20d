package bench

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"motcua/app/documents"
	"motcua/app/reading"
	"motcua/tenants"
)

// The bars of a file of longPages pages: to open it at the server, in
// milliseconds at p95, and what reading it may hold, to what its first chunk held.
const (
	MaxView    = 300
	MaxChunks  = 1.5
	longPages  = 300
	lookedAt   = 60
	sparePrint = 4 // lines on a page: it is the memory that is measured, not the letters
)

// LongScan is a scan of many pages on a dossier: read by the job to the end, then
// looked at. First and Peak are what the process held above what it held before.
type LongScan struct {
	Name    string  `json:"long_scan"`
	Pages   int     `json:"pages"`
	Seconds float64 `json:"seconds"` // to read it all
	First   float64 `json:"first_chunk_mb"`
	Peak    float64 `json:"peak_mb"`
	Bar     float64 `json:"bar_ratio"`
	Viewer  float64 `json:"viewer_p95_ms"` // the dossier's page with the paper open
	Picture float64 `json:"picture_p95_ms"`
	Range   float64 `json:"range_p95_ms"` // the last 64 KB of the file
	Limit   float64 `json:"limit_ms"`
}

func (b *bench) longScan(ctx context.Context) (LongScan, error) {
	out := LongScan{Name: "pages of one scan", Pages: longPages, Bar: MaxChunks, Limit: MaxView}
	if len(reading.New().Missing()) > 0 {
		out.Pages = 0 // nothing to read with
		return out, nil
	}
	doc, err := b.giveScan(ctx)
	if err != nil {
		return out, err
	}
	if err := b.readScan(ctx, doc.ID, &out); err != nil {
		return out, err
	}
	cookie, file := "mc_s="+b.world.officers[0].token, "/cb/tep/"+doc.ID.String()
	tail := fmt.Sprintf("\r\nRange: bytes=%d-\r\n\r\n", doc.Size-64<<10)
	for _, x := range []struct {
		to     *float64
		rq     []byte
		status int
	}{
		{&out.Viewer, get(b.addr, "/cb/ho-so/"+b.world.page.String()+"?giay="+doc.ID.String(), cookie), http.StatusOK},
		{&out.Picture, get(b.addr, file+"/trang/1", cookie), http.StatusOK},
		{&out.Range, bytes.Replace(get(b.addr, file, cookie), []byte("\r\n\r\n"), []byte(tail), 1), http.StatusPartialContent},
	} {
		r, err := drive(ctx, b.addr, 1, lookedAt, x.status, func(int, int) []byte { return x.rq })
		if err != nil {
			return out, err
		}
		*x.to = r.p95
	}
	return out, nil
}

// giveScan adds the scan to the hot office's dossier as an officer does.
func (b *bench) giveScan(ctx context.Context) (documents.Document, error) {
	hot, policy := b.world.officers[0], documents.Default
	policy.MaxBytes, policy.MaxPages = 100<<20, longPages
	dir, err := os.MkdirTemp("", "motcua-bench-*")
	if err != nil {
		return documents.Document{}, err
	}
	defer os.RemoveAll(dir)
	name := filepath.Join(dir, "in.pdf")
	if err := drawScan(name, longPages, sparePrint); err != nil {
		return documents.Document{}, err
	}
	f, err := os.Open(name)
	if err != nil {
		return documents.Document{}, err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return documents.Document{}, err
	}
	ctx = tenants.With(ctx, tenants.Tenant(hot.tenant, tenants.Actor{Kind: "staff", ID: hot.staff, Name: "Bùi Quang Lâm"}))
	d, err := b.app.Dossiers.ByID(ctx, b.world.page)
	if err != nil {
		return documents.Document{}, err
	}
	terms, err := b.app.Dossiers.TermsFor(ctx, &d)
	if err != nil {
		return documents.Document{}, err
	}
	doc, err := b.app.Documents.Store(ctx, hot.tenant, documents.Incoming{Purpose: documents.Paper, Policy: &policy, Name: "dài.pdf", File: f, Size: st.Size()})
	if err != nil {
		return doc, err
	}
	_, err = b.app.Dossiers.AddPaper(ctx, d.ID, terms.Components[0].Key, "copy", func(ctx context.Context, tx pgx.Tx, dossier uuid.UUID) (uuid.UUID, error) {
		return doc.ID, b.app.Documents.Record(ctx, tx, dossier, &doc)
	})
	return doc, err
}

// readScan does the job's work turn by turn, watching what the process holds.
func (b *bench) readScan(ctx context.Context, id uuid.UUID, out *LongScan) error {
	defer debug.SetGCPercent(debug.SetGCPercent(20))
	runtime.GC()
	before := held()
	var peak atomic.Uint64
	stop := make(chan struct{})
	defer close(stop)
	go func() { // ends with the reading
		for {
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
				peak.Store(max(peak.Load(), held()))
			}
		}
	}()
	ctx = tenants.With(ctx, tenants.Worker(b.world.officers[0].tenant))
	begun := time.Now()
	for more := true; more; {
		missing, left, err := b.app.Documents.DigitizeDocument(ctx, id)
		if err != nil {
			return err
		}
		if len(missing) > 0 {
			return errors.New(strings.Join(missing, ", "))
		}
		more = left
		if out.First == 0 {
			out.First = above(peak.Load(), before)
		}
	}
	out.Seconds, out.Peak = time.Since(begun).Seconds(), above(peak.Load(), before)
	d, err := b.app.Documents.Get(ctx, id)
	if err == nil && (d.State != documents.Digitized || d.Pages != longPages) {
		err = errors.New("read as " + d.State + " with " + strconv.Itoa(d.Pages) + " pages")
	}
	return err
}

// above is the difference in MB.
func above(peak, before uint64) float64 { return float64(max(peak, before)-before) / (1 << 20) }
