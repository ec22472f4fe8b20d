package national

import (
	"fmt"
	"io/fs"
)

// Whole is Build with every other procedure of procedures_catalog.csv, of which
// only code, name and field are known: found by a search, offered by nobody.
func Whole(data fs.FS) ([]Entry, error) {
	out, err := Build(data)
	if err != nil {
		return nil, err
	}
	rows, err := table(data, "procedures_catalog.csv")
	if err != nil {
		return nil, err
	}
	complete := map[string]bool{}
	for _, e := range out {
		complete[e.Code] = true
	}
	for _, r := range rows {
		if !complete[r["code"]] {
			out = append(out, Entry{Code: r["code"], Name: r["name"], PlainName: r["name"], Field: r["field"], Level: r["level"], Rank: 1000})
		}
	}
	return out, nil
}

// Crowd is Whole with its procedures again by name under other codes until
// there are n: a catalogue of the nation's size to measure search on.
func Crowd(data fs.FS, n int) ([]Entry, error) {
	out, err := Whole(data)
	if err != nil {
		return nil, err
	}
	whole := out
	for again := 1; len(out) < n; again++ {
		for _, e := range whole[:min(len(whole), n-len(out))] {
			name := e.Name + fmt.Sprintf(" tại đơn vị %d", again)
			out = append(out, Entry{Code: fmt.Sprintf("%s.%02d", e.Code, again), Name: name, PlainName: name, Field: e.Field, Level: e.Level, Rank: 1000})
		}
	}
	return out, nil
}
