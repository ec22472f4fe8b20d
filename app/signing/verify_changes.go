package signing

import (
	"errors"
	"fmt"
	"slices"

	"motcua/app/signing/pdffile"
)

// laterChanges compares what a file showed when it was signed with what it
// shows now. Only other signatures and evidence for them may have come; shadow
// attacks, whatever they prepared before, have to change something here.
//
// Everything that can be reached from the signed revision's catalog is compared,
// object by object; objects that only the new signatures reach are free.
func laterChanges(old, now *pdffile.File) (string, error) {
	if pdffile.SameRevision(old, now) {
		return LaterNothing, nil
	}
	d := &differ{old: old, now: now, own: map[int]bool{}, seen: map[int]bool{}, left: 3_000_000}
	later, err := d.run()
	if err != nil {
		return LaterChanged, err
	}
	return later, nil
}

type differ struct {
	old, now *pdffile.File
	own      map[int]bool // objects with a rule of their own
	seen     map[int]bool
	left     int // steps
	pages    []page
	signed   int // signatures that came
}

func (d *differ) run() (string, error) {
	if d.now.TwoFaced(d.old) {
		return "", refusal("Sau khi ký, tệp được nối thêm một phần mà mỗi phần mềm có thể đọc một khác.")
	}
	rootRef, was, err := d.old.Catalog()
	if err != nil {
		return "", err
	}
	ref, is, err := d.now.Catalog()
	if err != nil {
		return "", err
	}
	if ref != rootRef || was[pdffile.Twice] != nil || is[pdffile.Twice] != nil {
		return "", refusal("Sau khi ký, toàn bộ cấu trúc văn bản đã bị thay bằng cấu trúc khác.")
	}
	d.own[ref.Num] = true
	if err := d.collectPages(was["Pages"], page{box: a4}, 0); err != nil {
		return "", err
	}
	if err := d.form(was["AcroForm"], is["AcroForm"]); err != nil {
		return "", err
	}
	if locked, err := sealed(d.old, was); err != nil || locked && d.signed > 0 {
		return "", refusal("Người ký đã khóa văn bản, nhưng sau đó tệp vẫn được ký thêm.")
	}
	for _, k := range keys(was, is) {
		switch k {
		case "AcroForm", "DSS", "Extensions", "Metadata", "Version": // evidence, and words that no page shows
			continue
		}
		if err := d.same(was[k], is[k], 0); err != nil {
			if errors.Is(err, pdffile.ErrTooMuch) {
				return "", err
			}
			if k == "Pages" {
				return "", refusal("Sau khi ký, các trang của văn bản đã bị thay đổi.")
			}
			return "", refusal("Sau khi ký, cấu trúc văn bản (" + string(k) + ") đã bị thay đổi.")
		}
	}
	for n, p := range d.pages {
		if err := d.page(p); err != nil {
			if errors.As(err, new(refusal)) || errors.Is(err, pdffile.ErrTooMuch) {
				return "", err
			}
			return "", refusal(fmt.Sprintf("Sau khi ký, nội dung trang %d đã bị thay đổi.", n+1))
		}
	}
	return LaterSignatures, nil
}

func keys(a, b pdffile.Dict) (out []pdffile.Name) {
	for k := range a {
		out = append(out, k)
	}
	for k := range b {
		if _, there := a[k]; !there {
			out = append(out, k)
		}
	}
	slices.Sort(out)
	return out
}

// drawnOver looks at signatures in the light of those that came after them: a
// later one may draw its block on the page, so the page is what was signed only
// as far as that signer is to be believed.
func drawnOver(f *pdffile.File, all []Found) error {
	was := make([]Verdict, len(all))
	for i := range all {
		was[i] = all[i].Verdict
	}
	for i := range all {
		if was[i] == Invalid {
			continue
		}
		for j := range all {
			if i == j || was[j] == Valid {
				continue
			}
			seen, err := seenLater(f, all[i].revision, all[j].field)
			if err != nil {
				return err
			}
			switch {
			case !seen:
			case was[j] == Invalid:
				all[i].Verdict, all[i].Intact, all[i].Later = Invalid, false, LaterChanged
				all[i].Reason = "Sau khi ký, một khối chữ ký không hợp lệ được vẽ thêm lên trang."
			case all[i].Verdict == Valid:
				all[i].Verdict = Unknown
				all[i].Reason += " Nhưng khối chữ ký của một người chưa rõ là ai được vẽ thêm lên trang sau đó."
			}
			all[i].VerdictText = all[i].Verdict.Word()
		}
	}
	return nil
}

// seenLater says whether a signature has a block on a page and came after a
// revision.
func seenLater(f, old *pdffile.File, sf field) (bool, error) {
	list, err := f.Array(sf.dict["Rect"])
	if err != nil {
		return false, err
	}
	if box, ok := rect(f, list); !ok || box[0] == box[2] || box[1] == box[3] || sf.dict["AP"] == nil {
		return false, nil
	}
	before, err := old.Dict(sf.ref)
	return before["V"] == nil, err
}

var errDiffers = errors.New("signing: differs")

