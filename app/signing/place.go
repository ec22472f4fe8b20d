package signing

import (
	"fmt"
	"strconv"
	"time"

	"motcua/app/fault"
	"motcua/app/signing/pdffile"
)

// page is one page of a file, with what it inherits.
type page struct {
	ref    pdffile.Ref
	dict   pdffile.Dict
	box    [4]float64 // left, bottom, right, top, points
	rotate int        // clockwise, as it is shown
}

var a4 = [4]float64{0, 0, 595, 842}

// findPage finds a page by its number from 1; 0 is the last one.
func findPage(f *pdffile.File, number int) (page, error) {
	_, root, err := f.Catalog()
	if err != nil {
		return page{}, err
	}
	w := pageWalk{f: f, want: number, seen: map[pdffile.Ref]bool{}}
	if err := w.walk(root["Pages"], page{box: a4}, 0); err != nil {
		return page{}, err
	}
	if w.found.dict == nil || number > 0 && w.count < number {
		return page{}, fault.New(fault.Invalid, "signing.no_page", fmt.Sprintf("Tệp PDF không có trang %d.", number))
	}
	return w.found, nil
}

type pageWalk struct {
	f     *pdffile.File
	want  int
	count int
	found page
	seen  map[pdffile.Ref]bool
	each  func(page) error // nil, or called with every page
}

