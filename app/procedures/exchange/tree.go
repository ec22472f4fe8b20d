package exchange

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/unicode/norm"
)

// A tree is what YAML and JSON have in common, with the line of each value:
// mappings in the order of the file, sequences, and scalars whose tag is one
// of !!str, !!int, !!float, !!bool, !!null. Texts are NFC.

// fromJSON reads one JSON value; firstLine is the line of its first byte.
func fromJSON(b []byte, firstLine int) (*yaml.Node, *Refusal) {
	if err := json.Unmarshal(b, new(json.RawMessage)); err != nil {
		return nil, jsonFault(b, err, firstLine)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.UseNumber()
	p := jsonTree{src: b, dec: dec, line: firstLine}
	return p.value(0)
}

func jsonFault(b []byte, err error, firstLine int) *Refusal {
	off := len(b)
	var s *json.SyntaxError
	if errors.As(err, &s) {
		off = int(s.Offset) - 1
		if strings.Contains(s.Error(), "unexpected end") {
			off = len(bytes.TrimRight(b, " \t\r\n"))
		}
		if strings.Contains(s.Error(), "max depth") {
			return refuse(firstLine-1+lineAt(b, off), "", "JSON lồng quá sâu (trên %d tầng).", maxDepth)
		}
	}
	return refuse(firstLine-1+lineAt(b, off), "", "JSON sai cú pháp ở dòng %d, cột %d. Sửa chỗ đó rồi nhập lại.", firstLine-1+lineAt(b, off), columnAt(b, off))
}

type jsonTree struct {
	src  []byte
	dec  *json.Decoder
	line int // of at
	at   int
}

// here is the line of what was read last.
func (p *jsonTree) here() int {
	off := int(p.dec.InputOffset())
	p.line += bytes.Count(p.src[p.at:off], []byte{'\n'})
	p.at = off
	return p.line
}

func (p *jsonTree) value(depth int) (*yaml.Node, *Refusal) {
	t, err := p.dec.Token()
	if err != nil {
		return nil, jsonFault(p.src, err, 1)
	}
	line := p.here()
	if depth > maxDepth {
		return nil, refuse(line, "", "JSON lồng quá sâu (trên %d tầng).", maxDepth)
	}
	switch v := t.(type) {
	case json.Delim:
		n := &yaml.Node{Kind: yaml.SequenceNode, Tag: "!!seq", Line: line}
		seen := map[string]bool{}
		if v == '{' {
			n.Kind, n.Tag = yaml.MappingNode, "!!map"
		}
		for p.dec.More() {
			if n.Kind == yaml.MappingNode {
				k, err := p.dec.Token()
				if err != nil {
					return nil, jsonFault(p.src, err, 1)
				}
				name := norm.NFC.String(k.(string))
				if seen[name] {
					return nil, refuse(p.here(), "", "Tên “%s” xuất hiện hai lần trong cùng một nhóm.", name)
				}
				seen[name] = true
				n.Content = append(n.Content, text(name, p.here()))
			}
			c, r := p.value(depth + 1)
			if r != nil {
				return nil, r
			}
			n.Content = append(n.Content, c)
		}
		if _, err := p.dec.Token(); err != nil {
			return nil, jsonFault(p.src, err, 1)
		}
		return n, nil
	case string:
		return text(v, line), nil
	case json.Number:
		return number(v.String(), line), nil
	case bool:
		return scalar("!!bool", strconv.FormatBool(v), line), nil
	}
	return scalar("!!null", "null", line), nil
}

func scalar(tag, value string, line int) *yaml.Node {
	return &yaml.Node{Kind: yaml.ScalarNode, Tag: tag, Value: value, Line: line}
}

func text(s string, line int) *yaml.Node { return scalar("!!str", norm.NFC.String(s), line) }

func number(s string, line int) *yaml.Node {
	if strings.ContainsAny(s, ".eE") {
		return scalar("!!float", s, line)
	}
	return scalar("!!int", s, line)
}

var (
	parserFault = regexp.MustCompile(`did not find expected (node content|key|',' or|'-' indicator|<)`)

	yamlLine = regexp.MustCompile(`line (\d+)`)
	jsonNum  = regexp.MustCompile(`^-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?$`)
)

// fromYAML reads every document of b.
func fromYAML(b []byte) ([]*yaml.Node, *Refusal) {
	dec := yaml.NewDecoder(bytes.NewReader(b))
	var out []*yaml.Node
	for {
		var doc yaml.Node
		err := dec.Decode(&doc)
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, yamlFault(b, err)
		}
		if len(doc.Content) != 1 {
			continue
		}
		n, r := plain(doc.Content[0], 0)
		if r != nil {
			return nil, r
		}
		out = append(out, n)
	}
}

