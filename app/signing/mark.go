package signing

import (
	"fmt"

	"motcua/app/signing/pdffile"
	"motcua/app/slips/font"
)

// Mark lays a word across every page, in a revision of its own: for looking at
// a document that does not hold yet. Every byte of the document stays; what is
// signed later is the document without the mark.
// Faults: as Sign, of the file.
func Mark(pdf []byte, word string) ([]byte, error) {
	f, err := pdffile.Open(pdf)
	if err != nil {
		return nil, FileFault(err)
	}
	_, root, err := f.Catalog()
	if err != nil {
		return nil, FileFault(err)
	}
	u := f.Update()
	w := pageWalk{f: f, want: -1, seen: map[pdffile.Ref]bool{}, each: func(p page) error {
		wide, high := (p.box[2]-p.box[0])*25.4/72, (p.box[3]-p.box[1])*25.4/72
		drawn, err := across(wide, high, word)
		if err != nil {
			return err
		}
		ref, err := form(u, drawn, p.rotate)
		if err != nil {
			return err
		}
		box := pdffile.Array{number(p.box[0]), number(p.box[1]), number(p.box[2]), number(p.box[3])}
		mark := pdffile.Dict{
			"Type": pdffile.Name("Annot"), "Subtype": pdffile.Name("Stamp"), "F": pdffile.Num(132), // printed, locked
			"Rect": box, "P": p.ref, "AP": pdffile.Dict{"N": ref},
		}
		return annotate(f, u, mark, u.Add(mark))
	}}
	if err := w.walk(root["Pages"], page{box: a4}, 0); err != nil {
		return nil, FileFault(err)
	}
	out, _ := u.Bytes()
	return out, nil
}

// across draws the outlines of the word from corner to corner.
func across(wide, high float64, word string) ([]byte, error) {
	p, err := sheet(wide, high, "B")
	if err != nil {
		return nil, err
	}
	const size = 90
	p.SetFont(font.Family, "B", size)
	p.SetTextRenderingMode(1) // an outline: what lies below has to be read
	p.SetDrawColor(150, 150, 150)
	p.SetLineWidth(0.25)
	p.TransformBegin()
	p.TransformRotate(50, wide/2, high/2)
	centred(p, 0, wide, high/2+size*lineHeight*0.25, plain(word))
	p.TransformEnd()
	if err := p.Error(); err != nil {
		return nil, fmt.Errorf("signing: the mark: %w", err)
	}
	return output(p)
}
