// Package resident is the resident's pages as templ components: each is a
// function of one struct, and knows no dossier, database or request.
//
// The pages of a draft (tasks, questions, papers, check) take a [Shell], so
// that an officer who helps somebody at a counter works on the very same pages
// inside the console's frame.
package resident

import (
	"strconv"

	"motcua/views/layout"
	"motcua/views/ui"
)

// Shell is the frame around a page.
type Shell struct {
	layout.Data
	Dense   bool   // the console's frame
	Helping string // who is being helped: the banner "Đang làm giúp …"; "" for one's own
	LeaveTo string // where a helper goes on afterwards
}

// Fact is a short line of facts: "3 ngày làm việc", "0 đ".
type Fact = ui.Pair

func count(n int) string { return strconv.Itoa(n) }