func yamlFault(b []byte, err error) *Refusal {
	line := 1
	if m := yamlLine.FindStringSubmatch(err.Error()); m != nil {
		line, _ = strconv.Atoi(m[1])
		if parserFault.MatchString(err.Error()) { // counted from 0 by the library, scanner faults from 1
			line++
		}
	}
	lines := strings.Split(string(b), "\n")
	line = min(max(line, 1), len(lines))
	at := strings.TrimRight(lines[line-1], "\r")
	column := 1 + len([]rune(at)) - len([]rune(strings.TrimLeft(at, " \t")))
	return refuse(line, "", "YAML sai cú pháp ở dòng %d, cột %d: “%s”. Kiểm tra thụt lề, dấu hai chấm và dấu nháy.", line, column, cut(strings.TrimSpace(at), 60))
}

// plain refuses what YAML can do and a procedure's file must not: aliases
// (bombs), tags, merges, keys that are not texts.
func plain(n *yaml.Node, depth int) (*yaml.Node, *Refusal) {
	switch {
	case depth > maxDepth:
		return nil, refuse(n.Line, "", "YAML lồng quá sâu (trên %d tầng).", maxDepth)
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		return nil, refuse(n.Line, "", "Không dùng neo và tham chiếu YAML (& và *). Viết nội dung ra từng chỗ.")
	}
	out := &yaml.Node{Kind: n.Kind, Tag: n.ShortTag(), Line: n.Line}
	switch n.Kind {
	case yaml.MappingNode:
		seen := map[string]bool{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			k := n.Content[i]
			if k.Kind != yaml.ScalarNode || k.ShortTag() == "!!merge" {
				return nil, refuse(k.Line, "", "Tên mục trong YAML phải là chữ.")
			}
			name := norm.NFC.String(k.Value)
			if seen[name] {
				return nil, refuse(k.Line, "", "Tên “%s” xuất hiện hai lần trong cùng một nhóm.", name)
			}
			seen[name] = true
			v, r := plain(n.Content[i+1], depth+1)
			if r != nil {
				return nil, r
			}
			out.Content = append(out.Content, text(name, k.Line), v)
		}
		return out, nil
	case yaml.SequenceNode:
		for _, c := range n.Content {
			v, r := plain(c, depth+1)
			if r != nil {
				return nil, r
			}
			out.Content = append(out.Content, v)
		}
		return out, nil
	case yaml.ScalarNode:
		return plainScalar(n)
	}
	return nil, refuse(n.Line, "", "YAML có phần không đọc được.")
}

func plainScalar(n *yaml.Node) (*yaml.Node, *Refusal) {
	switch n.ShortTag() {
	case "!!str", "!!timestamp":
		return text(n.Value, n.Line), nil
	case "!!null":
		return scalar("!!null", "null", n.Line), nil
	case "!!bool":
		return scalar("!!bool", strings.ToLower(n.Value), n.Line), nil
	case "!!int", "!!float":
		if jsonNum.MatchString(n.Value) {
			return number(n.Value, n.Line), nil
		}
		var i int64
		if n.Decode(&i) == nil {
			return number(strconv.FormatInt(i, 10), n.Line), nil
		}
	}
	return nil, refuse(n.Line, "", "Giá trị “%s” không phải chữ, số, true hay false.", cut(n.Value, 40))
}

func cut(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return string(r[:runes]) + "…"
	}
	return s
}
