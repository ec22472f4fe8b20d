// Package platform is the operator's pages as templ components, each a
// function of a view model of its own.
package platform
