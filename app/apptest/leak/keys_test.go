package leak

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// An object's key is no authorization, and nobody hands one in: it is made in
// storage/blob, kept in a row that row-level security guards, and read nowhere
// but where documents are opened. (storage/blob's own tests show that a key
// under another tenant is refused.)
var (
	keyWords = regexp.MustCompile(`object_key|ObjectKey|blob\.Object\b|wrapped_key`)
	keyRooms = []string{"app/documents/", "storage/blob/", "app/bench/people.go", "migrations/"}
)

func keyReaders(file, src string) bool {
	for _, r := range keyRooms {
		if strings.HasPrefix(file, r) {
			return false
		}
	}
	return keyWords.MatchString(src)
}

func TestObjectKeysComeFromNoRequest(t *testing.T) {
	t.Parallel()
	root := filepath.Join("..", "..", "..")
	inside := 0
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		if d.IsDir() && rel != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "bin") {
			return fs.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(p, ".go") && !strings.HasSuffix(p, ".templ") || strings.HasSuffix(p, "_test.go") {
			return nil
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if keyReaders(rel, string(b)) {
			t.Errorf("%s reads object keys: only %v may", rel, keyRooms)
		} else if keyWords.Match(b) {
			inside++
		}
		return nil
	})
	must(t, err)
	if inside < 3 {
		t.Errorf("only %d files know object keys: the test looks in the wrong place", inside)
	}
	for _, wrong := range []string{"`SELECT object_key FROM app.document`", "o := blob.Object{Key: c.Query(`key`)}"} {
		if !keyReaders("app/web/console/x.go", wrong) {
			t.Errorf("NOT NOTICED: %s", wrong)
		}
	}
}
