package builder

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"motcua/app/procedures/revision"
	"motcua/app/procedures/rules"
)

// A rule is typed in two boxes, the expression and its test cases, or chosen
// as a question with the answers it holds for: <name>, <name>_thu, and
// <name>_hoi with <name>_la.

// ruleBoxes writes a stored rule into its boxes.
func ruleBoxes(v any) (cel, cases string) {
	switch x := v.(type) {
	case string:
		return x, ""
	case map[string]any:
		var out []string
		for _, c := range listOf(x, "cases") {
			m, _ := c.(map[string]any)
			given, _ := m["given"].(map[string]any)
			names := make([]string, 0, len(given))
			for k := range given {
				names = append(names, k)
			}
			slices.Sort(names)
			for i, k := range names {
				names[i] = k + "=" + text(given[k])
			}
			out = append(out, strings.Join(names, "; ")+" => "+wantWords(m["want"]))
		}
		return text(x["cel"]), strings.Join(out, "\n")
	}
	return "", ""
}

func wantWords(v any) string {
	switch v {
	case nil:
		return "chưa biết"
	case true:
		return "đúng"
	case false:
		return "sai"
	}
	return text(v)
}

// readRule takes a rule out of the posted boxes, nil when they are empty.
func readRule(p part, posted url.Values) (any, error) {
	get := func(s string) string { return strings.TrimSpace(posted.Get(p.name + s)) }
	if q := get("_hoi"); q != "" {
		values := strings.FieldsFunc(get("_la"), func(r rune) bool { return r == ',' || r == '\n' || r == ';' })
		in := []any{}
		for _, v := range values {
			if v = strings.TrimSpace(v); v != "" {
				in = append(in, v)
			}
		}
		if len(in) == 0 {
			return nil, errors.New("Ghi các câu trả lời, cách nhau bằng dấu phẩy")
		}
		return map[string]any{"field": q, "in": in}, nil
	}
	cel := get("")
	if cel == "" {
		if get("_thu") != "" {
			return nil, errors.New("Có trường hợp thử nhưng chưa có biểu thức")
		}
		return nil, nil
	}
	var cases []any
	for i, l := range lines(get("_thu")) {
		c, err := readCase(l.(string))
		if err != nil {
			return nil, fmt.Errorf("Trường hợp thử ở dòng %d: %w", i+1, err)
		}
		cases = append(cases, c)
	}
	if cases == nil {
		return cel, nil
	}
	return map[string]any{"cel": cel, "cases": cases}, nil
}

// readCase reads "a=1; b=x => đúng".
func readCase(l string) (map[string]any, error) {
	left, right, ok := strings.Cut(l, "=>")
	if !ok {
		return nil, errors.New("viết dạng tên=giá trị; tên=giá trị => kết quả")
	}
	given := map[string]any{}
	for _, pair := range strings.Split(left, ";") {
		if pair = strings.TrimSpace(pair); pair == "" {
			continue
		}
		k, v, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, errors.New("thiếu dấu = sau " + k)
		}
		given[strings.TrimSpace(k)] = strings.TrimSpace(v)
	}
	out := map[string]any{"given": given}
	switch w := strings.TrimSpace(right); strings.ToLower(w) {
	case "đúng", "true", "có":
		out["want"] = true
	case "sai", "không đúng", "false":
		out["want"] = false
	case "chưa biết", "":
		out["want"] = nil
	default:
		if strings.Trim(w, "0123456789-") == "" {
			out["want"] = json.Number(w)
		} else {
			out["want"] = w
		}
	}
	return out, nil
}

// ruleFault compiles a rule over the revision's questions; the sentence stands beside its box.
func ruleFault(r *revision.Revision, v any, want rules.Type) (string, *rules.Fault) {
	if v == nil {
		return "", nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error(), nil
	}
	var x revision.Rule
	if err := json.Unmarshal(b, &x); err != nil {
		return "Không đọc được điều kiện này", nil
	}
	r.Try(&x, want)
	if f := x.Fault(); f != nil {
		return fmt.Sprintf("Dòng %d, cột %d: %s", f.Line, f.Column, f.Say), f
	}
	return "", nil
}

// caret shows the line of a fault with a mark below its column.
func caret(src string, f *rules.Fault) string {
	all := strings.Split(strings.ReplaceAll(src, "\r\n", "\n"), "\n")
	if f == nil || f.Line > len(all) {
		return ""
	}
	return all[f.Line-1] + "\n" + strings.Repeat(" ", f.Column-1) + "^"
}
