package documents

import (
	"archive/zip"
	"bytes"
	"testing"

	"motcua/app/fault"
)

func archive(t testing.TB, files ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		w, err := z.Create(files[i])
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(files[i+1]))
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestOfficeFilesOnlyWhereAccepted(t *testing.T) {
	t.Parallel()
	types := `<Types><Override ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`
	docx := archive(t, "[Content_Types].xml", types, "word/document.xml", "<w:document/>")
	odt := archive(t, "mimetype", ODT, "content.xml", "<office:document-content/>")
	for name, c := range map[string]struct {
		accept []string
		file   []byte
		called string
		kind   string
		key    string
	}{
		"word":                          {[]string{"office"}, docx, "đơn.docx", DOCX, ""},
		"word under another name":       {[]string{"pdf", "office"}, docx, "đơn.pdf", DOCX, ""},
		"opendocument":                  {[]string{"office"}, odt, "don.odt", ODT, ""},
		"word where only pictures are":  {[]string{"image"}, docx, "đơn.docx", "", KeyType},
		"word by default":               {nil, docx, "đơn.docx", "", KeyType},
		"picture where only office is":  {[]string{"office"}, jpegFile(t, 8, 8), "a.jpg", "", KeyType},
		"macro":                         {[]string{"office"}, archive(t, "[Content_Types].xml", types, "word/document.xml", "x", "word/vbaProject.bin", "x"), "a.docx", "", KeyMacro},
		"macro by content type":         {[]string{"office"}, archive(t, "[Content_Types].xml", `<Types><Override ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>`, "word/document.xml", "x"), "a.docx", "", KeyMacro},
		"opendocument with a program":   {[]string{"office"}, archive(t, "mimetype", ODT, "content.xml", "x", "Basic/Standard/Module1.xml", "x"), "a.odt", "", KeyMacro},
		"embedded object":               {[]string{"office"}, archive(t, "[Content_Types].xml", types, "word/document.xml", "x", "word/embeddings/oleObject1.bin", "x"), "a.docx", "", KeyMacro},
		"archive called docx":           {[]string{"office"}, zipFile(t), "a.docx", "", KeyRenamed},
		"half of it":                    {[]string{"office"}, docx[:len(docx)/2], "a.docx", "", KeyRenamed},
		"opendocument without its text": {[]string{"office"}, archive(t, "mimetype", ODT), "a.odt", "", KeyBroken},
	} {
		p := PolicyFor(c.accept)
		info, err := p.Inspect(bytes.NewReader(c.file), int64(len(c.file)), c.called)
		if c.key == "" && (err != nil || info.ContentType != c.kind) || c.key != "" && !fault.HasKey(err, c.key) {
			t.Errorf("%s: %+v, %v; want %s%s", name, info, err, c.kind, c.key)
		}
	}
}
