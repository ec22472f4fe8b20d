package signing

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/hex"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"motcua/app/fault"
	"motcua/app/signing/pdffile"
)

func (w world) checker() *Checker {
	return &Checker{Roots: []*x509.Certificate{w.ca.Root}, Now: at(noon.Add(time.Hour))}
}

func (w world) sign(id Identity, pdf []byte, o Options) []byte {
	return must(w.signer(id).Sign(context.Background(), pdf, o))
}

func (w world) verify(t *testing.T, pdf []byte) []Found {
	t.Helper()
	r, err := w.checker().Verify(context.Background(), pdf)
	if err != nil {
		t.Fatal(err)
	}
	return r.Signatures
}

func TestBothSignaturesHold(t *testing.T) {
	t.Parallel()
	w := theWorld()
	pdf := w.sign(w.office, w.sign(w.person, paper(2), Options{Visible: &Block{}}), Options{Visible: &Block{Office: "UBND xã Kim Bôi"}})
	got := w.verify(t, pdf)
	if len(got) != 2 {
		t.Fatalf("%d signatures", len(got))
	}
	for i, want := range []struct{ signer, later string }{{"Nguyễn Thị Hương (mô phỏng)", LaterSignatures}, {"UBND xã Kim Bôi (mô phỏng)", LaterNothing}} {
		g := got[i]
		if g.Signer != want.signer || g.Verdict != Valid || g.Level != LevelBT || g.Later != want.later || !g.Intact || !g.Trusted || !g.Simulated || g.TimeSource != TimeStamped || !g.Time.Equal(noon) {
			t.Errorf("%d: %+v", i, g)
		}
	}
	unknown, err := (&Checker{Now: at(noon)}).Verify(context.Background(), pdf)
	if err != nil || unknown.Signatures[0].Verdict != Unknown || !strings.Contains(unknown.Signatures[0].Reason, "Chưa cấu hình chứng thư gốc") {
		t.Errorf("without roots: %+v, %v", unknown, err)
	}
	if r := must(w.checker().Verify(context.Background(), paper(1))); len(r.Signatures) != 0 {
		t.Error("signatures in an unsigned file:", r)
	}
}

// patch replaces the last occurrence, in the same length.
func patch(pdf []byte, old, now string) []byte {
	if len(now) > len(old) {
		panic("longer")
	}
	i := bytes.LastIndex(pdf, []byte(old))
	if i < 0 {
		panic("not there: " + old)
	}
	out := bytes.Clone(pdf)
	copy(out[i:], now+strings.Repeat(" ", len(old)-len(now)))
	return out
}

// revise appends a revision.
func revise(pdf []byte, change func(f *pdffile.File, u *pdffile.Update, catalog pdffile.Dict, page page)) []byte {
	f := must(pdffile.Open(pdf))
	u := f.Update()
	_, root, err := f.Catalog()
	if err != nil {
		panic(err)
	}
	change(f, u, clone(root), must(findPage(f, 1)))
	out, _ := u.Bytes()
	return out
}

var theRange = regexp.MustCompile(`/ByteRange \[0 (\d+) +(\d+) +(\d+) *\]`)

// rangeOf reads the (last) byte range's numbers.
func rangeOf(pdf []byte) (text string, n [3]int) {
	all := theRange.FindAllSubmatch(pdf, -1)
	m := all[len(all)-1]
	for i := range n {
		fmt.Sscan(string(m[i+1]), &n[i])
	}
	return string(m[0]), n
}

func ranges(pdf []byte, a, b, c, d int) []byte {
	old, _ := rangeOf(pdf)
	return patch(pdf, old, fmt.Sprintf("/ByteRange [%d %d %d %d]", a, b, c, d))
}

func rootOf(f *pdffile.File) pdffile.Ref { return f.Trailer()["Root"].(pdffile.Ref) }

func overlay(u *pdffile.Update) pdffile.Ref {
	return u.Add(pdffile.Stream{Dict: pdffile.Dict{}, Own: []byte("1 0 0 rg 0 0 595 842 re f")})
}

func TestAttacksAreRefused(t *testing.T) {
	t.Parallel()
	w := theWorld()
	honest := w.sign(w.person, paper(1), Options{Visible: &Block{}})
	_, n := rangeOf(honest)
	for name, c := range map[string]struct {
		pdf  []byte
		says string
	}{
		"a changed byte": {func() []byte {
			out := bytes.Clone(honest)
			i := bytes.Index(out, []byte("/MediaBox"))
			out[i+len("/MediaBox [0 0 ")]++
			return out
		}(), "Nội dung đã bị thay đổi sau khi ký"},
		"overlay: another content for the page": {revise(honest, func(f *pdffile.File, u *pdffile.Update, _ pdffile.Dict, p page) {
			d := clone(p.dict)
			d["Contents"] = pdffile.Array{d["Contents"], overlay(u)}
			u.Set(p.ref, d)
		}), "trang 1 đã bị thay đổi"},
		"shadow replace: the content stream under its old number": {revise(honest, func(f *pdffile.File, u *pdffile.Update, _ pdffile.Dict, p page) {
			u.Set(p.dict["Contents"].(pdffile.Ref), pdffile.Stream{Dict: pdffile.Dict{}, Own: []byte("BT ET")})
		}), "trang 1 đã bị thay đổi"},
		"shadow replace: the font under its old number": {revise(honest, func(f *pdffile.File, u *pdffile.Update, _ pdffile.Dict, p page) {
			res := must(f.Dict(p.dict["Resources"]))
			if len(res) == 0 {
				res = must(f.Dict(must(f.Dict(p.dict["Parent"]))["Resources"]))
			}
			for _, font := range must(f.Dict(res["Font"])) {
				u.Set(font.(pdffile.Ref), pdffile.Dict{"Type": pdffile.Name("Font"), "Subtype": pdffile.Name("Type1"), "BaseFont": pdffile.Name("ZapfDingbats")})
			}
		}), "trang 1 đã bị thay đổi"},
		"an annotation over the page": {revise(honest, func(f *pdffile.File, u *pdffile.Update, _ pdffile.Dict, p page) {
			d := clone(p.dict)
			d["Annots"] = append(must(f.Array(d["Annots"])), u.Add(pdffile.Dict{"Type": pdffile.Name("Annot"), "Subtype": pdffile.Name("Stamp")}))
			u.Set(p.ref, d)
		}), "trang 1 đã bị thay đổi"},
		"a new page": {revise(honest, func(f *pdffile.File, u *pdffile.Update, root pdffile.Dict, p page) {
			r := root["Pages"].(pdffile.Ref)
			d := clone(must(f.Dict(r)))
			d["Kids"] = append(must(f.Array(d["Kids"])), u.Add(clone(p.dict)))
			u.Set(r, d)
		}), "các trang của văn bản đã bị thay đổi"},
		"a catalog of its own": {revise(honest, func(f *pdffile.File, u *pdffile.Update, root pdffile.Dict, p page) {
			root["OpenAction"] = pdffile.Dict{"S": pdffile.Name("JavaScript")}
			u.Set(rootOf(f), root)
		}), "cấu trúc văn bản (OpenAction) đã bị thay đổi"},
		"the signed block itself": {revise(honest, func(f *pdffile.File, u *pdffile.Update, root pdffile.Dict, p page) {
			r := must(f.Array(p.dict["Annots"]))[0].(pdffile.Ref)
			d := clone(must(f.Dict(r)))
			d["AP"] = pdffile.Dict{"N": overlay(u)}
			u.Set(r, d)
		}), "biểu mẫu trong văn bản đã bị thay đổi"},
		"a block that is no signature": {revise(honest, func(f *pdffile.File, u *pdffile.Update, root pdffile.Dict, p page) {
			field := u.Add(pdffile.Dict{
				"Type": pdffile.Name("Annot"), "Subtype": pdffile.Name("Widget"), "FT": pdffile.Name("Sig"), "P": p.ref,
				"Rect": pdffile.Array{pdffile.Num(0), pdffile.Num(0), pdffile.Num(100), pdffile.Num(100)}, "AP": pdffile.Dict{"N": overlay(u)},
			})
			form := clone(must(f.Dict(root["AcroForm"])))
			form["Fields"] = append(must(f.Array(form["Fields"])), field)
			root["AcroForm"] = form
			u.Set(rootOf(f), root)
			d := clone(p.dict)
			d["Annots"] = append(must(f.Array(d["Annots"])), field)
			u.Set(p.ref, d)
		}), "một khối không phải chữ ký"},
		"signed over: a later signature that papers over the page": {
			w.sign(w.office, honest, Options{Visible: &Block{X: 1, Y: 1, Width: 200, Height: 280}}), "che quá nhiều trang giấy",
		},
		"the signature removed": {revise(honest, func(f *pdffile.File, u *pdffile.Update, root pdffile.Dict, p page) {
			delete(root, "AcroForm")
			u.Set(rootOf(f), root)
			d := clone(p.dict)
			delete(d, "Annots")
			u.Set(p.ref, d)
		}), "đã bị gỡ bỏ"},
		"another catalog": {revise(honest, func(f *pdffile.File, u *pdffile.Update, root pdffile.Dict, p page) {
			f.Trailer()["Root"] = u.Add(root) // the trailer of the new revision takes it from here
		}), "toàn bộ cấu trúc văn bản đã bị thay"},
		"shadow hide and replace: the table alone points to what was hidden": {hidden(w), "trang 1 đã bị thay đổi"},
		"shadow replace: a text field's value":                               {filledIn(w), "biểu mẫu trong văn bản đã bị thay đổi"},
		"two-faced: a table for some readers, a stream for others":           {twoFaced(honest), "mỗi phần mềm có thể đọc một khác"},
		"a revision that goes around the signed one":                         {around(honest), "không bảo vệ đến hết một phiên bản"},
		"junk after the end":             {append(bytes.Clone(honest), "\n5 0 obj\n<</Evil true>>\nendobj\n"...), "dữ liệu lạ"},
		"not from the start":             {ranges(honest, 9, n[0]-9, n[1], n[2]), "không bảo vệ từ đầu tệp"},
		"a wider gap":                    {ranges(honest, 0, n[0]-40, n[1], n[2]), "có thể có nội dung bị chèn vào"},
		"a gap that ends late":           {ranges(honest, 0, n[0], n[1]+2, n[2]-2), "có thể có nội dung bị chèn vào"},
		"overlapping":                    {ranges(honest, 0, n[1]+10, n[1], n[2]), "chồng lên nhau"},
		"longer than the file":           {ranges(honest, 0, n[0], n[1], n[2]+50), "dài hơn cả tệp"},
		"not to a revision's end":        {ranges(honest, 0, n[0], n[1], n[2]-30), "không bảo vệ đến hết một phiên bản"},
		"no byte range":                  {patch(honest, "/ByteRange [", "/ByteRangX ["), "thiếu ByteRange"},
		"contents twice":                 {patch(honest, "/M (D:20261126120000+07'00')", "/Contents<00>"), "ghi hai lần"},
		"an empty signature":             {patch(honest, string(honest[n[0]:n[1]]), "<"+strings.Repeat("0", n[1]-n[0]-2)+">"), "Chữ ký không đọc được"},
		"pasted into another file":       {paste(honest, w), "Nội dung đã bị thay đổi sau khi ký"},
		"moved: content in a longer gap": {moved(honest), "có thể có nội dung bị chèn vào"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := w.verify(t, c.pdf)
			if len(got) == 0 {
				t.Fatal("no signature was seen")
			}
			if g := got[0]; g.Verdict != Invalid || g.Intact || !strings.Contains(g.Reason, c.says) {
				t.Errorf("%s: %s", g.Verdict, g.Reason)
			}
		})
	}
}

