package web

import (
	"bytes"
	"compress/gzip"
	"sync"
)

// compressFrom is the size from which a page is worth compressing: a table of
// all communes of a province. Smaller ones travel in a few packets anyway.
// Pages hold no token that a stranger's guess could be compared with: forms are
// guarded by their origin (middleware.go), and a one-time link only answers a POST.
const compressFrom = 24 << 10

var writers = sync.Pool{New: func() any {
	w, _ := gzip.NewWriterLevel(nil, gzip.BestSpeed) // the level is a valid one
	return w
}}

// compress gzips a whole page.
func compress(page []byte) []byte {
	var b bytes.Buffer
	b.Grow(len(page) / 4)
	w := writers.Get().(*gzip.Writer)
	defer writers.Put(w)
	w.Reset(&b)
	_, _ = w.Write(page) // a buffer takes everything
	_ = w.Close()
	return b.Bytes()
}
