package signing

import (
	"bytes"
	"context"
	"crypto/x509"
	"testing"

	"motcua/app/fault"
)

func TestWhatIsBroughtBackIsWhatWasSubmitted(t *testing.T) {
	t.Parallel()
	w, ctx := theWorld(), context.Background()
	c := &Checker{Roots: []*x509.Certificate{w.ca.Root}, Now: at(noon)}
	base, other := paper(2), paper(3)
	row := &Block{Page: 1, X: 30, Y: 40, Width: 160, Height: 7, Row: &[2]string{"Số: 12/2026", "Kim Bôi, ngày 26 tháng 11 năm 2026"}}
	person := w.sign(w.person, base, Options{Visible: &Block{X: 110, Y: 200, Width: 82, Height: 36, Title: []string{"KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH"}, Under: "Nguyễn Thị Hương"}})
	both := w.sign(w.office, person, Options{Visible: row})
	agreed(t, both, 2)
	for what, x := range map[string][2][]byte{"from a draft": {base, both}, "from what the person signed": {person, both}} {
		if r, err := c.Extends(ctx, x[0], x[1]); err != nil || len(r.Signatures) != 2 {
			t.Error(what, err)
		}
	}
	marked := must(Mark(base, "DỰ THẢO"))
	tool(t, "qpdf", "--check", write(t, marked))
	if !bytes.HasPrefix(marked, base) {
		t.Error("the mark changed the document")
	}
	for key, x := range map[string][2][]byte{
		"signing.another_document": {base, w.sign(w.office, other, Options{})},
		"signing.not_signed":       {person, person},
		"signing.changed":          {base, w.sign(w.office, marked, Options{})}, // something was added before it was signed
		"signing.does_not_hold":    {base, must(Mark(person, "x"))},
	} {
		if _, err := c.Extends(ctx, x[0], x[1]); !fault.HasKey(err, key) {
			t.Errorf("%s: %v", key, err)
		}
	}
}
