// Package font is Liberation Serif, the letters of everything we print: shaped
// and spaced like Times New Roman, which NĐ 30/2020/NĐ-CP asks for, with every
// Vietnamese letter. VENDOR.md says where the files come from.
package font

import "embed"

// Family is the name of the letters.
const Family = "Liberation Serif"

//go:embed *.ttf
var files embed.FS

// Styles are the styles there are, as fpdf calls them.
var Styles = []string{"", "B", "I"}

// File is one style's TrueType file.
func File(style string) ([]byte, error) {
	name := map[string]string{"": "Regular", "B": "Bold", "I": "Italic"}[style]
	return files.ReadFile("LiberationSerif-" + name + ".ttf")
}
