package signing

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
	"unicode/utf16"

	"motcua/app/fault"
	"motcua/app/signing/cms"
	"motcua/app/signing/pdffile"
)

// Signer signs as one identity.
type Signer struct {
	Identity Identity
	Stamps   Timestamper // nil: level B-B, without a timestamp
	Now      func() time.Time
}

// Options say what the signature tells besides who.
type Options struct {
	Name     string // of the signer; empty: as the certificate calls them
	Reason   string
	Location string
	Visible  *Block // nil: nothing to be seen on the page
}

// Sign appends a signature to a PDF; every byte of the PDF stays. It is safe to
// call from several goroutines.
//
// Faults: Invalid for a file that cannot be signed (no PDF, broken, with a
// password, locked by its author) and for a certificate that may not sign;
// Unavailable when the key's device or provider or the timestamp authority does
// not answer: nothing was signed then.
func (s *Signer) Sign(ctx context.Context, pdf []byte, o Options) ([]byte, error) {
	now := s.Now()
	if err := usable(s.Identity, now); err != nil {
		return nil, err
	}
	f, err := pdffile.Open(pdf)
	if err != nil {
		return nil, FileFault(err)
	}
	if len(f.Rest()) > 0 {
		return nil, FileFault(pdffile.ErrBroken)
	}
	if o.Name == "" {
		o.Name = called(s.Identity.Certificate)
	}
	room := 4096
	for _, c := range s.Identity.Chain {
		room += len(c.Raw)
	}
	room += len(s.Identity.Certificate.Raw)
	if s.Stamps != nil {
		room += 12 << 10 // tokens with a chain of RSA certificates are 6 to 8 KB
	}
	out, at, err := prepare(f, o, now, room)
	if err != nil {
		return nil, err
	}
	hash, err := cms.HashFor(s.Identity.Certificate.PublicKey)
	if err != nil {
		return nil, err
	}
	h := hash.New()
	h.Write(out[:at.from])
	h.Write(out[at.to:])
	var stamp func([]byte) ([]byte, error)
	if s.Stamps != nil {
		stamp = func(value []byte) ([]byte, error) { return s.Stamps.Stamp(ctx, value) }
	}
	signed, err := cms.Sign(s.Identity, h.Sum(nil), stamp)
	if err != nil {
		var said *fault.Error
		if errors.As(err, &said) {
			return nil, said
		}
		return nil, fault.New(fault.Unavailable, "signing.key", "Khóa ký không dùng được lúc này. Văn bản chưa được ký.").Wrap(err)
	}
	if len(signed) > room {
		return nil, fmt.Errorf("signing: a signature of %d bytes, with room for %d", len(signed), room)
	}
	hex.Encode(out[at.from+1:], signed)
	return out, nil
}

// span is where the signature's string stands, brackets and all.
type span struct{ from, to int }

// prepare appends the revision with an empty signature and its byte range.
func prepare(f *pdffile.File, o Options, now time.Time, room int) ([]byte, span, error) {
	u := f.Update()
	rootRef, root, err := f.Catalog()
	if err != nil {
		return nil, span{}, FileFault(err)
	}
	if locked, err := sealed(f, root); err != nil || locked {
		if err == nil {
			err = fault.New(fault.Invalid, "signing.sealed", "Người lập văn bản đã khóa tệp này, không cho ký thêm.")
		}
		return nil, span{}, FileFault(err)
	}
	form, err := f.Dict(root["AcroForm"])
	if err != nil {
		return nil, span{}, FileFault(err)
	}
	fields, err := f.Array(form["Fields"])
	if err != nil {
		return nil, span{}, FileFault(err)
	}
	sig := u.New()
	widget := pdffile.Dict{
		"Type": pdffile.Name("Annot"), "Subtype": pdffile.Name("Widget"), "FT": pdffile.Name("Sig"),
		"T": text(fmt.Sprintf("ChuKy%d", sig.Num)), "V": sig, "F": pdffile.Num(132), // printed, locked
		"Rect": pdffile.Array{pdffile.Num(0), pdffile.Num(0), pdffile.Num(0), pdffile.Num(0)},
	}
	if err := place(f, u, widget, o, now); err != nil {
		return nil, span{}, err
	}
	field := u.Add(widget)
	if err := annotate(f, u, widget, field); err != nil {
		return nil, span{}, FileFault(err)
	}
	u.Set(sig, signatureDict(o, now, room))
	form = clone(form)
	form["Fields"] = append(append(pdffile.Array{}, fields...), field)
	form["SigFlags"] = pdffile.Num(3) // signatures exist; append only
	if r, is := root["AcroForm"].(pdffile.Ref); is {
		u.Set(r, form)
	} else {
		root = clone(root)
		root["AcroForm"] = form
		u.Set(rootRef, root)
	}
	out, offsets := u.Bytes()
	begin := int(offsets[sig.Num])
	from := begin + bytes.Index(out[begin:], []byte("/Contents <")) + len("/Contents ")
	at := span{from, from + 2*room + 2}
	br := begin + bytes.Index(out[begin:], []byte("/ByteRange [")) + len("/ByteRange [")
	copy(out[br:], fmt.Sprintf("0 %-10d %-10d %-10d", at.from, at.to, len(out)-at.to))
	return out, at, nil
}

