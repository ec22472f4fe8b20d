package ui

import (
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// Tones of chips and cells. Colour never stands alone: the text says the same.
const (
	OK      = "ok"   // on time
	Soon    = "sap"  // due within a working day
	Late    = "qua"  // overdue
	Waiting = "bs"   // the clock is with the resident
	Done    = "xong" // finished
	Draft   = "nhap" // not begun, or informative only
)

// Btn is a button or, with Href, a link that looks like one.
type Btn struct {
	Text       string
	Href       string // link instead of button
	Kind       string // "" primary, "secondary", "danger", "text"
	Name       string // sent with the form
	Value      string
	Key        string // shortcut shown beside the text: F9, Ctrl+Enter
	Form       string // id of the form it belongs to when it stands outside
	FormAction string // another path for the same form
	Disabled   bool
	Type       string // "" is submit
	Attrs      templ.Attributes
}

func (b Btn) class() string {
	switch b.Kind {
	case "secondary":
		return "btn s"
	case "danger":
		return "btn x"
	case "text":
		return "btn t"
	}
	return "btn"
}

func (b Btn) kind() string {
	if b.Type == "" {
		return "submit"
	}
	return b.Type
}

// FormProps is a form. Every writing form carries an idempotency key and, where a row is changed, the version seen.
type FormProps struct {
	Action    string
	Method    string // "" is post
	ID        string
	Key       string // hidden "idempotency_key"; "" leaves it out
	Version   string // hidden "version"; "" leaves it out
	Multipart bool   // carries files
	Autosave  string // URL that takes the text fields on blur: 204 and an X-Version header
	Search    bool   // role=search
	Inline    bool   // fields side by side (filters)
	Download  bool   // the answer is a file, so the page stays
	Attrs     templ.Attributes
}

func (f FormProps) method() string {
	if f.Method == "" {
		return "post"
	}
	return f.Method
}

// Problem is one line of an [ErrorSummary].
type Problem struct {
	Field string // name of the field; "" when it belongs to the whole form
	Text  string
}

func (p Problem) href() templ.SafeURL { return templ.SafeURL("#" + ID(p.Field)) }

// Problems lists the sentences of errs in the order in which the fields stand on the page; the others follow by name.
// The key "" is the form as a whole and comes first.
func Problems(errs map[string]string, order ...string) []Problem {
	var out []Problem
	seen := map[string]bool{}
	add := func(name string) {
		if text := errs[name]; text != "" && !seen[name] {
			seen[name] = true
			out = append(out, Problem{Field: name, Text: text})
		}
	}
	add("")
	for _, name := range order {
		add(name)
	}
	var rest []string
	for name := range errs {
		rest = append(rest, name)
	}
	slices.Sort(rest)
	for _, name := range rest {
		add(name)
	}
	return out
}

// NoticeProps is a message on the page: Kind "" (information), "ok", "warn" or "bad".
type NoticeProps struct {
	Kind, Title, Text string
	Alert             bool // read out at once
}

// Task is one line of a [TaskList]. Only what needs the person has a tone; finished tasks are plain text.
type Task struct {
	Title, Href, Hint, Status, Tone string
}

// SummaryRow is one answer of a [SummaryList].
type SummaryRow struct {
	Key, Value string
	Href       string // change link
	Action     string // "" is "Sửa"
	Chip, Tone string
	Link       string // the value itself is a link
	Files      []File // shown under the value
	Pairs      []Pair // a row of a repeated group: its own questions and answers
}

func (r SummaryRow) action() string {
	if r.Action == "" {
		return "Sửa"
	}
	return r.Action
}

// Pair is a term and what it says.
type Pair struct{ Key, Value string }

// Event is one line of a [Timeline].
type Event struct {
	Title   string
	When    string // "14:05, 05/09/2026"
	Who     string // name and role
	Note    string // why: a reason, the explanation of a pause
	Links   []Tab  // files that came with it
	Status  string // chip
	Tone    string
	Current bool
	Href    string // opens what it is about
	Link    string // text of that link
}

// ConfirmProps is the green panel after something was done.
type ConfirmProps struct {
	Title string
	Code  string // shown grouped, with a copy button
	QR    string // URL of the picture
	Text  string
	Small bool // the title is not the page's heading
}

// CodeProps is a dossier code to read, say and copy.
type CodeProps struct {
	Value string
	Copy  bool
}

// Groups splits a code for reading: "H44.12-260905-0123" is three groups.
func Groups(code string) []string { return strings.Split(code, "-") }

// grouped writes the groups without a space between them, which a template would add.
func grouped(code string) templ.Component {
	var b strings.Builder
	for i, g := range Groups(code) {
		if i > 0 {
			b.WriteString("<wbr>")
			g = "-" + g
		}
		b.WriteString(`<span class="nw">` + templ.EscapeString(g) + `</span>`)
	}
	return templ.Raw(b.String())
}

// Tab is one entry of [Tabs] or of a navigation.
type Tab struct {
	Text, Href string
	Current    bool
	Count      int
	Counted    bool   // shows Count, also when it is 0
	Late       bool   // the count is of something overdue
	Key        string // shortcut that follows the link
}

func (t Tab) count() string { return strconv.Itoa(t.Count) }

// PagerProps are the links of a keyset-paged list; empty ones are left out.
type PagerProps struct {
	Prev, Next string
	Text       string // "Dòng 1 đến 50"
	Target     string // CSS selector that htmx swaps; "" loads the page
}

// EmptyProps says what will appear here and what to do.
type EmptyProps struct {
	Text, Action, Href string
}

// ProgressProps is a bar of something under way.
type ProgressProps struct {
	ID, Label, Text string
	Value, Max      int
}

// TargetProps is a figure against its target. Share and Target are 0 to 100; Target < 0 means none.
type TargetProps struct {
	Label, Text   string // "Đúng hạn", "97,1%"
	Share, Target int
	Note          string // "chỉ tiêu 98%"
	Href          string // the dossiers behind the figure
	NoBar         bool
}

func clamp(n int) int { return min(max(n, 0), 100) }

func (t TargetProps) share() string { return strconv.Itoa(clamp(t.Share)) }

// tick keeps the mark inside the drawing at both ends.
func (t TargetProps) tick() string {
	return strconv.FormatFloat(min(float64(clamp(t.Target)), 99), 'f', -1, 64)
}
