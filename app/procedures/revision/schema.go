package revision

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"

	"motcua/app/procedures/rules"
)

// draft is the dialect the forms are written in.
const draft = "https://json-schema.org/draft/2020-12/schema"

// object is a JSON object whose keys stand in a fixed order, because what is exported is read by people.
type object struct {
	keys   []string
	values map[string]any
}

func (o *object) set(k string, v any) *object {
	if o.values == nil {
		o.values = map[string]any{}
	}
	if _, ok := o.values[k]; !ok {
		o.keys = append(o.keys, k)
	}
	o.values[k] = v
	return o
}

func (o *object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, k := range o.keys {
		if i > 0 {
			b.WriteByte(',')
		}
		key, _ := json.Marshal(k)
		val, err := json.Marshal(o.values[k])
		if err != nil {
			return nil, err
		}
		b.Write(append(append(key, ':'), val...))
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// Schema is the form as JSON Schema 2020-12: what an answered form must be.
// Questions asked under a condition are not required there; whether they are
// asked is the layout's to say.
func (f Form) Schema() json.Marshaler {
	o := (&object{}).set("$schema", draft).set("type", "object")
	props, required := &object{}, []string{}
	for _, s := range f.Sections {
		for _, q := range s.Fields {
			for _, in := range q.schemaInputs() {
				props.set(in.Name, in.schema())
				if in.Required && s.ShowIf == nil && q.ShowIf == nil && in.Type != Calc {
					required = append(required, in.Name)
				}
			}
		}
	}
	o.set("properties", props)
	if len(required) > 0 {
		o.set("required", required)
	}
	return o.set("additionalProperties", false)
}

// schemaInputs spells persons out; groups stay one property.
func (f Field) schemaInputs() []Input {
	switch f.Type {
	case Person:
		return f.person()
	case Info, File:
		return nil
	}
	return []Input{{Field: f}}
}

func (f Field) schema() *object {
	o := &object{}
	str := func() *object { return o.set("type", "string").set("title", f.Label) }
	choices := func() []any {
		var out []any
		for _, x := range f.Options {
			out = append(out, (&object{}).set("const", x.Value).set("title", x.Text))
		}
		return out
	}
	switch f.Type {
	case Number, Money:
		kind := "integer"
		if f.Decimal {
			kind = "number"
		}
		o.set("type", kind).set("title", f.Label).set("minimum", f.Min)
		if f.Max > 0 {
			o.set("maximum", f.Max)
		}
	case Date:
		str().set("format", "date")
	case PartialDate:
		str().set("pattern", `^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$`)
	case IDNumber:
		str().set("pattern", `^[0-9]{12}$`)
	case Phone:
		str().set("pattern", `^0[0-9]{9,10}$`)
	case Email:
		str().set("format", "email").set("maxLength", f.limit())
	case YesNo:
		o.set("type", "boolean").set("title", f.Label)
	case Choice:
		str().set("oneOf", choices())
	case MultiChoice:
		o.set("type", "array").set("title", f.Label).set("items", (&object{}).set("oneOf", choices())).set("uniqueItems", true)
	case Group:
		props, required := &object{}, []string{}
		for _, sub := range f.Fields {
			for _, in := range sub.schemaInputs() {
				props.set(in.Name, in.schema())
				if in.Required && sub.ShowIf == nil {
					required = append(required, in.Name)
				}
			}
		}
		row := (&object{}).set("type", "object").set("properties", props)
		if len(required) > 0 {
			row.set("required", required)
		}
		row.set("additionalProperties", false)
		o.set("type", "array").set("title", f.Label).set("items", row)
		if f.MinItems > 0 {
			o.set("minItems", f.MinItems)
		}
		o.set("maxItems", f.most())
	case Calc:
		x := f
		x.Type, x.Of = f.Of, ""
		if x.Type == "" {
			x.Type = Number
		}
		o = x.schema().set("readOnly", true)
		if o.values["minimum"] != nil { // may be below zero
			o.values["minimum"] = -1 << 53
		}
	default:
		str().set("maxLength", f.limit())
		if f.Pattern != "" {
			o.set("pattern", f.Pattern)
		}
	}
	return o
}

// document is the compiled schema of a form.
type document struct {
	schema *jsonschema.Schema
	err    error
}

func newDocument(f Form) *document {
	b, err := json.Marshal(f.Schema())
	if err != nil {
		return &document{err: err}
	}
	tree, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return &document{err: err}
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	if err := c.AddResource("form.json", tree); err != nil {
		return &document{err: err}
	}
	s, err := c.Compile("form.json")
	return &document{s, err}
}

// Document turns kept answers into the typed value that the schema describes.
func (f Form) Document(kept map[string]string) map[string]any {
	out := map[string]any{}
	for _, s := range f.Sections {
		for _, q := range s.Fields {
			for _, in := range q.schemaInputs() {
				if v, ok := in.jsonValue(kept, in.Name); ok {
					out[in.Name] = v
				}
			}
		}
	}
	return out
}

func (f Field) jsonValue(kept map[string]string, name string) (any, bool) {
	v := kept[name]
	if v == "" {
		return nil, false
	}
	switch f.ruleType() {
	case rules.Number, rules.Decimal:
		return json.Number(v), true
	case rules.YesNo:
		return v == "yes", true
	case rules.List:
		var out []any
		for _, x := range strings.Split(v, ",") {
			out = append(out, x)
		}
		return out, true
	}
	if f.Type != Group {
		return v, true
	}
	n, _ := strconv.Atoi(v)
	rows := make([]any, 0, n)
	for i := 1; i <= min(n, rules.MostRows); i++ {
		row := map[string]any{}
		for _, sub := range f.Fields {
			for _, in := range sub.schemaInputs() {
				if v, ok := in.jsonValue(kept, rowName(name, i, in.Name)); ok {
					row[in.Name] = v
				}
			}
		}
		rows = append(rows, row)
	}
	return rows, true
}

// schemaFaults validates kept answers and gives a sentence for each question
// that the schema refuses. What is missing is asked elsewhere.
func (f Form) schemaFaults(kept map[string]string) map[string]string {
	if f.doc == nil || f.doc.schema == nil {
		return nil
	}
	err, ok := f.doc.schema.Validate(f.Document(kept)).(*jsonschema.ValidationError)
	if !ok || err == nil {
		return nil
	}
	out := map[string]string{}
	var walk func(*jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			if name, say := answerName(e.InstanceLocation), schemaSentence(e.ErrorKind); name != "" && say != "" && out[name] == "" {
				out[name] = say
			}
		}
		for _, c := range e.Causes {
			walk(c)
		}
	}
	walk(err)
	return out
}

// answerName is the flat name of a place in the document: [children 0 full_name] is children_1_full_name.
func answerName(at []string) string {
	switch {
	case len(at) == 0:
		return ""
	case len(at) < 3:
		return at[0]
	}
	n, err := strconv.Atoi(at[1])
	if err != nil {
		return at[0]
	}
	return rowName(at[0], n+1, at[2])
}

func schemaSentence(k jsonschema.ErrorKind) string {
	switch x := k.(type) {
	case *kind.MaxLength:
		return fmt.Sprintf("Viết ngắn lại, tối đa %d ký tự", x.Want)
	case *kind.Minimum:
		return "Nhập số từ " + x.Want.FloatString(0) + " trở lên"
	case *kind.Maximum:
		return "Nhập số không quá " + x.Want.FloatString(0)
	case *kind.Pattern:
		return "Nhập đúng dạng như ví dụ của câu hỏi này"
	case *kind.Format:
		return "Nhập ngày, tháng, năm có thật"
	case *kind.OneOf, *kind.Const, *kind.Enum:
		return "Chọn một mục trong danh sách"
	case *kind.MinItems:
		return fmt.Sprintf("Thêm ít nhất %d mục", x.Want)
	case *kind.MaxItems:
		return fmt.Sprintf("Chỉ nhập tối đa %d mục", x.Want)
	case *kind.Required, *kind.AdditionalProperties:
		return ""
	}
	return "Xem lại câu trả lời này"
}

// formJSON is how a form is stored: the schema says what an answer may be, the
// layout how it is asked. The compact form, sections alone, is read as well.
type formJSON struct {
	Schema json.RawMessage `json:"schema,omitempty"`
	Layout *layoutJSON     `json:"layout,omitempty"`
	// compact
	Sections []Section `json:"sections,omitempty"`
	Checks   []Check   `json:"checks,omitempty"`
}

type layoutJSON struct {
	Sections []Section `json:"sections"`
	Checks   []Check   `json:"checks,omitempty"`
}

// MarshalJSON writes {"schema": …, "layout": …}.
func (f Form) MarshalJSON() ([]byte, error) {
	schema, err := json.Marshal(f.Schema())
	if err != nil {
		return nil, err
	}
	l := &layoutJSON{Checks: f.Checks}
	for _, s := range f.Sections {
		s.Fields = strip(s.Fields)
		l.Sections = append(l.Sections, s)
	}
	return json.Marshal(formJSON{Schema: schema, Layout: l})
}

// strip leaves out of the layout what the schema says.
func strip(in []Field) []Field {
	var out []Field
	for _, q := range in {
		switch q.Type {
		case Person, Info, File:
		case Group:
			q.Label, q.MinItems, q.MaxItems, q.Fields = "", 0, 0, strip(q.Fields)
		default:
			q.Label, q.Options, q.Max, q.Min, q.Decimal, q.Pattern = "", nil, 0, 0, false, ""
		}
		out = append(out, q)
	}
	return out
}

// UnmarshalJSON reads a stored or a compact form. Fault: a schema that says
// more than the layout can ask, with the place.
func (f *Form) UnmarshalJSON(b []byte) error {
	var j formJSON
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&j); err != nil {
		return err
	}
	*f = Form{Sections: j.Sections, Checks: j.Checks}
	if j.Layout == nil {
		return nil
	}
	*f = Form{Sections: j.Layout.Sections, Checks: j.Layout.Checks}
	var s property
	if err := json.Unmarshal(j.Schema, &s); err != nil {
		return fmt.Errorf("form.schema: %w", err)
	}
	for i := range f.Sections {
		s.fill(f.Sections[i].Fields)
	}
	own, err := json.Marshal(f.Schema())
	if err != nil {
		return err
	}
	if at := differ("schema", j.Schema, own); at != "" {
		return fmt.Errorf("form.%s: từ khóa hoặc giá trị này không dùng được cùng bố cục của biểu mẫu", at)
	}
	return nil
}