func TestATimestampOverTheDocument(t *testing.T) {
	t.Parallel()
	w := theWorld()
	out, at, err := prepare(must(pdffile.Open(paper(1))), Options{}, noon, 8000)
	if err != nil {
		t.Fatal(err)
	}
	out = patch(out, "/SubFilter/ETSI.CAdES.detached", "/SubFilter/ETSI.RFC3161")
	token := must(w.ca.Stamps(func() time.Time { return noon }).Stamp(context.Background(), append(bytes.Clone(out[:at.from]), out[at.to:]...)))
	hex.Encode(out[at.from+1:], token)
	if g := w.verify(t, out)[0]; g.Verdict != Valid || g.Level != LevelStamp || !g.Time.Equal(noon) {
		t.Errorf("%+v", g)
	}
	out[len("%PDF-1.")]++
	if g := w.verify(t, out)[0]; g.Verdict != Invalid {
		t.Errorf("%+v", g)
	}
}

func TestABlockDrawnByNobodyCastsDoubt(t *testing.T) {
	t.Parallel()
	w := theWorld()
	honest := w.sign(w.person, paper(1), Options{Visible: &Block{}})
	stranger := must(must(NewSimulated(noon)).Issue("Ai đó", "", noon))
	drawn := w.sign(stranger, honest, Options{Visible: &Block{X: 20, Y: 15, Lines: []string{"số tiền 9.000.000 đồng"}}})
	if g := w.verify(t, drawn)[0]; g.Verdict != Unknown || !strings.Contains(g.Reason, "người chưa rõ là ai") {
		t.Errorf("drawn by a stranger: %s: %s", g.Verdict, g.Reason)
	}
	_, n := rangeOf(drawn)
	broken := patch(drawn, string(drawn[n[0]+1:n[0]+9]), "00000000")
	if g := w.verify(t, broken)[0]; g.Verdict != Invalid || g.Intact || !strings.Contains(g.Reason, "không hợp lệ được vẽ thêm") {
		t.Errorf("drawn by a signature that does not hold: %s: %s", g.Verdict, g.Reason)
	}
}

