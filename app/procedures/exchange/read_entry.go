package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"motcua/app/procedures/national"
	"motcua/app/procedures/revision"
)

// codeForm is lenient: national codes (1.001193) and a province's own (H44-01).
var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9.-]{2,39}$`)

// checkCode says what is wrong with a procedure's code; "" when nothing.
func checkCode(code string) string {
	switch {
	case code == "":
		return "Thiếu mã thủ tục."
	case !codeForm.MatchString(code) || !strings.ContainsAny(code, "0123456789"):
		return "Mã thủ tục “" + cut(code, 40) + "” không đúng dạng. Mã gồm 3 đến 40 chữ, số, dấu chấm, gạch nối, ví dụ 1.001193 hoặc H44-001."
	}
	return ""
}

func checkName(name string) string {
	switch n := len([]rune(name)); {
	case n == 0:
		return "Thiếu tên thủ tục."
	case n > 1000:
		return "Tên thủ tục dài quá 1.000 chữ."
	}
	return ""
}

// entryOf reads one whole procedure out of a tree.
func entryOf(n *yaml.Node) (*national.Entry, *Refusal) {
	if n.Kind != yaml.MappingNode {
		return nil, refuse(n.Line, "", "Tệp phải bắt đầu bằng các mục code, name, … của một thủ tục.")
	}
	code, line := "", n.Line
	if c := child(n, "code"); c != nil {
		code, line = c.Value, c.Line
	}
	if bad := checkCode(code); bad != "" {
		return nil, refuse(line, code, "%s", bad)
	}
	if child(n, "revision") == nil {
		return nil, refuse(line, code, "Thiếu mục revision (nội dung thủ tục).")
	}
	if name, at := unknownName(n, reflect.TypeFor[national.Entry]()); name != "" {
		return nil, refuse(at, code, "Không có mục nào tên “%s”. Kiểm tra chính tả của tên mục.", name)
	}
	e, r := decode(n)
	if r != nil {
		return nil, r
	}
	if bad := checkName(e.Name); bad != "" {
		return nil, refuse(line, code, "%s", bad)
	}
	if e.PlainName == "" {
		e.PlainName = e.Name
	}
	if r := checkRevision(n, line, e); r != nil {
		return nil, r
	}
	return e, nil
}

// decode turns a tree into a procedure.
func decode(n *yaml.Node) (*national.Entry, *Refusal) {
	var b bytes.Buffer
	writeJSON(&b, n, "")
	e := new(national.Entry)
	if err := json.Unmarshal(b.Bytes(), e); err != nil {
		code := ""
		if c := child(n, "code"); c != nil {
			code = c.Value
		}
		return nil, typeFault(n, code, err)
	}
	return e, nil
}

// checkRevision refuses what a dossier could not live under.
func checkRevision(n *yaml.Node, line int, e *national.Entry) *Refusal {
	list := e.Revision.Problems()
	if len(list) == 0 {
		return nil
	}
	if n != nil {
		line = placeLine(n, list[0].Place, line)
	}
	return refuse(line, e.Code, "%s", sentence(list))
}

// placeLine finds the line of a problem's place ("form.marital_status.show_if",
// "ways.counter"): by names, and in lists by key or name.
func placeLine(n *yaml.Node, place string, otherwise int) int {
	at := child(n, "revision")
	for _, word := range strings.Split(place, ".") {
		next := descend(at, word)
		if next == nil {
			break
		}
		at, otherwise = next, next.Line
	}
	return otherwise
}

// descend finds a name in a mapping, or below it the item that has it as its key or name.
func descend(n *yaml.Node, word string) *yaml.Node {
	if n == nil {
		return nil
	}
	if c := child(n, word); c != nil {
		return c
	}
	for _, c := range n.Content {
		if c.Kind == yaml.MappingNode && n.Kind == yaml.SequenceNode {
			for _, id := range []string{"key", "name"} {
				if k := child(c, id); k != nil && k.Value == word {
					return c
				}
			}
		}
		if found := descend(c, word); found != nil {
			return found
		}
	}
	return nil
}

// sentence is the first faults of a revision in one line.
func sentence(list []revision.Problem) string {
	var say []string
	for _, p := range list[:min(len(list), 3)] {
		say = append(say, p.Error())
	}
	if n := len(list) - len(say); n > 0 {
		say = append(say, fmt.Sprintf("và %d lỗi khác", n))
	}
	return "Nội dung thủ tục chưa dùng được: " + cut(strings.Join(say, "; "), 900) + "."
}

// typeFault says where a value has another kind than its name asks for.
func typeFault(n *yaml.Node, code string, err error) *Refusal {
	var t *json.UnmarshalTypeError
	if m := unknownField.FindStringSubmatch(err.Error()); m != nil {
		return refuse(lineOfName(n, m[1]), code, "Không có mục nào tên “%s”. Kiểm tra chính tả của tên mục.", m[1])
	}
	if !errors.As(err, &t) {
		return refuse(n.Line, code, "Nội dung thủ tục không đọc được: %s", cut(err.Error(), 300))
	}
	want := map[reflect.Kind]string{
		reflect.String: "chữ", reflect.Int: "số nguyên", reflect.Int64: "số nguyên", reflect.Float64: "số", reflect.Bool: "true hoặc false",
		reflect.Slice: "một danh sách", reflect.Map: "một nhóm mục", reflect.Struct: "một nhóm mục",
	}[t.Type.Kind()]
	place := t.Field[strings.LastIndex(t.Field, ".")+1:]
	return refuse(lineOf(n, strings.Split(t.Field, "."), kindOf(t.Value)), code, "Mục “%s” phải là %s.", place, want)
}

var unknownField = regexp.MustCompile(`unknown field "([^"]*)"`)

// lineOfName is the line of the first mapping that has that name.
func lineOfName(n *yaml.Node, name string) int {
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 {
			if c.Value == name {
				return c.Line
			}
		} else if l := lineOfName(c, name); l > 0 {
			return l
		}
	}
	return 0
}

// kindOf turns encoding/json's word for a value ("number 12") into a tag.
func kindOf(value string) string {
	word, _, _ := strings.Cut(value, " ")
	return map[string]string{"string": "!!str", "number": "!!int", "bool": "!!bool", "object": "!!map", "array": "!!seq"}[word]
}

// lineOf finds the first value of that kind under a path of names, whatever lists lie between.
func lineOf(n *yaml.Node, path []string, tag string) int {
	found := 0
	var walk func(n *yaml.Node, path []string)
	walk = func(n *yaml.Node, path []string) {
		switch {
		case found > 0:
		case len(path) == 0:
			if n.Tag == tag || tag == "!!int" && n.Tag == "!!float" {
				found = n.Line
			} else if n.Kind == yaml.SequenceNode {
				for _, c := range n.Content {
					walk(c, nil)
				}
			}
		case n.Kind == yaml.SequenceNode:
			for _, c := range n.Content {
				walk(c, path)
			}
		case n.Kind == yaml.MappingNode:
			if c := child(n, path[0]); c != nil {
				walk(c, path[1:])
				return
			}
			for i := 1; i < len(n.Content); i += 2 { // a path may begin below, in a part that reads itself
				walk(n.Content[i], path)
			}
		}
	}
	walk(n, path)
	return max(found, n.Line)
}
