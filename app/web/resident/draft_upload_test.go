package resident_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"

	"motcua/app/apptest"
)

// tus sends one request of the protocol; pairs are headers.
func tus(t *testing.T, c *apptest.Client, method, at string, body []byte, pairs ...string) *apptest.Page {
	t.Helper()
	rq, err := http.NewRequestWithContext(t.Context(), method, at, bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	rq.Header.Set("Tus-Resumable", "1.0.0")
	rq.Header.Set("Content-Type", "application/offset+octet-stream")
	for i := 0; i < len(pairs); i += 2 {
		rq.Header.Set(pairs[i], pairs[i+1])
	}
	return c.Do(rq)
}

func sum(b []byte) string {
	s := sha256.Sum256(b)
	return base64.StdEncoding.EncodeToString(s[:])
}

// A file that comes in pieces, breaks off, comes twice, is damaged on its way
// and goes on where it was, is one paper in the end: the one that was announced.
func TestAPaperInPieces(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Resident(quan, quanIs)
	base := rich(t, w, c)
	page := c.Get(base + "/giay/anh_nha")
	pieces, ok := page.Find("input[data-pieces]").First().Attr("data-pieces")
	if !ok {
		t.Fatal("the page does not say where pieces go")
	}
	start := w.URL + pieces
	photo := append(apptest.Photo(t), make([]byte, 300_000)...) // a tail that decoders pass over
	meta := "filename " + base64.StdEncoding.EncodeToString([]byte("nhà.jpg")) + ",sha256 " + sum(photo)
	begin := func(length int, meta string) *apptest.Page {
		return tus(t, c, "POST", start, nil, "Upload-Length", strconv.Itoa(length), "Upload-Metadata", meta)
	}
	see := func(what string, p *apptest.Page, status int, offset string) {
		t.Helper()
		if p.Status != status || p.Header.Get("Upload-Offset") != offset || p.Header.Get("Tus-Resumable") != "1.0.0" {
			t.Fatalf("%s: %d at %q, want %d at %q: %.300s", what, p.Status, p.Header.Get("Upload-Offset"), status, offset, p.Body)
		}
	}

	p := tus(t, c, "OPTIONS", start, nil)
	if p.Status != 204 || p.Header.Get("Tus-Version") != "1.0.0" || !strings.Contains(p.Header.Get("Tus-Extension"), "checksum") {
		t.Fatalf("options: %d %v", p.Status, p.Header)
	}
	see("another version", tus(t, c, "POST", start, nil, "Tus-Resumable", "0.2.2"), 412, "")
	see("no length", tus(t, c, "POST", start, nil), 400, "")
	if p := begin(21<<20, ""); p.Status != 422 || !strings.Contains(p.Body, "20 MB") {
		t.Fatalf("too large: %d %s", p.Status, p.Body)
	}
	p = begin(len(photo), meta)
	see("begun", p, 201, "")
	at := w.URL + p.Header.Get("Location")
	if p := tus(t, w.Resident("017184000123", "Bùi Thị Sen"), "HEAD", at, nil); p.Status != 404 {
		t.Errorf("a stranger's look: %d", p.Status)
	}

	const piece = 128 << 10
	patch := func(from int, b []byte, digest string) *apptest.Page {
		return tus(t, c, "PATCH", at, b, "Upload-Offset", strconv.Itoa(from), "Upload-Checksum", "sha256 "+digest)
	}
	first := photo[:piece]
	see("damaged", patch(0, first, sum(photo)), 460, "")
	see("a first piece", patch(0, first, sum(first)), 204, strconv.Itoa(piece))
	see("the same again", patch(0, first, sum(first)), 409, "")
	see("where it is", tus(t, c, "HEAD", at, nil), 200, strconv.Itoa(piece))
	// without a digest, what came before the break stays
	rq, err := http.NewRequestWithContext(t.Context(), "PATCH", at, io.MultiReader(bytes.NewReader(photo[piece:piece+1000]), broken{}))
	if err != nil {
		t.Fatal(err)
	}
	for k, v := range map[string]string{"Tus-Resumable": "1.0.0", "Content-Type": "application/offset+octet-stream", "Upload-Offset": strconv.Itoa(piece)} {
		rq.Header.Set(k, v)
	}
	_, _ = c.Browser().Do(rq)
	w.Eventually("the broken piece is kept", func() bool {
		return tus(t, c, "HEAD", at, nil).Header.Get("Upload-Offset") == strconv.Itoa(piece+1000)
	})
	see("more than announced", patch(piece+1000, append(photo[piece+1000:], 0), sum(append(photo[piece+1000:], 0))), 413, "")
	see("the rest", patch(piece+1000, photo[piece+1000:], sum(photo[piece+1000:])), 204, strconv.Itoa(len(photo)))
	see("it is done with", tus(t, c, "HEAD", at, nil), 404, "")
	p = c.Get(base + "/giay/anh_nha")
	if n := p.Find(".files li").Length(); n != 1 || !strings.Contains(text(p, ".files"), "nhà.jpg") {
		t.Fatalf("%d papers: %s", n, text(p, ".files"))
	}
	if got := c.Get(p.Find(".files a").AttrOr("href", "")); got.Body != string(photo) {
		t.Errorf("%d bytes came back of %d", len(got.Body), len(photo))
	}

	// what is no picture is refused in words; what is another file than announced too
	for name, meta := range map[string]string{"Chọn": "", "không khớp": "sha256 " + sum(nil)} {
		b := []byte("MZ not a picture")
		at = w.URL + begin(len(b), meta).Header.Get("Location")
		if p := patch(0, b, sum(b)); p.Status != 422 || !strings.Contains(p.Body, name) {
			t.Errorf("%s: %d %s", name, p.Status, p.Body)
		}
		see("it is gone", tus(t, c, "HEAD", at, nil), 404, "")
	}
	// given up, and forgotten after a day
	at = w.URL + begin(10, "").Header.Get("Location")
	see("given up", tus(t, c, "DELETE", at, nil), 204, "")
	see("given up", tus(t, c, "HEAD", at, nil), 404, "")
	at = w.URL + begin(10, "").Header.Get("Location")
	db, err := pgx.Connect(t.Context(), w.DB.SuperURL)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close(context.Background())
	if _, err := db.Exec(t.Context(), `UPDATE app.upload SET created_at = created_at - interval '25 hours' WHERE id = $1::uuid`, at[strings.LastIndex(at, "/")+1:]); err != nil {
		t.Fatal(err)
	}
	see("a day later", tus(t, c, "PATCH", at, []byte("x"), "Upload-Offset", "0"), 404, "")
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrClosedPipe }
