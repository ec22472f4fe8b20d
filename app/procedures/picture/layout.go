package picture

import (
	"sort"

	"motcua/app/procedures/revision"
)

// node is a box, a round start or end, or with neither step nor word the place
// where a long line passes a layer.
type node struct {
	step    *revision.Step
	word    string
	lines   []string
	titles  int // how many of the lines are the title
	layer   int
	w, h    int
	x, y    int // x of the middle, y of the top
	order   float64
	in, out []*node
}

func (n *node) left() int   { return n.x - n.w/2 }
func (n *node) bottom() int { return n.y + n.h }

// edge is a line through layers, with its condition.
type edge struct {
	via []*node
	say []string
}

// back is a dashed line at the right, upwards.
type back struct{ fromX, fromY, x, toY, toX int }

type drawing struct {
	nodes         []*node
	edges         []*edge
	backs         []back
	width, height int
}

// layout places the steps: each a layer below the last that leads to it,
// within a layer near those it comes from (after Sugiyama).
func layout(r *revision.Revision) *drawing {
	f := r.Flow()
	d := &drawing{}
	box := map[string]*node{}
	start := d.add(&node{word: "Tiếp nhận", w: 120, h: 30})
	for i := range f.Steps {
		s := &f.Steps[i]
		n := &node{step: s, w: boxWidth}
		title := wrap(s.Title, letter)
		n.titles = len(title)
		n.lines = append(title, boxLines(r, *s)...)
		n.h = 2*padding + above*len(n.lines)
		box[s.Key] = d.add(n)
	}
	end := d.add(&node{word: "Trả kết quả", w: 120, h: 30})
	type line struct {
		from, to *node
		say      []string
	}
	var lines []line
	if len(f.Steps) > 0 {
		lines = append(lines, line{from: start, to: box[f.Steps[0].Key]})
	}
	for _, s := range f.Steps {
		for _, n := range s.Next {
			to, ok := box[n.To]
			if !ok {
				to = end
			}
			lines = append(lines, line{box[s.Key], to, edgeWords(r, f, s, n)})
		}
	}
	// layers: the longest way from the start; bounded, so that a circle still gives a picture
	for range len(d.nodes) {
		for _, l := range lines {
			if l.from.layer+1 > l.to.layer && l.from.layer < len(d.nodes) && l.from != l.to {
				l.to.layer = l.from.layer + 1
			}
		}
	}
	last := 0
	for _, n := range d.nodes {
		last = max(last, n.layer)
	}
	end.layer = last
	for _, l := range lines {
		if l.to.layer <= l.from.layer {
			continue // part of a circle: validation says so
		}
		e := &edge{via: []*node{l.from}, say: l.say}
		for at := l.from.layer + 1; at < l.to.layer; at++ {
			w := lane
			if at == l.from.layer+1 && len(l.say) > 0 {
				w = boxWidth * 3 / 4
			}
			e.via = append(e.via, d.add(&node{layer: at, w: w}))
		}
		e.via = append(e.via, l.to)
		for i := 1; i < len(e.via); i++ {
			e.via[i-1].out = append(e.via[i-1].out, e.via[i])
			e.via[i].in = append(e.via[i].in, e.via[i-1])
		}
		d.edges = append(d.edges, e)
	}
	d.place(last)
	d.sendBacks(f, box)
	return d
}

func (d *drawing) add(n *node) *node {
	n.order = float64(len(d.nodes))
	d.nodes = append(d.nodes, n)
	return n
}

// place orders the layers and gives every node its coordinates.
func (d *drawing) place(last int) {
	layers := make([][]*node, last+1)
	for _, n := range d.nodes {
		layers[n.layer] = append(layers[n.layer], n)
	}
	mean := func(ns []*node, at float64) float64 {
		if len(ns) == 0 {
			return at
		}
		sum := 0.0
		for _, n := range ns {
			sum += n.order
		}
		return sum / float64(len(ns))
	}
	sortLayer := func(l []*node) {
		sort.SliceStable(l, func(i, j int) bool { return l[i].order < l[j].order })
		for i, n := range l {
			n.order = float64(i) - float64(len(l)-1)/2
		}
	}
	for _, l := range layers {
		sortLayer(l)
	}
	for sweep := range 6 {
		for i := range layers {
			l := layers[i]
			if sweep%2 == 1 {
				l = layers[len(layers)-1-i]
			}
			for _, n := range l {
				if near := n.in; sweep%2 == 0 {
					n.order = mean(near, n.order)
				} else {
					n.order = mean(n.out, n.order)
				}
			}
			sortLayer(l)
		}
	}
	for _, l := range layers {
		w := -between
		for _, n := range l {
			w += n.w + between
		}
		d.width = max(d.width, w)
	}
	y := 8
	for i, l := range layers {
		w, h, words := -between, 0, 0
		for _, n := range l {
			w += n.w + between
			h = max(h, n.h)
		}
		for _, e := range d.edges {
			if len(e.via) > 1 && e.via[1].layer == i {
				words = max(words, len(e.say))
			}
		}
		if i > 0 {
			y += 32 + (above+4)*words
		}
		x := 8 + (d.width-w)/2
		for _, n := range l {
			n.x, n.y = x+n.w/2, y
			x += n.w + between
			if n.step == nil && n.word == "" {
				n.h = h
			}
		}
		y += h
	}
	d.width += 16
	d.height = y + 8
}

// sendBacks draws the ways back at the right of everything, each in its own lane.
func (d *drawing) sendBacks(f *revision.Flow, box map[string]*node) {
	x := d.width
	for _, s := range f.Steps {
		for _, t := range f.SendBacks(s.Key) {
			from, to := box[s.Key], box[t.Key]
			x += 12
			n := len(d.backs)
			d.backs = append(d.backs, back{from.x + from.w/2, from.y + from.h/2 - 6 + n%3*5, x, to.y + to.h/2 + 6 - n%3*5, to.x + to.w/2 + 2})
		}
	}
	if len(d.backs) > 0 {
		d.width = x + 10
	}
}
