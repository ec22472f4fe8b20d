package reading

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"motcua/app/child"
	"motcua/app/fault"
)

// found is a word where Tesseract saw it, in pixels of the straightened page.
type found struct {
	text       string
	conf       float64
	x, y, w, h int
	row        [3]int // block, paragraph, line, as Tesseract cut them

	line int // as order counts them
	gap  float64
}

// How Tesseract is to cut a page (its --psm).
const (
	column = "4" // a column of text of several sizes: keeps the fields of one line together where 3 takes wide blanks for columns
	block  = "6" // lines of one size
)

// recognise runs Tesseract over a straight page.
func (r *Reader) recognise(ctx context.Context, dir string, m *image.Gray, psm string) ([]found, error) {
	long := max(m.Bounds().Dx(), m.Bounds().Dy())
	res := min(max(long*100/1169, 150), 600) // as if it were A4
	out, err := run(ctx, r.PerPage, dir, pgm(m), r.Tesseract, "stdin", "stdout", "-l", "vie", "--oem", "1", "--psm", psm, "--dpi", strconv.Itoa(res), "tsv")
	if err != nil {
		return nil, err
	}
	return parseTSV(out)
}

var errNoTesseract = fault.New(fault.Unavailable, KeyTools, "Máy chủ chưa cài công cụ nhận dạng chữ (tesseract-ocr, tesseract-ocr-vie). Báo cho người vận hành.")

// tesseractFault tells a machine without Vietnamese from a page that is too much.
func tesseractFault(ctx context.Context, err error) error {
	var t *child.Error
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &t) && (strings.Contains(t.Said, "loading language") || strings.Contains(t.Said, "initialize tesseract")):
		return errNoTesseract.Wrap(err)
	case errors.As(err, &t), errors.Is(err, context.DeadlineExceeded):
		return tooHard(err)
	}
	return err
}

// parseTSV reads Tesseract's table: level, page, block, paragraph, line, word,
// left, top, width, height, conf, text.
func parseTSV(b []byte) ([]found, error) {
	var out []found
	s := bufio.NewScanner(bytes.NewReader(b))
	s.Buffer(nil, 1<<20)
	for first := true; s.Scan(); first = false {
		c := strings.Split(s.Text(), "\t")
		if first || len(c) != 12 || c[0] != "5" {
			continue
		}
		w, ok := tsvWord(c, 1)
		if ok {
			out = append(out, w)
		}
	}
	return out, s.Err()
}

// tsvWord reads one word's line of twelve columns, its places times scale.
func tsvWord(c []string, scale float64) (found, bool) {
	text := norm.NFC.String(strings.TrimSpace(strings.ToValidUTF8(c[11], "")))
	var n [9]int
	for i := range n {
		v, err := strconv.ParseFloat(c[2+i], 64)
		if err != nil {
			return found{}, false
		}
		if i >= 4 {
			v *= scale
		}
		n[i] = int(v + 0.5)
	}
	conf, _ := strconv.ParseFloat(c[10], 64)
	return found{text: text, conf: min(max(conf/100, 0), 1), row: [3]int{n[0], n[1], n[2]}, x: n[4], y: n[5], w: n[6], h: n[7]}, text != ""
}

// turns asks Tesseract which way up a page is and gives the quarters to try, the
// likeliest first.
func (r *Reader) turns(ctx context.Context, dir string, m *image.Gray) []int {
	all := []int{2, 1, 3}
	out, err := run(ctx, r.PerPage, dir, pgm(m), r.Tesseract, "stdin", "stdout", "--psm", "0", "--dpi", strconv.Itoa(dpi))
	if err != nil { // too few letters, or no data for it installed
		return all
	}
	for line := range strings.SplitSeq(string(out), "\n") {
		if v, ok := strings.CutPrefix(line, "Rotate:"); ok {
			deg, _ := strconv.Atoi(strings.TrimSpace(v))
			q := deg / 90 % 4
			if i := slices.Index(all, q); i > 0 {
				all = append([]int{q}, slices.Delete(all, i, i+1)...)
			}
		}
	}
	return all
}
