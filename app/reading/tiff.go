package reading

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"

	"golang.org/x/image/tiff"
)

// maxTIFFPages bounds the chain of pages, which a broken file may close to a ring.
const maxTIFFPages = 1000

// tiffPages gives where each page of a TIFF is described (TIFF 6.0, section 2:
// a chain of directories from the header on).
func tiffPages(b []byte) (binary.ByteOrder, []uint32, error) {
	bad := errors.New("broken TIFF")
	if len(b) < 8 {
		return nil, nil, bad
	}
	var order binary.ByteOrder = binary.BigEndian
	if b[0] == 'I' {
		order = binary.LittleEndian
	}
	var out []uint32
	seen := map[uint32]bool{}
	for at := order.Uint32(b[4:]); at != 0; {
		if seen[at] || len(out) >= maxTIFFPages || int64(at)+2 > int64(len(b)) {
			return nil, nil, bad
		}
		seen[at] = true
		out = append(out, at)
		next := int64(at) + 2 + 12*int64(order.Uint16(b[at:]))
		if next+4 > int64(len(b)) {
			return nil, nil, bad
		}
		at = order.Uint32(b[next:])
	}
	if len(out) == 0 {
		return nil, nil, bad
	}
	return order, out, nil
}

// tiffPage is the file with another page first: the decoder reads only the first.
func tiffPage(b []byte, order binary.ByteOrder, at uint32) *bytes.Reader {
	turned := bytes.Clone(b)
	order.PutUint32(turned[4:], at)
	return bytes.NewReader(turned)
}

func tiffConfig(b []byte, order binary.ByteOrder, at uint32) (image.Config, error) {
	return tiff.DecodeConfig(tiffPage(b, order, at))
}

func tiffImage(b []byte, order binary.ByteOrder, at uint32) (image.Image, error) {
	return tiff.Decode(tiffPage(b, order, at))
}
