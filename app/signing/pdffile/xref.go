package pdffile

import (
	"bytes"
	"compress/zlib"
	"fmt"
	"io"
)

// section reads the table or stream at a byte.
func (f *File) section(at int64) (*section, error) {
	if at <= 0 || at >= int64(len(f.b)) {
		return nil, fmt.Errorf("%w: a cross-reference outside the file", ErrTruncated)
	}
	l := f.lexer(at)
	first := l.word()
	if first != "xref" {
		return f.streamSection(at)
	}
	s := &section{at: at, entries: map[int]entry{}}
	for {
		l.skip()
		if l.p < len(l.b) && l.b[l.p] == 't' {
			break
		}
		from, err := l.whole()
		if err != nil {
			return nil, err
		}
		count, err := l.whole()
		if err != nil {
			return nil, err
		}
		if from+count > maxObjects || count > int64(len(l.b)-l.p)/10 {
			return nil, fmt.Errorf("%w: %d entries", ErrTooMuch, count)
		}
		for i := range count {
			if err := tableEntry(l, s, int(from+i)); err != nil {
				return nil, err
			}
		}
	}
	if err := l.expect("trailer"); err != nil {
		return nil, err
	}
	o, err := l.object(0)
	if err != nil {
		return nil, err
	}
	d, is := o.(Dict)
	if !is || d[Twice] != nil {
		return nil, l.errorf("no trailer")
	}
	s.trailer = d
	return s, f.hybrid(s)
}

func tableEntry(l *lexer, s *section, num int) error {
	at, err := l.whole()
	if err != nil {
		return err
	}
	gen, err := l.whole()
	if err != nil {
		return err
	}
	e := entry{at: at, gen: int(min(gen, 65535))}
	switch w := l.word(); w {
	case "n":
		e.kind = 'n'
	case "f":
		e = entry{kind: 'f'}
	default:
		return l.errorf("neither used nor free")
	}
	if e.kind == 'n' && at == 0 {
		e = entry{kind: 'f'} // some writers say so
	}
	if _, twice := s.entries[num]; twice {
		return l.errorf("object %d stands twice in one table", num)
	}
	s.entries[num] = e
	return nil
}

// hybrid adds the stream that newer readers look into besides a table: it says
// more about what the table calls free or does not name.
func (f *File) hybrid(s *section) error {
	x, there := s.trailer["XRefStm"]
	if !there {
		return nil
	}
	at, ok := Int(x)
	if !ok || at <= 0 || at >= int64(len(f.b)) {
		return fmt.Errorf("%w: a cross-reference outside the file", ErrBroken)
	}
	more, err := f.streamSection(at)
	if err != nil {
		return err
	}
	for num, e := range more.entries {
		if old, there := s.entries[num]; !there || old.kind == 'f' {
			s.entries[num] = e
		}
	}
	return nil
}

func (f *File) streamSection(at int64) (*section, error) {
	l := f.lexer(at)
	num, err := l.whole()
	if err != nil {
		return nil, fmt.Errorf("%w: byte %d: no cross-reference", ErrBroken, at)
	}
	gen, err := l.whole()
	if err != nil {
		return nil, err
	}
	o, err := f.read(int(num), entry{kind: 'n', at: at, gen: int(gen)})
	if err != nil {
		return nil, err
	}
	st, is := o.(Stream)
	if !is || st.Dict["Type"] != Name("XRef") || st.Dict[Twice] != nil {
		return nil, fmt.Errorf("%w: byte %d: no cross-reference", ErrBroken, at)
	}
	if _, is := st.Dict["Length"].(Ref); is {
		return nil, fmt.Errorf("%w: byte %d: a cross-reference whose length is elsewhere", ErrBroken, at)
	}
	data, err := f.inflate(st)
	if err != nil {
		return nil, err
	}
	s := &section{at: at, trailer: st.Dict, entries: map[int]entry{}, stream: true}
	return s, s.fill(data)
}

// fill reads the rows of a cross-reference stream.
func (s *section) fill(data []byte) error {
	bad := fmt.Errorf("%w: byte %d: a cross-reference that cannot be read", ErrBroken, s.at)
	size, ok := Int(s.trailer["Size"])
	if !ok || size < 0 || size > maxObjects {
		return bad
	}
	var w [3]int
	widths, is := s.trailer["W"].(Array)
	if !is || len(widths) < 3 {
		return bad
	}
	for i := range w {
		n, ok := Int(widths[i])
		if !ok || n < 0 || n > 8 {
			return bad
		}
		w[i] = int(n)
	}
	index, is := s.trailer["Index"].(Array)
	if !is {
		index = Array{Num(0), Num(size)}
	}
	row := w[0] + w[1] + w[2]
	for i := 0; i+1 < len(index); i += 2 {
		from, ok := Int(index[i])
		count, too := Int(index[i+1])
		if !ok || !too || from < 0 || count < 0 || from+count > maxObjects || row == 0 || count > int64(len(data)/row) {
			return bad
		}
		for n := range count {
			kind, rest := field(data, w[0], 1)
			a, rest := field(rest, w[1], 0)
			b, rest := field(rest, w[2], 0)
			data = rest
			e := entry{at: a, gen: int(b)}
			switch kind {
			case 0:
				e = entry{kind: 'f'}
			case 1:
				e.kind = 'n'
			case 2:
				e.kind = 's'
			default:
				e = entry{kind: 'f'} // the format says: null
			}
			if _, twice := s.entries[int(from+n)]; twice || a < 0 || b < 0 || b > maxObjects {
				return bad
			}
			s.entries[int(from+n)] = e
		}
	}
	return nil
}

