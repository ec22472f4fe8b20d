package reading

import (
	"encoding/binary"
	"errors"
	"io"
)

// mostCut bounds what some pages of a TIFF may come to, bytes: several pages may
// claim the same picture.
const mostCut = 400 << 20

// Tags of a TIFF page (TIFF 6.0, section 8): where its picture lies, how long
// the parts are; and those that point to what is not copied.
const (
	stripOffsets, stripCounts = 273, 279
	tileOffsets, tileCounts   = 324, 325
)

var notCopied = map[uint16]bool{288: true, 289: true, 330: true, 513: true, 514: true, 34665: true, 34853: true}

var typeBytes = map[uint16]int64{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8}

var errCutTIFF = errors.New("broken TIFF")

// CutTIFF writes some pages of a scan, from 1, as a TIFF of their own; the
// pictures are copied as they are.
func CutTIFF(to io.WriterAt, r io.ReaderAt, pages []int32) error {
	order, at, err := tiffPages(r)
	if err != nil {
		return err
	}
	c := &tiffCut{to: to, r: r, order: order, end: 8}
	head := make([]byte, 8)
	if _, err := r.ReadAt(head, 0); err != nil {
		return err
	}
	if _, err := to.WriteAt(head, 0); err != nil {
		return err
	}
	link := int64(4) // where the place of the next page is written
	for _, n := range pages {
		if n < 1 || int(n) > len(at) {
			return errCutTIFF
		}
		if link, err = c.page(int64(at[n-1]), link); err != nil {
			return err
		}
	}
	return nil
}

type tiffCut struct {
	to    io.WriterAt
	r     io.ReaderAt
	order binary.ByteOrder
	end   int64 // of what is written
}

// page copies one page and gives where its link to the next one stands.
func (c *tiffCut) page(at, link int64) (int64, error) {
	count, err := c.read(at, 2)
	if err != nil {
		return 0, err
	}
	rows, err := c.read(at+2, 12*int64(c.order.Uint16(count)))
	if err != nil {
		return 0, err
	}
	counts := map[uint16][]uint32{}
	for i := 0; i < len(rows); i += 12 {
		if tag := c.order.Uint16(rows[i:]); tag == stripCounts || tag == tileCounts {
			if counts[tag], err = c.numbers(rows[i : i+12]); err != nil {
				return 0, err
			}
		}
	}
	var out []byte
	for i := 0; i < len(rows); i += 12 {
		row := append([]byte(nil), rows[i:i+12]...)
		tag := c.order.Uint16(row)
		switch {
		case notCopied[tag]:
			continue
		case tag == stripOffsets || tag == tileOffsets:
			err = c.picture(row, counts[map[uint16]uint16{stripOffsets: stripCounts, tileOffsets: tileCounts}[tag]])
		default:
			err = c.value(row)
		}
		if err != nil {
			return 0, err
		}
		out = append(out, row...)
	}
	here := c.end
	c.order.PutUint16(count, uint16(len(out)/12))
	if _, err := c.write(append(append(count, out...), 0, 0, 0, 0)); err != nil {
		return 0, err
	}
	var b [4]byte
	c.order.PutUint32(b[:], uint32(here))
	if _, err := c.to.WriteAt(b[:], link); err != nil {
		return 0, err
	}
	return here + 2 + int64(len(out)), nil
}

// picture copies the parts of a page's picture and says in row where they are now.
func (c *tiffCut) picture(row []byte, sizes []uint32) error {
	from, err := c.numbers(row)
	if err != nil || len(from) != len(sizes) || len(from) == 0 {
		return errCutTIFF
	}
	places := make([]byte, 4*len(from))
	for i, at := range from {
		here := c.end
		if c.end += int64(sizes[i]); c.end > mostCut {
			return errCutTIFF
		}
		n, err := io.Copy(io.NewOffsetWriter(c.to, here), io.NewSectionReader(c.r, int64(at), int64(sizes[i])))
		if err != nil || n != int64(sizes[i]) {
			return errors.Join(errCutTIFF, err)
		}
		c.end += c.end & 1
		c.order.PutUint32(places[4*i:], uint32(here))
	}
	c.order.PutUint16(row[2:], 4)
	c.order.PutUint32(row[4:], uint32(len(from)))
	if len(from) == 1 {
		copy(row[8:], places)
		return nil
	}
	here, err := c.write(places)
	c.order.PutUint32(row[8:], uint32(here))
	return err
}

// value copies what a row of a page says where it does not stand in the row.
func (c *tiffCut) value(row []byte) error {
	n := typeBytes[c.order.Uint16(row[2:])] * int64(c.order.Uint32(row[4:]))
	if n <= 4 {
		return nil
	}
	b, err := c.read(int64(c.order.Uint32(row[8:])), n)
	if err != nil {
		return err
	}
	here, err := c.write(b)
	c.order.PutUint32(row[8:], uint32(here))
	return err
}

// numbers reads a row of short or long numbers.
func (c *tiffCut) numbers(row []byte) ([]uint32, error) {
	size, n := typeBytes[c.order.Uint16(row[2:])], int64(c.order.Uint32(row[4:]))
	if size != 2 && size != 4 {
		return nil, errCutTIFF
	}
	b := row[8:12]
	if size*n > 4 {
		var err error
		if b, err = c.read(int64(c.order.Uint32(row[8:])), size*n); err != nil {
			return nil, err
		}
	}
	out := make([]uint32, n)
	for i := range out {
		if size == 2 {
			out[i] = uint32(c.order.Uint16(b[2*i:]))
		} else {
			out[i] = c.order.Uint32(b[4*i:])
		}
	}
	return out, nil
}

// read gives n bytes; no list or profile of a page of good faith is longer than a few megabytes.
func (c *tiffCut) read(at, n int64) ([]byte, error) {
	if n < 0 || n > 8<<20 {
		return nil, errCutTIFF
	}
	b := make([]byte, n)
	if k, err := c.r.ReadAt(b, at); int64(k) != n {
		return nil, errors.Join(errCutTIFF, err)
	}
	return b, nil
}

// write adds bytes at an even place and tells where.
func (c *tiffCut) write(b []byte) (int64, error) {
	here := c.end
	c.end += int64(len(b))
	c.end += c.end & 1
	if c.end > mostCut {
		return here, errCutTIFF
	}
	_, err := c.to.WriteAt(b, here)
	return here, err
}
