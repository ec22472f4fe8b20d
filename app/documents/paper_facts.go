package documents

import (
	"time"

	"motcua/app/reading/meaning"
)

// Facts are what a paper says of itself.
type Facts struct {
	Number, Issuer      string
	IssuedOn, ExpiresOn *time.Time // days
}

// PaperFacts reads them out of confirmed fields; the end follows from the kind
// where the law sets a term and the paper names none.
func PaperFacts(kind string, fields map[string]string) Facts {
	day := func(names ...string) *time.Time {
		for _, n := range names {
			if t, err := time.Parse(time.DateOnly, fields[n]); err == nil {
				return &t
			}
		}
		return nil
	}
	f := Facts{Number: fields["number"], Issuer: fields["issuer"], IssuedOn: day("date"), ExpiresOn: day("expires")}
	if kind == meaning.Card {
		f.Number, f.IssuedOn = fields["id"], day("id_issued", "date")
	}
	if f.ExpiresOn == nil {
		f.ExpiresOn = Ends(kind, f.IssuedOn)
	}
	return f
}

// Ends is the last day on which a paper of that kind holds; nil: no term.
func Ends(kind string, issued *time.Time) *time.Time {
	n := meaning.ValidMonths(kind)
	if n == 0 || issued == nil {
		return nil
	}
	end := issued.AddDate(0, n, 0)
	if end.Day() != issued.Day() { // of a month without that day: its last one, as the database says
		end = end.AddDate(0, 0, -end.Day())
	}
	return &end
}
