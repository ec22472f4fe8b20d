package signing

import (
	"slices"

	"motcua/app/signing/pdffile"
)

var errForm = refusal("Sau khi ký, biểu mẫu trong văn bản đã bị thay đổi.")

// form compares the form: new signature fields may have come at its end, and
// fields that waited for a signature may have got one. Both become objects with
// a rule of their own.
func (d *differ) form(a, b pdffile.Object) error {
	was, err := d.old.Dict(a)
	if err != nil {
		return err
	}
	is, err := d.now.Dict(b)
	if err != nil {
		return err
	}
	if r, isRef := b.(pdffile.Ref); isRef {
		if before, err := d.old.Get(r); err != nil || a != b && before != nil {
			return errForm // it took the place of something else
		}
		d.own[r.Num] = true
	}
	waits, err := d.old.Array(was["Fields"])
	if err != nil {
		return err
	}
	fields, err := d.now.Array(is["Fields"])
	if err != nil {
		return err
	}
	if len(fields) < len(waits) {
		return errForm
	}
	var filled []pdffile.Ref
	for i, o := range waits {
		if r, isRef := o.(pdffile.Ref); isRef && fields[i] == o {
			if f, err := d.old.Dict(r); err != nil {
				return err
			} else if f["FT"] == pdffile.Name("Sig") && f["V"] == nil && f["Kids"] == nil {
				d.own[r.Num] = true
				filled = append(filled, r)
			}
		}
	}
	for _, o := range fields[len(waits):] {
		r, isRef := o.(pdffile.Ref)
		if !isRef {
			return errForm
		}
		if err := d.newField(r); err != nil {
			return err
		}
		d.own[r.Num] = true
	}
	for i, o := range waits {
		if err := d.same(o, fields[i], 0); err != nil {
			return errForm
		}
	}
	for _, r := range filled {
		if err := d.filled(r); err != nil {
			return err
		}
	}
	for _, k := range keys(was, is) {
		_, before := was[k]
		switch {
		case k == "Fields" || k == "SigFlags":
		case k == "DA" && !before: // for the blocks of the new ones
		case k == "DR":
			if err := d.grown(was[k], is[k]); err != nil {
				return errForm
			}
		default:
			if err := d.same(was[k], is[k], 0); err != nil {
				return errForm
			}
		}
	}
	return nil
}

// grown compares the form's resources: new ones may have come beside the old, for
// the blocks of later signatures.
func (d *differ) grown(a, b pdffile.Object) error {
	was, err := d.old.Dict(a)
	if err != nil {
		return err
	}
	is, err := d.now.Dict(b)
	if err != nil {
		return err
	}
	for kind, o := range was {
		old, err := d.old.Resolve(o)
		if err != nil {
			return err
		}
		list, dict := old.(pdffile.Dict)
		if !dict {
			if err := d.same(o, is[kind], 0); err != nil {
				return err
			}
			continue
		}
		now, err := d.now.Dict(is[kind])
		if err != nil {
			return err
		}
		for name, resource := range list {
			if err := d.same(resource, now[name], 0); err != nil {
				return err
			}
		}
	}
	return nil
}

// mayHave are the words of a signature field; an action is not among them.
var mayHave = []pdffile.Name{"Type", "Subtype", "FT", "T", "V", "F", "Rect", "P", "AP", "AS", "MK", "TU", "TM", "Lock", "SV", "Ff", "DA", "DR", "Border", "BS", "NM", "M", "Q", "StructParent"}

// newField lets a field in that came later: a signature, signed, and nothing
// else under the same number before.
func (d *differ) newField(r pdffile.Ref) error {
	f, err := d.now.Dict(r)
	if err != nil {
		return err
	}
	before, err := d.old.Get(r)
	if err != nil {
		return err
	}
	if before != nil || f["FT"] != pdffile.Name("Sig") || f["Subtype"] != pdffile.Name("Widget") {
		return errForm
	}
	for k := range f {
		if !slices.Contains(mayHave, k) {
			return errForm
		}
	}
	if f["V"] == nil && f["AP"] != nil {
		return refusal("Sau khi ký, một khối không phải chữ ký được vẽ thêm lên trang.")
	}
	d.signed++
	return d.signature(f["V"])
}

// filled compares a field that waited for a signature.
func (d *differ) filled(r pdffile.Ref) error {
	a, err := d.old.Dict(r)
	if err != nil {
		return err
	}
	b, err := d.now.Dict(r)
	if err != nil {
		return err
	}
	but := []pdffile.Name{}
	if b["V"] != nil {
		but = []pdffile.Name{"V", "AP", "F", "M", "MK", "DA", "DR", "Q"}
	}
	if d.sameDict(a, b, but, 0) != nil {
		return errForm
	}
	if b["V"] != nil {
		d.signed++
	}
	return d.signature(b["V"])
}

// signature refuses a value that is no signature; that it holds is seen when it
// is examined itself.
func (d *differ) signature(v pdffile.Object) error {
	if v == nil {
		return nil
	}
	s, err := d.now.Dict(v)
	if err != nil {
		return err
	}
	if s["ByteRange"] == nil || s["Contents"] == nil {
		return errForm
	}
	return nil
}
