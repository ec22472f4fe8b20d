package meaning

import "motcua/app/procedures/revision"

// CardFields are what the square code of an identity card says, in the names
// that papers give them. A code that is no card's, or that contradicts itself,
// says nothing: what the parser accepts is sure. page counts from 1; box is
// where the code stands on it.
func CardFields(text string, page int, box Box) []Field {
	c, err := revision.ParseIDCard(text)
	if err != nil {
		return nil
	}
	birth := "birth_date"
	if len(c.BirthDate) == 4 {
		birth = "birth_year"
	}
	var out []Field
	for _, f := range [][2]string{{"id", c.ID}, {"old_id", c.OldID}, {"name", c.FullName}, {birth, c.BirthDate}, {"gender", c.Gender}, {"residence", c.Address}, {"id_issued", c.IssueDate}} {
		if f[1] != "" {
			out = append(out, Field{Name: f[0], Value: f[1], Confidence: 0.99, Page: page, Box: box, Code: true})
		}
	}
	return out
}

// WithCode puts what a card's code says before what was read in print: the
// values of one identity card.
func (p *Paper) WithCode(fields []Field) {
	if len(fields) == 0 {
		return
	}
	if p.Kind == "" || p.Kind == Other {
		p.Kind = Card
	}
	if p.Kind != Card { // the code of a card pictured on another paper is about nobody we know
		return
	}
	have := map[string]bool{}
	for _, f := range fields {
		have[f.Name] = true
	}
	for _, f := range p.Fields {
		if !have[f.Name] {
			fields = append(fields, f)
		}
	}
	p.Fields = fields
}
