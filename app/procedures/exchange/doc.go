// Package exchange carries procedures in and out of files: one procedure as a
// readable YAML or JSON file that comes back byte for byte, a catalogue as CSV
// (the layouts of procedures.csv and procedures_catalog.csv) and the national
// portal's JSON. It reads no database and no clock: what a file states is laid
// over an existing procedure, line by line, and every line that cannot be
// taken is refused with its place, its code and a sentence that says what to do.
//
// A source that knows only part of a procedure (no form, no plain name) changes
// only that part. Where it repeats what the shipped catalogue was made of, the
// shipped reading stands: the national portal files cases under channels, and
// the catalogue has set that right already.
package exchange

import "fmt"

// Limits of what is read. A file that is larger is refused before it is read whole.
const (
	MaxBytes    = 20 << 20 // of a catalogue
	MaxOneBytes = 2 << 20  // of one procedure's YAML or JSON
	maxDepth    = 40       // of nested YAML or JSON
	maxItems    = 20_000   // procedures of one file
)

// Refusal is one line that was not taken, and why.
type Refusal struct {
	Line   int    `json:"line"` // 1 is the first; 0 when the whole file cannot be opened
	Code   string `json:"code"` // "" when the line has none
	Reason string `json:"reason"`
}

// Error makes a refusal of the whole file an error.
func (r *Refusal) Error() string { return fmt.Sprintf("line %d: %s", r.Line, r.Reason) }

func refuse(line int, code, format string, a ...any) *Refusal {
	return &Refusal{Line: line, Code: code, Reason: fmt.Sprintf(format, a...)}
}
