// Package builder is the pages on which procedures are written as templ
// components, each a function of a view model of its own: text that is ready
// to be shown, links, problems.
package builder
