package exchange

import (
	"bytes"
	"encoding/json"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"
)

// marshaler are the types whose JSON is not their fields.
var marshaler = reflect.TypeFor[json.Marshaler]()

// unknownName finds a name in a tree that the type does not know, so that a
// slip of the hand ("requird") is told instead of silently dropped.
func unknownName(n *yaml.Node, t reflect.Type) (name string, line int) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, c := range n.Content {
			if name, line := unknownName(c, t.Elem()); name != "" {
				return name, line
			}
		}
	case n.Kind != yaml.MappingNode:
	case t.Kind() == reflect.Map:
		for i := 1; i < len(n.Content); i += 2 {
			if name, line := unknownName(n.Content[i], t.Elem()); name != "" {
				return name, line
			}
		}
	case t.Kind() == reflect.Struct:
		fields := map[string]reflect.Type{}
		jsonFields(t, fields)
		if reads := reflect.PointerTo(t).Implements(marshaler); reads && !knowsAll(n, fields) {
			return lostName(n, t)
		}
		for i := 0; i < len(n.Content); i += 2 {
			ft, ok := fields[n.Content[i].Value]
			if !ok {
				return n.Content[i].Value, n.Content[i].Line
			}
			if name, line := unknownName(n.Content[i+1], ft); name != "" {
				return name, line
			}
		}
	}
	return "", 0
}

func knowsAll(n *yaml.Node, fields map[string]reflect.Type) bool {
	for i := 0; i < len(n.Content); i += 2 {
		if fields[n.Content[i].Value] == nil {
			return false
		}
	}
	return true
}

func jsonFields(t reflect.Type, out map[string]reflect.Type) {
	for i := range t.NumField() {
		f := t.Field(i)
		name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
		switch {
		case f.Anonymous && name == "" && f.Type.Kind() == reflect.Struct:
			jsonFields(f.Type, out)
		case !f.IsExported() || name == "-":
		case name == "":
			out[f.Name] = f.Type
		default:
			out[name] = f.Type
		}
	}
}

// lostName reads a part that has a form of its own and looks for what did not
// come back out of it.
func lostName(n *yaml.Node, t reflect.Type) (string, int) {
	var b bytes.Buffer
	writeJSON(&b, n, "")
	v := reflect.New(t)
	if json.Unmarshal(b.Bytes(), v.Interface()) != nil {
		return "", 0 // told when it is read
	}
	back, err := treeOf(v.Interface())
	if err != nil || back.Kind != yaml.MappingNode {
		return "", 0
	}
	if !sharesAName(n, back) {
		return "", 0 // a short form of the same
	}
	return lost(n, back)
}

func sharesAName(a, b *yaml.Node) bool {
	for i := 0; i < len(a.Content); i += 2 {
		if child(b, a.Content[i].Value) != nil {
			return true
		}
	}
	return false
}

func lost(n, back *yaml.Node) (string, int) {
	if n.Kind != back.Kind {
		return "", 0
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i < len(n.Content); i += 2 {
			k, v := n.Content[i], n.Content[i+1]
			other := child(back, k.Value)
			if other == nil {
				if empty(v) {
					continue
				}
				return k.Value, k.Line
			}
			if name, line := lost(v, other); name != "" {
				return name, line
			}
		}
	case yaml.SequenceNode:
		for i, c := range n.Content[:min(len(n.Content), len(back.Content))] {
			if name, line := lost(c, back.Content[i]); name != "" {
				return name, line
			}
		}
	}
	return "", 0
}

// empty tells whether leaving a value out says the same.
func empty(n *yaml.Node) bool {
	switch n.Tag {
	case "!!map", "!!seq":
		return len(n.Content) == 0
	case "!!null":
		return true
	}
	return n.Value == "" || n.Value == "0" || n.Value == "false"
}

// child is the value of a name in a mapping; nil when there is none.
func child(n *yaml.Node, name string) *yaml.Node {
	if n.Kind != yaml.MappingNode {
		return nil
	}
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}
