// Package province is the provincial centre's pages as templ components, each
// a function of a view model of its own: text that is ready to be shown,
// links, problems.
package province
