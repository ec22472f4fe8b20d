// Package views is the room of everything that is drawn: ui (components), layout (frames and system pages), i18n
// (words and formats), assets (style, script), and one package of pages per kind of reader. It imports nothing of ours
// outside itself; kit_test.go renders each component and state from literal data.
package views
