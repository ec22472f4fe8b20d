package exchange

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// readText reads at most MaxBytes and decodes UTF-8 (with or without a byte
// order mark) and UTF-16 with one.
func readText(r io.Reader) ([]byte, *Refusal) {
	if s, ok := r.(interface{ Len() int }); ok && s.Len() > MaxBytes {
		return nil, tooLarge(MaxBytes)
	}
	b, err := io.ReadAll(io.LimitReader(r, MaxBytes+1))
	if err != nil {
		return nil, refuse(0, "", "Không đọc được tệp. Kiểm tra đường truyền rồi gửi lại.")
	}
	if len(b) > MaxBytes {
		return nil, tooLarge(MaxBytes)
	}
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		b = b[3:]
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		if b, err = fromUTF16(b); err != nil {
			return nil, refuse(1, "", "Tệp UTF-16 bị cắt hoặc hỏng. Lưu lại tệp ở dạng UTF-8 rồi gửi lại.")
		}
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return nil, refuse(1, "", "Tệp trống. Chọn tệp CSV, YAML hoặc JSON có nội dung.")
	}
	if !utf8.Valid(b) {
		return nil, refuse(badByte(b), "", "Tệp không phải UTF-8 (có thể là Windows-1258 hoặc TCVN3). Lưu lại tệp ở dạng “CSV UTF-8” hoặc UTF-8 rồi gửi lại.")
	}
	if i := bytes.IndexByte(b, 0); i >= 0 {
		return nil, refuse(lineAt(b, i), "", "Tệp chứa ký tự không phải chữ; đây không phải tệp CSV, YAML hay JSON.")
	}
	return b, nil
}

// TooLarge refuses a file by its size, before it is read.
func TooLarge() *Refusal { return tooLarge(MaxBytes) }

func tooLarge(limit int) *Refusal {
	return refuse(0, "", "Tệp lớn hơn %d MB. Chia thành nhiều tệp nhỏ hơn rồi nhập từng tệp.", limit>>20)
}

func fromUTF16(b []byte) ([]byte, error) {
	if len(b)%2 != 0 {
		return nil, errors.New("odd length")
	}
	hi, lo := 1, 0
	if b[0] == 0xfe {
		hi, lo = 0, 1
	}
	u := make([]uint16, 0, len(b)/2-1)
	for i := 2; i < len(b); i += 2 {
		u = append(u, uint16(b[i+hi])<<8|uint16(b[i+lo]))
	}
	out := make([]byte, 0, len(b))
	for _, r := range utf16.Decode(u) {
		if r == utf8.RuneError {
			return nil, fmt.Errorf("broken surrogate")
		}
		out = utf8.AppendRune(out, r)
	}
	return out, nil
}

// badByte is the line of the first byte that is not UTF-8.
func badByte(b []byte) int {
	for i := 0; i < len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			return lineAt(b, i)
		}
		i += n
	}
	return 1
}

// lineAt is the line of an offset, from 1.
func lineAt(b []byte, off int) int {
	return 1 + bytes.Count(b[:min(max(off, 0), len(b))], []byte{'\n'})
}

// columnAt is the column of an offset in characters, from 1.
func columnAt(b []byte, off int) int {
	off = min(max(off, 0), len(b))
	return 1 + utf8.RuneCount(b[bytes.LastIndexByte(b[:off], '\n')+1:off])
}
