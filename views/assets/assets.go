// Package assets holds what a browser loads beside the HTML: one style sheet, htmx, one small script and the icon.
//
// Files are embedded, named by their content and served for ever from [Prefix];
// compressed once when the program starts. There is no build step and no foreign origin.
package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"net/http"
	"path"
	"regexp"
	"strconv"
	"strings"
)

// Prefix is the path under which [Handler] expects to be mounted.
const Prefix = "/a/"

//go:embed ui.css app.js htmx.min.js icon.svg
var files embed.FS

type asset struct {
	url, kind, etag string
	raw, zipped     []byte
}

var (
	byName = map[string]*asset{}
	byURL  = map[string]*asset{}
	kinds  = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}
	remark = regexp.MustCompile(`(?s)/\*.*?\*/\s*`)
)

func init() {
	entries, err := files.ReadDir(".")
	if err != nil {
		panic(err) // embedded: cannot fail in a binary that was built
	}
	for _, e := range entries {
		a, err := load(e.Name())
		if err != nil {
			panic(err)
		}
		byName[e.Name()], byURL[a.url] = a, a
	}
}

func load(name string) (*asset, error) {
	raw, err := files.ReadFile(name)
	if err != nil {
		return nil, err
	}
	ext := path.Ext(name)
	if ext == ".css" {
		raw = remark.ReplaceAll(raw, nil)
	}
	sum := sha256.Sum256(raw)
	hash := hex.EncodeToString(sum[:])[:12]
	var buf bytes.Buffer
	zw, err := gzip.NewWriterLevel(&buf, gzip.BestCompression)
	if err != nil {
		return nil, err
	}
	if _, err := zw.Write(raw); err != nil {
		return nil, err
	}
	if err := zw.Close(); err != nil {
		return nil, err
	}
	return &asset{
		url:    Prefix + strings.TrimSuffix(name, ext) + "." + hash + ext,
		kind:   kinds[ext],
		etag:   `"` + hash + `"`,
		raw:    raw,
		zipped: buf.Bytes(),
	}, nil
}

// URL gives the address of an embedded file by its plain name, for example URL("ui.css").
// It panics on a name that is not embedded: a page that asks for one is a programming mistake.
func URL(name string) string {
	a, ok := byName[name]
	if !ok {
		panic(fmt.Sprintf("assets: no file %q", name))
	}
	return a.url
}

// Bytes gives the content of an embedded file as it is served, for pages that must stand alone (tests, saved copies).
// It panics like [URL].
func Bytes(name string) []byte {
	URL(name)
	return bytes.Clone(byName[name].raw)
}

// GzipSize is the number of bytes that a browser downloads for a file; the page budget is counted with it.
// It panics like [URL].
func GzipSize(name string) int {
	URL(name)
	return len(byName[name].zipped)
}

// Handler serves the embedded files under [Prefix]. An address whose hash is not this build's answers 404.
func Handler() http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodGet && r.Method != http.MethodHead {
			w.Header().Set("Allow", "GET, HEAD")
			http.Error(w, http.StatusText(http.StatusMethodNotAllowed), http.StatusMethodNotAllowed)
			return
		}
		a, ok := byURL[r.URL.Path]
		if !ok {
			http.NotFound(w, r)
			return
		}
		h := w.Header()
		h.Set("Content-Type", a.kind)
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
		h.Set("Vary", "Accept-Encoding")
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("ETag", a.etag)
		if strings.Contains(r.Header.Get("If-None-Match"), a.etag) {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		body := a.raw
		if AcceptsGzip(r.Header.Get("Accept-Encoding")) {
			h.Set("Content-Encoding", "gzip")
			body = a.zipped
		}
		h.Set("Content-Length", strconv.Itoa(len(body)))
		if r.Method == http.MethodGet {
			_, _ = w.Write(body) // the browser went away: nobody is left to tell
		}
	})
}

// AcceptsGzip reads an Accept-Encoding header.
func AcceptsGzip(header string) bool {
	for part := range strings.SplitSeq(header, ",") {
		name, q, _ := strings.Cut(strings.TrimSpace(part), ";")
		if strings.EqualFold(strings.TrimSpace(name), "gzip") {
			return !strings.Contains(strings.ReplaceAll(q, " ", "")+"$", "q=0$") && !strings.Contains(q, "q=0.0")
		}
	}
	return false
}
