package ui

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"
)

// tableRows writes the rows of a [DataTable]. By hand: a page of a worklist has
// three hundred cells, and through templ's helpers for classes and strings they
// cost more than all of the page's SQL (make bench).
func tableRows(t TableProps, rows []Row) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		var b strings.Builder
		b.Grow(512)
		flush := func() error {
			_, err := io.WriteString(w, b.String())
			b.Reset()
			b.Grow(512)
			return err
		}
		for _, r := range rows {
			b.WriteString("<tr")
			attribute(&b, "class", r.off())
			attribute(&b, "id", r.ID)
			b.WriteByte('>')
			if t.Select != "" {
				b.WriteString("<td>")
				if r.Select != "" {
					b.WriteString(`<input type="checkbox"`)
					attribute(&b, "name", t.Select)
					attribute(&b, "value", r.Select)
					attribute(&b, "aria-label", r.SelectLabel)
					if r.Selected {
						b.WriteString(` checked`)
					}
					if r.Off {
						b.WriteString(" disabled")
					}
					b.WriteByte('>')
				}
				b.WriteString("</td>")
			}
			for _, c := range r.Cells {
				tag := "td"
				if c.Head {
					tag = "th"
				}
				b.WriteString("<" + tag)
				if c.Head {
					b.WriteString(` scope="row"`)
				}
				attribute(&b, "class", c.class())
				b.WriteByte('>')
				if c.View != nil {
					if err := flush(); err != nil {
						return err
					}
					if err := c.View.Render(ctx, w); err != nil {
						return err
					}
				} else {
					c.write(&b)
				}
				if c.Hint != "" {
					b.WriteString(`<span class="hint"><br>` + templ.EscapeString(c.Hint) + "</span>")
				}
				b.WriteString("</" + tag + ">")
			}
			b.WriteString("</tr>")
			if err := flush(); err != nil {
				return err
			}
		}
		return nil
	})
}

// attribute writes name="value", nothing for an empty value.
func attribute(b *strings.Builder, name, value string) {
	if value != "" {
		b.WriteString(" " + name + `="` + templ.EscapeString(value) + `"`)
	}
}

func (r Row) off() string {
	if r.Off {
		return "off"
	}
	return ""
}

// write is the cell's own content: a chip, a link or text.
func (c Cell) write(b *strings.Builder) {
	text := templ.EscapeString(c.Text)
	switch {
	case c.Tone != "":
		writeChip(b, c.Tone, text)
	case c.Href != "":
		b.WriteString(`<a href="` + templ.EscapeString(string(templ.URL(c.Href))) + `">` + text + "</a>")
	default:
		b.WriteString(text)
	}
}

func writeChip(b *strings.Builder, tone, escaped string) {
	b.WriteString(`<span class="chip c-` + chipTone(tone) + `">` + escaped + "</span>")
}

// Chip is a coloured word; tone is one of [OK], [Soon], [Late], [Waiting], [Done], [Draft].
func Chip(tone, text string) templ.Component { return ChipWith(tone, text, "") }

// ChipWith is a chip and a small remark after it.
func ChipWith(tone, text, remark string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		var b strings.Builder
		writeChip(&b, tone, templ.EscapeString(text))
		if remark != "" {
			b.WriteString(`<span class="hint num"> ` + templ.EscapeString(remark) + "</span>")
		}
		_, err := io.WriteString(w, b.String())
		return err
	})
}
