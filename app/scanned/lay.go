package scanned

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf16"
)

// lay puts words invisibly where they stand on a page of width × height points:
// each stretched over its box, the words of a line on one base line, so that a
// reader that marks or copies takes them as lines.
func lay(c *strings.Builder, words []Word, width, height float64) {
	if len(words) == 0 {
		return
	}
	c.WriteString("BT 3 Tr\n") // neither filled nor stroked
	for len(words) > 0 {
		n := 1
		for n < len(words) && words[n].Line == words[0].Line {
			n++
		}
		line(c, words[:n], width, height)
		words = words[n:]
	}
	c.WriteString("ET\n")
}

func line(c *strings.Builder, words []Word, width, height float64) {
	var bottoms, heights []float64
	for _, w := range words {
		bottoms, heights = append(bottoms, w.Box[1]+w.Box[3]), append(heights, w.Box[3])
	}
	slices.Sort(bottoms)
	slices.Sort(heights)
	size := max(heights[len(heights)/2]*height, 1)
	base := height - bottoms[len(bottoms)/2]*height + size/6
	fmt.Fprintf(c, "/F %.2f Tf\n", size)
	for _, w := range words {
		letters := utf16.Encode([]rune(w.Text))
		if len(letters) == 0 || w.Box[2] <= 0 {
			continue
		}
		const wide = 0.5 // of a letter, in sizes of the font
		fmt.Fprintf(c, "%.1f Tz 1 0 0 1 %.2f %.2f Tm <", min(max(100*w.Box[2]*width/(wide*size*float64(len(letters))), 1), 3000), w.Box[0]*width, base)
		for _, u := range append(letters, ' ') {
			fmt.Fprintf(c, "%04X", u)
		}
		c.WriteString("> Tj\n")
	}
}
