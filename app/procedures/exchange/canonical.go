package exchange

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"motcua/app/procedures/national"
)

// YAML writes one procedure as a readable file: names and order of the JSON
// form, block style, NFC. Reading and writing it again gives the same bytes.
func YAML(e national.Entry) ([]byte, error) {
	n, err := treeOf(e)
	if err != nil {
		return nil, err
	}
	style(n)
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(n); err != nil {
		return nil, fmt.Errorf("procedure %s: %w", e.Code, err)
	}
	return b.Bytes(), enc.Close()
}

// JSON writes one procedure as an indented JSON file; see YAML.
func JSON(e national.Entry) ([]byte, error) {
	n, err := treeOf(e)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	writeJSON(&b, n, "\n")
	b.WriteByte('\n')
	return b.Bytes(), nil
}

// Line writes one procedure as JSON on one line, without a line end.
func Line(e national.Entry) ([]byte, error) {
	n, err := treeOf(e)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	writeJSON(&b, n, "")
	return b.Bytes(), nil
}

func treeOf(v any) (*yaml.Node, error) {
	raw, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	n, r := fromJSON(raw, 1)
	if r != nil {
		return nil, r
	}
	return n, nil
}

// quoted are texts that some reader of YAML would take for something else.
var quoted = regexp.MustCompile(`(?i)^(y|n|yes|no|on|off|true|false|null|~|[-+.]?[0-9].*|\.(inf|nan)|=|<<)$`)

// style says how each text is written, so that it never depends on the library's taste.
func style(n *yaml.Node) {
	for _, c := range n.Content {
		style(c)
	}
	if n.Kind != yaml.ScalarNode || n.Tag != "!!str" {
		if len(n.Content) == 0 && n.Kind != yaml.ScalarNode {
			n.Style = yaml.FlowStyle
		}
		return
	}
	switch s := n.Value; {
	case strings.Contains(s, "\n"):
		n.Style = yaml.DoubleQuotedStyle
		if literal(s) {
			n.Style = yaml.LiteralStyle
		}
	case quoted.MatchString(s):
		n.Style = yaml.DoubleQuotedStyle
	}
}

// literal tells whether a text of several lines may stand as a block: no line
// of it begins or ends with a blank, and none is empty at the ends.
func literal(s string) bool {
	for _, l := range strings.Split(strings.TrimSuffix(s, "\n"), "\n") {
		if l == "" || strings.TrimSpace(l) != l || strings.ContainsAny(l, "\t\r\u0085\u2028\u2029\ufeff") {
			return false
		}
	}
	return true
}

// writeJSON writes a tree; with nl "" on one line, else nl is the line end and indent.
func writeJSON(b *bytes.Buffer, n *yaml.Node, nl string) {
	in, colon := nl, ":"
	if nl != "" {
		in, colon = nl+"  ", ": "
	}
	switch n.Kind {
	case yaml.MappingNode:
		if len(n.Content) == 0 {
			b.WriteString("{}")
			return
		}
		for i := 0; i < len(n.Content); i += 2 {
			b.WriteString(map[bool]string{true: "{", false: ","}[i == 0] + in)
			quote(b, n.Content[i].Value)
			b.WriteString(colon)
			writeJSON(b, n.Content[i+1], in)
		}
		b.WriteString(nl + "}")
	case yaml.SequenceNode:
		if len(n.Content) == 0 {
			b.WriteString("[]")
			return
		}
		for i, c := range n.Content {
			b.WriteString(map[bool]string{true: "[", false: ","}[i == 0] + in)
			writeJSON(b, c, in)
		}
		b.WriteString(nl + "]")
	default:
		if n.Tag == "!!str" {
			quote(b, n.Value)
			return
		}
		b.WriteString(n.Value)
	}
}

func quote(b *bytes.Buffer, s string) {
	enc := json.NewEncoder(b)
	enc.SetEscapeHTML(false)
	_ = enc.Encode(s) // a string and a buffer: neither fails
	b.Truncate(b.Len() - 1)
}
