package boot

import (
	"encoding/csv"
	"testing"

	"motcua/app/authz"
	"motcua/app/config"
	"motcua/app/exchange"
	"motcua/app/sectors"
	"motcua/app/web"
	"motcua/migrations"
)

// Every route has a permission, and somebody has it: a word that no role knows
// would lock a page for ever.
func TestRoutesHavePermissionsThatRolesHave(t *testing.T) {
	f, err := migrations.Data().Open("permissions.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	lines, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	held := map[[2]string]map[string]bool{} // object, action → roles
	for _, l := range lines[1:] {
		k := [2]string{l[1], l[2]}
		if held[k] == nil {
			held[k] = map[string]bool{}
		}
		held[k][l[0]] = true
	}
	tables := (&App{Config: config.Config{Demo: true}, Sectors: &sectors.Link{Partner: sectors.NewSimulated(nil)}, Exchange: &exchange.Link{Portal: exchange.NewSimulated(nil)}}).Routes()
	if bad := web.Check(tables...); len(bad) > 0 {
		t.Errorf("%v", bad)
	}
	n := 0
	for _, table := range tables {
		for _, r := range table {
			n++
			if r.Object == "" {
				continue
			}
			roles := held[[2]string{r.Object, r.Action}]
			if len(roles) == 0 {
				t.Errorf("%s %s asks for %s.%s, which no role has", r.Method, r.Path, r.Object, r.Action)
			}
			if r.Door == web.Resident && !roles[authz.Resident] {
				t.Errorf("%s %s is closed to residents: they have no %s.%s", r.Method, r.Path, r.Object, r.Action)
			}
			if r.Door == web.Province && !roles[authz.ProvincialAdmin] || r.Door == web.Platform && !roles[authz.PlatformOperator] {
				t.Errorf("%s %s is closed to those behind its door: %s.%s", r.Method, r.Path, r.Object, r.Action)
			}
		}
	}
	if n < 50 {
		t.Errorf("only %d routes", n)
	}
}
