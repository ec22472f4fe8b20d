package ui

import (
	"strconv"
	"strings"

	"github.com/a-h/templ"
)

// with sets the input mode, the longest value and attributes that the page did not set itself.
func (f Field) with(mode, maxLen string, extra templ.Attributes) Field {
	if f.Mode == "" {
		f.Mode = mode
	}
	if n, err := strconv.Atoi(maxLen); err == nil && f.MaxLen == 0 {
		f.MaxLen = n
	}
	merged := templ.Attributes{}
	for k, v := range extra {
		merged[k] = v
	}
	for k, v := range f.Attrs {
		merged[k] = v
	}
	if c, ok := merged["autocomplete"].(string); ok {
		if f.Complete == "" {
			f.Complete = c
		}
		delete(merged, "autocomplete")
	}
	f.Attrs = merged
	return f
}

func (f Field) withType(kind, width string) Field {
	f.Type = kind
	if f.Complete == "" {
		switch kind {
		case "tel":
			f.Complete = "tel"
		case "email":
			f.Complete = "email"
		case "password":
			f.Complete = "current-password"
		}
	}
	return f.with("", "200", nil).narrow(width)
}

func (f Field) narrow(width string) Field {
	if f.Width == "" {
		f.Width = width
	}
	return f
}

func (t TextareaField) rows() int {
	if t.Rows > 0 {
		return t.Rows
	}
	return 4
}

const partialHint = "Không nhớ ngày, tháng thì chỉ nhập năm."

// hinted is the field with the sentence that a partial date needs.
func (d DateField) hinted() Field {
	f := d.Field
	switch {
	case !d.Partial || strings.Contains(f.Hint, "nhớ"): // the question says it itself
	case f.Hint == "":
		f.Hint = partialHint
	default:
		f.Hint = strings.TrimSuffix(f.Hint, ".") + ". " + partialHint
	}
	return f
}

func (d DateField) described() string { return d.hinted().Describes() }
