package revision

import (
	_ "embed"
	"encoding/csv"
	"strings"
)

// SectorSystem is a system of a ministry or sector in which some procedures
// are decided: the dossier is entered there, and its number, status and result
// come back.
type SectorSystem struct {
	Key   string // what a Way names
	Name  string // as people know it
	Back  string // BackAutomatic or BackTyped
	Basis string // law that names it; "" none was found
}

// How the decision comes back. Automatic needs a link that this deployment
// has; without one, an officer types here too.
const (
	BackAutomatic = "automatic"
	BackTyped     = "typed"
)

//go:embed sector_systems.csv
var sectorSystemsCSV string

// SectorSystems in the order in which screens list them.
var SectorSystems = readSectorSystems(sectorSystemsCSV)

func readSectorSystems(s string) []SectorSystem {
	rows, err := csv.NewReader(strings.NewReader(s)).ReadAll()
	if err != nil {
		panic(err) // embedded
	}
	var out []SectorSystem
	for _, r := range rows[1:] {
		out = append(out, SectorSystem{Key: r[0], Name: r[1], Back: r[2], Basis: r[3]})
	}
	return out
}

// SectorSystemBy finds one by its key.
func SectorSystemBy(key string) (SectorSystem, bool) {
	for _, s := range SectorSystems {
		if s.Key == key {
			return s, true
		}
	}
	return SectorSystem{}, false
}

// SectorName is a system's name, its key when it is not known by now.
func SectorName(key string) string {
	if s, ok := SectorSystemBy(key); ok {
		return s.Name
	}
	return key
}

func sectorWords() map[string]string {
	out := map[string]string{}
	for _, s := range SectorSystems {
		out[s.Key] = s.Name
	}
	return out
}

// DecidedIn is where a way is decided in words; "" here.
func (w Way) DecidedIn() string {
	if w.Decided == "" && w.System != "" {
		return SectorName(w.System)
	}
	return w.Decided
}

// WayOf is the way of a channel; an unknown one is treated like the counter.
func (r *Revision) WayOf(ch Channel) Way {
	if w, ok := r.Ways[ch]; ok {
		return w
	}
	return r.Ways[Counter]
}
