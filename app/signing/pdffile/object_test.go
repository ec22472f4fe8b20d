package pdffile

import (
	"testing"

	"pgregory.net/rapid"
)

func parse(s string) (Object, error) {
	many := 10_000
	l := &lexer{b: []byte(s), left: &many}
	return l.object(0)
}

// TestWhatIsWrittenIsReadAgain: for every object, so that an update never says
// something else than what was read.
func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	plain := rapid.OneOf(
		rapid.Just[Object](nil), rapid.Map(rapid.Bool(), func(b bool) Object { return b }),
		rapid.Map(rapid.Int64Range(-1e15, 1e15), func(n int64) Object { return Num(n) }),
		rapid.Map(rapid.StringMatching(`[^\x00]*`), func(s string) Object { return Name(s) }),
		rapid.Map(rapid.SliceOf(rapid.Byte()), func(b []byte) Object { return String{Bytes: b} }),
		rapid.Map(rapid.IntRange(1, 1e6), func(n int) Object { return Ref{Num: n} }))
	rapid.Check(t, func(t *rapid.T) {
		want := Array{plain.Draw(t, "a"), Dict{"K": plain.Draw(t, "b"), "L": Array{plain.Draw(t, "c")}}, plain.Draw(t, "d")}
		got, err := parse(string(Append(nil, want)))
		if err != nil || !Equal(got, want) {
			t.Fatalf("%s: %v %v", Append(nil, want), got, err)
		}
	})
}

func TestStringsAsOthersWriteThem(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		`(a(b)c\)\\)`: `a(b)c)\`, `(\101\7x\n\
y)`: "A\ax\ny", "<4 1 4>": "A@", `()`: "", "(a\\\r\nb)": "ab",
	} {
		got, err := parse(in)
		if s, is := got.(String); err != nil || !is || string(s.Bytes) != want {
			t.Errorf("%s: %q, %v", in, got, err)
		}
	}
	for _, in := range []string{"(", "<4x>", "<</A>>", "[1 2", "<</A 1", "/", "@"} {
		if got, err := parse(in); err == nil && in != "/" {
			t.Errorf("%s: read as %v", in, got)
		}
	}
	if d, err := parse("<</A 1/B 2/A 3>>"); err != nil || d.(Dict)[Twice] == nil {
		t.Error("a key that stands twice goes unnoticed")
	}
}
