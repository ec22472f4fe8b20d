package slips

import (
	"bytes"
	"image"
	"image/jpeg"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// jars is Apache Preflight, a validator of PDF/A-1b, as Debian packs it
// (libpdfbox2-java, libactivation-java, libjaxb-api-java).
var jars = []string{"preflight", "xmpbox", "pdfbox2", "fontbox2", "commons-logging", "commons-io", "javax.activation", "jaxb-api"}

// Every form, and the book, is what it says it is: PDF/A-1b.
func TestPreflightFindsThemArchivable(t *testing.T) {
	t.Parallel()
	java, err := exec.LookPath("java")
	if err != nil {
		t.Skip("no java, no validator; the parts that PDF/A needs are tested by themselves")
	}
	path := make([]string, len(jars))
	for i, j := range jars {
		path[i] = "/usr/share/java/" + j + ".jar"
		if _, err := os.Stat(path[i]); err != nil {
			t.Skip("the validator is not installed: apt-get install libpdfbox2-java libactivation-java libjaxb-api-java")
		}
	}
	dir := t.TempDir()
	var files []string
	keep := func(s Slip, name string) {
		b, err := PDF(s, noon)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.Join(dir, name+".pdf"))
		if err := os.WriteFile(files[len(files)-1], b, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range Forms[:6] {
		s, err := Make(f, sample(), Shipped(f))
		if err != nil {
			t.Fatal(err)
		}
		keep(s, string(f))
	}
	keep(MakeBook(sample(), noon, noon, []BookLine{{Code: "H00-1", Title: "Thủ tục ví dụ", Applicant: "Nguyễn Thị Ví Dụ", Received: noon, Promise: noon.Add(time.Hour)}}, Shipped(M07)).Slip, "M07")
	for name, m := range map[string]image.Image{"grey": image.NewGray(image.Rect(0, 0, 60, 90)), "colour": image.NewYCbCr(image.Rect(0, 0, 90, 60), image.YCbCrSubsampleRatio420)} {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, m, nil); err != nil {
			t.Fatal(err)
		}
		pdf, err := CertifiedPDF(Certified{Pages: [][]byte{b.Bytes(), b.Bytes()}, Office: "UBND xã Kim Bôi", Place: "Kim Bôi", Title: "Bằng lái xe", Number: "12/2026", Register: "CTBS", Compared: "Nguyễn Thị Hạnh", Name: "Bùi Văn Chủ", Role: "CHỦ TỊCH", At: noon, Code: "ABCD-EFGH", Check: "https://example.org/kiem-tra"})
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, filepath.Join(dir, "copy-"+name+".pdf"))
		if err := os.WriteFile(files[len(files)-1], pdf, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list := filepath.Join(dir, "list")
	if err := os.WriteFile(list, []byte(strings.Join(files, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	// one machine for all of them; it leaves one report beside the list
	out, err := exec.CommandContext(t.Context(), java, "-Xshare:auto", "-XX:TieredStopAtLevel=1", "-cp", strings.Join(path, ":"), "org.apache.pdfbox.preflight.Validator_A1b", "xml", "group", list).CombinedOutput()
	if err != nil {
		t.Logf("%v: %s", err, out)
	}
	report, err := os.ReadFile(list + ".preflight.xml")
	if err != nil {
		t.Fatalf("no report: %v %s", err, out)
	}
	if n := strings.Count(string(report), ">true</isValid>"); n != len(files) {
		t.Errorf("%d of %d are valid: %s", n, len(files), report)
	}
}