// same compares two values deeply.
func (d *differ) same(a, b pdffile.Object, depth int) error {
	if d.left--; d.left < 0 || depth > 500 {
		return fmt.Errorf("%w: too much to compare", pdffile.ErrTooMuch)
	}
	ra, is := a.(pdffile.Ref)
	rb, too := b.(pdffile.Ref)
	if is && too && ra == rb {
		return d.sameObject(ra, depth)
	}
	if is || too {
		var err error
		if a, err = d.old.Resolve(a); err != nil {
			return err
		}
		if b, err = d.now.Resolve(b); err != nil {
			return err
		}
	}
	switch x := a.(type) {
	case pdffile.Array:
		y, is := b.(pdffile.Array)
		if !is || len(x) != len(y) {
			return errDiffers
		}
		for i := range x {
			if err := d.same(x[i], y[i], depth+1); err != nil {
				return err
			}
		}
		return nil
	case pdffile.Dict:
		y, is := b.(pdffile.Dict)
		if !is || len(x) != len(y) {
			return errDiffers
		}
		return d.sameDict(x, y, nil, depth)
	case pdffile.Stream:
		y, is := b.(pdffile.Stream)
		if !is {
			return errDiffers
		}
		if x.From != y.From { // the same place is the same bytes
			p, err := d.old.Data(x)
			if err != nil {
				return err
			}
			q, err := d.now.Data(y)
			if err != nil || string(p) != string(q) {
				return errDiffers
			}
		}
		return d.sameDict(x.Dict, y.Dict, nil, depth)
	}
	if !pdffile.Equal(a, b) {
		return errDiffers
	}
	return nil
}

// sameDict compares two dictionaries but for some keys.
func (d *differ) sameDict(a, b pdffile.Dict, but []pdffile.Name, depth int) error {
	for _, k := range keys(a, b) {
		if slices.Contains(but, k) {
			continue
		}
		_, in := a[k]
		_, too := b[k]
		if in != too {
			return errDiffers
		}
		if err := d.same(a[k], b[k], depth+1); err != nil {
			return err
		}
	}
	return nil
}

// sameObject compares one indirect object in both revisions, once.
func (d *differ) sameObject(r pdffile.Ref, depth int) error {
	if d.own[r.Num] || d.seen[r.Num] {
		return nil
	}
	d.seen[r.Num] = true
	a, err := d.old.Get(r)
	if err != nil {
		return err
	}
	b := a // the same place is the same object, but what it points to may differ
	if !pdffile.SameEntry(d.old, d.now, r.Num) {
		if b, err = d.now.Get(r); err != nil {
			return err
		}
	}
	return d.same(a, b, depth+1)
}

// collectPages notes the pages, so that they are compared by their own rule.
func (d *differ) collectPages(node pdffile.Object, above page, depth int) error {
	r, is := node.(pdffile.Ref)
	if !is || depth > 50 || len(d.pages) > 100_000 {
		return fmt.Errorf("%w: the tree of pages", pdffile.ErrBroken)
	}
	if d.own[r.Num] {
		return fmt.Errorf("%w: the tree of pages runs in a circle", pdffile.ErrBroken)
	}
	dict, err := d.old.Dict(r)
	if err != nil {
		return err
	}
	p := above
	p.ref, p.dict = r, dict
	if a, err := d.old.Array(dict["MediaBox"]); err == nil {
		if box, ok := rect(d.old, a); ok {
			p.box = box
		}
	}
	kids, err := d.old.Array(dict["Kids"])
	if err != nil {
		return err
	}
	if _, inner := dict["Kids"]; !inner {
		d.own[r.Num] = true
		d.pages = append(d.pages, p)
		return nil
	}
	for _, k := range kids {
		if err := d.collectPages(k, p, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// page compares a page; signatures may have come into its annotations.
func (d *differ) page(p page) error {
	b, err := d.now.Dict(p.ref)
	if err != nil {
		return err
	}
	if err := d.sameDict(p.dict, b, []pdffile.Name{"Annots", "Tabs"}, 0); err != nil {
		return err
	}
	was, err := d.old.Array(p.dict["Annots"])
	if err != nil {
		return err
	}
	is, err := d.now.Array(b["Annots"])
	if err != nil {
		return err
	}
	if len(is) < len(was) {
		return errDiffers
	}
	for i := range was {
		if err := d.same(was[i], is[i], 0); err != nil {
			return err
		}
	}
	for _, o := range is[len(was):] {
		r, isRef := o.(pdffile.Ref)
		if !isRef {
			return errDiffers
		}
		if !d.own[r.Num] { // not in the form: poppler leaves the field out of it
			if err := d.newField(r); err == errForm {
				return errDiffers
			} else if err != nil {
				return err
			}
			d.own[r.Num] = true
		}
		if err := d.bounded(p, r); err != nil {
			return err
		}
	}
	return nil
}

// bounded refuses a new signature whose block covers much of the page or an
// earlier block: a signature may be added, a page may not be papered over.
func (d *differ) bounded(p page, r pdffile.Ref) error {
	w, err := d.now.Dict(r)
	if err != nil {
		return err
	}
	list, err := d.now.Array(w["Rect"])
	if err != nil {
		return err
	}
	box, ok := rect(d.now, list)
	if !ok {
		return errDiffers
	}
	area := func(b [4]float64) float64 { return (b[2] - b[0]) * (b[3] - b[1]) }
	if area(box) > area(p.box)/4 {
		return refusal("Khối chữ ký thêm vào sau che quá nhiều trang giấy.")
	}
	old, err := blocks(d.old, p)
	if err != nil {
		return err
	}
	for _, o := range old {
		if overlap(box, o) {
			return refusal("Khối chữ ký thêm vào sau che lên khối chữ ký có trước.")
		}
	}
	return nil
}
