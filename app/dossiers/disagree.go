package dossiers

import (
	"strings"

	"motcua/app/fold"
	"motcua/app/reading/meaning"
)

// person is somebody that the declaration speaks of, as far as papers are held
// against it.
type person struct{ name, birth, id string }

func (p person) of(what string) string {
	switch what {
	case "name":
		return p.name
	case "birth_date", "birth_year":
		return p.birth
	case "id":
		return p.id
	}
	return ""
}

// Declared is what the dossier's declaration says where a paper names the same
// person's name, number or day of birth; "" where it says nothing. paper are the
// values of all fields of that paper: they tell which person is meant.
func (f *Full) Declared(field string, paper map[string]string) string {
	about, what := meaning.Person(field)
	if person.of(person{"-", "-", "-"}, what) == "" {
		return ""
	}
	list := f.peopleOf(about)
	prefix := ""
	if about != "" && field != about {
		prefix = about + "_"
	}
	name, id := paper[prefix+"name"], paper[prefix+"id"]
	if field == about || about == "requester" || about == "owner" {
		name = paper[about]
	}
	for _, p := range list { // who it is, by number before name
		if id != "" && p.id == id {
			return p.of(what)
		}
	}
	for _, p := range list {
		if name != "" && fold.Key(p.name) == fold.Key(name) {
			return p.of(what)
		}
	}
	if len(list) == 1 {
		return list[0].of(what)
	}
	return ""
}

// peopleOf are those whom a paper may mean: the block of questions of that name,
// or the parties.
func (f *Full) peopleOf(about string) (out []person) {
	block := func(b string) {
		p := person{f.Answers[b+"_full_name"], f.Answers[b+"_birth_date"], f.Answers[b+"_id_number"]}
		if p.name == "" {
			p.name = f.Answers[b+"_name"]
		}
		if p != (person{}) {
			out = append(out, p)
		}
	}
	if about != "" && about != "requester" && about != "owner" {
		block(about)
		return out
	}
	for _, p := range f.Parties {
		if p.Kind == "person" {
			x := person{p.FullName, p.BirthDate, p.IDNumber}
			if len(out) == 0 || out[len(out)-1] != x {
				out = append(out, x)
			}
		}
	}
	if about == "" { // a paper about one person may be about the child or the deceased of the matter
		for _, b := range []string{"child", "deceased"} {
			block(b)
		}
	}
	return out
}

// Disagrees tells whether two values of a field are different people's: marks
// and case of a name count, blanks do not, and a year agrees with its days.
func Disagrees(field, paper, declared string) bool {
	if paper == "" || declared == "" {
		return false
	}
	_, what := meaning.Person(field)
	switch what {
	case "birth_date", "birth_year":
		return !strings.HasPrefix(paper, declared) && !strings.HasPrefix(declared, paper)
	}
	a, b := strings.Join(strings.Fields(paper), " "), strings.Join(strings.Fields(declared), " ")
	return !strings.EqualFold(a, b)
}
