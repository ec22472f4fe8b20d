package meaning

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"io/fs"
	"slices"
	"strings"

	"motcua/app/fold"
)

// Register makes Knowledge of lists: names of communes as they are spelt, and
// words that names of people are made of.
func Register(communes, nameWords []string) Knowledge {
	by := map[string][]string{}
	for _, c := range communes {
		k := fold.Key(c)
		if c != "" && !slices.Contains(by[k], c) {
			by[k] = append(by[k], c)
		}
	}
	words := map[string]bool{}
	for _, w := range nameWords {
		words[strings.ToLower(w)] = true
	}
	return Knowledge{
		Communes: func(name string) []string { return by[fold.Key(name)] },
		NameWord: func(w string) bool { return words[strings.ToLower(w)] },
	}
}

// Shipped makes Knowledge of the reference data: communes.csv (today's),
// commune_mergers.csv (those before July 2025) and names.json.
func Shipped(data fs.FS) (Knowledge, error) {
	var communes []string
	for file, column := range map[string]string{"communes.csv": "name", "commune_mergers.csv": "old_name"} {
		f, err := data.Open(file)
		if err != nil {
			return Knowledge{}, err
		}
		r := csv.NewReader(f)
		r.ReuseRecord = true
		head, err := r.Read()
		if err != nil {
			return Knowledge{}, err
		}
		at := slices.Index(head, column)
		for {
			row, err := r.Read()
			if err == io.EOF {
				break
			}
			if err != nil {
				return Knowledge{}, err
			}
			communes = append(communes, strings.Clone(row[at]))
		}
		f.Close()
	}
	b, err := fs.ReadFile(data, "names.json")
	if err != nil {
		return Knowledge{}, err
	}
	var names struct {
		Family []struct {
			Name string `json:"name"`
		} `json:"family"`
		MiddleMale   []string `json:"middle_male"`
		MiddleFemale []string `json:"middle_female"`
		GivenMale    []string `json:"given_male"`
		GivenFemale  []string `json:"given_female"`
	}
	if err := json.Unmarshal(b, &names); err != nil {
		return Knowledge{}, err
	}
	words := slices.Concat(names.MiddleMale, names.MiddleFemale, names.GivenMale, names.GivenFemale)
	for _, f := range names.Family {
		words = append(words, f.Name)
	}
	return Register(communes, words), nil
}
