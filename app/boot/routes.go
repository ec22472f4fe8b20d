package boot

import (
	"motcua/app/web"
	"motcua/app/web/simulated"
)

// Routes is the whole route table, one part per door.
func (a *App) Routes() [][]web.Route {
	var t [][]web.Route
	if a.Config.Demo {
		t = append(t, (&simulated.Pages{DB: a.DB}).Routes())
	}
	return t
}