// signatureDict is written by hand: its byte range and its contents are filled
// in where they stand.
func signatureDict(o Options, now time.Time, room int) pdffile.Raw {
	out := []byte("<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached\n/ByteRange [0 0000000000 0000000000 0000000000]\n/Contents <")
	out = append(out, bytes.Repeat([]byte("0"), 2*room)...)
	out = append(out, ">\n/M ("+now.In(zone).Format("D:20060102150405")+"+07'00')"...)
	for _, e := range []struct {
		key  pdffile.Name
		text string
	}{{"Name", o.Name}, {"Reason", o.Reason}, {"Location", o.Location}} {
		if e.text != "" {
			out = pdffile.Append(append(pdffile.Append(append(out, '\n'), e.key), ' '), text(e.text))
		}
	}
	return append(out, ">>"...)
}

// text is a text string: Latin as it is, everything else as UTF-16.
func text(s string) pdffile.String {
	for _, r := range s {
		if r >= 0x7f || r < ' ' {
			out := []byte{0xfe, 0xff}
			for _, c := range utf16.Encode([]rune(s)) {
				out = append(out, byte(c>>8), byte(c))
			}
			return pdffile.String{Bytes: out, Hex: true}
		}
	}
	return pdffile.String{Bytes: []byte(s)}
}

// words undoes text.
func words(o pdffile.Object) string {
	s, is := o.(pdffile.String)
	if !is {
		return ""
	}
	b := s.Bytes
	switch {
	case bytes.HasPrefix(b, []byte{0xfe, 0xff}):
		var u []uint16
		for i := 2; i+1 < len(b); i += 2 {
			u = append(u, uint16(b[i])<<8|uint16(b[i+1]))
		}
		return string(utf16.Decode(u))
	case bytes.HasPrefix(b, []byte{0xef, 0xbb, 0xbf}):
		return string(bytes.ToValidUTF8(b[3:], []byte("□")))
	}
	out := make([]rune, len(b)) // PDFDocEncoding, which is Latin-1 where it matters
	for i, c := range b {
		out[i] = rune(c)
	}
	return string(out)
}

func clone(d pdffile.Dict) pdffile.Dict {
	out := make(pdffile.Dict, len(d)+1)
	for k, v := range d {
		out[k] = v
	}
	return out
}

// sealed says whether a certifying signature forbids every change, further
// signatures included.
func sealed(f *pdffile.File, root pdffile.Dict) (bool, error) {
	perms, err := f.Dict(root["Perms"])
	if err != nil {
		return false, err
	}
	sig, err := f.Dict(perms["DocMDP"])
	if err != nil {
		return false, err
	}
	refs, err := f.Array(sig["Reference"])
	if err != nil {
		return false, err
	}
	for _, r := range refs {
		d, err := f.Dict(r)
		if err != nil {
			return false, err
		}
		parms, err := f.Dict(d["TransformParams"])
		if err != nil {
			return false, err
		}
		if p, ok := pdffile.Int(parms["P"]); d["TransformMethod"] == pdffile.Name("DocMDP") && ok && p == 1 {
			return true, nil
		}
	}
	return false, nil
}

// FileFault says in words what is wrong with a file as a whole.
func FileFault(err error) error {
	var said *fault.Error
	switch {
	case err == nil || errors.As(err, &said):
		return err
	case errors.Is(err, pdffile.ErrNotPDF):
		return fault.New(fault.Invalid, "signing.not_pdf", "Tệp này không phải PDF. Chọn đúng tệp, hoặc xuất văn bản ra PDF rồi thử lại.").Wrap(err)
	case errors.Is(err, pdffile.ErrTruncated):
		return fault.New(fault.Invalid, "signing.truncated", "Tệp PDF bị cắt cụt, thiếu phần cuối. Tải lại tệp gốc rồi thử lại.").Wrap(err)
	case errors.Is(err, pdffile.ErrEncrypted):
		return fault.New(fault.Invalid, "signing.encrypted", "Tệp PDF có mật khẩu hoặc bị khóa. Gỡ mật khẩu rồi thử lại.").Wrap(err)
	case errors.Is(err, pdffile.ErrTooMuch):
		return fault.New(fault.Invalid, "signing.too_much", "Tệp PDF có cấu trúc lớn bất thường nên không được đọc. Xuất lại văn bản ra PDF rồi thử lại.").Wrap(err)
	}
	return fault.New(fault.Invalid, "signing.broken", "Tệp PDF bị hỏng cấu trúc. Xuất lại văn bản ra PDF rồi thử lại.").Wrap(err)
}
