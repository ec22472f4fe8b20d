// Package exif reads how a camera was held from the picture it took. A leaf.
package exif

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"io"
)

// Orientation reads the EXIF orientation of a JPEG (Exif 2.3, tag 0x0112); 1,
// upright, when there is none or it makes no sense.
func Orientation(r io.ReadSeeker) int {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return 1
	}
	in := bufio.NewReader(r)
	var soi [2]byte
	if _, err := io.ReadFull(in, soi[:]); err != nil || soi != [2]byte{0xff, 0xd8} {
		return 1
	}
	for {
		var m [4]byte // marker, length
		if _, err := io.ReadFull(in, m[:]); err != nil || m[0] != 0xff || m[1] == 0xda {
			return 1
		}
		n := int(binary.BigEndian.Uint16(m[2:])) - 2
		if n < 0 {
			return 1
		}
		if m[1] != 0xe1 {
			if _, err := in.Discard(n); err != nil {
				return 1
			}
			continue
		}
		seg := make([]byte, n)
		if _, err := io.ReadFull(in, seg); err != nil {
			return 1
		}
		if tiff, ok := bytes.CutPrefix(seg, []byte("Exif\x00\x00")); ok {
			return tiffOrientation(tiff)
		}
	}
}

func tiffOrientation(b []byte) int {
	if len(b) < 8 {
		return 1
	}
	var order binary.ByteOrder = binary.BigEndian
	if b[0] == 'I' {
		order = binary.LittleEndian
	}
	at := int64(order.Uint32(b[4:]))
	if at+2 > int64(len(b)) {
		return 1
	}
	b = b[at:]
	count := int(order.Uint16(b))
	for i, b := 0, b[2:]; i < count && len(b) >= 12; i, b = i+1, b[12:] {
		if order.Uint16(b) == 0x0112 {
			if v := int(order.Uint16(b[8:])); v >= 1 && v <= 8 {
				return v
			}
			return 1
		}
	}
	return 1
}
