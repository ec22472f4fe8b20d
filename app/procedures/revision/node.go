package revision

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// node is a part of what a revision says, apart from how it is stored: an
// object with its names in order, a list whose items are known by a key of
// their own and not by their place, or a leaf. Diff and Merge walk nodes, so a
// field that is added to Revision appears in both by itself.
type node struct {
	list  bool
	names []string // of an object its fields, of a list its items' keys, in order
	at    map[string]*node
	leaf  any // what json writes; nil when there are names
	named bool
}

func (n *node) get(name string) *node {
	if n == nil {
		return nil
	}
	return n.at[name]
}

func (n *node) put(name string, x *node) {
	if n.at == nil {
		n.at = map[string]*node{}
	}
	if _, there := n.at[name]; !there {
		n.names = append(n.names, name)
	}
	n.at[name] = x
}

// MarshalJSON writes the node as the compact form that UnmarshalJSON of Revision reads.
func (n *node) MarshalJSON() ([]byte, error) {
	if !n.named {
		return json.Marshal(n.leaf)
	}
	var b strings.Builder
	b.WriteByte("{["[index(n.list)])
	for i, name := range n.names {
		if i > 0 {
			b.WriteByte(',')
		}
		if !n.list {
			k, err := json.Marshal(name)
			if err != nil {
				return nil, err
			}
			b.Write(k)
			b.WriteByte(':')
		}
		v, err := n.at[name].MarshalJSON()
		if err != nil {
			return nil, err
		}
		b.Write(v)
	}
	b.WriteByte("}]"[index(n.list)])
	return []byte(b.String()), nil
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (n *node) text() string {
	if n == nil {
		return ""
	}
	b, err := n.MarshalJSON()
	if err != nil {
		return ""
	}
	return string(b)
}

func same(a, b *node) bool { return (a == nil) == (b == nil) && a.text() == b.text() }

// whole are the types that make sense only together: somebody who changes the
// unit of a term and somebody who changes its number are at the same thing.
var whole = map[reflect.Type]bool{reflect.TypeFor[Term](): true}

// walked are written field by field although they know how to write themselves.
var walked = map[reflect.Type]bool{reflect.TypeFor[Revision](): true, reflect.TypeFor[Form](): true}

var marshaler = reflect.TypeFor[json.Marshaler]()

// nodeOf turns a value into nodes; nil for what is not said.
func nodeOf(v reflect.Value) (*node, error) {
	for v.Kind() == reflect.Pointer || v.Kind() == reflect.Interface {
		if v.IsNil() {
			return nil, nil
		}
		if v.Kind() == reflect.Pointer && !walked[v.Type().Elem()] && v.Type().Implements(marshaler) {
			return leafOf(v)
		}
		v = v.Elem()
	}
	t := v.Type()
	if whole[t] || !walked[t] && (t.Implements(marshaler) || reflect.PointerTo(t).Implements(marshaler)) {
		return leafOf(v)
	}
	switch v.Kind() {
	case reflect.Struct:
		n := &node{named: true}
		return n, fields(n, v)
	case reflect.Map:
		n := &node{named: true}
		for _, k := range mapKeys(v) {
			x, err := nodeOf(v.MapIndex(k))
			if err != nil {
				return nil, err
			}
			if x != nil {
				n.put(k.String(), x)
			}
		}
		return n, nil
	case reflect.Slice, reflect.Array:
		n := &node{named: true, list: true}
		for i := range v.Len() {
			x, err := nodeOf(v.Index(i))
			if err != nil {
				return nil, err
			}
			if x != nil {
				n.put(freeKey(n, keyOf(x)), x)
			}
		}
		return n, nil
	}
	return leafOf(v)
}

func fields(n *node, v reflect.Value) error {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		name, opts, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "-" || !f.IsExported() {
			continue
		}
		if f.Anonymous && name == "" {
			if err := fields(n, v.Field(i)); err != nil {
				return err
			}
			continue
		}
		if name == "" {
			name = f.Name
		}
		if strings.Contains(opts, "omit") && empty(v.Field(i)) {
			continue
		}
		x, err := nodeOf(v.Field(i))
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		if x != nil {
			n.put(name, x)
		}
	}
	return nil
}

func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice, reflect.Map, reflect.String:
		return v.Len() == 0
	}
	return v.IsZero()
}

// mapKeys are in the order of Channels where they are channels, else sorted.
func mapKeys(v reflect.Value) []reflect.Value {
	var out []reflect.Value
	for _, ch := range Channels {
		if k := reflect.ValueOf(ch); v.Type().Key() == k.Type() && v.MapIndex(k).IsValid() {
			out = append(out, k)
		}
	}
	for _, k := range sortedKeys(v) {
		known := false
		for _, o := range out {
			known = known || o.String() == k.String()
		}
		if !known {
			out = append(out, k)
		}
	}
	return out
}

// sortedKeys are the keys of a map of strings.
func sortedKeys(v reflect.Value) []reflect.Value {
	keys := v.MapKeys()
	slices.SortFunc(keys, func(a, b reflect.Value) int { return strings.Compare(a.String(), b.String()) })
	return keys
}

func leafOf(v reflect.Value) (*node, error) {
	b, err := json.Marshal(v.Interface())
	if err != nil {
		return nil, err
	}
	if string(b) == "null" {
		return nil, nil
	}
	return &node{leaf: json.RawMessage(b)}, nil
}

// keyOf is what an item of a list is known by.
func keyOf(x *node) string {
	if !x.named {
		var t Term // a term is its case and its class of area
		if json.Unmarshal([]byte(x.text()), &t) == nil && t.Unit != "" {
			return t.Case + "|" + t.Area
		}
		return x.string()
	}
	for _, k := range []string{"key", "name", "value", "to", "code", "field", "at", "title", "text", "say"} {
		if s := x.get(k).string(); s != "" {
			return s
		}
	}
	return x.text()
}

// freeKey tells apart items that would be known by the same key.
func freeKey(n *node, key string) string {
	if key == "" {
		key = "?"
	}
	free := key
	for i := 2; n.at[free] != nil; i++ {
		free = key + "#" + strconv.Itoa(i)
	}
	return free
}

// string is a leaf that is a text, else "".
func (n *node) string() string {
	if n == nil || n.named {
		return ""
	}
	b, ok := n.leaf.(json.RawMessage)
	if !ok {
		return ""
	}
	var s string
	if json.Unmarshal(b, &s) != nil {
		return string(b)
	}
	return s
}
