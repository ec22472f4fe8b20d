// Package axe carries axe-core, the accessibility checker that browser tests inject into a page.
// It is for tests only: nothing of the product imports it.
package axe

import _ "embed"

// Source is axe-core 4.14.1 as published; evaluate it in a page, then call axe.run.
//
//go:embed axe.min.js
var Source string