func field(b []byte, width int, none int64) (int64, []byte) {
	if width == 0 {
		return none, b
	}
	var v int64
	for _, c := range b[:width] {
		v = v<<8 | int64(c)
	}
	return v, b[width:]
}

// packed is an object stream, opened.
type packed struct {
	data  []byte
	first int
	nums  []int
	at    []int
}

// unpack reads the nth object of an object stream.
func (f *File) unpack(num, from, nth int) (Object, error) {
	p, there := f.packed[from]
	if !there {
		var err error
		if p, err = f.open(from); err != nil {
			return nil, err
		}
		if f.packed == nil {
			f.packed = map[int]*packed{}
		}
		f.packed[from] = p
	}
	if nth >= len(p.nums) || p.nums[nth] != num {
		return nil, fmt.Errorf("%w: object %d is not in its stream", ErrBroken, num)
	}
	at := p.first + p.at[nth]
	if at < 0 || at >= len(p.data) {
		return nil, fmt.Errorf("%w: object %d is not in its stream", ErrBroken, num)
	}
	l := &lexer{b: p.data[at:], base: -1, left: &f.limits.parsed}
	return l.object(0)
}

func (f *File) open(num int) (*packed, error) {
	bad := fmt.Errorf("%w: object stream %d", ErrBroken, num)
	e, there := f.find(num)
	if !there || e.kind != 'n' {
		return nil, bad
	}
	o, err := f.read(num, e)
	if err != nil {
		return nil, err
	}
	st, is := o.(Stream)
	if !is || st.Dict["Type"] != Name("ObjStm") {
		return nil, bad
	}
	n, ok := Int(st.Dict["N"])
	first, too := Int(st.Dict["First"])
	if !ok || !too || n < 0 || n > maxObjects || first < 0 {
		return nil, bad
	}
	data, err := f.inflate(st)
	if err != nil {
		return nil, err
	}
	if first > int64(len(data)) || n > int64(len(data)) {
		return nil, bad
	}
	p := &packed{data: data, first: int(first)}
	l := &lexer{b: data[:first], base: -1, left: &f.limits.parsed}
	for range n {
		a, err := l.whole()
		if err != nil {
			return nil, bad
		}
		b, err := l.whole()
		if err != nil || a > maxObjects || b > int64(len(data)) {
			return nil, bad
		}
		p.nums, p.at = append(p.nums, int(a)), append(p.at, int(b))
	}
	return p, nil
}

// inflate decodes a stream within the file's budget: Flate with PNG rows, or
// plain, which is what cross-references and object streams use.
func (f *File) inflate(st Stream) ([]byte, error) {
	raw, err := f.Data(st)
	if err != nil {
		return nil, err
	}
	filter, parms := st.Dict["Filter"], st.Dict["DecodeParms"]
	if a, is := filter.(Array); is && len(a) <= 1 {
		filter = nil
		if len(a) == 1 {
			filter = a[0]
		}
		if p, is := parms.(Array); is && len(p) == 1 {
			parms = p[0]
		}
	}
	if filter == nil {
		return raw, nil
	}
	if filter != Name("FlateDecode") {
		return nil, fmt.Errorf("%w: byte %d: packed in a way that is not known here", ErrBroken, st.From)
	}
	z, err := zlib.NewReader(bytes.NewReader(raw))
	if err != nil {
		return nil, fmt.Errorf("%w: byte %d: packed wrongly", ErrBroken, st.From)
	}
	data, err := io.ReadAll(io.LimitReader(z, f.limits.inflated+1))
	if err != nil {
		return nil, fmt.Errorf("%w: byte %d: packed wrongly", ErrBroken, st.From)
	}
	if f.limits.inflated -= int64(len(data)); f.limits.inflated < 0 {
		return nil, fmt.Errorf("%w: it unpacks without end", ErrTooMuch)
	}
	p, is := parms.(Dict)
	if !is {
		return data, nil
	}
	return unpredict(data, p)
}

// unpredict undoes the differences between rows of bytes.
func unpredict(data []byte, p Dict) ([]byte, error) {
	kind, given := Int(p["Predictor"])
	if !given || kind == 1 {
		return data, nil
	}
	cols, ok := Int(p["Columns"])
	if !ok {
		cols = 1
	}
	if c, given := Int(p["Colors"]); given && c != 1 {
		cols = -1
	}
	if b, given := Int(p["BitsPerComponent"]); given && b != 8 {
		cols = -1
	}
	if kind < 10 || cols <= 0 || cols > 1<<16 || len(data)%int(cols+1) != 0 {
		return nil, fmt.Errorf("%w: rows packed in a way that is not known here", ErrBroken)
	}
	w := int(cols)
	out := make([]byte, 0, len(data)/(w+1)*w)
	above := make([]byte, w)
	for i := 0; i < len(data); i += w + 1 {
		row := bytes.Clone(data[i+1 : i+1+w])
		for x := range row {
			var left, corner byte
			if x > 0 {
				left, corner = row[x-1], above[x-1]
			}
			switch data[i] {
			case 0:
			case 1:
				row[x] += left
			case 2:
				row[x] += above[x]
			case 3:
				row[x] += byte((int(left) + int(above[x])) / 2)
			case 4:
				row[x] += paeth(left, above[x], corner)
			default:
				return nil, fmt.Errorf("%w: rows packed in a way that is not known here", ErrBroken)
			}
		}
		out, above = append(out, row...), row
	}
	return out, nil
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	d := func(x byte) int { return max(p-int(x), int(x)-p) }
	switch {
	case d(a) <= d(b) && d(a) <= d(c):
		return a
	case d(b) <= d(c):
		return b
	}
	return c
}
