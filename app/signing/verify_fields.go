package signing

import (
	"fmt"

	"motcua/app/signing/pdffile"
)

// field is one signature field that is signed.
type field struct {
	name string
	ref  pdffile.Ref // of the field; zero if it stands in its parent
	dict pdffile.Dict
	sig  pdffile.Dict
	at   pdffile.Object // the field's V, as it stands
}

// signatureFields are the signed fields of a file's form, in their order, and
// then those that stand on a page only.
func signatureFields(f *pdffile.File) ([]field, error) {
	w, root, err := formFields(f)
	if err != nil {
		return nil, err
	}
	pages, err := annotatedPages(f, root["Pages"])
	if err != nil {
		return nil, err
	}
	for _, annots := range pages {
		for _, o := range annots {
			r, is := o.(pdffile.Ref)
			if !is || w.seen[r] {
				continue
			}
			d, err := f.Dict(r)
			if err != nil {
				return nil, err
			}
			if d["Subtype"] == pdffile.Name("Widget") && d["FT"] == pdffile.Name("Sig") && d["Parent"] == nil {
				if err := w.walk(pdffile.Array{r}, "", nil, 0); err != nil {
					return nil, err
				}
			}
		}
	}
	return w.out, nil
}

// formFields are the signed fields of the form alone.
func formFields(f *pdffile.File) (*fieldWalk, pdffile.Dict, error) {
	_, root, err := f.Catalog()
	if err != nil {
		return nil, nil, err
	}
	form, err := f.Dict(root["AcroForm"])
	if err != nil {
		return nil, nil, err
	}
	w := &fieldWalk{f: f, seen: map[pdffile.Ref]bool{}}
	return w, root, w.walk(form["Fields"], "", nil, 0)
}

// annotatedPages are the annotations of the pages that have some.
func annotatedPages(f *pdffile.File, node pdffile.Object) (out []pdffile.Array, err error) {
	w := pageWalk{f: f, want: -1, seen: map[pdffile.Ref]bool{}}
	w.each = func(p page) error {
		a, err := f.Array(p.dict["Annots"])
		if err == nil && len(a) > 0 {
			out = append(out, a)
		}
		return err
	}
	return out, w.walk(node, page{}, 0)
}

type fieldWalk struct {
	f    *pdffile.File
	seen map[pdffile.Ref]bool
	out  []field
}

func (w *fieldWalk) walk(list pdffile.Object, name string, kind pdffile.Object, depth int) error {
	a, err := w.f.Array(list)
	if err != nil {
		return err
	}
	if depth > 30 || len(w.seen) > 20_000 {
		return fmt.Errorf("%w: the form's fields", pdffile.ErrTooMuch)
	}
	for _, o := range a {
		r, is := o.(pdffile.Ref)
		if is {
			if w.seen[r] {
				continue
			}
			w.seen[r] = true
		}
		d, err := w.f.Dict(o)
		if err != nil {
			return err
		}
		own := name
		if t := words(d["T"]); t != "" {
			if own != "" {
				own += "."
			}
			own += t
		}
		ft := d["FT"]
		if ft == nil {
			ft = kind
		}
		if ft == pdffile.Name("Sig") && d["V"] != nil {
			sig, err := w.f.Dict(d["V"])
			if err != nil {
				return err
			}
			if len(sig) > 0 {
				w.out = append(w.out, field{name: own, ref: r, dict: d, sig: sig, at: d["V"]})
			}
		}
		if kids, there := d["Kids"]; there {
			if err := w.walk(kids, own, ft, depth+1); err != nil {
				return err
			}
		}
	}
	return nil
}

// takenAway are signatures that an earlier revision had and this one has not:
// somebody removed them, which the file's last revision alone would not show.
func takenAway(f *pdffile.File, present []field) (out []Found, err error) {
	known := map[pdffile.Ref]bool{}
	for _, p := range present {
		if r, is := p.at.(pdffile.Ref); is {
			known[r] = true
		}
	}
	for n := 1; n < len(f.Starts()) && n < 200 && len(out) < mostSignatures; n++ {
		w, _, err := formFields(f.Earlier(n))
		if err != nil {
			continue // half a revision of a linearized file is none
		}
		for _, p := range w.out {
			r, is := p.at.(pdffile.Ref)
			if !is || known[r] {
				continue
			}
			known[r] = true
			out = append(out, Found{
				Field: p.name, Signer: words(p.sig["Name"]), Level: LevelLower, Verdict: Invalid, VerdictText: Invalid.Word(),
				Reason: "Chữ ký này từng có trong tệp nhưng đã bị gỡ bỏ ở một phiên bản sau.", Revocation: revocationNotAsked, Later: LaterChanged,
			})
		}
	}
	return out, nil
}
