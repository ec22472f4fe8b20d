// Package questions draws the questions of a procedure's form: one section to a
// page for residents, all of them on one screen at the counter. It knows no
// rules; package motcua/app/web/questions fills it in.
package questions

import (
	"github.com/a-h/templ"

	"motcua/views/ui"
)

// Question is one input with the way it is drawn.
type Question struct {
	Kind             string // the type of the revision's field
	Block            string // heading above it: the person it is about
	Note             string // an information instead of a question
	Field            ui.Field
	Options          []ui.Option
	Day, Month, Year string
	Birth            bool
	Leads            bool   // other questions depend on it
	Feeds            bool   // a calculated answer uses it
	Value            string // of a calc: as people read it; "" not known yet

	// address: Field is the question, Line and Place its boxes
	Line, Place ui.Field
	Found       ui.ChoiceField // communes to choose from, none: no doubt
	Now         string         // "Nay là xã Kim Bôi, tỉnh Phú Thọ"

	Rows  []Row  // of a group
	Count string // how many, as it is sent
	Add   string // text of the button; "" when no more may be added

	Paper *Paper // of a file
}

// Row is one of a repeated group.
type Row struct {
	Title     string // "Người con 1"
	ID        string
	Remove    string // value of the button; "" when it has to stay
	Questions []Question
}

// Paper is a component handed in at this place of the form.
type Paper struct {
	Key, Title, Status, Tone, Note string
	Given                          bool
}

// Asker is how a page asks for its questions anew while it is filled in; the
// zero value leaves it to the buttons.
type Asker struct {
	Again templ.Attributes // on what other questions depend on
	Calc  templ.Attributes // on what only a calculated answer uses: nothing typed may be swapped away
	Rows  templ.Attributes // on the buttons of a group
	Paper string           // name of the button that leads to a paper's page; "" shows its state only
}

// Names of the buttons of a group.
const (
	AddRow    = "them_dong"
	RemoveRow = "bo_dong"
)

func (x Question) asked(a Asker) ui.Field {
	f := x.Field
	if extra := x.attrs(a); extra != nil {
		all := templ.Attributes{}
		for k, v := range f.Attrs {
			all[k] = v
		}
		for k, v := range extra {
			all[k] = v
		}
		f.Attrs = all
	}
	return f
}

// choosable answers are asked again at once; what is typed only by what is worked out from it.
func (x Question) attrs(a Asker) templ.Attributes {
	switch x.Kind {
	case "choice", "yesno", "multichoice":
		if x.Leads || x.Feeds {
			return a.Again
		}
	default:
		if x.Feeds {
			return a.Calc
		}
	}
	return nil
}

func short(options []ui.Option) bool {
	for _, o := range options {
		if len([]rune(o.Text)) > 12 {
			return false
		}
	}
	return true
}

// names lists what is on the page, so that what appears later is asked and not blamed.
func names(list []Question) []string {
	var out []string
	for _, x := range list {
		if x.Kind != "info" && x.Kind != "calc" && x.Kind != "file" {
			out = append(out, x.Field.Name)
		}
		for _, r := range x.Rows {
			out = append(out, names(r.Questions)...)
		}
	}
	return out
}
