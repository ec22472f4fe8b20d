package national

import (
	"slices"
	"strings"

	"motcua/app/procedures/revision"
)

// Shipped is the catalogue in the binary together with the rows it was made
// of, so that an import can tell what its source states anew from what the
// catalogue has already read, and set right, in the same words.
type Shipped struct {
	Entries  []Entry
	byCode   map[string]*Entry
	rows     map[string]map[string]string
	channels map[string][]map[string]string
	fields   map[string]*patch
}

// Entry is the shipped procedure with that code; nil when there is none. Do not change it.
func (s *Shipped) Entry(code string) *Entry { return s.byCode[code] }

// Row is what procedures.csv says of a code, by column; nil when nothing.
func (s *Shipped) Row(code string) map[string]string { return s.rows[code] }

// Channels are the rows of procedure_channels.csv of a code.
func (s *Shipped) Channels(code string) []map[string]string { return s.channels[code] }

// FromRow reads a row in the layout of procedures.csv alone, without what a
// field or a procedure adds; see Complete.
func FromRow(row map[string]string) Entry { return entry(row, nil) }

// ordinaryField is what a field that nobody described asks and promises.
var ordinaryField = patch{
	Who:            "Cá nhân, tổ chức có yêu cầu.",
	Competence:     revision.Residence,
	CompetenceText: "UBND cấp xã nơi Ông/Bà cư trú",
	NonBoundary:    revision.BoundaryNone,
	Form: &revision.Form{Sections: []revision.Section{{Key: "request", Title: "Nội dung đề nghị", Fields: []revision.Field{
		{Name: "request", Label: "Nội dung đề nghị", Type: revision.LongText, Required: true, Missing: "Viết nội dung đề nghị"},
	}}}},
}

// Complete gives a new entry what every revision needs and its source did not
// state: from the entry's field where it is described (procedures/fields.yaml),
// else the office of residence and one open question, named in Unconfirmed.
func (s *Shipped) Complete(e *Entry) {
	r := &e.Revision
	unsure := func(what string) {
		if !slices.Contains(r.Unconfirmed, what) {
			r.Unconfirmed = append(r.Unconfirmed, what)
		}
	}
	if e.PlainName == "" {
		e.PlainName = e.Name
	}
	if e.Level == "" {
		e.Level = "Cấp xã"
		unsure("level")
	}
	if e.Rank == 0 {
		e.Rank = 100
	}
	if e.Revision.NonBoundary == "" {
		r.NonBoundary = revision.BoundaryNone
	}
	if r.Clock.IntakeHours == 0 {
		r.Clock = revision.DefaultClock()
	}
	if len(r.Ways) == 0 {
		r.Ways = map[revision.Channel]revision.Way{revision.Counter: {Filed: revision.Here, FeeDue: "acceptance"}}
		unsure("channels")
		unsure("time")
		unsure("fee")
	}
	if len(r.Components) == 0 {
		unsure("components")
	}
	if r.MainResult().Title == "" {
		r.Results = append([]revision.Result{{Title: "Kết quả giải quyết thủ tục", Outcome: revision.Granted}}, r.Results...)
		unsure("results")
	}
	p, ok := s.fields[e.Field]
	if !ok {
		p = &ordinaryField
		unsure("competence")
	}
	p.apply(e)
	finish(e)
}

// Retime lets the steps follow when the hours of the promise were different
// before. The usual hands share it out anew; in a workflow of its own the
// handler's longest step takes the difference.
func Retime(r *revision.Revision, before int) {
	after := r.Promise().OfficeHours()
	if before == after && len(r.Steps) > 0 {
		return
	}
	title := ""
	if s, ok := r.Step(revision.StepAppraise); ok {
		title = s.Title
	}
	usual := revision.Workflow(after, title)
	if !slices.ContainsFunc(r.Steps, special) {
		r.Steps = usual
		return
	}
	longest := -1
	for i, s := range r.Steps {
		if s.Role == revision.Handler && (longest < 0 || s.Hours > r.Steps[longest].Hours) {
			longest = i
		}
	}
	if longest < 0 || r.Steps[longest].Hours+after-before < 1 {
		r.Steps = usual
		return
	}
	r.Steps = slices.Clone(r.Steps)
	r.Steps[longest].Hours += after - before
}

// special steps were written for this procedure.
func special(s revision.Step) bool {
	return s.Unit != "" || s.At != "" || s.When != nil || len(s.Next) > 0 || s.Parallel || s.Join || s.Request != nil
}

// Tidy adds the refusal that an office must be able to issue and writes
// abbreviations out, as for shipped procedures. Twice is the same as once.
func Tidy(r *revision.Revision) {
	addRefusal(r)
	spellOut(r)
}

// LevelWords writes a level as the catalogue does: "Cấp Tỉnh, Cấp Xã" is "Cấp tỉnh, Cấp xã".
func LevelWords(level string) string {
	var out []string
	for _, w := range strings.Split(level, ",") {
		if w = strings.ToLower(strings.Join(strings.Fields(w), " ")); w != "" {
			r := []rune(w)
			out = append(out, strings.ToUpper(string(r[:1]))+string(r[1:]))
		}
	}
	return strings.Join(out, ", ")
}
