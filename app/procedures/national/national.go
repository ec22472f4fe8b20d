// Package national makes the national catalogue of revisions out of the
// reference data that ships in the binary: procedures.csv and
// procedure_channels.csv (what the national portal says) and
// procedures/*.yaml (names, questions, places and cases, written by us). It
// reads no database, so migrations and commands without a server use the same.
package national

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"motcua/app/procedures/revision"
)

// Entry is one procedure with its national revision.
type Entry struct {
	Code      string            `json:"code"`
	Name      string            `json:"name"`       // legal name
	PlainName string            `json:"plain_name"` // as people say it, first on screens
	Synonyms  []string          `json:"synonyms,omitempty"`
	Field     string            `json:"field"`
	Level     string            `json:"level"`
	Rank      int               `json:"rank"` // lower is asked for more often
	Revision  revision.Revision `json:"revision"`
}

// Files are the names that Build reads, for whoever hashes them.
func Files(data fs.FS) ([]string, error) {
	y, err := fs.Glob(data, "procedures/*.yaml")
	if err != nil {
		return nil, err
	}
	slices.Sort(y)
	return append([]string{"procedures.csv", "procedure_channels.csv"}, y...), nil
}

// Build gives every procedure of the reference data, in the order of the file.
// Fault: an error that names file and procedure when the data contradict themselves.
func Build(data fs.FS) ([]Entry, error) {
	s, err := Open(data)
	if err != nil {
		return nil, err
	}
	return s.Entries, nil
}

// Open reads the reference data with what they were made of; faults as Build.
func Open(data fs.FS) (*Shipped, error) {
	s, err := Read(data)
	if err != nil {
		return nil, err
	}
	var errs []error
	for i := range s.Entries {
		if err := s.Entries[i].Revision.Validate(); err != nil {
			errs = append(errs, fmt.Errorf("procedure %s: %w", s.Entries[i].Code, err))
		}
	}
	return s, errors.Join(errs...)
}

// Read is Open without asking whether each revision is valid, which is most of
// the work: for those who only compare. Faults: what cannot be read.
func Read(data fs.FS) (*Shipped, error) {
	procs, err := table(data, "procedures.csv")
	if err != nil {
		return nil, err
	}
	rows, err := table(data, "procedure_channels.csv")
	if err != nil {
		return nil, err
	}
	s := &Shipped{rows: map[string]map[string]string{}, channels: map[string][]map[string]string{}, byCode: map[string]*Entry{}}
	for _, r := range rows {
		s.channels[r["code"]] = append(s.channels[r["code"]], r)
	}
	fields, codes, err := patches(data)
	if err != nil {
		return nil, err
	}
	s.fields = fields
	var errs []error
	for i, p := range append(procs, unlisted(procs, codes)...) {
		code := p["code"]
		if i < len(procs) {
			s.rows[code] = p
		}
		e := entry(p, s.channels[code])
		fp, ok := fields[e.Field]
		if !ok {
			errs = append(errs, fmt.Errorf("procedures/fields.yaml: nothing for field %q of %s", e.Field, code))
			continue
		}
		fp.apply(&e)
		for _, own := range codes[code] {
			own.apply(&e)
		}
		delete(codes, code)
		finish(&e)
		s.Entries = append(s.Entries, e)
	}
	for code := range codes {
		errs = append(errs, fmt.Errorf("procedures/*.yaml: %s is not in procedures.csv", code))
	}
	for i := range s.Entries {
		s.byCode[s.Entries[i].Code] = &s.Entries[i]
	}
	return s, errors.Join(errs...)
}

// unlisted are the procedures that procedures/*.yaml describe whole, with name and field.
func unlisted(procs []map[string]string, codes map[string][]*patch) []map[string]string {
	listed := map[string]bool{}
	for _, p := range procs {
		listed[p["code"]] = true
	}
	var out []map[string]string
	for _, code := range slices.Sorted(maps.Keys(codes)) {
		for _, p := range codes[code] {
			if p.Name != "" && p.Field != "" && !listed[code] {
				out = append(out, map[string]string{"code": code, "name": p.Name, "short_name": p.PlainName, "field": p.Field, "level": p.Level, "decision_no": p.Decision, "confidence": "medium"})
			}
		}
	}
	return out
}

func table(data fs.FS, name string) ([]map[string]string, error) {
	b, err := fs.ReadFile(data, name)
	if err != nil {
		return nil, err
	}
	recs, err := csv.NewReader(strings.NewReader(string(b))).ReadAll()
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	var out []map[string]string
	for _, r := range recs[1:] {
		m := make(map[string]string, len(r))
		for i, k := range recs[0] {
			m[k] = r[i]
		}
		out = append(out, m)
	}
	return out, nil
}
