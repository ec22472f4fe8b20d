package pdffile

import (
	"bytes"
	"fmt"
)

// deepest is how far arrays and dictionaries may nest.
const deepest = 100

// lexer reads objects out of bytes. base is where b begins in the file, or
// negative inside an object stream, where strings have no place of their own.
type lexer struct {
	b    []byte
	p    int
	base int64
	left *int // objects that may still be read, of the whole file
}

func space(c byte) bool {
	return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == '\f' || c == 0
}

func regular(c byte) bool { return !space(c) && bytes.IndexByte([]byte("()<>[]{}/%"), c) < 0 }

func (l *lexer) errorf(format string, args ...any) error {
	return fmt.Errorf("%w: byte %d: %s", ErrBroken, l.base+int64(l.p), fmt.Sprintf(format, args...))
}

func (l *lexer) skip() {
	for l.p < len(l.b) {
		c := l.b[l.p]
		if c == '%' {
			for l.p < len(l.b) && l.b[l.p] != '\n' && l.b[l.p] != '\r' {
				l.p++
			}
			continue
		}
		if !space(c) {
			return
		}
		l.p++
	}
}

// word reads regular characters.
func (l *lexer) word() string {
	l.skip()
	from := l.p
	for l.p < len(l.b) && regular(l.b[l.p]) {
		l.p++
	}
	return string(l.b[from:l.p])
}

// whole reads a number without sign or point.
func (l *lexer) whole() (int64, error) {
	at := l.p
	n, ok := Int(Number(l.word()))
	if !ok || n < 0 {
		l.p = at
		return 0, l.errorf("a whole number was expected")
	}
	return n, nil
}

func (l *lexer) expect(word string) error {
	at := l.p
	if got := l.word(); got != word {
		l.p = at
		return l.errorf("%q was expected", word)
	}
	return nil
}

func (l *lexer) object(depth int) (Object, error) {
	if depth > deepest {
		return nil, l.errorf("nested too deep")
	}
	if *l.left--; *l.left < 0 {
		return nil, fmt.Errorf("%w: too many objects", ErrTooMuch)
	}
	l.skip()
	if l.p >= len(l.b) {
		return nil, l.errorf("it ends in the middle of an object")
	}
	switch c := l.b[l.p]; c {
	case '/':
		return l.name()
	case '(':
		return l.text()
	case '[':
		l.p++
		out := Array{}
		for {
			l.skip()
			if l.p < len(l.b) && l.b[l.p] == ']' {
				l.p++
				return out, nil
			}
			o, err := l.object(depth + 1)
			if err != nil {
				return nil, err
			}
			out = append(out, o)
		}
	case '<':
		if l.p+1 < len(l.b) && l.b[l.p+1] == '<' {
			return l.dict(depth)
		}
		return l.hex()
	}
	return l.plain()
}

// plain is a number, a reference or a keyword.
func (l *lexer) plain() (Object, error) {
	at := l.p
	w := l.word()
	switch w {
	case "true":
		return true, nil
	case "false":
		return false, nil
	case "null":
		return nil, nil
	case "":
		return nil, l.errorf("an object was expected")
	}
	for i, c := range []byte(w) {
		if (c < '0' || c > '9') && c != '.' && (c != '-' && c != '+' || i > 0) {
			l.p = at
			return nil, l.errorf("an unknown word")
		}
	}
	num, ok := Int(Number(w))
	if !ok || num < 0 || num > maxObjects {
		return Number(w), nil
	}
	after := l.p
	if gen, ok := Int(Number(l.word())); ok && gen >= 0 && gen <= 65535 {
		if l.word() == "R" {
			return Ref{int(num), int(gen)}, nil
		}
	}
	l.p = after
	return Number(w), nil
}

func (l *lexer) name() (Object, error) {
	l.p++
	var out []byte
	for l.p < len(l.b) && regular(l.b[l.p]) {
		c := l.b[l.p]
		if c == '#' && l.p+2 < len(l.b) {
			hi, lo := digit(l.b[l.p+1]), digit(l.b[l.p+2])
			if hi >= 0 && lo >= 0 {
				c = byte(hi<<4 | lo)
				l.p += 2
			}
		}
		out = append(out, c)
		l.p++
	}
	return Name(out), nil
}

func digit(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c >= 'a' && c <= 'f':
		return int(c-'a') + 10
	case c >= 'A' && c <= 'F':
		return int(c-'A') + 10
	}
	return -1
}

func (l *lexer) place(from int) (int64, int64) {
	if l.base < 0 {
		return 0, 0
	}
	return l.base + int64(from), l.base + int64(l.p)
}

func (l *lexer) hex() (Object, error) {
	from := l.p
	end := bytes.IndexByte(l.b[l.p:], '>')
	if end < 0 {
		return nil, l.errorf("a string without an end")
	}
	out := make([]byte, 0, end/2)
	half := -1
	for _, c := range l.b[l.p+1 : l.p+end] {
		d := digit(c)
		switch {
		case space(c):
		case d < 0:
			return nil, l.errorf("a string with letters that are not hexadecimal")
		case half < 0:
			half = d
		default:
			out, half = append(out, byte(half<<4|d)), -1
		}
	}
	if half >= 0 {
		out = append(out, byte(half<<4))
	}
	l.p += end + 1
	s := String{Bytes: out, Hex: true}
	s.From, s.To = l.place(from)
	return s, nil
}

func (l *lexer) text() (Object, error) {
	from := l.p
	var out []byte
	open := 0
	for ; l.p < len(l.b); l.p++ {
		c := l.b[l.p]
		switch c {
		case '(':
			open++
			if open == 1 {
				continue
			}
		case ')':
			open--
			if open == 0 {
				l.p++
				s := String{Bytes: out}
				s.From, s.To = l.place(from)
				return s, nil
			}
		case '\\':
			l.p++
			if l.p >= len(l.b) {
				continue
			}
			out = l.escaped(out)
			continue
		}
		out = append(out, c)
	}
	return nil, l.errorf("a string without an end")
}

// escaped reads what stands after a backslash; the last byte it took is at l.p.
func (l *lexer) escaped(out []byte) []byte {
	switch c := l.b[l.p]; c {
	case 'n':
		return append(out, '\n')
	case 'r':
		return append(out, '\r')
	case 't':
		return append(out, '\t')
	case 'b':
		return append(out, '\b')
	case 'f':
		return append(out, '\f')
	case '\r':
		if l.p+1 < len(l.b) && l.b[l.p+1] == '\n' {
			l.p++
		}
		return out
	case '\n':
		return out
	case '0', '1', '2', '3', '4', '5', '6', '7':
		v := 0
		for i := 0; i < 3 && l.p < len(l.b) && l.b[l.p] >= '0' && l.b[l.p] <= '7'; i++ {
			v = v<<3 | int(l.b[l.p]-'0')
			l.p++
		}
		l.p--
		return append(out, byte(v))
	default:
		return append(out, c)
	}
}

func (l *lexer) dict(depth int) (Object, error) {
	l.p += 2
	out := Dict{}
	for {
		l.skip()
		if l.p+1 < len(l.b) && l.b[l.p] == '>' && l.b[l.p+1] == '>' {
			l.p += 2
			return out, nil
		}
		if l.p >= len(l.b) || l.b[l.p] != '/' {
			return nil, l.errorf("a key was expected")
		}
		key, _ := l.name()
		v, err := l.object(depth + 1)
		if err != nil {
			return nil, err
		}
		k := key.(Name) // name returns nothing else
		if _, twice := out[k]; twice || k == Twice {
			out[Twice] = true
		}
		if k != Twice {
			out[k] = v
		}
	}
}
