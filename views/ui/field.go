package ui

import (
	"strings"

	"github.com/a-h/templ"
)

// Field is what all inputs share. The zero value of everything but Name and Label is right for a plain text box.
type Field struct {
	Name  string // form name; the id is derived from it
	Label string
	Hint  string // one sentence, above the input
	Value string // what was typed, also when it is wrong
	Error string // what to do, without the word "Lỗi"; empty when right

	Optional  bool   // marks "(không bắt buộc)"
	HideLabel bool   // keeps the label for screen readers only
	Heading   bool   // the label is the page's h1 (one thing per page)
	Width     string // "" full, "2", "4", "10" or "20" characters
	Type      string // input type of Input; "" is text
	Mode      string // inputmode: numeric, decimal, tel, email
	Complete  string // autocomplete token; "" is off for console fields, set it for residents
	Key       string // keyboard shortcut that focuses it: F4 or /
	MaxLen    int    // 0 is 1000
	ReadOnly  bool
	Grow      bool             // in an inline form: takes the room that is left
	Focus     bool             // autofocus; at most one on a page, and never beside an ErrorSummary
	Attrs     templ.Attributes // hx-* and the like
}

// ID is the id of the input named name.
func ID(name string) string {
	return "f-" + strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return '-'
	}, name)
}

// ID is the id of the field's first input.
func (f Field) ID() string { return ID(f.Name) }

// HintID and ErrorID are the ids that aria-describedby points to.
func (f Field) HintID() string  { return f.ID() + "-hint" }
func (f Field) ErrorID() string { return f.ID() + "-err" }

// Describes is the value of aria-describedby, empty when there is neither hint nor error.
func (f Field) Describes() string {
	var ids []string
	if f.Hint != "" {
		ids = append(ids, f.HintID())
	}
	if f.Error != "" {
		ids = append(ids, f.ErrorID())
	}
	return strings.Join(ids, " ")
}

func (f Field) maxLen() int {
	if f.MaxLen > 0 {
		return f.MaxLen
	}
	return 1000
}

func (f Field) inputType() string {
	if f.Type == "" {
		return "text"
	}
	return f.Type
}

func (f Field) complete() string {
	if f.Complete == "" {
		return "off"
	}
	return f.Complete
}

// group is the class of the wrapper.
func (f Field) group() string {
	class := "fg"
	if f.Grow {
		class += " grow"
	}
	if f.Error != "" {
		class += " err"
	}
	return class
}

// attrs are the attributes common to input, select and textarea.
func (f Field) attrs() templ.Attributes {
	a := templ.Attributes{}
	if d := f.Describes(); d != "" {
		a["aria-describedby"] = d
	}
	if f.Error != "" {
		a["aria-invalid"] = "true"
	}
	if f.Key != "" {
		a["data-key"], a["aria-keyshortcuts"] = f.Key, f.Key
	}
	if f.Focus {
		a["autofocus"] = true
	}
	if f.ReadOnly {
		a["readonly"] = true
	}
	if f.Width != "" {
		a["class"] = "n" + f.Width
	}
	for k, v := range f.Attrs {
		a[k] = v
	}
	return a
}

// DateField is a date as three boxes named Name_day, Name_month and Name_year.
type DateField struct {
	Field            // Value is not used
	Day, Month, Year string
	Partial          bool // a year alone is enough (old people's birth dates)
	BirthDate        bool // lets the browser fill in the person's own birth date
}

// Option is one choice of a Select, Radios or Checkboxes.
type Option struct {
	Value, Text string
	Hint        string // Radios and Checkboxes only
	Chosen      bool   // Checkboxes; in Select and Radios the chosen one is Field.Value
	Disabled    bool
}

// ChoiceField is a Select, Radios or Checkboxes.
type ChoiceField struct {
	Field
	Options []Option
	Empty   string // Select: the text of the empty first choice; "" leaves it out
	Inline  bool   // Radios and Checkboxes side by side
}

// CheckField is one box to tick; Value is sent when it is ticked ("" sends "1").
type CheckField struct {
	Field
	Checked bool
}

// TextareaField is several lines of text.
type TextareaField struct {
	Field
	Rows int // 0 is 4
}

// AddressField is an address of two levels: province and commune, then hamlet and street as free text.
// The inputs are named Name_province, Name_commune, Name_hamlet and Name_street.
//
// With JavaScript the communes are fetched when the province changes (CommunesURL answers with [CommuneSelect]);
// without it the button named "refresh" (value Name_province) posts the form and the page comes back with Communes.
type AddressField struct {
	Field
	Province, Commune, Hamlet, Street string
	Provinces, Communes               []Option
	CommunesURL                       string
	CommuneOnly                       bool // no hamlet and street
}

func (a AddressField) part(name, label, value string) Field {
	return Field{Name: a.Name + "_" + name, Label: label, Value: value, MaxLen: 200}
}

// FileField is a paper to hand in: photograph it or choose a file. Both inputs have the same Name.
type FileField struct {
	Field
	Accept    string // "" is images and PDF
	MaxMB     int    // 0 is 20
	Multiple  bool
	NoCamera  bool   // the console: no "Chụp ảnh" button
	Upload    string // URL that takes the files at once and answers with [FileList]; "" sends them with the form
	Pieces    string // URL that takes a large file in pieces by the tus protocol, so that it goes on where it was; "" at once
	Files     []File // what is there already
	Choose    string // words of the "choose" button; "" is images and PDF
	ChooseKey string // keyboard shortcut of the "choose" input, for example F8
}

func (f FileField) choose() string {
	if f.Choose == "" {
		return "Chọn ảnh hoặc PDF có sẵn"
	}
	return f.Choose
}

func (f FileField) accept() string {
	if f.Accept == "" {
		return "image/*,application/pdf"
	}
	return f.Accept
}

func (f FileField) maxMB() int {
	if f.MaxMB == 0 {
		return 20
	}
	return f.MaxMB
}

// File is one stored file in a [FileList].
type File struct {
	Name   string // the paper, or the file's own name
	Href   string // opens it; "" when it may not be opened
	Thumb  string // picture; "" shows Kind
	Kind   string // PDF, JPG…
	Note   string // "2 trang, 346 KB, gửi lúc 14:05"
	Status string // chip text
	Tone   string // chip tone
	Remove string // POST path that removes it; "" for no button
}
