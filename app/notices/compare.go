package notices

import "strings"

// Piece is a run of words of two texts, with what happened to it.
type Piece struct {
	Text           string
	Added, Removed bool
}

// Compare finds the words that were taken out of a text and put into it, by
// the longest common run of words.
func Compare(before, after string) []Piece {
	a, b := strings.Fields(before), strings.Fields(after)
	if len(a) > 2000 || len(b) > 2000 {
		return []Piece{{Text: before, Removed: true}, {Text: after, Added: true}}
	}
	same := make([][]int, len(a)+1)
	for i := range same {
		same[i] = make([]int, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				same[i][j] = same[i+1][j+1] + 1
			} else {
				same[i][j] = max(same[i+1][j], same[i][j+1])
			}
		}
	}
	var out []Piece
	put := func(w string, added, removed bool) {
		if n := len(out); n > 0 && out[n-1].Added == added && out[n-1].Removed == removed {
			out[n-1].Text += " " + w
			return
		}
		out = append(out, Piece{w, added, removed})
	}
	i, j := 0, 0
	for i < len(a) || j < len(b) {
		switch {
		case i < len(a) && j < len(b) && a[i] == b[j]:
			put(a[i], false, false)
			i, j = i+1, j+1
		case i < len(a) && (j == len(b) || same[i+1][j] >= same[i][j+1]):
			put(a[i], false, true)
			i++
		default:
			put(b[j], true, false)
			j++
		}
	}
	return out
}
