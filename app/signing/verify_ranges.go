package signing

import (
	"errors"

	"motcua/app/signing/cms"
	"motcua/app/signing/pdffile"
)

// cover is what a signature covers.
type cover struct {
	content  []byte // the signed bytes, joined
	value    []byte // the signature itself, as it stands
	revision *pdffile.File
}

// covered reads a signature's byte range and refuses every one that leaves out
// anything but the signature's own string, or that ends where no revision does.
// Wrapping attacks, moved ranges and signatures pasted in from elsewhere end
// here or at the digest.
func covered(f *pdffile.File, sf field) (cover, error) {
	sig := sf.sig
	if sig[pdffile.Twice] != nil || sf.dict[pdffile.Twice] != nil {
		return cover{}, refusal("Từ điển chữ ký có mục bị ghi hai lần, mỗi phần mềm có thể đọc một khác.")
	}
	if t := sig["Type"]; t != nil && t != pdffile.Name("Sig") && t != pdffile.Name("DocTimeStamp") {
		return cover{}, refusal("Mục này không phải chữ ký.")
	}
	br, is := sig["ByteRange"].(pdffile.Array)
	if !is || len(br) != 4 {
		return cover{}, refusal("Chữ ký không ghi rõ phần tệp mà nó bảo vệ (thiếu ByteRange, hoặc không đúng bốn số).")
	}
	var n [4]int64
	for i, o := range br {
		v, ok := pdffile.Int(o)
		if !ok || v < 0 || v > f.Len() {
			return cover{}, refusal("Phần tệp mà chữ ký bảo vệ được ghi sai.")
		}
		n[i] = v
	}
	end := n[2] + n[3]
	switch {
	case n[0] != 0:
		return cover{}, refusal("Chữ ký không bảo vệ từ đầu tệp.")
	case n[2] < n[1]:
		return cover{}, refusal("Hai phần mà chữ ký bảo vệ chồng lên nhau.")
	case end > f.Len():
		return cover{}, refusal("Phần chữ ký bảo vệ dài hơn cả tệp; tệp có thể đã bị cắt.")
	}
	value, is := sig["Contents"].(pdffile.String)
	if !is || !value.Hex || len(value.Bytes) == 0 {
		return cover{}, refusal("Chữ ký không có giá trị.")
	}
	if value.From != n[1] || value.To != n[2] || value.To-value.From != int64(2*len(value.Bytes))+2 {
		return cover{}, refusal("Phần tệp không được chữ ký bảo vệ rộng hơn hoặc nằm khác chỗ với chính chữ ký; có thể có nội dung bị chèn vào.")
	}
	rev := f
	if end < f.Len() {
		var err error
		if rev, err = f.Revision(end); err != nil || len(rev.Rest()) > 0 {
			return cover{}, refusal("Chữ ký không bảo vệ đến hết một phiên bản của tệp.")
		}
	}
	if len(f.Rest()) > 0 {
		return cover{}, refusal("Sau phần cuối của tệp có dữ liệu lạ.")
	}
	if r, is := sf.at.(pdffile.Ref); is && !pdffile.SameEntry(rev, f, r.Num) {
		return cover{}, refusal("Chữ ký đã bị thay bằng một chữ ký khác sau khi ký.")
	}
	own, err := signatureFields(rev)
	if err != nil {
		return cover{}, err
	}
	for _, o := range own {
		if v, is := o.sig["Contents"].(pdffile.String); is && v.From == value.From && o.name == sf.name {
			b := f.Bytes()
			content := make([]byte, 0, n[1]+n[3])
			content = append(append(content, b[:n[1]]...), b[n[2]:end]...)
			return cover{content: content, value: value.Bytes, revision: rev}, nil
		}
	}
	return cover{}, refusal("Chữ ký không thuộc phiên bản của tệp mà nó bảo vệ.")
}

// held is a signature whose arithmetic is right.
type held struct {
	sig   *cms.Signature // nil for a timestamp over the document
	stamp *cms.Stamp     // of the signature, or the timestamp itself
	level string
}

// holds does the arithmetic: the content's digest, the signature's value, and
// how far it is PAdES.
func (c *checking) holds(sig pdffile.Dict, cov cover) (*held, error) {
	sub, _ := sig["SubFilter"].(pdffile.Name)
	switch sub {
	case "ETSI.RFC3161":
		s, err := cms.ParseStamp(cov.value)
		if err != nil {
			return nil, refusal("Dấu thời gian của văn bản không đọc được hoặc không đúng với chứng thư của nó.")
		}
		if !s.Covers(cov.content) {
			return nil, refusal("Nội dung đã bị thay đổi sau khi đóng dấu thời gian.")
		}
		return &held{stamp: s, level: LevelStamp}, nil
	case "ETSI.CAdES.detached", "adbe.pkcs7.detached":
	default:
		return nil, doubt("Chữ ký thuộc loại cũ (" + string(sub) + "), không còn đủ an toàn để xác nhận.")
	}
	s, err := cms.Check(cov.value, cov.content)
	switch {
	case errors.Is(err, cms.ErrContent):
		return nil, refusal("Nội dung đã bị thay đổi sau khi ký.")
	case errors.Is(err, cms.ErrValue):
		return nil, refusal("Chữ ký không khớp với chứng thư đi kèm.")
	case errors.Is(err, cms.ErrCertificate):
		return nil, refusal("Chữ ký được gắn với một chứng thư khác với chứng thư đi kèm.")
	case errors.Is(err, cms.ErrWeak):
		return nil, doubt("Chữ ký dùng thuật toán hoặc khóa quá yếu (ví dụ SHA-1, RSA dưới 2048 bit), không còn đủ an toàn để xác nhận.")
	case err != nil:
		return nil, refusal("Chữ ký không đọc được.")
	}
	h := &held{sig: s, stamp: s.Stamp, level: LevelLower}
	if _, dated := claimed(sig); sub == "ETSI.CAdES.detached" && s.Named && !s.DatedInside && dated {
		if h.level = LevelBB; s.Stamp != nil {
			h.level = LevelBT
		}
	}
	return h, nil
}
