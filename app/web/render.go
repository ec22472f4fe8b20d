package web

import (
	"bytes"
	"crypto/rand"
	"net/http"
	"strings"
	"sync"

	"github.com/klauspost/compress/gzip"
	"github.com/labstack/echo/v4"

	"motcua/views/assets"
)

// buffers hold pages while they are rendered and compressed.
var buffers = sync.Pool{New: func() any { return bytes.NewBuffer(make([]byte, 0, 64<<10)) }}

func borrow() *bytes.Buffer {
	b := buffers.Get().(*bytes.Buffer)
	b.Reset()
	return b
}

func giveBack(b *bytes.Buffer) {
	if b.Cap() <= 1<<20 { // one huge page must not stay in memory
		buffers.Put(b)
	}
}

var zippers = sync.Pool{New: func() any {
	z, err := gzip.NewWriterLevel(nil, gzip.BestSpeed) // a fifth of a millisecond for a worklist; the best level would save a tenth of the bytes
	if err != nil {
		panic(err) // the level is a constant
	}
	return z
}}

// writeHTML sends a finished page.
func writeHTML(e echo.Context, status int, html []byte) error {
	return write(e, status, echo.MIMETextHTMLCharsetUTF8, html)
}

// write sends a finished text, compressed when it is worth it and the browser asks for it.
func write(e echo.Context, status int, kind string, html []byte) error {
	h := e.Response().Header()
	h.Add(echo.HeaderVary, echo.HeaderAcceptEncoding)
	if len(html) < 1<<10 || e.Request().Method == http.MethodHead || !assets.AcceptsGzip(e.Request().Header.Get(echo.HeaderAcceptEncoding)) {
		return e.Blob(status, kind, html)
	}
	b := borrow()
	defer giveBack(b)
	z := zippers.Get().(*gzip.Writer)
	defer zippers.Put(z)
	z.Reset(b)
	z.Name = padding()
	if _, err := z.Write(html); err != nil {
		return err
	}
	if err := z.Close(); err != nil {
		return err
	}
	h.Set(echo.HeaderContentEncoding, "gzip")
	return e.Blob(status, kind, b.Bytes())
}

// padding is a file name of random length in the gzip header: the length of a
// compressed page must not tell whether a guess that it repeats was right.
func padding() string {
	var n [1]byte
	_, _ = rand.Read(n[:]) // never fails
	return strings.Repeat("p", int(n[0]&31))
}
