// Package demo makes the demo world by replaying the real use-cases: two
// provinces live, staff of every role, residents and dossiers in every state
// with their ledgers, papers and histories. Same seed and same day, same world.
// It exists for DEMO=true only; every person in it is invented.
package demo

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"strings"

	"motcua/migrations"
)

type nameBook struct {
	Family []struct {
		Name   string  `json:"name"`
		Weight float64 `json:"weight"`
	} `json:"family"`
	Local     map[string][]string     `json:"family_local"`
	MidMale   []string                `json:"middle_male"`
	MidFemale []string                `json:"middle_female"`
	GivenMale []string                `json:"given_male"`
	GivenFem  []string                `json:"given_female"`
	Edge      []struct{ Name string } `json:"edge_cases"`
}

func readNames() (nameBook, error) {
	var b nameBook
	raw, err := fs.ReadFile(migrations.Data(), "names.json")
	if err != nil {
		return b, err
	}
	return b, json.Unmarshal(raw, &b)
}

// person is somebody invented.
type person struct {
	Name, Gender, IDNumber, Birth, Phone, Address string
}

// folk makes persons from a seeded source; id numbers never repeat.
type folk struct {
	r    *rand.Rand
	b    nameBook
	seen map[string]bool
}

func (p *folk) next(local string, place string) person {
	female := p.r.IntN(2) == 0
	family := p.family(local)
	mid, given, gender := p.b.MidMale, p.b.GivenMale, "Nam"
	if female {
		mid, given, gender = p.b.MidFemale, p.b.GivenFem, "Nữ"
	}
	name := family + " " + mid[p.r.IntN(len(mid))] + " " + given[p.r.IntN(len(given))]
	if p.r.IntN(40) == 0 && len(p.b.Edge) > 0 {
		name = p.b.Edge[p.r.IntN(len(p.b.Edge))].Name
	}
	year := 1945 + p.r.IntN(62)
	century := 0
	if year >= 2000 {
		century = 2
	}
	if female {
		century++
	}
	provinces := []string{"017", "025", "026", "079", "001"}
	if local == "" {
		provinces = []string{"079", "079", "079", "074", "080"}
	}
	for {
		id := fmt.Sprintf("%s%d%02d%06d", provinces[p.r.IntN(len(provinces))], century, year%100, p.r.IntN(1000000))
		if p.seen[id] {
			continue
		}
		p.seen[id] = true
		return person{
			Name: name, Gender: gender, IDNumber: id, Birth: fmt.Sprintf("%d-%02d-%02d", year, 1+p.r.IntN(12), 1+p.r.IntN(28)),
			Phone: fmt.Sprintf("09%08d", p.r.IntN(100000000)), Address: fmt.Sprintf("%s %d, %s", []string{"Xóm", "Khu", "Tổ"}[p.r.IntN(3)], 1+p.r.IntN(14), place),
		}
	}
}

func (p *folk) family(local string) string {
	if l := p.b.Local[local]; len(l) > 0 && p.r.IntN(3) > 0 {
		return l[p.r.IntN(len(l))]
	}
	total := 0.0
	for _, f := range p.b.Family {
		total += f.Weight
	}
	x := p.r.Float64() * total
	for _, f := range p.b.Family {
		if x -= f.Weight; x <= 0 {
			return f.Name
		}
	}
	return strings.TrimSpace("Nguyễn")
}
