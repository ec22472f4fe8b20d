package pdffile

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"slices"
)

// What can be wrong with a file as a whole.
var (
	ErrNotPDF    = errors.New("not a PDF")
	ErrTruncated = errors.New("the PDF has no end: it is truncated")
	ErrEncrypted = errors.New("the PDF is encrypted")
	ErrBroken    = errors.New("the PDF is broken")
	ErrTooMuch   = errors.New("the PDF asks for more than it may have")
)

const (
	maxObjects  = 2_000_000 // object numbers in one file
	maxParsed   = 5_000_000 // objects, large and small, that are read in one file
	maxInflated = 128 << 20 // bytes out of cross-reference and object streams
	maxSections = 2000      // revisions
)

// entry says where an object is: at a byte, or as the nth of a stream.
type entry struct {
	kind byte // 'n' at a byte, 's' in a stream, 'f' free
	at   int64
	gen  int // or the index inside the stream
}

// section is one cross-reference table or stream with its trailer.
type section struct {
	at      int64
	trailer Dict
	entries map[int]entry
	stream  bool
}

// limits are shared by all views of a file.
type limits struct {
	parsed   int
	inflated int64
}

// File is one PDF, or one of its revisions, read on demand. It is not for
// several goroutines.
type File struct {
	b        []byte
	sections []*section // newest first
	start    int64      // what startxref says
	rest     []byte     // after the end mark
	limits   *limits
	table    map[int]entry // all sections in one, once there is use for it
	finds    int
	packed   map[int]*packed
	seen     map[int]Object
}

// Open reads the cross-references of a file. It is one of the errors above,
// with a byte for those who look into it.
func Open(b []byte) (*File, error) {
	if !bytes.HasPrefix(b, []byte("%PDF-")) {
		return nil, ErrNotPDF
	}
	start, rest, err := lastStart(b)
	if err != nil {
		return nil, err
	}
	f := &File{b: b, start: start, rest: rest, limits: &limits{parsed: maxParsed, inflated: maxInflated}}
	seen := map[int64]bool{}
	for at, more := start, true; more; {
		if seen[at] || len(f.sections) >= maxSections {
			return nil, fmt.Errorf("%w: its revisions run in a circle", ErrBroken)
		}
		seen[at] = true
		s, err := f.section(at)
		if err != nil {
			return nil, err
		}
		f.sections = append(f.sections, s)
		prev, there := s.trailer["Prev"]
		if more = there; more {
			var ok bool
			if at, ok = Int(prev); !ok {
				return nil, fmt.Errorf("%w: no revision before", ErrBroken)
			}
		}
	}
	for _, s := range f.sections {
		if s.trailer["Encrypt"] != nil {
			return nil, ErrEncrypted
		}
	}
	if _, is := f.Trailer()["Root"].(Ref); !is {
		return nil, fmt.Errorf("%w: no catalog", ErrBroken)
	}
	return f, nil
}

// lastStart reads the number after the last startxref, which must be followed
// by the end mark, and what stands after that.
func lastStart(b []byte) (start int64, rest []byte, err error) {
	at := bytes.LastIndex(b, []byte("startxref"))
	if at < 0 {
		return 0, nil, ErrTruncated
	}
	many := 100
	l := &lexer{b: b, p: at, left: &many}
	if err := l.expect("startxref"); err != nil {
		return 0, nil, ErrTruncated
	}
	start, err = l.whole()
	if err != nil || start <= 0 || start >= int64(at) {
		return 0, nil, ErrTruncated
	}
	for l.p < len(b) && space(b[l.p]) {
		l.p++
	}
	rest, found := bytes.CutPrefix(b[l.p:], []byte("%%EOF"))
	if !found {
		return 0, nil, ErrTruncated
	}
	return start, rest, nil
}

// Rest is what stands after the last end mark, blanks aside.
func (f *File) Rest() []byte { return bytes.Trim(f.rest, "\x00\t\n\f\r ") }

// Len is the number of bytes.
func (f *File) Len() int64 { return int64(len(f.b)) }

// Bytes are the file's bytes, not to be changed.
func (f *File) Bytes() []byte { return f.b }

// Trailer is the newest trailer.
func (f *File) Trailer() Dict { return f.sections[0].trailer }

// Starts are the places of the cross-references, newest first.
func (f *File) Starts() []int64 {
	out := make([]int64, len(f.sections))
	for i, s := range f.sections {
		out[i] = s.at
	}
	return out
}

// Revision is the file as it was when it ended at byte end. The revision must be
// one that the present file builds on.
func (f *File) Revision(end int64) (*File, error) {
	if end <= 0 || end > int64(len(f.b)) {
		return nil, ErrTruncated
	}
	start, rest, err := lastStart(f.b[:end])
	if err != nil {
		return nil, err
	}
	for i, s := range f.sections {
		if s.at != start {
			continue
		}
		for _, older := range f.sections[i:] {
			if older.at >= end {
				return nil, fmt.Errorf("%w: a revision reaches past its end", ErrBroken)
			}
		}
		return &File{b: f.b[:end], sections: f.sections[i:], start: start, rest: rest, limits: f.limits}, nil
	}
	return nil, fmt.Errorf("%w: the file does not build on this revision", ErrBroken)
}

// Earlier is the file without the newest n cross-references: the same bytes, read
// as older revisions read them.
func (f *File) Earlier(n int) *File {
	return &File{b: f.b, sections: f.sections[n:], start: f.sections[n].at, limits: f.limits}
}

