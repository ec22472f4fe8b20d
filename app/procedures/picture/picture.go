// Package picture draws workflows: an SVG made on the server, layered from top
// to bottom, and the same as an ordered list for whoever does not see it.
//
// The SVG has no style attributes (the pages' policy forbids them) and no
// scripts. Colours are presentation attributes that the style sheet may
// override by class: wf-box, wf-now, wf-done, wf-line, wf-back, wf-title,
// wf-text, wf-words.
package picture

import (
	"fmt"
	"html"
	"strings"

	"motcua/app/procedures/revision"
)

// Options of one picture.
type Options struct {
	ID   string   // of the svg element's title and description; "" workflow
	Now  []string // steps at which a dossier stands
	Done []string // steps that it has behind it
}

const (
	boxWidth = 224
	lane     = 24 // of a line that passes by
	between  = 28 // boxes beside each other
	padding  = 10
	letter   = 30 // letters of a title on one line
	small    = 34
	above    = 16 // line height
)

// SVG draws the workflow of r.
func SVG(r *revision.Revision, o Options) string {
	if o.ID == "" {
		o.ID = "workflow"
	}
	d := layout(r)
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="workflow" xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" role="img" aria-labelledby="%s-title %s-desc" font-family="inherit" font-size="13">`, d.width, d.height, d.width, d.height, o.ID, o.ID)
	fmt.Fprintf(&b, `<title id="%s-title">Quy trình giải quyết</title><desc id="%s-desc">%s</desc>`, o.ID, o.ID, esc(sentence(r)))
	fmt.Fprintf(&b, `<defs><marker id="%s-tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="8" markerHeight="8" orient="auto-start-reverse"><path d="M0 0L8 4L0 8z" fill="#4a5560" class="wf-tip"/></marker></defs>`, o.ID)
	for _, e := range d.edges {
		b.WriteString(e.draw(o.ID))
	}
	for _, e := range d.backs {
		fmt.Fprintf(&b, `<path class="wf-back" d="M%d %dH%dV%dH%d" fill="none" stroke="#9a5b00" stroke-width="1.5" stroke-dasharray="5 4" marker-end="url(#%s-tip)"/>`, e.fromX, e.fromY, e.x, e.toY, e.toX, o.ID)
	}
	for _, n := range d.nodes {
		if n.step != nil || n.word != "" {
			b.WriteString(n.draw(o))
		}
	}
	for _, e := range d.edges { // words last, so that no line crosses them
		b.WriteString(e.words())
	}
	b.WriteString(`</svg>`)
	return b.String()
}

func (n *node) draw(o Options) string {
	var b strings.Builder
	if n.step == nil {
		fmt.Fprintf(&b, `<g><rect class="wf-box" x="%d" y="%d" width="%d" height="%d" rx="%d" fill="#eef3f8" stroke="#4a5560"/>`, n.left(), n.y, n.w, n.h, n.h/2)
		fmt.Fprintf(&b, `<text class="wf-title" x="%d" y="%d" text-anchor="middle" font-weight="600" fill="#1a232c">%s</text></g>`, n.x, n.y+n.h/2+5, esc(n.word))
		return b.String()
	}
	class, fill, width := "wf-box", "#ffffff", "1"
	switch {
	case has(o.Now, n.step.Key):
		class, fill, width = "wf-box wf-now", "#fff4d6", "3"
	case has(o.Done, n.step.Key):
		class, fill = "wf-box wf-done", "#e7f4ea"
	}
	dash := ""
	if n.step.When != nil {
		dash = ` stroke-dasharray="3 3"`
	}
	fmt.Fprintf(&b, `<g><rect class="%s" x="%d" y="%d" width="%d" height="%d" rx="6" fill="%s" stroke="#4a5560" stroke-width="%s"%s/>`, class, n.left(), n.y, n.w, n.h, fill, width, dash)
	if n.step.Request != nil { // a second border: somebody else has the word
		fmt.Fprintf(&b, `<rect class="wf-line" x="%d" y="%d" width="%d" height="%d" rx="4" fill="none" stroke="#4a5560"/>`, n.left()+3, n.y+3, n.w-6, n.h-6)
	}
	y := n.y + padding + 12
	for i, l := range n.lines {
		class, more := "wf-text", ``
		if i < n.titles {
			class, more = "wf-title", ` font-weight="600"`
		}
		fmt.Fprintf(&b, `<text class="%s" x="%d" y="%d"%s fill="#1a232c">%s</text>`, class, n.left()+padding, y, more, esc(l))
		y += above
	}
	b.WriteString(`</g>`)
	return b.String()
}

func (e *edge) draw(id string) string {
	var b strings.Builder
	fmt.Fprintf(&b, `<path class="wf-line" fill="none" stroke="#4a5560" stroke-width="1.5" marker-end="url(#%s-tip)" d="M%d %d`, id, e.via[0].x, e.via[0].bottom())
	for i := 1; i < len(e.via); i++ {
		a, z := e.via[i-1], e.via[i]
		top := z.y
		if i == len(e.via)-1 {
			top -= 1
		}
		mid := (a.bottom() + top) / 2
		if a.x == z.x {
			fmt.Fprintf(&b, `V%d`, top)
		} else {
			fmt.Fprintf(&b, `C%d %d %d %d %d %d`, a.x, mid, z.x, mid, z.x, top)
		}
		if i < len(e.via)-1 {
			fmt.Fprintf(&b, `V%d`, z.bottom())
		}
	}
	b.WriteString(`"/>`)
	return b.String()
}

// words stand above the box that the line comes to.
func (e *edge) words() string {
	if len(e.say) == 0 {
		return ""
	}
	var b strings.Builder
	to := e.via[1]
	y := to.y - 20 - above*(len(e.say)-1)
	longest := 0
	for _, l := range e.say {
		longest = max(longest, len([]rune(l)))
	}
	w := longest*7 + 8
	fmt.Fprintf(&b, `<rect class="wf-gap" x="%d" y="%d" width="%d" height="%d" rx="3" fill="#ffffff"/>`, to.x-w/2, y-12, w, above*len(e.say))
	for _, l := range e.say {
		fmt.Fprintf(&b, `<text class="wf-words" x="%d" y="%d" text-anchor="middle" font-size="12" font-style="italic" fill="#1a4a7a">%s</text>`, to.x, y, esc(l))
		y += above
	}
	return b.String()
}

func esc(s string) string { return html.EscapeString(s) }

func has(list []string, key string) bool {
	for _, k := range list {
		if k == key {
			return true
		}
	}
	return false
}

// wrap breaks at blanks so that no line has more than n letters, where it can.
func wrap(s string, n int) (out []string) {
	line := ""
	for _, w := range strings.Fields(s) {
		for r := []rune(w); len(r) > n; r = []rune(w) {
			if line != "" {
				out, line = append(out, line), ""
			}
			out, w = append(out, string(r[:n])), string(r[n:])
		}
		switch {
		case line == "":
			line = w
		case len([]rune(line))+1+len([]rune(w)) <= n:
			line += " " + w
		default:
			out, line = append(out, line), w
		}
	}
	if line != "" {
		out = append(out, line)
	}
	return out
}
