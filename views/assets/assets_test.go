package assets

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

func get(t *testing.T, url string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(http.MethodGet, url, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler().ServeHTTP(w, r)
	return w.Result()
}

func TestHandlerServesForEver(t *testing.T) {
	t.Parallel()
	for name, kind := range map[string]string{"ui.css": "text/css; charset=utf-8", "app.js": "text/javascript; charset=utf-8", "htmx.min.js": "text/javascript; charset=utf-8", "icon.svg": "image/svg+xml"} {
		res := get(t, URL(name))
		body, _ := io.ReadAll(res.Body)
		if res.StatusCode != 200 || res.Header.Get("Content-Type") != kind || res.Header.Get("Cache-Control") != "public, max-age=31536000, immutable" || !bytes.Equal(body, Bytes(name)) {
			t.Errorf("%s: %d %v", name, res.StatusCode, res.Header)
		}
		zipped := get(t, URL(name), "Accept-Encoding", "br, gzip")
		if zipped.Header.Get("Content-Encoding") != "gzip" {
			t.Fatalf("%s is not compressed", name)
		}
		zr, err := gzip.NewReader(zipped.Body)
		if err != nil {
			t.Fatal(err)
		}
		if plain, _ := io.ReadAll(zr); !bytes.Equal(plain, body) {
			t.Errorf("%s: compressed differs", name)
		}
		if again := get(t, URL(name), "If-None-Match", res.Header.Get("ETag")); again.StatusCode != http.StatusNotModified {
			t.Errorf("%s: %d on the second visit", name, again.StatusCode)
		}
	}
}

func TestHandlerRefusesTheRest(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"/a/ui.css", "/a/ui.000000000000.css", "/a/", "/a/../assets.go"} {
		if res := get(t, url); res.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", url, res.StatusCode)
		}
	}
	if res := get(t, URL("ui.css"), "Accept-Encoding", "gzip;q=0"); res.Header.Get("Content-Encoding") != "" {
		t.Error("compressed for a client that refused it")
	}
}

var pinned = regexp.MustCompile(`\| (\S+) \| [^|]+ \| [^|]+ \| ([0-9a-f]{64}) \|`)

// TestVendoredFilesAreAsPublished compares what came from elsewhere with VENDOR.md.
func TestVendoredFilesAreAsPublished(t *testing.T) {
	t.Parallel()
	list, err := os.ReadFile("VENDOR.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := pinned.FindAllSubmatch(list, -1)
	if len(rows) != 2 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		body, err := os.ReadFile(filepath.Join("..", "..", string(row[1])))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(body); hex.EncodeToString(sum[:]) != string(row[2]) {
			t.Errorf("%s is not what VENDOR.md says", row[1])
		}
	}
}
