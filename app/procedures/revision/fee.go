package revision

// Fee is one amount that falls due: phí or lệ phí. Amount is in đồng and may
// depend on channel, case, pages, copies and answers.
type Fee struct {
	Key    string `json:"key"`
	Title  string `json:"title"`
	Kind   string `json:"kind,omitempty"` // phi, or le_phi (the default)
	Amount *Rule  `json:"amount,omitempty"`
	// Council: the province's council sets the amount and no national text says
	// it; without Amount the charge is not known, never zero.
	Council bool   `json:"council,omitempty"`
	When    *Rule  `json:"when,omitempty"`
	Due     string `json:"due"` // filing, acceptance, return
	Note    string `json:"note,omitempty"`
}

// When a fee falls due.
const (
	DueFiling     = "filing"
	DueAcceptance = "acceptance"
	DueReturn     = "return"
)

// Charge is a fee worked out for one dossier.
type Charge struct {
	Key    string
	Title  string
	Amount int64 // đồng
	Known  bool  // false: set by the province's council and not known here, or pages or answers are missing
	Due    string
	Note   string
}

// ChargesFor works out what one dossier costs. Without Fees it is the way's
// one fee, times pages or copies where it is per page or copy.
func (r *Revision) ChargesFor(f Facts, answers map[string]string) []Charge {
	all := f.With(answers)
	var out []Charge
	for _, x := range r.Fees {
		if !x.When.Holds(all) {
			continue
		}
		n, known := x.Amount.Int(all)
		out = append(out, Charge{x.Key, x.Title, max(n, 0), known, x.Due, x.Note})
	}
	if len(r.Fees) > 0 {
		return out
	}
	w, ok := r.Ways[f.Channel]
	if !ok {
		w = r.Ways[Counter]
	}
	c := Charge{Key: "fee", Title: "Lệ phí", Due: w.FeeDue, Note: w.FeeNote, Known: w.Fee != nil}
	if c.Due == "" {
		c.Due = DueAcceptance
	}
	if w.Fee != nil {
		c.Amount = *w.Fee
		switch w.FeeUnit {
		case "page":
			c.Amount, c.Known = c.Amount*int64(f.Pages), f.Pages > 0 || c.Amount == 0
		case "copy":
			c.Amount, c.Known = c.Amount*int64(f.Copies), f.Copies > 0 || c.Amount == 0
		}
	}
	return append(out, c)
}