// property is what the reader takes out of a schema.
type property struct {
	Type       string              `json:"type"`
	Title      string              `json:"title"`
	MaxLength  int                 `json:"maxLength"`
	Minimum    int                 `json:"minimum"`
	Maximum    int                 `json:"maximum"`
	Pattern    string              `json:"pattern"`
	OneOf      []constant          `json:"oneOf"`
	Items      *property           `json:"items"`
	MinItems   int                 `json:"minItems"`
	MaxItems   int                 `json:"maxItems"`
	Properties map[string]property `json:"properties"`
}

type constant struct {
	Const string `json:"const"`
	Title string `json:"title"`
}

func (s property) fill(fields []Field) {
	for i := range fields {
		q := &fields[i]
		p, ok := s.Properties[q.Name]
		if !ok {
			continue
		}
		q.Label = p.Title
		switch q.Type {
		case Number, Money:
			q.Min, q.Max, q.Decimal = p.Minimum, p.Maximum, p.Type == "number"
		case Choice:
			q.Options = options(p.OneOf)
		case MultiChoice:
			if p.Items != nil {
				q.Options = options(p.Items.OneOf)
			}
		case Group:
			q.MinItems, q.MaxItems = p.MinItems, p.MaxItems
			if p.Items != nil {
				p.Items.fill(q.Fields)
			}
		case Text, LongText, Email, Name, Address:
			q.Max, q.Pattern = p.MaxLength, p.Pattern
		}
	}
}

func options(in []constant) []Option {
	var out []Option
	for _, c := range in {
		out = append(out, Option{c.Const, c.Title})
	}
	return out
}

// differ gives the first place where two schemas do not say the same.
func differ(place string, a, b json.RawMessage) string {
	var x, y map[string]json.RawMessage
	if json.Unmarshal(a, &x) != nil || json.Unmarshal(b, &y) != nil {
		var u, v any
		if json.Unmarshal(a, &u) != nil || json.Unmarshal(b, &v) != nil || !reflect.DeepEqual(u, v) {
			return place
		}
		return ""
	}
	for k := range x {
		if _, ok := y[k]; !ok {
			return place + "." + k
		}
	}
	for k := range y {
		if _, ok := x[k]; !ok {
			return place + "." + k
		}
		if at := differ(place+"."+k, x[k], y[k]); at != "" {
			return at
		}
	}
	return ""
}

// patternFault says whether a regular expression can be used.
func patternFault(p string) bool {
	_, err := regexp.Compile(p)
	return err != nil
}
