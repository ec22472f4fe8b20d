package national

import (
	"fmt"
	"io/fs"
)

// Crowd is Build with every other procedure of procedures_catalog.csv, by name
// only, and those again under other codes until there are n: a catalogue of the
// nation's size to measure search on. Never what a deployment offers.
func Crowd(data fs.FS, n int) ([]Entry, error) {
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
	for again := 0; len(out) < n; again++ {
		for _, r := range rows {
			if again == 0 && complete[r["code"]] {
				continue
			}
			e := Entry{Code: r["code"], Name: r["name"], PlainName: r["name"], Field: r["field"], Level: r["level"], Rank: 1000}
			if again > 0 {
				e.Code = fmt.Sprintf("%s.%02d", r["code"], again)
				e.Name += fmt.Sprintf(" tại đơn vị %d", again)
				e.PlainName = e.Name
			}
			if len(out) < n {
				out = append(out, e)
			}
		}
	}
	return out, nil
}
