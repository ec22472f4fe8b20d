package reading

import (
	"bytes"
	"io"
)

// AlsoArchive tells a file that is a ZIP archive as well (or a program packed as
// one): archives are read from their end (APPNOTE.TXT, 4.3.16), so any other file can stand before it.
func AlsoArchive(r io.ReaderAt, size int64) (bool, error) {
	const record, comment = 22, 1<<16 - 1 // bytes of the end record, and of its comment at most
	tail := make([]byte, min(size, record+comment))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && err != io.EOF {
		return false, err
	}
	for at := 0; ; {
		i := bytes.Index(tail[at:], []byte("PK\x05\x06"))
		if i < 0 || at+i+record > len(tail) {
			return false, nil
		}
		if at += i; at+record+int(tail[at+20])+int(tail[at+21])<<8 == len(tail) {
			return true, nil
		}
		at++
	}
}
