package documents

import (
	"archive/zip"
	"errors"
	"io"
	"strings"

	"motcua/app/fault"
)

// Office files, taken only where a procedure's component says so.
const (
	DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	ODT  = "application/vnd.oasis.opendocument.text"
)

// KeyMacro refuses an office file that carries programs.
const KeyMacro = "document.macro"

// Bounds of an office file, which is a ZIP archive: entries and what they may unpack to.
const (
	mostEntries  = 2000
	mostUnpacked = 200 << 20
)

// PolicyFor is the policy of a component that accepts these: image, pdf,
// office; none: the default.
func PolicyFor(accept []string) Policy {
	p := Default
	if len(accept) == 0 {
		return p
	}
	p.Accepted = nil
	for _, a := range accept {
		p.Accepted = append(p.Accepted, map[string][]string{"image": pictures, "pdf": {PDF}, "office": {DOCX, ODT}}[a]...)
	}
	return p
}

// detectOffice tells what a ZIP archive is by its entries, never by its name.
// Fault: Invalid (document.macro) for one that carries programs.
func detectOffice(r io.ReaderAt, size int64) (string, error) {
	z, err := zip.NewReader(r, size)
	if err != nil || len(z.File) > mostEntries {
		return "application/zip", nil
	}
	kind, macro, unpacked := "application/zip", false, uint64(0)
	for _, f := range z.File {
		name := strings.ToLower(strings.TrimPrefix(f.Name, "/"))
		if unpacked += f.UncompressedSize64; unpacked > mostUnpacked {
			return "application/zip", nil
		}
		switch {
		case name == "word/document.xml":
			kind = DOCX
		case name == "mimetype":
			if s, err := entryText(f, 200); err == nil && strings.TrimSpace(s) == ODT {
				kind = ODT
			}
		case strings.HasSuffix(name, "vbaproject.bin"), strings.HasSuffix(name, "vbadata.xml"), strings.Contains(name, "/activex/"), strings.HasPrefix(name, "basic/"), strings.HasPrefix(name, "scripts/"), strings.Contains(name, "/embeddings/"):
			macro = true
		case name == "[content_types].xml":
			if s, err := entryText(f, 1<<20); err == nil && strings.Contains(strings.ToLower(s), "macroenabled") {
				macro = true
			}
		}
	}
	if kind != "application/zip" && macro {
		return "", fault.New(fault.Invalid, KeyMacro, "Tệp này có chứa chương trình (macro) nên không nhận được. Mở tệp, lưu thành bản không có macro hoặc sang PDF rồi gửi lại.")
	}
	return kind, nil
}

// entryText reads one entry, as much as is looked at.
func entryText(f *zip.File, most int64) (string, error) {
	r, err := f.Open()
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, most))
	return string(b), err
}

// inspectOffice reads the text's entry to its end, so that a file that broke
// off on its way is told at once.
func (p Policy) inspectOffice(kind string, r io.ReaderAt, size int64) (Info, error) {
	broken := func(err error) error {
		return fault.New(fault.Invalid, KeyBroken, "Tệp bị hỏng hoặc chưa tải đủ nên không mở được. Mở tệp gốc, lưu sang PDF rồi gửi lại.").Wrap(err)
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return Info{}, broken(err)
	}
	want := map[string]string{DOCX: "word/document.xml", ODT: "content.xml"}[kind]
	for _, f := range z.File {
		if strings.ToLower(f.Name) != want {
			continue
		}
		e, err := f.Open()
		if err != nil {
			return Info{}, broken(err)
		}
		defer e.Close()
		n, err := io.Copy(io.Discard, io.LimitReader(e, mostUnpacked+1))
		if err != nil || n > mostUnpacked {
			return Info{}, broken(errors.Join(err, errors.New("unpacks too far")))
		}
		return Info{ContentType: kind}, nil
	}
	return Info{}, broken(errors.New("no text in it"))
}
