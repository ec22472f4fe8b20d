package exchange

import (
	"bytes"
	"encoding/json"
	"io"
	"path"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

var stringType = reflect.TypeFor[string]()

// File is what was read: a statement or a refusal for each of its lines.
type File struct {
	Kind    string // csv, yaml, json (our own), portal
	Items   []Statement
	Refused []Refusal
	seen    map[string][]int // lines of each code
}

// Read reads a file: a catalogue as CSV, one procedure's YAML or JSON (ours,
// several in a row too), or the national portal's JSON. name helps to tell them
// apart and may be "". Nothing is half read: the error is a *Refusal of the
// whole file; what is wrong with single lines is in File.Refused.
func Read(r io.Reader, name string) (*File, error) {
	b, bad := readText(r)
	if bad != nil {
		return nil, bad
	}
	f, bad := readKind(b, strings.ToLower(path.Ext(name)))
	if bad != nil {
		return nil, bad
	}
	f.refuseTwins()
	sortRefused(f.Refused)
	return f, nil
}

var csvHead = regexp.MustCompile(`^["\p{L}_ ]+([,;\t]|$)`)

func readKind(b []byte, ext string) (*File, *Refusal) {
	trimmed := bytes.TrimLeft(b, " \t\r\n")
	first, _, _ := bytes.Cut(trimmed, []byte{'\n'})
	switch {
	case ext == ".csv", ext == ".tsv":
		return readCSV(b)
	case trimmed[0] == '{':
		return readJSON(b)
	case trimmed[0] == '[':
		return nil, refuse(lineAt(b, len(b)-len(trimmed)), "", "Tệp JSON bắt đầu bằng danh sách. Cần một đối tượng có mục procedures, hoặc một thủ tục đã xuất từ đây.")
	case ext == ".json":
		if _, r := fromJSON(b, 1); r != nil {
			return nil, r
		}
		return nil, refuse(1, "", "Tệp JSON phải là một đối tượng có mục procedures, hoặc một thủ tục đã xuất từ đây.")
	case ext == ".yaml", ext == ".yml":
		return readYAML(b)
	case csvHead.Match(bytes.TrimRight(first, "\r")) && !bytes.Contains(first, []byte(": ")):
		return readCSV(b)
	}
	return readYAML(b)
}

func readYAML(b []byte) (*File, *Refusal) {
	if len(b) > MaxOneBytes {
		return nil, tooLarge(MaxOneBytes)
	}
	docs, r := fromYAML(b)
	if r != nil {
		return nil, r
	}
	if len(docs) == 0 {
		return nil, refuse(1, "", "Tệp YAML không có nội dung.")
	}
	f := &File{Kind: "yaml"}
	for _, n := range docs {
		if child(n, "procedures") != nil && child(n, "revision") == nil {
			f.portal(n)
			continue
		}
		f.own(n)
	}
	return f, nil
}

// readJSON reads JSON values one after the other.
func readJSON(b []byte) (*File, *Refusal) {
	dec := json.NewDecoder(bytes.NewReader(b))
	f := &File{Kind: "json"}
	for at := 0; ; {
		var raw json.RawMessage
		err := dec.Decode(&raw)
		if err == io.EOF {
			return f, nil
		}
		if err != nil {
			return nil, jsonFault(b, at0(err, b), 1)
		}
		end := int(dec.InputOffset())
		start := end - len(raw)
		line := lineAt(b, start)
		at = end
		n, r := fromJSON(b[start:at], line)
		if r != nil {
			return nil, r
		}
		switch {
		case n.Kind == yaml.MappingNode && child(n, "procedures") != nil && child(n, "revision") == nil:
			f.Kind = "portal"
			f.portal(n)
		case len(raw) > MaxOneBytes:
			return nil, tooLarge(MaxOneBytes)
		default:
			f.own(n)
		}
	}
}

// at0 keeps a syntax error whose offset counts from the start of the stream.
func at0(err error, b []byte) error {
	if err == io.ErrUnexpectedEOF {
		return json.Unmarshal(append(bytes.TrimRight(b, " \t\r\n"), ' '), new(json.RawMessage))
	}
	return err
}

func (f *File) own(n *yaml.Node) {
	e, r := entryOf(n)
	if r != nil {
		f.refuse(r)
		return
	}
	f.add(&Statement{Code: e.Code, Name: e.Name, Line: n.Line, whole: e})
}

func (f *File) portal(n *yaml.Node) {
	list := child(n, "procedures")
	if list.Kind != yaml.SequenceNode {
		f.refuse(refuse(list.Line, "", "Mục procedures phải là một danh sách thủ tục."))
		return
	}
	for i, p := range list.Content {
		if i >= maxItems {
			f.refuse(refuse(p.Line, "", "Tệp có quá %d thủ tục. Chia thành nhiều tệp.", maxItems))
			return
		}
		st, r := portalStatement(p)
		if r != nil {
			f.refuse(r)
			continue
		}
		f.add(st)
	}
}

func (f *File) refuse(r *Refusal) {
	f.Refused = append(f.Refused, *r)
	f.saw(r.Code, r.Line)
}

func (f *File) add(s *Statement) {
	f.Items = append(f.Items, *s)
	f.saw(s.Code, s.Line)
}

func (f *File) saw(code string, line int) {
	if f.seen == nil {
		f.seen = map[string][]int{}
	}
	if code != "" {
		f.seen[code] = append(f.seen[code], line)
	}
}

// refuseTwins refuses every line of a code that stands in the file more than
// once: nobody can tell which one is meant.
func (f *File) refuseTwins() {
	var keep []Statement
	for _, s := range f.Items {
		lines := f.seen[s.Code]
		if len(lines) < 2 {
			keep = append(keep, s)
			continue
		}
		var all []string
		for _, l := range lines {
			all = append(all, strconv.Itoa(l))
		}
		f.Refused = append(f.Refused, *refuse(s.Line, s.Code, "Mã thủ tục trùng trong tệp, ở các dòng %s. Giữ lại một dòng.", cut(strings.Join(all, ", "), 80)))
	}
	f.Items = keep
}

// decodeInto reads a tree into a value and says where it does not fit.
func decodeInto(n *yaml.Node, code string, v any) *Refusal {
	var b bytes.Buffer
	writeJSON(&b, n, "")
	if err := json.Unmarshal(b.Bytes(), v); err != nil {
		return typeFault(n, code, err)
	}
	return nil
}

func amountText(n *int64) string {
	if n == nil {
		return ""
	}
	return strconv.FormatInt(*n, 10)
}

func sortRefused(list []Refusal) {
	slices.SortStableFunc(list, func(a, b Refusal) int { return a.Line - b.Line })
}
