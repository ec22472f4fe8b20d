package reading

import (
	"encoding/binary"
	"errors"
	"io"
	"math"

	"golang.org/x/image/tiff"
)

// maxTIFFPages bounds the chain of pages, which a broken file may close to a ring.
const maxTIFFPages = 1000

// tiffPages gives where each page of a TIFF is described (TIFF 6.0, section 2:
// a chain of directories from the header on).
func tiffPages(r io.ReaderAt) (binary.ByteOrder, []uint32, error) {
	bad := errors.New("broken TIFF")
	var b [8]byte
	read := func(at int64, n int) []byte {
		if k, _ := r.ReadAt(b[:n], at); k != n {
			return nil
		}
		return b[:n]
	}
	head := read(0, 8)
	if head == nil {
		return nil, nil, bad
	}
	var order binary.ByteOrder = binary.BigEndian
	if head[0] == 'I' {
		order = binary.LittleEndian
	}
	var out []uint32
	seen := map[uint32]bool{}
	for at := order.Uint32(head[4:]); at != 0; {
		if seen[at] || len(out) >= maxTIFFPages {
			return nil, nil, bad
		}
		seen[at] = true
		out = append(out, at)
		entries := read(int64(at), 2)
		if entries == nil {
			return nil, nil, bad
		}
		next := read(int64(at)+2+12*int64(order.Uint16(entries)), 4)
		if next == nil {
			return nil, nil, bad
		}
		at = order.Uint32(next)
	}
	if len(out) == 0 {
		return nil, nil, bad
	}
	return order, out, nil
}

// TIFFPages opens every page of a scan and counts them.
// Faults: Invalid (reading.broken; reading.too_large_image, width × height above mostPixels).
func TIFFPages(r io.ReaderAt, mostPixels int) (int, error) {
	order, at, err := tiffPages(r)
	if err != nil {
		return 0, errBrokenImage.Wrap(err)
	}
	for _, a := range at {
		page := tiffPage{r, order, a}
		cfg, err := tiff.DecodeConfig(page.reader())
		if err != nil || cfg.Width <= 0 || cfg.Height <= 0 {
			return 0, errBrokenImage.Wrap(err)
		}
		if cfg.Width > mostPixels/cfg.Height {
			return 0, refuse(KeyPixels, "Ảnh quá lớn.")
		}
		if _, err := tiff.Decode(page.reader()); err != nil {
			return 0, errBrokenImage.Wrap(err)
		}
	}
	return len(at), nil
}

// tiffPage is the file with another page first: the decoder reads only the first.
type tiffPage struct {
	r     io.ReaderAt
	order binary.ByteOrder
	at    uint32
}

func (p tiffPage) reader() *io.SectionReader { return io.NewSectionReader(p, 0, math.MaxInt64) }

// ReadAt reads the file, except for where its header says that the first page is.
func (p tiffPage) ReadAt(b []byte, off int64) (int, error) {
	n, err := p.r.ReadAt(b, off)
	var first [4]byte
	p.order.PutUint32(first[:], p.at)
	for i := range first {
		if at := int64(4+i) - off; at >= 0 && at < int64(n) {
			b[at] = first[i]
		}
	}
	return n, err
}
