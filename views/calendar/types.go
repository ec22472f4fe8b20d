// Package calendar draws the pages on which an office keeps its days and
// hours. View models and components; no logic.
package calendar

import (
	"motcua/views/layout"
	"motcua/views/ui"
)

// Shared is what all pages have: whose frame, and below which address they are.
type Shared struct {
	Frame    layout.Data
	Province bool // in the province's frame
	Base     string
	MayEdit  bool
}

// MissingYear is a year without holidays.
type MissingYear struct{ Title, Text, Link, Href string }

// Overview is the calendar of one year with its hours.
type Overview struct {
	Shared
	Title, Remark      string
	Missing            []MissingYear
	Draft              string // what is being prepared; "" nothing
	WeekFrom           string
	Week, Fields, Days []ui.Row
	Year               string
	Years              []ui.Tab
	Own                []ui.Option
	Remove             ui.ChoiceField
}

// TimeBox is one time of a form.
type TimeBox struct{ Name, Label, Value, Error string }

// DayForm adds days.
type DayForm struct {
	Shared
	Kind, Half  ui.ChoiceField
	From, To    ui.DateField
	Hours       []TimeBox
	HoursError  string
	Name, Basis ui.Field
}

// WeekDay is a row of the week's form.
type WeekDay struct {
	Name  string
	Times [4]TimeBox
}

// HoursForm is the week.
type HoursForm struct {
	Shared
	Days   []WeekDay
	OwnNow bool
	Above  string // whose hours are followed without own ones
}

// FieldForm adds a session for the procedures of a field.
type FieldForm struct {
	Shared
	Field, Weekday, There ui.ChoiceField
	Opens, Closes         ui.Field
}

// ProposalForm is the days off of a year by law and lunar calendar.
type ProposalForm struct {
	Shared
	Year, Tet string
	Days      ui.ChoiceField
}

// Effect is what a change means, or meant, for open dossiers.
type Effect struct {
	Title    string
	Running  bool
	Reload   string
	Progress ui.ProgressProps
	Facts    []ui.Pair
	Offices  []ui.Row
	Dossiers []ui.Row
	More     string
}

// ChangeForm is the change being prepared.
type ChangeForm struct {
	Shared
	Remark, Edit  string
	Lines         []ui.Row
	Missing       []string
	Asked, Lawful bool
	Effect        Effect
	Reason, Basis ui.Field
	Move          ui.ChoiceField
}

// VersionList is the versions of one office.
type VersionList struct {
	ID, Title, Empty string
	Rows             []ui.Row
}

// Versions lists all.
type Versions struct {
	Shared
	Lists []VersionList
}

// Version is one of them beside another.
type Version struct {
	Shared
	Title, Office, Seq string
	Facts              []ui.Pair
	With               ui.ChoiceField
	Caption, Old, New  string
	Lines              []ui.Row
	Effect             *Effect
}
