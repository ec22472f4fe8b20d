package builder

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"motcua/app/fault"
	"motcua/app/procedures"
	"motcua/app/procedures/revision"
	"motcua/views/ui"
)

// tree is a revision taken apart for editing; paths are keys and numbers
// joined by dots: form.sections.0.fields.2.
type tree map[string]any

func number(n int) json.Number { return json.Number(strconv.Itoa(n)) }

// patternOf is the path with * for its numbers.
func patternOf(path string) string {
	parts := strings.Split(path, ".")
	for i, p := range parts {
		if _, err := strconv.Atoi(p); err == nil {
			parts[i] = "*"
		}
	}
	return strings.Join(parts, ".")
}

// top tells whether a page's parts lie at the top of the tree.
func top(path string) bool {
	return path != "form" && path != "clock" && slices.Contains(rootPages, path)
}

func noPart() error {
	return fault.New(fault.NotFound, "revision.part", "Bản này không có phần đó. Có thể người khác vừa xóa hoặc đổi chỗ.")
}

// node finds the object of a page. Fault: NotFound.
func (t tree) node(path string) (map[string]any, error) {
	if top(path) {
		return t, nil
	}
	var at any = map[string]any(t)
	for _, key := range strings.Split(path, ".") {
		switch x := at.(type) {
		case map[string]any:
			at = x[key]
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(x) {
				return nil, noPart()
			}
			at = x[i]
		default:
			return nil, noPart()
		}
	}
	n, ok := at.(map[string]any)
	if !ok {
		return nil, noPart()
	}
	return n, nil
}

// list is a list below a node, empty when there is none.
func listOf(n map[string]any, name string) []any {
	x, _ := n[name].([]any)
	return x
}

func setList(n map[string]any, name string, x []any) {
	if len(x) == 0 {
		delete(n, name)
		if name == "sections" || name == "components" || name == "steps" || name == "results" {
			n[name] = []any{}
		}
		return
	}
	n[name] = x
}

// rearrange does one act on a list: them, len, xuong, nhan-doi, xoa, or chuyen with a place to go to.
func rearrange(n map[string]any, b branch, op string, i, to int) error {
	x := slices.Clone(listOf(n, b.name))
	if op == "them" {
		y := b.fresh()
		renew(y, x)
		setList(n, b.name, append(x, y))
		return nil
	}
	if i < 0 || i >= len(x) {
		return noPart()
	}
	switch op {
	case "len":
		to = i - 1
	case "xuong":
		to = i + 1
	case "xoa":
		setList(n, b.name, slices.Delete(x, i, i+1))
		return nil
	case "nhan-doi":
		raw, _ := json.Marshal(x[i])
		var y map[string]any
		if json.Unmarshal(raw, &y) != nil {
			return noPart()
		}
		renew(y, x)
		setList(n, b.name, slices.Insert(x, i+1, any(y)))
		return nil
	case "chuyen":
	default:
		return fault.New(fault.Invalid, "revision.op", "Chọn việc cần làm với danh sách.")
	}
	to = max(0, min(to, len(x)-1))
	y := x[i]
	x = slices.Insert(slices.Delete(x, i, i+1), to, y)
	setList(n, b.name, x)
	return nil
}

// renew gives what was added a key that the list does not have yet.
func renew(y map[string]any, in []any) {
	for _, key := range []string{"key", "name"} {
		base, ok := y[key].(string)
		if !ok || base == "" {
			continue
		}
		base = strings.TrimRight(base, "_0123456789")
		for i := 1; ; i++ {
			k := base
			if i > 1 {
				k += "_" + strconv.Itoa(i)
			}
			if !slices.ContainsFunc(in, func(x any) bool { m, _ := x.(map[string]any); return m[key] == k }) {
				y[key] = k
				break
			}
		}
	}
}

// revision puts the tree together again. Fault: Invalid.
func (t tree) revision() (*revision.Revision, []byte, error) {
	b, err := json.Marshal(map[string]any(t))
	if err != nil {
		return nil, nil, err
	}
	r, err := procedures.ParseContent(b)
	return r, b, err
}

