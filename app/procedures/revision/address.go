package revision

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"motcua/app/fold"
)

// An address is asked in two boxes and kept under four names: the question's
// own is the line people read, _line and _place are what was typed (hamlet,
// street; commune and province, names of before July 2025 too), _code is the
// commune's five digits once it is known which one is meant.
const (
	LineSuffix  = "_line"
	PlaceSuffix = "_place"
	CodeSuffix  = "_code"
)

// AsWritten is sent as the code when none of the communes offered is meant.
const AsWritten = "-"

// Place is a commune that a text may mean.
type Place struct {
	Code string // five digits
	Long string // "xã Hy Cương, tỉnh Phú Thọ"
	Name string // the name that was recognised, of today or before
	Note string // "Xã Vĩnh Đồng cũ nay thuộc xã Kim Bôi"; "" for a name of today
	Ask  bool   // not sure: the name was misspelt, or the commune of old was divided
}

// isClear tells that there is no doubt which one is meant.
func isClear(found []Place) bool { return len(found) == 1 && !found[0].Ask }

// Places finds communes. A leaf knows none, so whoever checks answers brings
// them along, see Revision.FormIn; without them addresses stay as written.
type Places interface {
	// Find gives the communes that a text may mean: one when it is clear,
	// several when the person has to choose, none when it names none.
	Find(text string) []Place
}

// FormIn gives the form with a directory of communes. Address questions that a
// route reads then need a commune that exists; others may name any place.
func (r *Revision) FormIn(p Places) Form {
	f := r.Form
	f.places, f.decides = p, map[string]bool{}
	for _, x := range r.Routing {
		if x.Field != "" {
			f.decides[x.Field] = true
		}
	}
	return f
}

// Places are the communes of FormIn, nil without.
func (f Form) Places() Places { return f.places }

// Decides tells whether an address question says which office is competent.
func (f Form) Decides(name string) bool { return f.decides[name] }

// Names are the names under which answers to a question are kept; the first is
// the question's own.
func (f Field) Names() []string {
	if f.Type != Address {
		return []string{f.Name}
	}
	return []string{f.Name, f.Name + LineSuffix, f.Name + PlaceSuffix, f.Name + CodeSuffix}
}

// TypedNames are the names under which a page may send it: the boxes of a date as well.
func (f Field) TypedNames() []string {
	names := f.Names()
	if f.Type == Date || f.Type == PartialDate {
		names = append(names, f.Name+"_day", f.Name+"_month", f.Name+"_year")
	}
	return names
}

// checkAddress keeps an address, or says what to do about it.
func (f Form) checkAddress(q Field, in, kept, bad map[string]string) {
	line, place := clean(in[q.Name+LineSuffix], false), clean(in[q.Name+PlaceSuffix], false)
	boxed := line+place != ""
	if !boxed {
		v := clean(in[q.Name], false)
		switch {
		case v == "" && q.Required:
			bad[q.Name] = q.missing()
			return
		case v == "":
			return
		}
		line, place = SplitAddress(v, f.places)
		if place == "" && !f.Decides(q.Name) {
			place, line = v, ""
		}
	}
	if runes(line)+runes(place) > q.limit()-2 {
		bad[q.Name] = fmt.Sprintf("Viết ngắn lại, tối đa %d ký tự", q.limit()-2)
		return
	}
	if place == "" {
		bad[q.Name] = "Nhập xã, phường và tỉnh"
		return
	}
	var found []Place
	if f.places != nil {
		found = f.places.Find(place)
	}
	chosen := in[q.Name+CodeSuffix]
	at := slices.IndexFunc(found, func(p Place) bool { return p.Code == chosen })
	switch {
	case at < 0 && isClear(found) && (chosen != AsWritten || f.Decides(q.Name)):
		at = 0
	case at >= 0 || f.places == nil:
	case len(found) == 0 && f.Decides(q.Name):
		bad[q.Name] = "Không thấy xã, phường nào có tên này. Viết lại tên xã, phường và tỉnh, ví dụ: xã Hy Cương, tỉnh Phú Thọ"
		return
	case len(found) > 0 && (boxed && chosen != AsWritten || f.Decides(q.Name)):
		bad[q.Name] = "Chọn xã, phường đúng với địa chỉ này trong danh sách"
		return
	}
	long := place
	if at >= 0 {
		long = found[at].Long
		kept[q.Name+CodeSuffix] = found[at].Code
	} else if chosen == AsWritten && len(found) > 0 {
		kept[q.Name+CodeSuffix] = AsWritten
	}
	kept[q.Name] = long
	if line != "" {
		kept[q.Name] = line + ", " + long
	}
	if boxed || at >= 0 {
		kept[q.Name+PlaceSuffix] = place
		if line != "" {
			kept[q.Name+LineSuffix] = line
		}
	}
}

var (
	kindWord = regexp.MustCompile(`(?i)(^|[\s,;–-])(xã|phường|thị trấn|đặc khu|x\.|p\.|tt\.)[\s.]`)
	comma    = regexp.MustCompile(`\s*[,;]\s*`)
)

// SplitAddress parts a written address into hamlet or street and the place
// from the commune on, with the names of today or of before: "Tổ 10, Vĩnh
// Đồng, Kim Bôi, Hòa Bình" (identity cards leave the kinds out). place is ""
// when no commune is recognised.
func SplitAddress(v string, p Places) (line, place string) {
	v = strings.TrimRight(clean(v, false), " ,.;")
	for _, m := range kindWord.FindAllStringSubmatchIndex(v, -1) {
		before := strings.TrimRight(v[:m[4]], " ")
		if strings.EqualFold(v[m[4]:m[5]], "xã") && strings.HasSuffix(strings.ToLower(before), "thị") {
			continue // thị xã is a district of old
		}
		return strings.TrimRight(v[:m[4]], " ,;–-"), v[m[4]:]
	}
	if p == nil {
		return v, ""
	}
	parts := comma.Split(v, -1)
	for k := min(3, len(parts)); k > 0; k-- {
		rest := strings.Join(parts[len(parts)-k:], ", ")
		if k == 1 && len(parts) > 1 {
			break // a province alone is no commune
		}
		for _, x := range p.Find(rest) {
			if strings.Join(fold.Words(parts[len(parts)-k]), " ") == strings.Join(fold.Words(x.Name), " ") {
				return strings.Join(parts[:len(parts)-k], ", "), rest
			}
		}
	}
	return v, ""
}