// hidden is the shadow attack that needs no new object: another content stands
// in the file before it is signed, under the number of the shown one, and
// afterwards a table says that it is the one.
func hidden(w world) []byte {
	var num, shown int
	prepared := revise(paper(1), func(f *pdffile.File, u *pdffile.Update, _ pdffile.Dict, p page) {
		r := p.dict["Contents"].(pdffile.Ref)
		num = r.Num
		u.Set(r, pdffile.Stream{Dict: pdffile.Dict{}, Own: []byte("BT (9.000.000) Tj ET")})
	})
	prepared = revise(prepared, func(f *pdffile.File, u *pdffile.Update, _ pdffile.Dict, p page) {
		at, _ := f.InFile(num)
		shown = int(at)
		u.Set(p.dict["Contents"].(pdffile.Ref), pdffile.Stream{Dict: pdffile.Dict{}, Own: []byte("BT (1.000.000) Tj ET")})
	})
	signed := w.sign(w.person, prepared, Options{})
	f := must(pdffile.Open(signed))
	root := pdffile.Append(nil, f.Trailer()["Root"])
	return fmt.Appendf(signed[:len(signed):len(signed)], "xref\n%d 1\n%010d 00000 n \ntrailer\n<</Size 100/Root %s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", num, shown, root, f.Starts()[0], len(signed))
}

// filledIn is a form whose text field gets another value after it was signed.
func filledIn(w world) []byte {
	var field pdffile.Ref
	form := revise(paper(1), func(f *pdffile.File, u *pdffile.Update, root pdffile.Dict, p page) {
		field = u.Add(pdffile.Dict{"FT": pdffile.Name("Tx"), "T": text("SoTien"), "V": text("1.000.000")})
		root["AcroForm"] = pdffile.Dict{"Fields": pdffile.Array{field}}
		u.Set(rootOf(f), root)
	})
	return revise(w.sign(w.person, form, Options{}), func(f *pdffile.File, u *pdffile.Update, _ pdffile.Dict, _ page) {
		d := clone(must(f.Dict(field)))
		d["V"] = text("9.000.000")
		u.Set(field, d)
	})
}

// around is a revision that takes the signature along but builds on what was
// there before the signed revision.
func around(honest []byte) []byte {
	f := must(pdffile.Open(honest))
	out := append(bytes.Clone(honest), "xref\n"...)
	for n := range 200 {
		if at, ok := f.InFile(n); ok {
			out = fmt.Appendf(out, "%d 1\n%010d 00000 n \n", n, at)
		}
	}
	root := pdffile.Append(nil, f.Trailer()["Root"])
	return fmt.Appendf(out, "trailer\n<</Size 200/Root %s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n", root, f.Starts()[1], len(honest))
}

