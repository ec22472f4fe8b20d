package revision

import (
	"reflect"
	"strings"
)

// Where says a Problem's place as a person reads it: "Câu hỏi › Tình trạng
// hôn nhân" for form.marital_status. What is not known stays as it is.
func (r *Revision) Where(place string) string {
	n, err := nodeOf(reflect.ValueOf(r))
	if err != nil {
		return place
	}
	parts := strings.Split(place, ".")
	at := spot{}
	for i := 0; i < len(parts); i++ {
		p := parts[i]
		if parts[0] == "form" && i == 1 {
			if f := r.question(p); f != nil {
				label := f.Label
				if label == "" {
					label = p
				}
				at.place, n = append(at.place, label), nil
				continue
			}
			n = n.get("sections")
			at = spot{path: at.path, place: at.place, list: "form", name: "sections"}
		}
		switch {
		case n != nil && n.list:
			n = n.get(p)
			at = at.item(p, n)
		case n != nil || i == 0:
			at, n = at.field(p), n.get(p)
		default:
			if l := labelOf("", p); l != "" {
				at.place = append(at.place, l)
			}
		}
	}
	if len(at.place) == 0 {
		return place
	}
	return at.words()
}

// question finds a question by its own name or a part's.
func (r *Revision) question(name string) *Field {
	for _, s := range r.Form.Sections {
		for i, f := range s.Fields {
			if f.Name == name {
				return &s.Fields[i]
			}
			for _, q := range f.Fields {
				if q.Name == name {
					return &q
				}
			}
		}
	}
	return nil
}
