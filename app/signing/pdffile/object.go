package pdffile

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"sort"
)

// Object is nil (null), bool, Number, Name, String, Array, Dict, Stream or Ref;
// Raw is written as it stands and never read.
type Object any

type (
	// Number keeps the digits as they were written.
	Number string
	// Name is without its slash, escapes undone.
	Name string
	// Array is a list.
	Array []Object
	// Dict is a dictionary. A key that stood twice leaves the mark Twice.
	Dict map[Name]Object
	// Ref points to an indirect object.
	Ref struct{ Num, Gen int }
	// Raw is text of ours for the writer.
	Raw []byte
)

// Twice marks a dictionary in which a key stood twice: viewers disagree on
// which of the two counts.
const Twice = Name("\x00twice")

// String is a text or hexadecimal string, and where in the file its brackets
// stood (zero for strings of ours and inside object streams).
type String struct {
	Bytes    []byte
	Hex      bool
	From, To int64 // the opening bracket, and one past the closing one
}

// Stream is a dictionary with data that starts at From; File.Data reads it.
type Stream struct {
	Dict Dict
	From int64
	Own  []byte // data of ours, for the writer
}

// Int reads a whole number; ok is false for anything else.
func Int(o Object) (int64, bool) {
	n, is := o.(Number)
	if !is || n == "" || len(n) > 18 {
		return 0, false
	}
	var v int64
	s, neg := string(n), false
	if s[0] == '-' || s[0] == '+' {
		neg, s = s[0] == '-', s[1:]
	}
	if s == "" {
		return 0, false
	}
	for _, c := range s {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + int64(c-'0')
	}
	if neg {
		v = -v
	}
	return v, true
}

// Num makes a whole number.
func Num[T ~int | ~int64](n T) Number { return Number(fmt.Sprint(n)) }

// Append writes an object; dictionaries in the order of their keys, so that the
// same object is the same bytes.
func Append(to []byte, o Object) []byte {
	switch v := o.(type) {
	case nil:
		return append(to, "null"...)
	case bool:
		return fmt.Append(to, v)
	case Number:
		return append(to, v...)
	case Name:
		return appendName(to, v)
	case String:
		return appendString(to, v)
	case Ref:
		return fmt.Appendf(to, "%d %d R", v.Num, v.Gen)
	case Raw:
		return append(to, v...)
	case Array:
		to = append(to, '[')
		for i, e := range v {
			if i > 0 {
				to = append(to, ' ')
			}
			to = Append(to, e)
		}
		return append(to, ']')
	case Dict:
		keys := make([]string, 0, len(v))
		for k := range v {
			if k != Twice {
				keys = append(keys, string(k))
			}
		}
		sort.Strings(keys)
		to = append(to, "<<"...)
		for _, k := range keys {
			to = append(appendName(to, Name(k)), ' ')
			to = Append(to, v[Name(k)])
		}
		return append(to, ">>"...)
	case Stream:
		d := Dict{}
		for k, e := range v.Dict {
			d[k] = e
		}
		d["Length"] = Num(len(v.Own))
		to = append(Append(to, d), "\nstream\n"...)
		return append(append(to, v.Own...), "\nendstream"...)
	}
	panic(fmt.Sprintf("pdffile: no object: %T", o))
}

func appendName(to []byte, n Name) []byte {
	to = append(to, '/')
	for _, c := range []byte(n) {
		if regular(c) && c != '#' && c > ' ' && c < 0x7f {
			to = append(to, c)
		} else {
			to = fmt.Appendf(to, "#%02X", c)
		}
	}
	return to
}

func appendString(to []byte, s String) []byte {
	if s.Hex || bytes.ContainsAny(s.Bytes, "\\()\r\n") || bytes.ContainsFunc(s.Bytes, func(r rune) bool { return r >= 0x7f }) {
		to = append(to, '<')
		to = hex.AppendEncode(to, s.Bytes)
		return append(to, '>')
	}
	return append(append(append(to, '('), s.Bytes...), ')')
}

// Equal says whether two objects say the same; references are equal when they
// point to the same number. Where strings stood does not matter.
func Equal(a, b Object) bool {
	switch x := a.(type) {
	case String:
		y, is := b.(String)
		return is && bytes.Equal(x.Bytes, y.Bytes)
	case Array:
		y, is := b.(Array)
		if !is || len(x) != len(y) {
			return false
		}
		for i := range x {
			if !Equal(x[i], y[i]) {
				return false
			}
		}
		return true
	case Dict:
		y, is := b.(Dict)
		if !is || len(x) != len(y) {
			return false
		}
		for k, v := range x {
			w, there := y[k]
			if !there || !Equal(v, w) {
				return false
			}
		}
		return true
	case Stream, Raw:
		return false // their data is compared by whoever knows the file
	}
	switch b.(type) {
	case String, Array, Dict, Stream, Raw:
		return false
	}
	return a == b
}
