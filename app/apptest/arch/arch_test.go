package arch

import (
	"fmt"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "motcua"

// source is one file: the package's folder below go.mod, and what it imports.
type source struct {
	file, pkg string
	imports   []string
}

// read parses every non-test file from go.mod's folder down; generated ones too.
// Folders are listed and files opened with os, which go's test cache records: a
// new file anywhere makes the answer stale (`go list` would not).
func read(root string) (out []source, err error) {
	var walk func(dir string) error
	walk = func(dir string) error {
		entries, err := os.ReadDir(filepath.Join(root, dir))
		if err != nil {
			return err
		}
		if dir != "." && slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == "go.mod" }) {
			return nil // a module of its own: built, never imported
		}
		for _, e := range entries {
			name := e.Name()
			p := path.Join(dir, name)
			switch {
			case e.IsDir():
				if name[0] != '.' && name[0] != '_' && name != "testdata" && name != "bin" {
					if err := walk(p); err != nil {
						return err
					}
				}
			case strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go"):
				b, err := os.ReadFile(filepath.Join(root, p))
				if err != nil {
					return err
				}
				s, err := parse(p, string(b))
				if err != nil {
					return err
				}
				out = append(out, s)
			}
		}
		return nil
	}
	return out, walk(".")
}

func parse(file, src string) (source, error) {
	f, err := parser.ParseFile(token.NewFileSet(), file, src, parser.ImportsOnly)
	if err != nil {
		return source{}, err
	}
	s := source{file: file, pkg: path.Dir(file)}
	for _, i := range f.Imports {
		p, err := strconv.Unquote(i.Path.Value)
		if err != nil {
			return source{}, err
		}
		s.imports = append(s.imports, p)
	}
	return s, nil
}

// list resolves the sets in a room's line.
func list(s string) (out []string) {
	for _, w := range strings.Fields(s) {
		if set, ok := sets[w]; ok {
			out = append(out, list(set)...)
		} else {
			out = append(out, w)
		}
	}
	return out
}

// check returns every arrow that should not be there.
func check(files []source) (failed []string) {
	may := map[string][]string{}
	for _, r := range rooms {
		if _, twice := may[r.path]; twice {
			failed = append(failed, r.path+" has two lines")
		}
		may[r.path] = list(r.may)
	}
	for _, f := range files {
		if f.file == "deps.go" { // names the tools of go.mod, behind a build tag
			continue
		}
		allowed, known := may[f.pkg]
		if !known {
			failed = append(failed, fmt.Sprintf("%s: package %s is in no room: give it a line in rooms_test.go", f.file, f.pkg))
			continue
		}
		for _, imp := range f.imports {
			if ours, is := strings.CutPrefix(imp, module+"/"); is || imp == module {
				if ours != f.pkg && !slices.Contains(allowed, ours) {
					failed = append(failed, fmt.Sprintf("%s: %s must not use %s", f.file, f.pkg, ours))
				}
				continue
			}
			for _, a := range alone {
				if (imp == a.path || strings.HasPrefix(imp, strings.TrimSuffix(a.path, "/")+"/")) && !slices.Contains(list(a.rooms), f.pkg) && !(a.path == "math/rand" && imp == "math/rand/v2") {
					failed = append(failed, fmt.Sprintf("%s: %s is for %q only: %s", f.file, imp, a.rooms, a.why))
				}
			}
		}
	}
	return failed
}

func root(t *testing.T) string {
	t.Helper()
	dir, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir
		}
		if filepath.Dir(dir) == dir {
			t.Fatal("no go.mod above the test")
		}
		dir = filepath.Dir(dir)
	}
}

func TestImportsRunOneWay(t *testing.T) {
	t.Parallel()
	files, err := read(root(t))
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]int{}
	for _, f := range files {
		seen[f.pkg]++
	}
	for _, p := range []string{"app", "app/boot", "app/dossiers", "app/web/resident", "storage/pg", "tenants", "views/ui", "jobs/args", "migrations"} {
		if seen[p] == 0 {
			t.Errorf("no file of %s was read: the test looks in the wrong place", p)
		}
	}
	for _, f := range check(files) {
		t.Error(f)
	}
}

