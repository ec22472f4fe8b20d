package bench

import (
	"os"
	"testing"
)

// The bench's own scan is read; with MOTCUA_COMPARE set also by ocrmypdf.
func TestReadScans(t *testing.T) {
	t.Parallel()
	if os.Getenv("MOTCUA_COMPARE") == "" {
		t.Skip("takes a minute; `make bench` does it")
	}
	r, err := readScans(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("%+v, ratio %.2f", r, r.Ratio())
}
