package reading

import (
	"bufio"
	"bytes"
	"context"
	"strconv"
	"strings"
	"unicode"
)

// leastLayer is how many letters a page's own text must have to be taken for the
// page's text: a scanning program's own line is less.
const leastLayer = 50

// layers gives the words that pages of a PDF hold as text, in points of what
// pdftoppm draws; pages without enough text are missing. What cannot be had is
// not missed: the page is recognised.
func (r *Reader) layers(ctx context.Context, f *File, from, to int) map[int][]found {
	if f.kind != "pdf" || r.Pdftotext == "" {
		return nil
	}
	out, err := run(ctx, r.PerPage, "", nil, r.Pdftotext, "-q", "-tsv", "-f", strconv.Itoa(from), "-l", strconv.Itoa(to), "-enc", "UTF-8", f.path, "-")
	if err != nil {
		return nil
	}
	pages := map[int][]found{}
	for s := bufio.NewScanner(bytes.NewReader(out)); s.Scan(); {
		c := strings.Split(s.Text(), "\t")
		if len(c) != 12 || c[0] != "5" {
			continue
		}
		n, err := strconv.Atoi(c[1])
		w, ok := tsvWord(c, f.drawn(n))
		if err == nil && ok {
			w.conf = 1
			pages[n] = append(pages[n], w)
		}
	}
	for n, words := range pages {
		if letters, alien := lettersOf(words); r.Tesseract != "" && (letters < leastLayer || alien > letters/50) {
			delete(pages, n)
		}
	}
	return pages
}

// lettersOf counts the letters, and among them those that Vietnamese has not but
// the fonts before Unicode (TCVN3, VNI) leave behind: such a text is no text.
func lettersOf(words []found) (letters, alien int) {
	for _, w := range words {
		for _, r := range w.text {
			if unicode.IsLetter(r) {
				letters++
			}
			if strings.ContainsRune("äåæëïðñöøûüÿÄÅÆËÏÐÑÖØÛÜß§¬®¸µ¶·¹¸»¼½¾¤", r) {
				alien++
			}
		}
	}
	return letters, alien
}