// TestTheRoomsThemselves: the table has no circle, and its leaves are leaves.
func TestTheRoomsThemselves(t *testing.T) {
	t.Parallel()
	may := map[string][]string{}
	for _, r := range rooms {
		may[r.path] = list(r.may)
	}
	for p, uses := range may {
		for _, u := range uses {
			if _, known := may[u]; !known {
				t.Errorf("%s may use %s, which is no room", p, u)
			}
		}
	}
	state := map[string]int{}
	var visit func(p string, trail []string)
	visit = func(p string, trail []string) {
		if state[p] == 1 {
			t.Errorf("a circle: %s", strings.Join(append(trail, p), " → "))
		}
		if state[p] != 0 {
			return
		}
		state[p] = 1
		for _, u := range may[p] {
			if u != p {
				visit(u, append(trail, p))
			}
		}
		state[p] = 2
	}
	for p := range may {
		visit(p, nil)
	}
	for _, leaf := range []string{"tenants", "app/fault", "app/deadlines"} {
		if len(may[leaf]) > 0 {
			t.Errorf("%s is a leaf and may use nothing of ours", leaf)
		}
	}
	for p, uses := range may {
		for _, u := range uses {
			if strings.HasPrefix(p, "views") && !strings.HasPrefix(u, "views") {
				t.Errorf("%s may use %s: views use views only", p, u)
			}
			if strings.HasPrefix(u, "app/web") && !strings.HasPrefix(p, "app/web") && !slices.Contains([]string{"app", "app/boot", "app/bench", "app/apptest"}, p) {
				t.Errorf("%s may use %s: nothing below the pages knows them", p, u)
			}
			if strings.HasPrefix(u, "app/apptest") && !strings.HasPrefix(p, "app/apptest") {
				t.Errorf("%s may use %s: the product does not use its tests", p, u)
			}
		}
	}
}

// TestWrongImportsAreRefused feeds the check what must not pass.
func TestWrongImportsAreRefused(t *testing.T) {
	t.Parallel()
	for _, m := range []struct{ file, imp string }{
		{"app/dossiers/x.go", "github.com/labstack/echo/v4"},
		{"app/dossiers/x.go", "github.com/minio/minio-go/v7"},
		{"app/dossiers/x.go", "motcua/app/web"},
		{"app/dossiers/x.go", "motcua/jobs/workers"},
		{"app/dossiers/x.go", "motcua/jobs"},
		{"app/dossiers/x.go", "motcua/app/governing"},
		{"app/documents/x.go", "motcua/app/web"},
		{"app/documents/x.go", "motcua/app/dossiers"},
		{"app/procedures/x.go", "motcua/app/dossiers"},
		{"app/people/x.go", "github.com/jackc/pgx/v5/pgxpool"},
		{"app/people/x.go", "github.com/casbin/casbin/v2"},
		{"app/web/console/x.go", "github.com/casbin/casbin/v2/model"},
		{"app/web/console/x.go", "motcua/app/web/province"},
		{"app/web/resident/x.go", "motcua/app/web/console"},
		{"app/web/resident/x.go", "motcua/views/console"},
		{"app/web/web.go", "motcua/app/dossiers"},
		{"app/audit/x.go", "motcua/app/authz"},
		{"app/fault/x.go", "motcua/tenants"},
		{"app/deadlines/x.go", "motcua/storage/pg"},
		{"tenants/x.go", "motcua/app/fault"},
		{"jobs/args/x.go", "motcua/app/dossiers"},
		{"jobs/client.go", "motcua/app/dossiers"},
		{"storage/pg/x.go", "motcua/app/audit"},
		{"storage/blob/x.go", "motcua/app/documents"},
		{"views/ui/x.go", "motcua/app/dossiers"},
		{"views/resident/x.go", "motcua/app/fault"},
		{"views/resident/x.go", "motcua/tenants"},
		{"views/console/x.go", "motcua/views/resident"},
		{"app/boot/x.go", "motcua/app/apptest"},
		{"app/boot/x.go", "motcua/storage/pgtest"},
		{"app/boot/x.go", "testing"},
		{"app/shiny/x.go", "fmt"},
		{"helpers/x.go", "fmt"},
		{"app/dossiers/x.go", "database/sql"},
		{"app/dossiers/x.go", "math/rand"},
		{"app/dossiers/x.go", "motcua"},
	} {
		s, err := parse(m.file, "// Package x is wrong.\npackage x\n\nimport (\n\t_ \"fmt\"\n\tother "+strconv.Quote(m.imp)+"\n)\n")
		if err != nil {
			t.Fatal(err)
		}
		if len(check([]source{s})) == 0 {
			t.Errorf("NOT NOTICED: %s imports %s", m.file, m.imp)
		}
	}
	fine, err := parse("app/dossiers/x.go", "package x\nimport (\n\t\"motcua/storage/pg\"\n\t\"github.com/jackc/pgx/v5\"\n\t\"math/rand/v2\"\n)\n")
	if err != nil {
		t.Fatal(err)
	}
	if bad := check([]source{fine}); len(bad) > 0 {
		t.Errorf("what is fine is refused: %v", bad)
	}
}
