package pdffile

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"sort"
)

// Update collects objects that are appended to a file as one new revision; what
// stood before stays, byte by byte.
type Update struct {
	f    *File
	next int
	set  map[int]Object
	gen  map[int]int
}

// Update begins a new revision.
func (f *File) Update() *Update {
	u := &Update{f: f, set: map[int]Object{}, gen: map[int]int{}, next: 1}
	for _, s := range f.sections {
		if n, ok := Int(s.trailer["Size"]); ok && n < maxObjects {
			u.next = max(u.next, int(n))
		}
		for num := range s.entries {
			u.next = max(u.next, num+1)
		}
	}
	return u
}

// New reserves a number for a new object.
func (u *Update) New() Ref {
	r := Ref{Num: u.next}
	u.next++
	return r
}

// Add is New and Set.
func (u *Update) Add(o Object) Ref {
	r := u.New()
	u.Set(r, o)
	return r
}

// Set says what an object, new or old, is from now on.
func (u *Update) Set(r Ref, o Object) { u.set[r.Num], u.gen[r.Num] = o, r.Gen }

// Bytes is the whole file with its new revision, and where each of its objects
// begins. The cross-reference is of the same kind as the newest one, as the
// format demands.
func (u *Update) Bytes() ([]byte, map[int]int64) {
	old := u.f.b
	out := make([]byte, 0, len(old)+1<<16)
	out = append(out, old...)
	if last := out[len(out)-1]; last != '\n' && last != '\r' {
		out = append(out, '\n')
	}
	nums := make([]int, 0, len(u.set))
	for n := range u.set {
		nums = append(nums, n)
	}
	sort.Ints(nums)
	at := map[int]int64{}
	for _, n := range nums {
		at[n] = int64(len(out))
		out = fmt.Appendf(out, "%d %d obj\n", n, u.gen[n])
		out = append(Append(out, u.set[n]), "\nendobj\n"...)
	}
	if u.f.sections[0].stream {
		return u.streamEnd(out, nums, at), at
	}
	start := len(out)
	out = append(out, "xref\n"...)
	for i := 0; i < len(nums); {
		j := i + 1
		for j < len(nums) && nums[j] == nums[j-1]+1 {
			j++
		}
		out = fmt.Appendf(out, "%d %d\n", nums[i], j-i)
		for _, n := range nums[i:j] {
			out = fmt.Appendf(out, "%010d %05d n \n", at[n], u.gen[n])
		}
		i = j
	}
	out = append(out, "trailer\n"...)
	out = Append(out, u.trailer(out, u.next))
	return fmt.Appendf(out, "\nstartxref\n%d\n%%%%EOF\n", start), at
}

// trailer is the old one with the new revision's words.
func (u *Update) trailer(so []byte, size int) Dict {
	d := Dict{"Size": Num(size), "Prev": Num(u.f.start)}
	for _, k := range []Name{"Root", "Info", "ID"} {
		if v, there := u.f.Trailer()[k]; there {
			d[k] = v
		}
	}
	if id, is := d["ID"].(Array); is && len(id) == 2 {
		sum := sha256.Sum256(so)
		d["ID"] = Array{id[0], String{Bytes: sum[:16], Hex: true}}
	}
	return d
}

func (u *Update) streamEnd(out []byte, nums []int, at map[int]int64) []byte {
	own := u.next
	start := int64(len(out))
	var rows bytes.Buffer
	index := Array{}
	row := func(n int, at int64, gen int) {
		index = append(index, Num(n), Num(1))
		rows.WriteByte(1)
		for shift := 56; shift >= 0; shift -= 8 {
			rows.WriteByte(byte(at >> shift))
		}
		rows.WriteByte(byte(gen >> 8))
		rows.WriteByte(byte(gen))
	}
	for _, n := range nums {
		row(n, at[n], u.gen[n])
	}
	row(own, start, 0)
	d := u.trailer(out, own+1)
	d["Type"], d["Index"], d["W"] = Name("XRef"), index, Array{Num(1), Num(8), Num(2)}
	out = fmt.Appendf(out, "%d 0 obj\n", own)
	out = Append(out, Stream{Dict: d, Own: rows.Bytes()})
	return fmt.Appendf(out, "\nendobj\nstartxref\n%d\n%%%%EOF\n", start)
}