func (w *pageWalk) walk(node pdffile.Object, above page, depth int) error {
	r, is := node.(pdffile.Ref)
	if !is || w.seen[r] || depth > 50 || len(w.seen) > 100_000 {
		return fmt.Errorf("%w: the tree of pages", pdffile.ErrBroken)
	}
	w.seen[r] = true
	d, err := w.f.Dict(r)
	if err != nil {
		return err
	}
	p := above
	p.ref, p.dict = r, d
	for _, k := range []pdffile.Name{"MediaBox", "CropBox"} { // the second counts, if it is there
		a, err := w.f.Array(d[k])
		if err != nil {
			return err
		}
		if box, ok := rect(w.f, a); ok {
			p.box = box
		}
	}
	if n, ok := pdffile.Int(d["Rotate"]); ok {
		p.rotate = int((n%360 + 360) % 360)
	}
	kids, there := d["Kids"]
	if !there {
		if w.count++; w.want == 0 || w.count == w.want {
			w.found = p
		}
		if w.each != nil {
			return w.each(p)
		}
		return nil
	}
	list, err := w.f.Array(kids)
	if err != nil {
		return err
	}
	for _, k := range list {
		if w.want > 0 && w.count >= w.want {
			return nil
		}
		if err := w.walk(k, p, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// rect reads four numbers, the smaller ones first.
func rect(f *pdffile.File, a pdffile.Array) (out [4]float64, ok bool) {
	if len(a) != 4 {
		return out, false
	}
	for i, e := range a {
		o, err := f.Resolve(e)
		n, is := o.(pdffile.Number)
		if err != nil || !is {
			return out, false
		}
		if out[i], err = strconv.ParseFloat(string(n), 64); err != nil {
			return out, false
		}
	}
	return [4]float64{min(out[0], out[2]), min(out[1], out[3]), max(out[0], out[2]), max(out[1], out[3])}, true
}

func overlap(a, b [4]float64) bool {
	return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3]
}

// place puts the block on its page, or the empty widget on the first one.
func place(f *pdffile.File, u *pdffile.Update, widget pdffile.Dict, o Options, now time.Time) error {
	number := 1
	if o.Visible != nil {
		number = o.Visible.Page
	}
	p, err := findPage(f, number)
	if err != nil {
		return FileFault(err)
	}
	widget["P"] = p.ref
	if o.Visible == nil {
		return nil
	}
	b := *o.Visible
	b.fill(o, now)
	at, err := b.spot(f, p)
	if err != nil {
		return err
	}
	form, err := b.draw(u, p.rotate)
	if err != nil {
		return err
	}
	list := pdffile.Array{}
	for _, n := range at {
		list = append(list, pdffile.Number(strconv.FormatFloat(n, 'f', 2, 64)))
	}
	widget["Rect"], widget["AP"] = list, pdffile.Dict{"N": form}
	return nil
}

// annotate adds the widget to its page's annotations.
func annotate(f *pdffile.File, u *pdffile.Update, widget pdffile.Dict, field pdffile.Ref) error {
	ref := widget["P"].(pdffile.Ref) // place saw to it
	d, err := f.Dict(ref)
	if err != nil {
		return err
	}
	old, err := f.Array(d["Annots"])
	if err != nil {
		return err
	}
	list := append(append(pdffile.Array{}, old...), field)
	if r, is := d["Annots"].(pdffile.Ref); is {
		u.Set(r, list)
		return nil
	}
	d = clone(d)
	d["Annots"] = list
	u.Set(ref, d)
	return nil
}

// spot is the block's rectangle on the page, in the page's own directions. A
// block that was given no place goes to the bottom right, above the blocks that
// are there already.
func (b *Block) spot(f *pdffile.File, p page) ([4]float64, error) {
	const mm = 72 / 25.4
	w, h := p.box[2]-p.box[0], p.box[3]-p.box[1]
	if p.rotate%180 != 0 {
		w, h = h, w
	}
	bw, bh := b.Width*mm, b.Height*mm
	if bw > w || bh > h {
		return [4]float64{}, fault.New(fault.Invalid, "signing.block_too_large", "Khối chữ ký lớn hơn trang giấy.")
	}
	x, y := b.X*mm, b.Y*mm // from the top left, as it is shown
	if b.X != 0 || b.Y != 0 {
		if x+bw > w || y+bh > h || x < 0 || y < 0 {
			return [4]float64{}, fault.New(fault.Invalid, "signing.block_outside", "Khối chữ ký nằm ngoài trang giấy.")
		}
		return p.own(x, y, bw, bh), nil
	}
	taken, err := blocks(f, p)
	if err != nil {
		return [4]float64{}, FileFault(err)
	}
	const margin, gap = 15 * mm, 2 * mm
	x, y = max(0, w-bw-margin), max(0, h-bh-margin)
	for {
		at, free := p.own(x, y, bw, bh), true
		for _, t := range taken {
			free = free && !overlap(at, t)
		}
		if free {
			return at, nil
		}
		if y -= bh + gap; y < 0 {
			return [4]float64{}, fault.New(fault.Invalid, "signing.no_room", "Trang này không còn chỗ cho khối chữ ký. Chọn trang hoặc vị trí khác.")
		}
	}
}

// own turns a rectangle as it is shown (x, y from the top left) into the page's
// own directions.
func (p page) own(x, y, w, h float64) [4]float64 {
	pw, ph := p.box[2]-p.box[0], p.box[3]-p.box[1]
	var r [4]float64
	switch p.rotate {
	case 90:
		r = [4]float64{y, x, y + h, x + w}
	case 180:
		r = [4]float64{pw - x - w, y, pw - x, y + h}
	case 270:
		r = [4]float64{pw - y - h, ph - x - w, pw - y, ph - x}
	default:
		r = [4]float64{x, ph - y - h, x + w, ph - y}
	}
	return [4]float64{r[0] + p.box[0], r[1] + p.box[1], r[2] + p.box[0], r[3] + p.box[1]}
}

// blocks are the places of the annotations on a page.
func blocks(f *pdffile.File, p page) (out [][4]float64, err error) {
	annots, err := f.Array(p.dict["Annots"])
	if err != nil {
		return nil, err
	}
	for _, a := range annots {
		d, err := f.Dict(a)
		if err != nil {
			return nil, err
		}
		list, err := f.Array(d["Rect"])
		if err != nil {
			return nil, err
		}
		if r, ok := rect(f, list); ok && r[2] > r[0] && r[3] > r[1] {
			out = append(out, r)
		}
	}
	return out, nil
}
