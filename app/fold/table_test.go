package fold

import "testing"

// The table says what the long way says, alone and among others.
func TestTable(t *testing.T) {
	t.Parallel()
	for r := range rune(tabled + 0x100) {
		for _, s := range []string{string(r), "a" + string(r), " Đ" + string(r) + string(r) + " \u0301b\u00a0"} {
			if got, want := Key(s), key(s); got != want {
				t.Fatalf("%U in %q: %q, want %q", r, s, got, want)
			}
		}
	}
}
