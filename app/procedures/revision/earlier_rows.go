package revision

import (
	"strconv"
	"strings"
)

// EarlierPrefix begins a Prefill that is taken from an earlier dossier.
const EarlierPrefix = "earlier."

// EarlierRows copies the rows of a group out of the answers of an earlier
// dossier, where the group is called from: as many as this group takes, of each
// what it asks as well. taken is how many rows came, found how many there were;
// what the group does not ask is left behind, and so is a row with nothing else.
func (f Field) EarlierRows(earlier map[string]string, from string) (rows map[string]string, taken, found int) {
	rows = map[string]string{}
	n, err := strconv.Atoi(earlier[from])
	if err != nil || f.Type != Group {
		return rows, 0, 0
	}
	for i := 1; i <= min(n, mostEarlierRows); i++ {
		row := map[string]string{}
		mine, theirs := rowName(f.Name, taken+1, ""), rowName(from, i, "")
		for _, q := range f.Row(taken + 1) {
			for _, name := range q.Names() {
				if v := earlier[theirs+strings.TrimPrefix(name, mine)]; v != "" {
					row[name] = v
				}
			}
		}
		if len(row) == 0 {
			continue
		}
		found++
		if taken == f.most() {
			continue
		}
		taken++
		for k, v := range row {
			rows[k] = v
		}
	}
	if taken > 0 {
		rows[f.Name] = strconv.Itoa(taken)
	}
	return rows, taken, found
}

// mostEarlierRows of another dossier are looked at; no group has more.
const mostEarlierRows = 100

// Touched tells whether somebody typed into a group, or changed its number of rows.
func (f Field) Touched(answers map[string]string) bool {
	if answers[f.Name] != "" {
		return true
	}
	for i := 1; i <= f.most(); i++ {
		for _, q := range f.Row(i) {
			for _, name := range q.TypedNames() {
				if answers[name] != "" {
					return true
				}
			}
		}
	}
	return false
}