// TwoFaced says whether a revision after the old one has a table for old readers
// beside a stream for new ones, which may say different things.
func (f *File) TwoFaced(old *File) bool {
	for _, s := range f.sections {
		if s.at == old.start {
			return false
		}
		if s.trailer["XRefStm"] != nil {
			return true
		}
	}
	return false
}

// SameRevision says whether two views show the same revision.
func SameRevision(a, b *File) bool { return a.start == b.start }

func (f *File) find(num int) (entry, bool) {
	if f.finds++; f.finds > 1000 && f.table == nil && len(f.sections) > 1 {
		f.table = map[int]entry{}
		for _, s := range slices.Backward(f.sections) {
			maps.Copy(f.table, s.entries)
		}
	}
	if f.table != nil {
		e, there := f.table[num]
		return e, there
	}
	for _, s := range f.sections {
		if e, there := s.entries[num]; there {
			return e, true
		}
	}
	return entry{}, false
}

// SameEntry says whether two views read an object from the same place.
func SameEntry(a, b *File, num int) bool {
	x, there := a.find(num)
	y, too := b.find(num)
	if there != too || x != y {
		return false
	}
	return x.kind != 's' || SameEntry(a, b, int(x.at)) // and the stream it lies in
}

// InFile says where the object's own bytes begin; ok is false inside an object
// stream and for what is not there.
func (f *File) InFile(num int) (at int64, ok bool) {
	e, there := f.find(num)
	return e.at, there && e.kind == 'n'
}

// Get reads an indirect object; what is not there is null, as the format says.
func (f *File) Get(r Ref) (Object, error) {
	if o, there := f.seen[r.Num]; there {
		return o, nil
	}
	e, there := f.find(r.Num)
	if !there || e.kind == 'f' {
		return nil, nil
	}
	var o Object
	var err error
	if e.kind == 's' {
		o, err = f.unpack(r.Num, int(e.at), e.gen)
	} else {
		if e.gen != r.Gen {
			return nil, nil
		}
		o, err = f.read(r.Num, e)
	}
	if err != nil {
		return nil, err
	}
	if f.seen == nil {
		f.seen = map[int]Object{}
	}
	f.seen[r.Num] = o
	return o, nil
}

// read takes an object from its place, which must carry its number.
func (f *File) read(num int, e entry) (Object, error) {
	if e.at <= 0 || e.at >= int64(len(f.b)) {
		return nil, fmt.Errorf("%w: object %d lies outside the file", ErrBroken, num)
	}
	l := f.lexer(e.at)
	n, err := l.whole()
	if err != nil {
		return nil, err
	}
	gen, err := l.whole()
	if err != nil {
		return nil, err
	}
	if n != int64(num) || gen != int64(e.gen) {
		return nil, l.errorf("here stands object %d, not %d", n, num)
	}
	if err := l.expect("obj"); err != nil {
		return nil, err
	}
	o, err := l.object(0)
	if err != nil {
		return nil, err
	}
	d, is := o.(Dict)
	end := l.word()
	if is && end == "stream" {
		if l.p < len(l.b) && l.b[l.p] == '\r' {
			l.p++
		}
		if l.p < len(l.b) && l.b[l.p] == '\n' {
			l.p++
		}
		return Stream{Dict: d, From: l.base + int64(l.p)}, nil
	}
	if end != "endobj" {
		return nil, l.errorf("object %d has no end", num)
	}
	return o, nil
}

func (f *File) lexer(at int64) *lexer {
	return &lexer{b: f.b[at:], base: at, left: &f.limits.parsed}
}

// Resolve follows a reference, if it is one.
func (f *File) Resolve(o Object) (Object, error) {
	for i := 0; i < 10; i++ {
		r, is := o.(Ref)
		if !is {
			return o, nil
		}
		var err error
		if o, err = f.Get(r); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w: references run in a circle", ErrBroken)
}

// Dict resolves to a dictionary; missing is an empty one.
func (f *File) Dict(o Object) (Dict, error) {
	o, err := f.Resolve(o)
	if err != nil {
		return nil, err
	}
	switch v := o.(type) {
	case nil:
		return Dict{}, nil
	case Dict:
		return v, nil
	}
	return nil, fmt.Errorf("%w: a dictionary was expected", ErrBroken)
}

// Array resolves to a list; missing is an empty one.
func (f *File) Array(o Object) (Array, error) {
	o, err := f.Resolve(o)
	if err != nil {
		return nil, err
	}
	switch v := o.(type) {
	case nil:
		return nil, nil
	case Array:
		return v, nil
	}
	return nil, fmt.Errorf("%w: a list was expected", ErrBroken)
}

// Catalog is the root dictionary and its number.
func (f *File) Catalog() (Ref, Dict, error) {
	r, is := f.Trailer()["Root"].(Ref)
	if !is { // half a revision: the first part of a linearized file
		return r, nil, fmt.Errorf("%w: no catalog", ErrBroken)
	}
	d, err := f.Dict(r)
	if err == nil && len(d) == 0 {
		err = fmt.Errorf("%w: no catalog", ErrBroken)
	}
	return r, d, err
}

// Data is a stream's data as it stands in the file, undecoded.
func (f *File) Data(s Stream) ([]byte, error) {
	if s.Own != nil {
		return s.Own, nil
	}
	o, err := f.Resolve(s.Dict["Length"])
	if err != nil {
		return nil, err
	}
	n, ok := Int(o)
	if !ok || n < 0 || s.From+n > int64(len(f.b)) {
		return nil, fmt.Errorf("%w: byte %d: a stream of impossible length", ErrBroken, s.From)
	}
	l := f.lexer(s.From + n)
	if err := l.expect("endstream"); err != nil {
		return nil, err
	}
	return f.b[s.From : s.From+n], nil
}
