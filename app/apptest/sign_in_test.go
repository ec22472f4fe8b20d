package apptest_test

import (
	"testing"

	"motcua/app/apptest"
	"motcua/app/people"
)

// A resident signs in through the real redirects and forms of the simulator.
func TestResidentSignsInWithSimulatedVNeID(t *testing.T) {
	t.Parallel()
	w := apptest.Start(t)
	c := w.Resident("001199958929", "Lê Nguyễn Khánh Huyền")
	var token string
	for _, k := range c.Cookies() {
		if k.Name == "mc_r" {
			token = k.Value
		}
	}
	x, err := w.People.Current(t.Context(), token)
	if err != nil || x.Kind != people.KindResident || x.Level != 3 || x.Name != "Lê Nguyễn Khánh Huyền" {
		t.Fatalf("%+v %v", x, err)
	}
}