// write turns a value into what stands in its box.
func (p part) write(v any) string {
	switch x := v.(type) {
	case nil:
		return ""
	case bool:
		if x {
			return "1"
		}
		return ""
	case json.Number:
		return x.String()
	case string:
		return x
	case []any:
		var lines []string
		for _, y := range x {
			if o, ok := y.(map[string]any); ok {
				lines = append(lines, text(o["value"])+" = "+text(o["text"]))
				continue
			}
			lines = append(lines, text(y))
		}
		return strings.Join(lines, "\n")
	}
	return text(v)
}

func text(v any) string {
	switch x := v.(type) {
	case string:
		return x
	case json.Number:
		return x.String()
	case bool:
		return strconv.FormatBool(x)
	}
	return ""
}

// read puts what was typed into the node; say is the sentence beside the box when it cannot be.
func (p part) read(n map[string]any, typed []string) (say string) {
	v := strings.TrimSpace(strings.Join(typed, "\n"))
	set := func(x any, empty bool) {
		if empty {
			delete(n, p.name)
			return
		}
		n[p.name] = x
	}
	switch p.kind {
	case asBool:
		set(true, v == "")
	case asNumber:
		if v != "" {
			if _, err := strconv.Atoi(v); err != nil {
				return "Nhập số nguyên"
			}
		}
		set(json.Number(v), v == "")
	case asLines:
		set(lines(v), v == "")
	case asChecks:
		var out []any
		for _, x := range typed {
			if x != "" {
				out = append(out, x)
			}
		}
		set(out, len(out) == 0)
	case asOptions:
		var out []any
		for _, l := range lines(v) {
			value, label, ok := strings.Cut(l.(string), "=")
			if value, label = strings.TrimSpace(value), strings.TrimSpace(label); !ok || value == "" || label == "" {
				return "Mỗi dòng dạng: ma = Chữ hiện ra"
			}
			out = append(out, map[string]any{"value": value, "text": label})
		}
		set(out, len(out) == 0)
	case asChoice:
		if v != "" && len(p.options) > 0 && !slices.ContainsFunc(p.options, func(o ui.Option) bool { return o.Value == v }) {
			return "Chọn trong danh sách"
		}
		set(v, v == "")
	case asLong:
		set(v, v == "")
	default:
		set(strings.Join(strings.Fields(v), " "), v == "")
	}
	return ""
}

func lines(v string) []any {
	var out []any
	for _, l := range strings.Split(v, "\n") {
		if l = strings.Join(strings.Fields(l), " "); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// pathOf is the page that mends a Problem, "" for the first page.
func pathOf(t tree, place string) string {
	head, rest, _ := strings.Cut(place, ".")
	key, _, _ := strings.Cut(rest, ".")
	find := func(list []any, by string) int {
		return slices.IndexFunc(list, func(x any) bool { m, _ := x.(map[string]any); return m[by] == key })
	}
	at := func(page, name, by string) string {
		if i := find(listOf(t, name), by); i >= 0 {
			return name + "." + strconv.Itoa(i)
		}
		return page
	}
	switch head {
	case "form":
		form, _ := t["form"].(map[string]any)
		for i, s := range listOf(form, "sections") {
			m, _ := s.(map[string]any)
			if m["key"] == key {
				return "form.sections." + strconv.Itoa(i)
			}
			for j, q := range listOf(m, "fields") {
				f, _ := q.(map[string]any)
				if name, _ := f["name"].(string); name == key || name != "" && strings.HasPrefix(key, name+"_") {
					return "form.sections." + strconv.Itoa(i) + ".fields." + strconv.Itoa(j)
				}
			}
		}
		return "form"
	case "checks":
		form, _ := t["form"].(map[string]any)
		if i := find(listOf(form, "checks"), "at"); i >= 0 {
			return "form.checks." + strconv.Itoa(i)
		}
		return "form"
	case "components":
		return at("giay-to", head, "key")
	case "fees":
		return at("cach-nop", head, "key")
	case "steps":
		return at("quy-trinh", head, "key")
	case "cases", "eligibility":
		return at("truong-hop", head, "key")
	case "results":
		return "ket-qua"
	case "routing", "competence", "competence_text", "non_boundary", "help_only":
		return "tham-quyen"
	case "ways":
		if key != "" {
			return "ways." + key
		}
		return "cach-nop"
	case "clock":
		if key == "fallback" {
			return "clock.fallback"
		}
		return "clock"
	}
	return "chung"
}
