package slips

import (
	"bytes"
	"crypto/sha256"
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

const producer = "Một Cửa"

// xmp is the metadata that PDF/A reads instead of the information dictionary.
func xmp(title string, at time.Time) []byte {
	var t strings.Builder
	_ = xml.EscapeText(&t, []byte(title)) // a strings.Builder takes everything
	when := at.UTC().Format("2006-01-02T15:04:05Z")
	return []byte(`<?xpacket begin="` + "\ufeff" + `" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">` + t.String() + `</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>vi-VN</rdf:li></rdf:Bag></dc:language>
<pdf:Producer>` + producer + `</pdf:Producer><xmp:CreateDate>` + when + `</xmp:CreateDate><xmp:ModifyDate>` + when + `</xmp:ModifyDate>
<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>`)
}

var (
	// a group for blending, though nothing blends, and an empty list of attachments: PDF/A-1 has neither
	strangers = regexp.MustCompile(`/Group <</Type /Group /S /Transparency /CS /DeviceRGB>>|/Names <<\n/EmbeddedFiles << /Names \[\s*\] >>\n>>`)
	dates     = regexp.MustCompile(`/(?:CreationDate|ModDate) \([^)\n]*\)`)
	crossLine = regexp.MustCompile(`(?m)^(\d{10}) (\d{5}) n $`)
	infoStart = regexp.MustCompile(`(?m)^(\d+) 0 obj\n<<\n/Producer `)
	infoRef   = regexp.MustCompile(`/Info \d+ 0 R`)
	startLine = regexp.MustCompile(`startxref\n(\d+)\n`)
)

// archived mends what the library (fpdf 0.12) leaves out of PDF/A: the line of
// high bytes after the header, the file's identifier; what it puts in against
// it: strangers, and dates without a zone in the information dictionary (the
// metadata carries them); and the reference to that dictionary, which is off by
// one as soon as there is an output intent. Apache Preflight finds the outcome
// valid PDF/A-1b (the test asks it where it is installed).
func archived(pdf []byte) ([]byte, error) {
	const mark = "%\xe2\xe3\xcf\xd3\n"
	eol := bytes.IndexByte(pdf, '\n')
	xref := bytes.LastIndex(pdf, []byte("\nxref\n"))
	trailer := bytes.LastIndex(pdf, []byte("trailer\n<<\n"))
	if eol < 0 || xref < 0 || trailer < xref || !bytes.HasPrefix(pdf, []byte("%PDF-1.")) {
		return nil, fmt.Errorf("slips: the PDF has another shape than expected")
	}
	info := infoStart.FindSubmatch(pdf)
	if info == nil {
		return nil, fmt.Errorf("slips: the PDF has no information dictionary")
	}
	id := sha256.Sum256(pdf)
	blank := func(b []byte) []byte { return bytes.Repeat([]byte(" "), len(b)) } // of the same length: no address moves
	body := strangers.ReplaceAllFunc(dates.ReplaceAllFunc(bytes.Clone(pdf[eol+1:xref+1]), blank), blank)
	cross := crossLine.ReplaceAllFunc(pdf[xref+1:trailer], func(b []byte) []byte {
		at, _ := strconv.Atoi(string(b[:10])) // ten digits
		return fmt.Appendf(nil, "%010d %s n ", at+len(mark), b[11:16])
	})
	tail := startLine.ReplaceAllFunc(pdf[trailer:], func(b []byte) []byte {
		return fmt.Appendf(nil, "startxref\n%d\n", xref+1+len(mark))
	})
	tail = bytes.Replace(tail, []byte("trailer\n<<\n"), fmt.Appendf(nil, "trailer\n<<\n/ID [<%x> <%x>]\n", id[:16], id[:16]), 1)
	tail = infoRef.ReplaceAll(tail, fmt.Appendf(nil, "/Info %s 0 R", info[1]))
	return bytes.Join([][]byte{pdf[:eol+1], []byte(mark), body, cross, tail}, nil), nil
}
