package meaning

// Holder is whom an issued paper is about: the fields that name, date and number
// that person. What the paper does not say is the zero Field.
type Holder struct{ Name, Birth, ID Field }

// HolderOf finds the person whom a paper was issued to: the child of a birth
// certificate, the deceased of a death certificate, the owner of a business.
// Where a paper has two persons of the same standing, it is the first it names.
func HolderOf(p Paper) (h Holder) {
	get := func(names ...string) (f Field) {
		for _, n := range names {
			for _, x := range p.Fields {
				if x.Name == n && f.Name == "" {
					f = x
				}
			}
		}
		return f
	}
	for _, about := range []string{string(child) + "_", string(deceased) + "_", string(owner) + "_", "", string(husband) + "_", string(wife) + "_"} {
		if h.Name = get(about + "name"); h.Name.Name == "" && about == string(owner)+"_" {
			h.Name = get(string(owner))
		}
		if h.Name.Name == "" {
			continue
		}
		h.Birth, h.ID = get(about+"birth_date", about+"birth_year"), get(about+"id")
		if about == string(child)+"_" { // whose birth has no prefix
			h.Birth = get("birth_date", "birth_year")
		}
		return h
	}
	return Holder{}
}

// Own are the number and the day of a paper itself; those of an identity card
// are its holder's.
func (p Paper) Own() (number, day Field) {
	n, d := "number", "date"
	if p.Kind == Card {
		n, d = "id", "id_issued"
	}
	for _, f := range p.Fields {
		switch f.Name {
		case n:
			number = f
		case d:
			day = f
		}
	}
	return number, day
}