// twoFaced appends a table that changes nothing, beside a stream that newer
// readers prefer and that shows another content.
func twoFaced(honest []byte) []byte {
	f := must(pdffile.Open(honest))
	p := must(findPage(f, 1))
	num := p.dict["Contents"].(pdffile.Ref).Num
	root := pdffile.Append(nil, f.Trailer()["Root"])
	out := bytes.Clone(honest)
	evil := len(out)
	out = fmt.Appendf(out, "%d 0 obj\n<</Length 5>>stream\nBT ET\nendstream\nendobj\n", num)
	at := len(out)
	row := []byte{1, byte(evil >> 24), byte(evil >> 16), byte(evil >> 8), byte(evil), 0}
	out = fmt.Appendf(out, "199 0 obj\n<</Type/XRef/Size 200/W[1 4 1]/Index[%d 1]/Root %s/Length 6>>stream\n%s\nendstream\nendobj\n", num, root, row)
	return fmt.Appendf(out, "xref\n0 1\n0000000000 65535 f \ntrailer\n<</Size 200/Root %s/Prev %d/XRefStm %d>>\nstartxref\n%d\n%%%%EOF\n", root, f.Starts()[0], at, len(out))
}

// paste puts one file's signature into another file of the same shape.
func paste(from []byte, w world) []byte {
	into := w.sign(w.person, paper(2), Options{})
	_, a := rangeOf(from)
	_, b := rangeOf(into)
	out := bytes.Clone(into)
	copy(out[b[0]:b[1]], from[a[0]:a[1]])
	return out
}

// moved is signature wrapping: the second signed part is moved back and content
// of the attacker's put before it, with the byte range told so.
func moved(honest []byte) []byte {
	_, n := rangeOf(honest)
	evil := []byte(" /Reason(bought) ")
	out := append(bytes.Clone(honest[:n[1]]), evil...)
	out = append(out, honest[n[1]:]...)
	// the table's places after the gap move along
	old, _ := rangeOf(out)
	out = patch(out, old, fmt.Sprintf("/ByteRange [0 %d %d %d]", n[0], n[1]+len(evil), n[2]))
	return shift(out, n[1], len(evil))
}

// shift mends the newest table after bytes were put in at a place.
func shift(pdf []byte, at, by int) []byte {
	i := bytes.LastIndex(pdf, []byte("\nxref\n")) + 1
	tail := regexp.MustCompile(`(?m)^(\d{10}) 00000 n $`).ReplaceAllFunc(pdf[i:], func(b []byte) []byte {
		n := must(strconv.Atoi(string(b[:10])))
		if n >= at {
			n += by
		}
		return fmt.Appendf(nil, "%010d 00000 n ", n)
	})
	tail = regexp.MustCompile(`startxref\n\d+`).ReplaceAll(tail, fmt.Appendf(nil, "startxref\n%d", i))
	return append(bytes.Clone(pdf[:i]), tail...)
}

func TestFilesThatCannotBeRead(t *testing.T) {
	t.Parallel()
	w := theWorld()
	signed := w.sign(w.person, paper(1), Options{})
	name := write(t, paper(1))
	tool(t, "qpdf", "--encrypt", "a", "b", "256", "--", name, name+".locked")
	for key, pdf := range map[string][]byte{
		"signing.not_pdf":   []byte("PK\x03\x04"),
		"signing.truncated": signed[:len(signed)*2/3],
		"signing.encrypted": must(os.ReadFile(name + ".locked")),
		"signing.broken":    patch(paper(1), "/Root", "/Rood"),
	} {
		_, err := w.checker().Verify(context.Background(), pdf)
		if f := fault.As(err); f == nil || f.Key != key || f.Text == "" {
			t.Errorf("%s: verify says %v", key, err)
		}
		if _, err := w.signer(w.person).Sign(context.Background(), pdf, Options{}); err == nil {
			t.Errorf("%s: signed", key)
		}
	}
}
